#include "projection/comments.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "document/comment_schema.h"
#include "document/mark_schema.h"

namespace varve::projection {

namespace {

namespace key = document::comment_key;

constexpr auto kBody = event::WellKnownObject::kBody;
constexpr std::size_t kStepsMax = 1'000'000;  // beyond that reading afresh is cheaper than moving place by place

const event::Operation* sideOperationOf(const event::EventLog& log, event::LocalVersion event) {
    const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(event)];
    const bool hasSide = run.type == event::OperationType::kMark || run.type == event::OperationType::kSet;
    return hasSide ? &log.sideOperation(run) : nullptr;
}

std::string shownText(std::string_view text) {
    if (text.size() <= document::kRemarkSizeMax) return std::string(text);
    std::size_t size = document::kRemarkSizeMax;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
        --size;
    return std::string(text.substr(0, size)) + "…";
}

Remark remarkOf(const event::EventLog& log, event::LocalVersion event, std::string_view text) {
    return {.id = log.idOf(event),
            .text = shownText(text),
            .author = log.agents()[log.agentIndexOf(event)].user,
            .timeMs = log.transactionRecord(log.transactionIndexOf(event)).timeMs};
}

/// The replies of a thread; those that another event than the named one began are nobody's.
void readReplies(CommentThread& thread, const document::Attributes& registers, const event::EventLog& log) {
    for (const auto& [name, value] : registers) {
        const auto* text = std::get_if<std::string>(&value);
        const auto id = text != nullptr ? document::ownIdOf(name, key::kReplyPrefix) : std::nullopt;
        if (!id) continue;
        if (thread.remarks.size() > kRepliesMax) {
            ++thread.leftOutCount;
            continue;
        }
        const auto event = log.find(*id);
        const event::Operation* operation = event ? sideOperationOf(log, *event) : nullptr;
        const auto* set = operation != nullptr ? std::get_if<event::Set>(operation) : nullptr;
        if (set == nullptr || set->key != name || set->object != event::ObjectId{thread.id}) continue;
        thread.remarks.push_back(remarkOf(log, *event, *text));
    }
    std::ranges::sort(thread.remarks.begin() + 1, thread.remarks.end(), [](const Remark& a, const Remark& b) {
        return std::pair(a.timeMs, a.id) < std::pair(b.timeMs, b.id);
    });
}

/// Ranges come in their order; those that touch are one.
void addRange(std::vector<text::Range>& ranges, text::Range range) {
    if (range.isEmpty()) return;
    if (!ranges.empty() && ranges.back().end == range.begin) {
        ranges.back().end = range.end;
    } else {
        ranges.push_back(range);
    }
}

/// Calls `receive(id)` for every comment that a format carries.
template <typename Receive>
void forEachComment(const document::FormatPointer& format, Receive receive) {
    if (!format) return;
    for (const auto& [name, value] : *format) {
        if (!std::holds_alternative<std::string>(value)) continue;
        if (const auto id = document::ownIdOf(name, document::mark_key::kCommentPrefix)) receive(*id);
    }
}

/// Whether all that the patch does to the comments of a text is to move them: nothing is restyled, and what comes
/// inside of a comment, and nothing else, comes with it. Typing is so. `isKnown(id)`; `forEachPlace(receive(id,
/// ranges))`.
template <typename IsKnown, typename ForEachPlace>
bool onlyMoves(const document::Patch& patch, IsKnown isKnown, ForEachPlace forEachPlace) {
    std::size_t placeCount = 0;
    forEachPlace([&](const event::EventId&, const std::vector<text::Range>& ranges) { placeCount += ranges.size(); });
    if (placeCount * patch.pieces().size() > kStepsMax) return false;
    text::Offset place{0};  // in the old text
    text::Offset kept{0};   // up to there nothing is removed right before the place
    for (const document::PatchPiece& piece : patch.pieces()) {
        if (piece.kind == document::PatchPiece::Kind::kRestyle) return false;
        if (piece.kind == document::PatchPiece::Kind::kAdd) {
            std::vector<event::EventId> comments;
            forEachComment(patch.formatOf(piece), [&](const event::EventId& id) {
                if (isKnown(id)) comments.push_back(id);
            });
            std::ranges::sort(comments);
            std::size_t insideCount = 0;
            bool isLike = true;
            forEachPlace([&](const event::EventId& id, const std::vector<text::Range>& ranges) {
                const bool isInside = std::ranges::any_of(
                    ranges, [&](const text::Range& range) { return range.begin < kept && place < range.end; });
                isLike = isLike && isInside == std::ranges::binary_search(comments, id);
                insideCount += isInside ? 1 : 0;
            });
            if (!isLike || insideCount != comments.size()) return false;
        }
        place = place + piece.oldCount();
        if (piece.kind == document::PatchPiece::Kind::kRetain) kept = place;
    }
    return true;
}

}  // namespace

/// Gathers the places of comments in one text from its formats, which come in their order.
class Comments::FormatReader {
  public:
    FormatReader(std::map<event::EventId, Known>& known, Text& text) : m_known(known), m_text(text) {
        text.places.clear();
        text.isRead = true;
    }
    void add(const document::FormatPointer& format, text::Range range) {
        if (!format || range.isEmpty()) return;
        const auto [comments, isNew] = m_commentsOf.try_emplace(format.get());
        if (isNew) {
            forEachComment(format, [&](const event::EventId& id) {
                const auto known = m_known.find(id);
                if (known == m_known.end()) return;
                const auto [index, isFirst] = m_indexOf.emplace(id, m_text.places.size());
                if (isFirst) m_text.places.push_back({.id = id, .known = &known->second});
                comments->second.push_back(index->second);
            });
        }
        for (const std::size_t index : comments->second)
            addRange(m_text.places[index].ranges, range);
    }

  private:
    std::map<event::EventId, Known>& m_known;
    Text& m_text;
    std::unordered_map<const document::Attributes*, std::vector<std::size_t>> m_commentsOf;
    std::map<event::EventId, std::size_t> m_indexOf;
};

void Comments::followLog(const event::EventLog& log) {
    const auto runs = log.operationRuns();
    for (; m_runCount < runs.size(); ++m_runCount) {
        const event::OperationRun& run = runs[m_runCount];
        if (run.type != event::OperationType::kMark) continue;
        const auto* mark = std::get_if<event::Mark>(&log.sideOperation(run));
        if (mark == nullptr || !std::holds_alternative<std::string>(mark->value)) continue;
        const auto id = document::ownIdOf(mark->key, document::mark_key::kCommentPrefix);
        if (!id) continue;
        m_texts.try_emplace(mark->sequence);
        // Others than the first mark of a thread carry the id of that one.
        if (log.idOf(run.events.begin) == *id) m_known.emplace(*id, Known{.event = run.events.begin});
    }
}

void Comments::read(const Source& source) {
    followLog(source.log);
    m_isMoved = false;
    for (auto& [sequence, text] : m_texts)
        text.isRead = false;
    readTexts(source);
    readPaths(source);
    build(source.registers, source.log);
}

/// Those that were not yet; whether there were some.
bool Comments::readTexts(const Source& source) {
    bool hasRead = false;
    for (auto& [sequence, text] : m_texts) {
        if (text.isRead || m_known.empty()) continue;
        readText(sequence, text, source);
        hasRead = true;
    }
    return hasRead;
}

void Comments::readText(const event::ObjectId& sequence, Text& text, const Source& source) {
    FormatReader reader(m_known, text);
    text::Offset start{0};
    if (sequence != event::ObjectId{kBody}) {
        const document::Patch patch = source.objects != nullptr ? source.objects->textOf(sequence) : document::Patch();
        for (const document::PatchPiece& piece : patch.pieces()) {
            const text::Offset end = start + piece.newCount();
            reader.add(patch.formatOf(piece), {std::exchange(start, end), end});
        }
        return;
    }
    for (std::uint32_t index = 0; index < source.body.blockCount(); ++index) {
        const BlockPtr& block = source.body.blockAt(index);
        if (index > 0) {
            reader.add(block->breakFormat, {start, start + 1});
            start = start + 1;
        }
        text::Offset begin = start;
        for (const FormatRun& run : block->formats) {
            const text::Offset end = start + block->scalarOf(run.end);
            reader.add(run.format, {begin, end});
            begin = end;
        }
        start = start + block->count;
    }
}

void Comments::readPaths(const Source& source) {
    m_grounds = {};
    std::optional<TextPathFinder> finder;
    for (auto& [sequence, text] : m_texts) {
        text.path.reset();
        if (sequence == event::ObjectId{kBody}) {
            text.path.emplace();
        } else if (source.objects != nullptr && !m_known.empty()) {
            if (!finder) finder.emplace(source.log, source.registers, *source.objects, source.cellsMax);
            text.path = finder->pathOf(sequence);
        }
    }
    if (finder) m_grounds = finder->grounds();
}

/// Whether that was possible: else they have to be read.
bool Comments::movePaths(const document::Patch& body) {
    if (body.isEmpty()) return true;
    if (m_texts.size() * body.pieces().size() > kStepsMax) return m_texts.size() == m_texts.count(kBody);
    for (auto& [sequence, text] : m_texts) {
        if (!text.path || text.path->empty()) continue;
        text::Offset& embed = text.path->front().offset;
        const text::Offset end = body.mapped(embed + 1U, document::Bias::kBefore);
        embed = body.mapped(embed, document::Bias::kAfter);
        if (end <= embed) return false;
    }
    return true;
}

/// Whether everything that had a place in the text has it still, moved along.
bool Comments::followText(const event::ObjectId& sequence, Text& text, const document::Patch& patch,
                          const Source& source) {
    const bool isMove = onlyMoves(
        patch, [this](const event::EventId& id) { return m_known.contains(id); },
        [&text](auto receive) {
            for (const Placed& placed : text.places)
                receive(placed.id, placed.ranges);
        });
    if (!isMove) {
        readText(sequence, text, source);
        return false;
    }
    for (Placed& placed : text.places) {
        for (const text::Range& range : std::exchange(placed.ranges, {})) {
            const text::Offset begin = patch.mapped(range.begin, document::Bias::kAfter);
            addRange(placed.ranges, {begin, std::max(begin, patch.mapped(range.end, document::Bias::kBefore))});
        }
    }
    m_isMoved = true;
    return std::erase_if(text.places, [](const Placed& placed) { return placed.ranges.empty(); }) == 0;
}

/// What stands in texts that are seen, as one reads.
void Comments::gatherRanges() {
    for (auto& [id, known] : m_known)
        known.ranges.clear();
    std::set<Known*> mixed;
    for (const auto& [sequence, text] : m_texts) {
        if (!text.path) continue;
        for (const Placed& placed : text.places) {
            if (!placed.known->ranges.empty()) mixed.insert(placed.known);
            for (const text::Range& range : placed.ranges)
                placed.known->ranges.push_back({sequence, range});
        }
    }
    for (Known* known : mixed)
        std::ranges::sort(known->ranges, [this](const auto& a, const auto& b) { return compare(a, b) < 0; });
}

const TextPath* Comments::pathOf(const event::ObjectId& sequence) const {
    const auto text = m_texts.find(sequence);
    return text != m_texts.end() && text->second.path ? &*text->second.path : nullptr;
}

/// Of texts that are seen.
std::strong_ordering Comments::compare(const TextRange& a, const TextRange& b) const {
    if (a.sequence == b.sequence) return a.range.begin <=> b.range.begin;
    return readingOrder(*pathOf(a.sequence), a.range.begin, *pathOf(b.sequence), b.range.begin);
}

/// As one reads, then those without text, by time. Ties: by id.
void Comments::sortThreads() {
    const auto isBefore = [this](const CommentThread& a, const CommentThread& b) {
        if (a.isDetached() != b.isDetached()) return b.isDetached();
        const auto order = a.isDetached() ? a.remarks.front().timeMs <=> b.remarks.front().timeMs
                                          : compare(a.ranges.front(), b.ranges.front());
        return order != 0 ? order < 0 : a.id < b.id;
    };
    if (!std::ranges::is_sorted(m_threads, isBefore)) std::ranges::sort(m_threads, isBefore);
}

void Comments::build(const ObjectRegisters& registers, const event::EventLog& log) {
    gatherRanges();
    const bool hasNewAuthors = log.agentRecordCount() != m_agentRecordCount;
    m_agentRecordCount = log.agentRecordCount();
    m_threads.clear();
    static const document::Attributes kNone;
    for (auto& [id, known] : m_known) {
        const AttributesPointer now = registers.attributesOf(id);
        if (!known.isRead || hasNewAuthors || now != known.registers) {
            const document::Attributes& attributes = now ? *now : kNone;
            known.registers = now;
            known.isRead = true;
            known.thread = {.id = id, .isResolved = document::flagOf(attributes, key::kResolved)};
            const std::string_view changed = document::textOf(attributes, key::kText);
            const auto& mark = std::get<event::Mark>(*sideOperationOf(log, known.event));
            known.thread.remarks.push_back(
                remarkOf(log, known.event, changed.empty() ? std::get<std::string>(mark.value) : changed));
            readReplies(known.thread, attributes, log);
            // Whoever deletes a thread may not see all of its text: some of it may come back.
            known.isThere = !document::flagOf(attributes, key::kDeleted);
        }
        const bool hasWords = now && !document::textOf(*now, key::kText).empty();
        // Without text and words the mark is of another version, or was taken back.
        if (!known.isThere || (known.ranges.empty() && !hasWords && known.thread.remarks.size() == 1)) continue;
        known.thread.ranges = known.ranges;
        m_threads.push_back(known.thread);
    }
    sortThreads();
    if (m_threads.size() > kThreadsMax) m_threads.resize(kThreadsMax);
}

Comments::Change Comments::take(const document::DocumentPatch& patch, const Source& source) {
    followLog(source.log);
    if (m_known.empty()) return Change::kNone;
    const bool hasRegisters = std::ranges::any_of(patch.registers, [this](const document::RegisterChange& change) {
        const auto* id = std::get_if<event::EventId>(&change.object);
        return id != nullptr && m_known.contains(*id);
    });
    bool isMove = !hasRegisters;
    bool hasMoved = false;
    const auto follow = [&](const event::ObjectId& sequence, const document::Patch& change) {
        const auto text = m_texts.find(sequence);
        if (change.isEmpty() || text == m_texts.end() || !text->second.isRead) return;
        hasMoved = true;
        isMove = followText(sequence, text->second, change, source) && isMove;
    };
    follow(kBody, patch.body);
    for (const document::SequencePatch& change : patch.sequences)
        follow(change.sequence, change.patch);
    const bool isBodyAlone = m_texts.size() == m_texts.count(kBody);
    const bool mayChangePaths = !isBodyAlone && m_grounds.include(patch, source.log);
    if (readTexts(source) || mayChangePaths || !movePaths(patch.body)) {
        readPaths(source);
        isMove = false;
    }
    if (isMove && !hasMoved) return Change::kNone;
    if (isMove) {
        gatherRanges();
        for (CommentThread& thread : m_threads)
            thread.ranges = m_known.at(thread.id).ranges;
        sortThreads();
        return Change::kPlaces;
    }
    const std::vector<CommentThread> before = std::exchange(m_threads, {});
    build(source.registers, source.log);
    if (before == m_threads) return Change::kNone;
    const bool isSame = std::ranges::equal(before, m_threads, [](const CommentThread& a, const CommentThread& b) {
        return a.id == b.id && a.isDetached() == b.isDetached() && a.isResolved == b.isResolved &&
               a.leftOutCount == b.leftOutCount && a.remarks == b.remarks;
    });
    return isSame ? Change::kPlaces : Change::kThreads;
}

const CommentThread* Comments::find(const event::EventId& id) const {
    const auto found = std::ranges::find(m_threads, id, &CommentThread::id);
    return found != m_threads.end() ? &*found : nullptr;
}

}  // namespace varve::projection

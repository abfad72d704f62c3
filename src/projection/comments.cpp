#include "projection/comments.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "document/comment_schema.h"
#include "document/mark_schema.h"

namespace varve::projection {

namespace {

namespace key = document::comment_key;

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

/// In the order of the text, then those without text, by time. Ties: by id.
void sortThreads(std::vector<CommentThread>& threads) {
    std::ranges::sort(threads, [](const CommentThread& a, const CommentThread& b) {
        if (a.isDetached() != b.isDetached()) return b.isDetached();
        const auto key = [](const CommentThread& thread) {
            const std::int64_t place =
                thread.isDetached() ? thread.remarks.front().timeMs : thread.ranges.front().begin.value;
            return std::pair(place, thread.id);
        };
        return key(a) < key(b);
    });
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

}  // namespace

void Comments::followLog(const event::EventLog& log) {
    const auto runs = log.operationRuns();
    for (; m_runCount < runs.size(); ++m_runCount) {
        const event::OperationRun& run = runs[m_runCount];
        if (run.type != event::OperationType::kMark) continue;
        const auto* mark = std::get_if<event::Mark>(&log.sideOperation(run));
        if (mark == nullptr || mark->sequence != event::ObjectId{event::WellKnownObject::kBody}) continue;
        const auto id = document::ownIdOf(mark->key, document::mark_key::kCommentPrefix);
        // Others than the first mark of a thread carry the id of that one.
        if (!id || !std::holds_alternative<std::string>(mark->value) || log.idOf(run.events.begin) != *id) continue;
        m_known.emplace(*id, Known{.event = run.events.begin});
    }
}

void Comments::read(const BlockSequence& blocks, const ObjectRegisters& registers, const event::EventLog& log) {
    followLog(log);
    readPlaces(blocks);
    build(registers, log);
}

void Comments::readPlaces(const BlockSequence& blocks) {
    m_isMoved = false;
    if (m_known.empty()) return;
    for (auto& [id, known] : m_known)
        known.ranges.clear();
    std::unordered_map<const document::Attributes*, std::vector<Known*>> commentsOf;
    const auto add = [&](const document::FormatPointer& format, text::Range range) {
        if (!format) return;
        const auto [place, isNew] = commentsOf.try_emplace(format.get());
        if (isNew) {
            forEachComment(format, [&](const event::EventId& id) {
                const auto known = m_known.find(id);
                if (known != m_known.end()) place->second.push_back(&known->second);
            });
        }
        for (Known* known : place->second)
            addRange(known->ranges, range);
    };
    text::Offset start{0};
    for (std::uint32_t index = 0; index < blocks.blockCount(); ++index) {
        const BlockPtr& block = blocks.blockAt(index);
        if (index > 0) {
            add(block->breakFormat, {start, start + 1});
            start = start + 1;
        }
        text::Offset begin = start;
        for (const FormatRun& run : block->formats) {
            const text::Offset end = start + block->scalarOf(run.end);
            add(run.format, {begin, end});
            begin = end;
        }
        start = start + block->count;
    }
}

void Comments::build(const ObjectRegisters& registers, const event::EventLog& log) {
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
    sortThreads(m_threads);
    if (m_threads.size() > kThreadsMax) m_threads.resize(kThreadsMax);
}

/// Whether all that the patch does to comments is to move them: nothing is restyled, and what comes inside of a
/// comment, and nothing else, comes with it. Typing is so.
bool Comments::mayMove(const document::Patch& patch) const {
    std::size_t placeCount = 0;
    for (const auto& [id, known] : m_known)
        placeCount += known.ranges.size();
    if (placeCount * patch.pieces().size() > kStepsMax) return false;
    text::Offset place{0};  // in the old text
    text::Offset kept{0};   // up to there nothing is removed right before the place
    for (const document::PatchPiece& piece : patch.pieces()) {
        if (piece.kind == document::PatchPiece::Kind::kRestyle) return false;
        if (piece.kind == document::PatchPiece::Kind::kAdd) {
            std::vector<event::EventId> comments;
            forEachComment(patch.formatOf(piece), [&](const event::EventId& id) { comments.push_back(id); });
            std::ranges::sort(comments);
            for (const auto& [id, known] : m_known) {
                const bool isInside = std::ranges::any_of(
                    known.ranges, [&](const text::Range& range) { return range.begin < kept && place < range.end; });
                if (isInside != std::ranges::binary_search(comments, id)) return false;
            }
        }
        place = place + piece.oldCount();
        if (piece.kind == document::PatchPiece::Kind::kRetain) kept = place;
    }
    return true;
}

/// Whether every thread that had a place still has one.
bool Comments::movePlaces(const document::Patch& patch) {
    bool isAttached = true;
    for (auto& [id, known] : m_known) {
        if (known.ranges.empty()) continue;
        for (const text::Range& range : std::exchange(known.ranges, {})) {
            const text::Offset begin = patch.mapped(range.begin, document::Bias::kAfter);
            addRange(known.ranges, {begin, std::max(begin, patch.mapped(range.end, document::Bias::kBefore))});
        }
        isAttached = isAttached && !known.ranges.empty();
    }
    m_isMoved = true;
    return isAttached;
}

Comments::Change Comments::take(const document::DocumentPatch& patch, const BlockSequence& blocks,
                                const ObjectRegisters& registers, const event::EventLog& log) {
    followLog(log);
    if (m_known.empty()) return Change::kNone;
    const bool hasRegisters = std::ranges::any_of(patch.registers, [this](const document::RegisterChange& change) {
        const auto* id = std::get_if<event::EventId>(&change.object);
        return id != nullptr && m_known.contains(*id);
    });
    if (patch.body.isEmpty() && !hasRegisters) return Change::kNone;
    if (!patch.body.isEmpty()) {
        if (!mayMove(patch.body)) {
            readPlaces(blocks);
        } else if (movePlaces(patch.body) && !hasRegisters) {
            for (CommentThread& thread : m_threads)
                thread.ranges = m_known.at(thread.id).ranges;
            sortThreads(m_threads);
            return Change::kPlaces;
        }
    }
    const std::vector<CommentThread> before = std::exchange(m_threads, {});
    build(registers, log);
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

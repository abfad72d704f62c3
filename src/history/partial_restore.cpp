#include "history/partial_restore.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "document/block_schema.h"
#include "document/mark_schema.h"
#include "event/limits.h"
#include "history/operation_visits.h"
#include "history/undo_stacks.h"

namespace varve::history {

namespace {

using event::LocalRange;
using event::LocalVersion;
using event::ObjectId;
using event::OperationType;
using merge::View;

const ObjectId kBodyText{event::WellKnownObject::kBody};
constexpr const char* kTooMuch = "There is too much in this part to be restored at once. Nothing was changed.";

RangeSet visibleIn(const merge::Tracker& tracker, View view, const ObjectId& sequence) {
    std::vector<LocalRange> seen;
    for (const merge::VisibleRun& run : tracker.visibleRuns(view, sequence))
        seen.push_back(run.events);
    return normalized(std::move(seen));
}

const event::OperationRun& runOf(const event::EventLog& log, LocalVersion event) {
    return log.operationRuns()[log.operationRunIndexOf(event)];
}

/// What belongs to the part: characters of its text, and what is in or about them however deep.
class PartContent {
  public:
    PartContent(const event::EventLog& log, const merge::Tracker& past, const RestorePart& part)
        : m_log(log), m_part(part) {
        bool isInside = false;
        std::vector<LocalRange> inside;
        std::set<std::uint32_t> marksInside;
        std::set<std::uint32_t> marksOutside;
        const auto take = [&](LocalRange events, std::uint32_t marks) {
            if (events.isEmpty()) return;
            if (isInside) inside.push_back(events);
            (isInside ? marksInside : marksOutside).insert(marks);
        };
        for (const merge::CharacterRun& run : past.characterRuns(part.sequence)) {
            LocalRange rest = run.events;
            const auto cutAt = [&](LocalVersion event) {
                take({rest.begin, event}, run.marks);
                rest.begin = event;
            };
            const auto holds = [&](LocalVersion event) { return rest.begin <= event && event < rest.end; };
            if (holds(part.first)) {
                cutAt(part.first);
                isInside = true;
            }
            if (part.end && holds(*part.end)) {
                cutAt(*part.end);
                isInside = false;
            }
            take(rest, run.marks);
        }
        m_inside = normalized(std::move(inside));
        const auto gather = [&past](const std::set<std::uint32_t>& sets, std::set<LocalVersion>& marks) {
            for (const std::uint32_t set : sets)
                std::ranges::for_each(past.marksIn(set), [&marks](LocalVersion mark) { marks.insert(mark); });
        };
        gather(marksInside, m_marksInside);
        gather(marksOutside, m_marksOutside);
    }

    /// Of the part's own text.
    [[nodiscard]] const RangeSet& characters() const { return m_inside; }
    /// Whether a mark of the part's text covers something in it, and something beyond it.
    [[nodiscard]] bool isOn(LocalVersion mark) const { return m_marksInside.contains(mark); }
    [[nodiscard]] bool reachesOut(LocalVersion mark) const { return m_marksOutside.contains(mark); }

    /// Whether an object's properties, and a text that belongs to it, are of the part. Cost: O(depth log n), once.
    [[nodiscard]] bool holds(const ObjectId& object) {
        std::vector<ObjectId> path;
        std::optional<ObjectId> next = object;
        bool belongs = false;
        while (next) {
            if (const auto known = m_known.find(*next); known != m_known.end()) {
                belongs = known->second;
                break;
            }
            path.push_back(*next);
            belongs = m_part.startBlock == next;
            next = belongs ? std::nullopt : ownerOf(*next, belongs);
        }
        for (const ObjectId& one : path)
            m_known.emplace(one, belongs);
        return belongs;
    }

  private:
    /// What an object is part of; where there is nothing to follow, `belongs` says what is known.
    [[nodiscard]] std::optional<ObjectId> ownerOf(const ObjectId& object, bool& belongs) const {
        const auto* id = std::get_if<event::EventId>(&object);
        const auto event = id != nullptr ? m_log.find(*id) : std::nullopt;
        if (!event) return std::nullopt;
        const event::OperationRun& run = runOf(m_log, *event);
        switch (run.type) {
            case OperationType::kInsert:
                if (m_log.sequences()[run.sequence] != m_part.sequence) return m_log.sequences()[run.sequence];
                belongs = contains(m_inside, *event);
                break;
            case OperationType::kSet:
                return std::get<event::Set>(m_log.sideOperation(run)).object;
            case OperationType::kMark:
                // The thread of a comment
                if (const auto& mark = std::get<event::Mark>(m_log.sideOperation(run));
                    mark.sequence != m_part.sequence) {
                    return mark.sequence;
                }
                belongs = isOn(*event) && !reachesOut(*event);
                break;
            case OperationType::kDelete:
            case OperationType::kLiveness:
                break;
        }
        return std::nullopt;
    }

    const event::EventLog& m_log;
    const RestorePart& m_part;
    RangeSet m_inside;
    std::set<LocalVersion> m_marksInside;
    std::set<LocalVersion> m_marksOutside;
    std::map<ObjectId, bool> m_known;
};

/// Characters of the part, and of the texts in it, that are seen in one of the two versions only.
RangeSet differingCharacters(const merge::Tracker& past, const RestorePart& part, PartContent& content) {
    const auto differing = [&past](const ObjectId& sequence) {
        const RangeSet before = visibleIn(past, View::kPrepare, sequence);
        const RangeSet now = visibleIn(past, View::kEffect, sequence);
        return united(subtracted(before, now), subtracted(now, before));
    };
    RangeSet all = intersected(differing(part.sequence), content.characters());
    std::vector<LocalRange> more;
    for (const ObjectId& sequence : past.sequences()) {
        if (sequence == part.sequence || !content.holds(sequence)) continue;
        const RangeSet one = differing(sequence);
        more.insert(more.end(), one.begin(), one.end());
    }
    return united(std::move(all), normalized(std::move(more)));
}

/// Registers of the part that are something else now.
std::set<std::pair<ObjectId, std::string>> differingRegisters(const event::EventLog& log, const merge::Tracker& past,
                                                              PartContent& content) {
    std::set<std::pair<ObjectId, std::string>> differing;
    const auto before = past.registers(log, View::kPrepare);
    const auto now = past.registers(log, View::kEffect);
    const auto keyOf = [](const document::RegisterChange& one) { return std::tie(one.object, one.key); };
    auto a = before.begin();
    auto b = now.begin();
    const auto take = [&](const document::RegisterChange& one) {
        if (content.holds(one.object)) differing.emplace(one.object, one.key);
    };
    while (a != before.end() || b != now.end()) {
        if (b == now.end() || (a != before.end() && keyOf(*a) < keyOf(*b))) {
            take(*a++);
        } else if (a == before.end() || keyOf(*b) < keyOf(*a)) {
            take(*b++);
        } else {
            if (a->value != b->value) take(*a);
            ++a;
            ++b;
        }
    }
    return differing;
}

/// Chooses from what restoring everything would switch.
class Selection {
  public:
    Selection(const event::EventLog& log, const merge::Tracker& past, const RestorePart& part)
        : m_log(log),
          m_past(past),
          m_part(part),
          m_content(log, past, part),
          m_characters(differingCharacters(past, part, m_content)),
          m_registers(differingRegisters(log, past, m_content)) {}

    /// `marked`: the texts whose marks are to be switched.
    [[nodiscard]] RangeSet chosen(const RangeSet& switched, const std::set<ObjectId>& marked) {
        std::vector<LocalRange> inserted;
        std::vector<LocalRange> others;
        visitRuns(m_log, switched, [&](const event::OperationRun& run, LocalRange events) {
            switch (run.type) {
                case OperationType::kInsert:
                    inserted.push_back(events);
                    break;
                case OperationType::kDelete:
                    for (LocalVersion one = events.begin; one < events.end; one = one + 1) {
                        const auto character = m_past.deletedCharacter(one);
                        if (character && contains(m_characters, *character)) others.push_back({one, one + 1});
                    }
                    break;
                case OperationType::kMark:
                    if (isChosen(std::get<event::Mark>(m_log.sideOperation(run)).sequence, events.begin, marked))
                        others.push_back(events);
                    break;
                case OperationType::kSet: {
                    const auto& set = std::get<event::Set>(m_log.sideOperation(run));
                    if (m_registers.contains({set.object, set.key})) others.push_back(events);
                    break;
                }
                case OperationType::kLiveness:
                    break;
            }
        });
        return united(intersected(normalized(std::move(inserted)), m_characters), normalized(std::move(others)));
    }
    /// Texts with marks that could be switched, or were left because they reach beyond the part.
    [[nodiscard]] const std::set<ObjectId>& textsWithMarks() const { return m_textsWithMarks; }
    [[nodiscard]] bool hasLeftMarks() const { return m_hasLeftMarks; }
    [[nodiscard]] const PartContent& content() const { return m_content; }

  private:
    [[nodiscard]] bool isChosen(const ObjectId& sequence, LocalVersion mark, const std::set<ObjectId>& marked) {
        const bool isOwn = sequence == m_part.sequence;
        if (!(isOwn ? m_content.isOn(mark) : m_content.holds(sequence))) return false;
        m_textsWithMarks.insert(sequence);
        const bool isLeft = isOwn && m_content.reachesOut(mark);
        m_hasLeftMarks = m_hasLeftMarks || isLeft;
        return !isLeft && marked.contains(sequence);
    }

    const event::EventLog& m_log;
    const merge::Tracker& m_past;
    const RestorePart& m_part;
    PartContent m_content;
    RangeSet m_characters;
    std::set<std::pair<ObjectId, std::string>> m_registers;
    std::set<ObjectId> m_textsWithMarks;
    bool m_hasLeftMarks = false;
};

/// The document once operations are applied that nobody has yet.
struct Trial {
    event::EventLog log;
    merge::Tracker tracker;
};
/// Errors: kLimitExceeded when the operations are more than one transaction may hold.
Result<Trial> trialOf(const event::EventLog& now, const merge::Tracker& past, const event::EventId& next,
                      const std::vector<event::Operation>& operations) {
    Trial trial{now, past};
    if (operations.empty()) return trial;
    event::Transaction transaction;
    transaction.first = next;
    transaction.parents = now.idsOf(past.effectVersion());
    transaction.kind = event::TransactionKind::kRestore;
    transaction.operations = operations;
    // The operations name what is known, so that only their number can speak against them.
    if (!trial.log.append(transaction)) return failure(ErrorCode::kLimitExceeded, kTooMuch);
    trial.tracker.applyNewEventsQuietly(trial.log);
    return trial;
}

struct FormattedCharacter {
    LocalVersion event;
    document::FormatPointer format;
};

/// Visible characters in document order, and how many stand before the first of them.
struct FormattedText {
    std::uint32_t begin = 0;
    std::vector<FormattedCharacter> characters;
};
/// `characters`: which ones, that stand side by side; null for all of the text.
FormattedText formattedText(const event::EventLog& log, const merge::Tracker& tracker, View view,
                            const ObjectId& sequence, const RangeSet* characters) {
    FormattedText text;
    for (const merge::FormattedRun& run : tracker.formattedRuns(log, view, sequence)) {
        for (LocalVersion event = run.events.begin; event < run.events.end; event = event + 1) {
            if (characters == nullptr || contains(*characters, event)) {
                text.characters.push_back({event, run.format});
            } else if (text.characters.empty()) {
                ++text.begin;
            } else {
                return text;
            }
        }
    }
    return text;
}

/// Writes marks where characters have other formats than they shall have.
class FormatWriter {
  public:
    explicit FormatWriter(const ObjectId& sequence) : m_sequence(sequence) {}

    void take(text::Offset offset, const document::FormatPointer& has, const document::FormatPointer& shall) {
        static const document::Format kNone;
        std::map<std::string, event::Value> wanted;
        for (const auto& [key, value] : has ? *has : kNone)
            wanted[key] = event::Value();
        for (const auto& [key, value] : shall ? *shall : kNone)
            wanted[key] = value;
        for (const auto& [key, value] : has ? *has : kNone) {
            if (wanted[key] == value) wanted.erase(key);
        }
        for (const auto& [key, value] : wanted) {
            auto& mark = m_open[key];
            if (mark && mark->end == offset && mark->value == value) {
                mark->end = offset + 1U;
                continue;
            }
            if (mark) m_operations.emplace_back(*std::move(mark));
            const document::Expansion expansion =
                document::expansionOf(key, std::holds_alternative<std::monostate>(value));
            mark = event::Mark{.sequence = m_sequence,
                               .begin = offset,
                               .end = offset + 1U,
                               .key = key,
                               .value = value,
                               .expandBegin = expansion.begin,
                               .expandEnd = expansion.end};
        }
    }
    [[nodiscard]] std::vector<event::Operation> finish() && {
        for (auto& [key, mark] : m_open) {
            if (mark) m_operations.emplace_back(*std::move(mark));
        }
        return std::move(m_operations);
    }

  private:
    const ObjectId m_sequence;
    std::map<std::string, std::optional<event::Mark>> m_open;  // by key, up to the last character taken
    std::vector<event::Operation> m_operations;
};

/// The marks that give the characters of a text the formats that they have in the version of `past`.
std::vector<event::Operation> marksLacking(const event::EventLog& log, const merge::Tracker& past, const Trial& trial,
                                           const ObjectId& sequence, const RangeSet* characters) {
    const FormattedText shall = formattedText(log, past, View::kPrepare, sequence, characters);
    const FormattedText has = formattedText(trial.log, trial.tracker, View::kEffect, sequence, characters);
    FormatWriter writer(sequence);
    auto wanted = shall.characters.begin();
    for (std::size_t i = 0; i < has.characters.size(); ++i) {
        // What is seen only now stays as it is: text that somebody put into the naming of a moment, which restoring
        // leaves alone.
        const auto same = std::find_if(wanted, shall.characters.end(), [&](const FormattedCharacter& one) {
            return one.event == has.characters[i].event;
        });
        if (same == shall.characters.end()) continue;
        wanted = std::next(same);
        if (document::isSameFormat(has.characters[i].format, same->format)) continue;
        writer.take(text::Offset{has.begin} + static_cast<std::uint32_t>(i), has.characters[i].format, same->format);
    }
    return std::move(writer).finish();
}

/// The events that `operations` switch to `alive`.
RangeSet switchedBy(const event::EventLog& log, const std::vector<event::Operation>& operations, bool alive) {
    std::vector<LocalRange> events;
    for (const event::Operation& operation : operations) {
        const auto& liveness = std::get<event::Liveness>(operation);
        if (liveness.alive != alive) continue;
        for (const event::EventSpan& span : liveness.targets) {
            const std::vector<LocalRange> ranges = log.rangesOf(span);
            events.insert(events.end(), ranges.begin(), ranges.end());
        }
    }
    return normalized(std::move(events));
}

bool isBreak(const event::EventLog& log, LocalVersion character) {
    return log.insertedText(LocalRange{character, character + 1}) == "\n";
}

/// Whether the break starts, in the newest version, a heading of the level or above.
bool startsSection(const event::EventLog& log, const merge::Tracker& past, LocalVersion character, int level) {
    const event::EventId id = log.idOf(character);
    const auto registerOf = [&](std::string_view key) { return past.registerValue(log, View::kEffect, id, key); };
    const auto type = registerOf(document::block_key::kType);
    const auto* name = type ? std::get_if<std::string>(&*type) : nullptr;
    if (name == nullptr) return false;
    if (*name == "title") return true;
    if (*name != "heading") return false;
    const auto said = registerOf(document::block_key::kLevel);
    const auto* number = said ? std::get_if<std::int64_t>(&*said) : nullptr;
    return (number != nullptr && *number >= 1 && *number <= document::kHeadingLevelMax ? *number : 1) <= level;
}

/// Whether nothing is seen before the part in the newest version: otherwise that has become the first block.
bool isFirstNow(const merge::Tracker& past, const RestorePart& part) {
    return past.placeOf(View::kEffect, part.first, part.sequence).offset == text::Offset{0};
}

/// What the attributes of a text's first block belong to, where that is the block's alone.
std::optional<ObjectId> firstBlockOf(const event::EventLog& log, const ObjectId& sequence) {
    if (sequence == kBodyText) return event::WellKnownObject::kFirstBlock;
    const auto* id = std::get_if<event::EventId>(&sequence);
    const auto event = id != nullptr ? log.find(*id) : std::nullopt;
    // The embed that a caption belongs to has properties of its own.
    return event && runOf(log, *event).type == OperationType::kSet ? std::optional(sequence) : std::nullopt;
}

}  // namespace

RestorePart partOfSelection(const event::EventLog& log, const merge::Tracker& past, const event::ObjectId& sequence,
                            text::Range range) {
    CHECK(range.begin < range.end && range.end.value <= past.count(View::kPrepare, sequence));
    RestorePart part{.sequence = sequence, .first = past.characterAt(View::kPrepare, range.begin, sequence)};
    const LocalVersion last = past.characterAt(View::kPrepare, range.end - 1U, sequence);
    bool isNext = false;
    for (const merge::CharacterRun& run : past.characterRuns(sequence)) {
        if (isNext) {
            part.end = run.events.begin;
            break;
        }
        if (last < run.events.begin || run.events.end <= last) continue;
        isNext = true;
        if (last + 1 < run.events.end) {
            part.end = last + 1;
            break;
        }
    }
    if (range.begin == text::Offset{0}) {
        if (isFirstNow(past, part)) part.startBlock = firstBlockOf(log, sequence);
    } else {
        const LocalVersion before = past.characterAt(View::kPrepare, range.begin - 1U, sequence);
        if (isBreak(log, before)) part.startBlock = log.idOf(before);
    }
    return part;
}

std::optional<RestorePart> partOfSection(const event::EventLog& log, const merge::Tracker& past, text::Range range,
                                         int level) {
    const std::uint32_t count = past.count(View::kPrepare);
    CHECK(range.begin <= range.end && range.end.value <= count);
    const bool isFirst = range.begin == text::Offset{0};
    if (count == 0 || (isFirst && range.end == text::Offset{0})) return std::nullopt;
    RestorePart part{.sequence = kBodyText,
                     .first = past.characterAt(View::kPrepare, isFirst ? range.begin : range.begin - 1U)};
    if (isFirst && isFirstNow(past, part)) part.startBlock = firstBlockOf(log, kBodyText);
    if (range.end.value < count) part.end = past.characterAt(View::kPrepare, range.end);
    // A section that was begun since stays.
    const RangeSet added =
        subtracted(visibleIn(past, View::kEffect, kBodyText), visibleIn(past, View::kPrepare, kBodyText));
    bool isInside = false;
    for (const merge::CharacterRun& run : past.characterRuns()) {
        const bool holdsFirst = run.events.begin <= part.first && part.first < run.events.end;
        if (!isInside && !holdsFirst) continue;
        for (LocalVersion event = holdsFirst ? part.first : run.events.begin; event < run.events.end;
             event = event + 1) {
            if (part.end == event) return part;
            if (!contains(added, event) || !isBreak(log, event) || !startsSection(log, past, event, level)) continue;
            part.end = event;
            return part;
        }
        isInside = true;
    }
    return part;
}

Result<RestorePart> partOf(const event::EventLog& log, const merge::Tracker& past, const PastPart& part) {
    const auto nothing = [] {
        return failure(ErrorCode::kInvalidInput, "There is no text in this part of that moment. Nothing was changed.");
    };
    const bool isWithin =
        part.range.begin <= part.range.end && part.range.end.value <= past.count(View::kPrepare, part.sequence);
    if (!isWithin || (part.headingLevel && part.sequence != kBodyText)) return nothing();
    if (part.headingLevel) {
        const auto section = partOfSection(log, past, part.range, *part.headingLevel);
        if (!section) return nothing();
        return *section;
    }
    if (part.range.isEmpty()) return nothing();
    return partOfSelection(log, past, part.sequence, part.range);
}

Result<std::vector<event::Operation>> restoreOperationsInside(const event::EventLog& log, const merge::Tracker& past,
                                                              const RestorePart& part, const event::EventId& next) {
    const std::vector<event::Operation> all = restoreOperations(log, past, past.prepareVersion());
    const RangeSet allOff = switchedBy(log, all, false);
    const RangeSet allOn = switchedBy(log, all, true);
    Selection selection(log, past, part);
    const auto switching = [&](const std::set<ObjectId>& marked) {
        std::vector<event::Operation> switches;
        const RangeSet off = selection.chosen(allOff, marked);
        const RangeSet on = selection.chosen(allOn, marked);
        if (!off.empty()) switches.push_back(event::Liveness{log.spansOf(off), false});
        if (!on.empty()) switches.push_back(event::Liveness{log.spansOf(on), true});
        return switches;
    };
    std::vector<event::Operation> operations = switching({});
    if (selection.textsWithMarks().empty()) return operations;
    // Marks are touched only where formats differ: what wrote them anew in an earlier restoring is right as it is.
    const auto charactersOf = [&](const ObjectId& sequence) {
        return sequence == part.sequence ? &selection.content().characters() : nullptr;
    };
    std::set<ObjectId> marked;
    {
        const Result<Trial> trial = trialOf(log, past, next, operations);
        if (!trial) return std::unexpected(trial.error());
        for (const ObjectId& sequence : selection.textsWithMarks()) {
            if (!marksLacking(log, past, *trial, sequence, charactersOf(sequence)).empty()) marked.insert(sequence);
        }
    }
    if (marked.empty()) return operations;
    operations = switching(marked);
    if (selection.hasLeftMarks() && marked.contains(part.sequence)) {
        const Result<Trial> trial = trialOf(log, past, next, operations);
        if (!trial) return std::unexpected(trial.error());
        std::vector<event::Operation> marks =
            marksLacking(log, past, *trial, part.sequence, charactersOf(part.sequence));
        std::ranges::move(marks, std::back_inserter(operations));
    }
    if (operations.size() <= event::kTransactionOperationCountMax) return operations;
    return failure(ErrorCode::kLimitExceeded, kTooMuch);
}

}  // namespace varve::history

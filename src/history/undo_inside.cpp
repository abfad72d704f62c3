#include "history/undo_inside.h"

#include <algorithm>

#include "base/check.h"
#include "history/object_places.h"
#include "history/operation_visits.h"

namespace varve::history {

namespace {

using event::LocalRange;
using event::LocalVersion;
using event::OperationType;
using merge::View;

/// Splits `range` where `set` begins and ends, and calls `visit(part, isInSet)`.
template <typename Visit>
void visitParts(LocalRange range, const RangeSet& set, Visit visit) {
    auto next = std::ranges::upper_bound(set, range.begin, {}, &LocalRange::begin);
    if (next != set.begin() && range.begin < std::prev(next)->end) --next;
    while (range.begin < range.end) {
        if (next == set.end() || range.end <= next->begin) {
            visit(range, false);
            return;
        }
        if (range.begin < next->begin) visit(LocalRange{range.begin, next->begin}, false);
        const LocalVersion end = std::min(next->end, range.end);
        visit(LocalRange{std::max(range.begin, next->begin), end}, true);
        range.begin = end;
        ++next;
    }
}

class Selector {
  public:
    Selector(const event::EventLog& log, const merge::Tracker& tracker, const TextPart& part)
        : m_log(log), m_tracker(tracker), m_part(part) {}

    void take(const event::OperationRun& run, LocalRange events) {
        switch (run.type) {
            case OperationType::kInsert:
                if (m_log.sequences()[run.sequence] != m_part.sequence) return;
                visitParts(events, m_part.visible, [this](LocalRange inside, bool isVisible) {
                    if (isVisible) m_taken.push_back(inside);
                });
                break;
            case OperationType::kDelete:
                if (m_log.sequences()[run.sequence] != m_part.sequence) return;
                for (LocalVersion deletion = events.begin; deletion < events.end; deletion = deletion + 1) {
                    const auto character = m_tracker.deletedCharacter(deletion);
                    if (character && contains(m_part.hidden, *character)) m_taken.push_back({deletion, deletion + 1});
                }
                break;
            case OperationType::kMark:
                if (isMarkInside(std::get<event::Mark>(m_log.sideOperation(run)), events.begin))
                    m_taken.push_back(events);
                break;
            case OperationType::kSet:
                // Nothing may refer to what did not fit its version.
                if (!m_tracker.isQuarantined(events.begin) &&
                    isObjectInside(std::get<event::Set>(m_log.sideOperation(run)).object))
                    m_taken.push_back(events);
                break;
            case OperationType::kLiveness:
                break;
        }
    }
    [[nodiscard]] RangeSet taken() && { return normalized(std::move(m_taken)); }

  private:
    [[nodiscard]] bool isMarkInside(const event::Mark& mark, LocalVersion event) const {
        if (mark.sequence != m_part.sequence) return false;
        const auto extent = m_tracker.markExtent(View::kEffect, event);
        return extent && extent->begin < extent->end && m_part.range.begin <= extent->begin &&
               extent->end <= m_part.range.end;
    }
    /// A block whose first character is in the part is in it, though its break stands before.
    [[nodiscard]] bool isObjectInside(const event::ObjectId& object) const {
        const bool isInBody = m_part.sequence == event::ObjectId{event::WellKnownObject::kBody};
        if (object == event::ObjectId{event::WellKnownObject::kFirstBlock})
            return isInBody && m_part.range.begin == text::Offset{0};
        const auto* id = std::get_if<event::EventId>(&object);
        const auto place = id != nullptr ? placeOf(m_log, m_tracker, View::kEffect, *id) : std::nullopt;
        return place && place->sequence == m_part.sequence && m_part.range.begin <= place->offset + 1U &&
               place->offset < m_part.range.end;
    }

    const event::EventLog& m_log;
    const merge::Tracker& m_tracker;
    const TextPart& m_part;
    std::vector<LocalRange> m_taken;
};

}  // namespace

TextPart textPartOf(const merge::Tracker& tracker, const event::ObjectId& sequence, text::Range range) {
    CHECK(range.begin <= range.end && range.end.value <= tracker.count(View::kEffect, sequence));
    std::vector<LocalRange> seen;
    for (const merge::VisibleRun& run : tracker.visibleRuns(View::kEffect, sequence))
        seen.push_back(run.events);
    seen = normalized(std::move(seen));
    TextPart part{sequence, range, {}, {}};
    std::uint32_t offset = 0;
    for (const merge::CharacterRun& run : tracker.characterRuns(sequence)) {
        if (offset > range.end.value) break;
        visitParts(run.events, seen, [&](LocalRange events, bool isVisible) {
            if (!isVisible) {
                if (range.begin.value <= offset && offset <= range.end.value) part.hidden.push_back(events);
                return;
            }
            const std::uint32_t skipped = offset < range.begin.value ? range.begin.value - offset : 0;
            const std::uint32_t end = std::min(events.count(), range.end.value - std::min(offset, range.end.value));
            if (skipped < end) part.visible.push_back({events.begin + skipped, events.begin + end});
            offset += events.count();
        });
    }
    part.visible = normalized(std::move(part.visible));
    part.hidden = normalized(std::move(part.hidden));
    return part;
}

std::vector<event::Operation> undoOperationsInside(const event::EventLog& log, const merge::Tracker& tracker,
                                                   const UndoStep& step, const TextPart& part) {
    Selector selector(log, tracker, part);
    visitRuns(log, eventsOf(log, step.transactions),
              [&](const event::OperationRun& run, LocalRange events) { selector.take(run, events); });
    const RangeSet off = normalized(tracker.aliveParts(std::move(selector).taken()));
    if (off.empty()) return {};
    return {event::Liveness{log.spansOf(off), false}};
}

}  // namespace varve::history

#include "history/selection_history.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/check.h"

namespace varve::history {

namespace {

/// Events [begin, end) of the timeline.
struct Events {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// Collects the events that touch what is chosen of one sequence, stretch by stretch in document order.
class Collector {
  public:
    Collector(text::Range range, std::uint32_t position)
        : m_range(range), m_position(static_cast<std::int32_t>(position)) {}

    /// Stretches of the same scalars. Result: whether there may be more behind.
    bool add(std::span<const Stretch> group) {
        std::vector<std::pair<std::uint32_t, std::uint32_t>> seen;
        std::uint32_t seenCount = 0;
        for (const Stretch& stretch : group) {
            const auto part = stretch.visibleAt(m_position);
            if (part.first == part.second) continue;
            seen.push_back(part);
            seenCount += part.second - part.first;
        }
        std::ranges::sort(seen);
        if (m_offset > m_range.end.value) return false;
        if (m_offset + seenCount >= m_range.begin.value) {
            for (const auto& [begin, end] : chosenOf(seen, group.front().count)) {
                for (const Stretch& stretch : group)
                    addEvents(stretch, begin, end);
            }
        }
        m_offset += seenCount;
        return true;
    }
    [[nodiscard]] std::vector<Events> take() { return std::move(m_events); }

  private:
    /// Scalars that are chosen, as parts [first, second), ascending: seen ones in the range, and those not seen in gaps
    /// from its begin to its end.
    [[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> chosenOf(
        std::span<const std::pair<std::uint32_t, std::uint32_t>> seen, std::uint32_t count) const {
        std::vector<std::pair<std::uint32_t, std::uint32_t>> chosen;
        const auto add = [&](std::uint32_t begin, std::uint32_t end) {
            if (begin >= end) return;
            if (!chosen.empty() && chosen.back().second == begin) {
                chosen.back().second = end;
            } else {
                chosen.emplace_back(begin, end);
            }
        };
        const auto isGapChosen = [&](std::uint32_t offset) {
            return offset >= m_range.begin.value && offset <= m_range.end.value;
        };
        std::uint32_t offset = m_offset;
        std::uint32_t scalar = 0;
        for (const auto& [begin, end] : seen) {
            if (isGapChosen(offset)) add(scalar, begin);
            const std::uint32_t from = std::max(m_range.begin.value, offset);
            const std::uint32_t to = std::min(m_range.end.value, offset + (end - begin));
            if (from < to) add(begin + (from - offset), begin + (to - offset));
            offset += end - begin;
            scalar = end;
        }
        if (isGapChosen(offset)) add(scalar, count);
        return chosen;
    }

    /// Those that let scalars [begin, end) of a stretch come and go.
    void addEvents(const Stretch& stretch, std::uint32_t begin, std::uint32_t end) {
        const auto on = static_cast<std::uint32_t>(stretch.onPosition);
        m_events.push_back(stretch.comesAtOnce ? Events{on, on + 1} : Events{on + begin, on + end});
        if (stretch.offPosition != Stretch::kNever) {
            const auto off = static_cast<std::uint32_t>(stretch.offPosition);
            if (stretch.goesAtOnce) {
                m_events.push_back({off, off + 1});
            } else if (stretch.goesBackward) {
                m_events.push_back({off + stretch.count - end, off + stretch.count - begin});
            } else {
                m_events.push_back({off + begin, off + end});
            }
        }
    }

    text::Range m_range;
    std::int32_t m_position;
    std::uint32_t m_offset = 0;  // seen scalars before the next group
    std::vector<Events> m_events;
};

std::vector<Events> eventsTouching(const SequenceTravel& travel, Collector collector) {
    std::vector<Stretch> group;
    for (std::size_t index = 0; index < travel.stretchCount();) {
        group.assign(1, travel.stretchAt(index++));
        while (index < travel.stretchCount()) {
            const Stretch next = travel.stretchAt(index);
            if (!next.continues) break;
            group.push_back(next);
            ++index;
        }
        if (!collector.add(group)) break;
    }
    return collector.take();
}

/// One touch for each step that has some of the events.
std::vector<SelectionTouch> touchesOf(const Timeline& timeline, std::vector<Events> events) {
    std::ranges::sort(events, {}, &Events::begin);
    const TimelineEntries& entries = timeline.entries();
    std::vector<SelectionTouch> touches;
    std::size_t lastEntry = entries.size();
    std::uint64_t known = 0;  // events before this one were looked at
    for (const Events& part : events) {
        for (std::uint64_t event = std::max<std::uint64_t>(part.begin, known); event < part.end;) {
            const std::size_t index = timeline.entryIndexAt(event);
            const TimelineEntry entry = entries[index];
            const std::uint64_t end = entry.beginPosition + entry.eventCount;
            bool isSameStep = lastEntry < entries.size();
            for (std::size_t between = lastEntry + 1; isSameStep && between <= index; ++between)
                isSameStep = !entries.startsStep(between);
            if (isSameStep) {
                touches.back().position = end;
            } else {
                touches.push_back({end, entry.agent});
            }
            lastEntry = index;
            event = end;
            known = end;
        }
    }
    return touches;
}

}  // namespace

std::vector<SelectionTouch> selectionHistory(const TravelIndex& index, const Timeline& timeline,
                                             const SelectedText& selected) {
    CHECK(selected.position <= index.end() && index.end() <= timeline.eventCount());
    std::vector<Events> events;
    index.visitSequences([&](const event::ObjectId& id, const SequenceTravel& travel) {
        if (id != selected.sequence) return;
        const auto position = static_cast<std::uint32_t>(selected.position);
        events = eventsTouching(travel, Collector(selected.range, position));
    });
    return touchesOf(timeline, std::move(events));
}

}  // namespace varve::history

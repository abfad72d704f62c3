#include "history/selection_history.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::history {

namespace {

/// Events [begin, end) of the timeline.
struct Events {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// What touches a selection.
struct Touching {
    std::vector<Events> events{};
    /// Events that inserted what is chosen.
    std::vector<Events> insertions{};
    /// The one that inserted the break that the block of its begin starts with; nothing for the first block.
    std::optional<std::uint32_t> firstBreak{};
};

/// Collects the events that touch what is chosen of one sequence, stretch by stretch in document order.
class Collector {
  public:
    Collector(const event::EventLog& log, const TravelFormats& formats, const SelectedText& selected)
        : m_content(log.content()),
          m_formats(formats),
          m_range(selected.range),
          m_position(static_cast<std::int32_t>(selected.position)) {}

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
        if (m_offset < m_range.begin.value) findBreak(group.front(), seen);
        if (m_offset + seenCount >= m_range.begin.value) {
            const auto first = static_cast<std::uint32_t>(group.front().onPosition);
            for (const auto& [begin, end] : chosenOf(seen, group.front().count)) {
                m_touching.insertions.push_back({first + begin, first + end});
                for (const Stretch& stretch : group)
                    addEvents(stretch, begin, end);
            }
        }
        m_offset += seenCount;
        return true;
    }
    [[nodiscard]] Touching take() { return std::move(m_touching); }

  private:
    /// The last break that is seen in front of the selection.
    void findBreak(const Stretch& stretch, std::span<const std::pair<std::uint32_t, std::uint32_t>> seen) {
        std::uint32_t offset = m_offset;
        for (const auto& [begin, end] : seen) {
            const std::uint32_t last =
                std::min(end, begin + (m_range.begin.value - std::min(offset, m_range.begin.value)));
            std::size_t byte = stretch.textBegin;
            for (std::uint32_t scalar = 0; scalar < last; ++scalar) {
                if (scalar >= begin && m_content[byte] == '\n')
                    m_touching.firstBreak = static_cast<std::uint32_t>(stretch.onPosition) + scalar;
                byte += static_cast<std::size_t>(text::sequenceSizeOf(m_content[byte]));
            }
            offset += end - begin;
        }
    }

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
        m_touching.events.push_back(stretch.comesAtOnce ? Events{on, on + 1} : Events{on + begin, on + end});
        if (stretch.offPosition != Stretch::kNever) {
            const auto off = static_cast<std::uint32_t>(stretch.offPosition);
            if (stretch.goesAtOnce) {
                m_touching.events.push_back({off, off + 1});
            } else if (stretch.goesBackward) {
                m_touching.events.push_back({off + stretch.count - end, off + stretch.count - begin});
            } else {
                m_touching.events.push_back({off + begin, off + end});
            }
        }
        addFormats(stretch, begin, end);
    }

    /// Those that gave a scalar of [begin, end) another format while it was seen.
    void addFormats(const Stretch& stretch, std::uint32_t begin, std::uint32_t end) {
        const auto comesAt = [&](std::uint32_t scalar) {
            return std::int64_t{stretch.onPosition} + (stretch.comesAtOnce ? 0 : scalar);
        };
        const auto goesAt = [&](std::uint32_t scalar) {
            if (stretch.offPosition == Stretch::kNever) return std::int64_t{Stretch::kNever};
            const std::uint32_t before = stretch.goesBackward ? stretch.count - 1 - scalar : scalar;
            return std::int64_t{stretch.offPosition} + (stretch.goesAtOnce ? 0 : before);
        };
        for (const TravelFormats::Change& change : m_formats.changesOf(stretch.marks)) {
            const auto at = std::int64_t{change.position};
            // Most are seen from before until after; else the scalars are asked one by one.
            if (at <= comesAt(begin) || (at >= goesAt(begin) && at >= goesAt(end - 1))) continue;
            bool isSeen = at > comesAt(end - 1) && at < goesAt(begin) && at < goesAt(end - 1);
            for (std::uint32_t scalar = begin; !isSeen && scalar < end; ++scalar)
                isSeen = at > comesAt(scalar) && at < goesAt(scalar);
            if (isSeen) m_touching.events.push_back({change.position, change.position + 1});
        }
    }

    std::string_view m_content;
    const TravelFormats& m_formats;
    text::Range m_range;
    std::int32_t m_position;
    std::uint32_t m_offset = 0;  // seen scalars before the next group
    Touching m_touching;
};

Touching touchingOf(const SequenceTravel& travel, Collector collector) {
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

/// Adds what changed properties of chosen embeds and of the blocks.
void addProperties(const event::EventLog& log, const TravelIndex& index, const Timeline& timeline, bool isBody,
                   Touching& touching) {
    std::ranges::sort(touching.insertions, {}, &Events::begin);
    const event::ObjectId firstBlock = event::WellKnownObject::kFirstBlock;
    const event::ObjectId* last = nullptr;  // that was looked at
    bool isLastChosen = false;
    const auto isChosen = [&](const event::ObjectId& object) {
        if (object == firstBlock) return isBody && !touching.firstBreak;
        const auto* id = std::get_if<event::EventId>(&object);
        const auto event = id != nullptr ? log.find(*id) : std::nullopt;
        if (!event || log.operationRuns()[log.operationRunIndexOf(*event)].type != event::OperationType::kInsert)
            return false;
        if (timeline.eventCount() == 0) return false;
        const std::uint64_t position = timeline.positionOf(log, *event);
        if (touching.firstBreak == position) return true;
        const auto behind = std::ranges::upper_bound(touching.insertions, position, {}, &Events::begin);
        return behind != touching.insertions.begin() && position < std::prev(behind)->end;
    };
    index.registers().visitChanges([&](const event::ObjectId& object, std::uint32_t position) {
        if (last == nullptr || *last != object) isLastChosen = isChosen(object);
        last = &object;
        if (isLastChosen) touching.events.push_back({position, position + 1});
    });
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

std::vector<SelectionTouch> selectionHistory(const event::EventLog& log, const TravelIndex& index,
                                             const Timeline& timeline, const SelectedText& selected) {
    CHECK(selected.position <= index.end() && index.end() <= timeline.eventCount());
    Touching touching;
    index.visitSequences([&](const event::ObjectId& id, const SequenceTravel& travel) {
        if (id == selected.sequence) touching = touchingOf(travel, Collector(log, index.formats(), selected));
    });
    const bool isBody = selected.sequence == event::ObjectId{event::WellKnownObject::kBody};
    addProperties(log, index, timeline, isBody, touching);
    return touchesOf(timeline, std::move(touching.events));
}

}  // namespace varve::history

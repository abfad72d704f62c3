// The axis of the timeline: how much room a stretch of history gets. The unit is a millisecond of work: idle time
// counts at most two seconds, an event at least a little, a large paste no more than a few key presses. So position
// never grows by event count alone, a pause of a year takes no room, and a log without real times is spread evenly.
// Also finds the number of the session, step and day of a position. Pure arithmetic on timeline entries; knows no
// pixels.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "history/timeline.h"

namespace varve::ui {

class TimelineAxis {
  public:
    /// Units that a pause inside a session takes at most.
    static constexpr double kIdleUnitsMax = 2000;

    /// Takes over entries that are new; starts again when an old arrival was sorted in between.
    /// Cost: O(new), or O(all) after an old arrival.
    void follow(std::span<const history::TimelineEntry> entries);

    [[nodiscard]] std::uint64_t eventCount() const { return m_endPosition; }
    /// Length of the whole axis in units.
    [[nodiscard]] double length() const { return m_endUnits; }
    /// Where `position` (clamped to eventCount()) stands. Monotonic. Cost: O(log n).
    [[nodiscard]] double unitsAt(std::uint64_t position) const;
    /// The position nearest to `units` (clamped). Cost: O(log n).
    [[nodiscard]] std::uint64_t positionAt(double units) const;

    /// First positions of the sessions, steps and days, ascending; the first one is 0.
    [[nodiscard]] std::span<const std::uint64_t> sessionBegins() const { return m_sessionBegins; }
    [[nodiscard]] std::span<const std::uint64_t> stepBegins() const { return m_stepBegins; }
    [[nodiscard]] std::span<const std::uint64_t> dayBegins() const { return m_dayBegins; }
    /// Zero-based number of the stretch that the last event before `position` lies in (0 at the start).
    [[nodiscard]] static std::size_t indexAt(std::span<const std::uint64_t> begins, std::uint64_t position);

  private:
    struct Knot {
        std::uint64_t position = 0;
        double units = 0;
    };
    void clear();
    void append(const history::TimelineEntry& entry);
    [[nodiscard]] Knot knotAfter(std::size_t index) const;

    std::vector<Knot> m_knots;  // linear between them; the end of the axis is the last one's partner
    std::vector<std::uint64_t> m_sessionBegins;
    std::vector<std::uint64_t> m_stepBegins;
    std::vector<std::uint64_t> m_dayBegins;
    std::uint64_t m_endPosition = 0;
    double m_endUnits = 0;
    std::int64_t m_lastTimeMs = 0;
    std::size_t m_entryCount = 0;
    std::uint32_t m_lastTransaction = 0;
    std::uint64_t m_lastBegin = 0;
    std::uint32_t m_entriesSinceKnot = 0;
};

}  // namespace varve::ui

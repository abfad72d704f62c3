// The axis of the timeline: how much room a stretch of history gets. There are two. On the axis of activity the unit is
// a millisecond of work: idle time counts at most two seconds and a pause of more than three minutes nothing (it is
// drawn as a notch), an event at least a little, a large paste no more than a few key presses. So position never grows
// by event count alone, and a log without real times is spread evenly. On the axis of the clock the unit is a
// millisecond that passed. The axis of activity also finds the number of the session, step and day of a position.
// Pure arithmetic on timeline entries; knows no pixels.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "history/timeline.h"

namespace varve::ui {

enum class AxisKind : std::uint8_t { kActivity, kClock };

/// What of the timeline's entries a fold has taken over. Entries are only ever added, so the last one known has kept
/// its place only if nothing came before it.
class FollowedEntries {
  public:
    [[nodiscard]] std::size_t count() const { return m_count; }
    [[nodiscard]] bool areStillIn(const history::TimelineEntries& entries) const;
    void take(const history::TimelineEntry& entry);

  private:
    std::size_t m_count = 0;
    std::uint32_t m_lastTransaction = 0;
    std::uint64_t m_lastBegin = 0;
};

/// Nothing was written for a while, between the event before `position` and the one after it.
struct TimelinePause {
    std::uint64_t position = 0;
    std::int64_t lengthMs = 0;
    friend bool operator==(const TimelinePause&, const TimelinePause&) = default;
};

class TimelineAxis {
  public:
    /// Units that idle time takes at most on the axis of activity.
    static constexpr double kIdleUnitsMax = 2000;
    /// Pauses are kept by how long they are, so that the longest of a stretch are found without looking at all.
    static constexpr std::size_t kPauseLevels = 9;

    explicit TimelineAxis(AxisKind kind = AxisKind::kActivity) : m_kind(kind) {}
    [[nodiscard]] AxisKind kind() const { return m_kind; }

    /// Takes over entries that are new; starts again when an old arrival was sorted in between.
    /// Cost: O(new), or O(all) after an old arrival.
    void follow(const history::TimelineEntries& entries);

    [[nodiscard]] std::uint64_t eventCount() const { return m_endPosition; }
    /// Length of the whole axis in units.
    [[nodiscard]] double length() const { return m_endUnits; }
    /// Where `position` (clamped to eventCount()) stands: the end of the event before it. Monotonic. Cost: O(log n).
    [[nodiscard]] double unitsAt(std::uint64_t position) const;
    /// Where the event after `position` begins: unitsAt(position), but after a pause of the clock.
    [[nodiscard]] double unitsAfter(std::uint64_t position) const;
    /// The position nearest to `units` (clamped). Cost: O(log n).
    [[nodiscard]] std::uint64_t positionAt(double units) const;
    /// How many events are over at `units`. Cost: O(log n).
    [[nodiscard]] std::uint64_t eventsOverAt(double units) const;
    /// When the axis begins; on the axis of the clock `firstMs() + units` is the time at `units`.
    [[nodiscard]] std::int64_t firstMs() const { return m_firstTimeMs; }

    /// The pauses of at least the length of `level` (0: three minutes; the last one: a year) at positions with
    /// begin < position < end. Only the axis of activity has them. Cost: O(log n).
    [[nodiscard]] std::span<const TimelinePause> pauses(std::size_t level, std::uint64_t begin,
                                                        std::uint64_t end) const;
    /// First positions of the sessions, steps and days, ascending; the first one is 0. Only on the axis of activity.
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
    /// Where between two knots `units` lies: the knot before, the one after, and the part of the way.
    struct Place {
        Knot begin;
        Knot end;
        double part = 0;
    };
    void clear();
    void append(const history::TimelineEntry& entry);
    void appendBegins(const history::TimelineEntry& entry, std::int64_t idleMs);
    [[nodiscard]] double idleUnits(const history::TimelineEntry& entry, std::int64_t idleMs) const;
    [[nodiscard]] Knot knotAt(std::size_t index) const;
    [[nodiscard]] double unitsBetween(std::size_t knotAfter, std::uint64_t position) const;
    [[nodiscard]] Place placeOf(double units) const;

    AxisKind m_kind;
    std::vector<Knot> m_knots;  // linear between them; the end of the axis is the last one's partner
    std::array<std::vector<TimelinePause>, kPauseLevels> m_pauses;
    std::vector<std::uint64_t> m_sessionBegins;
    std::vector<std::uint64_t> m_stepBegins;
    std::vector<std::uint64_t> m_dayBegins;
    FollowedEntries m_followed;
    std::uint64_t m_endPosition = 0;
    double m_endUnits = 0;
    std::int64_t m_firstTimeMs = 0;
    std::int64_t m_lastTimeMs = 0;
    std::uint32_t m_entriesSinceKnot = 0;
};

}  // namespace varve::ui

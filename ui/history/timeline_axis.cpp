#include "ui/history/timeline_axis.h"

#include <algorithm>
#include <cmath>

namespace varve::ui {

namespace {

// A key press of typing without times; with times the idle before it is added.
constexpr double kUnitsPerEvent = 60;
// By the clock an event takes next to nothing, but never nothing: zooming still reaches every one.
constexpr double kClockUnitsPerEvent = 1;
constexpr std::uint32_t kCountedEventsMax = 20;
// Typing is so even that one straight line serves for sixteen key presses; it keeps the axis at two bytes an entry.
constexpr std::uint32_t kEntriesPerKnot = 16;

constexpr std::int64_t kMinuteMs = 60 * 1000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr std::array<std::int64_t, TimelineAxis::kPauseLevels> kPauseMs{3 * kMinuteMs, 20 * kMinuteMs, 2 * kHourMs,
                                                                        6 * kHourMs,   kDayMs,         3 * kDayMs,
                                                                        14 * kDayMs,   90 * kDayMs,    365 * kDayMs};

}  // namespace

bool FollowedEntries::areStillIn(const history::TimelineEntries& entries) const {
    if (m_count == 0) return true;
    if (entries.size() < m_count) return false;
    const history::TimelineEntry last = entries[m_count - 1];
    return last.transaction == m_lastTransaction && last.beginPosition == m_lastBegin;
}

void FollowedEntries::take(const history::TimelineEntry& entry) {
    m_lastTransaction = entry.transaction;
    m_lastBegin = entry.beginPosition;
    ++m_count;
}

void TimelineAxis::clear() {
    *this = TimelineAxis(m_kind);
}

void TimelineAxis::follow(const history::TimelineEntries& entries) {
    if (!m_followed.areStillIn(entries)) clear();
    for (std::size_t index = m_followed.count(); index < entries.size(); ++index)
        append(entries[index]);
}

double TimelineAxis::idleUnits(const history::TimelineEntry& entry, std::int64_t idleMs) const {
    if (m_kind == AxisKind::kClock) {
        return std::max(0.0, static_cast<double>(entry.timeMs) - static_cast<double>(m_firstTimeMs) - m_endUnits);
    }
    // A pause is drawn as a notch and takes no room on the axis.
    return idleMs > kPauseMs.front() ? 0 : std::min(static_cast<double>(idleMs), kIdleUnitsMax);
}

void TimelineAxis::append(const history::TimelineEntry& entry) {
    const bool isFirst = m_followed.count() == 0;
    if (isFirst) m_firstTimeMs = m_lastTimeMs = entry.timeMs;
    const bool isLarge = entry.eventCount > kCountedEventsMax;
    // Entries ascend in time, but times themselves are what strangers wrote: the difference may not fit.
    std::int64_t idleMs = 0;
    if (__builtin_sub_overflow(entry.timeMs, m_lastTimeMs, &idleMs)) idleMs = INT64_MAX;
    idleMs = std::max<std::int64_t>(idleMs, 0);
    const bool isPause = idleMs > kPauseMs.front();
    if (m_kind == AxisKind::kActivity) appendBegins(entry, idleMs);
    if (isFirst || isLarge || isPause || m_entriesSinceKnot >= kEntriesPerKnot) {
        m_knots.push_back({m_endPosition, m_endUnits});
        m_entriesSinceKnot = 0;
    }
    const double idle = idleUnits(entry, idleMs);
    m_endUnits += idle;
    // A long pause of the clock is a leap: nothing happens in it, and what comes after it happens after it.
    if (isPause && idle > 0) m_knots.push_back({m_endPosition, m_endUnits});
    const double unitsPerEvent = m_kind == AxisKind::kClock ? kClockUnitsPerEvent : kUnitsPerEvent;
    m_endUnits += unitsPerEvent * std::min(entry.eventCount, kCountedEventsMax);
    m_endPosition += entry.eventCount;
    m_entriesSinceKnot = isLarge ? kEntriesPerKnot : m_entriesSinceKnot + 1;
    m_lastTimeMs = entry.timeMs;
    m_followed.take(entry);
}

void TimelineAxis::appendBegins(const history::TimelineEntry& entry, std::int64_t idleMs) {
    const bool isFirst = m_followed.count() == 0;
    if (isFirst || entry.startsSession) m_sessionBegins.push_back(m_endPosition);
    if (isFirst || entry.startsStep) m_stepBegins.push_back(m_endPosition);
    if (isFirst || entry.startsDay) m_dayBegins.push_back(m_endPosition);
    for (std::size_t level = 0; level < kPauseLevels && idleMs > kPauseMs[level]; ++level)
        m_pauses[level].push_back({m_endPosition, idleMs});
}

TimelineAxis::Knot TimelineAxis::knotAt(std::size_t index) const {
    return index < m_knots.size() ? m_knots[index] : Knot{m_endPosition, m_endUnits};
}

double TimelineAxis::unitsBetween(std::size_t knotAfter, std::uint64_t position) const {
    const Knot begin = m_knots[knotAfter - 1];
    const Knot end = knotAt(knotAfter);
    if (position >= end.position) return end.units;
    const double part =
        static_cast<double>(position - begin.position) / static_cast<double>(end.position - begin.position);
    return begin.units + part * (end.units - begin.units);
}

double TimelineAxis::unitsAt(std::uint64_t position) const {
    if (m_knots.empty()) return 0;
    const auto at = std::lower_bound(m_knots.begin(), m_knots.end(), position,
                                     [](const Knot& knot, std::uint64_t wanted) { return knot.position < wanted; });
    if (at != m_knots.end() && at->position == position) return at->units;
    return unitsBetween(static_cast<std::size_t>(at - m_knots.begin()), position);
}

double TimelineAxis::unitsAfter(std::uint64_t position) const {
    if (m_knots.empty()) return 0;
    const auto after = std::upper_bound(m_knots.begin(), m_knots.end(), position,
                                        [](std::uint64_t wanted, const Knot& knot) { return wanted < knot.position; });
    return unitsBetween(static_cast<std::size_t>(after - m_knots.begin()), position);
}

TimelineAxis::Place TimelineAxis::placeOf(double units) const {
    const auto after = std::upper_bound(m_knots.begin(), m_knots.end(), units,
                                        [](double wanted, const Knot& knot) { return wanted < knot.units; });
    if (after == m_knots.begin()) return {};
    const auto index = static_cast<std::size_t>(after - m_knots.begin());
    Place place{m_knots[index - 1], knotAt(index), 1};
    if (place.end.units > place.begin.units) {
        place.part = std::min(1.0, (units - place.begin.units) / (place.end.units - place.begin.units));
    }
    return place;
}

std::uint64_t TimelineAxis::positionAt(double units) const {
    const Place place = placeOf(units);
    const auto count = static_cast<double>(place.end.position - place.begin.position);
    return place.begin.position + static_cast<std::uint64_t>(std::llround(place.part * count));
}

std::uint64_t TimelineAxis::eventsOverAt(double units) const {
    const Place place = placeOf(units);
    const auto count = static_cast<double>(place.end.position - place.begin.position);
    // A hair's breadth more, so that what unitsAt() gives for a position is over there.
    return place.begin.position + static_cast<std::uint64_t>(std::min(count, std::floor(place.part * count + 1e-6)));
}

std::span<const TimelinePause> TimelineAxis::pauses(std::size_t level, std::uint64_t begin, std::uint64_t end) const {
    const std::vector<TimelinePause>& all = m_pauses[level];
    const auto isBefore = [](const TimelinePause& pause, std::uint64_t wanted) { return pause.position < wanted; };
    const auto first = std::lower_bound(all.begin(), all.end(), begin + 1, isBefore);
    const auto last = std::lower_bound(first, all.end(), std::max(begin + 1, end), isBefore);
    return std::span(all).subspan(static_cast<std::size_t>(first - all.begin()),
                                  static_cast<std::size_t>(last - first));
}

std::size_t TimelineAxis::indexAt(std::span<const std::uint64_t> begins, std::uint64_t position) {
    const auto after = std::lower_bound(begins.begin(), begins.end(), position);
    const auto count = static_cast<std::size_t>(after - begins.begin());
    return count == 0 ? 0 : count - 1;
}

}  // namespace varve::ui

#include "ui/history/timeline_axis.h"

#include <algorithm>
#include <cmath>

namespace varve::ui {

namespace {

constexpr double kUnitsPerEvent = 60;
constexpr std::uint32_t kCountedEventsMax = 20;
// Typing is so even that one straight line serves for sixteen key presses; it keeps the axis at two bytes an entry.
constexpr std::uint32_t kEntriesPerKnot = 16;

}  // namespace

void TimelineAxis::clear() {
    *this = TimelineAxis();
}

void TimelineAxis::follow(std::span<const history::TimelineEntry> entries) {
    if (m_entryCount > 0) {
        // Entries are only ever added, so the last one known has kept its place only if nothing came before it.
        const bool isSorted = entries.size() >= m_entryCount &&
                              entries[m_entryCount - 1].transaction == m_lastTransaction &&
                              entries[m_entryCount - 1].beginPosition == m_lastBegin;
        if (!isSorted) clear();
    }
    for (std::size_t index = m_entryCount; index < entries.size(); ++index)
        append(entries[index]);
}

void TimelineAxis::append(const history::TimelineEntry& entry) {
    const bool isFirst = m_entryCount == 0;
    const bool isLarge = entry.eventCount > kCountedEventsMax;
    if (isFirst || entry.startsSession) m_sessionBegins.push_back(m_endPosition);
    if (isFirst || entry.startsStep) m_stepBegins.push_back(m_endPosition);
    if (isFirst || entry.startsDay) m_dayBegins.push_back(m_endPosition);
    if (isFirst || isLarge || entry.startsSession || m_entriesSinceKnot >= kEntriesPerKnot) {
        m_knots.push_back({m_endPosition, m_endUnits});
        m_entriesSinceKnot = 0;
    }
    // The pause before a session is drawn as a notch and takes no room on the axis.
    if (!isFirst && !entry.startsSession) {
        m_endUnits += std::clamp(static_cast<double>(entry.timeMs - m_lastTimeMs), 0.0, kIdleUnitsMax);
    }
    m_endUnits += kUnitsPerEvent * std::min(entry.eventCount, kCountedEventsMax);
    m_endPosition += entry.eventCount;
    m_entriesSinceKnot = isLarge ? kEntriesPerKnot : m_entriesSinceKnot + 1;
    m_lastTimeMs = entry.timeMs;
    m_lastTransaction = entry.transaction;
    m_lastBegin = entry.beginPosition;
    ++m_entryCount;
}

TimelineAxis::Knot TimelineAxis::knotAfter(std::size_t index) const {
    return index + 1 < m_knots.size() ? m_knots[index + 1] : Knot{m_endPosition, m_endUnits};
}

double TimelineAxis::unitsAt(std::uint64_t position) const {
    if (m_knots.empty()) return 0;
    const auto after = std::upper_bound(m_knots.begin(), m_knots.end(), position,
                                        [](std::uint64_t wanted, const Knot& knot) { return wanted < knot.position; });
    const auto index = static_cast<std::size_t>(after - m_knots.begin()) - 1;
    const Knot begin = m_knots[index];
    const Knot end = knotAfter(index);
    if (position >= end.position) return end.units;
    const double part =
        static_cast<double>(position - begin.position) / static_cast<double>(end.position - begin.position);
    return begin.units + part * (end.units - begin.units);
}

std::uint64_t TimelineAxis::positionAt(double units) const {
    if (m_knots.empty()) return 0;
    const auto after = std::upper_bound(m_knots.begin(), m_knots.end(), units,
                                        [](double wanted, const Knot& knot) { return wanted < knot.units; });
    if (after == m_knots.begin()) return 0;
    const auto index = static_cast<std::size_t>(after - m_knots.begin()) - 1;
    const Knot begin = m_knots[index];
    const Knot end = knotAfter(index);
    if (units >= end.units || end.units <= begin.units) return end.position;
    const double part = (units - begin.units) / (end.units - begin.units);
    return begin.position +
           static_cast<std::uint64_t>(std::llround(part * static_cast<double>(end.position - begin.position)));
}

std::size_t TimelineAxis::indexAt(std::span<const std::uint64_t> begins, std::uint64_t position) {
    const auto after = std::lower_bound(begins.begin(), begins.end(), position);
    const auto count = static_cast<std::size_t>(after - begins.begin());
    return count == 0 ? 0 : count - 1;
}

}  // namespace varve::ui

#include "history/event_times.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace varve::history {

namespace {

/// Of several writers the last in the order of the register decides, as soon as it has happened.
std::vector<EventTimes::Switch> switchesOfRun(const merge::LivenessRegisters& registers,
                                              const merge::LivenessRegisters::Run& run,
                                              std::span<const std::uint32_t> positions) {
    std::vector<std::pair<std::uint32_t, std::size_t>> byTime;  // (position, rank)
    for (std::size_t rank = 0; rank < run.writers.size(); ++rank) {
        const std::uint32_t position = positions[run.writers[rank].value];
        if (position != EventTimes::kNever) byTime.emplace_back(position, rank);
    }
    std::ranges::sort(byTime);
    std::vector<EventTimes::Switch> switches;
    std::size_t decided = 0;  // 1 + rank of the writer that decides
    bool alive = true;
    for (const auto& [position, rank] : byTime) {
        if (rank + 1 <= decided) continue;
        decided = rank + 1;
        const bool says = registers.saysAlive(run.writers[rank]);
        if (says != alive) switches.push_back({position, says});
        alive = says;
    }
    return switches;
}

}  // namespace

EventTimes::EventTimes(const event::EventLog& log, const merge::Tracker& tracker, const Timeline& timeline)
    : m_end(static_cast<std::uint32_t>(timeline.eventCount())), m_registers(tracker.livenessRegisters()) {
    CHECK(tracker.appliedEnd() == log.end() && m_end <= log.end().value && log.end().value < kNever);
    findPositions(log, timeline);
    m_switches.reserve(m_registers.runs().size());
    for (const merge::LivenessRegisters::Run& run : m_registers.runs())
        m_switches.push_back(switchesOfRun(m_registers, run, m_positions));
}

void EventTimes::findPositions(const event::EventLog& log, const Timeline& timeline) {
    m_positions.assign(log.end().value, kNever);
    std::uint32_t transaction = 0;
    event::LocalVersion begin;  // of that transaction
    std::uint32_t position = 0;
    for (const TimelineEntry entry : timeline.entries()) {
        if (entry.transaction != transaction) begin = log.transactionRecord(entry.transaction).events.begin;
        const auto place = m_positions.begin() + begin.value;
        std::iota(place, place + entry.eventCount, position);
        position += entry.eventCount;
        begin = begin + entry.eventCount;
        transaction = entry.transaction + 1;
    }
}

std::span<const EventTimes::Switch> EventTimes::switchesOf(event::LocalVersion event) const {
    const std::size_t index = m_registers.firstRunBehind(event);
    if (index == m_registers.runs().size() || event < m_registers.runs()[index].targets.begin) return {};
    return m_switches[index];
}

}  // namespace varve::history

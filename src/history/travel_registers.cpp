#include "history/travel_registers.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace varve::history {

namespace {

/// A writer begins to count, or stops.
struct Flip {
    std::uint32_t position = 0;
    std::size_t writer = 0;  // index in the order in which the last one wins
    bool counts = false;
};

event::Value valueOf(const event::EventLog& log, std::uint32_t run) {
    return std::get<event::Set>(log.sideOperation(log.operationRuns()[run])).value;
}

}  // namespace

TravelRegisters::TravelRegisters(const event::EventLog& log, const merge::Tracker& tracker, const EventTimes& times) {
    std::map<std::pair<event::ObjectId, std::string>, std::vector<std::uint32_t>> writers;
    const auto runs = log.operationRuns();
    for (std::uint32_t index = 0; index < runs.size(); ++index) {
        if (runs[index].type != event::OperationType::kSet || tracker.isQuarantined(runs[index].events.begin)) continue;
        const auto& operation = std::get<event::Set>(log.sideOperation(runs[index]));
        writers[{operation.object, operation.key}].push_back(index);
    }
    for (auto& [name, ofRegister] : writers) {
        m_registers.push_back({name.first, name.second, static_cast<std::uint32_t>(m_changes.size())});
        std::ranges::sort(ofRegister, [&](std::uint32_t a, std::uint32_t b) {
            const event::LocalVersion eventA = runs[a].events.begin;
            const event::LocalVersion eventB = runs[b].events.begin;
            const std::uint32_t lamportA = log.graph().lamportOf(eventA);
            const std::uint32_t lamportB = log.graph().lamportOf(eventB);
            return lamportA != lamportB ? lamportA < lamportB : log.idLess(eventA, eventB);
        });
        addChanges(log, times, ofRegister);
    }
    if (!m_registers.empty()) {
        m_registers.push_back({event::WellKnownObject::kBody, "", static_cast<std::uint32_t>(m_changes.size())});
    }
    std::ranges::sort(m_touches);
}

void TravelRegisters::addChanges(const event::EventLog& log, const EventTimes& times,
                                 const std::vector<std::uint32_t>& runs) {
    std::vector<Flip> flips;
    for (std::size_t writer = 0; writer < runs.size(); ++writer) {
        const event::LocalVersion event = log.operationRuns()[runs[writer]].events.begin;
        if (times.positionOf(event) == EventTimes::kNever) continue;
        flips.push_back({times.positionOf(event), writer, true});
        for (const EventTimes::Switch& one : times.switchesOf(event))
            flips.push_back({one.position, writer, one.alive});
    }
    std::ranges::sort(flips, {}, &Flip::position);
    const auto target = static_cast<std::uint32_t>(m_registers.size() - 1);
    std::set<std::size_t> counting;
    for (std::size_t index = 0; index < flips.size();) {
        const std::uint32_t position = flips[index].position;
        for (; index < flips.size() && flips[index].position == position; ++index) {
            if (flips[index].counts)
                counting.insert(flips[index].writer);
            else
                counting.erase(flips[index].writer);
        }
        m_changes.push_back({position, counting.empty() ? kNoRun : runs[*counting.rbegin()]});
        m_touches.push_back({position, target});
    }
}

event::Value TravelRegisters::valueAt(const event::EventLog& log, std::size_t target, std::uint32_t position) const {
    const auto begin = m_changes.begin() + m_registers[target].changesBegin;
    const auto end = m_changes.begin() + m_registers[target + 1].changesBegin;
    const auto after = std::lower_bound(
        begin, end, position, [](const Change& change, std::uint32_t wanted) { return change.position < wanted; });
    if (after == begin || std::prev(after)->run == kNoRun) return {};
    return valueOf(log, std::prev(after)->run);
}

std::vector<document::RegisterChange> TravelRegisters::changes(const event::EventLog& log, std::uint32_t from,
                                                               std::uint32_t to) const {
    const auto first = std::ranges::lower_bound(m_touches, Touch{std::min(from, to), 0});
    const auto last = std::ranges::lower_bound(m_touches, Touch{std::max(from, to), 0});
    std::vector<std::uint32_t> targets;
    for (auto touch = first; touch != last; ++touch)
        targets.push_back(touch->target);
    std::ranges::sort(targets);
    targets.erase(std::ranges::unique(targets).begin(), targets.end());
    std::vector<document::RegisterChange> changes;
    for (const std::uint32_t target : targets) {
        event::Value value = valueAt(log, target, to);
        if (value == valueAt(log, target, from)) continue;
        changes.push_back({m_registers[target].object, m_registers[target].key, std::move(value)});
    }
    return changes;
}

std::size_t TravelRegisters::memoryBytes() const {
    return m_registers.capacity() * sizeof(Register) + m_changes.capacity() * sizeof(Change) +
           m_touches.capacity() * sizeof(Touch);
}

}  // namespace varve::history

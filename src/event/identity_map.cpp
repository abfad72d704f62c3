#include "event/identity_map.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/last_at_most.h"

namespace varve::event {

std::uint32_t IdentityMap::internAgent(const AgentId& agent) {
    const auto [place, isNew] = m_indexes.try_emplace(agent, static_cast<std::uint32_t>(m_records.size()));
    if (isNew) {
        m_records.push_back({.id = agent, .user = {}, .device = {}, .startedMs = 0});
        m_agents.emplace_back();
    }
    return place->second;
}

bool IdentityMap::addRecord(const AgentRecord& record) {
    const std::uint32_t index = internAgent(record.id);
    if (m_agents[index].hasRecord) return false;
    m_records[index] = record;
    m_agents[index].hasRecord = true;
    ++m_recordCount;
    return true;
}

std::optional<std::uint32_t> IdentityMap::agentIndex(const AgentId& agent) const {
    const auto place = m_indexes.find(agent);
    if (place == m_indexes.end()) return std::nullopt;
    return place->second;
}

void IdentityMap::appendRun(std::uint32_t agent, LocalRange events) {
    CHECK(events.begin == m_end && agent < m_agents.size());
    Agent& owner = m_agents[agent];
    m_runs.push_back({events.begin, agent, owner.next.value});
    owner.pieces.push_back({owner.next.value, events.begin});
    owner.next = owner.next + events.count();
    m_end = events.end;
}

EventId IdentityMap::idOf(LocalVersion event) const {
    const Run& run = m_runs[runIndexOf(event)];
    return {m_records[run.agent].id, {run.sequence + (event - run.begin)}};
}

std::optional<LocalVersion> IdentityMap::find(const EventId& id) const {
    const auto agent = agentIndex(id.agent);
    return agent ? find(*agent, id.sequence) : std::nullopt;
}

std::optional<LocalVersion> IdentityMap::find(std::uint32_t agent, SequenceNumber sequence) const {
    if (m_agents[agent].next <= sequence) return std::nullopt;
    const Piece& piece = m_agents[agent].pieces[pieceIndexOf(agent, sequence)];
    return piece.event + (sequence.value - piece.sequence);
}

void IdentityMap::rewind(const Checkpoint& to) {
    while (m_runs.size() > to.runCount) {
        Agent& owner = m_agents[m_runs.back().agent];
        owner.next.value = m_runs.back().sequence;
        owner.pieces.pop_back();
        m_runs.pop_back();
    }
    if (!m_runs.empty()) {
        const Run& last = m_runs.back();
        m_agents[last.agent].next.value = last.sequence + (to.end - last.begin);
    }
    for (; m_agents.size() > to.agentCount; m_agents.pop_back(), m_records.pop_back()) {
        m_indexes.erase(m_records.back().id);
    }
    m_end = to.end;
}

std::size_t IdentityMap::runIndexOf(LocalVersion event) const {
    CHECK(event < m_end);
    return lastAtMost(m_runs, event, &Run::begin);
}

std::size_t IdentityMap::pieceIndexOf(std::uint32_t agent, SequenceNumber sequence) const {
    const std::vector<Piece>& pieces = m_agents[agent].pieces;
    CHECK(sequence < m_agents[agent].next);
    return lastAtMost(pieces, sequence.value, &Piece::sequence);
}

std::size_t IdentityMap::memoryBytes() const {
    constexpr std::size_t kTreeNodeSize = 32;  // of std::map, beside its value
    std::size_t size = m_runs.capacity() * sizeof(Run) + m_records.capacity() * sizeof(AgentRecord) +
                       m_agents.capacity() * sizeof(Agent) +
                       m_indexes.size() * (kTreeNodeSize + sizeof(decltype(m_indexes)::value_type));
    for (const Agent& agent : m_agents)
        size += agent.pieces.capacity() * sizeof(Piece);
    return size;
}

void IdentityMap::checkInvariants() const {
    CHECK(m_records.size() == m_agents.size() && m_records.size() == m_indexes.size());
    CHECK(std::cmp_equal(std::ranges::count_if(m_agents, &Agent::hasRecord), m_recordCount));
    std::uint64_t unitCount = 0;
    for (const auto& [id, index] : m_indexes) {
        CHECK(m_records[index].id == id);
        unitCount += m_agents[index].next.value;
    }
    CHECK(unitCount == m_end.value);
    std::vector<std::size_t> pieceIndexes(m_agents.size());
    for (std::size_t index = 0; index < m_runs.size(); ++index) {
        const Run& run = m_runs[index];
        CHECK(run.begin < m_end && (index == 0 ? run.begin.value == 0 : m_runs[index - 1].begin < run.begin));
        const Piece& piece = m_agents[run.agent].pieces[pieceIndexes[run.agent]++];
        CHECK(piece.sequence == run.sequence && piece.event == run.begin);
    }
    for (std::size_t index = 0; index < m_agents.size(); ++index) {
        CHECK(pieceIndexes[index] == m_agents[index].pieces.size());
        CHECK(m_agents[index].pieces.empty() || m_agents[index].pieces.front().sequence == 0);
    }
}

}  // namespace varve::event

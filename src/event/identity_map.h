// Which event has which id: two run-length maps, arrival run -> (agent, sequence run) and, for each agent, sequence run
// -> arrival run. Also the table of agents with what is known about them. Private part of EventLog.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "event/ids.h"
#include "event/transaction.h"

namespace varve::event {

class IdentityMap {
  public:
    /// Index of the agent, added without a record when it is new.
    std::uint32_t internAgent(const AgentId& agent);
    /// Returns whether the record was new; the first record of an agent stays.
    bool addRecord(const AgentRecord& record);
    [[nodiscard]] std::optional<std::uint32_t> agentIndex(const AgentId& agent) const;
    /// Ids, with empty fields for agents without a record.
    [[nodiscard]] std::span<const AgentRecord> agents() const { return m_records; }
    [[nodiscard]] bool hasRecord(std::uint32_t agent) const { return m_agents[agent].hasRecord; }
    /// How many of the agents have a record.
    [[nodiscard]] std::size_t recordCount() const { return m_recordCount; }

    /// Gives the next `count` events the next sequence numbers of `agent`.
    void append(std::uint32_t agent, LocalRange events) {
        if (!isNewest(agent) || events.begin != m_end) return appendRun(agent, events);
        m_agents[agent].next = m_agents[agent].next + events.count();
        m_end = events.end;
    }

    /// Whether the newest event of all is this agent's. Cost: O(1).
    [[nodiscard]] bool isNewest(std::uint32_t agent) const { return !m_runs.empty() && m_runs.back().agent == agent; }

    /// How much there is, so that what is appended from here on can be taken back.
    struct Checkpoint {
        LocalVersion end;
        std::size_t runCount = 0;
        std::size_t agentCount = 0;
    };
    [[nodiscard]] Checkpoint checkpoint() const { return {m_end, m_runs.size(), m_agents.size()}; }
    /// Nothing but internAgent() and append() may have happened since then. Cost: O(what is taken back).
    void rewind(const Checkpoint& to);

    [[nodiscard]] SequenceNumber nextSequence(std::uint32_t agent) const { return m_agents[agent].next; }
    [[nodiscard]] std::uint32_t agentIndexOf(LocalVersion event) const { return m_runs[runIndexOf(event)].agent; }
    [[nodiscard]] EventId idOf(LocalVersion event) const;
    [[nodiscard]] std::optional<LocalVersion> find(const EventId& id) const;
    [[nodiscard]] std::optional<LocalVersion> find(std::uint32_t agent, SequenceNumber sequence) const;
    /// Calls `visit(LocalRange)` for each stretch of arrival order that units [first, first + count) of `agent` cover,
    /// in sequence order. All must be known.
    template <typename Visit>
    void visitRanges(std::uint32_t agent, SequenceNumber first, std::uint32_t count, Visit visit) const {
        const std::vector<Piece>& pieces = m_agents[agent].pieces;
        const std::uint32_t end = first.value + count;
        std::size_t index = pieceIndexOf(agent, first);
        for (std::uint32_t next = first.value; next < end; ++index) {
            const Piece& piece = pieces[index];
            const std::uint32_t pieceEnd =
                index + 1 < pieces.size() ? pieces[index + 1].sequence : m_agents[agent].next.value;
            const std::uint32_t stop = end < pieceEnd ? end : pieceEnd;
            const LocalVersion begin = piece.event + (next - piece.sequence);
            visit(LocalRange{begin, begin + (stop - next)});
            next = stop;
        }
    }
    /// Calls `visit(EventSpan)` for each stretch of ids that `range` covers, in arrival order.
    template <typename Visit>
    void visitSpans(LocalRange range, Visit visit) const {
        for (std::size_t index = range.isEmpty() ? m_runs.size() : runIndexOf(range.begin); range.begin < range.end;
             ++index) {
            const Run& run = m_runs[index];
            const LocalVersion runEnd = index + 1 < m_runs.size() ? m_runs[index + 1].begin : m_end;
            const LocalVersion stop = range.end < runEnd ? range.end : runEnd;
            visit(EventSpan{{m_records[run.agent].id, {run.sequence + (range.begin - run.begin)}}, stop - range.begin});
            range.begin = stop;
        }
    }

    /// Bytes held, for figures.
    [[nodiscard]] std::size_t memoryBytes() const;

    void checkInvariants() const;

  private:
    struct Run {
        LocalVersion begin;
        std::uint32_t agent;
        std::uint32_t sequence;
    };
    struct Piece {
        std::uint32_t sequence;
        LocalVersion event;
    };
    struct Agent {
        std::vector<Piece> pieces;
        SequenceNumber next;
        bool hasRecord = false;
    };

    void appendRun(std::uint32_t agent, LocalRange events);
    [[nodiscard]] std::size_t runIndexOf(LocalVersion event) const;
    [[nodiscard]] std::size_t pieceIndexOf(std::uint32_t agent, SequenceNumber sequence) const;

    LocalVersion m_end;
    std::vector<Run> m_runs;
    std::vector<AgentRecord> m_records;
    std::vector<Agent> m_agents;  // parallel to m_records
    std::size_t m_recordCount = 0;
    std::map<AgentId, std::uint32_t> m_indexes;
};

}  // namespace varve::event

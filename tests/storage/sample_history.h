// Histories for tests of the store: several authors who type, delete, format and undo, sometimes at the same time.
// Every transaction follows from the seed and its number, so that another process can tell what an acknowledged count
// means. Offsets are plausible but not checked against a text: the store does not look at them.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "event/event_batch.h"

namespace varve::test {

inline event::AgentId agentNumber(std::uint64_t number) {
    event::AgentId id;
    Random random(number + 1000);
    for (auto& byte : id.bytes)
        byte = static_cast<std::uint8_t>(random.next());
    return id;
}

class SampleHistory {
  public:
    explicit SampleHistory(std::uint64_t seed, std::uint32_t agentCount = 3)
        : m_random(seed), m_agentCount(agentCount), m_next(agentCount, 0) {}

    static event::AgentRecord record(std::uint32_t agent) {
        return {agentNumber(agent), "user " + std::to_string(agent % 2), "device " + std::to_string(agent),
                1'700'000'000'000 + agent};
    }

    event::Transaction next() {
        event::Transaction transaction;
        const std::uint32_t agent = m_random.below(m_agentCount);
        transaction.first = {agentNumber(agent), {m_next[agent]}};
        transaction.parents = m_heads;
        // Now and then someone has not seen the newest yet, so that branches arise; the next one merges them.
        const event::EventId own{agentNumber(agent), {m_next[agent] - 1}};
        const bool branches = m_next[agent] > 0 && m_heads.size() == 1 && m_random.chance(10);
        if (branches) transaction.parents = {own};
        m_timeMs += m_random.below(4000);
        transaction.timeMs = m_timeMs;
        transaction.kind = static_cast<event::TransactionKind>(m_random.below(event::kTransactionKindMax + 1));
        transaction.joinsPrevious = m_random.chance(50);
        if (m_random.chance(5) && m_next[agent] > 0) transaction.reference = event::EventId{own.agent, {0}};
        transaction.operations.push_back(operation(own));
        const std::uint32_t units = event::unitCount(transaction);
        m_next[agent] += units;
        const event::EventId head{agentNumber(agent), {m_next[agent] - 1}};
        if (branches && m_heads.front() != own) {
            m_heads.push_back(head);
            std::ranges::sort(m_heads);
        } else {
            m_heads = {head};
        }
        return transaction;
    }

    event::EventBatch batch(std::size_t transactionCount, bool withAgents = false) {
        event::EventBatch result;
        if (withAgents) {
            for (std::uint32_t agent = 0; agent < m_agentCount; ++agent)
                result.agents.push_back(record(agent));
        }
        for (std::size_t i = 0; i < transactionCount; ++i)
            result.add(next());
        return result;
    }

  private:
    event::Operation operation(const event::EventId& own) {
        static const std::vector<std::string> kTexts = {
            "a", "Hello", "ß", "漢字", "𝛑", "line\n", "a longer stretch of prose"};
        const std::uint32_t dice = m_random.below(100);
        if (dice < 70 || own.sequence.value == UINT32_MAX) {
            return event::Insert{
                {}, {m_random.below(500)}, kTexts[m_random.below(static_cast<std::uint32_t>(kTexts.size()))]};
        }
        if (dice < 90) {
            const auto direction = m_random.chance(50) ? event::Direction::kForward : event::Direction::kBackward;
            return event::Delete{{}, {m_random.below(500)}, 1 + m_random.below(5), direction};
        }
        if (dice < 94) {
            const std::uint32_t begin = m_random.below(500);
            return event::Mark{{}, {begin}, {begin + 1 + m_random.below(50)}, "bold", true, true, false};
        }
        if (dice < 97) return event::Set{event::WellKnownObject::kDocument, "title", std::string("Überschrift")};
        return event::Liveness{{{{own.agent, {0}}, own.sequence.value + 1}}, m_random.chance(50)};
    }

    Random m_random;
    std::uint32_t m_agentCount;
    std::vector<std::uint32_t> m_next;
    std::vector<event::EventId> m_heads;
    std::int64_t m_timeMs = 1'700'000'000'000;
};

/// All transactions of batches, one after the other.
inline std::vector<event::Transaction> transactionsOf(const std::vector<event::EventBatch>& batches) {
    std::vector<event::Transaction> result;
    for (const event::EventBatch& batch : batches) {
        for (std::size_t i = 0; i < batch.transactions().size(); ++i)
            result.push_back(batch.transaction(i));
    }
    return result;
}

}  // namespace varve::test

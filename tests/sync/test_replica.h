// A replica for tests of the exchange: a bare log, an endpoint, and random edits. Its disk is as slow as the test
// wants.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "event/event_log.h"
#include "support/event_builders.h"
#include "sync/sync_endpoint.h"

namespace varve::test {

inline constexpr const char* kDocumentId = "0b2f6f2e-0000-4000-8000-5f6d1e0c9a11";

class TestReplica : public sync::ReplicaPort {
  public:
    explicit TestReplica(std::uint32_t agentNumber, std::string documentId = kDocumentId,
                         sync::Purpose purpose = sync::Purpose::kColleague)
        : m_agentNumber(agentNumber) {
        m_log.addAgent({agent(agentNumber), "User " + std::to_string(agentNumber), "Test", 1000});
        sync::EndpointConfig config;
        config.documentId = std::move(documentId);
        config.agent = agent(agentNumber);
        config.name = "User " + std::to_string(agentNumber);
        config.colourIndex = agentNumber;
        config.purpose = purpose;
        m_endpoint = std::make_unique<sync::SyncEndpoint>(config, *this);
        m_endpoint->setAdmitsColleagues(true);
    }

    const event::EventLog& log() const override { return m_log; }
    event::AppendOutcome receive(const event::EventBatch& batch) override {
        event::AppendOutcome outcome = m_log.append(batch);
        if (!outcome.events.isEmpty()) m_endpoint->logGrew();
        return outcome;
    }
    std::optional<event::LocalRange> receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                  const event::AgentId& except) override {
        const event::LocalVersion begin = m_log.end();
        if (!m_log.appendWholeColumns(columns, limits, &except)) return std::nullopt;
        m_endpoint->logGrew();
        return event::LocalRange{begin, m_log.end()};
    }

    sync::SyncEndpoint& endpoint() { return *m_endpoint; }
    event::EventId edit(std::vector<event::Operation> operations, std::int64_t timeMs = 0) {
        const event::Transaction made = next(m_log, m_agentNumber, std::move(operations), timeMs);
        const auto appended = m_log.append(made);
        if (!appended) qFatal("%s", appended.error().message.c_str());
        m_endpoint->logGrew();
        return made.first;
    }
    event::EventId type(const std::string& text) { return edit({insertAt(0, text)}); }
    void editAtRandom(Random& random) {
        const std::uint32_t dice = random.below(20);
        if (dice < 12 || m_log.end().value == 0) {
            type(std::string(1 + random.below(4), static_cast<char>('a' + random.below(26))));
        } else if (dice < 16) {
            edit({deleteAt(random.below(3), 1 + random.below(3))}, random.below(1000));
        } else if (dice < 18) {
            edit({setOf(event::WellKnownObject::kDocument, "title", std::string("T") + std::to_string(dice))});
        } else {
            const event::EventId target = m_log.idOf({random.below(m_log.end().value)});
            edit({liveness({{target, 1}}, dice == 18)});
        }
    }
    void store() { m_endpoint->setDurableTransactionCount(m_log.transactionCount()); }

  private:
    std::uint32_t m_agentNumber;
    event::EventLog m_log;
    std::unique_ptr<sync::SyncEndpoint> m_endpoint;
};

/// Every transaction of the log, by id: what replicas must agree on, whatever the order of arrival.
inline std::map<event::EventId, event::Transaction> transactionsOf(const event::EventLog& log) {
    std::map<event::EventId, event::Transaction> transactions;
    for (std::size_t index = 0; index < log.transactionCount(); ++index) {
        event::Transaction transaction = log.transaction(index);
        const event::EventId first = transaction.first;
        transactions.emplace(first, std::move(transaction));
    }
    return transactions;
}

}  // namespace varve::test

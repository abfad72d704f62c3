// Lets the exchange with other replicas read and feed a DocumentReplica.
#pragma once

#include "replica/document_replica.h"
#include "sync/replica_port.h"

namespace varve::session {

class ReplicaSyncPort final : public sync::ReplicaPort {
  public:
    /// `replica` must outlive the port.
    explicit ReplicaSyncPort(replica::DocumentReplica& replica) : m_replica(replica) {}

    [[nodiscard]] const event::EventLog& log() const override { return m_replica.wholeLog(); }
    event::AppendOutcome receive(const event::EventBatch& batch) override { return m_replica.receive(batch); }
    std::optional<event::LocalRange> receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                  const event::AgentId& except) override {
        return m_replica.receiveWhole(columns, limits, except);
    }

  private:
    replica::DocumentReplica& m_replica;
};

}  // namespace varve::session

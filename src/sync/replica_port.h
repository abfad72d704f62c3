// The port through which the exchange reaches a replica: its log to read, and a door for events from others. The
// session implements it over its DocumentReplica, tests over a bare EventLog.
#pragma once

#include "event/event_batch.h"
#include "event/event_log.h"

namespace varve::sync {

class ReplicaPort {
  public:
    virtual ~ReplicaPort() = default;
    /// Everything the replica knows. Grows only.
    [[nodiscard]] virtual const event::EventLog& log() const = 0;
    /// Takes what is new and valid; says which transactions wait for parents and which are rejected. May announce the
    /// growth of the log before it returns.
    virtual event::AppendOutcome receive(const event::EventBatch& batch) = 0;
};

}  // namespace varve::sync

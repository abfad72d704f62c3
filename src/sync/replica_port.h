// The port through which the exchange reaches a replica: its log to read, and a door for events from others. The
// session implements it over its DocumentReplica, tests over a bare EventLog.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "event/event_batch.h"
#include "event/event_log.h"
#include "event/limits.h"

namespace varve::sync {

class ReplicaPort {
  public:
    virtual ~ReplicaPort() = default;
    /// Everything the replica knows. Grows only.
    [[nodiscard]] virtual const event::EventLog& log() const = 0;
    /// Takes what is new and valid; says which transactions wait for parents and which are rejected. May announce the
    /// growth of the log before it returns.
    virtual event::AppendOutcome receive(const event::EventBatch& batch) = 0;
    /// The same from columns (event_codec.h) in which everything is new and valid and no event is of `except`: the
    /// events that came. Otherwise nothing is taken, and the batch tells why.
    virtual std::optional<event::LocalRange> receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                          const event::AgentId& except) = 0;
};

}  // namespace varve::sync

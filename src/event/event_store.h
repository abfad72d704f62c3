// The port through which a replica's log becomes durable. The SQLite implementation is in src/storage; tests have one
// in memory. Used by one thread at a time (the storage worker, or the command line tool directly).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "event/event_batch.h"

namespace varve::event {

class EventStore {
  public:
    virtual ~EventStore() = default;

    /// Identity of the document: a lower-case UUID.
    [[nodiscard]] virtual const std::string& documentId() const = 0;
    /// Hands over every stored event in arrival order, batch by batch, agents' records included. Stops at the first
    /// error: damage (kMalformed, with what is affected) or input/output.
    [[nodiscard]] virtual Result<void> load(const std::function<void(EventBatch&&)>& receive) = 0;
    /// Appends the transactions, whole, in order. When it returns without error they are durable: a power cut loses
    /// nothing of them. On error nothing of the batch was stored.
    [[nodiscard]] virtual Result<void> append(const EventBatch& batch) = 0;
};

}  // namespace varve::event

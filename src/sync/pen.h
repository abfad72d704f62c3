// The pen: transactions that arrived before their parents (or before earlier units of their agent) wait here, within
// bounds of count and size. A transaction that does not fit is dropped: the next exchange of version vectors brings it
// again. One pen per peer, so that a hostile one fills only its own. Pure; called by the peer state machine.
#pragma once

#include <cstddef>
#include <map>
#include <set>

#include "event/event_batch.h"
#include "event/event_log.h"

namespace varve::sync {

class Pen {
  public:
    struct Bounds {
        std::size_t transactionCountMax = 16'384;  // a message
        std::size_t sizeBytesMax = 8U << 20;
    };

    explicit Pen(Bounds bounds) : m_bounds(bounds) {}

    enum class AddOutcome { kWaits, kAlreadyWaits, kNoRoom };
    /// Keeps a transaction that `log` could not take yet. Cost: O(parents log pen).
    AddOutcome add(event::Transaction transaction, const event::EventLog& log);
    /// Takes out everything that `log` can take now, parents before children. Cost: O(pen log log) at worst, and
    /// O(distinct unknown parents log log) when nothing is ready.
    [[nodiscard]] event::EventBatch release(const event::EventLog& log);
    void clear();

    [[nodiscard]] std::size_t transactionCount() const { return m_waiting.size(); }
    /// Approximate memory held. At most Bounds::sizeBytesMax.
    [[nodiscard]] std::size_t sizeBytes() const { return m_sizeBytes; }
    [[nodiscard]] bool isEmpty() const { return m_waiting.empty(); }

  private:
    struct Entry {
        event::Transaction transaction;
        std::size_t sizeBytes = 0;
    };
    using Waiting = std::multimap<event::EventId, Entry>;  // by the first id found unknown

    Bounds m_bounds;
    Waiting m_waiting;
    std::set<event::EventId> m_firstIds;
    std::size_t m_sizeBytes = 0;
};

}  // namespace varve::sync

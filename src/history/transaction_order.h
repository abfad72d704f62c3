// The order of transactions that every replica agrees on: (corrected time, Lamport, agent id bytes, sequence). The
// corrected time is a transaction's own or that of its latest parent, whichever is later, so that parents sort first
// however wrong a clock was. A fold over the log in arrival order; the timeline and the undo stacks each own one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "event/event_log.h"

namespace varve::history {

/// Where a transaction stands in the order.
struct TransactionPlace {
    std::int64_t timeMs = 0;    // corrected
    std::uint32_t lamport = 0;  // of its first event
    std::uint32_t agent = 0;    // index in the log
    event::LocalVersion first;  // its first event
};

class TransactionOrder {
  public:
    /// Place of transaction number followedCount(), which `record` is; to be called for each in arrival order.
    /// Cost: O(1) where the parent is the event before, else O(parents · log transactions).
    TransactionPlace follow(const event::EventLog& log, const event::TransactionRecord& record);
    [[nodiscard]] std::uint32_t followedCount() const { return m_followedCount; }
    /// Index of the graph run that holds the first event of the transaction followed last.
    [[nodiscard]] std::size_t runIndex() const { return m_run; }
    /// Corrected time of a followed transaction, whose own time is `ownMs`. Cost: O(log corrections).
    [[nodiscard]] std::int64_t timeOf(std::uint32_t transaction, std::int64_t ownMs) const;
    /// Bytes held, for figures.
    [[nodiscard]] std::size_t memoryBytes() const { return m_corrections.capacity() * sizeof(m_corrections.front()); }

    /// A strict total order of the transactions of one log.
    [[nodiscard]] static bool less(const event::EventLog& log, const TransactionPlace& a, const TransactionPlace& b);

  private:
    std::uint32_t m_followedCount = 0;
    std::size_t m_run = 0;
    std::int64_t m_lastTimeMs = 0;
    std::vector<std::pair<std::uint32_t, std::int64_t>> m_corrections;  // (transaction, time) where it is not its own
};

}  // namespace varve::history

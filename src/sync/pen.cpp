#include "sync/pen.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "sync/transaction_size.h"

namespace varve::sync {

namespace {

/// Units of transactions that are leaving the pen and will be in the log when their batch has been appended.
class Leaving {
  public:
    void add(const event::Transaction& transaction) {
        m_ends[transaction.first] = transaction.first.sequence + unitCount(transaction);
    }
    [[nodiscard]] bool contains(const event::EventId& id) const {
        auto after = m_ends.upper_bound(id);
        if (after == m_ends.begin()) return false;
        --after;
        return after->first.agent == id.agent && id.sequence < after->second;
    }

  private:
    std::map<event::EventId, event::SequenceNumber> m_ends;  // first unit → end of its transaction
};

/// The first id that must be known before the transaction can be taken and is not.
std::optional<event::EventId> firstUnknown(const event::Transaction& transaction, const event::EventLog& log,
                                           const Leaving& leaving) {
    const auto isKnown = [&](const event::EventId& id) { return log.find(id).has_value() || leaving.contains(id); };
    if (transaction.first.sequence.value > 0) {
        const event::EventId predecessor{transaction.first.agent, {transaction.first.sequence.value - 1}};
        if (!isKnown(predecessor)) return predecessor;
    }
    for (const event::EventId& parent : transaction.parents) {
        if (!isKnown(parent)) return parent;
    }
    return std::nullopt;
}

}  // namespace

Pen::AddOutcome Pen::add(event::Transaction transaction, const event::EventLog& log) {
    if (m_firstIds.contains(transaction.first)) return AddOutcome::kAlreadyWaits;
    const std::size_t size = approximateSizeBytes(transaction);
    if (m_waiting.size() >= m_bounds.transactionCountMax || m_sizeBytes + size > m_bounds.sizeBytesMax) {
        return AddOutcome::kNoRoom;
    }
    // A transaction that is ready after all waits on itself and leaves with the next release.
    const event::EventId blocker = firstUnknown(transaction, log, Leaving()).value_or(transaction.first);
    m_firstIds.insert(transaction.first);
    m_sizeBytes += size;
    m_waiting.emplace(blocker, Entry{std::move(transaction), size});
    return AddOutcome::kWaits;
}

event::EventBatch Pen::release(const event::EventLog& log) {
    std::vector<Waiting::node_type> candidates;
    const auto takeRange = [&](Waiting::iterator begin, Waiting::iterator end) {
        while (begin != end)
            candidates.push_back(m_waiting.extract(begin++));
    };
    for (auto begin = m_waiting.begin(); begin != m_waiting.end();) {
        const auto end = m_waiting.upper_bound(begin->first);
        const bool isReady = std::any_of(begin, end, [](const Waiting::value_type& waiting) {
            return waiting.first == waiting.second.transaction.first;  // was ready when it was added
        });
        if (isReady || log.find(begin->first)) takeRange(begin, end);
        begin = end;
    }
    event::EventBatch ready;
    Leaving leaving;
    while (!candidates.empty()) {
        Waiting::node_type node = std::move(candidates.back());
        candidates.pop_back();
        const event::Transaction& transaction = node.mapped().transaction;
        if (const auto blocker = firstUnknown(transaction, log, leaving)) {
            node.key() = *blocker;
            m_waiting.insert(std::move(node));
            continue;
        }
        ready.add(transaction);
        leaving.add(transaction);
        m_sizeBytes -= node.mapped().sizeBytes;
        m_firstIds.erase(transaction.first);
        const event::EventId end{transaction.first.agent, transaction.first.sequence + unitCount(transaction)};
        takeRange(m_waiting.lower_bound(transaction.first), m_waiting.lower_bound(end));
    }
    return ready;
}

void Pen::clear() {
    m_waiting.clear();
    m_firstIds.clear();
    m_sizeBytes = 0;
}

}  // namespace varve::sync

#include "history/transaction_order.h"

#include <algorithm>
#include <tuple>

namespace varve::history {

TransactionPlace TransactionOrder::follow(const event::EventLog& log, const event::TransactionRecord& record) {
    const auto runs = log.graph().runs();
    const event::LocalVersion first = record.events.begin;
    while (runs[m_run].events.end <= first)
        ++m_run;
    const event::GraphRun& run = runs[m_run];
    std::int64_t timeMs = record.timeMs;
    if (first > run.events.begin) {
        timeMs = std::max(timeMs, m_lastTimeMs);
    } else {
        for (const event::LocalVersion parent : log.graph().parentsOf(run)) {
            const std::size_t index = log.transactionIndexOf(parent);
            timeMs = std::max(timeMs, timeOf(static_cast<std::uint32_t>(index), log.transactionRecord(index).timeMs));
        }
    }
    if (timeMs != record.timeMs) m_corrections.emplace_back(m_followedCount, timeMs);
    m_lastTimeMs = timeMs;
    ++m_followedCount;
    return {timeMs, run.lamport + (first - run.events.begin), record.agent, first};
}

std::int64_t TransactionOrder::timeOf(std::uint32_t transaction, std::int64_t ownMs) const {
    const auto found = std::lower_bound(m_corrections.begin(), m_corrections.end(), transaction,
                                        [](const auto& correction, std::uint32_t t) { return correction.first < t; });
    return found != m_corrections.end() && found->first == transaction ? found->second : ownMs;
}

bool TransactionOrder::less(const event::EventLog& log, const TransactionPlace& a, const TransactionPlace& b) {
    if (a.timeMs != b.timeMs || a.lamport != b.lamport)
        return std::tie(a.timeMs, a.lamport) < std::tie(b.timeMs, b.lamport);
    if (a.agent != b.agent) return log.agents()[a.agent].id < log.agents()[b.agent].id;
    return a.first < b.first;  // one agent's events arrive in the order of their sequence numbers
}

}  // namespace varve::history

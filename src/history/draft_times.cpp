#include "history/draft_times.h"

#include <algorithm>
#include <span>

namespace varve::history {

bool DraftTimes::isNeeded(const event::EventLog& log) {
    m_drafts.followLog(log);
    return m_drafts.hasWriters();
}

bool DraftTimes::isMerge(const event::EventLog& log, const event::TransactionRecord& record) const {
    if (m_drafts.draftOf(record.agent)) return false;
    return std::ranges::any_of(log.graph().parentsOf(record.events.begin), [&](event::LocalVersion parent) {
        return m_drafts.draftOf(log.agentIndexOf(parent)).has_value();
    });
}

std::uint32_t DraftTimes::follow(const event::EventLog& log, const TransactionOrder& order) {
    const auto less = [&log](const Merge& a, const Merge& b) { return TransactionOrder::less(log, a.place, b.place); };
    const std::size_t knownCount = m_merges.size();
    bool isInOrder = true;
    for (; m_followedCount < order.followedCount(); ++m_followedCount) {
        const event::TransactionRecord record = log.transactionRecord(m_followedCount);
        if (!isMerge(log, record)) continue;
        const Merge merge{{.timeMs = order.timeOf(m_followedCount, record.timeMs),
                           .lamport = log.graph().lamportOf(record.events.begin),
                           .agent = record.agent,
                           .first = record.events.begin},
                          record.events.end - 1};
        isInOrder = isInOrder && (m_merges.empty() || less(m_merges.back(), merge));
        m_merges.push_back(merge);
    }
    if (m_merges.size() == knownCount) return m_followedCount;
    std::vector<Time> times = m_times;
    if (!isInOrder) {
        std::ranges::sort(m_merges, less);
        times.clear();
        m_brought.clear();
    }
    for (std::size_t index = isInOrder ? knownCount : 0; index < m_merges.size(); ++index)
        take(log, m_merges[index], times);
    std::ranges::sort(times, {}, &Time::transaction);
    const auto [was, is] = std::ranges::mismatch(m_times, times);
    std::uint32_t first = m_followedCount;
    if (was != m_times.end()) first = std::min(first, was->transaction);
    if (is != times.end()) first = std::min(first, is->transaction);
    m_times = std::move(times);
    return first;
}

/// Gives what the merge brings its time.
void DraftTimes::take(const event::EventLog& log, const Merge& merge, std::vector<Time>& times) {
    std::size_t next = 0;
    for (const event::LocalRange range : log.graph().difference(m_brought, std::span(&merge.last, 1)).onlyTo) {
        next = std::max(next, log.transactionIndexOf(range.begin));
        for (; next < log.transactionCount(); ++next) {
            const event::TransactionRecord record = log.transactionRecord(next);
            if (record.events.begin >= range.end) break;
            // The rest of one that was brought in part has its time.
            const bool isNew = record.events.begin >= range.begin;
            if (isNew && m_drafts.draftOf(record.agent))
                times.push_back({static_cast<std::uint32_t>(next), merge.place.timeMs});
        }
    }
    m_brought = log.graph().merged(m_brought, std::span(&merge.last, 1));
}

std::int64_t DraftTimes::timeOf(std::uint32_t transaction, std::int64_t timeMs) const {
    const auto found = std::ranges::lower_bound(m_times, transaction, {}, &Time::transaction);
    return found != m_times.end() && found->transaction == transaction ? std::max(timeMs, found->timeMs) : timeMs;
}

}  // namespace varve::history

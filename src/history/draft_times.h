// When what was written in drafts came into the document: with the first transaction of a writer of the document that
// has it in its history. On the document's timeline it stands there, so that moments before a merge go on showing what
// the document was. Part of the timeline; rules: src/merge/SEMANTICS.md.
#pragma once

#include <cstdint>
#include <vector>

#include "event/event_log.h"
#include "history/draft_index.h"
#include "history/transaction_order.h"

namespace varve::history {

class DraftTimes {
  public:
    /// Whether anything in the log was written in a draft, and follow() has to be called. Cost: O(new).
    [[nodiscard]] bool isNeeded(const event::EventLog& log);
    /// Takes over what the log has got since; `order` has followed it. Returns the number of the first transaction
    /// whose time has changed, or the number of all. Cost: O(new); with new merges what was
    /// ever merged, and the difference that each makes, or all of them when one does not belong behind the others.
    std::uint32_t follow(const event::EventLog& log, const TransactionOrder& order);
    /// `timeMs`: corrected. Cost: O(log merged).
    [[nodiscard]] std::int64_t timeOf(std::uint32_t transaction, std::int64_t timeMs) const;

    /// Bytes held, for figures.
    [[nodiscard]] std::size_t memoryBytes() const {
        return m_times.capacity() * sizeof(m_times.front()) + m_merges.capacity() * sizeof(m_merges.front());
    }

  private:
    /// The transaction and the time it has from who brought it.
    struct Time {
        std::uint32_t transaction = 0;
        std::int64_t timeMs = 0;
        friend bool operator==(const Time&, const Time&) = default;
    };
    struct Merge {
        TransactionPlace place;
        event::LocalVersion last;
    };

    [[nodiscard]] bool isMerge(const event::EventLog& log, const event::TransactionRecord& record) const;
    void take(const event::EventLog& log, const Merge& merge, std::vector<Time>& times);

    DraftIndex m_drafts;
    std::uint32_t m_followedCount = 0;
    std::vector<Merge> m_merges;  // in their order
    event::Version m_brought;     // the history of all of them
    std::vector<Time> m_times;    // by transaction
};

}  // namespace varve::history

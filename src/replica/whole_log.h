// Everything that a replica knows, beside the log of the version that it shows. As long as nobody writes in a draft
// they are the same, and there is only the one; from then on events of others are taken here, and what belongs to the
// version on display is handed on to it. Owned by the replica, which asks it for what is stored and sent.
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "event/event_log.h"
#include "history/draft_index.h"

namespace varve::replica {

/// Everything, cut into what a version shows and the rest.
struct DividedLog {
    event::EventLog shown;
    std::optional<event::EventLog> whole = {};  // nothing where `shown` is all of it
    history::DraftIndex drafts = {};            // of everything
};
/// The log of a draft, or of the document itself. Cost: O(operation runs) where that is all there is, else O(whole).
[[nodiscard]] DividedLog divide(event::EventLog whole, const std::optional<history::DraftId>& draft);

class WholeLog {
  public:
    /// Shows the document itself, and all that there is belongs to it.
    WholeLog() = default;
    /// `whole`: everything, where `draft`, or the document itself, does not hold all of it. `drafts`: of everything,
    /// or nothing read yet.
    WholeLog(std::optional<event::EventLog> whole, std::optional<history::DraftId> draft, history::DraftIndex drafts);

    [[nodiscard]] const std::optional<history::DraftId>& draft() const { return m_draft; }
    /// `shown`: the log of the version on display, here and below.
    [[nodiscard]] const event::EventLog& log(const event::EventLog& shown) const { return m_log ? *m_log : shown; }
    /// Whether the version on display is all there is.
    [[nodiscard]] bool isShownWhole() const { return !m_log; }
    /// Caught up. Cost: O(new).
    [[nodiscard]] const history::DraftIndex& drafts(const event::EventLog& shown) const;

    /// Takes over what was made here: transactions of `shown` from `first` on. Returns the number of the first of them
    /// among all. Cost: O(new), nothing where all is shown.
    std::size_t followShown(const event::EventLog& shown, std::size_t first);
    /// To be called before events of others are taken: whether they have to be taken here, by append(). Cost: that of
    /// a copy of the log, once, when the first of them belongs to another version.
    [[nodiscard]] bool takesFirst(const event::EventBatch& batch, const event::EventLog& shown);
    /// The same where no batch is at hand: also where that cannot be told.
    [[nodiscard]] bool mayTakeFirst(BytesView columns, const event::EventLog& shown) const;
    event::AppendOutcome append(const event::EventBatch& batch) { return m_log->append(batch); }

    /// What the version on display lacks of its own events. The replica shows them at once.
    [[nodiscard]] event::EventBatch takeShown(const event::EventLog& shown);
    /// What it lacks of another version, which it shows, and writes an event upon, at once. Empty for none.
    [[nodiscard]] event::EventBatch batchOf(const std::optional<history::DraftId>& source,
                                            const event::EventLog& shown) const;
    /// How many events that would be, without those that only name something. Cost: O(difference).
    [[nodiscard]] std::uint32_t newEventCount(const std::optional<history::DraftId>& source,
                                              const event::EventLog& shown) const;

  private:
    [[nodiscard]] bool isOfAnotherVersion(const event::EventBatch& batch, const event::EventLog& shown) const;

    std::optional<history::DraftId> m_draft;
    std::optional<event::EventLog> m_log;  // nothing: the version on display is all of it
    event::Version m_shownHead;            // in m_log
    mutable history::DraftIndex m_drafts;
};

}  // namespace varve::replica

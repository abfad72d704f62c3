// The newest state of one document: log, text and tracker, kept together. Edits that nothing is concurrent to, one's
// own or those of a colleague, change log and text at once; the tracker, which they do not need, follows when somebody
// asks for it. Other events are applied and patched into the text. Owned by the replica, used alike by benchmarks;
// knows no clock, no files, no Qt. One thread; tracker() counts as a change.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "document/patch.h"
#include "event/event_log.h"
#include "merge/tracker.h"
#include "text/rope.h"

namespace varve::merge {

/// Changes the text as the patch of its sequence says. Cost: O(pieces log n + text).
void applyToRope(text::Rope& text, const document::Patch& patch);

class CurrentState {
  public:
    CurrentState() = default;
    /// The state of all that is in the log. Where nothing in it is concurrent, and all of it edits of the body, the
    /// tracker stays behind until it is asked for. Cost: that of EditComposer, or of a replay.
    explicit CurrentState(event::EventLog log);
    /// The same with a tracker that has applied the beginning of the log. Cost: O(text), and the tracker's for the
    /// rest.
    CurrentState(event::EventLog log, Tracker tracker);

    [[nodiscard]] const event::EventLog& log() const { return m_log; }
    [[nodiscard]] const text::Rope& text() const { return m_text; }
    /// Caught up and knowing all. Cost: O(log n) for each stretch of typing since the last call; after rest() that of
    /// a replay.
    [[nodiscard]] const Tracker& tracker() const;
    /// Caught up, for questions about what is seen now: it may have a base.
    [[nodiscard]] const Tracker& presentTracker() const;
    /// Lets the tracker forget what happened before `end` but for what is seen, until somebody asks for more than it
    /// knows. Returns whether it could (Tracker::basedAt). Cost: O(items + events behind `end`).
    bool rest(event::LocalVersion end);
    /// Takes a tracker that replayed the log, or its beginning, in place of one that rests; else it is not needed. For
    /// who replays on another thread what tracker() would here. Cost: that of the tracker for the rest of the log.
    void wake(Tracker replayed) const;
    /// Takes a tracker that replayed the log, or its beginning, and is right where the own one is not. What changed,
    /// for the views. Cost: O(text).
    document::DocumentPatch correct(Tracker replayed);
    /// The version of everything that is not quarantined: parents of whatever is made here next.
    [[nodiscard]] const event::Version& version() const { return m_version; }

    /// Index of the agent in the log, with its record if it had none.
    std::uint32_t addAgent(const event::AgentRecord& record);

    /// One transaction of edits of the body, made on this state: `step.parents` is filled in here. Errors:
    /// kInvalidInput (an offset outside the text, UTF-8, limits.h); nothing was changed then. Empty range: nothing to
    /// do. Cost: O(text + log n), without allocation but for growth.
    Result<event::LocalRange> editQuietly(event::LocalStep step, std::span<const event::LocalEdit> edits);
    /// The same, and what changed, for the views. Cost: as above for a single edit of a document without marks; else
    /// that of the tracker.
    Result<ApplyOutcome> edit(event::LocalStep step, std::span<const event::LocalEdit> edits);
    /// Any other transaction that was made here, on version(). Errors: those of EventLog::append.
    Result<ApplyOutcome> append(const event::Transaction& transaction);

    /// What was taken of events of others, and what that changed.
    struct Received {
        event::AppendOutcome appended;
        ApplyOutcome applied;
    };
    Received receive(const event::EventBatch& batch);
    /// The same straight from columns, all of them or nothing (EventLog::appendWholeColumns): then nothing is returned,
    /// and the batch says what is wrong. Nothing is taken if an event is of the agent `except`, either. Cost: O(bytes +
    /// runs log runs), and the tracker's where something is concurrent.
    [[nodiscard]] std::optional<Received> receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                       const event::AgentId& except);

  private:
    [[nodiscard]] Result<void> checkPlaces(std::span<const event::LocalEdit> edits) const;
    [[nodiscard]] bool isSequentialFrom(event::LocalVersion begin) const;
    [[nodiscard]] std::optional<document::Patch> composedFrom(event::LocalVersion begin) const;
    ApplyOutcome follow(event::LocalVersion begin);
    [[nodiscard]] std::size_t laggingRunCount() const;
    ApplyOutcome applyNewEvents();
    [[nodiscard]] ApplyOutcome replayNewEvents();

    event::EventLog m_log;
    mutable Tracker m_tracker;
    text::Rope m_text;
    event::Version m_version;
};

}  // namespace varve::merge

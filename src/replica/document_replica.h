// The document of one opened session: the one door for the window and the command line tool. Edit intents go in,
// patches come out. It owns the log, the live tracker, the text and the undo stacks, and hands every new transaction to
// whoever makes it durable or sends it on; it knows neither files nor sockets. GUI thread (or the only thread).
#pragma once

#include <QObject>
#include <QPointer>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "document/anchor.h"
#include "document/patch.h"
#include "event/event_log.h"
#include "history/history_cursor.h"
#include "history/timeline.h"
#include "history/undo_stacks.h"
#include "merge/current_state.h"
#include "merge/tracker.h"
#include "replica/edit_intent.h"
#include "replica/patch_origin.h"
#include "replica/step_grouping.h"
#include "replica/whole_log.h"
#include "text/rope.h"

namespace varve::replica {

/// A log that was read and replayed, ready to be owned by a replica. Made off the GUI thread.
struct LoadedDocument {
    std::string documentId;
    merge::CurrentState state;
    /// Need not have followed the log yet; the reader's days are its own (their UTC offset).
    history::Timeline timeline{};
    std::optional<history::DraftId> draft{};  // shown; nothing: the document itself
    /// Everything, where the version shown is not all of it (divide(), whole_log.h).
    std::optional<event::EventLog> whole{};
    history::DraftIndex drafts{};  // of everything, or nothing read yet
};

/// What an undo or redo did, for the status line.
struct UndoOutcome {
    history::UndoStacks::StepFacts facts;
    std::uint32_t skippedCount = 0;   // steps passed over because they would have changed nothing visible
    bool fromEarlierSession = false;  // the step was made by an agent other than this session's
    /// What to look at in the new text: the range of what was written, deleted or formatted, else the blocks or objects
    /// that are something else now. Nothing when that is not in the text.
    std::optional<text::Range> changed{};
    bool isTextChanged = false;  // the body's text or its formats
    bool isSeen = false;         // anything that a view could show changed
};

/// What bringing another version into the one on display did.
struct MergeOutcome {
    std::uint32_t eventCount = 0;             // that came, as newEventCount() counts
    std::vector<std::uint32_t> transactions;  // that came, indexes in log(), without those that only name something
};

class DocumentReplica : public QObject {
    Q_OBJECT
  public:
    /// `agent`: this session's identity, never used before. `clock` must outlive the replica.
    DocumentReplica(LoadedDocument document, event::AgentRecord agent, const Clock& clock, QObject* parent = nullptr);
    ~DocumentReplica() override;

    [[nodiscard]] const std::string& documentId() const { return m_documentId; }
    [[nodiscard]] const event::AgentRecord& agent() const { return m_agent; }
    /// Id that the first unit of the next transaction made here will have.
    [[nodiscard]] event::EventId nextEventId() const;
    [[nodiscard]] const text::Rope& text() const { return m_state.text(); }
    /// Of the version on display: the document itself, or a draft.
    [[nodiscard]] const event::EventLog& log() const { return m_state.log(); }
    /// Everything that is known, drafts included: what is stored, sent and copied.
    [[nodiscard]] const event::EventLog& wholeLog() const { return m_whole.log(log()); }
    /// Whether log() is all of it, in the same order.
    [[nodiscard]] bool isShownWhole() const { return m_whole.isShownWhole(); }
    [[nodiscard]] const merge::Tracker& tracker() const { return m_state.tracker(); }
    /// For questions about what is seen now: it may have forgotten what happened long ago (rest()).
    [[nodiscard]] const merge::Tracker& presentTracker() const { return m_state.presentTracker(); }

    /// Appends one transaction. Errors: kInvalidInput (offset outside the text, ill-formed text, ids foreseen for
    /// another moment), kNotFound (an object that does not exist), kLimitExceeded. Nothing is changed on error. An
    /// intent without effect appends nothing.
    Result<void> apply(const EditIntent& intent);
    /// The caret moved, focus was lost, a moment was named: the next edit starts a new undo step.
    void closeStep();

    /// Takes back the newest effective step of this user, or the one that starts at `first`. Errors: kNotFound when
    /// there is none.
    Result<UndoOutcome> undo();
    Result<UndoOutcome> redo();
    Result<UndoOutcome> undoStep(event::LocalVersion first);
    /// Brings back the step of a branch that starts at `first`, and those of it that were undone after it: all that
    /// lies between it and the branch's base. The outcome is that of the last one. Errors: kNotFound.
    Result<UndoOutcome> redoBranch(event::LocalVersion first);
    /// Takes back the newest effective step of this user that changed something in `range` of a text, as far as that
    /// lies in the range; a step of its own, which can be undone. Errors: kNotFound when there is none.
    Result<UndoOutcome> undoInside(const event::ObjectId& sequence, text::Range range);
    /// Newest first, at most `countMax`.
    [[nodiscard]] std::vector<history::UndoStep> undoSteps(std::size_t countMax) const;
    [[nodiscard]] std::vector<history::UndoStep> redoSteps(std::size_t countMax) const;
    /// Newest first.
    [[nodiscard]] std::vector<history::UndoBranch> undoBranches() const;
    [[nodiscard]] bool canUndo() const;
    [[nodiscard]] bool canRedo() const;
    /// Whether the step that starts at `first` is among them. Cost: O(steps after it).
    [[nodiscard]] bool canUndo(event::LocalVersion first) const;
    [[nodiscard]] bool canRedo(event::LocalVersion first) const;
    /// Of a document at rest what is still known; nothing is replayed for words.
    [[nodiscard]] history::UndoStacks::StepFacts facts(const history::UndoStep& step) const;

    /// Appends what makes the document equal to `version`. Errors: kNotFound when it already is.
    Result<text::Range> restore(const event::Version& version);

    /// The draft on display; nothing for the document itself.
    [[nodiscard]] const std::optional<history::DraftId>& draft() const { return m_whole.draft(); }
    /// All drafts, caught up. Cost: O(new since the last call).
    [[nodiscard]] const history::DraftIndex& drafts() const { return m_whole.drafts(log()); }
    /// Says in the log that this session's agent writes in the draft on display, which must be done before anything
    /// else is written in it. Nothing to do for the document itself.
    void joinDraft();
    /// Shows another draft, or the document itself. Only for a replica in which nothing was made and which nobody looks
    /// at yet. Cost: a replay.
    void show(const std::optional<history::DraftId>& draft);
    /// How many events merge() would bring, without those that only name something. Cost: O(difference).
    [[nodiscard]] std::uint32_t newEventCount(const std::optional<history::DraftId>& source) const;
    /// What merge() would bring, in an order in which log() takes it. Errors: kNotFound when it is all there already.
    [[nodiscard]] Result<event::EventBatch> batchToMerge(const std::optional<history::DraftId>& source) const;
    /// Brings everything of a draft, or of the document itself, into the version on display, as one step of the
    /// history. Errors: kNotFound when it is all there already; nothing is changed then.
    Result<MergeOutcome> merge(const std::optional<history::DraftId>& source);
    /// Switches off what a merge brought, as far as it still holds, as one step; what was written since stays. Errors:
    /// kNotFound when nothing of it is left.
    Result<UndoOutcome> takeBackMerge(const MergeOutcome& merge);

    /// Takes events of other replicas. Rejected ones are reported, the rest is taken. New ones are announced through
    /// transactionsAppended like local ones, so that they are stored and passed on.
    event::AppendOutcome receive(const event::EventBatch& batch);
    /// The same from the columns of a message in which everything is new and valid and no event is of `except`; else
    /// nothing is taken. Returns the events that came.
    std::optional<event::LocalRange> receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                  const event::AgentId& except);

    /// Places that stay with their character, in any text of the document. `offset`: at most its count (CHECKed).
    [[nodiscard]] document::Anchor anchorAt(text::Offset offset, document::Side side,
                                            const event::ObjectId& sequence = event::WellKnownObject::kBody) const;
    /// The end of the text for a character that is not of it.
    [[nodiscard]] text::Offset offsetOf(const document::Anchor& anchor,
                                        const event::ObjectId& sequence = event::WellKnownObject::kBody) const;
    /// Characters of a text that are seen; 0 for one that nobody knows.
    [[nodiscard]] std::uint32_t countOf(const event::ObjectId& sequence) const;

    /// The timeline of everything in the log, caught up. Cost: O(new since the last call).
    [[nodiscard]] const history::Timeline& timeline() const;
    /// A cursor for history mode, standing at now. The replica must outlive it.
    [[nodiscard]] std::unique_ptr<history::HistoryCursor> openHistory() const;

    /// Lets the tracker of a huge document forget old history, as long as nobody asks for it, in an idle moment. What
    /// cannot be forgotten: steps that undo offers, and anything once the history was looked at. Returns whether memory
    /// was given back. Cost: O(graph runs), and O(items) if so: 50 ms for five million events.
    bool rest();
    /// Whether it has forgotten, so that tracker(), and what looks into the past, first replays the log: a tenth of a
    /// second for a million events.
    [[nodiscard]] bool isResting() const;
    /// Calls `then` when the tracker knows everything: at once where it does, else after a copy of the log was replayed
    /// on another thread. Never when `context` or the replica is gone by then.
    void whenAwake(const QObject* context, std::function<void()> then) const;
    /// Takes a replay of the log, or of its beginning, in place of a tracker that turned out not to be right.
    void correct(merge::Tracker replayed);

    /// Transactions before this index of wholeLog() are on disk for good; set by the store, read by the status bar.
    void setDurableTransactionCount(std::size_t count);
    [[nodiscard]] bool isDurable() const;

  Q_SIGNALS:
    /// Something changed that a view could show: text, formats, other sequences or registers.
    void patchApplied(const varve::document::DocumentPatch& patch, varve::replica::PatchOrigin origin);
    /// Transactions [first, end) of wholeLog() are new, local and remote alike, whatever version they belong to.
    /// `local`: made here.
    void transactionsAppended(std::size_t first, std::size_t end, bool local);
    void undoStepsChanged();
    void durabilityChanged(bool durable);

  private:
    Result<UndoOutcome> takeBack(bool redo, std::optional<event::LocalVersion> first);
    /// Whether operations would change anything that is seen. Cost: copies of the log and the tracker.
    [[nodiscard]] bool changesAnything(event::TransactionKind kind, std::vector<event::Operation> operations) const;
    /// Commits operations that switch a step; whether anything that a view shows changed is in the outcome. Nothing:
    /// the operations are none.
    Result<std::optional<UndoOutcome>> switchStep(const history::UndoStep& step, event::TransactionKind kind,
                                                  std::vector<event::Operation> operations);
    /// One that knows everything that taking the step back or bringing it back asks for.
    [[nodiscard]] const merge::Tracker& trackerFor(const history::UndoStep& step) const;
    [[nodiscard]] bool isKnown(const history::UndoStep& step) const;
    /// Who goes on taking back comes to steps that are forgotten: they are made ready before.
    void wakeBefore(const std::vector<history::UndoStep>& steps) const;
    void wake(merge::Tracker replayed) const;
    /// Views into the intent.
    Result<std::vector<event::LocalEdit>> editsOf(const EditIntent& intent) const;
    [[nodiscard]] Result<void> checkMarks(const EditIntent& intent, const std::vector<event::LocalEdit>& edits) const;
    Result<void> applyAsTransaction(const EditIntent& intent, const std::vector<event::LocalEdit>& edits);
    Result<document::DocumentPatch> commit(const event::Transaction& transaction, PatchOrigin origin);
    /// `first`: transaction of wholeLog().
    void announceReceived(std::size_t first, const merge::ApplyOutcome& outcome);
    /// Takes over what came to log(), and says what changed.
    void showChange(const merge::ApplyOutcome& outcome, PatchOrigin origin);
    /// Tells everybody about what was made here, from transaction `firstOfAll` of wholeLog() on.
    void announceOwn(std::size_t firstOfAll, const merge::ApplyOutcome& outcome, PatchOrigin origin);
    /// The same, and before that takes over what was made from transaction `first` of log() on.
    void announce(std::size_t first, const merge::ApplyOutcome& outcome, PatchOrigin origin);
    event::Transaction newTransaction(event::TransactionKind kind) const;

    std::string m_documentId;
    merge::CurrentState m_state;
    WholeLog m_whole;
    event::AgentRecord m_agent;
    const Clock& m_clock;
    StepGrouping m_grouping;
    history::UndoStacks m_stacks;
    mutable history::Timeline m_timeline;
    std::size_t m_durableTransactionCount = 0;
    mutable bool m_hasOpenedHistory = false;
    struct Awaiting {
        QPointer<const QObject> context;
        std::function<void()> then;
    };
    mutable std::vector<Awaiting> m_awaiting;  // the log is being replayed for them
};

}  // namespace varve::replica

// Undo and redo as a fold over one user's transactions, so that the stacks are the same after a restart, a crash or on
// another machine (src/merge/SEMANTICS.md). Holds steps, decides targets; the replica appends the liveness events.
// The fold goes in the order of transaction_order.h, not of arrival. Edits, restores and reverts of the user are steps;
// imports and names are not. An undo or redo moves the step it refers to, whoever wrote it, so that a step taken back
// from another machine or by a script does not stand on the stack as if it still had an effect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "event/event_log.h"
#include "history/step_change.h"
#include "history/transaction_order.h"
#include "merge/tracker.h"

namespace varve::history {

/// One undo step: a transaction and those that joined it. Identified by its first event.
struct UndoStep {
    event::LocalVersion first;
    std::vector<std::uint32_t> transactions;  // indexes in the log, ascending
    event::TransactionKind kind = event::TransactionKind::kEdit;
    std::int64_t beginMs = 0;
    std::int64_t endMs = 0;
    std::vector<std::uint32_t> switches;  // the undo and redo transactions that acted on it, in the order of the stacks
};

/// Steps that were undone and then left behind by an edit: redo does not lead there any more. They can be brought back
/// one by one, from the last to the first, as the redo chain that they were.
struct UndoBranch {
    std::vector<UndoStep> steps;                // the last one was undone last
    std::optional<event::LocalVersion> base{};  // first event of the step that they followed; nothing: the beginning
    std::uint32_t leftBy = 0;                   // the transaction that went another way
    std::int64_t leftMs = 0;
};

class UndoStacks {
  public:
    explicit UndoStacks(std::string user) : m_user(std::move(user)) {}

    /// Folds transactions that the log has got since, over all agents of the user. Cost: O(new); O(log) when a
    /// transaction of the user arrives that belongs before folded ones (another device of theirs was out of touch).
    void followLog(const event::EventLog& log);

    /// Oldest first; the last one is what undo, or redo, acts on next.
    [[nodiscard]] const std::vector<UndoStep>& undoSteps() const { return m_undo; }
    [[nodiscard]] const std::vector<UndoStep>& redoSteps() const { return m_redo; }
    /// Oldest first, none without steps.
    [[nodiscard]] const std::vector<UndoBranch>& branches() const { return m_branches; }

    /// The liveness operations that take the step back: what it wrote that is alive becomes dead; what its own liveness
    /// events switched (a restore) is switched back. Empty when nothing of it has any effect any more.
    [[nodiscard]] static std::vector<event::Operation> undoOperations(const event::EventLog& log,
                                                                      const merge::Tracker& tracker,
                                                                      const UndoStep& step);
    /// The liveness operations that bring an undone step back.
    [[nodiscard]] static std::vector<event::Operation> redoOperations(const event::EventLog& log,
                                                                      const merge::Tracker& tracker,
                                                                      const UndoStep& step);
    /// "Typing", its first words, what was removed: plain facts for a label; the view puts them into words.
    struct StepFacts {
        event::TransactionKind kind = event::TransactionKind::kEdit;
        std::string insertedText;  // at most excerptMax scalars
        std::string deletedText;
        std::uint32_t insertedCount = 0;
        std::uint32_t deletedCount = 0;
        std::int64_t timeMs = 0;
        StepChange change;
        /// Whether the tracker still had all that the step deleted and formatted; else some of the words are missing.
        bool isWhole = true;
    };
    [[nodiscard]] static StepFacts facts(const event::EventLog& log, const merge::Tracker& tracker,
                                         const UndoStep& step, std::uint32_t excerptMax);

  private:
    /// What the last steps of the fold changed, so that a late arrival can be put before them.
    struct Folded {
        TransactionPlace place;
        std::uint32_t transaction = 0;
    };

    bool refreshAgents(const event::EventLog& log);
    [[nodiscard]] bool concerns(const event::EventLog& log, const event::TransactionRecord& record) const;
    void refold(const event::EventLog& log);
    void fold(const Folded& item, const event::TransactionRecord& record);
    void foldEdit(const Folded& item, const event::TransactionRecord& record);
    void leaveRedoChain(const Folded& item);
    [[nodiscard]] static bool moveStep(std::vector<UndoStep>& from, std::vector<UndoStep>& to,
                                       event::LocalVersion first, std::uint32_t transaction);
    void moveBranchStep(bool isRedo, event::LocalVersion first, std::uint32_t transaction);

    std::string m_user;
    std::vector<UndoStep> m_undo;
    std::vector<UndoStep> m_redo;
    std::vector<UndoBranch> m_branches;
    TransactionOrder m_order;
    std::optional<TransactionPlace> m_last;                   // of the newest folded transaction
    std::vector<bool> m_own;                                  // agent index -> is it one of the user's
    std::size_t m_recordCount = 0;                            // of the agents when m_own was made
    std::map<std::uint32_t, event::LocalVersion> m_openStep;  // agent index -> step of its last transaction
};

/// The liveness operations that make State(now) equal State(version) (src/merge/SEMANTICS.md, restoring). What
/// the document says about its own history stays (document::isAboutHistory). Empty when nothing differs.
[[nodiscard]] std::vector<event::Operation> restoreOperations(const event::EventLog& log, const merge::Tracker& tracker,
                                                              const event::Version& version);

}  // namespace varve::history

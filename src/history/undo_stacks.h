// Undo and redo as a fold over one user's transactions, so that the stacks are the same after a restart, a crash or on
// another machine (merge-engine.md section 4.3). Holds steps, decides targets; the replica appends the liveness events.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::history {

/// One undo step: a transaction and those that joined it. Identified by its first event.
struct UndoStep {
    event::LocalVersion first;
    std::vector<std::uint32_t> transactions;  // indexes in the log, ascending
    event::TransactionKind kind = event::TransactionKind::kEdit;
    std::int64_t beginMs = 0;
    std::int64_t endMs = 0;
};

class UndoStacks {
  public:
    explicit UndoStacks(std::string user) : m_user(std::move(user)) {}

    /// Folds transactions that the log has got since, over all agents of the user. Cost: O(new).
    void followLog(const event::EventLog& log);

    /// Oldest first; the last one is what undo, or redo, acts on next.
    [[nodiscard]] const std::vector<UndoStep>& undoSteps() const { return m_undo; }
    [[nodiscard]] const std::vector<UndoStep>& redoSteps() const { return m_redo; }

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
    };
    [[nodiscard]] static StepFacts facts(const event::EventLog& log, const merge::Tracker& tracker,
                                         const UndoStep& step, std::uint32_t excerptMax);

  private:
    std::string m_user;
    std::vector<UndoStep> m_undo;
    std::vector<UndoStep> m_redo;
};

/// The liveness operations that make State(now) equal State(version) (merge-engine.md section 4.3, revert to version X).
/// Empty when nothing differs.
[[nodiscard]] std::vector<event::Operation> restoreOperations(const event::EventLog& log, const merge::Tracker& tracker,
                                                              const event::Version& version);

}  // namespace varve::history

// Undo steps in words: "Typing “budget…”, 14:02". Facts come from the undo stacks; here they become translated labels
// for the drop-down lists, the menu and the status line. Pure functions; the time of reading is an argument.
#pragma once

#include <QString>

#include "replica/document_replica.h"

namespace varve::ui {

/// Scalars of text that a label asks the undo stacks for.
inline constexpr std::uint32_t kStepExcerptMax = 28;

/// What the step did: "Typing “budget…”", "Deleting 3 words", "Pasting “…”". Starts with a capital letter.
[[nodiscard]] QString stepName(const history::UndoStacks::StepFacts& facts);
/// The same with the time: "Typing “budget…”, 14:02".
[[nodiscard]] QString stepWords(const history::UndoStacks::StepFacts& facts, qint64 nowMs);

enum class StepDirection : std::uint8_t { kUndo, kRedo };
/// The status line after an undo or redo: what was taken back, when it was made, what was skipped, and "undoing work
/// from Tuesday" when the step is from an earlier sitting. `stepCount`: steps taken at once.
[[nodiscard]] QString outcomeWords(const replica::UndoOutcome& outcome, StepDirection direction, int stepCount,
                                   qint64 nowMs);

/// Words in a text, by the rule of projection/counts.h.
[[nodiscard]] int wordCount(const QString& text);
/// "1 word", "18 words".
[[nodiscard]] QString wordCountWords(int count);
/// "1 character", "18 characters".
[[nodiscard]] QString characterCountWords(quint64 count);

}  // namespace varve::ui

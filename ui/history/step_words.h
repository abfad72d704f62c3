// Undo steps in words: "Typing “budget…”, 14:02": translated labels for the drop-down lists, the menu and the status
// line, made of the names of steps and their times. Pure functions; the time of reading is an argument.
#pragma once

#include <QString>

#include "projection/step_names.h"
#include "replica/document_replica.h"

namespace varve::ui {

using projection::characterCountWords;
using projection::stepName;

/// What a step did and when: "Typing “budget…”, 14:02".
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

}  // namespace varve::ui

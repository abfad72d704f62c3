// Names of steps: "Typing “budget…”", "Bold “budget”", "Heading 2", "Inserted image". Facts come from the history; here
// they become translated labels for undo lists, the timeline and the command line tool. Pure functions.
#pragma once

#include <QString>

#include "history/undo_stacks.h"

namespace varve::projection {

/// Scalars of text that a name needs.
inline constexpr std::uint32_t kStepExcerptMax = 28;

/// What the step did. Starts with a capital letter.
[[nodiscard]] QString stepName(const history::UndoStacks::StepFacts& facts);
/// What it did besides writing and deleting text; empty when nothing.
[[nodiscard]] QString changeName(const history::StepChange& change);

/// "1 character", "18 characters".
[[nodiscard]] QString characterCountWords(quint64 count);

}  // namespace varve::projection

// What one typed text means beyond itself: block shortcuts and typographic signs, where they are wanted, as a step that
// follows the typing. Plain functions; the view calls them when its typing has been taken.
#pragma once

#include <QString>

#include "editing/edit_context.h"

namespace varve::editing {

struct TypingHabits {
    bool blockShortcuts = true;
    bool typography = true;
    QString language;  // BCP 47
};

/// What follows from `typed`, which stands right before `caret` now. Nothing in code. Cost: O(block).
[[nodiscard]] Edit followingTyping(const EditContext& context, text::Offset caret, const QString& typed,
                                   const TypingHabits& habits);
/// A rule where `---` or `***` is all that stands before the caret in its block, when Enter is pressed there; else
/// nothing.
[[nodiscard]] Edit ruleForEnter(const EditContext& context, text::Offset caret);
/// A rule on a line of its own in place of the range; the caret goes behind it.
[[nodiscard]] Edit insertedRule(const EditContext& context, text::Range range);

}  // namespace varve::editing

// Another word in place of a word of the text, as one step. A plain function.
#pragma once

#include <QString>

#include "editing/edit_context.h"

namespace varve::ui {

/// Only the letters that differ are replaced, so that marks and comments stay with the others; new letters look like
/// those whose place they take. `range`: a word inside one block. The caret goes behind the word.
[[nodiscard]] editing::Edit wordReplaced(const projection::BlockSequence& blocks, text::Range range,
                                         const QString& replacement);

}  // namespace varve::ui

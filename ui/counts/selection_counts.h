// Words and characters of what is selected on a page: a stretch of the body with the tables and captions in it, a
// stretch of a cell or caption, or cells. GUI thread.
#pragma once

#include <optional>

#include "projection/counts.h"

namespace varve::ui {

class EditorView;

struct SelectionCounts {
    std::optional<projection::TextCounts> counts{};  // nothing is selected, or too much
    bool isTooLarge = false;                         // to be counted at once
};

/// Cost: O(selection), bounded by what is counted at once.
[[nodiscard]] SelectionCounts countsOfSelection(EditorView& view);

}  // namespace varve::ui

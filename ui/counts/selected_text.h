// What is selected on a page, to be counted: a stretch of the body with the tables and captions in it, a stretch of a
// cell or caption, or cells. Made on the GUI thread; a value that any thread may count.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "projection/counts.h"
#include "text/rope.h"

namespace varve::ui {

class EditorView;

struct SelectedText {
    text::Rope rope{};
    text::Range range{};                                      // of it
    std::vector<std::shared_ptr<const std::string>> whole{};  // texts that are selected altogether

    [[nodiscard]] bool isEmpty() const { return range.isEmpty() && whole.empty(); }
    /// As large as what is counted, about.
    [[nodiscard]] std::size_t sizeBytes() const;
    /// Cost: O(text).
    [[nodiscard]] projection::TextCounts counts() const;
};

/// `body`: of the version shown. Cost: O(texts), none of which is read.
[[nodiscard]] SelectedText selectedTextOf(EditorView& view, const text::Rope& body);

}  // namespace varve::ui

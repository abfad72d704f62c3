// The text of one block as Markdown. Emphasis is written with signs where the rules of CommonMark let them open and
// close there, else with HTML elements, so that every stretch reads back exactly.
#pragma once

#include <functional>
#include <string>

#include "document/content.h"

namespace varve::convert {

struct MarkdownPlace {
    bool isSingleLine = false;  // of a heading or table cell: a line break is <br>
    bool isTableCell = false;
};

/// The address of an image, or nothing.
using ImageAddress = std::function<std::string(const document::Embed&)>;

/// `inlines` without rules and tables. Cost: O(text), a dozen times for stretches with all marks at once.
[[nodiscard]] std::string markdownOfInlines(const std::vector<document::Inline>& inlines, const MarkdownPlace& place,
                                            const ImageAddress& imageAddress);

}  // namespace varve::convert

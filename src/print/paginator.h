// Parts what flows into pages. Knows heights and rules, no letters: a line of text and a row of a table are the same to
// it. The rules: of a paragraph of four lines or more at least two stand on each side of a break, a shorter one is not
// parted; a heading stands on the page on which its text begins; tables break between rows, with their
// head repeated, small ones not at all;
// what asks for a new page gets one; nothing is ever left out, however high it is. A pure function.
#pragma once

#include <QtGlobal>
#include <cstdint>
#include <functional>
#include <vector>

#include "convert/imported.h"

namespace varve::print {

/// What has to be known of one thing that flows.
struct Measured {
    std::vector<qreal> tops{0};  // of each line, ascending from 0, and the bottom of the last
    qreal gapAbove = 0;          // unless it begins a page
    bool startsPage = false;
    bool keepsWithNext = false;
    bool isTable = false;         // lines are rows
    std::uint32_t headCount = 0;  // rows that are repeated where it goes on

    [[nodiscard]] std::uint32_t lineCount() const { return static_cast<std::uint32_t>(tops.size() - 1); }
};

/// Lines [firstLine, endLine) of an item, on one page.
struct PagePart {
    std::uint32_t item = 0;
    std::uint32_t firstLine = 0;
    std::uint32_t endLine = 0;
    qreal top = 0;                // of the first line, in the item
    qreal bottom = 0;             // of the last one
    qreal y = 0;                  // of the first line, from the top of the page's body
    std::uint32_t headCount = 0;  // rows repeated right above it
    friend bool operator==(const PagePart&, const PagePart&) = default;
};
using Page = std::vector<PagePart>;  // from top to bottom

/// At least one page. `measure` is asked for each item in turn, once; the result is kept no longer than it is needed.
/// Every item has at least one line (CHECKed). Errors: cancelled. Cost: O(lines).
[[nodiscard]] Result<std::vector<Page>> paginate(std::uint32_t itemCount, qreal bodyHeight,
                                                 const std::function<Measured(std::uint32_t item)>& measure,
                                                 const convert::Progress& progress = {});

}  // namespace varve::print

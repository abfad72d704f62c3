// Commands on the numbers of numbered lists. Numbers are not stored; what is written is where a list begins anew
// (CONTENT.md, `start`). Plain functions on blocks; each result is one step.
#pragma once

#include <optional>

#include "editing/edit_context.h"

namespace varve::editing {

/// Greatest number that `start` may have.
inline constexpr int kListNumberMax = 999'999;

/// The first numbered item of a range, and its number as it is shown; nothing where there is none. Cost: O(blocks of
/// the range + of the list).
struct NumberedItem {
    std::uint32_t block = 0;
    std::uint32_t number = 0;
    bool beginsAnew = false;  // says its number itself
    friend bool operator==(const NumberedItem&, const NumberedItem&) = default;
};
[[nodiscard]] std::optional<NumberedItem> numberedItemIn(const projection::BlockSequence& blocks, text::Range range);

/// The item gets this number (0 to 999999), and those behind it count on from it.
[[nodiscard]] Edit withListNumber(const EditContext& context, text::Range range, std::int64_t number);
/// The item is the first of a list of its own.
[[nodiscard]] Edit startedList(const EditContext& context, text::Range range);
/// The item goes on from the last numbered one before it of the same depth, whatever stands between. Nothing to do
/// where it does so already, or where there is none.
[[nodiscard]] Edit continuedList(const EditContext& context, text::Range range);

}  // namespace varve::editing

// Numbers of numbered list items. They are not stored: an item without a start of its own counts on from the item
// before it with the same indent, when nothing but what is indented deeper stands between (CONTENT.md). For views and
// exporters, and for importers that must say where a list begins anew.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "document/block_schema.h"

namespace varve::document {

/// Goes over the blocks of one sequence in order.
class ListNumbers {
  public:
    /// Goes past a block; its number when it is a numbered item, else 0. Cost: O(1).
    std::uint32_t pass(const BlockAttributes& block) {
        // What stands less deep or is no item ends the lists below it.
        std::fill(m_next.begin() + block.indent + 1, m_next.end(), 0U);
        std::uint32_t& next = m_next[static_cast<std::size_t>(block.indent)];
        if (block.type != BlockType::kNumber) {
            next = 0;
            return 0;
        }
        const std::uint32_t number =
            block.start >= 0 ? static_cast<std::uint32_t>(block.start) : continued(block.indent);
        next = number + 1;
        return number;
    }
    /// The number that an item without a `start` would get at this place.
    [[nodiscard]] std::uint32_t continued(int indent) const {
        return std::max(1U, m_next[static_cast<std::size_t>(indent)]);
    }

  private:
    std::array<std::uint32_t, kIndentMax + 1> m_next{};  // 0: no list at that indent
};

}  // namespace varve::document

// Numbers of numbered list items. They are not stored: an item without a start of its own counts on from the item
// before it with the same indent, when nothing but what is indented deeper stands between (src/document/CONTENT.md).
#pragma once

#include <QString>
#include <array>
#include <cstdint>

#include "document/block_schema.h"
#include "projection/block_sequence.h"

namespace varve::projection {

class ListCounter {
  public:
    /// Goes past a block; its number when it is a numbered item, else 0.
    std::uint32_t pass(const document::BlockAttributes& block);

  private:
    std::array<std::uint32_t, document::kIndentMax + 1> m_next{};  // 0: no list at that indent
};

/// A counter that has passed what stands before `block`. Cost: O(items of the list that the block is in).
[[nodiscard]] ListCounter listCounterBefore(const BlockSequence& blocks, std::uint32_t block);

/// The number as lists of that indent show it: 1. 2., a. b., i. ii. in turn.
[[nodiscard]] QString listNumberText(std::uint32_t number, int indent);

}  // namespace varve::projection

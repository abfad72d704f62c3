// Numbers of numbered list items (document/list_numbers.h) in a sequence of blocks, from any place on, and how they are
// written.
#pragma once

#include <QString>
#include <cstdint>

#include "document/list_numbers.h"
#include "projection/block_sequence.h"

namespace varve::projection {

using ListCounter = document::ListNumbers;

/// A counter that has passed what stands before `block`. Cost: O(items of the list that the block is in).
[[nodiscard]] ListCounter listCounterBefore(const BlockSequence& blocks, std::uint32_t block);

/// The number as lists of that indent show it: 1. 2., a. b., i. ii. in turn.
[[nodiscard]] QString listNumberText(std::uint32_t number, int indent);

}  // namespace varve::projection

// The headings of a text, as an outline shows them, and the blocks that belong to each. Reads a snapshot of blocks, so
// it may run on any thread.
#pragma once

#include <QString>
#include <cstdint>
#include <vector>

#include "projection/block_sequence.h"

namespace varve::projection {

/// A heading, or a title (level 0).
struct OutlineEntry {
    text::Offset offset;  // where its text begins
    std::uint32_t block = 0;
    int level = 1;
    QString text;  // without objects, white space made single
    friend bool operator==(const OutlineEntry&, const OutlineEntry&) = default;
};
using Outline = std::vector<OutlineEntry>;  // as they stand in the text

/// Cost: O(blocks * log blocks): some milliseconds for 100,000 blocks.
[[nodiscard]] Outline outlineOf(const BlockSequence& blocks);

/// Index of the heading that a heading stands under, the nearest one before it of a higher rank; -1 for none. Nothing
/// stands under a title. Cost: O(entries).
[[nodiscard]] std::vector<int> outlineParents(const Outline& outline);

/// Blocks [first, end) of a heading with everything under it; of a title only what stands before the first heading.
struct Section {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
    friend bool operator==(const Section&, const Section&) = default;
};
[[nodiscard]] Section sectionOf(const Outline& outline, std::size_t index, std::uint32_t blockCount);

/// Index of the last heading that begins at or before a place; -1 for none. Cost: O(log entries).
[[nodiscard]] int outlineIndexAt(const Outline& outline, text::Offset place);

}  // namespace varve::projection

// Where the caret goes along the text: by characters as a reader sees them (grapheme clusters), words and blocks.
// Plain functions on a block sequence; movement by lines and as seen is the layout's.
#pragma once

#include "projection/block_sequence.h"
#include "text/position.h"

namespace varve::projection {

/// The next or previous grapheme boundary; a break counts as one. Cost: O(log n).
[[nodiscard]] text::Offset nextCharacter(const BlockSequence& blocks, text::Offset offset);
[[nodiscard]] text::Offset previousCharacter(const BlockSequence& blocks, text::Offset offset);
/// The start of the next word, or the block's end; from there the start of the next block.
[[nodiscard]] text::Offset nextWord(const BlockSequence& blocks, text::Offset offset);
/// The start of this or the previous word; from a block's start the end of the previous block.
[[nodiscard]] text::Offset previousWord(const BlockSequence& blocks, text::Offset offset);
/// The word, run of spaces or run of punctuation around a place. Empty in an empty block.
[[nodiscard]] text::Range wordAround(const BlockSequence& blocks, text::Offset offset);

[[nodiscard]] text::Offset startOfBlock(const BlockSequence& blocks, text::Offset offset);
[[nodiscard]] text::Offset endOfBlock(const BlockSequence& blocks, text::Offset offset);
/// The whole block, with the break that ends it where there is one.
[[nodiscard]] text::Range blockAround(const BlockSequence& blocks, text::Offset offset);
/// Start of this block, or of the previous one when there already; and the start of the next one (or the end).
[[nodiscard]] text::Offset previousBlock(const BlockSequence& blocks, text::Offset offset);
[[nodiscard]] text::Offset nextBlock(const BlockSequence& blocks, text::Offset offset);

}  // namespace varve::projection

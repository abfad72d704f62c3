// Where words begin and end, for "whole words only". No segmentation of the document is kept: a place is judged by what
// stands around it.
#pragma once

#include "text/position.h"
#include "text/rope.h"

namespace varve::projection {

/// A word boundary of Unicode (UAX 29) is at `offset`; beside white space and at the ends of a block there always is
/// one. Looks at no more than kWordContextMax scalars to each side, so that the answer may be wrong inside of an
/// unbroken row of more than these many emoji or marks. Cost: O(log n).
[[nodiscard]] bool isWordBoundary(const text::Rope& rope, text::Offset offset);

inline constexpr std::uint32_t kWordContextMax = 96;

}  // namespace varve::projection

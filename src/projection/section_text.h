// The text of a section: what restoring a section, or anything else that is about one, takes hold of.
#pragma once

#include "projection/outline.h"

namespace varve::projection {

/// From the first character of a heading to the break that begins what comes behind its section, or the end of the
/// text. `outline`: of these blocks; `index`: of a heading in it (CHECKed). Cost: O(headings).
[[nodiscard]] text::Range textOfSection(const Outline& outline, std::size_t index, const BlockSequence& blocks);

}  // namespace varve::projection

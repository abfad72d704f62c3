// Takes away what pages and word processors write on all of their text and nobody meant: the font, size and colour that
// most of it has, black on white, the looks of links and headings.
#pragma once

#include "document/content.h"

namespace varve::convert {

/// Cost: O(content).
void removeUnmeantLooks(document::ContentBlocks& blocks);

}  // namespace varve::convert

// An SVG without everything that Varve does not draw or must not follow: addresses of files and of the network,
// scripts, style sheets elsewhere, entities, foreign elements, animation; and refused where drawing it would never end.
// What remains is written anew, so that the program that draws never sees the original. Called by image_facts.cpp and
// image_decoding.cpp.
#pragma once

#include <QSizeF>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::images {

/// Whether the bytes may be an SVG: XML whose first element is `svg`. Cost: O(what stands before it).
[[nodiscard]] bool looksLikeSvg(BytesView bytes);

struct CleanSvg {
    Bytes bytes;
    QSizeF size;  // pixels at 96 to the inch, not rounded; positive
};

/// Errors: kMalformed (no well-formed XML), kLimitExceeded (above the bounds of image_limits.h). Cost: O(size).
[[nodiscard]] Result<CleanSvg> cleanSvg(BytesView bytes);

}  // namespace varve::images

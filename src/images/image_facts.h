// What an image is, told from its bytes without decoding it: nothing is believed but what the bytes begin with, and no
// pixel is allocated. Called before an image is inserted and before one that came from elsewhere is decoded.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "images/image_limits.h"

namespace varve::images {

struct ImageFacts {
    std::string media;   // image/png, image/jpeg, image/gif, image/webp or image/svg+xml
    int pixelWidth = 0;  // as shown, 1 to kSideMax: turned where the camera said so
    int pixelHeight = 0;
    friend bool operator==(const ImageFacts&, const ImageFacts&) = default;
};

/// Errors: one sentence, which does not say what became of the document: kMalformed (damaged, cut off), kUnsupported
/// (no image, or of a kind that Varve does not show), kLimitExceeded (too large). Thread: any. Cost: O(size).
[[nodiscard]] Result<ImageFacts> probeImage(BytesView bytes);

}  // namespace varve::images

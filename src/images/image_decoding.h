// Pixels from the bytes of an image and back. The bytes may come from anybody: what is not needed to show them is cut
// away before a decoder sees it, and nothing outside of them is ever read. Keeps nothing.
#pragma once

#include <QImage>
#include <QSize>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::images {

/// The image, of an animation its first picture, turned as the camera said. `target`: the greatest size wanted; a
/// larger image is scaled down to it, the proportions kept, while it is decoded; an SVG is drawn as large as fits.
/// Empty: the natural size. Errors: as probeImage(), and kMalformed where the pixels are damaged. An SVG needs a
/// QGuiApplication, for its letters (kUnsupported without). Thread: any, best not the GUI's. Cost: O(pixels).
[[nodiscard]] Result<QImage> decodeImage(BytesView bytes, QSize target);

/// For pictures that come as pixels, from the clipboard. Errors: kLimitExceeded (too many pixels, or bytes above
/// kImageSizeMax), kInvalidInput (an empty picture). Cost: O(pixels).
[[nodiscard]] Result<Bytes> encodePng(const QImage& image);

}  // namespace varve::images

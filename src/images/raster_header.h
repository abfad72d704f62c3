// The first bytes of PNG, JPEG, GIF and WebP, read by hand: sizes and what else decides how costly decoding is. Called
// by image_facts.cpp and image_decoding.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::images {

enum class RasterKind : std::uint8_t { kPng, kJpeg, kGif, kWebp };

struct RasterHeader {
    RasterKind kind = RasterKind::kPng;
    std::int64_t width = 0;  // as stored, before turning; may be beyond every bound
    std::int64_t height = 0;
    int bytesPerPixel = 4;  // once decoded
    bool isTurned = false;  // by a quarter: shown with the sides exchanged
};

/// Which of the four it is, by its first bytes.
[[nodiscard]] std::optional<RasterKind> rasterKindOf(BytesView bytes);
/// Errors: kMalformed (cut off, impossible), kLimitExceeded (too many passes).
[[nodiscard]] Result<RasterHeader> readRasterHeader(RasterKind kind, BytesView bytes);
/// Errors: kLimitExceeded, in a sentence with the size.
[[nodiscard]] Result<void> checkRasterSize(const RasterHeader& header);

/// The same picture without the chunks that are not needed to show it: a packed text of a few kilobytes may unpack to
/// megabytes, any number of times. The bytes must have passed readRasterHeader().
[[nodiscard]] Bytes pngWithoutExtras(BytesView bytes);

}  // namespace varve::images

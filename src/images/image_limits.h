// The bounds that keep a hostile image from taking the computer's memory. Part of what `image_facts.h` and
// `image_decoding.h` promise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace varve::images {

/// Bytes of an image as it is stored and sent. An SVG, which takes many times its size in memory, may have fewer.
inline constexpr std::size_t kImageSizeMax = 32U << 20;
inline constexpr std::size_t kSvgSizeMax = 8U << 20;
inline constexpr int kSideMax = 65'535;
inline constexpr std::int64_t kPixelCountMax = 100'000'000;
/// Bytes of the pixels once decoded.
inline constexpr std::int64_t kDecodedSizeMax = 400'000'000;
/// Passes over the picture that a progressive JPEG may ask for: each takes as long as the whole image.
inline constexpr std::size_t kScanCountMax = 100;
/// Of an SVG, with what `use` repeats counted as often as it is drawn.
inline constexpr std::uint64_t kSvgElementCountMax = 100'000;
inline constexpr std::size_t kSvgDepthMax = 100;
/// Pixels of all images inside of an SVG.
inline constexpr std::int64_t kSvgInnerPixelCountMax = 25'000'000;

}  // namespace varve::images

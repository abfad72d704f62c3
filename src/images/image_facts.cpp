#include "images/image_facts.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "images/raster_header.h"
#include "images/svg_cleaning.h"

namespace varve::images {

namespace {

const char* mediaOf(RasterKind kind) {
    switch (kind) {
        case RasterKind::kPng:
            return "image/png";
        case RasterKind::kJpeg:
            return "image/jpeg";
        case RasterKind::kGif:
            return "image/gif";
        case RasterKind::kWebp:
            return "image/webp";
    }
    return "";
}

Result<ImageFacts> rasterFacts(RasterKind kind, BytesView bytes) {
    const Result<RasterHeader> header = readRasterHeader(kind, bytes);
    if (!header) return std::unexpected(header.error());
    if (Result<void> checked = checkRasterSize(*header); !checked) return std::unexpected(checked.error());
    ImageFacts facts{mediaOf(kind), static_cast<int>(header->width), static_cast<int>(header->height)};
    if (header->isTurned) std::swap(facts.pixelWidth, facts.pixelHeight);
    return facts;
}

Result<ImageFacts> svgFacts(BytesView bytes) {
    const Result<CleanSvg> svg = cleanSvg(bytes);
    if (!svg) return std::unexpected(svg.error());
    if (svg->size.width() > kSideMax || svg->size.height() > kSideMax) {
        return failure(ErrorCode::kLimitExceeded,
                       "The SVG image is larger than " + std::to_string(kSideMax) + " pixels on a side.");
    }
    const auto whole = [](double length) { return std::max(1, static_cast<int>(std::lround(length))); };
    return ImageFacts{"image/svg+xml", whole(svg->size.width()), whole(svg->size.height())};
}

}  // namespace

Result<ImageFacts> probeImage(BytesView bytes) {
    if (bytes.size() > kImageSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "The image has " + std::to_string(bytes.size() >> 20) +
                                                      " MB; Varve takes images of up to " +
                                                      std::to_string(kImageSizeMax >> 20) + " MB.");
    }
    if (const std::optional<RasterKind> kind = rasterKindOf(bytes)) return rasterFacts(*kind, bytes);
    if (looksLikeSvg(bytes)) return svgFacts(bytes);
    return failure(ErrorCode::kUnsupported,
                   "This is not an image that Varve shows. It shows PNG, JPEG, GIF, WebP and SVG.");
}

}  // namespace varve::images

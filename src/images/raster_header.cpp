#include "images/raster_header.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "images/image_limits.h"

namespace varve::images {

namespace {

using namespace std::string_view_literals;

constexpr BytesView kPngSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::size_t kPngChunkFrame = 12;  // size, type, checksum
/// What is needed to show a PNG.
constexpr std::array<BytesView, 9> kPngNeeded = {"IHDR", "PLTE", "tRNS", "gAMA", "cHRM",
                                                 "sRGB", "pHYs", "IDAT", "IEND"};

std::unexpected<Error> damaged(const std::string& what) {
    return failure(ErrorCode::kMalformed, "The image is damaged: " + what + ".");
}

std::unexpected<Error> cutOff() {
    return damaged("it is cut off");
}

std::uint32_t byteAt(BytesView bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

std::uint32_t bigEndian(BytesView bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value << 8 | byteAt(bytes, at + i);
    return value;
}

std::uint32_t littleEndian(BytesView bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = count; i > 0; --i)
        value = value << 8 | byteAt(bytes, at + i - 1);
    return value;
}

// PNG

/// Calls `visit(type, whole)` for each chunk up to the last one; false where the bytes end before.
template <typename Visit>
bool visitPngChunks(BytesView bytes, const Visit& visit) {
    std::size_t at = kPngSignature.size();
    while (bytes.size() - at >= kPngChunkFrame) {
        const std::size_t size = bigEndian(bytes, at, 4);
        if (size > bytes.size() - at - kPngChunkFrame) return false;
        const BytesView whole = bytes.substr(at, size + kPngChunkFrame);
        const BytesView type = whole.substr(4, 4);
        visit(type, whole);
        if (type == "IEND") return true;
        at += whole.size();
    }
    return false;
}

Result<RasterHeader> readPng(BytesView bytes) {
    constexpr std::size_t kHeaderSize = 13;
    RasterHeader header;
    bool hasHeader = false;
    bool hasPixels = false;
    const bool isWhole = visitPngChunks(bytes, [&](BytesView type, BytesView whole) {
        if (type == "IHDR" && !hasHeader && whole.size() == kHeaderSize + kPngChunkFrame) {
            hasHeader = true;
            header.width = bigEndian(whole, 8, 4);
            header.height = bigEndian(whole, 12, 4);
            if (byteAt(whole, 16) == 16) header.bytesPerPixel = 8;
        }
        if (type == "IDAT") hasPixels = true;
    });
    // Sizes are known from the beginning alone, and of an image that is too large that is the better thing to say.
    if (hasHeader && !checkRasterSize(header)) return header;
    if (!isWhole) return cutOff();
    if (!hasHeader || !hasPixels) return damaged("it has no pixels");
    return header;
}

// JPEG

/// Whether the orientation that a camera noted (Exif 2.3, tag 0x0112) exchanges the sides.
bool isTurnedByExif(BytesView segment) {
    constexpr BytesView kMark = "Exif\0\0"sv;
    constexpr std::uint32_t kOrientationTag = 0x0112;
    constexpr std::size_t kEntrySize = 12;
    if (!segment.starts_with(kMark)) return false;
    const BytesView tiff = segment.substr(kMark.size());
    if (tiff.size() < 8) return false;
    const bool isLittle = tiff.starts_with("II");
    const auto number = [&](std::size_t at, std::size_t count) {
        return isLittle ? littleEndian(tiff, at, count) : bigEndian(tiff, at, count);
    };
    const std::size_t directory = number(4, 4);
    if (directory > tiff.size() || tiff.size() - directory < 2) return false;
    const std::size_t count = number(directory, 2);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = directory + 2 + i * kEntrySize;
        if (at + kEntrySize > tiff.size()) return false;
        if (number(at, 2) != kOrientationTag) continue;
        const std::uint32_t orientation = number(at + 8, 2);
        return orientation >= 5 && orientation <= 8;
    }
    return false;
}

bool isFrameHeader(std::uint32_t marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// From one marker to the next: the place of its code, or npos.
std::size_t nextMarker(BytesView bytes, std::size_t at) {
    for (;;) {
        at = bytes.find('\xff', at);
        if (at == BytesView::npos) return at;
        while (at < bytes.size() && byteAt(bytes, at) == 0xff)
            ++at;
        if (at >= bytes.size()) return BytesView::npos;
        const std::uint32_t code = byteAt(bytes, at);
        const bool isInData = code == 0x00 || code == 0x01 || (code >= 0xd0 && code <= 0xd7);
        if (!isInData) return at;
    }
}

Result<RasterHeader> readJpeg(BytesView bytes) {
    RasterHeader header{.kind = RasterKind::kJpeg};
    std::size_t scanCount = 0;
    std::size_t at = 2;
    while ((at = nextMarker(bytes, at)) != BytesView::npos) {
        const std::uint32_t marker = byteAt(bytes, at);
        if (marker == 0xd9) break;
        ++at;
        if (marker == 0xd8) continue;
        if (bytes.size() - at < 2) break;
        const std::size_t size = bigEndian(bytes, at, 2);
        if (size < 2) return damaged("a part of it has no size");
        const BytesView segment = bytes.substr(at, size).substr(2);
        if (isFrameHeader(marker) && header.width == 0) {
            if (segment.size() < 5) return cutOff();
            header.height = bigEndian(segment, 1, 2);
            header.width = bigEndian(segment, 3, 2);
        }
        if (marker == 0xe1 && header.width == 0 && isTurnedByExif(segment)) header.isTurned = true;
        if (marker == 0xda && ++scanCount > kScanCountMax) {
            return failure(ErrorCode::kLimitExceeded,
                           "The image asks to be drawn in more than " + std::to_string(kScanCountMax) + " passes.");
        }
        at += std::min(size, bytes.size() - at);
    }
    if (header.width == 0 || scanCount == 0) return cutOff();
    return header;
}

// GIF and WebP

Result<RasterHeader> readGif(BytesView bytes) {
    if (bytes.size() < 14) return cutOff();
    return RasterHeader{
        .kind = RasterKind::kGif, .width = littleEndian(bytes, 6, 2), .height = littleEndian(bytes, 8, 2)};
}

Result<RasterHeader> readWebp(BytesView bytes) {
    constexpr std::size_t kFirstChunk = 12;
    if (bytes.size() < kFirstChunk + 18) return cutOff();
    RasterHeader header{.kind = RasterKind::kWebp};
    const BytesView type = bytes.substr(kFirstChunk, 4);
    const BytesView body = bytes.substr(kFirstChunk + 8);
    if (type == "VP8 ") {
        header.width = littleEndian(body, 6, 2) & 0x3fff;
        header.height = littleEndian(body, 8, 2) & 0x3fff;
    } else if (type == "VP8L") {
        const std::uint32_t sides = littleEndian(body, 1, 4);
        header.width = (sides & 0x3fff) + 1;
        header.height = (sides >> 14 & 0x3fff) + 1;
    } else if (type == "VP8X") {
        header.width = std::int64_t{littleEndian(body, 4, 3)} + 1;
        header.height = std::int64_t{littleEndian(body, 7, 3)} + 1;
    } else {
        return damaged("it does not say how its pixels are stored");
    }
    if (checkRasterSize(header) && littleEndian(bytes, 4, 4) > bytes.size() - 8) return cutOff();
    return header;
}

std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, ",");
    return digits;
}

}  // namespace

std::optional<RasterKind> rasterKindOf(BytesView bytes) {
    if (bytes.starts_with(kPngSignature)) return RasterKind::kPng;
    if (bytes.starts_with("\xff\xd8\xff"sv)) return RasterKind::kJpeg;
    if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return RasterKind::kGif;
    if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return RasterKind::kWebp;
    return std::nullopt;
}

Result<RasterHeader> readRasterHeader(RasterKind kind, BytesView bytes) {
    switch (kind) {
        case RasterKind::kPng:
            return readPng(bytes);
        case RasterKind::kJpeg:
            return readJpeg(bytes);
        case RasterKind::kGif:
            return readGif(bytes);
        case RasterKind::kWebp:
            return readWebp(bytes);
    }
    return cutOff();
}

Result<void> checkRasterSize(const RasterHeader& header) {
    if (header.width < 1 || header.height < 1) return damaged("it has no size");
    const bool isWithin = header.width <= kSideMax && header.height <= kSideMax &&
                          header.width * header.height <= kPixelCountMax &&
                          header.width * header.height * header.bytesPerPixel <= kDecodedSizeMax;
    if (isWithin) return {};
    return failure(ErrorCode::kLimitExceeded, "The image is " + grouped(header.width) + " × " + grouped(header.height) +
                                                  " pixels; Varve shows images of up to " +
                                                  grouped(kDecodedSizeMax / header.bytesPerPixel) +
                                                  " pixels, at most " + grouped(kSideMax) + " on a side.");
}

Bytes pngWithoutExtras(BytesView bytes) {
    Bytes needed(kPngSignature);
    needed.reserve(bytes.size());
    visitPngChunks(bytes, [&](BytesView type, BytesView whole) {
        if (std::ranges::find(kPngNeeded, type) != kPngNeeded.end()) needed += whole;
    });
    return needed;
}

}  // namespace varve::images

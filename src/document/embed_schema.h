// What the registers of an embed mean: keys, and the values read with what is not of the form of CONTENT.md taken for
// absent.
#pragma once

#include <string>
#include <string_view>

#include "document/content.h"

namespace varve::document {

namespace embed_key {
inline constexpr std::string_view kType = "type";
inline constexpr std::string_view kBlob = "blob";
inline constexpr std::string_view kMedia = "media";
inline constexpr std::string_view kPixelWidth = "pixel-width";
inline constexpr std::string_view kPixelHeight = "pixel-height";
inline constexpr std::string_view kWidth = "width";
inline constexpr std::string_view kAlt = "alt";
inline constexpr std::string_view kHeader = "header";
}  // namespace embed_key

inline constexpr std::string_view kImageType = "image";
inline constexpr std::string_view kRuleType = "rule";
inline constexpr std::string_view kTableType = "table";
/// U+FFFC in UTF-8.
inline constexpr std::string_view kEmbedText = "\xef\xbf\xbc";

struct ImageAttributes {
    std::string blob;   // 64 hexadecimal digits; empty when there is none
    std::string media;  // empty when it is none that Varve shows
    int pixelWidth = 0;
    int pixelHeight = 0;
    int width = 0;  // hundredths of a point; 0 is natural
    std::string alt;
    friend bool operator==(const ImageAttributes&, const ImageAttributes&) = default;
};

[[nodiscard]] ImageAttributes imageAttributesOf(const Attributes& registers);
[[nodiscard]] Attributes registersOf(const ImageAttributes& image);
/// Whether images of this media type are shown.
[[nodiscard]] bool isImageMedia(std::string_view media);

}  // namespace varve::document

// What a block's text is cut into before it is written as Markdown: leaves with the marks that Markdown knows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "convert/markdown_inlines.h"

namespace varve::convert {

/// Bits of the marks, in the order in which they are nested when they are equally long.
namespace markdown_mark {
inline constexpr std::uint32_t kBold = 1;
inline constexpr std::uint32_t kItalic = 2;
inline constexpr std::uint32_t kStrike = 4;
inline constexpr std::uint32_t kUnderline = 8;
inline constexpr std::uint32_t kSuperscript = 16;
inline constexpr std::uint32_t kSubscript = 32;
inline constexpr std::uint32_t kCount = 6;
}  // namespace markdown_mark

struct MarkdownPiece {
    std::string written;  // ready; what is inside and outside of it does not change its meaning
    std::string plain;    // of text: what it says, for addresses written in angle brackets
    std::uint32_t marks = 0;
    std::string link;
};

[[nodiscard]] std::vector<MarkdownPiece> markdownPieces(const std::vector<document::Inline>& inlines,
                                                        const MarkdownPlace& place, const ImageAddress& imageAddress);

/// `address` as the destination of a link or image.
[[nodiscard]] std::string markdownDestination(std::string_view address, bool isTableCell);

}  // namespace varve::convert

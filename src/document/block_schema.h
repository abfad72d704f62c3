// What the registers of a block mean. A block as views and exporters see it, read from keys and values that anybody may
// have written: what has not the form of CONTENT.md counts as absent.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "document/content.h"

namespace varve::document {

namespace block_key {
inline constexpr std::string_view kType = "type";
inline constexpr std::string_view kLevel = "level";
inline constexpr std::string_view kIndent = "indent";
inline constexpr std::string_view kChecked = "checked";
inline constexpr std::string_view kStart = "start";
inline constexpr std::string_view kAlign = "align";
inline constexpr std::string_view kLineSpacing = "line-spacing";
inline constexpr std::string_view kSpaceBefore = "space-before";
inline constexpr std::string_view kSpaceAfter = "space-after";
inline constexpr std::string_view kDirection = "direction";
inline constexpr std::string_view kLanguage = "language";
inline constexpr std::string_view kPageBreak = "page-break";
inline constexpr std::string_view kCodeLanguage = "code-language";
inline constexpr std::string_view kStyle = "style";
}  // namespace block_key

enum class BlockType : std::uint8_t { kParagraph, kTitle, kHeading, kQuote, kCode, kBullet, kNumber, kCheck };
enum class Alignment : std::uint8_t { kByDirection, kLeft, kCentre, kRight, kJustify };
enum class Direction : std::uint8_t { kByText, kLeftToRight, kRightToLeft };

inline constexpr int kHeadingLevelMax = 6;
inline constexpr int kIndentMax = 8;

/// Lengths in hundredths of a point; -1 is "as the style says".
struct BlockAttributes {
    BlockType type = BlockType::kParagraph;
    int level = 1;  // of a heading
    int indent = 0;
    bool isChecked = false;
    int start = -1;  // number of the first item; -1 goes on, or 1
    Alignment align = Alignment::kByDirection;
    int lineSpacingPercent = 100;
    int spaceBefore = -1;
    int spaceAfter = -1;
    Direction direction = Direction::kByText;
    bool startsPage = false;
    std::string language{};
    std::string codeLanguage{};
    std::string style{};

    [[nodiscard]] bool isListItem() const { return type >= BlockType::kBullet; }
    [[nodiscard]] bool isHeading() const { return type == BlockType::kHeading; }
    friend bool operator==(const BlockAttributes&, const BlockAttributes&) = default;
};
/// Null stands for the default; shared, because most blocks of a document have one of few.
using BlockAttributesPointer = std::shared_ptr<const BlockAttributes>;

/// Cost: O(attributes).
[[nodiscard]] BlockAttributes blockAttributesOf(const Attributes& registers);
/// The registers that say the same, without what is the default.
[[nodiscard]] Attributes registersOf(const BlockAttributes& attributes);

/// Value of `type`; null for a paragraph.
[[nodiscard]] event::Value valueOf(BlockType type);

}  // namespace varve::document

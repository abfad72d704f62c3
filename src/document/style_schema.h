// What the registers of the document say about named styles: their ids, their keys, the values that a look may have.
// The list of styles as people see it is in src/projection/named_styles.h. Source: CONTENT.md.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "document/block_schema.h"
#include "document/content.h"

namespace varve::document {

namespace style_key {
inline constexpr std::string_view kName = "name";
inline constexpr std::string_view kKind = "kind";
inline constexpr std::string_view kBasedOn = "based-on";
}  // namespace style_key

inline constexpr std::string_view kStylePrefix = "style:";
inline constexpr std::string_view kParagraphStyle = "paragraph";
inline constexpr std::string_view kTitleStyle = "title";
inline constexpr std::string_view kQuoteStyle = "quote";
inline constexpr std::string_view kCodeStyle = "code";
inline constexpr std::string_view kListStyle = "list";
/// Followed by the level.
inline constexpr std::string_view kHeadingStyle = "heading";

inline constexpr std::size_t kStyleIdSizeMax = 64;
inline constexpr std::size_t kStyleNameSizeMax = 200;
/// Styles that are based on each other are followed this far.
inline constexpr int kBasedOnDepthMax = 8;

enum class StyleKind : std::uint8_t { kParagraph, kCharacter };

/// Whether every document has the style without saying so.
[[nodiscard]] bool isBuiltInStyle(std::string_view style);
/// Id of the style that a kind of block has by itself.
[[nodiscard]] std::string builtInStyleOf(BlockType type, int level);
/// The other way round, for a style that is built in; a list is a bulleted one.
struct BlockKind {
    BlockType type = BlockType::kParagraph;
    int level = 1;
};
[[nodiscard]] BlockKind blockKindOf(std::string_view builtInStyle);

/// `style:<style>:<property>`.
[[nodiscard]] std::string styleKey(std::string_view style, std::string_view property);
/// Style and property that a register of the document is about; both empty when it is about none.
[[nodiscard]] std::pair<std::string_view, std::string_view> stylePropertyOf(std::string_view key);

/// Whether a property describes a look: a mark or an attribute of blocks that styles may have.
[[nodiscard]] bool isStyleLook(std::string_view property, StyleKind kind);
/// Whether a look has a value of the form that CONTENT.md demands.
[[nodiscard]] bool isStyleValue(std::string_view property, const event::Value& value);

}  // namespace varve::document

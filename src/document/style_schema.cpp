#include "document/style_schema.h"

#include <algorithm>
#include <array>

#include "document/mark_schema.h"
#include "document/named_property.h"
#include "document/value_rules.h"

namespace varve::document {

namespace {

constexpr std::array kCharacterLooks{mark_key::kFont,      mark_key::kSize,   mark_key::kBold,     mark_key::kItalic,
                                     mark_key::kUnderline, mark_key::kColour, mark_key::kHighlight};
constexpr std::array kBlockLooks{block_key::kAlign, block_key::kLineSpacing, block_key::kSpaceBefore,
                                 block_key::kSpaceAfter, block_key::kIndent};

template <std::size_t kCount>
bool contains(const std::array<std::string_view, kCount>& keys, std::string_view key) {
    return std::ranges::find(keys, key) != keys.end();
}

int headingLevelOf(std::string_view style) {
    if (style.size() != kHeadingStyle.size() + 1 || !style.starts_with(kHeadingStyle)) return 0;
    const int level = style.back() - '0';
    return level >= 1 && level <= kHeadingLevelMax ? level : 0;
}

}  // namespace

bool isBuiltInStyle(std::string_view style) {
    constexpr std::array kOthers{kParagraphStyle, kTitleStyle, kQuoteStyle, kCodeStyle, kListStyle};
    return contains(kOthers, style) || headingLevelOf(style) > 0;
}

std::string builtInStyleOf(BlockType type, int level) {
    switch (type) {
        case BlockType::kParagraph:
            break;
        case BlockType::kTitle:
            return std::string(kTitleStyle);
        case BlockType::kHeading:
            return std::string(kHeadingStyle) + std::to_string(level);
        case BlockType::kQuote:
            return std::string(kQuoteStyle);
        case BlockType::kCode:
            return std::string(kCodeStyle);
        case BlockType::kBullet:
        case BlockType::kNumber:
        case BlockType::kCheck:
            return std::string(kListStyle);
    }
    return std::string(kParagraphStyle);
}

BlockKind blockKindOf(std::string_view builtInStyle) {
    if (const int level = headingLevelOf(builtInStyle); level > 0) return {BlockType::kHeading, level};
    if (builtInStyle == kTitleStyle) return {BlockType::kTitle};
    if (builtInStyle == kQuoteStyle) return {BlockType::kQuote};
    if (builtInStyle == kCodeStyle) return {BlockType::kCode};
    if (builtInStyle == kListStyle) return {BlockType::kBullet};
    return {};
}

std::string styleKey(std::string_view style, std::string_view property) {
    return namedPropertyKey(kStylePrefix, style, property);
}

std::pair<std::string_view, std::string_view> stylePropertyOf(std::string_view key) {
    const auto property = namedPropertyOf(kStylePrefix, key);
    return property.first.size() > kStyleIdSizeMax ? std::pair<std::string_view, std::string_view>() : property;
}

bool isStyleLook(std::string_view property, StyleKind kind) {
    return contains(kCharacterLooks, property) || (kind == StyleKind::kParagraph && contains(kBlockLooks, property));
}

bool isStyleValue(std::string_view property, const event::Value& value) {
    const bool isCharacterLook = contains(kCharacterLooks, property);
    if (std::holds_alternative<std::monostate>(value) || (!isCharacterLook && !contains(kBlockLooks, property)))
        return false;
    return !wrongFormOf(isCharacterLook ? ValueHolder::kMark : ValueHolder::kBlock, property, value);
}

}  // namespace varve::document

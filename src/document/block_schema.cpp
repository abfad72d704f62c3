#include "document/block_schema.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "document/value_rules.h"

namespace varve::document {

namespace {

constexpr std::array<std::string_view, 8> kTypeNames{"",     "title",  "heading", "quote",
                                                     "code", "bullet", "number",  "check"};
constexpr std::array<std::string_view, 5> kAlignNames{"", "left", "centre", "right", "justify"};
constexpr std::array<std::string_view, 3> kDirectionNames{"", "ltr", "rtl"};

/// Index of a name; 0, which has none, when it is unknown or absent.
template <typename Enumeration, std::size_t kCount>
Enumeration namedValue(const Attributes& registers, std::string_view key,
                       const std::array<std::string_view, kCount>& names) {
    const auto found = std::ranges::find(names, textOf(registers, key));
    return static_cast<Enumeration>(found == names.end() ? 0 : found - names.begin());
}

int numberOr(const Attributes& registers, std::string_view key, int absent) {
    const auto* number = std::get_if<std::int64_t>(&shownValue(ValueHolder::kBlock, registers, key));
    return number != nullptr ? static_cast<int>(*number) : absent;
}

template <typename Enumeration, std::size_t kCount>
event::Value nameOf(Enumeration value, const std::array<std::string_view, kCount>& names) {
    const auto index = static_cast<std::size_t>(value);
    return index == 0 ? event::Value() : event::Value(std::string(names[index]));
}

event::Value numberUnless(int value, int absent) {
    return value == absent ? event::Value() : event::Value(std::int64_t{value});
}

event::Value textUnlessEmpty(const std::string& text) {
    return text.empty() ? event::Value() : event::Value(text);
}

event::Value flagIfSet(bool flag) {
    return flag ? event::Value(true) : event::Value();
}

}  // namespace

BlockAttributes blockAttributesOf(const Attributes& registers) {
    using namespace block_key;
    BlockAttributes attributes;
    if (registers.empty()) return attributes;
    attributes.type = namedValue<BlockType>(registers, kType, kTypeNames);
    attributes.level = numberOr(registers, kLevel, 1);
    attributes.indent = numberOr(registers, kIndent, 0);
    attributes.isChecked = flagOf(registers, kChecked);
    attributes.start = numberOr(registers, kStart, -1);
    attributes.align = namedValue<Alignment>(registers, kAlign, kAlignNames);
    attributes.lineSpacingPercent = numberOr(registers, kLineSpacing, 100);
    attributes.spaceBefore = numberOr(registers, kSpaceBefore, -1);
    attributes.spaceAfter = numberOr(registers, kSpaceAfter, -1);
    attributes.direction = namedValue<Direction>(registers, kDirection, kDirectionNames);
    attributes.startsPage = flagOf(registers, kPageBreak);
    attributes.language = shownText(ValueHolder::kBlock, registers, kLanguage);
    attributes.codeLanguage = shownText(ValueHolder::kBlock, registers, kCodeLanguage);
    attributes.style = shownText(ValueHolder::kBlock, registers, kStyle);
    return attributes;
}

Attributes registersOf(const BlockAttributes& attributes) {
    using namespace block_key;
    Attributes registers;
    setValue(registers, kType, valueOf(attributes.type));
    setValue(registers, kLevel, attributes.isHeading() ? event::Value(std::int64_t{attributes.level}) : event::Value());
    setValue(registers, kIndent, numberUnless(attributes.indent, 0));
    setValue(registers, kChecked, flagIfSet(attributes.isChecked));
    setValue(registers, kStart, numberUnless(attributes.start, -1));
    setValue(registers, kAlign, nameOf(attributes.align, kAlignNames));
    setValue(registers, kLineSpacing, numberUnless(attributes.lineSpacingPercent, 100));
    setValue(registers, kSpaceBefore, numberUnless(attributes.spaceBefore, -1));
    setValue(registers, kSpaceAfter, numberUnless(attributes.spaceAfter, -1));
    setValue(registers, kDirection, nameOf(attributes.direction, kDirectionNames));
    setValue(registers, kPageBreak, flagIfSet(attributes.startsPage));
    setValue(registers, kLanguage, textUnlessEmpty(attributes.language));
    setValue(registers, kCodeLanguage, textUnlessEmpty(attributes.codeLanguage));
    setValue(registers, kStyle, textUnlessEmpty(attributes.style));
    return registers;
}

event::Value valueOf(BlockType type) {
    return nameOf(type, kTypeNames);
}

}  // namespace varve::document

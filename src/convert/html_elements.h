// What the reader does with an element, by its name.
#pragma once

#include <cstdint>
#include <string_view>

namespace varve::convert {

enum class HtmlRole : std::uint8_t {
    kInline,
    kBlock,
    kHeading,
    kQuote,
    kList,
    kItem,
    kCode,  // pre
    kTable,
    kTableHead,
    kRow,
    kCell,
    kFigure,
    kCaption,
    kTitle,    // of the page
    kSkipped,  // with everything inside
    // Without content:
    kBreak,
    kRule,
    kImage,
    kInput,
    kColumn,
    kMeta,
    kNothing,
};

/// Unknown elements are inline ones. Cost: O(log n).
[[nodiscard]] HtmlRole htmlRoleOf(std::string_view name);
[[nodiscard]] constexpr bool isVoid(HtmlRole role) {
    return role >= HtmlRole::kBreak;
}
[[nodiscard]] constexpr bool isBlockRole(HtmlRole role) {
    return role >= HtmlRole::kBlock && role <= HtmlRole::kCaption;
}

}  // namespace varve::convert

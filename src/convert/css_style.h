// Inline style of HTML elements: declarations, and the few kinds of values that become marks and attributes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace varve::convert {

/// Declarations in order; names in lower case, values without blanks around them and without `!important`.
using CssDeclarations = std::vector<std::pair<std::string, std::string>>;

/// The content of a `style` attribute; at most 200 declarations. Cost: O(size).
[[nodiscard]] CssDeclarations cssDeclarations(std::string_view style);

/// `#rrggbb` of a name, #rgb, #rrggbb, rgb() or rgba(). Nothing for what is see-through or no colour.
[[nodiscard]] std::optional<std::string> cssColour(std::string_view value);
/// Hundredths of a point of pt, px, in, cm, mm, pc, em and rem (12 points each), or of a name such as `large`.
[[nodiscard]] std::optional<int> cssLength(std::string_view value);
/// Percent of `120%` or `1.2`.
[[nodiscard]] std::optional<int> cssPercent(std::string_view value);
/// The first family of a list, without quotes; empty for one that stands for no font in particular.
[[nodiscard]] std::string cssFontFamily(std::string_view value);

}  // namespace varve::convert

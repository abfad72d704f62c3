// The text of one block as HTML.
#pragma once

#include <functional>
#include <string>

#include "document/content.h"

namespace varve::convert {

class HtmlNames;

/// `<img>` or whatever else stands for an embed.
using HtmlEmbed = std::function<std::string(const document::Embed&)>;

/// `inlines` without rules and tables. A line break at the end is written twice, because the last one is not shown.
/// `names`: of styles and headings; may be null. Cost: O(text).
[[nodiscard]] std::string htmlOfInlines(const std::vector<document::Inline>& inlines, const HtmlEmbed& embed,
                                        const HtmlNames* names = nullptr);

/// With entities in place of what means something in HTML, also inside of quotes.
[[nodiscard]] std::string htmlEscaped(std::string_view text);
/// Hundredths as `12.5pt`.
[[nodiscard]] std::string cssPoints(int hundredths);

}  // namespace varve::convert

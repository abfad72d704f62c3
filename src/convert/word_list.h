// Lists as Word puts them on the clipboard: paragraphs whose style says the level, with the bullet or number as text in
// front of them.
#pragma once

#include <optional>
#include <string_view>

#include "convert/css_style.h"
#include "document/block_schema.h"

namespace varve::convert {

/// The level, from 1, that `mso-list: l0 level2 lfo1` says; nothing for no list.
[[nodiscard]] std::optional<int> wordListLevel(const CssDeclarations& style);
/// Whether the element holds the bullet or number.
[[nodiscard]] bool isWordListMarker(const CssDeclarations& style);

struct WordMarker {
    document::BlockType type = document::BlockType::kBullet;
    int number = 0;
};
[[nodiscard]] WordMarker wordMarkerOf(std::string_view text);

}  // namespace varve::convert

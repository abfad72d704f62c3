#include "document/mark_schema.h"

#include <algorithm>
#include <array>

namespace varve::document {

namespace {

constexpr std::array<std::string_view, 10> kGrowingKeys{"bold",      "italic", "underline", "strike", "superscript",
                                                        "subscript", "colour", "highlight", "font",   "size"};

}  // namespace

Expansion expansionOf(std::string_view key, bool takesAway) {
    if (std::ranges::find(kGrowingKeys, key) != kGrowingKeys.end()) return {.begin = false, .end = true};
    return {.begin = takesAway, .end = takesAway};
}

}  // namespace varve::document

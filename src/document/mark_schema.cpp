#include "document/mark_schema.h"

#include <algorithm>
#include <array>

namespace varve::document {

namespace {

using namespace mark_key;

constexpr std::array kGrowingKeys{kBold,   kItalic,    kUnderline, kStrike, kSuperscript, kSubscript,
                                  kColour, kHighlight, kFont,      kSize,   kStyle};

bool grows(std::string_view key) {
    return std::ranges::find(kGrowingKeys, key) != kGrowingKeys.end();
}

}  // namespace

Expansion expansionOf(std::string_view key, bool takesAway) {
    if (grows(key)) return {.begin = false, .end = true};
    return {.begin = takesAway, .end = takesAway};
}

bool isLook(std::string_view key) {
    return grows(key) || key == kCode;
}

bool isComment(std::string_view key) {
    return key.starts_with(kCommentPrefix);
}

bool isColour(std::string_view text) {
    return text.size() == 7 && text.front() == '#' && text.find_first_not_of("0123456789abcdef", 1) == text.npos;
}

}  // namespace varve::document

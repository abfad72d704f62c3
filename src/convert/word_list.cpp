#include "convert/word_list.h"

#include <algorithm>
#include <string>

namespace varve::convert {

namespace {

std::string_view listStyle(const CssDeclarations& style) {
    const auto found = std::ranges::find(style, "mso-list", &CssDeclarations::value_type::first);
    return found != style.end() ? std::string_view(found->second) : std::string_view();
}

}  // namespace

std::optional<int> wordListLevel(const CssDeclarations& style) {
    constexpr std::string_view kWord = "level";
    const std::string_view list = listStyle(style);
    const std::size_t at = list.find(kWord);
    if (at == list.npos || at + kWord.size() >= list.size()) return std::nullopt;
    const int level = list[at + kWord.size()] - '0';
    return level >= 1 && level <= 9 ? std::optional(level) : std::nullopt;
}

bool isWordListMarker(const CssDeclarations& style) {
    return listStyle(style).starts_with("Ignore");
}

WordMarker wordMarkerOf(std::string_view text) {
    std::string sign;
    for (const char c : text) {
        const bool isKept =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ')';
        if (isKept) sign += c;
    }
    constexpr std::size_t kSizeMax = 8;
    const bool isNumber = sign.size() >= 2 && sign.size() <= kSizeMax && (sign.back() == '.' || sign.back() == ')');
    if (!isNumber) return {};
    // The last part of 1.2.3. counts.
    sign.pop_back();
    sign.erase(0, sign.find_last_of('.') + 1);
    int number = 0;
    for (const char c : sign)
        number = c >= '0' && c <= '9' ? number * 10 + (c - '0') : number;
    const bool isLetter = sign.size() == 1 && number == 0 && sign.front() != '0';
    if (isLetter) number = (sign.front() | 0x20) - 'a' + 1;
    return {document::BlockType::kNumber, std::max(number, 1)};
}

}  // namespace varve::convert

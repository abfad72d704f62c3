#include "convert/link_rules.h"

#include <algorithm>
#include <array>
#include <string>

namespace varve::convert {

bool isLinkAllowed(std::string_view address) {
    constexpr std::array<std::string_view, 4> kSchemes{"http", "https", "mailto", "ftp"};
    if (address.empty() || address.size() > kLinkSizeMax) return false;
    const auto isControl = [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f; };
    if (std::ranges::any_of(address, isControl)) return false;
    if (address.front() == '#') return address.size() > 1;
    const std::size_t colon = address.find(':');
    if (colon == address.npos || colon + 1 == address.size()) return false;
    std::string scheme(address.substr(0, colon));
    std::ranges::transform(scheme, scheme.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::ranges::find(kSchemes, scheme) != kSchemes.end();
}

}  // namespace varve::convert

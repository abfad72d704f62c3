#include "document/moment_schema.h"

namespace varve::document {

std::string momentKey(std::string_view moment, std::string_view property) {
    std::string key(kMomentPrefix);
    key += moment;
    key += ':';
    key += property;
    return key;
}

std::pair<std::string_view, std::string_view> momentPropertyOf(std::string_view key) {
    if (!key.starts_with(kMomentPrefix)) return {};
    const std::string_view rest = key.substr(kMomentPrefix.size());
    const std::size_t colon = rest.find(':');
    if (colon == rest.npos || colon == 0 || colon + 1 == rest.size()) return {};
    return {rest.substr(0, colon), rest.substr(colon + 1)};
}

}  // namespace varve::document

// Registers of the document that are properties of something with a name of its own: `<prefix><name>:<property>`, as
// styles and named moments are. Which there are stands in the schemas. Source: CONTENT.md.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace varve::document {

[[nodiscard]] inline std::string namedPropertyKey(std::string_view prefix, std::string_view name,
                                                  std::string_view property) {
    std::string key(prefix);
    key += name;
    key += ':';
    key += property;
    return key;
}

/// Name and property; both empty where the key has another prefix, no name or no property. No property has a colon.
[[nodiscard]] inline std::pair<std::string_view, std::string_view> namedPropertyOf(std::string_view prefix,
                                                                                   std::string_view key) {
    if (!key.starts_with(prefix)) return {};
    const std::string_view rest = key.substr(prefix.size());
    const std::size_t colon = rest.rfind(':');
    if (colon == rest.npos || colon == 0 || colon + 1 == rest.size()) return {};
    return {rest.substr(0, colon), rest.substr(colon + 1)};
}

}  // namespace varve::document

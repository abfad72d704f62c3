#include "document/moment_schema.h"

#include "document/draft_schema.h"
#include "document/named_property.h"

namespace varve::document {

std::string momentKey(std::string_view moment, std::string_view property) {
    return namedPropertyKey(kMomentPrefix, moment, property);
}

std::pair<std::string_view, std::string_view> momentPropertyOf(std::string_view key) {
    return namedPropertyOf(kMomentPrefix, key);
}

bool isAboutHistory(std::string_view key) {
    return key.starts_with(kMomentPrefix) || key.starts_with(kDraftPrefix);
}

}  // namespace varve::document

#include "document/comment_schema.h"

#include "document/object_names.h"

namespace varve::document {

std::optional<event::EventId> ownIdOf(std::string_view key, std::string_view prefix) {
    if (!key.starts_with(prefix)) return std::nullopt;
    return idFromText(key.substr(prefix.size()));
}

}  // namespace varve::document

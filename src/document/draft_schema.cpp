#include "document/draft_schema.h"

#include <variant>

#include "document/object_names.h"

namespace varve::document {

std::string draftKey(const event::EventId& draft, std::string_view property) {
    std::string key(kDraftPrefix);
    key += idText(draft);
    key += ':';
    key += property;
    return key;
}

std::optional<DraftProperty> draftPropertyOf(std::string_view key) {
    if (!key.starts_with(kDraftPrefix)) return std::nullopt;
    const std::string_view rest = key.substr(kDraftPrefix.size());
    const std::size_t colon = rest.find(':');
    if (colon == rest.npos || colon + 1 == rest.size()) return std::nullopt;
    const auto id = idFromText(rest.substr(0, colon));
    if (!id) return std::nullopt;
    return DraftProperty{*id, rest.substr(colon + 1)};
}

std::optional<DraftProperty> draftPropertyOf(const event::Operation& operation) {
    const auto* set = std::get_if<event::Set>(&operation);
    if (set == nullptr || set->object != event::ObjectId{event::WellKnownObject::kDocument}) return std::nullopt;
    return draftPropertyOf(set->key);
}

}  // namespace varve::document

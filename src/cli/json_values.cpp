#include "cli/json_values.h"

#include "event/interchange_names.h"

namespace varve::cli {

using Json = nlohmann::ordered_json;

Json idJson(const event::EventId& id) {
    return Json::array({event::toHex(id.agent), id.sequence.value});
}

Json objectJson(const event::ObjectId& object) {
    if (const auto* id = std::get_if<event::EventId>(&object)) return idJson(*id);
    return event::kObjectNames[static_cast<std::size_t>(std::get<event::WellKnownObject>(object))];
}

Json valueJson(const event::Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return nullptr;
}

}  // namespace varve::cli

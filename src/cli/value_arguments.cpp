#include "cli/value_arguments.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace varve::cli {

namespace {

using Json = nlohmann::json;

}  // namespace

event::Value parseValue(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_null()) return {};
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_string()) return json.get<std::string>();
    const bool isTooLarge = json.is_number_unsigned() &&
                            json.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    if (json.is_number_integer() && !isTooLarge) return json.get<std::int64_t>();
    return std::string(text);
}

std::expected<event::ObjectId, Problem> parseObject(std::string_view text) {
    if (text == "document") return event::WellKnownObject::kDocument;
    if (text == "first-block") return event::WellKnownObject::kFirstBlock;
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_array() && json.size() == 2 && json[0].is_string() && json[1].is_number_unsigned() &&
        json[1].get<std::uint64_t>() <= std::numeric_limits<std::uint32_t>::max()) {
        if (const auto agent = event::agentIdFromHex(json[0].get<std::string>()))
            return event::EventId{*agent, {json[1].get<std::uint32_t>()}};
    }
    return wrongUsage("“" + std::string(text) + "” is no object; it must be document, first-block, or an id like " +
                      R"(["<32 hexadecimal digits>",7]. Nothing was changed.)");
}

}  // namespace varve::cli

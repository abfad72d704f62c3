// Ids, objects and values of events as JSON: the form that STATE.md and DIFF.md describe.
#pragma once

#include <nlohmann/json.hpp>

#include "event/ids.h"
#include "event/operation.h"

namespace varve::cli {

/// `["<32 hex digits>", 41]`.
[[nodiscard]] nlohmann::ordered_json idJson(const event::EventId& id);
/// An id, or the name of a well-known object.
[[nodiscard]] nlohmann::ordered_json objectJson(const event::ObjectId& object);
[[nodiscard]] nlohmann::ordered_json valueJson(const event::Value& value);

}  // namespace varve::cli

// How the keys and values of a document name an object: 32 hexadecimal digits, a slash and the sequence number.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "event/ids.h"

namespace varve::document {

[[nodiscard]] std::string idText(const event::EventId& id);
/// Nothing for any other text. There is one way to write a number: names that differ are objects that differ.
[[nodiscard]] std::optional<event::EventId> idFromText(std::string_view text);

}  // namespace varve::document

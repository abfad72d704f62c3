// Values and objects as they are written on the command line.
#pragma once

#include <expected>
#include <string_view>

#include "cli/command.h"
#include "event/operation.h"

namespace varve::cli {

/// true, false, null and whole numbers of 64 bits are what they say, a text in double quotes is read as JSON, anything
/// else is a text as it stands.
[[nodiscard]] event::Value parseValue(std::string_view text);

/// document, first-block, or an id as cat --format json prints it: ["<32 hexadecimal digits>",7].
[[nodiscard]] std::expected<event::ObjectId, Problem> parseObject(std::string_view text);

}  // namespace varve::cli

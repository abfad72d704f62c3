// How commands that list things write times and names: one line a thing, tab-separated columns.
#pragma once

#include <cstdint>
#include <string>

namespace varve::cli {

/// UTC with milliseconds, in ISO 8601.
[[nodiscard]] std::string isoTime(std::int64_t ms);
/// With a blank for everything that a terminal obeys: texts come from anybody.
[[nodiscard]] std::string withoutControls(std::string text);
/// In one line and column: names and texts come from colleagues and may hold anything.
[[nodiscard]] std::string inOneColumn(std::string text);

}  // namespace varve::cli

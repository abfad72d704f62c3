// How commands that list things write times and names: one line a thing, tab-separated columns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "replica/document_replica.h"

namespace varve::cli {

/// UTC with milliseconds, in ISO 8601.
[[nodiscard]] std::string isoTime(std::int64_t ms);
/// With a blank for everything that a terminal obeys: texts come from anybody.
[[nodiscard]] std::string withoutControls(std::string text);
/// In one line and column: names and texts come from colleagues and may hold anything.
[[nodiscard]] std::string inOneColumn(std::string text);
/// Everybody who wrote in a span, who began first; empty for somebody whom nobody knows.
[[nodiscard]] std::vector<std::string> usersIn(const replica::DocumentReplica& replica,
                                               const history::TimelineSpan& span);
/// The same in one column.
[[nodiscard]] std::string userWords(const std::vector<std::string>& users);

}  // namespace varve::cli

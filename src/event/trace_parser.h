// A recorded editing trace as flat arrays, straight from its JSON: https://github.com/josephg/editing-traces,
// sequential and concurrent. Checks form only. Private part of trace_import.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace varve::event {

struct TracePatch {
    std::uint32_t position = 0;      // scalars
    std::uint32_t deletedCount = 0;  // scalars
    std::uint32_t textBegin = 0;     // bytes in ParsedTrace::text
    std::uint32_t textSize = 0;
};

struct TraceTransaction {
    std::uint32_t agent = 0;
    std::uint32_t patchesBegin = 0;
    std::uint32_t patchesCount = 0;
    std::uint32_t parentsBegin = 0;
    std::uint32_t parentsCount = 0;
    bool hasParents = false;             // of a concurrent trace; else it follows the one before
    std::optional<std::int64_t> timeMs;  // since 1970 UTC
};

struct ParsedTrace {
    std::string startContent;
    std::optional<std::string> endContent;
    std::string text;  // of all patches
    std::vector<TracePatch> patches;
    std::vector<std::uint32_t> parents;  // numbers of transactions
    std::vector<TraceTransaction> transactions;
};

/// Errors: kMalformed, one sentence that says where. Cost: O(size), about 100 MB/s.
[[nodiscard]] Result<ParsedTrace> parseTrace(std::string_view json);

/// "2021-04-19T06:06:58.219Z", also with an offset such as +02:00 or without a fraction; nothing when it is not one.
[[nodiscard]] std::optional<std::int64_t> timeFromIso(std::string_view text);

}  // namespace varve::event

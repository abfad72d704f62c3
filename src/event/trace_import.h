// Turns a recorded editing trace into events with its whole history: one transaction of ours for each one of the trace.
// Reads text, never files. Called by the command line tool and by benchmarks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/event_batch.h"

namespace varve::event {

struct TraceOptions {
    /// Used when the trace has no real times, which is when they span less than a millisecond a transaction on average.
    std::int64_t firstTimeMs = 0;
    std::int64_t stepMs = 0;
    /// Last bytes of the agents' ids; the first four are the trace's number of the agent, big-endian, so that ties go
    /// by that number. Different documents should use different ones.
    std::array<std::uint8_t, 12> agentSuffix{};
    /// Users are called by this and a number from 1 (a single one without).
    std::string userName = "Author";
};

struct ImportedTrace {
    EventBatch batch;
    std::optional<std::string> endContent;  // what the trace says the text is after all of it
};

/// `json`: the trace, unzipped. A patch becomes a deletion, then an insertion; a transaction without patches adds no
/// events and stands for its parents. A single character deleted before where its author last was is a Backspace. Key presses that continue each other join into undo steps.
/// Errors: kMalformed, one sentence that says where. Cost: O(size); a quarter of a million transactions in 0.2 s.
[[nodiscard]] Result<ImportedTrace> importTrace(std::string_view json, const TraceOptions& options = {});

}  // namespace varve::event

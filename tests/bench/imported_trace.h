// Reads a recorded trace for a benchmark that wants its events and nothing else; recorded_trace.h is for those that
// also compare texts.
#pragma once

#include <string>

#include "event/trace_import.h"

namespace varve::bench {

/// `path` may be gzipped. Stops the program with a sentence when the file cannot be read or is not understood.
[[nodiscard]] event::ImportedTrace importedTrace(const std::string& path);

}  // namespace varve::bench

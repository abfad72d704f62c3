// The columns of trace_bench as a table for people.
#pragma once

#include <string>
#include <vector>

#include "bench/bench_process.h"

namespace varve::bench {

/// Markdown: one row a trace, with the columns and units of the peers' benchmark.
[[nodiscard]] std::string tableOf(const std::vector<Json>& traces);

}  // namespace varve::bench

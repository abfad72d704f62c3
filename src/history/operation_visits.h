// Which events transactions are made of, and what these do, run by run. For the folds of this layer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "event/event_log.h"
#include "history/range_set.h"

namespace varve::history {

/// `transactions`: indexes in the log.
[[nodiscard]] inline RangeSet eventsOf(const event::EventLog& log, std::span<const std::uint32_t> transactions) {
    std::vector<event::LocalRange> ranges;
    ranges.reserve(transactions.size());
    for (const std::uint32_t index : transactions)
        ranges.push_back(log.transactionRecord(index).events);
    return normalized(std::move(ranges));
}

/// Calls `visit(run, part)` for every operation run that the ranges touch, in arrival order.
template <typename Visit>
void visitRuns(const event::EventLog& log, const RangeSet& ranges, Visit visit) {
    const auto runs = log.operationRuns();
    for (const event::LocalRange& range : ranges) {
        std::size_t index = log.operationRunIndexOf(range.begin);
        for (event::LocalVersion next = range.begin; next < range.end; ++index) {
            const event::LocalVersion end = std::min(runs[index].events.end, range.end);
            visit(runs[index], event::LocalRange{next, end});
            next = end;
        }
    }
}

}  // namespace varve::history

// The text of runs of inserted units, which may have been inserted by several operations.
#pragma once

#include <algorithm>
#include <string>

#include "event/event_log.h"

namespace varve::merge {

/// Calls `take(range)` for the parts of `events` that lie in one run of operations each.
template <typename Take>
void forEachOperationRun(const event::EventLog& log, event::LocalRange events, Take take) {
    for (std::size_t run = log.operationRunIndexOf(events.begin); !events.isEmpty(); ++run) {
        const event::LocalVersion end = std::min(events.end, log.operationRuns()[run].events.end);
        take(event::LocalRange{events.begin, end});
        events.begin = end;
    }
}

/// Appends the text of inserted units.
inline void appendText(const event::EventLog& log, event::LocalRange events, std::string& text) {
    forEachOperationRun(log, events, [&](event::LocalRange part) { text += log.insertedText(part); });
}

}  // namespace varve::merge

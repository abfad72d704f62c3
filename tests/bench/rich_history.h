// A rich document with a long past, written by several people in many sittings: for benchmarks of the history.
#pragma once

#include <cstdint>

#include "event/event_log.h"

namespace varve::bench {

/// A log of about `eventCount` events (at least a hundred thousand): a rich text taken in at the beginning, then typing
/// in many places, deleting, bold, links, undo and redo, by three people in turns, in sittings with nights between.
/// Always the same for a count. Cost: some microseconds an event of the second half.
[[nodiscard]] event::EventLog richHistory(std::uint32_t eventCount);

}  // namespace varve::bench

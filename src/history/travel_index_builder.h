// Makes a travel index from a log, a tracker that has applied all of it, and the timeline. A function of the three;
// nothing is kept.
#pragma once

#include "event/event_log.h"
#include "history/timeline.h"
#include "history/travel_index.h"
#include "merge/tracker.h"

namespace varve::history {

/// `tracker` has applied all of `log` (CHECKed). What the timeline has not followed yet is left out.
/// Cost: O(events), and O(writers) for every scalar that undo, redo or restore ever switched.
[[nodiscard]] TravelIndex buildTravelIndex(const event::EventLog& log, const merge::Tracker& tracker,
                                           const Timeline& timeline);

/// By arrival number: how many events stand before each on the timeline; Stretch::kNever for those that it has not
/// followed. Cost: O(events).
[[nodiscard]] std::vector<std::uint32_t> positionsOfEvents(const event::EventLog& log, const Timeline& timeline);

}  // namespace varve::history

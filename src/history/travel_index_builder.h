// Makes a travel index from a log, a tracker that has applied all of it, and the timeline. A function of the three;
// nothing is kept.
#pragma once

#include <cstddef>
#include <optional>

#include "event/event_log.h"
#include "history/timeline.h"
#include "history/travel_index.h"
#include "merge/tracker.h"

namespace varve::history {

/// How much an index may hold, and take to make: beyond that it would outgrow the document.
struct TravelIndexBounds {
    std::size_t formatChangeCount = std::size_t{1} << 22;  // marks in sets, and changes of format for every stretch
    std::size_t switchCount = std::size_t{1} << 25;        // deletions and switches, for every scalar that was switched
    std::size_t againCount = std::size_t{1} << 21;         // stretches of scalars that come again
};

/// `tracker` has applied all of `log` (CHECKed). What the timeline has not followed yet is left out. Nothing when marks
/// overlap, or undo and redo switch, so often that it would go beyond the bounds: then only a tracker can travel.
/// Cost: O(events), O(writers) for every scalar that undo, redo or restore ever switched, O(marks) for every set of
/// them.
[[nodiscard]] std::optional<TravelIndex> buildTravelIndex(const event::EventLog& log, const merge::Tracker& tracker,
                                                          const Timeline& timeline,
                                                          const TravelIndexBounds& bounds = {});

}  // namespace varve::history

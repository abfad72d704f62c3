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

/// Most changes of formats, counted for every stretch, that an index holds.
inline constexpr std::size_t kFormatChangeCountMax = std::size_t{1} << 22;

/// `tracker` has applied all of `log` (CHECKed). What the timeline has not followed yet is left out. Nothing when marks
/// overlap so often that there are more changes of formats than allowed: then only a tracker can travel.
/// Cost: O(events), O(writers) for every scalar that undo, redo or restore ever switched, O(marks) for every set of
/// them.
[[nodiscard]] std::optional<TravelIndex> buildTravelIndex(const event::EventLog& log, const merge::Tracker& tracker,
                                                          const Timeline& timeline,
                                                          std::size_t formatChangeCountMax = kFormatChangeCountMax);

}  // namespace varve::history

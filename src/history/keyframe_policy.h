// Where keyframes go and which of them stay. Pure functions; the session asks when it is idle and the store when it has
// saved one. The newest version always has a keyframe; the others, the milestones, are for long histories only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "event/critical_versions.h"
#include "event/event_log.h"

namespace varve::history {

/// Runs of operations between two milestones: 10 to 30 ms of replay. Most documents get none.
inline constexpr std::size_t kMilestoneRunStep = 32768;

/// Ends (numbers of events) of the critical versions that should have a milestone: for each full step of operation runs
/// the one nearest to it, and those of `named` that are critical. A step without a critical version closer than half a
/// step has none. Ascending, unique, without the beginning and without the end of the log. `critical` must have
/// followed the log's graph. Cost: O(steps + named · log runs).
[[nodiscard]] std::vector<event::LocalVersion> milestoneEnds(const event::EventLog& log,
                                                             const event::CriticalVersions& critical,
                                                             std::span<const event::Version> named,
                                                             std::size_t runStep = kMilestoneRunStep);

struct MilestoneSize {
    std::uint64_t eventCount = 0;
    std::uint64_t sizeBytes = 0;
};
/// Indexes of the milestones to drop, ascending, so that the rest takes no more than `budgetBytes`. Given by event
/// count, ascending. What goes first is the one in the middle whose neighbours are closest together, so that the
/// longest replay grows least; then the oldest, then the newest. Cost: O(n²) in the milestones, of which there are few.
[[nodiscard]] std::vector<std::size_t> milestonesToDrop(std::span<const MilestoneSize> milestones,
                                                        std::uint64_t budgetBytes);

/// Whether the newest keyframe should hold the tracker: where authors wrote side by side so often that replaying takes
/// several times as long as reading it. Linear histories replay faster than a tracker can be read.
[[nodiscard]] bool isTrackerWorthKeeping(const event::EventGraph& graph);

/// Events behind which an idle document is worth a base, and by which it is moved on.
inline constexpr std::uint32_t kBaseEventCountMin = 1'000'000;
/// Steps that can be taken back at once; older ones need a replay first.
inline constexpr std::size_t kOfferedStepCount = 100;

/// Where the base of an idle document should go, as a number of events: the latest critical version that is not behind
/// `limit`, the first event that must stay known (the oldest undo step that is offered, what a live colleague has not
/// acknowledged, what a history on display holds). Nothing when that would gain less than kBaseEventCountMin events.
[[nodiscard]] std::optional<event::LocalVersion> nextBase(const event::CriticalVersions& critical,
                                                          event::LocalVersion base, event::LocalVersion limit);

/// What milestones may take of a file whose events take `eventSizeBytes`.
[[nodiscard]] constexpr std::uint64_t milestoneBudget(std::uint64_t eventSizeBytes) {
    return eventSizeBytes / 4;
}

}  // namespace varve::history

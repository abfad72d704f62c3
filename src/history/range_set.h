// Sets of events as ascending, disjoint, maximal ranges of arrival numbers. Used where undo and restore decide targets.
#pragma once

#include <vector>

#include "event/ids.h"

namespace varve::history {

using RangeSet = std::vector<event::LocalRange>;

/// Sorts and joins any ranges. Cost: O(n log n).
[[nodiscard]] RangeSet normalized(std::vector<event::LocalRange> ranges);
/// Arguments and results are normalized. Cost: O(a + b).
[[nodiscard]] RangeSet united(RangeSet a, const RangeSet& b);
[[nodiscard]] RangeSet intersected(const RangeSet& a, const RangeSet& b);
[[nodiscard]] RangeSet subtracted(RangeSet a, const RangeSet& b);
/// Cost: O(log n).
[[nodiscard]] bool contains(const RangeSet& set, event::LocalVersion event);

}  // namespace varve::history

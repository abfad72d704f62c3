// Two trackers of one log side by side: whether they are the same, and what leads from what one shows to what the other
// does. For documents that were opened through a stored tracker, which a replay then confirms or corrects.
#pragma once

#include "document/patch.h"
#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::merge {

/// Whether both, which have applied the same events and have no base (CHECKed), hold the same in every respect that can
/// matter later: order, origins, states and marks of every character, and what the deletions hit. Cost: O(items +
/// events) and, for each pair of sets of marks, their size.
[[nodiscard]] bool areSame(const event::EventLog& log, Tracker a, Tracker b);

/// Leads from the effect document of `from` to that of `to`. Where they differ in one sequence, all between the first
/// and the last difference goes and comes. Cost: O(text).
[[nodiscard]] document::DocumentPatch patchBetween(const event::EventLog& log, const Tracker& from, const Tracker& to);

}  // namespace varve::merge

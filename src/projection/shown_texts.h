// Which sequences of a document are texts that a reader can see: the body, cells of tables and captions, but not what
// tables are made of, nor the texts of what is deleted.
#pragma once

#include <set>

#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::projection {

/// Besides the body, in what `view` of the tracker shows. Cost: O(registers + texts + tables).
[[nodiscard]] std::set<event::ObjectId> shownTextsBeside(const event::EventLog& log, const merge::Tracker& tracker,
                                                         merge::View view);

}  // namespace varve::projection

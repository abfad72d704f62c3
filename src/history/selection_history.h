// The history of a selection: the parts of the timeline that touched these characters, or what once stood between them
// and right beside them and is gone. Reads the travel index: nothing is replayed, and text that was deleted long ago is
// found as easily as what stands there. Pure function; any thread that has the index.
#pragma once

#include <cstdint>
#include <vector>

#include "event/operation.h"
#include "history/timeline.h"
#include "history/travel_index.h"
#include "text/position.h"

namespace varve::history {

/// What one step did to the selection.
struct SelectionTouch {
    std::uint64_t position = 0;  // the moment behind the last transaction of the step that touched it
    std::uint32_t agent = 0;     // index in the log
    friend bool operator==(const SelectionTouch&, const SelectionTouch&) = default;
};

/// Where characters are chosen: a range of a sequence as it is seen after `position` events.
struct SelectedText {
    event::ObjectId sequence = event::WellKnownObject::kBody;
    text::Range range;
    std::uint64_t position = 0;
};

/// Steps that wrote, deleted, brought back or formatted a character of the selection, or one that is not seen now and
/// has no seen character between it and the selection; and those that changed a property of an embed in it or of a
/// block that it lies in. Before and after `position` alike. An empty range asks about what stood at the place.
/// Ascending; at most one for each step. `timeline` and `index` know `position` (CHECKed), and are of `log`.
/// Cost: one pass over the stretches and their text, O(log n) for each event that is found and for each change of a
/// property in the document.
[[nodiscard]] std::vector<SelectionTouch> selectionHistory(const event::EventLog& log, const TravelIndex& index,
                                                           const Timeline& timeline, const SelectedText& selected);

}  // namespace varve::history

// Undo in a selection: which events of a step lie in a part of a text, so that they alone are switched off.
#pragma once

#include <vector>

#include "event/event_log.h"
#include "history/range_set.h"
#include "history/undo_stacks.h"
#include "merge/tracker.h"
#include "text/position.h"

namespace varve::history {

/// A part of a text in the newest version, by the characters that are in it.
struct TextPart {
    event::ObjectId sequence;
    text::Range range;
    RangeSet visible;  // inserted units that are seen in it
    RangeSet hidden;   // that would be seen in it, or at its ends, if they came back
};
/// `range`: within the text (CHECKed). Cost: O(items log n).
[[nodiscard]] TextPart textPartOf(const merge::Tracker& tracker, const event::ObjectId& sequence, text::Range range);

/// The liveness operations that take the step back as far as it lies in the part: text that it wrote there, deletions
/// of text there, formats that end within it, and what it made of blocks and objects that begin in it. A step's
/// switches (of a restore) stay. Empty when nothing of it has an effect there. Cost: O(units of the step log n).
[[nodiscard]] std::vector<event::Operation> undoOperationsInside(const event::EventLog& log,
                                                                 const merge::Tracker& tracker, const UndoStep& step,
                                                                 const TextPart& part);

}  // namespace varve::history

// Where in the text of the body a change is to be looked at: for who took a step back and wants to see what it did.
#pragma once

#include <optional>

#include "document/patch.h"
#include "event/event_log.h"
#include "merge/tracker.h"
#include "text/position.h"
#include "text/rope.h"

namespace varve::replica {

/// The changed range of the body's text and formats. Where it has no change: the block, the embed or the commented text
/// whose properties changed, the embed in whose cells or caption something changed. Nothing for what is nowhere, like
/// the document's own properties. `tracker` and `text` are of the version that `patch` leads to. Cost: O(log n).
[[nodiscard]] std::optional<text::Range> changedPlace(const event::EventLog& log, const merge::Tracker& tracker,
                                                      const text::Rope& text, const document::DocumentPatch& patch);

}  // namespace varve::replica

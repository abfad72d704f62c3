// Objects of a version by their place and places by object, out of a tracker that shows the version: patches carry the
// formats and registers of what they add, but not the identities.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "merge/tracker.h"
#include "text/position.h"

namespace varve::history {

/// A visible character: breaks and embeds are objects too.
struct ObjectPlace {
    event::ObjectId sequence;
    text::Offset offset;
    friend bool operator==(const ObjectPlace&, const ObjectPlace&) = default;
};

/// An inserted unit and the sequence that it belongs to.
struct Character {
    event::LocalVersion event;
    event::ObjectId sequence;
};
/// Nothing when the log does not know the id, or when it inserted nothing.
[[nodiscard]] std::optional<Character> characterOf(const event::EventLog& log, const event::EventId& id);

/// Ids of the characters at `offsets`, each below the sequence's count (CHECKed). Cost: O(log n) each.
[[nodiscard]] std::vector<event::EventId> idsAt(const event::EventLog& log, const merge::Tracker& tracker,
                                                merge::View view, const event::ObjectId& sequence,
                                                std::span<const text::Offset> offsets);
/// Where a character is seen; nothing when it is not, or is none. Cost: O(log n).
[[nodiscard]] std::optional<ObjectPlace> placeOf(const event::EventLog& log, const merge::Tracker& tracker,
                                                 merge::View view, const event::EventId& id);

/// The text of a sequence with its formats, as a patch from nothing. Cost: O(text).
[[nodiscard]] document::Patch textOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view,
                                     const event::ObjectId& sequence);

}  // namespace varve::history

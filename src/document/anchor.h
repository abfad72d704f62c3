// An anchor: a place in a sequence that stays with its character through edits, undo and merges. Carets of colleagues,
// scroll positions and comments use it. Resolved by the tracker.
#pragma once

#include <optional>

#include "event/ids.h"

namespace varve::document {

enum class Side : std::uint8_t { kBefore, kAfter };

/// Before or after one character; without a character it is the start (kAfter nothing) or end (kBefore nothing).
struct Anchor {
    std::optional<event::EventId> character;
    Side side = Side::kAfter;
    friend bool operator==(const Anchor&, const Anchor&) = default;
};

}  // namespace varve::document

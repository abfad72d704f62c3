// The closed set of operations: what one event says happened. Offsets are scalars in the version given by the event's
// parents. Values only; the rules for merging them are in src/merge. Marks, registers and further sequences are part of
// the format from its first version.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "event/ids.h"
#include "text/position.h"

namespace varve::event {

/// The body text, the document itself, the block before the first break, or the object that an event created.
enum class WellKnownObject : std::uint8_t { kBody, kDocument, kFirstBlock };
using ObjectId = std::variant<WellKnownObject, EventId>;

/// Value of a mark or register; monostate is null and removes.
using Value = std::variant<std::monostate, bool, std::int64_t, std::string>;

/// Forward: the Delete key, lowest scalar first. Backward: Backspace, highest scalar first.
enum class Direction : std::uint8_t { kForward, kBackward };

/// Consecutive scalars typed or pasted at `offset`. Text: valid UTF-8, not empty. A break (U+000A) starts a block, an
/// embed is U+FFFC. One unit a scalar.
struct Insert {
    ObjectId sequence = WellKnownObject::kBody;
    text::Offset offset;
    std::string text;
    friend bool operator==(const Insert&, const Insert&) = default;
};

/// `count` (at least 1) scalars from the lowest offset `offset`. One unit a scalar, in the order of `direction`.
struct Delete {
    ObjectId sequence = WellKnownObject::kBody;
    text::Offset offset;
    std::uint32_t count = 0;
    Direction direction = Direction::kForward;
    friend bool operator==(const Delete&, const Delete&) = default;
};

/// Formatting or a comment on [begin, end), begin < end. One unit.
struct Mark {
    ObjectId sequence = WellKnownObject::kBody;
    text::Offset begin;
    text::Offset end;
    std::string key;
    Value value;
    bool expandBegin = false;
    bool expandEnd = false;
    friend bool operator==(const Mark&, const Mark&) = default;
};

/// Writes a last-writer-wins register of an object. One unit.
struct Set {
    ObjectId object = WellKnownObject::kDocument;
    std::string key;
    Value value;
    friend bool operator==(const Set&, const Set&) = default;
};

/// Switches earlier events off or on: undo, redo, restore, set removal. Targets: not empty, ancestors of this event,
/// each unit at most once. One unit.
struct Liveness {
    std::vector<EventSpan> targets;
    bool alive = false;
    friend bool operator==(const Liveness&, const Liveness&) = default;
};

using Operation = std::variant<Insert, Delete, Mark, Set, Liveness>;

/// Number of event ids the operation consumes. Cost: O(text) for an insert.
[[nodiscard]] std::uint32_t unitCount(const Operation& operation);

}  // namespace varve::event

// Where the objects of the version shown stand: the answers come from the newest state of a replica, or from the moment
// that history mode shows. A port, because both and the tests have answers of their own.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "document/patch.h"
#include "event/ids.h"
#include "event/operation.h"
#include "history/object_places.h"
#include "text/position.h"

namespace varve::projection {

class ObjectSource {
  public:
    using Place = history::ObjectPlace;

    virtual ~ObjectSource() = default;
    /// Ids of the characters at `offsets` (ascending, each below the count) of a sequence of the version shown now.
    [[nodiscard]] virtual std::vector<event::EventId> idsAt(const event::ObjectId& sequence,
                                                            std::span<const text::Offset> offsets) const = 0;
    /// Where the character is seen; nothing when it is not, or is no character.
    [[nodiscard]] virtual std::optional<Place> placeOf(const event::EventId& id) const = 0;
    /// The text of a sequence with its formats, as a patch from nothing: additions only. Empty for a sequence in which
    /// nothing is seen, or that nobody knows.
    [[nodiscard]] virtual document::Patch textOf(const event::ObjectId& sequence) const = 0;
};

}  // namespace varve::projection

// A stretch of one of the document's texts: the body, the cell of a table, a caption. A value.
#pragma once

#include <compare>

#include "event/ids.h"
#include "event/operation.h"
#include "text/position.h"

namespace varve::projection {

struct TextRange {
    event::ObjectId sequence = event::ObjectId{event::WellKnownObject::kBody};
    text::Range range{};
    friend bool operator==(const TextRange&, const TextRange&) = default;
};

}  // namespace varve::projection

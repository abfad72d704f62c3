// Where a text beside the body stands on the page: in a cell of a table, or below a picture. A value.
#pragma once

#include <optional>

#include "event/ids.h"
#include "projection/table.h"

namespace varve::ui {

struct InsetPlace {
    using Cell = projection::TableCell;
    event::EventId embed;           // the table, or the picture whose caption it is
    std::optional<Cell> cell = {};  // nothing: a caption
    friend bool operator==(const InsetPlace&, const InsetPlace&) = default;
};

/// Out of a text beside the body, over its edges.
enum class InsetExit : unsigned char { kBefore, kAfter, kAbove, kBelow };

}  // namespace varve::ui

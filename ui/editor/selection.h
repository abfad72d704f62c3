// The selection: where it began and where the caret is. A value.
#pragma once

#include <algorithm>

#include "text/position.h"

namespace varve::ui {

struct Selection {
    text::Offset anchor;
    text::Offset caret;

    [[nodiscard]] bool isEmpty() const { return anchor == caret; }
    [[nodiscard]] text::Range range() const { return {std::min(anchor, caret), std::max(anchor, caret)}; }
    friend bool operator==(const Selection&, const Selection&) = default;
};

}  // namespace varve::ui

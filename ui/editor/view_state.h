// What a view shows besides its text: where the reader is, and how the page looks. Values.
#pragma once

#include <QtGlobal>
#include <cstdint>
#include <optional>

#include "text/position.h"
#include "ui/editor/inset_place.h"
#include "ui/editor/selection.h"

namespace varve::ui {

/// Where the reader was: to come back to after a visit to the past.
struct ViewState {
    Selection selection;
    text::Offset line;   // first visible line
    qreal distance = 0;  // of that line from the viewport's top
    /// The cell or caption that the caret was in, and what was selected there.
    std::optional<InsetPlace> inset = std::nullopt;
    Selection insetSelection = {};
};

/// The page of now, or the tinted page of a past moment.
enum class PageLook : std::uint8_t { kNow, kPast };

}  // namespace varve::ui

// The caret of a colleague as the view shows it. A value; the window resolves anchors and hands it over.
#pragma once

#include <QColor>
#include <QString>
#include <cstdint>

#include "event/operation.h"
#include "text/position.h"

namespace varve::ui {

struct RemoteCaret {
    std::uint64_t id = 0;  // stable while the colleague is connected
    QString name;
    QColor colour;
    event::ObjectId sequence = event::WellKnownObject::kBody;  // the text that it is in
    text::Offset caret;
    text::Range selection;  // empty when nothing is selected
    friend bool operator==(const RemoteCaret&, const RemoteCaret&) = default;
};

}  // namespace varve::ui

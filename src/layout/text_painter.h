// A stretch of a laid-out text with everything that belongs to it: panels, bars, lines, markers, embeds. What a cell, a
// caption and a page of paper have in common; the page on the screen paints selections and carets in between and goes
// its own way.
#pragma once

#include <QPainter>
#include <functional>

#include "layout/document_layout.h"

namespace varve::layout {

using PaintEmbed = std::function<void(QPainter& painter, const projection::BlockEmbed& embed, const QRectF& box)>;

/// Paints in the coordinates of `text`, between two heights of it.
using PaintPart = std::function<void(QPainter& painter, DocumentLayout& text, qreal top, qreal bottom)>;

/// What others put between and over it; each may be absent.
struct TextPainting {
    PaintEmbed embed{};  // else an empty box
    PaintPart below{};   // behind the letters, over panels and bars
    PaintPart above{};
};

/// Blocks between two heights of `text`, its top left corner at `origin`. Lays out what it needs.
void paintText(QPainter& painter, DocumentLayout& text, QPointF origin, qreal top, qreal bottom,
               const TextPainting& painting);

}  // namespace varve::layout

// What stands around the lines of a block, on the screen and on paper alike: panels behind code, bars beside quotes,
// bullets, numbers and check boxes. Functions of values; who calls them knows which part of a block is on display.
// Painting goes in the coordinates of the column: x from its left edge, y where the caller puts it.
#pragma once

#include <QPainter>
#include <QRectF>
#include <QString>

#include "layout/block_layout.h"
#include "layout/style_sheet.h"

namespace varve::layout {

/// A part of a block between two heights. Whether it begins and ends what its neighbours of the same kind continue:
/// the lines of a piece of code are blocks of their own, and a page may end within one.
struct BackPart {
    qreal top = 0;
    qreal bottom = 0;
    bool begins = true;
    bool ends = true;
};

/// The panel or the bar of code and quotes; nothing for other kinds.
void paintBack(QPainter& painter, const StyleSheet& sheet, const BlockLayout& block, const BackPart& part);

/// The bullet, number or box of a list item. `place`: where the first line of the text begins, on its baseline.
/// `number`: as it is shown, for numbered items.
void paintMarker(QPainter& painter, const StyleSheet& sheet, const BlockLayout& block, QPointF place,
                 const QString& number);
[[nodiscard]] QRectF checkBoxRect(const StyleSheet& sheet, const BlockLayout& block, QPointF place);

}  // namespace varve::layout

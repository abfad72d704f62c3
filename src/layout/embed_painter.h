// How large the embeds of a text are shown, and how those that need no other text are painted, on the screen and on
// paper alike: rules, pictures, and the box that stands for what is not known. Tables are in table_layout.h.
#pragma once

#include <QImage>
#include <QPainter>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include "layout/style_sheet.h"
#include "projection/block.h"

namespace varve::layout {

/// No picture is shown narrower, in pixels, so that its handle can be taken hold of.
inline constexpr qreal kLeastPictureWidth = 16;

/// Size in a column of a width; of a table, which only its layout knows, one for an empty one.
[[nodiscard]] QSizeF embedSize(const projection::BlockEmbed& embed, const StyleSheet& sheet, qreal width);

void paintRule(QPainter& painter, const StyleSheet& sheet, const QRectF& box);
/// A picture, or, where that is null, a box with words in its place.
void paintPicture(QPainter& painter, const StyleSheet& sheet, const QRectF& box, const QImage& image,
                  const QString& words);
/// Stands for what cannot be shown; `words` may be empty.
void paintEmptyBox(QPainter& painter, const StyleSheet& sheet, const QRectF& box, const QString& words = {});

}  // namespace varve::layout

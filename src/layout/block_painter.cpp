#include "layout/block_painter.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

namespace varve::layout {

using document::BlockType;

namespace {

/// Between a list's text and what stands beside it.
qreal markerGap(const StyleSheet& sheet) {
    return std::round(sheet.base().averageAdvance * 1.1);
}

void paintBullet(QPainter& painter, const QColor& ink, int indent, const QRectF& dot) {
    const qreal radius = dot.width() / 2;
    painter.setPen(indent % 3 == 1 ? QPen(ink, radius * 0.45) : QPen(Qt::NoPen));
    painter.setBrush(indent % 3 == 1 ? QBrush(Qt::NoBrush) : QBrush(ink));
    if (indent % 3 == 2) {
        painter.drawRect(dot.adjusted(radius * 0.15, radius * 0.15, -radius * 0.15, -radius * 0.15));
    } else {
        painter.drawEllipse(dot);
    }
}

void paintCheckBox(QPainter& painter, const StyleSheet& sheet, bool isChecked, const QRectF& box) {
    const PageColours& colours = sheet.colours();
    painter.setPen(QPen(isChecked ? colours.link : colours.muted, 1.4 * sheet.hairline()));
    painter.setBrush(isChecked ? QBrush(colours.link) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(box, 2.5 * sheet.hairline(), 2.5 * sheet.hairline());
    if (!isChecked) return;
    painter.setPen(QPen(colours.page, box.width() * 0.13, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto at = [&box](qreal x, qreal y) {
        return QPointF(box.left() + box.width() * x, box.top() + box.height() * y);
    };
    painter.drawPolyline(QPolygonF{{at(0.22, 0.52), at(0.42, 0.72), at(0.78, 0.3)}});
}

}  // namespace

void paintBack(QPainter& painter, const StyleSheet& sheet, const BlockLayout& block, const BackPart& part) {
    const BlockType type = block.block()->shownAttributes().type;
    const qreal pad = std::round(sheet.base().averageAdvance);
    if (type == BlockType::kCode) {
        const qreal above = part.begins ? std::round(pad * 0.5) : 0;
        const qreal below = part.ends ? std::round(pad * 0.5) : 0;
        painter.fillRect(QRectF(block.left() - pad, part.top - above, block.width() + 2 * pad,
                                part.bottom - part.top + above + below),
                         sheet.colours().panel);
    } else if (type == BlockType::kQuote) {
        const qreal width = std::max(2.0 * sheet.hairline(), std::round(sheet.base().lineHeight / 10));
        const qreal x = block.isRightToLeft() ? block.left() + block.width() + pad * 1.5 : block.left() - pad * 1.7;
        painter.fillRect(QRectF(std::round(x), part.top, width, part.bottom - part.top), sheet.colours().rule);
    }
}

void paintMarker(QPainter& painter, const StyleSheet& sheet, const BlockLayout& block, QPointF place,
                 const QString& number) {
    const document::BlockAttributes& attributes = block.block()->shownAttributes();
    const PageColours& colours = sheet.colours();
    const QFontMetricsF metrics(block.style().text.font);
    const qreal gap = markerGap(sheet);
    const qreal side = block.isRightToLeft() ? place.x() + block.width() + gap : place.x() - gap;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (attributes.type == BlockType::kNumber) {
        painter.setPen(colours.muted);
        painter.setFont(block.style().text.font);
        const qreal width = metrics.horizontalAdvance(number);
        painter.drawText(QPointF(block.isRightToLeft() ? side : side - width, place.y()), number);
    } else if (attributes.type == BlockType::kBullet) {
        const qreal radius = metrics.xHeight() * 0.3;
        const qreal x = block.isRightToLeft() ? side + radius : side - radius;
        const qreal middle = place.y() - metrics.xHeight() / 2;
        paintBullet(painter, colours.ink, attributes.indent,
                    QRectF(x - radius, middle - radius, 2 * radius, 2 * radius));
    } else {
        paintCheckBox(painter, sheet, attributes.isChecked, checkBoxRect(sheet, block, place));
    }
    painter.restore();
}

QRectF checkBoxRect(const StyleSheet& sheet, const BlockLayout& block, QPointF place) {
    const QFontMetricsF metrics(block.style().text.font);
    const qreal size = std::round(metrics.capHeight() * 1.15);
    const qreal gap = markerGap(sheet);
    const qreal left = block.isRightToLeft() ? place.x() + block.width() + gap : place.x() - gap - size;
    return {std::round(left) + 0.5, std::round(place.y() - metrics.capHeight() / 2 - size / 2) + 0.5, size, size};
}

}  // namespace varve::layout

#include "layout/embed_painter.h"

#include <algorithm>
#include <cmath>

#include "document/embed_schema.h"

namespace varve::layout {

namespace {

constexpr qreal kPointsPerPixel = 0.75;  // at 96 dots an inch
constexpr qreal kWordsMargin = 8;        // hairlines

}  // namespace

QSizeF embedSize(const projection::BlockEmbed& embed, const StyleSheet& sheet, qreal width) {
    const qreal side = std::round(sheet.base().lineHeight * 0.7);
    if (!embed.attributes) return {side, side};
    const std::string_view type = document::textOf(*embed.attributes, document::embed_key::kType);
    if (type == document::kRuleType) return {width, side};
    if (type == document::kTableType) return {width, std::round(sheet.base().lineHeight * 2)};
    if (type != document::kImageType) return {side, side};
    const document::ImageAttributes image = document::imageAttributesOf(*embed.attributes);
    // A picture of unknown size is a box of the proportions that most have.
    const qreal naturalWidth = image.pixelWidth > 0 ? image.pixelWidth : 400;
    const qreal naturalHeight = image.pixelHeight > 0 ? image.pixelHeight : 300;
    const qreal points = image.width > 0 ? image.width / 100.0 : naturalWidth * kPointsPerPixel;
    const qreal shown =
        std::clamp(std::round(points * sheet.pixelsPerPoint()), std::min(kLeastPictureWidth, width), width);
    return {shown, std::max(1.0, std::round(shown * naturalHeight / naturalWidth))};
}

void paintRule(QPainter& painter, const StyleSheet& sheet, const QRectF& box) {
    painter.fillRect(QRectF(box.left(), std::round(box.center().y()), box.width(), sheet.hairline()),
                     sheet.colours().rule);
}

void paintPicture(QPainter& painter, const StyleSheet& sheet, const QRectF& box, const QImage& image,
                  const QString& words) {
    painter.save();
    if (image.isNull()) {
        paintEmptyBox(painter, sheet, box, words);
    } else {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(box, image);
    }
    painter.restore();
}

void paintEmptyBox(QPainter& painter, const StyleSheet& sheet, const QRectF& box, const QString& words) {
    const qreal half = sheet.hairline() / 2;
    painter.setPen(QPen(sheet.colours().rule, sheet.hairline()));
    painter.setBrush(sheet.colours().panel);
    painter.drawRect(box.adjusted(half, half, -half, -half));
    if (words.isEmpty()) return;
    painter.setPen(sheet.colours().muted);
    const qreal margin = kWordsMargin * sheet.hairline();
    painter.drawText(box.adjusted(margin, margin, -margin, -margin), Qt::AlignCenter | Qt::TextWordWrap, words);
}

}  // namespace varve::layout

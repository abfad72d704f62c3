#include "ui/format/colour_choices.h"

#include <QPainter>
#include <QPixmap>

namespace varve::ui {

QIcon colourIcon(const QColor& colour) {
    QPixmap pixmap(16, 16);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    if (colour.isValid()) painter.setBrush(colour);
    painter.setPen(colour.isValid() ? QColor(0, 0, 0, 60) : QColor(128, 128, 128));
    painter.drawRoundedRect(QRectF(1.5, 1.5, 13, 13), 3, 3);
    return QIcon(pixmap);
}

}  // namespace varve::ui

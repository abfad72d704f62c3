#include "ui/comments/remark_text.h"

#include <QPainter>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

namespace varve::ui {

RemarkText::RemarkText(const QString& text, int linesMax, QWidget* parent)
    : QWidget(parent), m_text(text), m_linesMax(linesMax) {
    m_text.replace(u'\n', QChar::LineSeparator);
    setAccessibleName(text);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

RemarkText::Lines RemarkText::layOut(QTextLayout& layout, int width) const {
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    Lines lines;
    qreal y = 0;
    while (!lines.isCut) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(std::max(1, width));
        line.setPosition({0, y});
        y += std::ceil(line.height() * 1.08);
        ++lines.count;
        lines.isCut = lines.count == m_linesMax && line.textStart() + line.textLength() < m_text.size();
    }
    layout.endLayout();
    lines.height = static_cast<int>(std::ceil(y));
    return lines;
}

int RemarkText::heightForWidth(int width) const {
    QTextLayout layout(m_text, font());
    return layOut(layout, width).height;
}

void RemarkText::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::Text));
    QTextLayout layout(m_text, font());
    const Lines lines = layOut(layout, width());
    for (int index = 0; index < lines.count; ++index) {
        const QTextLine line = layout.lineAt(index);
        if (!lines.isCut || index + 1 < lines.count) {
            line.draw(&painter, {0, 0});
            continue;
        }
        const QString rest = m_text.mid(line.textStart(), line.textLength()).trimmed() + QStringLiteral("……");
        painter.drawText(QPointF(0, line.y() + line.ascent()), fontMetrics().elidedText(rest, Qt::ElideRight, width()));
    }
}

}  // namespace varve::ui

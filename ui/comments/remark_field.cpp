#include "ui/comments/remark_field.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kLinesMax = 8;
constexpr int kPadding = 6;

bool isSend(const QKeyEvent& event) {
    const bool isEnter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    return isEnter && event.modifiers().testFlag(Qt::ControlModifier);
}

}  // namespace

RemarkField::RemarkField(const QString& words, QWidget* parent) : QPlainTextEdit(parent) {
    setPlaceholderText(words);
    setAccessibleName(words);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setViewportMargins(0, kPadding - 3, 0, kPadding - 3);
    document()->setDocumentMargin(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, [this] {
        updateGeometry();
        Q_EMIT heightChanged();
    });
}

QSize RemarkField::sizeHint() const {
    // The layout of a plain text counts its height in lines.
    const int lines = std::clamp(static_cast<int>(document()->size().height()), 1, kLinesMax);
    return {120, lines * fontMetrics().lineSpacing() + 2 * kPadding};
}

bool RemarkField::event(QEvent* event) {
    // Before the window's own actions of these keys.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        if (isSend(key) || key.key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void RemarkField::keyPressEvent(QKeyEvent* event) {
    if (isSend(*event)) {
        Q_EMIT sent();
    } else if (event->key() == Qt::Key_Escape) {
        Q_EMIT left();
    } else {
        QPlainTextEdit::keyPressEvent(event);
    }
}

void RemarkField::paintEvent(QPaintEvent* event) {
    QPlainTextEdit::paintEvent(event);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColours colours = themeColours(palette());
    painter.setPen(QPen(hasFocus() ? colours.accent : colours.hairline, 1));
    painter.drawLine(QPointF(0, viewport()->height() - 0.5), QPointF(viewport()->width(), viewport()->height() - 0.5));
}

}  // namespace varve::ui

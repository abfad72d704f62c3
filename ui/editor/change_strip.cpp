#include "ui/editor/change_strip.h"

#include <QAbstractScrollArea>
#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

#include "ui/editor/change_marks.h"

namespace varve::ui {

namespace {

constexpr int kWidth = 8;
constexpr int kDelayMs = 40;
constexpr int kTickHeightMin = 3;

}  // namespace

ChangeStrip::ChangeStrip(QAbstractScrollArea& area, KindsSource kinds)
    : QWidget(&area), m_area(area), m_source(std::move(kinds)) {
    setObjectName(QStringLiteral("changeStrip"));
    setFocusPolicy(Qt::NoFocus);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("Where words came and went"));
    m_timer.setSingleShot(true);
    m_timer.setInterval(kDelayMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_kinds = m_source(height());
        update();
    });
    connect(area.verticalScrollBar(), &QScrollBar::rangeChanged, this, &ChangeStrip::refresh);
    area.viewport()->installEventFilter(this);
    place();
}

void ChangeStrip::place() {
    const QRect page = m_area.viewport()->geometry();
    setGeometry(page.right() + 1 - kWidth, page.top(), kWidth, page.height());
}

void ChangeStrip::setColours(const Colours& colours) {
    if (colours == m_colours) return;
    m_colours = colours;
    update();
}

void ChangeStrip::refresh() {
    if (isVisible() && !m_timer.isActive()) m_timer.start();
}

bool ChangeStrip::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_area.viewport() && event->type() == QEvent::Resize) {
        place();
        refresh();
    }
    return QWidget::eventFilter(watched, event);
}

void ChangeStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const auto paint = [&](std::uint8_t kind, const QColor& colour, int left, int wide) {
        for (std::size_t begin = 0; begin < m_kinds.size(); ++begin) {
            if ((m_kinds[begin] & kind) == 0) continue;
            std::size_t end = begin + 1;
            while (end < m_kinds.size() && (m_kinds[end] & kind) != 0)
                ++end;
            const int tall = std::max(kTickHeightMin, static_cast<int>(end - begin));
            painter.fillRect(left, static_cast<int>(begin), wide, tall, colour);
            begin = end;
        }
    };
    // Side by side, so that a place with both shows both.
    paint(kLooksChanged, m_colours.looks, 1, 2);
    paint(kWordsCame, m_colours.inserted, 1, 3);
    paint(kWordsWent, m_colours.removed, 4, 3);
}

void ChangeStrip::mousePressEvent(QMouseEvent* event) {
    event->accept();
    if (event->button() != Qt::LeftButton || height() == 0) return;
    Q_EMIT
    placeRequested(std::clamp(event->position().y() / height(), 0.0, 1.0));
}

void ChangeStrip::mouseReleaseEvent(QMouseEvent* event) {
    event->accept();
}

}  // namespace varve::ui

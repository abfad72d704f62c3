#include "ui/editor/scroll_ticks.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>

namespace varve::ui {

namespace {

constexpr int kInset = 2;
constexpr int kTickHeightMin = 2;
constexpr int kCurrentHeightMin = 4;

}  // namespace

ScrollTicks::ScrollTicks(QScrollBar* bar) : QWidget(bar) {
    setObjectName(QStringLiteral("scrollTicks"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setGeometry(bar->rect());
    bar->installEventFilter(this);
}

void ScrollTicks::setTicks(std::vector<Tick> ticks, const QColor& colour) {
    if (ticks == m_ticks && colour == m_colour) return;
    m_ticks = std::move(ticks);
    m_colour = colour;
    update();
}

void ScrollTicks::setCurrent(const Tick& current, const QColor& colour) {
    if (current == m_current && colour == m_currentColour) return;
    m_current = current;
    m_currentColour = colour;
    update();
}

bool ScrollTicks::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parent() && event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void ScrollTicks::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const auto paint = [&](const Tick& tick, int heightMin, int inset, const QColor& colour) {
        const int tall = std::max(heightMin, tick.end - tick.begin);
        painter.fillRect(QRect(inset, std::min(tick.begin, height() - tall), width() - 2 * inset, tall), colour);
    };
    for (const Tick& tick : m_ticks)
        paint(tick, kTickHeightMin, kInset + 1, m_colour);
    if (m_current.end > m_current.begin) paint(m_current, kCurrentHeightMin, kInset - 1, m_currentColour);
}

}  // namespace varve::ui

#include "ui/history/colour_legend.h"

#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <utility>

#include "layout/colour_mixing.h"
#include "ui/plain_tool_tip.h"
#include "ui/theme.h"
#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

constexpr int kMargin = 10;
constexpr qreal kSwatchWidth = 20;
constexpr qreal kStepWidth = 30;  // of a scale
constexpr qreal kSwatchHeight = 12;
constexpr qreal kGap = 6;
constexpr qreal kItemGap = 18;
constexpr qreal kNameWidthMax = 180;

}  // namespace

ColourLegend::ColourLegend(QMenu* choice, QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("colourLegend"));
    m_choice = new QToolButton(this);
    m_choice->setObjectName(QStringLiteral("colourChoice"));
    m_choice->setAutoRaise(true);
    m_choice->setToolTip(tr("What the colours mean"));
    choice->setParent(m_choice, choice->windowFlags());
    connect(m_choice, &QToolButton::clicked, choice,
            [this, choice] { choice->popup(m_choice->mapToGlobal(QPoint(0, -choice->sizeHint().height()))); });
    m_close = new QToolButton(this);
    m_close->setObjectName(QStringLiteral("colourClose"));
    m_close->setAutoRaise(true);
    m_close->setIcon(themeIcon(QStringLiteral("close")));
    m_close->setIconSize(QSize(14, 14));
    m_close->setToolTip(tr("Show the page without these colours"));
    m_close->setAccessibleName(m_close->toolTip());
    connect(m_close, &QToolButton::clicked, this, &ColourLegend::closeRequested);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kMargin, 3, kMargin, 3);
    layout->addWidget(m_choice);
    layout->addStretch(1);
    layout->addWidget(m_close);
}

void ColourLegend::setItems(const QString& title, std::vector<Item> items, bool isScale) {
    const QString words = title + QStringLiteral(" ▾");
    if (m_choice->text() == words && m_items == items && m_isScale == isScale) return;
    m_choice->setText(words);
    m_choice->setAccessibleName(tr("%1, what the colours on the page mean").arg(title));
    m_items = std::move(items);
    m_isScale = isScale;
    QStringList names;
    for (const Item& item : m_items) {
        if (!item.name.isEmpty()) names += item.name;
    }
    setAccessibleName(tr("%1: %2", "Colours by author: Ana, Bo").arg(title, names.join(QStringLiteral(", "))));
    layout()->activate();
    place();
    update();
}

void ColourLegend::setPageColour(const QColor& colour) {
    m_page = colour;
    update();
}

void ColourLegend::place() {
    m_places.clear();
    m_rest.clear();
    const qreal left = m_choice->geometry().right() + kGap * 2;
    const QRectF room(left, 0, m_close->geometry().left() - kGap - left, height());
    if (room.width() <= kSwatchWidth) return;
    m_isScale ? placeScale(room) : placeNames(room);
}

/// One after the other; those that find no room are counted.
void ColourLegend::placeNames(QRectF room) {
    const QFontMetricsF metrics(font());
    const auto restWords = [](std::size_t count) {
        return tr("+%1", "and so many more").arg(QLocale().toString(count));
    };
    const qreal restWidth = metrics.horizontalAdvance(restWords(m_items.size())) + kGap;
    qreal x = room.left();
    for (std::size_t index = 0; index < m_items.size(); ++index) {
        const bool isLast = index + 1 == m_items.size();
        const qreal width = std::ceil(std::min(kNameWidthMax, metrics.horizontalAdvance(m_items[index].name)) + 1);
        const qreal end = x + kSwatchWidth + kGap + width;
        if (end > room.right() - (isLast ? 0 : restWidth)) {
            m_rest = restWords(m_items.size() - index);
            m_restPlace = QRectF(x, 0, restWidth, room.height());
            return;
        }
        Place place;
        place.swatch = QRectF(x, (room.height() - kSwatchHeight) / 2, kSwatchWidth, kSwatchHeight);
        place.name = QRectF(x + kSwatchWidth + kGap, 0, width, room.height());
        place.shown = metrics.elidedText(m_items[index].name, Qt::ElideRight, width);
        m_places.push_back(place);
        x = end + kItemGap;
    }
}

/// The ends are named where there is room for their names.
void ColourLegend::placeScale(QRectF room) {
    if (m_items.empty()) return;
    const QFontMetricsF metrics(font());
    const auto count = static_cast<qreal>(m_items.size());
    const auto widthOf = [&](const Item& item) { return std::ceil(metrics.horizontalAdvance(item.name)) + 1; };
    const qreal first = widthOf(m_items.front());
    const qreal last = widthOf(m_items.back());
    const bool areNamed = first + last + 2 * kGap + count * kStepWidth <= room.width();
    const qreal step = std::floor(std::min(kStepWidth, room.width() / count));
    qreal x = std::ceil(room.left());
    const qreal top = std::floor((room.height() - kSwatchHeight) / 2);
    if (areNamed) x += first + kGap;
    for (std::size_t index = 0; index < m_items.size(); ++index) {
        Place place;
        place.swatch = QRectF(x, top, step, kSwatchHeight);
        x += step;
        if (areNamed && index == 0) {
            place.name = QRectF(room.left(), 0, first, room.height());
            place.shown = m_items[index].name;
        } else if (areNamed && index + 1 == m_items.size()) {
            place.name = QRectF(x + kGap, 0, last, room.height());
            place.shown = m_items[index].name;
        }
        m_places.push_back(place);
    }
}

void ColourLegend::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
}

bool ColourLegend::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::FontChange) {
        const bool isDone = QWidget::event(event);
        place();
        update();
        return isDone;
    }
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QStringList tips;
    for (std::size_t index = 0; index < m_items.size(); ++index) {
        const bool isShown = index < m_places.size();
        const QPointF at = help->pos();
        if (isShown ? m_places[index].swatch.adjusted(0, -6, 0, 6).contains(at) || m_places[index].name.contains(at)
                    : m_restPlace.contains(at)) {
            tips += m_items[index].tip;
        }
    }
    if (tips.isEmpty()) {
        QToolTip::hideText();
    } else {
        QToolTip::showText(help->globalPos(), plainToolTip(tips.join(u'\n')), this);
    }
    return true;
}

void ColourLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const ThemeColours colours = themeColours(palette());
    painter.fillRect(QRect(0, height() - 1, width(), 1), colours.hairline);
    for (std::size_t index = 0; index < m_places.size(); ++index) {
        const Item& item = m_items[index];
        const Place& place = m_places[index];
        if (m_isScale) {
            painter.fillRect(place.swatch, m_page);
            painter.fillRect(place.swatch, item.tint);
        } else {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(item.line);
            painter.setBrush(m_page);
            const QRectF frame = place.swatch.adjusted(0.5, 0.5, -0.5, -0.5);
            painter.drawRoundedRect(frame, 3, 3);
            painter.setBrush(item.tint);
            painter.drawRoundedRect(frame, 3, 3);
            painter.setRenderHint(QPainter::Antialiasing, false);
        }
        painter.setPen(m_isScale ? colours.muted : palette().color(QPalette::WindowText));
        painter.drawText(place.name, Qt::AlignLeft | Qt::AlignVCenter, place.shown);
    }
    if (m_isScale && !m_places.empty()) {
        const QRectF whole = m_places.front().swatch.united(m_places.back().swatch);
        painter.setPen(layout::mixed(colours.hairline, colours.muted, 0.3));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(whole.adjusted(-0.5, -0.5, 0.5, 0.5));
    }
    if (m_rest.isEmpty()) return;
    painter.setPen(colours.muted);
    painter.drawText(m_restPlace, Qt::AlignLeft | Qt::AlignVCenter, m_rest);
}

}  // namespace varve::ui

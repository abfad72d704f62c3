#include "ui/history/timeline_overview.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kHeight = 20;
constexpr double kMargin = 2;
constexpr double kEdgeReach = 5;
constexpr double kWindowWidthMin = 6;

}  // namespace

TimelineOverview::TimelineOverview(TimelineSlider& slider, QWidget* parent) : QWidget(parent), m_slider(slider) {
    setObjectName(QStringLiteral("timelineOverview"));
    setAccessibleName(tr("Overview of the history"));
    setToolTip(tr("The whole history. Drag the window to look elsewhere, its edges to see more or less."));
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&m_slider, &TimelineSlider::visibleChanged, this, &TimelineOverview::showWindow);
}

void TimelineOverview::setSources(const TimelineSources& sources) {
    m_sources = sources;
    redraw();
}

void TimelineOverview::redraw() {
    m_picture = QPixmap();
    update();
}

/// The window moves over the same picture, unless it is on another axis.
void TimelineOverview::showWindow() {
    if (m_slider.shownAxis() != m_drawnAxis) m_picture = QPixmap();
    update();
}

QSize TimelineOverview::sizeHint() const {
    return {400, kHeight};
}

QSize TimelineOverview::minimumSizeHint() const {
    return {80, kHeight};
}

double TimelineOverview::unitsPerPixel() const {
    const TimelineAxis* axis = m_slider.shownAxis();
    return axis == nullptr ? 0 : axis->length() / std::max(1.0, width() - 2 * kMargin);
}

QRectF TimelineOverview::window() const {
    const double units = unitsPerPixel();
    if (units <= 0) return {};
    const AxisRange visible = m_slider.visible();
    const double middle = kMargin + (visible.begin + visible.end) / 2 / units;
    const double wide = std::max(kWindowWidthMin, visible.length() / units);
    const double left = std::clamp(middle - wide / 2, kMargin, std::max(kMargin, width() - kMargin - wide));
    return {left, 1, wide, height() - 2.0};
}

void TimelineOverview::paintEvent(QPaintEvent*) {
    const TimelineAxis* axis = m_slider.shownAxis();
    if (axis == nullptr || m_sources.timeline == nullptr) return;
    if (m_picture.isNull()) {
        m_drawnAxis = axis;
        TimelineLayout layout;
        layout.left = kMargin;
        layout.width = width() - 2 * kMargin;
        layout.top = 2;
        layout.bottom = height() - 3;
        layout.baseline = std::floor(layout.top + (layout.bottom - layout.top) * 0.68);
        const TimelineScale scale(*axis, layout.frame(0), wholeRange(*axis));
        TimelinePictureOptions options;
        options.size = size();
        options.devicePixelRatio = devicePixelRatioF();
        options.palette = palette();
        options.font = font();
        options.layout = layout;
        m_picture =
            paintTimelinePicture({*m_sources.timeline, *axis, scale, *m_sources.lanes, m_slider.marks()}, options);
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColours colours = themeColours(palette());
    const QRectF place = window();
    if (m_slider.isZoomed()) {
        QColor fill = colours.accent;
        fill.setAlphaF(0.14F);
        QColor edge = colours.accent;
        edge.setAlphaF(0.8F);
        painter.setPen(QPen(edge, 1));
        painter.setBrush(fill);
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
    painter.drawPixmap(0, 0, m_picture);
    // Where the moment shown is, also while it is out of the slider's sight.
    const double x = kMargin + axis->unitsAt(m_slider.position()) / std::max(unitsPerPixel(), 1e-9);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.accent);
    painter.drawRoundedRect(QRectF(std::round(x) - 1, 2, 2, height() - 4), 1, 1);
}

void TimelineOverview::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    redraw();
}

void TimelineOverview::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) redraw();
}

TimelineOverview::Hold TimelineOverview::holdAt(double x) const {
    const QRectF place = window();
    if (std::abs(x - place.left()) <= kEdgeReach) return Hold::kLeftEdge;
    if (std::abs(x - place.right()) <= kEdgeReach) return Hold::kRightEdge;
    return place.contains(QPointF(x, place.center().y())) ? Hold::kWindow : Hold::kNothing;
}

void TimelineOverview::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_slider.shownAxis() == nullptr) {
        QWidget::mousePressEvent(event);
        return;
    }
    const double x = event->position().x();
    m_hold = holdAt(x);
    m_holdX = x;
    if (m_hold == Hold::kNothing) {
        const double half = m_slider.visible().length() / 2;
        const double middle = (x - kMargin) * unitsPerPixel();
        m_slider.setVisible({middle - half, middle + half});
        m_hold = Hold::kWindow;
    }
    event->accept();
}

void TimelineOverview::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (m_hold == Hold::kNothing) {
        const Hold over = holdAt(x);
        const bool isEdge = over == Hold::kLeftEdge || over == Hold::kRightEdge;
        const bool isMovable = over == Hold::kWindow && m_slider.isZoomed();
        setCursor(isEdge ? Qt::SizeHorCursor : isMovable ? Qt::OpenHandCursor : Qt::ArrowCursor);
        return;
    }
    const double shift = (x - m_holdX) * unitsPerPixel();
    AxisRange visible = m_slider.visible();
    const double whole = m_slider.shownAxis()->length();
    if (m_hold == Hold::kWindow) {
        const double moved = std::clamp(shift, -visible.begin, whole - visible.end);
        visible = {visible.begin + moved, visible.end + moved};
    } else if (m_hold == Hold::kLeftEdge) {
        visible.begin = std::clamp(visible.begin + shift, 0.0, visible.end);
    } else {
        visible.end = std::clamp(visible.end + shift, visible.begin, whole);
    }
    m_holdX = x;
    m_slider.setVisible(visible);
    event->accept();
}

void TimelineOverview::mouseReleaseEvent(QMouseEvent* event) {
    m_hold = Hold::kNothing;
    event->accept();
}

void TimelineOverview::wheelEvent(QWheelEvent* event) {
    if (m_slider.shownAxis() == nullptr) {
        event->ignore();
        return;
    }
    const double steps = event->angleDelta().y() / 120.0;
    m_slider.zoomBy(std::pow(1.25, steps));
    event->accept();
}

}  // namespace varve::ui

#include "ui/history/timeline_slider.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/history/timeline_accessible.h"
#include "ui/history/timeline_picture.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kStripHeight = 28;
constexpr int kFullHeight = 84;
constexpr int kAnnounceIntervalMs = 300;
constexpr int kWheelStep = 120;

QFont labelFont(const QFont& font) {
    QFont small(font);
    small.setPointSizeF(std::max(7.5, font.pointSizeF() * 0.88));
    return small;
}

}  // namespace

TimelineSlider::TimelineSlider(QWidget* parent) : QWidget(parent) {
    installTimelineAccessible();
    setObjectName(QStringLiteral("timelineSlider"));
    setAccessibleName(tr("History timeline"));
    setAccessibleDescription(
        tr("Left and Right move by one change, Control with them by one step, Page Up and Page Down by one session."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_requestTimer.setSingleShot(true);
    m_requestTimer.setInterval(0);
    connect(&m_requestTimer, &QTimer::timeout, this, [this] {
        Q_EMIT
        positionRequested(m_position);
    });
    m_announceTimer.setSingleShot(true);
    m_announceTimer.setInterval(kAnnounceIntervalMs);
    connect(&m_announceTimer, &QTimer::timeout, this, &TimelineSlider::announce);
}

void TimelineSlider::setSource(const history::Timeline* timeline, const TimelineAxis* axis) {
    m_timeline = timeline;
    m_axis = axis;
    contentsChanged();
}

void TimelineSlider::contentsChanged() {
    m_position = std::min(m_position, eventCount());
    rescale();
}

void TimelineSlider::setForm(Form form) {
    if (form == m_form) return;
    m_form = form;
    setCursor(form == Form::kStrip ? Qt::PointingHandCursor : Qt::ArrowCursor);
    updateGeometry();
    rescale();
}

std::uint64_t TimelineSlider::eventCount() const {
    return m_timeline == nullptr ? 0 : m_axis->eventCount();
}

void TimelineSlider::setPosition(std::uint64_t position) {
    position = std::min(position, eventCount());
    if (position == m_position) return;
    m_position = position;
    update();
    if (QAccessible::isActive() && !m_announceTimer.isActive()) m_announceTimer.start();
}

void TimelineSlider::setMarks(TimelineMarkKind kind, std::vector<TimelineMark> marks) {
    m_marks.set(kind, std::move(marks));
    update();
}

void TimelineSlider::setNewSince(std::optional<std::uint64_t> position) {
    m_marks.newSince = position;
    update();
}

void TimelineSlider::announce() {
    QAccessibleValueChangeEvent event(this, QVariant::fromValue(static_cast<qulonglong>(m_position)));
    QAccessible::updateAccessibility(&event);
}

QString TimelineSlider::wordsAt(std::uint64_t position) const {
    return m_words ? m_words(position) : QString::number(position);
}

double TimelineSlider::xOf(std::uint64_t position) const {
    return m_axis == nullptr ? 0 : m_scale.xAt(*m_axis, position);
}

QSize TimelineSlider::sizeHint() const {
    return {600, m_form == Form::kStrip ? kStripHeight : kFullHeight};
}

QSize TimelineSlider::minimumSizeHint() const {
    return {120, sizeHint().height()};
}

void TimelineSlider::rescale() {
    m_picture = QPixmap();
    if (m_axis != nullptr) {
        const TimelineLayout layout = stripLayout(size());  // both forms have the same horizontal extent
        m_scale = TimelineScale(*m_axis, layout.left, layout.width, wholeRange(*m_axis));
    } else {
        m_scale = TimelineScale();
    }
    update();
}

void TimelineSlider::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    rescale();
}

void TimelineSlider::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange) {
        rescale();
    }
}

void TimelineSlider::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont small = labelFont(font());
    const bool isFull = m_form == Form::kFull;
    const TimelineLayout layout = isFull ? fullLayout(size(), QFontMetrics(small).height()) : stripLayout(size());
    if (m_picture.isNull() && m_timeline != nullptr) {
        const TimelinePictureOptions options{size(), devicePixelRatioF(),    palette(), small, layout,
                                             isFull, m_nowMs ? m_nowMs() : 0};
        m_picture = paintTimelinePicture(*m_timeline, *m_axis, m_scale, options);
    }
    const ThemeColours colours = themeColours(palette());
    if (m_hoverX >= layout.left && m_hoverX <= layout.left + layout.width && eventCount() > 0 && !m_isDragging) {
        painter.fillRect(QRectF(std::round(m_hoverX), layout.top, 1, layout.bottom - layout.top), colours.hairline);
    }
    if (isFull) paintMarks(painter);
    painter.drawPixmap(0, 0, m_picture);
    if (isFull) paintHandle(painter);
}

void TimelineSlider::paintMarks(QPainter& painter) const {
    if (m_axis == nullptr) return;
    const ThemeColours colours = themeColours(palette());
    const TimelineLayout layout = fullLayout(size(), QFontMetrics(labelFont(font())).height());
    if (m_marks.newSince && *m_marks.newSince < eventCount()) {
        QColor shade = colours.accent;
        shade.setAlphaF(0.10F);
        const double x = m_scale.xAt(*m_axis, *m_marks.newSince);
        painter.fillRect(QRectF(x, layout.top, layout.left + layout.width - x, layout.bottom - layout.top), shade);
    }
    for (std::size_t kind = 0; kind < kTimelineMarkKinds; ++kind) {
        double last = -2;
        for (const TimelineMark& mark : m_marks.of(static_cast<TimelineMarkKind>(kind))) {
            const double x = std::round(m_scale.xAt(*m_axis, mark.position));
            if (x < last + 2) continue;
            last = x;
            painter.fillRect(QRectF(x, layout.top - 4, 1, layout.bottom - layout.top + 4), colours.muted);
        }
    }
}

void TimelineSlider::paintHandle(QPainter& painter) const {
    const ThemeColours colours = themeColours(palette());
    const TimelineLayout layout = fullLayout(size(), QFontMetrics(labelFont(font())).height());
    const double x = std::round(m_axis == nullptr ? layout.left : m_scale.xAt(*m_axis, m_position));
    painter.setRenderHint(QPainter::Antialiasing);
    // What is yet to come at this moment steps back behind a veil of the window's colour.
    QColor veil = palette().color(QPalette::Window);
    veil.setAlphaF(0.62F);
    painter.fillRect(QRectF(x, layout.top - 2, width() - x, layout.bottom - layout.top + 4), veil);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.accent);
    painter.drawRect(QRectF(x - 1, layout.top, 2, layout.bottom - layout.top));
    const QPointF knob(x, layout.baseline + 0.5);
    if (hasFocus()) {
        // A halo instead of a frame: the keyboard is on the handle.
        QColor halo = colours.accent;
        halo.setAlphaF(0.28F);
        painter.setBrush(halo);
        painter.drawEllipse(knob, 13, 13);
        painter.setBrush(colours.accent);
    }
    painter.setPen(QPen(palette().color(QPalette::Window), 2));
    painter.drawEllipse(knob, 8, 8);
}

void TimelineSlider::request(std::uint64_t position) {
    position = std::min(position, eventCount());
    // The handle follows at once; the page follows with the newest wish, once a frame.
    setPosition(position);
    if (!m_requestTimer.isActive()) m_requestTimer.start();
}

void TimelineSlider::drag(double x) {
    if (m_axis != nullptr) request(m_scale.positionAt(*m_axis, x));
}

void TimelineSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_isDragging = true;
    drag(event->position().x());
    event->accept();
}

void TimelineSlider::mouseMoveEvent(QMouseEvent* event) {
    m_hoverX = event->position().x();
    if (m_isDragging) {
        drag(event->position().x());
    } else {
        update();
    }
    event->accept();
}

void TimelineSlider::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) m_isDragging = false;
    event->accept();
}

void TimelineSlider::leaveEvent(QEvent* event) {
    m_hoverX = -1;
    update();
    QWidget::leaveEvent(event);
}

bool TimelineSlider::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && eventCount() > 0) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), wordsAt(m_scale.positionAt(*m_axis, help->pos().x())), this);
        return true;
    }
    if (event->type() == QEvent::ShortcutOverride && m_form == Form::kFull) {
        // While it has the focus, the timeline's keys mean the timeline.
        auto* key = static_cast<QKeyEvent*>(event);
        const bool isMine = key->key() == Qt::Key_Space || key->key() == Qt::Key_Left || key->key() == Qt::Key_Right ||
                            key->key() == Qt::Key_Home || key->key() == Qt::Key_End || key->key() == Qt::Key_PageUp ||
                            key->key() == Qt::Key_PageDown;
        if (isMine) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    return QWidget::event(event);
}

bool TimelineSlider::moveByKey(const QKeyEvent& event) {
    using history::Grain;
    const bool hasControl = event.modifiers().testFlag(Qt::ControlModifier);
    const Grain arrows = hasControl ? Grain::kStep : Grain::kEvent;
    const bool isReversed = layoutDirection() == Qt::RightToLeft;
    const auto back = [&](Grain grain) { request(m_timeline->previousBoundary(m_position, grain)); };
    const auto forward = [&](Grain grain) { request(m_timeline->nextBoundary(m_position, grain)); };
    if (event.modifiers() == Qt::ShiftModifier && (event.key() == Qt::Key_Left || event.key() == Qt::Key_Right)) {
        const bool isBack = (event.key() == Qt::Key_Left) != isReversed;
        requestMark(isBack ? m_marks.previous(TimelineMarkKind::kNamedMoment, m_position)
                           : m_marks.next(TimelineMarkKind::kNamedMoment, m_position));
        return true;
    }
    switch (event.key()) {
        case Qt::Key_Left:
            isReversed ? forward(arrows) : back(arrows);
            return true;
        case Qt::Key_Right:
            isReversed ? back(arrows) : forward(arrows);
            return true;
        case Qt::Key_PageUp:
            back(Grain::kSession);
            return true;
        case Qt::Key_PageDown:
            forward(Grain::kSession);
            return true;
        case Qt::Key_Home:
            request(0);
            return true;
        case Qt::Key_End:
            request(eventCount());
            return true;
        default:
            return false;
    }
}

void TimelineSlider::requestMark(std::optional<std::uint64_t> position) {
    if (position) request(*position);
}

/// Keys that mean something besides moving, while the whole timeline is shown.
bool TimelineSlider::actByKey(const QKeyEvent& event) {
    if (m_form != Form::kFull || event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
        return false;
    }
    switch (event.key()) {
        case Qt::Key_BracketLeft:
            Q_EMIT
            compareMarkRequested('A', m_position);
            return true;
        case Qt::Key_BracketRight:
            Q_EMIT
            compareMarkRequested('B', m_position);
            return true;
        case Qt::Key_N:
            Q_EMIT
            changeStepRequested(1);
            return true;
        case Qt::Key_P:
            Q_EMIT
            changeStepRequested(-1);
            return true;
        case Qt::Key_Comma:
            Q_EMIT
            paceStepRequested(-1);
            return true;
        case Qt::Key_Period:
            Q_EMIT
            paceStepRequested(1);
            return true;
        default:
            return false;
    }
}

void TimelineSlider::keyPressEvent(QKeyEvent* event) {
    const bool hasControl = event->modifiers().testFlag(Qt::ControlModifier);
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (m_timeline != nullptr && eventCount() > 0 && (moveByKey(*event) || actByKey(*event))) return;
    if (event->key() == Qt::Key_Space) {
        Q_EMIT
        commandRequested(HistoryCommand::kTogglePlay);
    } else if (event->key() == Qt::Key_Escape) {
        Q_EMIT
        commandRequested(HistoryCommand::kReturnToNow);
    } else if (isReturn && hasControl) {
        Q_EMIT
        commandRequested(HistoryCommand::kRestore);
    } else {
        const bool isShortcut = event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
        const bool isText = !event->text().isEmpty() && event->text().front().isPrint();
        if (m_form == Form::kFull && isText && !isShortcut) Q_EMIT
        textTyped();
        QWidget::keyPressEvent(event);
    }
}

void TimelineSlider::wheelEvent(QWheelEvent* event) {
    // One notch of the wheel is one step; a touchpad's small deltas add up.
    if (m_form != Form::kFull || m_timeline == nullptr || eventCount() == 0) {
        event->ignore();
        return;
    }
    const QPoint delta = event->angleDelta();
    m_wheelRest += std::abs(delta.x()) > std::abs(delta.y()) ? -delta.x() : -delta.y();
    std::uint64_t target = m_position;
    for (; m_wheelRest >= kWheelStep; m_wheelRest -= kWheelStep) {
        target = m_timeline->nextBoundary(target, history::Grain::kStep);
    }
    for (; m_wheelRest <= -kWheelStep; m_wheelRest += kWheelStep) {
        target = m_timeline->previousBoundary(target, history::Grain::kStep);
    }
    if (target != m_position) request(target);
    event->accept();
}

}  // namespace varve::ui

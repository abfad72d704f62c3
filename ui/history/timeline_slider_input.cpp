// The slider's mouse, wheel and keys.
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QToolTip>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/history/timeline_slider.h"

#include "ui/plain_tool_tip.h"

namespace varve::ui {

namespace {

constexpr double kWheelStep = 120;
constexpr double kZoomPerStep = 1.25;
constexpr double kZoomPerKey = 1.6;
constexpr double kPanPerStep = 60;  // pixels
constexpr double kEdgePart = 0.02;  // of the visible part that a drag beyond its edge moves it by

constexpr Qt::KeyboardModifiers kCommandModifiers = Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier;

/// The keys with letters and signs, by where they lie on the keyboard. For layouts whose letters are not Latin: there
/// the key beside M means N too.
int keyOf(const QKeyEvent& event) {
    const int key = event.key();
    const bool isForeignLetter = key > 0xff && key < Qt::Key_Escape;
    if (!isForeignLetter) return key;
    // Codes of evdev + 8, which X11 and Wayland share.
    constexpr std::array<std::pair<quint32, Qt::Key>, 6> kPlaces{{{57, Qt::Key_N},
                                                                  {33, Qt::Key_P},
                                                                  {34, Qt::Key_BracketLeft},
                                                                  {35, Qt::Key_BracketRight},
                                                                  {59, Qt::Key_Comma},
                                                                  {60, Qt::Key_Period}}};
    for (const auto& [code, latin] : kPlaces) {
        if (event.nativeScanCode() == code) return latin;
    }
    return key;
}

bool isTimelineKey(const QKeyEvent& event) {
    if (event.modifiers() & (Qt::AltModifier | Qt::MetaModifier)) return false;
    switch (event.key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            return true;
        default:
            break;
    }
    if (event.modifiers() & Qt::ControlModifier) return false;
    switch (keyOf(event)) {
        case Qt::Key_Space:
        case Qt::Key_Comma:
        case Qt::Key_Period:
        case Qt::Key_Plus:
        case Qt::Key_Equal:
        case Qt::Key_Minus:
        case Qt::Key_0:
        case Qt::Key_BracketLeft:
        case Qt::Key_BracketRight:
        case Qt::Key_N:
        case Qt::Key_P:
            return true;
        default:
            return false;
    }
}

}  // namespace

void TimelineSlider::request(std::uint64_t position) {
    position = std::min(position, eventCount());
    // The handle follows at once; the page follows with the newest wish, once a frame.
    setPosition(position);
    if (!m_requestTimer.isActive()) m_requestTimer.start();
}

void TimelineSlider::requestMark(std::optional<std::uint64_t> position) {
    if (position) request(*position);
}

void TimelineSlider::requestHeld() {
    if (m_hold == Hold::kCompareA || m_hold == Hold::kCompareB) {
        Q_EMIT
        compareMarkRequested(m_hold == Hold::kCompareA ? 'A' : 'B', m_heldPosition);
        return;
    }
    Q_EMIT
    positionRequested(m_position);
}

std::uint64_t TimelineSlider::boundary(history::Grain grain, int direction) const {
    using history::Grain;
    if (grain == Grain::kEvent) {
        if (direction > 0) return std::min(m_position + 1, eventCount());
        return m_position == 0 ? 0 : m_position - 1;
    }
    const TimelineAxis& axis = *m_sources.activity;
    const std::span<const std::uint64_t> begins = grain == Grain::kStep      ? axis.stepBegins()
                                                  : grain == Grain::kSession ? axis.sessionBegins()
                                                                             : axis.dayBegins();
    if (direction > 0) {
        const auto next = std::upper_bound(begins.begin(), begins.end(), m_position);
        return next == begins.end() ? eventCount() : *next;
    }
    const auto before = std::lower_bound(begins.begin(), begins.end(), m_position);
    return before == begins.begin() ? 0 : *std::prev(before);
}

/// To the boundary of the chosen grain that is nearest in pixels.
std::uint64_t TimelineSlider::snapped(std::uint64_t position) const {
    using history::Grain;
    if (m_grain == Grain::kEvent || m_form == Form::kStrip) return position;
    const TimelineAxis& axis = *m_sources.activity;
    const std::span<const std::uint64_t> begins = m_grain == Grain::kStep      ? axis.stepBegins()
                                                  : m_grain == Grain::kSession ? axis.sessionBegins()
                                                                               : axis.dayBegins();
    const auto next = std::lower_bound(begins.begin(), begins.end(), position);
    const std::uint64_t after = next == begins.end() ? eventCount() : *next;
    const std::uint64_t before = next == begins.begin() ? 0 : *std::prev(next);
    const double x = m_scale.xAt(*m_axis, position);
    return x - m_scale.xAt(*m_axis, before) < m_scale.xAt(*m_axis, after) - x ? before : after;
}

/// Moves what the mouse holds to pixel `x`.
void TimelineSlider::hold(double x) {
    if (m_axis == nullptr || eventCount() == 0) return;
    if (m_hold == Hold::kAxis) {
        setVisible(pannedRange(*m_axis, m_scale, m_visible, m_holdX - x));
        m_holdX = x;
        return;
    }
    const ScaleFrame place = frame();
    if (!m_isWhole && (x < place.left || x > place.right())) {
        // Beyond the edge the view goes along.
        const double shift = m_visible.length() * (x < place.left ? -kEdgePart : kEdgePart);
        setVisible(pannedRange(*m_axis, m_scale, m_visible, shift * m_scale.pixelsPerUnit()));
    }
    const std::uint64_t position = snapped(m_scale.positionAt(*m_axis, x));
    if (m_hold == Hold::kHandle) {
        request(position);
        return;
    }
    m_heldPosition = position;
    if (!m_requestTimer.isActive()) m_requestTimer.start();
}

const TimelineFlag* TimelineSlider::flagAt(const QPointF& place) const {
    if (m_form != Form::kFull) return nullptr;
    // The ones painted last lie on top.
    const auto found = std::find_if(m_flags.rbegin(), m_flags.rend(), [&](const TimelineFlag& flag) {
        return flag.place.adjusted(-2, 0, 2, 0).contains(place);
    });
    return found == m_flags.rend() ? nullptr : &*found;
}

void TimelineSlider::mousePressEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (event->button() == Qt::MiddleButton && m_form == Form::kFull) {
        m_hold = Hold::kAxis;
        m_holdX = x;
        event->accept();
        return;
    }
    if (event->button() != Qt::LeftButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    event->accept();
    const TimelineLayout layout = layoutNow();
    const double y = event->position().y();
    if (m_form == Form::kFull && x < layout.left - 4 && y >= layout.laneTop && layout.laneCount > 0) {
        const auto lane = static_cast<std::size_t>((y - layout.laneTop) / layout.laneHeight);
        if (lane < layout.laneCount) setLane(m_lane == lane ? std::nullopt : std::optional(lane));
        return;
    }
    if (const TimelineFlag* flag = flagAt(event->position())) {
        if (flag->kind == TimelineFlag::Kind::kCompareA || flag->kind == TimelineFlag::Kind::kCompareB) {
            m_hold = flag->kind == TimelineFlag::Kind::kCompareA ? Hold::kCompareA : Hold::kCompareB;
            m_heldPosition = flag->position;
            return;
        }
        if (flag->kind == TimelineFlag::Kind::kBranch) {
            Q_EMIT
            branchPressed(flag->position, event->globalPosition().toPoint());
            return;
        }
        request(flag->position);
        return;
    }
    m_hold = Hold::kHandle;
    hold(x);
}

void TimelineSlider::mouseMoveEvent(QMouseEvent* event) {
    m_hoverX = event->position().x();
    if (m_hold != Hold::kNothing) {
        hold(m_hoverX);
    } else {
        if (m_form == Form::kFull) {
            setCursor(flagAt(event->position()) != nullptr ? Qt::PointingHandCursor : Qt::ArrowCursor);
        }
        update();
    }
    event->accept();
}

void TimelineSlider::mouseReleaseEvent(QMouseEvent* event) {
    // What a held mark was last asked to do is told before it is let go.
    if (m_requestTimer.isActive() && (m_hold == Hold::kCompareA || m_hold == Hold::kCompareB)) {
        m_requestTimer.stop();
        requestHeld();
    }
    m_hold = Hold::kNothing;
    event->accept();
}

void TimelineSlider::leaveEvent(QEvent* event) {
    m_hoverX = -1;
    update();
    QWidget::leaveEvent(event);
}

void TimelineSlider::showTip(const QPoint& globalPlace, const QPointF& place) {
    if (const TimelineFlag* flag = flagAt(place); flag != nullptr && !flag->label.isEmpty()) {
        const QString words = tr("%1\n%2", "a mark, its moment").arg(flag->label, wordsAt(flag->position));
        QToolTip::showText(globalPlace, plainToolTip(words), this);
        return;
    }
    QToolTip::showText(globalPlace, plainToolTip(wordsAt(m_scale.positionAt(*m_axis, place.x()))), this);
}

bool TimelineSlider::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && eventCount() > 0) {
        const auto* help = static_cast<QHelpEvent*>(event);
        showTip(help->globalPos(), help->pos());
        return true;
    }
    if (event->type() == QEvent::ShortcutOverride && m_form == Form::kFull) {
        // While it has the focus, the timeline's keys mean the timeline.
        if (isTimelineKey(*static_cast<QKeyEvent*>(event))) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::NativeGesture && m_form == Form::kFull && m_axis != nullptr) {
        const auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            setVisible(zoomedRange(*m_axis, frame(), m_visible, gesture->position().x(), 1 + gesture->value()));
            return true;
        }
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    return QWidget::event(event);
}

/// By one event, of the author or among the changes that are looked at alone.
void TimelineSlider::stepEvent(int direction) {
    if (!m_marks.of(TimelineMarkKind::kSelectionChange).empty()) {
        requestMark(direction > 0 ? m_marks.next(TimelineMarkKind::kSelectionChange, m_position)
                                  : m_marks.previous(TimelineMarkKind::kSelectionChange, m_position));
    } else if (m_lane) {
        requestMark(direction > 0 ? nextInShownLane(*m_sources.lanes, *m_lane, m_position)
                                  : previousInShownLane(*m_sources.lanes, *m_lane, m_position));
    } else {
        request(boundary(history::Grain::kEvent, direction));
    }
}

/// To the next lane, or the one before; before the first and after the last are all authors.
void TimelineSlider::stepLane(int direction) {
    const std::size_t count = shownLaneCount(*m_sources.lanes);
    if (count == 0) return;
    if (!m_lane) {
        setLane(direction > 0 ? 0 : count - 1);
        return;
    }
    const bool isOut = direction > 0 ? *m_lane + 1 >= count : *m_lane == 0;
    setLane(isOut ? std::nullopt : std::optional(direction > 0 ? *m_lane + 1 : *m_lane - 1));
}

bool TimelineSlider::moveByKey(const QKeyEvent& event) {
    using history::Grain;
    const bool hasControl = event.modifiers().testFlag(Qt::ControlModifier);
    const bool isFull = m_form == Form::kFull;
    switch (event.key()) {
        case Qt::Key_Left:
        case Qt::Key_Right: {
            const bool isBack = (event.key() == Qt::Key_Left) != (layoutDirection() == Qt::RightToLeft);
            const int direction = isBack ? -1 : 1;
            if (event.modifiers().testFlag(Qt::ShiftModifier)) {
                requestMark(isBack ? m_marks.previous(TimelineMarkKind::kNamedMoment, m_position)
                                   : m_marks.next(TimelineMarkKind::kNamedMoment, m_position));
            } else if (hasControl) {
                request(boundary(Grain::kStep, direction));
            } else {
                stepEvent(direction);
            }
            return true;
        }
        case Qt::Key_Up:
        case Qt::Key_Down:
            if (isFull) stepLane(event.key() == Qt::Key_Down ? 1 : -1);
            return isFull;
        case Qt::Key_PageUp:
            request(boundary(Grain::kSession, -1));
            return true;
        case Qt::Key_PageDown:
            request(boundary(Grain::kSession, 1));
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

/// Keys that mean something besides moving, while the whole timeline is shown.
bool TimelineSlider::actByKey(const QKeyEvent& event) {
    if (m_form != Form::kFull || event.modifiers() & kCommandModifiers) return false;
    switch (keyOf(event)) {
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
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            zoomBy(kZoomPerKey);
            return true;
        case Qt::Key_Minus:
            zoomBy(1 / kZoomPerKey);
            return true;
        case Qt::Key_0:
            zoomOut();
            return true;
        default:
            return false;
    }
}

void TimelineSlider::keyPressEvent(QKeyEvent* event) {
    const bool hasControl = event->modifiers().testFlag(Qt::ControlModifier);
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (m_axis != nullptr && eventCount() > 0 && (moveByKey(*event) || actByKey(*event))) return;
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
        const bool isShortcut = event->modifiers() & kCommandModifiers;
        const bool isText = !event->text().isEmpty() && event->text().front().isPrint();
        if (m_form == Form::kFull && isText && !isShortcut) Q_EMIT
        textTyped();
        QWidget::keyPressEvent(event);
    }
}

/// Zooms at the pointer; sideways, or with Shift, pans.
void TimelineSlider::wheelEvent(QWheelEvent* event) {
    if (m_form != Form::kFull || m_axis == nullptr || eventCount() == 0) {
        event->ignore();
        return;
    }
    const QPoint delta = event->angleDelta();
    const bool isSideways = std::abs(delta.x()) > std::abs(delta.y());
    if (isSideways || event->modifiers().testFlag(Qt::ShiftModifier)) {
        const double steps = (isSideways ? delta.x() : delta.y()) / kWheelStep;
        setVisible(pannedRange(*m_axis, m_scale, m_visible, -steps * kPanPerStep));
    } else {
        const double factor = std::pow(kZoomPerStep, delta.y() / kWheelStep);
        setVisible(zoomedRange(*m_axis, frame(), m_visible, event->position().x(), factor));
    }
    event->accept();
}

}  // namespace varve::ui

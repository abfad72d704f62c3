// Mouse of the editor view: selecting, scrolling, zooming and the start of a drag.
#include <QApplication>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStyleHints>
#include <QWheelEvent>
#include <algorithm>

#include "projection/caret_movement.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

constexpr int kAutoScrollIntervalMs = 40;
constexpr int kWheelStep = 120;  // of QWheelEvent::angleDelta

}  // namespace

bool EditorView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) updateHover({-1, -1});
    return QAbstractScrollArea::viewportEvent(event);
}

text::Range EditorView::unitAround(text::Offset offset, SelectBy unit) const {
    switch (unit) {
        case SelectBy::kCharacter:
            return {offset, offset};
        case SelectBy::kWord:
            return projection::wordAround(blocks(), offset);
        case SelectBy::kBlock:
            return projection::blockAround(blocks(), offset);
    }
    return {offset, offset};
}

void EditorView::mousePressEvent(QMouseEvent* event) {
    // First, because what an input method commits moves the text under the mouse.
    finishComposition();
    if (pressCaption(*event) || pressTable(*event)) return;
    closeInset();
    clearCellSelection();
    const text::Offset at = offsetAt(event->position());
    m_goalX.reset();
    if (event->button() == Qt::MiddleButton) {
        pastePrimarySelection(at);
        return;
    }
    if (event->button() == Qt::RightButton) {
        const text::Range range = m_selection.range();
        if (at < range.begin || range.end <= at) changeSelection({at, at}, true);
        return;
    }
    if (event->button() != Qt::LeftButton) return;
    m_pressPoint = m_lastMousePoint = event->position();
    if (const auto block = checkBoxAt(event->position()); block && !m_readOnly) {
        if (const auto context = editContext()) run(editing::toggledCheck(*context, *block));
        return;
    }
    if (pressImage(event->position())) return;
    if (event->modifiers() & Qt::ControlModifier) {
        if (const auto link = linkAt(at)) {
            Q_EMIT linkActivated(link->address);
            return;
        }
    }
    const bool tripleClick = m_sinceDoubleClick.isValid() &&
                             m_sinceDoubleClick.elapsed() < QGuiApplication::styleHints()->mouseDoubleClickInterval();
    m_sinceDoubleClick.invalidate();
    if (event->modifiers() & Qt::ShiftModifier) {
        m_selectBy = SelectBy::kCharacter;
        m_pressedUnit = {m_selection.anchor, m_selection.anchor};
        m_selecting = true;
        changeSelection({m_selection.anchor, at}, true);
        return;
    }
    m_selectBy = tripleClick ? SelectBy::kBlock : SelectBy::kCharacter;
    const text::Range range = m_selection.range();
    m_mayDrag = !tripleClick && !range.isEmpty() && range.begin <= at && at < range.end;
    if (m_mayDrag) return;
    m_selecting = true;
    m_pressedUnit = unitAround(at, m_selectBy);
    changeSelection({m_pressedUnit.begin, m_pressedUnit.end}, true);
}

void EditorView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    finishComposition();
    if (pressCaption(*event) || pressTable(*event)) return;
    if (m_layout.embedAt(event->position() - origin()) && selectedImage()) {
        Q_EMIT imageActivated();
        return;
    }
    m_sinceDoubleClick.start();
    m_mayDrag = false;
    m_selecting = true;
    m_selectBy = SelectBy::kWord;
    m_pressedUnit = projection::wordAround(blocks(), offsetAt(event->position()));
    changeSelection({m_pressedUnit.begin, m_pressedUnit.end}, true);
}

void EditorView::mouseMoveEvent(QMouseEvent* event) {
    m_lastMousePoint = event->position();
    if (!(event->buttons() & Qt::LeftButton)) {
        updateHover(event->position());
        return;
    }
    if (dragInTable(*event)) return;
    if (m_resizedWidth) {
        resizeImageTo(event->position());
        return;
    }
    if (m_mayDrag) {
        const QPointF way = event->position() - m_pressPoint;
        if (way.manhattanLength() >= QApplication::startDragDistance()) startDrag();
        return;
    }
    if (!m_selecting) return;
    dragSelectionTo(event->position());
    const bool outside = !isInset() && (event->position().y() < 0 || event->position().y() >= viewport()->height());
    if (!outside) {
        m_autoScrollTimer.stop();
    } else if (!m_autoScrollTimer.isActive()) {
        m_autoScrollTimer.start(kAutoScrollIntervalMs, this);
    }
}

void EditorView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    m_autoScrollTimer.stop();
    if (releaseInTable(*event)) return;
    if (m_resizedWidth) {
        finishResizing();
        return;
    }
    if (std::exchange(m_mayDrag, false)) {
        const text::Offset at = offsetAt(event->position());
        changeSelection({at, at}, true);
    }
    if (std::exchange(m_selecting, false)) {
        publishPrimarySelection();
        applyFormatPainter();
    }
}

/// Extends the selection by whole units, away from the one that was pressed.
void EditorView::dragSelectionTo(QPointF viewportPoint) {
    const text::Range unit = unitAround(offsetAt(viewportPoint), m_selectBy);
    if (unit.begin < m_pressedUnit.begin) {
        changeSelection({m_pressedUnit.end, unit.begin}, true);
    } else {
        changeSelection({m_pressedUnit.begin, std::max(unit.end, m_pressedUnit.end)}, true);
    }
}

/// The farther outside the mouse is, the faster.
void EditorView::autoScroll() {
    const qreal edge = m_dropPlace ? m_layout.style().lineHeight : 0;
    const qreal y = m_lastMousePoint.y();
    const qreal above = edge - y;
    const qreal below = y - (viewport()->height() - edge);
    const qreal distance = above > 0 ? -above : std::max(below, 0.0);
    if (distance == 0) return;
    m_scroll.scrollBy(std::clamp(distance, -80.0, 80.0));
    settle();
    if (m_selecting) dragSelectionTo(m_lastMousePoint);
}

void EditorView::wheelEvent(QWheelEvent* event) {
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        updateHover(event->position());
        return;
    }
    m_wheelRemainder += event->angleDelta().y();
    const int steps = static_cast<int>(m_wheelRemainder / kWheelStep);
    m_wheelRemainder -= steps * kWheelStep;
    if (steps > 0) zoomIn();
    if (steps < 0) zoomOut();
    event->accept();
}

void EditorView::contextMenuEvent(QContextMenuEvent* event) {
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint place = caretRect().bottomLeft().toPoint();
    Q_EMIT contextMenuRequested(byKey ? viewport()->mapToGlobal(place) : event->globalPos());
    event->accept();
}

void EditorView::updateHover(QPointF viewportPoint) {
    std::optional<std::uint64_t> hovered;
    for (const RemoteCaret& remote : m_decorations.remoteCarets()) {
        const QRectF visible = QRectF(viewport()->rect()).translated(-origin());
        if (!isAbout(remote.sequence, visible)) continue;
        const QRectF rect = rectOf({remote.sequence, {remote.caret, remote.caret}});
        if (!rect.isNull() && rect.adjusted(-5, -2, 5, 2).contains(viewportPoint)) hovered = remote.id;
    }
    const text::Range range = m_selection.range();
    const text::Offset at = offsetAt(viewportPoint);
    const bool onSelection = !range.isEmpty() && range.begin <= at && at < range.end;
    const bool onBox = !m_readOnly && checkBoxAt(viewportPoint).has_value();
    const bool onEdge = isOnColumnEdge(viewportPoint);
    viewport()->setCursor(onEdge ? Qt::SplitHCursor : onSelection || onBox ? Qt::ArrowCursor : Qt::IBeamCursor);
    const auto link = linkAt(at);
    viewport()->setToolTip(link ? tr("%1\nCtrl+click follows the link").arg(link->address) : QString());
    m_decorations.setHoveredCaret(hovered);
}

}  // namespace varve::ui

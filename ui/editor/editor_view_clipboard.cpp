// Clipboard, primary selection, and text that is dropped on the editor view.
#include <QClipboard>
#include <QDrag>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <algorithm>
#include <memory>

#include "projection/input_text.h"
#include "ui/editor/editor_view.h"
#include "ui/editor/selection_mime_data.h"

namespace varve::ui {

using event::TransactionKind;

void EditorView::copy() {
    if (m_selection.isEmpty()) return;
    auto mimeData = std::make_unique<SelectionMimeData>(blocks(), m_selection.range());
    QGuiApplication::clipboard()->setMimeData(mimeData.release());
}

void EditorView::cut() {
    if (m_selection.isEmpty() || refuseWriting()) return;
    copy();
    erase(m_selection.range(), TransactionKind::kCut);
}

void EditorView::paste() {
    if (refuseWriting()) return;
    finishComposition();
    pasteMimeData(QGuiApplication::clipboard()->mimeData());
}

void EditorView::pasteMimeData(const QMimeData* mimeData) {
    if (mimeData == nullptr || !mimeData->hasText()) return;
    const QString text = projection::normalisedText(mimeData->text());
    if (!text.isEmpty()) replaceSelection(text, TransactionKind::kPaste);
}

void EditorView::publishPrimarySelection() {
    QClipboard* clipboard = QGuiApplication::clipboard();
    if (m_selection.isEmpty() || !clipboard->supportsSelection()) return;
    auto mimeData = std::make_unique<SelectionMimeData>(blocks(), m_selection.range());
    clipboard->setMimeData(mimeData.release(), QClipboard::Selection);
}

void EditorView::pastePrimarySelection(text::Offset at) {
    const QClipboard* clipboard = QGuiApplication::clipboard();
    if (!clipboard->supportsSelection() || refuseWriting()) return;
    const QMimeData* mimeData = clipboard->mimeData(QClipboard::Selection);
    if (mimeData == nullptr || !mimeData->hasText()) return;
    const QString text = projection::normalisedText(mimeData->text());
    changeSelection({at, at}, true);
    if (!text.isEmpty()) replaceSelection(text, TransactionKind::kPaste);
}

void EditorView::insertAt(text::Offset at, const QString& text, TransactionKind kind) {
    if (text.isEmpty() || refuseWriting()) return;
    raiseIntent({kind, {{{at, at}, projection::toUtf8(text)}}}, Selection{at, at + projection::scalarCount(text)});
}

void EditorView::moveSelectionTo(text::Offset at) {
    const text::Range from = m_selection.range();
    if (from.isEmpty() || (from.begin <= at && at <= from.end) || refuseWriting()) return;
    const std::string text = projection::toUtf8(blocks().text(from));
    // Each edit applies to the text that the one before left.
    const text::Offset to = at < from.begin ? at : at - from.count();
    raiseIntent({TransactionKind::kMove, {{from, {}}, {{to, to}, text}}}, Selection{to, to + from.count()});
}

void EditorView::startDrag() {
    m_mayDrag = false;
    m_selecting = false;
    // The drag deletes itself when the system is done with it.
    auto* drag = new QDrag(this);
    drag->setMimeData(new SelectionMimeData(blocks(), m_selection.range()));
    const Qt::DropActions actions = m_readOnly ? Qt::CopyAction : Qt::CopyAction | Qt::MoveAction;
    m_dragging = true;
    // QDrag offers nothing but a nested event loop; patches that arrive in it find this view in a consistent state.
    const Qt::DropAction done = m_dragExecutor ? m_dragExecutor(*drag, actions) : drag->exec(actions, Qt::MoveAction);
    const bool droppedHere = !std::exchange(m_dragging, false);
    if (done == Qt::MoveAction && !droppedHere && !m_readOnly) deleteSelection();
}

void EditorView::setDropPlace(std::optional<text::Offset> place) {
    if (place == m_dropPlace) return;
    m_dropPlace = place;
    viewport()->update();
}

void EditorView::dragEnterEvent(QDragEnterEvent* event) {
    if (m_readOnly || !event->mimeData()->hasText()) {
        event->ignore();
        return;
    }
    event->acceptProposedAction();
}

void EditorView::dragMoveEvent(QDragMoveEvent* event) {
    if (m_readOnly || !event->mimeData()->hasText()) {
        event->ignore();
        return;
    }
    m_lastMousePoint = event->position();
    setDropPlace(offsetAt(event->position()));
    autoScroll();
    event->acceptProposedAction();
}

void EditorView::dragLeaveEvent(QDragLeaveEvent* /*event*/) {
    setDropPlace(std::nullopt);
}

void EditorView::dropEvent(QDropEvent* event) {
    setDropPlace(std::nullopt);
    if (m_readOnly || !event->mimeData()->hasText()) {
        event->ignore();
        return;
    }
    finishComposition();
    const text::Offset at = offsetAt(event->position());
    if (m_dragging && event->dropAction() == Qt::MoveAction) {
        m_dragging = false;
        moveSelectionTo(at);
    } else {
        const TransactionKind kind = TransactionKind::kPaste;
        insertAt(at, projection::normalisedText(event->mimeData()->text()), kind);
    }
    event->acceptProposedAction();
    setFocus(Qt::MouseFocusReason);
}

}  // namespace varve::ui

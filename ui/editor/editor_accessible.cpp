#include "ui/editor/editor_accessible.h"

#include <QAccessible>
#include <algorithm>

#include "projection/input_text.h"
#include "ui/editor/accessible/block_accessible.h"
#include "ui/editor/accessible/list_accessible.h"
#include "ui/editor/accessible/made_children.h"
#include "ui/editor/accessible/picture_accessible.h"
#include "ui/editor/accessible/table_accessible.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

QAccessibleInterface* makeInterface(const QString& /*className*/, QObject* object) {
    auto* view = qobject_cast<EditorView*>(object);
    return view != nullptr ? new EditorAccessible(view) : nullptr;
}

int position(const EditorView& view, text::Offset offset) {
    return static_cast<int>(view.blocks().utf16OffsetOf(offset).value);
}

/// Larger changes are announced as a change of the whole, not spelled out.
constexpr std::uint32_t kAnnouncedCountMax = 100000;

}  // namespace

void installEditorAccessibility() {
    static const bool kInstalled = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    static_cast<void>(kInstalled);
}

void announceCaret(EditorView& view) {
    if (!QAccessible::isActive()) return;
    const text::Range range = view.selection().range();
    if (range.isEmpty()) {
        QAccessibleTextCursorEvent event(&view, position(view, view.caret()));
        QAccessible::updateAccessibility(&event);
    } else {
        QAccessibleTextSelectionEvent event(&view, position(view, range.begin), position(view, range.end));
        event.setCursorPosition(position(view, view.caret()));
        QAccessible::updateAccessibility(&event);
    }
}

EditorTextBefore::EditorTextBefore(EditorView& view, const document::Patch& patch)
    : m_view(view), m_active(QAccessible::isActive()) {
    if (!m_active) return;
    // One range that holds every change, in the old text: from its start, and to its distance from the end.
    const text::Range after = patch.changedRange();
    m_begin = after.begin.value;
    const std::uint32_t countAfter = view.blocks().count() + patch.addedCount() - patch.removedCount();
    m_endDistance = countAfter - after.end.value;
    const text::Range before{after.begin, {view.blocks().count() - m_endDistance}};
    m_position = position(view, before.begin);
    if (before.count() <= kAnnouncedCountMax) m_removed = view.blocks().text(before);
}

void EditorTextBefore::announce() const {
    if (!m_active) return;
    const text::Range range{{m_begin}, {m_view.blocks().count() - m_endDistance}};
    const QString added = range.count() <= kAnnouncedCountMax ? m_view.blocks().text(range) : QString();
    if (!m_removed.isEmpty()) {
        QAccessibleTextRemoveEvent event(&m_view, m_position, m_removed);
        QAccessible::updateAccessibility(&event);
    }
    if (!added.isEmpty()) {
        QAccessibleTextInsertEvent event(&m_view, m_position, added);
        QAccessible::updateAccessibility(&event);
    }
    announceCaret(m_view);
}

void announceOtherText(EditorView& view) {
    if (!QAccessible::isActive()) return;
    discardAccessible(QAccessible::uniqueId(QAccessible::queryAccessibleInterface(&view)));
    if (!view.hasFocus()) return;
    QAccessibleEvent event(&view, QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

EditorAccessible::EditorAccessible(EditorView* view)
    : QAccessibleWidget(view, QAccessible::EditableText), RangeText(*view), m_blocks(*view) {}

text::Range EditorAccessible::textRange() const {
    return {{0}, textView().blocks().end()};
}

QAccessibleInterface* EditorAccessible::objectAt(const InsetPlace& place) const {
    const projection::ObjectSource* objects = textView().objects();
    const auto standing = objects != nullptr ? objects->placeOf(place.embed) : std::nullopt;
    if (!standing) return nullptr;
    BlockAccessible* block = m_blocks.at(textView().blocks().positionOf(standing->offset).block);
    if (!place.cell) {
        auto* picture = dynamic_cast<PictureAccessible*>(block->childNamed({BlockPartKind::kImage, place.embed, 0}));
        return picture != nullptr ? picture->caption() : nullptr;
    }
    PartAccessible* part = block->childNamed({BlockPartKind::kTable, place.embed, 0});
    auto* table = dynamic_cast<TableAccessible*>(part);
    return table != nullptr ? table->cellNamed(*place.cell) : nullptr;
}

QAccessibleInterface* EditorAccessible::parentOf(std::uint32_t block) {
    ListAccessible* list = m_blocks.listOf(block);
    return list != nullptr ? static_cast<QAccessibleInterface*>(list) : this;
}

QAccessibleInterface* EditorAccessible::parent() const {
    const QWidget* above = widget()->parentWidget();
    const auto* host = above != nullptr ? qobject_cast<EditorView*>(above->parentWidget()) : nullptr;
    if (host == nullptr) return QAccessibleWidget::parent();
    QAccessibleInterface* page = QAccessible::queryAccessibleInterface(const_cast<EditorView*>(host));
    if (&host->focusedText() != widget() || !host->insetPlace()) return page;
    QAccessibleInterface* place = static_cast<EditorAccessible*>(page)->objectAt(*host->insetPlace());
    return place != nullptr ? place : page;
}

QAccessibleInterface* EditorAccessible::child(int index) const {
    return m_blocks.child(index);
}

int EditorAccessible::childCount() const {
    return m_blocks.childCount();
}

int EditorAccessible::indexOfChild(const QAccessibleInterface* child) const {
    return m_blocks.indexOfChild(child);
}

QAccessibleInterface* EditorAccessible::childAt(int x, int y) const {
    const QPoint point = textView().viewport()->mapFromGlobal(QPoint(x, y));
    if (!textView().viewport()->rect().contains(point)) return nullptr;
    const std::uint32_t index = textView().blocks().positionOf(textView().offsetAt(point)).block;
    BlockAccessible* block = m_blocks.at(index);
    // Above the first line and below the last there is only the page.
    if (!block->rect().contains(x, y)) return nullptr;
    ListAccessible* list = m_blocks.listOf(index);
    return list != nullptr ? static_cast<QAccessibleInterface*>(list) : block;
}

void* EditorAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::TextInterface) return static_cast<QAccessibleTextInterface*>(this);
    if (type == QAccessible::EditableTextInterface) return static_cast<QAccessibleEditableTextInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
}

QAccessible::State EditorAccessible::state() const {
    QAccessible::State state = QAccessibleWidget::state();
    state.multiLine = true;
    state.selectableText = true;
    state.focusable = true;
    state.readOnly = textView().isReadOnly();
    state.editable = !textView().isReadOnly();
    return state;
}

QString EditorAccessible::text(QAccessible::Text text) const {
    if (text == QAccessible::Value) return textView().blocks().text(textRange());
    return QAccessibleWidget::text(text);
}

void EditorAccessible::deleteText(int startOffset, int endOffset) {
    replaceText(startOffset, endOffset, {});
}

void EditorAccessible::insertText(int offset, const QString& text) {
    replaceText(offset, offset, text);
}

void EditorAccessible::replaceText(int startOffset, int endOffset, const QString& text) {
    const text::Offset begin = offsetOf(startOffset);
    textView().setSelection({begin, std::max(begin, offsetOf(endOffset))});
    textView().replaceSelection(projection::normalisedText(text), event::TransactionKind::kEdit);
}

}  // namespace varve::ui

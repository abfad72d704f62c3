#include <QCoreApplication>

#include "ui/editor/accessible/table_accessible.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using layout::CellPlace;

EditorView* CellAccessible::inset() const {
    EditorView& page = m_table.view();
    EditorView& text = page.focusedText();
    const std::optional<InsetPlace>& open = page.insetPlace();
    const bool isHere = &text != &page && open && open->embed == m_table.key().embed && open->cell == m_cell;
    return isHere ? &text : nullptr;
}

QAccessibleInterface* CellAccessible::child(int index) const {
    return index == 0 && inset() != nullptr ? QAccessible::queryAccessibleInterface(inset()) : nullptr;
}

int CellAccessible::indexOfChild(const QAccessibleInterface* child) const {
    return inset() != nullptr && child != nullptr && child->object() == inset() ? 0 : -1;
}

QAccessibleInterface* CellAccessible::childAt(int x, int y) const {
    QAccessibleInterface* text = child(0);
    return text != nullptr && text->rect().contains(x, y) ? text : nullptr;
}

QString CellAccessible::text(QAccessible::Text kind) const {
    const auto at = place();
    if (!at) return {};
    if (kind == QAccessible::Name || kind == QAccessible::Value) return m_table.textOf(*at);
    if (kind == QAccessible::Description) {
        return QCoreApplication::translate("varve::ui::CellAccessible", "Row %1, column %2")
            .arg(at->row + 1)
            .arg(at->column + 1);
    }
    return {};
}

QRect CellAccessible::rect() const {
    const auto at = place();
    if (!at) return {};
    EditorView& page = m_table.view();
    const QRect rect = page.cellRect(m_table.key().embed, *at).toAlignedRect();
    return rect.isEmpty() ? QRect() : QRect(page.viewport()->mapToGlobal(rect.topLeft()), rect.size());
}

QAccessible::Role CellAccessible::role() const {
    const auto at = place();
    return at && m_table.table().rows[at->row].isHeader ? QAccessible::ColumnHeader : QAccessible::Cell;
}

QAccessible::State CellAccessible::state() const {
    QAccessible::State state;
    const QWidget* page = m_table.view().viewport();
    state.focusable = true;
    state.selectable = true;
    state.selected = isSelected();
    state.readOnly = m_table.view().isReadOnly();
    state.editable = !m_table.view().isReadOnly();
    state.invisible = !page->isVisible();
    state.offscreen = !QRect(page->mapToGlobal(QPoint(0, 0)), page->size()).intersects(rect());
    return state;
}

void* CellAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::TableCellInterface) return static_cast<QAccessibleTableCellInterface*>(this);
    if (type == QAccessible::ActionInterface) return static_cast<QAccessibleActionInterface*>(this);
    return nullptr;
}

bool CellAccessible::isSelected() const {
    const auto at = place();
    const auto selected = m_table.selectedPlaces();
    return at && selected && selected->contains(at->row, at->column);
}

/// Those of the header rows above.
QList<QAccessibleInterface*> CellAccessible::columnHeaderCells() const {
    QList<QAccessibleInterface*> cells;
    const auto at = place();
    if (!at) return cells;
    for (std::size_t row = 0; row < at->row; ++row) {
        if (m_table.table().rows[row].isHeader) cells += m_table.cellStanding({row, at->column});
    }
    return cells;
}

int CellAccessible::columnIndex() const {
    const auto at = place();
    return at ? static_cast<int>(at->column) : -1;
}

int CellAccessible::rowIndex() const {
    const auto at = place();
    return at ? static_cast<int>(at->row) : -1;
}

void CellAccessible::doAction(const QString& name) {
    const auto at = place();
    if (name == setFocusAction() && at) m_table.view().enterCell(m_table.key().embed, *at);
}

}  // namespace varve::ui

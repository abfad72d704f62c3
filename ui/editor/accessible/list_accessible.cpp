#include "ui/editor/accessible/list_accessible.h"

#include <QWindow>

#include "ui/editor/accessible/block_accessible.h"
#include "ui/editor/accessible/block_children.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

bool ListAccessible::isValid() const {
    return m_run.end <= m_view.blocks().blockCount();
}

QWindow* ListAccessible::window() const {
    return m_view.window()->windowHandle();
}

QAccessibleInterface* ListAccessible::parent() const {
    return QAccessible::queryAccessibleInterface(&m_view);
}

QAccessibleInterface* ListAccessible::child(int index) const {
    if (index < 0 || index >= childCount()) return nullptr;
    return m_blocks.at(m_run.begin + static_cast<std::uint32_t>(index));
}

int ListAccessible::indexOfChild(const QAccessibleInterface* child) const {
    const int block = m_blocks.indexOf(child);
    const bool isItem = block >= static_cast<int>(m_run.begin) && block < static_cast<int>(m_run.end);
    return isItem ? block - static_cast<int>(m_run.begin) : -1;
}

QAccessibleInterface* ListAccessible::childAt(int x, int y) const {
    const QPoint point = m_view.viewport()->mapFromGlobal(QPoint(x, y));
    const std::uint32_t block = m_view.blocks().positionOf(m_view.offsetAt(point)).block;
    if (block < m_run.begin || block >= m_run.end) return nullptr;
    BlockAccessible* item = m_blocks.at(block);
    return item->rect().contains(x, y) ? item : nullptr;
}

QRect ListAccessible::rect() const {
    if (!isValid()) return {};
    return m_blocks.at(m_run.begin)->rect().united(m_blocks.at(m_run.end - 1)->rect());
}

QAccessible::State ListAccessible::state() const {
    QAccessible::State state;
    const QWidget* page = m_view.viewport();
    state.readOnly = m_view.isReadOnly();
    state.invisible = !page->isVisible();
    state.offscreen = !QRect(page->mapToGlobal(QPoint(0, 0)), page->size()).intersects(rect());
    return state;
}

}  // namespace varve::ui

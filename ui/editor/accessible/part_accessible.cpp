#include "ui/editor/accessible/part_accessible.h"

#include <QCoreApplication>
#include <QWindow>

#include "ui/editor/accessible/block_accessible.h"
#include "ui/editor/accessible/picture_accessible.h"
#include "ui/editor/accessible/table_accessible.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

EditorView& PartAccessible::view() const {
    return m_block.view();
}

text::Range PartAccessible::range() const {
    const BlockPart* part = m_block.partNamed(m_key);
    const text::Offset end = view().blocks().end();
    return part != nullptr ? m_block.rangeOf(*part) : text::Range{end, end};
}

QString PartAccessible::words() const {
    const BlockPart* part = m_block.partNamed(m_key);
    return part != nullptr ? part->words : QString();
}

bool PartAccessible::isValid() const {
    return m_block.isValid() && m_block.partNamed(m_key) != nullptr;
}

QWindow* PartAccessible::window() const {
    return m_block.window();
}

QAccessibleInterface* PartAccessible::parent() const {
    return &m_block;
}

QString PartAccessible::text(QAccessible::Text kind) const {
    if (kind != QAccessible::Name) return {};
    // A picture without a description is one all the same.
    if (m_key.kind == BlockPartKind::kImage && words().isEmpty())
        return QCoreApplication::translate("varve::ui::PartAccessible", "Picture without a description");
    if (m_key.kind == BlockPartKind::kOther)
        return QCoreApplication::translate("varve::ui::PartAccessible", "Something that Varve cannot show");
    return words();
}

QRect PartAccessible::rect() const {
    return isValid() ? screenRectOf(view(), range()) : QRect();
}

QAccessible::Role PartAccessible::role() const {
    switch (m_key.kind) {
        case BlockPartKind::kLink:
            return QAccessible::Link;
        case BlockPartKind::kTable:
            return QAccessible::Table;
        case BlockPartKind::kRule:
            return QAccessible::Separator;
        case BlockPartKind::kImage:
        case BlockPartKind::kOther:
            break;
    }
    return QAccessible::Graphic;
}

QAccessible::State PartAccessible::state() const {
    QAccessible::State state;
    const QWidget* page = view().viewport();
    state.invisible = !page->isVisible();
    state.offscreen = !QRect(page->mapToGlobal(QPoint(0, 0)), page->size()).intersects(rect());
    return state;
}

LinkAccessible::LinkAccessible(BlockAccessible& block, const BlockPartKey& key)
    : PartAccessible(block, key), RangeText(block.view()) {}

QString LinkAccessible::text(QAccessible::Text kind) const {
    if (kind == QAccessible::Name) return view().blocks().text(range());
    // There is no other way to pass an address on in Qt 6.4.
    if (kind == QAccessible::Description || kind == QAccessible::Value) return words();
    return {};
}

QAccessible::State LinkAccessible::state() const {
    QAccessible::State state = PartAccessible::state();
    state.linked = true;
    state.selectableText = true;
    return state;
}

void* LinkAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::TextInterface) return static_cast<QAccessibleTextInterface*>(this);
    if (type == QAccessible::ActionInterface) return static_cast<QAccessibleActionInterface*>(this);
    return nullptr;
}

QStringList LinkAccessible::actionNames() const {
    return {pressAction()};
}

QString LinkAccessible::localizedActionName(const QString& name) const {
    if (name == pressAction()) return QCoreApplication::translate("varve::ui::LinkAccessible", "Follow");
    return QAccessibleActionInterface::localizedActionName(name);
}

QString LinkAccessible::localizedActionDescription(const QString& name) const {
    if (name == pressAction()) return QCoreApplication::translate("varve::ui::LinkAccessible", "Follows the link");
    return QAccessibleActionInterface::localizedActionDescription(name);
}

void LinkAccessible::doAction(const QString& name) {
    if (name != pressAction() || !isValid()) return;
    // Whoever follows it may change the document, and this object with it.
    EditorView& page = view();
    const QString address = words();
    Q_EMIT page.linkActivated(address);
}

PartAccessible* makePartAccessible(BlockAccessible& block, const BlockPartKey& key) {
    switch (key.kind) {
        case BlockPartKind::kLink:
            return new LinkAccessible(block, key);
        case BlockPartKind::kTable:
            return new TableAccessible(block, key);
        case BlockPartKind::kImage:
            return new PictureAccessible(block, key);
        case BlockPartKind::kRule:
        case BlockPartKind::kOther:
            break;
    }
    return new PartAccessible(block, key);
}

}  // namespace varve::ui

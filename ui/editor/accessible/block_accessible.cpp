#include "ui/editor/accessible/block_accessible.h"

#include <QCoreApplication>
#include <QWindow>
#include <algorithm>

#include "ui/editor/accessible/part_accessible.h"
#include "ui/editor/editor_accessible.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using document::BlockAttributes;
using document::BlockType;

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("varve::ui::BlockAccessible", text);
}

/// Quotes and code have no role that Qt 6.4 knows: their descriptions tell them apart.
QAccessible::Role roleOf(const BlockAttributes& block) {
    switch (block.type) {
        case BlockType::kTitle:
        case BlockType::kHeading:
            return QAccessible::Heading;
        case BlockType::kBullet:
        case BlockType::kNumber:
        case BlockType::kCheck:
            return QAccessible::ListItem;
        case BlockType::kParagraph:
        case BlockType::kQuote:
        case BlockType::kCode:
            break;
    }
    return QAccessible::Paragraph;
}

/// What roles alone do not say. The level is in the attributes of the text, too; but of these Qt 6.4 passes on looks
/// only, and none of objects at all.
QString descriptionOf(const BlockAttributes& block) {
    QString text;
    switch (block.type) {
        case BlockType::kTitle:
            return words(QT_TRANSLATE_NOOP("varve::ui::BlockAccessible", "Title"));
        case BlockType::kHeading:
            return words(QT_TRANSLATE_NOOP("varve::ui::BlockAccessible", "Level %1")).arg(block.level);
        case BlockType::kCode:
            return words(QT_TRANSLATE_NOOP("varve::ui::BlockAccessible", "Code"));
        case BlockType::kQuote:
            return words(QT_TRANSLATE_NOOP("varve::ui::BlockAccessible", "Quote"));
        case BlockType::kBullet:
            text = words(QT_TRANSLATE_NOOP("varve::ui::BlockAccessible", "Bullet"));
            break;
        case BlockType::kNumber:
            text = words(QT_TRANSLATE_NOOP("varve::ui::BlockAccessible", "Numbered"));
            break;
        case BlockType::kCheck:
            text = words(QT_TRANSLATE_NOOP("varve::ui::BlockAccessible", "Task"));
            break;
        case BlockType::kParagraph:
            return {};
    }
    if (block.indent == 0) return text;
    return words(QT_TRANSLATE_NOOP("varve::ui::BlockAccessible", "%1, level %2")).arg(text).arg(block.indent + 1);
}

}  // namespace

BlockAccessible::BlockAccessible(EditorView& view, std::uint32_t index)
    : RangeText(view), m_index(index), m_block(view.blocks().blockAt(index)), m_parts(partsOf(*m_block)) {}

BlockAccessible::~BlockAccessible() = default;

bool BlockAccessible::standsFor(const projection::Block& block) const {
    return roleOf(block.shownAttributes()) == role();
}

void BlockAccessible::follow(bool isTextElsewhere) {
    const projection::BlockPtr& now = view().blocks().blockAt(m_index);
    if (now != m_block) {
        m_block = now;
        m_parts = partsOf(*now);
        m_made.keep([this](const BlockPartKey& key, const PartAccessible&) { return partNamed(key) != nullptr; });
    }
    if (isTextElsewhere) m_made.forEach([](PartAccessible& part) { part.followTexts(); });
}

const BlockPart* BlockAccessible::partNamed(const BlockPartKey& key) const {
    const auto found = std::ranges::find(m_parts, key, &BlockPart::key);
    return found == m_parts.end() ? nullptr : &*found;
}

PartAccessible* BlockAccessible::childNamed(const BlockPartKey& key) {
    if (partNamed(key) == nullptr) return nullptr;
    if (PartAccessible* made = m_made.find(key)) return made;
    return m_made.add(key, makePartAccessible(*this, key));
}

bool BlockAccessible::isValid() const {
    return m_index < view().blocks().blockCount();
}

text::Range BlockAccessible::textRange() const {
    const projection::BlockSequence& blocks = view().blocks();
    if (!isValid()) return {blocks.end(), blocks.end()};
    const text::Offset begin = blocks.startOf(m_index);
    return {begin, begin + blocks.blockAt(m_index)->count};
}

text::Range BlockAccessible::rangeOf(const BlockPart& part) const {
    const projection::BlockSequence& blocks = view().blocks();
    if (!isValid()) return {blocks.end(), blocks.end()};
    return {blocks.offsetOf(projection::BlockPosition{m_index, part.begin}),
            blocks.offsetOf(projection::BlockPosition{m_index, part.end})};
}

QWindow* BlockAccessible::window() const {
    return view().window()->windowHandle();
}

QAccessibleInterface* BlockAccessible::parent() const {
    auto* page = dynamic_cast<EditorAccessible*>(QAccessible::queryAccessibleInterface(&view()));
    return page != nullptr && isValid() ? page->parentOf(m_index) : page;
}

QAccessibleInterface* BlockAccessible::child(int index) const {
    if (index < 0 || index >= childCount()) return nullptr;
    return const_cast<BlockAccessible*>(this)->childNamed(m_parts[static_cast<std::size_t>(index)].key);
}

int BlockAccessible::childCount() const {
    return static_cast<int>(m_parts.size());
}

int BlockAccessible::indexOfChild(const QAccessibleInterface* child) const {
    const BlockPartKey* key = m_made.keyOf(child);
    if (key == nullptr) return -1;
    const auto found = std::ranges::find(m_parts, *key, &BlockPart::key);
    return found == m_parts.end() ? -1 : static_cast<int>(found - m_parts.begin());
}

QAccessibleInterface* BlockAccessible::childAt(int x, int y) const {
    for (int index = 0; index < childCount(); ++index) {
        QAccessibleInterface* part = child(index);
        if (part->rect().contains(x, y)) return part;
    }
    return nullptr;
}

QString BlockAccessible::text(QAccessible::Text kind) const {
    // Lists of headings show names; anywhere else a name would be read before the same text.
    if (kind == QAccessible::Name && role() == QAccessible::Heading) return m_block->text;
    if (kind == QAccessible::Value) return m_block->text;
    if (kind == QAccessible::Description) return descriptionOf(m_block->shownAttributes());
    return {};
}

QRect BlockAccessible::rect() const {
    if (!isValid()) return {};
    QRect rect = screenRectOf(view(), textRange());
    const QWidget* page = view().viewport();
    rect.setLeft(page->mapToGlobal(QPoint(0, 0)).x());
    rect.setWidth(page->width());
    return rect;
}

QAccessible::Role BlockAccessible::role() const {
    return roleOf(m_block->shownAttributes());
}

QAccessible::State BlockAccessible::state() const {
    QAccessible::State state;
    const BlockAttributes& block = m_block->shownAttributes();
    state.multiLine = true;
    state.selectableText = true;
    state.readOnly = view().isReadOnly();
    state.editable = !view().isReadOnly();
    state.checkable = block.type == BlockType::kCheck;
    state.checked = state.checkable && block.isChecked;
    const QWidget* page = view().viewport();
    const QRect shown(page->mapToGlobal(QPoint(0, 0)), page->size());
    state.invisible = !page->isVisible();
    state.offscreen = !shown.intersects(rect());
    return state;
}

void* BlockAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::TextInterface) return static_cast<QAccessibleTextInterface*>(this);
    return nullptr;
}

}  // namespace varve::ui

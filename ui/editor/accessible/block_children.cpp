#include "ui/editor/accessible/block_children.h"

#include <algorithm>
#include <map>

#include "ui/editor/accessible/block_accessible.h"
#include "ui/editor/accessible/made_children.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

/// Blocks are looked for by identity in changes up to here, as when a break is put before a paragraph; in larger ones
/// what was asked for in them starts again.
constexpr std::uint32_t kMatchedBlocksMax = 256;

/// An inset shows another sequence than the page that it lies on.
bool isInset(const EditorView& view) {
    for (const QWidget* parent = view.parentWidget(); parent != nullptr; parent = parent->parentWidget()) {
        if (qobject_cast<const EditorView*>(parent) != nullptr) return true;
    }
    return false;
}

}  // namespace

BlockChildren::BlockChildren(EditorView& view)
    : m_view(view),
      m_blockCount(view.blocks().blockCount()),
      m_patches(QObject::connect(&view, &EditorView::patchShown, &view,
                                 [this](const document::DocumentPatch& patch) { follow(patch); })),
      m_documents(QObject::connect(&view, &EditorView::documentShown, &view, [this] { forget(); })) {}

BlockChildren::~BlockChildren() {
    QObject::disconnect(m_patches);
    QObject::disconnect(m_documents);
    // By id, for at the end of the program the cache may have deleted them before.
    for (const Made& made : m_made)
        QAccessible::deleteAccessibleInterface(made.id);
}

int BlockChildren::count() const {
    return static_cast<int>(m_view.blocks().blockCount());
}

std::vector<BlockChildren::Made>::const_iterator BlockChildren::placeOf(std::uint32_t index) const {
    return std::ranges::lower_bound(m_made, index, {}, [](const Made& made) { return made.block->index(); });
}

BlockAccessible* BlockChildren::at(std::uint32_t index) {
    if (index >= m_view.blocks().blockCount()) return nullptr;
    const auto place = placeOf(index);
    if (place != m_made.end() && place->block->index() == index) return place->block;
    auto* block = new BlockAccessible(m_view, index);
    m_made.insert(place, {block, QAccessible::registerAccessibleInterface(block)});
    return block;
}

int BlockChildren::indexOf(const QAccessibleInterface* child) const {
    const auto* block = dynamic_cast<const BlockAccessible*>(child);
    if (block == nullptr) return -1;
    const auto place = placeOf(block->index());
    return place != m_made.end() && place->block == block ? static_cast<int>(block->index()) : -1;
}

void BlockChildren::forget() {
    m_blockCount = m_view.blocks().blockCount();
    for (const Made& made : std::exchange(m_made, {}))
        discardAccessible(made.id);
}

void BlockChildren::follow(const document::DocumentPatch& patch) {
    const Change change = changeBy(patch);
    m_blockCount = m_view.blocks().blockCount();
    if (m_made.empty()) return;
    place(change);
    const bool isTextElsewhere = !patch.sequences.empty() || !patch.registers.empty();
    // Properties may have changed anywhere.
    const bool isAll = !patch.registers.empty() || isTextElsewhere;
    std::vector<QAccessible::Id> gone;
    std::erase_if(m_made, [&](const Made& made) {
        const std::uint32_t index = made.block->index();
        if (!isAll && (index < change.begin || index >= change.newEnd)) return false;
        if (!made.block->standsFor(*m_view.blocks().blockAt(index))) {
            gone.push_back(made.id);
            return true;
        }
        made.block->follow(isTextElsewhere);
        return false;
    });
    for (const QAccessible::Id id : gone)
        discardAccessible(id);
}

BlockChildren::Change BlockChildren::changeBy(const document::DocumentPatch& patch) const {
    const projection::BlockSequence& blocks = m_view.blocks();
    // The texts of insets are short: everything may have changed.
    if (isInset(m_view)) return {0, m_blockCount, blocks.blockCount()};
    if (patch.body.isEmpty()) return {};
    const text::Range range = patch.body.changedRange();
    const std::uint32_t begin = blocks.positionOf(range.begin).block;
    const std::uint32_t newEnd = blocks.positionOf(range.end).block + 1;
    return {begin, m_blockCount - (blocks.blockCount() - newEnd), newEnd};
}

void BlockChildren::place(const Change& change) {
    const std::uint32_t matchedEnd = std::min(change.newEnd, change.begin + kMatchedBlocksMax);
    std::map<const projection::Block*, std::uint32_t> places;
    for (std::uint32_t index = change.begin; index < matchedEnd; ++index)
        places.emplace(m_view.blocks().blockAt(index).get(), index);
    const auto isInside = [&](const Made& made) {
        return made.block->index() >= change.begin && made.block->index() < change.oldEnd;
    };
    // Blocks that are still the same ones first, then those that were changed, where they stood.
    std::vector<Made> others;
    std::map<std::uint32_t, Made> placed;
    std::vector<Made> rest;
    for (const Made& made : m_made) {
        if (!isInside(made)) {
            if (made.block->index() >= change.oldEnd)
                made.block->setIndex(made.block->index() + change.newEnd - change.oldEnd);
            rest.push_back(made);
        } else if (const auto found = places.find(made.block->block().get()); found != places.end()) {
            if (!placed.emplace(found->second, made).second) others.push_back(made);
        } else {
            others.push_back(made);
        }
    }
    for (const Made& made : others) {
        const bool stays = made.block->index() < change.newEnd && placed.emplace(made.block->index(), made).second;
        if (!stays) discardAccessible(made.id);
    }
    for (const auto& [index, made] : placed)
        made.block->setIndex(index);
    m_made = std::move(rest);
    for (const auto& [index, made] : placed)
        m_made.insert(placeOf(index), made);
}

}  // namespace varve::ui

#include "ui/editor/accessible/block_children.h"

#include <algorithm>
#include <map>

#include "ui/editor/accessible/block_accessible.h"
#include "ui/editor/accessible/list_accessible.h"
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
    for (const MadeList& made : m_lists)
        QAccessible::deleteAccessibleInterface(made.id);
}

const ListRuns& BlockChildren::runs() {
    if (m_runs) return *m_runs;
    m_runs.emplace(m_view.blocks());
    // A list is the same one as long as it begins with the same item.
    std::vector<QAccessible::Id> gone;
    std::erase_if(m_lists, [&](const MadeList& made) {
        const ListRuns::Run* run = m_runs->runOf(made.list->run().begin);
        const bool stays = run != nullptr && run->begin == made.list->run().begin;
        if (stays) {
            made.list->setRun(*run);
        } else {
            gone.push_back(made.id);
        }
        return !stays;
    });
    for (const QAccessible::Id id : gone)
        discardAccessible(id);
    return *m_runs;
}

ListAccessible* BlockChildren::listAt(const ListRuns::Run& run) {
    const auto made = std::ranges::find(m_lists, run.begin, [](const MadeList& one) { return one.list->run().begin; });
    if (made != m_lists.end()) return made->list;
    auto* list = new ListAccessible(m_view, *this, run);
    m_lists.push_back({list, QAccessible::registerAccessibleInterface(list)});
    return list;
}

/// Lists behind a change keep their items; those in it are found by where they begin.
void BlockChildren::moveLists(const Change& change) {
    for (const MadeList& made : m_lists) {
        const ListRuns::Run run = made.list->run();
        if (run.begin < change.oldEnd) continue;
        const std::uint32_t by = change.newEnd - change.oldEnd;  // wraps where there are fewer
        made.list->setRun({run.begin + by, run.end + by});
    }
}

int BlockChildren::childCount() {
    return static_cast<int>(runs().childCount());
}

QAccessibleInterface* BlockChildren::child(int index) {
    if (index < 0 || index >= childCount()) return nullptr;
    const std::uint32_t block = runs().blockOf(static_cast<std::uint32_t>(index));
    const ListRuns::Run* run = runs().runOf(block);
    return run != nullptr ? static_cast<QAccessibleInterface*>(listAt(*run)) : at(block);
}

int BlockChildren::indexOfChild(const QAccessibleInterface* child) {
    const ListRuns& lists = runs();
    for (const MadeList& made : m_lists) {
        if (made.list == child) return static_cast<int>(lists.childOf(made.list->run().begin));
    }
    const int block = indexOf(child);
    if (block < 0 || lists.runOf(static_cast<std::uint32_t>(block)) != nullptr) return -1;
    return static_cast<int>(lists.childOf(static_cast<std::uint32_t>(block)));
}

ListAccessible* BlockChildren::listOf(std::uint32_t block) {
    const ListRuns::Run* run = runs().runOf(block);
    return run != nullptr ? listAt(*run) : nullptr;
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
    m_runs.reset();
    for (const MadeList& made : std::exchange(m_lists, {}))
        discardAccessible(made.id);
    for (const Made& made : std::exchange(m_made, {}))
        discardAccessible(made.id);
}

void BlockChildren::follow(const document::DocumentPatch& patch) {
    const Change change = changeBy(patch);
    // Letters alone make no list.
    const bool isOfLetters = m_blockCount == m_view.blocks().blockCount() && change.newEnd - change.begin <= 1;
    if (!isOfLetters || !patch.registers.empty()) m_runs.reset();
    moveLists(change);
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

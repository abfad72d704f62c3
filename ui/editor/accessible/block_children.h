// The blocks of a page as children of its accessible object, those of lists as children of these (list_runs.h). Those
// that were asked for are kept until their block goes, and follow it when blocks come and go before it: nothing is made
// in advance, so that a document of a million blocks costs what is looked at, and nothing at all while no assistive
// tool runs.
//
// Blocks that come are not announced. A tool learns of their text by the text events of the page; it asks Qt's bridge
// for children every time it wants them, so that there is nothing to correct, and a colleague's thousand paragraphs
// must not become a thousand messages. Only an object that some tool was given is announced when it goes. GUI thread.
#pragma once

#include <QAccessible>
#include <QObject>
#include <cstdint>
#include <vector>

#include "document/patch.h"
#include "ui/editor/accessible/list_runs.h"

namespace varve::ui {

class BlockAccessible;
class EditorView;
class ListAccessible;

class BlockChildren {
  public:
    /// Follows the view from now on.
    explicit BlockChildren(EditorView& view);
    BlockChildren(const BlockChildren&) = delete;
    BlockChildren& operator=(const BlockChildren&) = delete;
    ~BlockChildren();

    /// Children of the page: blocks and lists. Cost of these: O(log n), and O(n) when blocks have changed before.
    [[nodiscard]] int childCount();
    [[nodiscard]] QAccessibleInterface* child(int index);
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child);
    /// The list that a block is an item of; null for any other block.
    [[nodiscard]] ListAccessible* listOf(std::uint32_t block);

    /// A block, wherever it stands. Null outside. Cost: O(log n), and to make it O(made behind it).
    [[nodiscard]] BlockAccessible* at(std::uint32_t index);
    /// The number of the block; -1 for what is none of them. Cost: O(log n).
    [[nodiscard]] int indexOf(const QAccessibleInterface* child) const;
    [[nodiscard]] std::size_t madeCount() const { return m_made.size(); }

  private:
    struct Made {
        BlockAccessible* block = nullptr;
        QAccessible::Id id = 0;
    };
    /// Blocks [begin, oldEnd) became [begin, newEnd); those behind moved along.
    struct Change {
        std::uint32_t begin = 0;
        std::uint32_t oldEnd = 0;
        std::uint32_t newEnd = 0;
    };

    void follow(const document::DocumentPatch& patch);
    [[nodiscard]] Change changeBy(const document::DocumentPatch& patch) const;
    void place(const Change& change);
    [[nodiscard]] std::vector<Made>::const_iterator placeOf(std::uint32_t index) const;
    void forget();
    struct MadeList {
        ListAccessible* list = nullptr;
        QAccessible::Id id = 0;
    };
    [[nodiscard]] const ListRuns& runs();
    [[nodiscard]] ListAccessible* listAt(const ListRuns::Run& run);
    void moveLists(const Change& change);

    EditorView& m_view;
    std::uint32_t m_blockCount;
    std::vector<Made> m_made;        // by the index of their block
    std::optional<ListRuns> m_runs;  // nothing: to be read anew
    std::vector<MadeList> m_lists;
    QMetaObject::Connection m_patches;
    QMetaObject::Connection m_documents;
};

}  // namespace varve::ui

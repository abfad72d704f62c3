// The B+ tree of a tracker: items in document order, with the visible scalars of both documents summed in every child
// entry. Nodes live in two arenas and name each other by index, so that a copy of the tree is a copy of two arrays.
// It knows nothing of events, versions or merging: the walker decides what stands where.
// Items never leave the tree and leaves never empty, so nodes are only ever added.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "merge/crowds.h"
#include "merge/event_index.h"
#include "merge/item.h"
#include "merge/node_arena.h"

namespace varve::merge {

/// Entries a node may hold. Smaller than the default only in tests, at least 2.
struct FanOut {
    std::uint32_t leafMax = 32;
    std::uint32_t innerMax = 16;

    /// Items with the same origins from which on they are kept as a crowd.
    [[nodiscard]] std::uint32_t crowdMin() const { return leafMax / 2; }
    /// Items after which the search for the place of an insert tries a shortcut.
    [[nodiscard]] std::uint32_t searchStepMax() const { return leafMax - 1; }
};

class ItemTree {
  public:
    explicit ItemTree(FanOut fanOut = {});
    /// With these items, in document order, none of which continues the one before it. Calls `placed(item, leaf)` for
    /// each. Cost: O(n).
    template <typename Placed>
    [[nodiscard]] static ItemTree withItems(FanOut fanOut, std::span<const Item> items, Placed placed);

    /// Item number `index` of leaf `leaf`, or the place in front of it; `index` may be one past the last item.
    struct Cursor {
        std::uint32_t leaf = 0;
        std::uint32_t index = 0;
    };
    /// A scalar of an item.
    struct Place {
        Cursor cursor;
        std::uint32_t offset = 0;  // within the item
    };
    /// Up to three items.
    struct Pieces {
        std::array<Item, 3> items;
        std::uint32_t count = 0;

        /// Appends; nothing when the item is empty.
        void push(const Item& item) {
            if (item.count > 0) items[count++] = item;
        }
    };

    [[nodiscard]] const FanOut& fanOut() const { return m_fanOut; }
    [[nodiscard]] std::uint32_t count(View view) const { return m_count[static_cast<std::size_t>(view)]; }
    [[nodiscard]] const Item& at(Cursor cursor) const { return m_leaves[cursor.leaf].items[cursor.index]; }
    [[nodiscard]] Cursor begin() const { return {m_firstLeaf, 0}; }
    /// Gives the item at the cursor another coverage, which must not make it one with a neighbour.
    void setCoverage(Cursor cursor, std::uint32_t coverage) {
        m_leaves[cursor.leaf].items[cursor.index].coverage = coverage;
    }
    /// Whether an item stands at the cursor; moves it to the next leaf when it stands behind a leaf's last item.
    [[nodiscard]] bool settle(Cursor& cursor) const;
    /// Moves the cursor to the item before; false at the first one.
    [[nodiscard]] bool stepBack(Cursor& cursor) const {
        if (cursor.index == 0) {
            const std::uint32_t previous = m_leaves[cursor.leaf].previous;
            if (previous == kNone) return false;
            cursor = {previous, m_leaves[previous].count};
        }
        --cursor.index;
        return true;
    }
    /// Moves the cursor to the first item from there on that is inserted in prepare, visible or not; false when there
    /// is none. Cost: O(log n).
    [[nodiscard]] bool moveToInserted(Cursor& cursor) const;

    /// The visible scalar number `offset` (< count(view)). Cost: O(log n), O(1) near the last place found in prepare,
    /// even if other places have changed since.
    [[nodiscard]] Place find(View view, std::uint32_t offset);
    [[nodiscard]] Place find(View view, std::uint32_t offset) const;
    /// The inserted unit `event`, known to stand in `leaf`.
    [[nodiscard]] Place locate(std::uint32_t event, std::uint32_t leaf) const;
    /// Visible scalars in front of the leaf. Cost: O(log n).
    [[nodiscard]] std::uint32_t visibleBefore(View view, std::uint32_t leaf) const;
    /// Visible scalars in front of the item at the cursor, within its leaf.
    [[nodiscard]] std::uint32_t visibleBeforeInLeaf(View view, Cursor cursor) const;
    /// Whether `a` stands in front of `b`. Cost: O(log n).
    [[nodiscard]] bool isBefore(const Place& a, const Place& b) const;

    /// Puts a new item, whose units `index` must already name as being in the cursor's leaf, at the cursor, and joins
    /// it with neighbours that it continues or that continue it. Otherwise like replace().
    void insert(Cursor cursor, const Item& item, EventIndex& index);
    /// The same between two scalars of an item: behind the one at `place`, which is not its last.
    void insertBehind(const Place& place, const Item& item, EventIndex& index);
    /// Puts `pieces` (at least one) at the cursor in place of `replacedCount` (0 or 1) items, joins neighbours where
    /// they continue each other, splits full nodes. `index` must already name the cursor's leaf for every unit in
    /// `pieces`; the entries of units that move to another leaf are rewritten. Cursors and places become invalid. Cost:
    /// O(log n).
    void replace(Cursor cursor, std::uint32_t replacedCount, const Pieces& pieces, EventIndex& index);

    /// Adds `change`, which changes something, to the states of `count` scalars of one item, from `place` on. Otherwise
    /// like replace().
    void change(const Place& place, std::uint32_t count, StateChange change, EventIndex& index);
    /// The same for the scalars that are visible in prepare, from `place` on, which is one: at least one, at most
    /// `countMax`, none beyond its leaf. Calls `beforeChange(item, first, count)` for every part of an item first.
    template <typename BeforeChange>
    void changeVisible(const Place& place, std::uint32_t countMax, StateChange change, EventIndex& index,
                       BeforeChange beforeChange);
    /// The same for the inserted units [first, end), wherever they stand; those without a place in `index` are passed
    /// over. Calls `beforeChange(item, first, count)` for every part of an item first. Cost: O(log n) a leaf whose
    /// items change as a whole, O(log n) an item that is cut.
    template <typename BeforeChange>
    void changeUnits(std::uint32_t first, std::uint32_t end, StateChange change, EventIndex& index,
                     BeforeChange beforeChange);

    /// Remembered for the walker, which alone keeps them right.
    [[nodiscard]] Crowds& crowds() { return m_crowds; }

    /// Makes room for that many more items; only a hint. trim() gives back what was not needed.
    void reserve(std::size_t itemCount);
    void trim();
    /// Makes all leaves anew, full and in document order, for a tree that very many items came to. The index
    /// then names the wrong ones. Cost: O(n).
    void pack();
    /// Calls `visit(item, leaf)` for every item, in the order of the leaves' numbers.
    template <typename Visit>
    void forEachItem(Visit visit) const;

    [[nodiscard]] std::size_t itemCount() const;
    [[nodiscard]] std::size_t leafCount() const { return m_leaves.size(); }
    [[nodiscard]] std::size_t memoryBytes() const;
    /// CHECKs sums, links, node sizes and that `index` names the right leaf for every unit. Cost: O(n).
    void checkInvariants(const EventIndex& index) const;

  private:
    /// Visible scalars by View, and those inserted in prepare; differences are modulo 2^32.
    using Sums = std::array<std::uint32_t, 3>;
    static constexpr std::size_t kInsertedSum = 2;

    static constexpr std::uint32_t kLeafCapacity = 32;
    static constexpr std::uint32_t kInnerCapacity = 16;

    struct Leaf {
        std::uint32_t parent = kNone;
        std::uint32_t slot = 0;  // its entry in the parent
        std::uint32_t next = kNone;
        std::uint32_t previous = kNone;
        std::uint32_t count = 0;
        std::uint32_t located = 0;                  // the item that was changed last, or about there
        std::array<Item, kLeafCapacity + 2> items;  // those up to count; two more while a full leaf waits to be split
    };
    struct Inner {
        std::uint32_t parent = kNone;
        std::uint32_t slot = 0;
        std::uint32_t count = 0;
        std::array<std::uint32_t, kInnerCapacity + 1> child;
        std::array<std::array<std::uint32_t, kInnerCapacity + 1>, 3> sum;  // as in Sums
    };

    /// The place found last in prepare, to start the next search from: an item and the visible scalars in front of it
    /// and of its leaf.
    struct Recent {
        std::uint32_t leaf = kNone;
        std::uint32_t index = 0;
        std::uint32_t before = 0;
        std::uint32_t beforeLeaf = 0;
    };

    /// The same as locate(): what is switched in a walk is mostly what was switched last in its leaf.
    [[nodiscard]] Place locateAgain(std::uint32_t event, std::uint32_t leaf) {
        Leaf& node = m_leaves[leaf];
        // Switching part of an item makes it the one behind its former self.
        for (std::uint32_t index = node.located; index < node.count && index <= node.located + 1; ++index) {
            if (node.items[index].holds(event)) {
                node.located = index;
                return {{leaf, index}, event - node.items[index].first};
            }
        }
        const Place place = locate(event, leaf);
        node.located = place.cursor.index;
        return place;
    }
    [[nodiscard]] std::uint32_t findLeaf(View view, std::uint32_t& offset) const;
    [[nodiscard]] Place findInLeaf(View view, std::uint32_t leaf, std::uint32_t offset) const;
    /// Whether the scalar stands in the leaf of the recent place, which then is its item.
    [[nodiscard]] bool moveRecentTo(std::uint32_t offset);
    /// Keeps the recent place right when items of `leaf` from `index` on are about to change.
    void keepRecentInFrontOf(std::uint32_t leaf, std::uint32_t index);
    [[nodiscard]] bool isLeafBefore(std::uint32_t a, std::uint32_t b) const;
    static void addTo(Sums& sums, const Item& item) {
        sums[0] += item.visibleCount(View::kPrepare);
        sums[1] += item.visibleCount(View::kEffect);
        sums[kInsertedSum] += item.insertedCount(View::kPrepare);
    }
    static void takeFrom(Sums& sums, const Item& item) {
        sums[0] -= item.visibleCount(View::kPrepare);
        sums[1] -= item.visibleCount(View::kEffect);
        sums[kInsertedSum] -= item.insertedCount(View::kPrepare);
    }
    [[nodiscard]] static Sums sumsOf(const Item* first, std::uint32_t count);
    void build(std::span<const Item> items);
    void append(const Item& item, std::vector<Sums>& sums);
    void buildInners(std::vector<Sums> sums);
    void addSums(std::uint32_t leaf, const Sums& change);
    /// Whether the items are to be one.
    static bool areOne(const Item& left, const Item& right) {
        return right.first == left.end() && left.isContinuedBy(right);
    }
    /// Makes room for `count` more items in front of item `at`; those there must be written then.
    static void open(Leaf& leaf, std::uint32_t at, std::uint32_t count) {
        Item* const items = leaf.items.data();
        std::copy_backward(items + at, items + leaf.count, items + leaf.count + count);
        leaf.count += count;
    }
    static void close(Leaf& leaf, std::uint32_t at, std::uint32_t count) {
        Item* const items = leaf.items.data();
        std::copy(items + at + count, items + leaf.count, items + at);
        leaf.count -= count;
    }
    /// Splits the leaf if it is overfull, when the items in front of `changedEnd` have changed.
    void splitWhereFull(std::uint32_t leaf, std::uint32_t changedEnd, EventIndex& index) {
        if (m_leaves[leaf].count > m_fanOut.leafMax) splitFull(leaf, changedEnd, index);
    }
    void splitFull(std::uint32_t leaf, std::uint32_t changedEnd, EventIndex& index);
    /// Joins the items [begin, end) of a leaf where one continues the other.
    void joinItems(Leaf& leaf, std::uint32_t begin, std::uint32_t end);
    /// Parts the items from number `kept` on, or about there, from those before. Cost, over all splits: O(log n) a
    /// unit.
    void splitLeaf(std::uint32_t leaf, std::uint32_t kept, EventIndex& index);
    // Of splitLeaf(), for a leaf with a parent: the items from number `kept` on, or the first `moved` ones, go to a new
    // leaf.
    void moveBack(std::uint32_t leaf, std::uint32_t kept, EventIndex& index);
    void moveFront(std::uint32_t leaf, std::uint32_t moved, EventIndex& index);
    void placeAll(std::uint32_t leaf, EventIndex& index) const;
    void insertChild(std::uint32_t parent, std::uint32_t left, std::uint32_t right, Sums moved, std::uint32_t level);
    /// Tells the children of `inner`, from entry `slot` on, where they are.
    void linkChildren(std::uint32_t inner, std::uint32_t slot, std::uint32_t level);
    std::uint32_t growRoot(std::uint32_t level);
    Sums splitInner(std::uint32_t inner, std::uint32_t level);
    Sums checkNode(std::uint32_t node, std::uint32_t level) const;

    FanOut m_fanOut;
    NodeArena<Leaf> m_leaves;
    NodeArena<Inner> m_inners;
    std::uint32_t m_root = 0;  // a leaf while m_height is 0
    std::uint32_t m_height = 0;
    std::uint32_t m_firstLeaf = 0;
    Sums m_count{};
    Recent m_recent;
    Crowds m_crowds;
};

template <typename Placed>
ItemTree ItemTree::withItems(FanOut fanOut, std::span<const Item> items, Placed placed) {
    ItemTree tree(fanOut);
    if (!items.empty()) tree.build(items);
    tree.forEachItem(placed);
    return tree;
}

template <typename Visit>
void ItemTree::forEachItem(Visit visit) const {
    for (std::uint32_t leaf = 0; leaf < m_leaves.size(); ++leaf) {
        const Leaf& node = m_leaves[leaf];
        for (std::uint32_t item = 0; item < node.count; ++item)
            visit(node.items[item], leaf);
    }
}

template <typename BeforeChange>
void ItemTree::changeVisible(const Place& place, std::uint32_t countMax, StateChange change, EventIndex& index,
                             BeforeChange beforeChange) {
    Leaf& leaf = m_leaves[place.cursor.leaf];
    const std::uint32_t begin = place.cursor.index;
    if (place.offset > 0 || leaf.items[begin].count > countMax) {
        const Item& item = leaf.items[begin];
        const std::uint32_t count = std::min(countMax, item.count - place.offset);
        beforeChange(item, item.first + place.offset, count);
        this->change(place, count, change, index);
        return;
    }
    keepRecentInFrontOf(place.cursor.leaf, begin);
    Sums sums{};
    std::uint32_t done = 0;
    std::uint32_t changedEnd = begin;
    for (std::uint32_t at = begin; at < leaf.count && done < countMax; ++at) {
        Item& item = leaf.items[at];
        if (!item.isVisible(View::kPrepare)) continue;
        if (item.count > countMax - done) break;
        beforeChange(std::as_const(item), item.first, item.count);
        takeFrom(sums, item);
        item.state[0].bits += change.prepare;
        item.state[1].bits += change.effect;
        addTo(sums, item);
        done += item.count;
        changedEnd = at + 1;
    }
    joinItems(leaf, begin > 0 ? begin - 1 : 0, std::min(changedEnd + 1, leaf.count));
    addSums(place.cursor.leaf, sums);
}

template <typename BeforeChange>
void ItemTree::changeUnits(std::uint32_t first, std::uint32_t end, StateChange change, EventIndex& index,
                           BeforeChange beforeChange) {
    for (std::uint32_t unit = first; unit < end;) {
        const std::uint32_t at = index[unit];
        if (at == kNone) {
            ++unit;
            continue;
        }
        const Place place = locateAgain(unit, at);
        Leaf& leaf = m_leaves[at];
        std::uint32_t item = place.cursor.index;
        if (place.offset > 0 || leaf.items[item].end() > end) {
            const std::uint32_t count = (leaf.items[item].end() < end ? leaf.items[item].end() : end) - unit;
            beforeChange(leaf.items[item], unit, count);
            this->change(place, count, change, index);
            unit += count;
            continue;
        }
        // Text that was written together still stands together, cut up by what came later: one pass over the leaf.
        keepRecentInFrontOf(at, item);
        Sums sums{};
        while (true) {
            Item& whole = leaf.items[item];
            beforeChange(std::as_const(whole), unit, whole.count);
            takeFrom(sums, whole);
            whole.state[0].bits += change.prepare;
            whole.state[1].bits += change.effect;
            addTo(sums, whole);
            unit = whole.end();
            if (unit >= end) break;
            std::uint32_t following = item + 1;
            while (following < leaf.count && leaf.items[following].first != unit)
                ++following;
            if (following == leaf.count || leaf.items[following].end() > end) break;
            item = following;
        }
        const std::uint32_t begin = place.cursor.index;
        joinItems(leaf, begin > 0 ? begin - 1 : 0, item + 2 < leaf.count ? item + 2 : leaf.count);
        addSums(at, sums);
    }
}

}  // namespace varve::merge

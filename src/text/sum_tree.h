// A persistent sequence with sums: a B+ tree whose nodes keep, beside every child, what its part of the sequence adds
// up to. Finding a place by any sum (characters, pixels, index) and changing one item cost O(log n), a copy costs O(1).
// Nodes are immutable while shared and changed in place while not: a copy is a snapshot that another thread may read.
// It knows nothing about what the items are. Used by the rope (items: text chunks) and by the editor view (blocks).
// Source: Zed's sum_tree for the idea; join and split as in Blelloch, Ferizovic, Sun: Just Join for Parallel Ordered
// Sets (SPAA 2016), carried over to B+ trees.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "base/check.h"
#include "text/counted.h"
#include "text/sum_tree_node.h"

namespace varve::text {

/// Which item a sum on the border of two items means.
enum class Bias : std::uint8_t {
    kLeft,   // the item that ends there: the first whose end is not below the target
    kRight,  // the item that begins there: the first whose end is above the target
};

/// Item: a cheap value with a default state (a shared pointer, a small struct).
/// Traits: `using Summary` (default value = zero, `+=` associative, `==`) and `static Summary summarize(const Item&)`.
/// kFanout: most entries of a node; 2 and 3 make deep trees for tests.
/// Indices and counts are of items, below 2^32. Not thread-safe as an object; copies are independent of each other.
template <typename Item, typename Traits, std::size_t kFanout = 16>
class SumTree {
  public:
    using Summary = typename Traits::Summary;

  private:
    using Ops = SumTreeNodes<Item, Traits, kFanout>;
    using Node = typename Ops::Node;
    using NodePointer = typename Ops::NodePointer;

  public:
    /// A place in the tree: an item and the sum of everything before it, or the end. It borrows from the tree and is
    /// void after the next change of it, except where a function says otherwise.
    class Cursor {
      public:
        /// False at the end of the sequence, and before the first item after previous().
        [[nodiscard]] bool isValid() const { return m_depth > 0; }
        [[nodiscard]] const Item& item() const { return Ops::leaf(*bottom().node).items[bottom().slot]; }
        [[nodiscard]] const Summary& itemSummary() const { return bottom().node->sums[bottom().slot]; }
        /// Index of the item; the item count at the end.
        [[nodiscard]] std::size_t index() const { return m_index; }
        /// Sum of the items before this one; of all at the end.
        [[nodiscard]] const Summary& before() const { return m_before; }
        /// To the following item. Cost: O(1) amortised.
        void next();
        /// To the preceding item. Cost: O(log n).
        void previous();

      private:
        friend class SumTree;
        struct Level {
            Node* node;
            std::uint32_t slot;
        };
        [[nodiscard]] const Level& bottom() const { return m_levels[m_depth - 1]; }
        void push(Node* node, std::uint32_t slot) { m_levels[m_depth++] = {node, slot}; }

        std::array<Level, Ops::kHeightMax> m_levels;  // root first
        std::uint32_t m_depth = 0;
        std::uint32_t m_index = 0;
        Summary m_before{};
    };

    SumTree() = default;
    /// Cost: O(n).
    explicit SumTree(std::vector<Item> items) : m_root(Ops::build(std::move(items))) { refreshTotals(); }
    SumTree(const SumTree&) = default;
    SumTree& operator=(const SumTree&) = default;
    SumTree(SumTree&& other) noexcept
        : m_root(std::move(other.m_root)),
          m_total(std::exchange(other.m_total, Summary{})),
          m_count(std::exchange(other.m_count, 0)) {}
    SumTree& operator=(SumTree&& other) noexcept {
        m_root = std::move(other.m_root);
        m_total = std::exchange(other.m_total, Summary{});
        m_count = std::exchange(other.m_count, 0);
        return *this;
    }
    ~SumTree() = default;

    [[nodiscard]] std::size_t count() const { return m_count; }
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    /// Sum of all items. Cost: O(1).
    [[nodiscard]] const Summary& summary() const { return m_total; }
    /// True when both are the same nodes, hence the same items; false says nothing. Cost: O(1).
    [[nodiscard]] bool sharesRootWith(const SumTree& other) const { return m_root == other.m_root; }

    /// The item that holds `target` in the sum `dimension(summary)`, which never falls as items are added. The cursor
    /// is at the end when no item does. Cost: O(log n).
    template <typename Dimension, typename Value>
    [[nodiscard]] Cursor find(Dimension dimension, Value target, Bias bias = Bias::kRight) const {
        if (bias == Bias::kLeft) {
            return descend([&](const Summary& end, std::uint32_t) { return !(std::invoke(dimension, end) < target); });
        }
        return descend([&](const Summary& end, std::uint32_t) { return target < std::invoke(dimension, end); });
    }
    /// The item with number `index`; the end when index == count(). Cost: O(log n).
    [[nodiscard]] Cursor cursorAt(std::size_t index) const {
        CHECK(index <= m_count);
        return descend([index](const Summary&, std::uint32_t endIndex) { return index < endIndex; });
    }
    [[nodiscard]] Cursor begin() const { return cursorAt(0); }
    /// Index below count() (CHECKed). Cost: O(log n).
    [[nodiscard]] const Item& at(std::size_t index) const;
    /// Sum of the first `index` items. Cost: O(log n).
    [[nodiscard]] Summary sumBefore(std::size_t index) const { return cursorAt(index).before(); }
    /// Calls `receive(item)` for the items of [begin, end), in order. Cost: O(log n + items).
    template <typename Receive>
    void forEach(std::size_t begin, std::size_t end, Receive receive) const {
        CHECK(begin <= end && end <= m_count);
        for (Cursor cursor = cursorAt(begin); cursor.index() < end; cursor.next())
            receive(cursor.item());
    }

    /// Cost: O(log n). Indices at most count() (CHECKed).
    void insert(std::size_t index, Item item);
    void push(Item item) { insert(m_count, std::move(item)); }
    void replace(std::size_t index, Item item) {
        modify(index, [&](Item& old) { old = std::move(item); });
    }
    void remove(std::size_t index) { removeRange(index, index + 1); }
    /// Cost: O(log n), and the items dropped when nobody else shares them.
    void removeRange(std::size_t begin, std::size_t end);
    /// Cost: O(log n + items).
    void insertAll(std::size_t index, std::vector<Item> items);
    /// Puts `items` in place of [begin, end). Cost: O(log n + items).
    void splice(std::size_t begin, std::size_t end, std::vector<Item> items);
    /// `change(Item&)` may alter the item in any way; the sums follow. Cost: O(log n).
    template <typename Change>
    void modify(std::size_t index, Change change);

    /// For callers that edit one item many times: makes the cursor's way unshared and returns the item for changing.
    /// The cursor stays good. The caller must follow with addToSums or subtractFromSums. Cost: O(log n), a few loads
    /// when nothing is shared.
    [[nodiscard]] Item& editable(Cursor& cursor);
    /// Tells that the item has grown, or shrunk, by `delta`. The cursor stays good. Cost: O(log n).
    void addToSums(const Cursor& cursor, const Summary& delta) {
        for (std::uint32_t level = 0; level < cursor.m_depth; ++level) {
            cursor.m_levels[level].node->sums[cursor.m_levels[level].slot] += delta;
        }
        m_total += delta;
    }
    void subtractFromSums(const Cursor& cursor, const Summary& delta) {
        for (std::uint32_t level = 0; level < cursor.m_depth; ++level) {
            cursor.m_levels[level].node->sums[cursor.m_levels[level].slot] -= delta;
        }
        m_total -= delta;
    }

    /// CHECKs sums, counts, fill and balance; for tests. Cost: O(n).
    void checkInvariants() const;

  private:
    template <typename Holds>
    [[nodiscard]] Cursor descend(Holds holds) const;
    void refreshTotals() {
        m_total = m_root ? Ops::sumOf(*m_root) : Summary{};
        m_count = m_root ? Ops::countOf(*m_root) : 0;
    }

    NodePointer m_root;  // null when empty
    Summary m_total{};
    std::uint32_t m_count = 0;
};

template <typename Item, typename Traits, std::size_t kFanout>
template <typename Holds>
auto SumTree<Item, Traits, kFanout>::descend(Holds holds) const -> Cursor {
    Cursor cursor;
    if (!m_root || !holds(m_total, m_count)) {
        cursor.m_index = m_count;
        cursor.m_before = m_total;
        return cursor;
    }
    Node* node = m_root.get();
    for (;;) {
        const bool isLeaf = node->height == 0;
        std::uint32_t slot = 0;
        // The last child needs no look: the sum of all holds the target, so it does when no earlier one did.
        for (const std::uint32_t last = node->size - 1U; slot < last; ++slot) {
            Summary end = cursor.m_before;
            end += node->sums[slot];
            const std::uint32_t endIndex = cursor.m_index + (isLeaf ? 1U : Ops::inner(*node).counts[slot]);
            if (holds(end, endIndex)) break;
            cursor.m_before = end;
            cursor.m_index = endIndex;
        }
        cursor.push(node, slot);
        if (isLeaf) return cursor;
        node = Ops::inner(*node).children[slot].get();
    }
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTree<Item, Traits, kFanout>::Cursor::next() {
    if (!isValid()) return;
    m_before += itemSummary();
    ++m_index;
    while (m_depth > 0 && m_levels[m_depth - 1].slot + 1 == m_levels[m_depth - 1].node->size)
        --m_depth;
    if (m_depth == 0) return;
    ++m_levels[m_depth - 1].slot;
    while (bottom().node->height > 0)
        push(Ops::inner(*bottom().node).children[bottom().slot].get(), 0);
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTree<Item, Traits, kFanout>::Cursor::previous() {
    if (!isValid()) return;
    while (m_depth > 0 && m_levels[m_depth - 1].slot == 0)
        --m_depth;
    m_before = Summary{};
    if (m_depth == 0) return;
    --m_index;
    --m_levels[m_depth - 1].slot;
    while (bottom().node->height > 0) {
        Node* child = Ops::inner(*bottom().node).children[bottom().slot].get();
        push(child, child->size - 1U);
    }
    for (std::uint32_t level = 0; level < m_depth; ++level) {
        for (std::uint32_t slot = 0; slot < m_levels[level].slot; ++slot)
            m_before += m_levels[level].node->sums[slot];
    }
}

template <typename Item, typename Traits, std::size_t kFanout>
const Item& SumTree<Item, Traits, kFanout>::at(std::size_t index) const {
    CHECK(index < m_count);
    const Node* node = m_root.get();
    auto rest = static_cast<std::uint32_t>(index);
    while (node->height > 0) {
        const auto& inner = Ops::inner(*node);
        std::uint32_t slot = 0;
        for (; rest >= inner.counts[slot]; ++slot)
            rest -= inner.counts[slot];
        node = inner.children[slot].get();
    }
    return Ops::leaf(*node).items[rest];
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTree<Item, Traits, kFanout>::insert(std::size_t index, Item item) {
    CHECK(index <= m_count);
    const Summary added = Traits::summarize(item);
    if (!m_root) {
        m_root = Ops::build({std::move(item)});
    } else if (NodePointer sibling = Ops::insertItem(m_root, static_cast<std::uint32_t>(index), item, added)) {
        m_root = Ops::parentOf(std::move(m_root), std::move(sibling));
    }
    m_total = Ops::sumOf(*m_root);
    ++m_count;
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTree<Item, Traits, kFanout>::removeRange(std::size_t begin, std::size_t end) {
    CHECK(begin <= end && end <= m_count);
    if (begin == end) return;
    auto [left, rest] = Ops::split(std::move(m_root), static_cast<std::uint32_t>(begin));
    auto [dropped, right] = Ops::split(std::move(rest), static_cast<std::uint32_t>(end - begin));
    m_root = Ops::join(std::move(left), std::move(right));
    refreshTotals();
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTree<Item, Traits, kFanout>::insertAll(std::size_t index, std::vector<Item> items) {
    CHECK(index <= m_count);
    auto [left, right] = Ops::split(std::move(m_root), static_cast<std::uint32_t>(index));
    m_root = Ops::join(Ops::join(std::move(left), Ops::build(std::move(items))), std::move(right));
    refreshTotals();
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTree<Item, Traits, kFanout>::splice(std::size_t begin, std::size_t end, std::vector<Item> items) {
    CHECK(begin <= end && end <= m_count);
    std::size_t taken = 0;
    for (; taken < items.size() && begin < end; ++taken, ++begin)
        replace(begin, std::move(items[taken]));
    removeRange(begin, end);
    items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(taken));
    if (items.size() <= kFanout) {
        for (Item& item : items)
            insert(begin++, std::move(item));
    } else {
        insertAll(begin, std::move(items));
    }
}

template <typename Item, typename Traits, std::size_t kFanout>
template <typename Change>
void SumTree<Item, Traits, kFanout>::modify(std::size_t index, Change change) {
    CHECK(index < m_count);
    Cursor cursor = cursorAt(index);
    Item& item = editable(cursor);
    change(item);
    Summary sum = Traits::summarize(item);
    for (std::uint32_t level = cursor.m_depth; level > 0; --level) {
        const auto& [node, slot] = cursor.m_levels[level - 1];
        node->sums[slot] = sum;
        sum = Ops::sumOf(*node);
    }
    m_total = sum;
}

template <typename Item, typename Traits, std::size_t kFanout>
Item& SumTree<Item, Traits, kFanout>::editable(Cursor& cursor) {
    CHECK(cursor.isValid());
    std::uint32_t level = 0;
    while (level < cursor.m_depth && cursor.m_levels[level].node->isUnshared())
        ++level;
    // The copy of a shared node owns the same children, so that these are shared from there on.
    for (; level < cursor.m_depth; ++level) {
        NodePointer& owner =
            level == 0 ? m_root
                       : Ops::inner(*cursor.m_levels[level - 1].node).children[cursor.m_levels[level - 1].slot];
        cursor.m_levels[level].node = &Ops::unshare(owner);
    }
    return Ops::leaf(*cursor.bottom().node).items[cursor.bottom().slot];
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTree<Item, Traits, kFanout>::checkInvariants() const {
    CHECK((m_count == 0) == !m_root);
    if (!m_root) {
        CHECK(m_total == Summary{});
        return;
    }
    CHECK(m_root->height == 0 || m_root->size >= 2);
    Ops::checkNode(*m_root, true);
    CHECK(m_total == Ops::sumOf(*m_root));
    CHECK(m_count == Ops::countOf(*m_root));
}

}  // namespace varve::text

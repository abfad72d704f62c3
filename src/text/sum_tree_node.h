// Nodes of the sum tree and what is done to them: building, inserting with splits, splitting and joining whole trees.
// All functions take ownership of nodes where they change them, and copy a node first when somebody else shares it.
// Used by SumTree only.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/check.h"
#include "text/counted.h"

namespace varve::text {

template <typename Item, typename Traits, std::size_t kFanout>
class SumTreeNodes {
  public:
    using Summary = typename Traits::Summary;

    static_assert(kFanout >= 2 && kFanout < 1000);
    /// Fewest entries of a node that is not the root: two such nodes fit into one even when one lacks an entry.
    static constexpr std::size_t kFill = (kFanout + 1) / 2;

    /// Levels that 2^32 items can need. With a fan-out of 2 a node may have a single child, so that nothing but the
    /// number of splits bounds the height; 64 levels are far beyond what tests reach.
    static constexpr std::size_t heightMax() {
        if (kFill < 2) return 64;
        std::size_t levels = 2;
        for (std::uint64_t items = 1; items < (std::uint64_t{1} << 32); items *= kFill)
            ++levels;
        return levels;
    }
    static constexpr std::size_t kHeightMax = heightMax();

    struct Node : Counted {
        explicit Node(std::uint16_t levelsBelow) : height(levelsBelow) {}
        static void destroy(Node* node) {
            if (node->height == 0) {
                delete static_cast<Leaf*>(node);
            } else {
                delete static_cast<Inner*>(node);
            }
        }

        std::uint16_t height;  // 0 = leaf
        std::uint16_t size = 0;
        std::array<Summary, kFanout + 1> sums{};  // one entry more than allowed, until the node is split
    };
    using NodePointer = CountedPointer<Node>;

    struct Leaf : Node {
        Leaf() : Node(0) {}
        std::array<Item, kFanout + 1> items{};
    };
    struct Inner : Node {
        explicit Inner(std::uint16_t levelsBelow) : Node(levelsBelow) {}
        std::array<NodePointer, kFanout + 1> children{};
        std::array<std::uint32_t, kFanout + 1> counts{};  // items below each child
    };

    static Leaf& leaf(Node& node) { return static_cast<Leaf&>(node); }
    static const Leaf& leaf(const Node& node) { return static_cast<const Leaf&>(node); }
    static Inner& inner(Node& node) { return static_cast<Inner&>(node); }
    static const Inner& inner(const Node& node) { return static_cast<const Inner&>(node); }

    static Summary sumOf(const Node& node) {
        Summary sum{};
        for (std::size_t slot = 0; slot < node.size; ++slot)
            sum += node.sums[slot];
        return sum;
    }
    static std::uint32_t countOf(const Node& node) {
        if (node.height == 0) return node.size;
        std::uint32_t count = 0;
        for (std::size_t slot = 0; slot < node.size; ++slot)
            count += inner(node).counts[slot];
        return count;
    }

    /// The node behind `owner`, replaced by a copy when it is shared.
    static Node& unshare(NodePointer& owner) {
        if (!owner->isUnshared()) {
            owner = owner->height == 0 ? NodePointer(new Leaf(leaf(*owner))) : NodePointer(new Inner(inner(*owner)));
        }
        return *owner;
    }
    static NodePointer parentOf(NodePointer left, NodePointer right) {
        NodePointer parent(new Inner(static_cast<std::uint16_t>(left->height + 1)));
        insertChild(*parent, 0, std::move(left));
        insertChild(*parent, 1, std::move(right));
        return parent;
    }

    /// A tree of `items`; null when there are none. Every node holds at least kFill entries, the root excepted.
    static NodePointer build(std::vector<Item> items);
    /// Inserts below `owner`; returns the new right sibling when the node had to be split.
    static NodePointer insertItem(NodePointer& owner, std::uint32_t index, Item& item, const Summary& added);
    /// The first `index` items and the rest, each a tree of its own or null.
    static std::pair<NodePointer, NodePointer> split(NodePointer node, std::uint32_t index);
    /// One tree of both. Cost: O(difference in height).
    static NodePointer join(NodePointer left, NodePointer right);
    static void checkNode(const Node& node, bool isRoot);

  private:
    /// Makes room for `count` entries at `slot`, or takes them away again.
    static void openGap(Node& node, std::size_t slot, std::size_t count);
    static void closeGap(Node& node, std::size_t slot, std::size_t count);
    /// Moves entries [begin, end) of `from` to slot `to` of another node of the same height.
    static void moveEntries(Node& from, std::size_t begin, std::size_t end, Node& target, std::size_t to);
    static void insertChild(Node& node, std::size_t slot, NodePointer child);
    /// Sets sum and count of a child from the child itself.
    static void refresh(Node& node, std::size_t slot) {
        node.sums[slot] = sumOf(*inner(node).children[slot]);
        inner(node).counts[slot] = countOf(*inner(node).children[slot]);
    }
    static NodePointer emptyLike(const Node& node) {
        return node.height == 0 ? NodePointer(new Leaf()) : NodePointer(new Inner(node.height));
    }
    /// Takes the entries from `slot` on into a new node.
    static NodePointer splitOff(Node& node, std::size_t slot) {
        NodePointer right = emptyLike(node);
        moveEntries(node, slot, node.size, *right, 0);
        return right;
    }
    static NodePointer splitIfOverfull(Node& node) {
        return node.size > kFanout ? splitOff(node, node.size / 2U) : NodePointer();
    }
    /// Lets two neighbours of one height both reach kFill; `right` becomes null when one node holds all.
    static void balance(NodePointer& left, NodePointer& right);
    /// Adds a lower tree at an edge; returns the new right sibling when the node had to be split.
    static NodePointer append(NodePointer& owner, NodePointer right);
    static NodePointer prepend(NodePointer& owner, NodePointer left);
    /// A node that may be short of entries as the root of a tree: null when empty, its only child when there is one.
    static NodePointer asRoot(NodePointer node);
};

template <typename Item, typename Traits, std::size_t kFanout>
auto SumTreeNodes<Item, Traits, kFanout>::build(std::vector<Item> items) -> NodePointer {
    if (items.empty()) return {};
    const auto nodesFor = [](std::size_t entries) { return (entries + kFanout - 1) / kFanout; };
    std::vector<NodePointer> level(nodesFor(items.size()));
    for (std::size_t node = 0, next = 0; node < level.size(); ++node) {
        level[node] = NodePointer(new Leaf());
        Leaf& target = leaf(*level[node]);
        const std::size_t end = items.size() * (node + 1) / level.size();
        for (; next < end; ++next, ++target.size) {
            target.sums[target.size] = Traits::summarize(items[next]);
            target.items[target.size] = std::move(items[next]);
        }
    }
    for (std::uint16_t height = 1; level.size() > 1; ++height) {
        std::vector<NodePointer> above(nodesFor(level.size()));
        for (std::size_t node = 0, next = 0; node < above.size(); ++node) {
            above[node] = NodePointer(new Inner(height));
            const std::size_t end = level.size() * (node + 1) / above.size();
            for (; next < end; ++next)
                insertChild(*above[node], above[node]->size, std::move(level[next]));
        }
        level = std::move(above);
    }
    return std::move(level[0]);
}

template <typename Item, typename Traits, std::size_t kFanout>
auto SumTreeNodes<Item, Traits, kFanout>::insertItem(NodePointer& owner, std::uint32_t index, Item& item,
                                                     const Summary& added) -> NodePointer {
    Node& node = unshare(owner);
    if (node.height == 0) {
        openGap(node, index, 1);
        leaf(node).items[index] = std::move(item);
        node.sums[index] = added;
        return splitIfOverfull(node);
    }
    Inner& parent = inner(node);
    std::size_t slot = 0;
    for (; index > parent.counts[slot]; ++slot)
        index -= parent.counts[slot];
    NodePointer sibling = insertItem(parent.children[slot], index, item, added);
    if (!sibling) {
        parent.sums[slot] += added;
        ++parent.counts[slot];
        return {};
    }
    refresh(node, slot);
    insertChild(node, slot + 1, std::move(sibling));
    return splitIfOverfull(node);
}

template <typename Item, typename Traits, std::size_t kFanout>
auto SumTreeNodes<Item, Traits, kFanout>::split(NodePointer owner, std::uint32_t index)
    -> std::pair<NodePointer, NodePointer> {
    if (!owner || index == 0) return {NodePointer(), std::move(owner)};
    Node& node = unshare(owner);
    if (node.height == 0) {
        if (index >= node.size) return {std::move(owner), NodePointer()};
        NodePointer right = splitOff(node, index);
        return {std::move(owner), std::move(right)};
    }
    std::size_t slot = 0;
    for (; slot < node.size && index >= inner(node).counts[slot]; ++slot)
        index -= inner(node).counts[slot];
    if (slot == node.size) return {std::move(owner), NodePointer()};
    NodePointer after = splitOff(node, slot + 1);
    NodePointer middle = std::move(inner(node).children[slot]);
    closeGap(node, slot, 1);
    auto [left, right] = split(std::move(middle), index);
    return {join(asRoot(std::move(owner)), std::move(left)), join(std::move(right), asRoot(std::move(after)))};
}

template <typename Item, typename Traits, std::size_t kFanout>
auto SumTreeNodes<Item, Traits, kFanout>::join(NodePointer left, NodePointer right) -> NodePointer {
    if (!left) return right;
    if (!right) return left;
    if (left->height > right->height) {
        NodePointer sibling = append(left, std::move(right));
        return sibling ? parentOf(std::move(left), std::move(sibling)) : std::move(left);
    }
    if (left->height < right->height) {
        NodePointer sibling = prepend(right, std::move(left));
        return sibling ? parentOf(std::move(right), std::move(sibling)) : std::move(right);
    }
    balance(left, right);
    return right ? parentOf(std::move(left), std::move(right)) : std::move(left);
}

template <typename Item, typename Traits, std::size_t kFanout>
auto SumTreeNodes<Item, Traits, kFanout>::append(NodePointer& owner, NodePointer right) -> NodePointer {
    Node& node = unshare(owner);
    const std::size_t slot = node.size - 1U;
    NodePointer& last = inner(node).children[slot];
    if (node.height == right->height + 1) {
        balance(last, right);
    } else {
        right = append(last, std::move(right));
    }
    refresh(node, slot);
    if (right) insertChild(node, slot + 1, std::move(right));
    return splitIfOverfull(node);
}

template <typename Item, typename Traits, std::size_t kFanout>
auto SumTreeNodes<Item, Traits, kFanout>::prepend(NodePointer& owner, NodePointer left) -> NodePointer {
    Node& node = unshare(owner);
    NodePointer& first = inner(node).children[0];
    if (node.height == left->height + 1) {
        balance(left, first);
        if (first) {
            refresh(node, 0);
            insertChild(node, 0, std::move(left));
        } else {
            first = std::move(left);
            refresh(node, 0);
        }
    } else {
        NodePointer sibling = prepend(first, std::move(left));
        refresh(node, 0);
        if (sibling) insertChild(node, 1, std::move(sibling));
    }
    return splitIfOverfull(node);
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTreeNodes<Item, Traits, kFanout>::balance(NodePointer& left, NodePointer& right) {
    if (left->size >= kFill && right->size >= kFill) return;
    Node& a = unshare(left);
    Node& b = unshare(right);
    const std::size_t total = std::size_t{a.size} + b.size;
    if (total <= kFanout) {
        moveEntries(b, 0, b.size, a, a.size);
        right = NodePointer();
        return;
    }
    const std::size_t half = total / 2;
    if (a.size > half) {
        moveEntries(a, half, a.size, b, 0);
    } else {
        moveEntries(b, 0, half - a.size, a, a.size);
    }
}

template <typename Item, typename Traits, std::size_t kFanout>
auto SumTreeNodes<Item, Traits, kFanout>::asRoot(NodePointer node) -> NodePointer {
    if (node->size == 0) return {};
    // With a fan-out of 2 the only child may itself have an only child.
    while (node->height > 0 && node->size == 1)
        node = NodePointer(inner(*node).children[0]);
    return node;
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTreeNodes<Item, Traits, kFanout>::openGap(Node& node, std::size_t slot, std::size_t count) {
    const auto shift = [&](auto& entries) {
        std::move_backward(entries.begin() + slot, entries.begin() + node.size, entries.begin() + node.size + count);
    };
    shift(node.sums);
    if (node.height == 0) {
        shift(leaf(node).items);
    } else {
        shift(inner(node).children);
        shift(inner(node).counts);
    }
    node.size = static_cast<std::uint16_t>(node.size + count);
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTreeNodes<Item, Traits, kFanout>::closeGap(Node& node, std::size_t slot, std::size_t count) {
    const auto shift = [&](auto& entries) {
        std::move(entries.begin() + slot + count, entries.begin() + node.size, entries.begin() + slot);
    };
    shift(node.sums);
    const std::size_t size = node.size - count;
    if (node.height == 0) {
        shift(leaf(node).items);
        // Entries beyond the size own nothing.
        for (std::size_t index = size; index < node.size; ++index)
            leaf(node).items[index] = Item();
    } else {
        shift(inner(node).children);
        shift(inner(node).counts);
        for (std::size_t index = size; index < node.size; ++index)
            inner(node).children[index] = NodePointer();
    }
    node.size = static_cast<std::uint16_t>(size);
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTreeNodes<Item, Traits, kFanout>::moveEntries(Node& from, std::size_t begin, std::size_t end, Node& target,
                                                      std::size_t to) {
    openGap(target, to, end - begin);
    const auto move = [&](auto& source, auto& destination) {
        std::move(source.begin() + begin, source.begin() + end, destination.begin() + to);
    };
    move(from.sums, target.sums);
    if (from.height == 0) {
        move(leaf(from).items, leaf(target).items);
    } else {
        move(inner(from).children, inner(target).children);
        move(inner(from).counts, inner(target).counts);
    }
    closeGap(from, begin, end - begin);
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTreeNodes<Item, Traits, kFanout>::insertChild(Node& node, std::size_t slot, NodePointer child) {
    openGap(node, slot, 1);
    inner(node).children[slot] = std::move(child);
    refresh(node, slot);
}

template <typename Item, typename Traits, std::size_t kFanout>
void SumTreeNodes<Item, Traits, kFanout>::checkNode(const Node& node, bool isRoot) {
    CHECK(node.size >= (isRoot ? 1 : kFill) && node.size <= kFanout);
    for (std::size_t slot = 0; slot <= kFanout; ++slot) {
        if (node.height == 0) {
            CHECK(slot >= node.size || node.sums[slot] == Traits::summarize(leaf(node).items[slot]));
            continue;
        }
        const NodePointer& child = inner(node).children[slot];
        CHECK(static_cast<bool>(child) == (slot < node.size));
        if (!child) continue;
        CHECK(child->height + 1 == node.height);
        CHECK(node.sums[slot] == sumOf(*child));
        CHECK(inner(node).counts[slot] == countOf(*child));
        checkNode(*child, false);
    }
}

}  // namespace varve::text

#include "merge/mark_sets.h"

namespace varve::merge {

MarkSets::MarkSets() {
    m_nodes.intern({});
}

MarkSet MarkSets::leaf(std::uint32_t block, std::uint64_t bits) {
    if (bits == 0) return 0;
    return m_nodes.intern({block, 0, static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)});
}

MarkSet MarkSets::single(MarkNumber mark) {
    return leaf(mark / kLeafBits, std::uint64_t{1} << (mark % kLeafBits));
}

MarkSet MarkSets::inner(std::uint32_t prefix, std::uint32_t branch, MarkSet low, MarkSet high) {
    if (low == 0) return high;
    if (high == 0) return low;
    return m_nodes.intern({prefix, branch, low, high});
}

MarkSet MarkSets::replaced(const Node& node, std::uint32_t block, MarkSet child) {
    const bool isHigh = (block & node.branch) != 0;
    return inner(node.prefix, node.branch, isHigh ? node.low : child, isHigh ? child : node.high);
}

/// Two sets, neither of which covers a block of the other.
MarkSet MarkSets::joined(MarkSet a, std::uint32_t blockA, MarkSet b, std::uint32_t blockB) {
    const std::uint32_t branch = std::bit_floor(blockA ^ blockB);
    const bool isHigh = (blockA & branch) != 0;
    return inner(blockA & ~(2 * branch - 1), branch, isHigh ? b : a, isHigh ? a : b);
}

MarkSet MarkSets::with(MarkSet set, MarkNumber mark) {
    if (set == 0) return single(mark);
    if (set >= m_extensions.size()) m_extensions.resize(m_nodes.count());
    const Extension& known = m_extensions[set];
    if (known.result != 0 && known.mark == mark) return known.result;
    const Node node = m_nodes[set];
    const std::uint32_t block = mark / kLeafBits;
    MarkSet result = 0;
    if (node.isLeaf() || !node.covers(block)) {
        result = united(set, single(mark));
    } else {
        result = replaced(node, block, with(node.childFor(block), mark));
    }
    m_extensions[set] = {mark, result};
    return result;
}

MarkSet MarkSets::without(MarkSet set, MarkNumber mark) {
    return subtracted(set, single(mark));
}

// No deeper than a block number has bits, so recursion is safe in all of these.

MarkSet MarkSets::united(MarkSet a, MarkSet b) {
    if (a == b || b == 0) return a;
    if (a == 0) return b;
    const Node nodeA = m_nodes[a];
    const Node nodeB = m_nodes[b];
    if (nodeA.branch == nodeB.branch && nodeA.prefix == nodeB.prefix) {
        if (nodeA.isLeaf()) return leaf(nodeA.prefix, nodeA.bits() | nodeB.bits());
        const MarkSet low = united(nodeA.low, nodeB.low);
        return inner(nodeA.prefix, nodeA.branch, low, united(nodeA.high, nodeB.high));
    }
    if (nodeA.branch > nodeB.branch && nodeA.covers(nodeB.prefix)) {
        return replaced(nodeA, nodeB.prefix, united(nodeA.childFor(nodeB.prefix), b));
    }
    if (nodeB.branch > nodeA.branch && nodeB.covers(nodeA.prefix)) {
        return replaced(nodeB, nodeA.prefix, united(nodeB.childFor(nodeA.prefix), a));
    }
    return joined(a, nodeA.prefix, b, nodeB.prefix);
}

MarkSet MarkSets::intersected(MarkSet a, MarkSet b) {
    if (a == b) return a;
    if (a == 0 || b == 0) return 0;
    const Node nodeA = m_nodes[a];
    const Node nodeB = m_nodes[b];
    if (nodeA.branch == nodeB.branch) {
        if (nodeA.prefix != nodeB.prefix) return 0;
        if (nodeA.isLeaf()) return leaf(nodeA.prefix, nodeA.bits() & nodeB.bits());
        const MarkSet low = intersected(nodeA.low, nodeB.low);
        return inner(nodeA.prefix, nodeA.branch, low, intersected(nodeA.high, nodeB.high));
    }
    if (nodeA.branch < nodeB.branch) return intersected(b, a);
    return nodeA.covers(nodeB.prefix) ? intersected(nodeA.childFor(nodeB.prefix), b) : 0;
}

MarkSet MarkSets::subtracted(MarkSet a, MarkSet b) {
    if (a == b || a == 0) return 0;
    if (b == 0) return a;
    const Node nodeA = m_nodes[a];
    const Node nodeB = m_nodes[b];
    if (nodeA.branch == nodeB.branch) {
        if (nodeA.prefix != nodeB.prefix) return a;
        if (nodeA.isLeaf()) return leaf(nodeA.prefix, nodeA.bits() & ~nodeB.bits());
        const MarkSet low = subtracted(nodeA.low, nodeB.low);
        return inner(nodeA.prefix, nodeA.branch, low, subtracted(nodeA.high, nodeB.high));
    }
    if (nodeA.branch > nodeB.branch) {
        if (!nodeA.covers(nodeB.prefix)) return a;
        return replaced(nodeA, nodeB.prefix, subtracted(nodeA.childFor(nodeB.prefix), b));
    }
    return nodeB.covers(nodeA.prefix) ? subtracted(a, nodeB.childFor(nodeA.prefix)) : a;
}

bool MarkSets::contains(MarkSet set, MarkNumber mark) const {
    const std::uint32_t block = mark / kLeafBits;
    while (set != 0) {
        const Node& node = m_nodes[set];
        if (node.isLeaf()) return node.prefix == block && ((node.bits() >> (mark % kLeafBits)) & 1) != 0;
        set = node.covers(block) ? node.childFor(block) : 0;
    }
    return false;
}

bool MarkSets::intersects(MarkSet a, MarkSet b) const {
    if (a == 0 || b == 0) return false;
    if (a == b) return true;
    const Node& nodeA = m_nodes[a];
    const Node& nodeB = m_nodes[b];
    if (nodeA.branch == nodeB.branch) {
        if (nodeA.prefix != nodeB.prefix) return false;
        if (nodeA.isLeaf()) return (nodeA.bits() & nodeB.bits()) != 0;
        return intersects(nodeA.low, nodeB.low) || intersects(nodeA.high, nodeB.high);
    }
    if (nodeA.branch < nodeB.branch) return intersects(b, a);
    return nodeA.covers(nodeB.prefix) && intersects(nodeA.childFor(nodeB.prefix), b);
}

MarkSet MarkSets::copyTo(MarkSets& other, MarkSet set, std::vector<MarkSet>& known) const {
    if (set == 0) return 0;
    known.resize(m_nodes.count());
    if (known[set] != 0) return known[set];
    const Node& node = m_nodes[set];
    if (node.isLeaf()) return known[set] = other.leaf(node.prefix, node.bits());
    const MarkSet low = copyTo(other, node.low, known);
    return known[set] = other.inner(node.prefix, node.branch, low, copyTo(other, node.high, known));
}

}  // namespace varve::merge

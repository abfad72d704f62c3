// Sets of marks, named by numbers: equal sets have equal numbers, 0 is the empty set. They share their parts, so that
// the ten thousand sets of as many overlapping marks, of which neighbours differ by one mark, take little more than
// one. Big-endian Patricia trees with bitmaps as leaves and every node held once; nodes that no set needs any more stay
// until somebody copies what is needed into a new table. Source: Okasaki, Gill, "Fast mergeable integer maps" (1998).
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "merge/intern_table.h"

namespace varve::merge {

using MarkSet = std::uint32_t;
/// A mark by the order in which this tracker applied it.
using MarkNumber = std::uint32_t;

class MarkSets {
  public:
    MarkSets();

    /// Cost: O(log marks); O(1) for parts that were asked about the same mark since another one was asked about.
    [[nodiscard]] MarkSet with(MarkSet set, MarkNumber mark);
    // Cost: O(1) for equal or empty sets, else O(parts that differ).
    [[nodiscard]] MarkSet without(MarkSet set, MarkNumber mark);
    [[nodiscard]] MarkSet united(MarkSet a, MarkSet b);
    [[nodiscard]] MarkSet intersected(MarkSet a, MarkSet b);
    /// What is in `a` and not in `b`.
    [[nodiscard]] MarkSet subtracted(MarkSet a, MarkSet b);

    [[nodiscard]] bool contains(MarkSet set, MarkNumber mark) const;
    [[nodiscard]] bool intersects(MarkSet a, MarkSet b) const;
    /// Calls `visit(mark)` for each, ascending.
    template <typename Visit>
    void forEach(MarkSet set, Visit visit) const {
        if (set == 0) return;
        const Node node = m_nodes[set];
        if (!node.isLeaf()) {
            forEach(node.low, visit);
            forEach(node.high, visit);
            return;
        }
        for (std::uint64_t bits = node.bits(); bits != 0; bits &= bits - 1)
            visit(node.prefix * kLeafBits + static_cast<std::uint32_t>(std::countr_zero(bits)));
    }

    /// Two disjoint sets that many sets share and this one is made of; nothing when it is of one piece.
    [[nodiscard]] std::optional<std::pair<MarkSet, MarkSet>> halves(MarkSet set) const {
        if (set == 0 || m_nodes[set].isLeaf()) return std::nullopt;
        return std::pair(m_nodes[set].low, m_nodes[set].high);
    }

    /// The same set in another table. `known` remembers what was copied: empty at first, then for the same two tables.
    [[nodiscard]] MarkSet copyTo(MarkSets& other, MarkSet set, std::vector<MarkSet>& known) const;

    /// All sets as bytes, and back into an empty table. Result: by set, the text that its marks are in, as `textByMark`
    /// says; all of a set must be in one. Fails the reader on anything else than what write() gives.
    void write(ByteWriter& writer) const;
    [[nodiscard]] std::vector<std::uint32_t> read(ByteReader& reader, std::span<const std::uint32_t> textByMark);

    [[nodiscard]] std::uint32_t nodeCount() const { return m_nodes.count(); }
    [[nodiscard]] std::size_t memoryBytes() const {
        return m_nodes.memoryBytes() + m_extensions.capacity() * sizeof(Extension);
    }

  private:
    static constexpr std::uint32_t kLeafBits = 64;

    /// Leaf: marks of block `prefix`, as bits. Inner node: two sets whose blocks agree above the bit `branch` and have
    /// it clear (low) and set (high). `prefix` is the agreeing part, zero from the branch on down.
    struct Node {
        std::uint32_t prefix = 0;
        std::uint32_t branch = 0;
        std::uint32_t low = 0;
        std::uint32_t high = 0;

        [[nodiscard]] bool isLeaf() const { return branch == 0; }
        [[nodiscard]] std::uint64_t bits() const { return low | (std::uint64_t{high} << 32); }
        /// Whether a block can be below this inner node, and where.
        [[nodiscard]] bool covers(std::uint32_t block) const { return (block & ~(2 * branch - 1)) == prefix; }
        [[nodiscard]] std::uint32_t childFor(std::uint32_t block) const { return (block & branch) != 0 ? high : low; }
        friend bool operator==(const Node&, const Node&) = default;
    };
    struct NodeHash {
        std::uint64_t operator()(const Node& node) const {
            return mixedHash(node.prefix | (std::uint64_t{node.branch} << 32), node.bits());
        }
    };

    /// What a node became with the mark that was put into it last: the items that a mark covers share most of their
    /// nodes.
    struct Extension {
        MarkNumber mark = 0;
        MarkSet result = 0;
    };

    MarkSet leaf(std::uint32_t block, std::uint64_t bits);
    MarkSet single(MarkNumber mark);
    MarkSet inner(std::uint32_t prefix, std::uint32_t branch, MarkSet low, MarkSet high);
    /// Whether the set lies in one half of the blocks that an inner node stands for.
    [[nodiscard]] bool isInHalf(MarkSet child, std::uint32_t prefix, std::uint32_t branch, bool isHigh) const;
    /// `node` with its child towards `block` replaced.
    MarkSet replaced(const Node& node, std::uint32_t block, MarkSet child);
    MarkSet joined(MarkSet a, std::uint32_t blockA, MarkSet b, std::uint32_t blockB);

    InternTable<Node, NodeHash> m_nodes;  // number 0 is never looked at
    std::vector<Extension> m_extensions;  // by node, as far as it was asked for
};

}  // namespace varve::merge

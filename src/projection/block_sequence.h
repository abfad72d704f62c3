// A text of the document as the view holds it: a persistent sequence of immutable blocks with sums of characters,
// UTF-16 units and pixels, so that positions and heights are found in O(log n) and a patch touches only the blocks it
// changes. A copy is a snapshot and costs O(1). It knows nothing of layouts: heights are given to it.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "document/patch.h"
#include "projection/block.h"
#include "projection/object_registers.h"
#include "text/position.h"
#include "text/rope.h"
#include "text/sum_tree.h"

namespace varve::projection {

/// Height to expect of a block that was not laid out yet, in pixels. Cost: O(1).
struct HeightEstimate {
    double unitsPerLine = 70;
    int lineHeight = 20;
    int gap = 10;

    [[nodiscard]] int of(const Block& block) const;
    friend bool operator==(const HeightEstimate&, const HeightEstimate&) = default;
};

/// Sums over blocks. Every block counts one more than its text: the caret positions in it.
struct BlockSummary {
    std::uint32_t count = 0;
    std::uint32_t utf16Count = 0;
    std::int64_t height = 0;

    BlockSummary& operator+=(const BlockSummary& other) {
        count += other.count;
        utf16Count += other.utf16Count;
        height += other.height;
        return *this;
    }
    friend bool operator==(const BlockSummary&, const BlockSummary&) = default;
};

struct BlockItem {
    BlockPtr block;
    int height = 0;
};

struct BlockTraits {
    using Summary = BlockSummary;
    static Summary summarize(const BlockItem& item);
};

/// `kFanout`: of the tree; tests make it small.
template <std::size_t kFanout>
class BasicBlockSequence {
  public:
    /// One empty block: a text is never without blocks.
    BasicBlockSequence();
    /// Cost: O(n).
    BasicBlockSequence(const text::Rope& rope, const HeightEstimate& estimate);
    /// Of blocks that were put together elsewhere; at least one (CHECKed).
    BasicBlockSequence(std::vector<BlockPtr> blocks, const HeightEstimate& estimate);

    [[nodiscard]] std::uint32_t blockCount() const { return static_cast<std::uint32_t>(m_tree.count()); }
    /// Scalars of the text, breaks included.
    [[nodiscard]] std::uint32_t count() const { return m_tree.summary().count - 1; }
    [[nodiscard]] std::uint32_t utf16Count() const { return m_tree.summary().utf16Count - 1; }
    [[nodiscard]] text::Offset end() const { return {count()}; }
    /// Index below blockCount() (CHECKed). Cost: O(log n).
    [[nodiscard]] const BlockPtr& blockAt(std::uint32_t index) const { return m_tree.at(index).block; }

    /// Offsets beyond the end give the end. Cost: O(log n), and O(block) where it has surrogate pairs.
    [[nodiscard]] BlockPosition positionOf(text::Offset offset) const;
    [[nodiscard]] text::Offset offsetOf(BlockPosition position) const;
    [[nodiscard]] text::Utf16Offset utf16OffsetOf(text::Offset offset) const;
    [[nodiscard]] text::Offset offsetOf(text::Utf16Offset offset) const;
    /// Of the first character of a block, behind its break.
    [[nodiscard]] text::Offset startOf(std::uint32_t block) const;
    /// The part as Qt's text. Cost: O(log n + part).
    [[nodiscard]] QString text(text::Range range) const;

    /// Replaces what the patch replaces. Blocks that it does not touch stay the same objects, and so do blocks that a
    /// break was only put before or after. Result: what became of long blocks. Cost: O(touched blocks * log n).
    std::vector<BlockChange> apply(const document::Patch& patch) { return apply(patch, {}, {}); }
    /// The same in a text whose objects have properties. `ids`: of the breaks and embeds that the patch adds, as
    /// addedObjects() lists them; or none at all.
    std::vector<BlockChange> apply(const document::Patch& patch, std::span<const event::EventId> ids,
                                   const ObjectRegisters& registers);
    /// The block becomes another kind. Cost: O(log n + block).
    void setAttributes(std::uint32_t block, document::BlockAttributesPointer attributes);
    /// Properties of the embed at a position; nothing happens where there is none.
    void setEmbed(BlockPosition position, const event::EventId& id, AttributesPointer attributes);

    [[nodiscard]] std::int64_t totalHeight() const { return m_tree.summary().height; }
    [[nodiscard]] std::int64_t heightBefore(std::uint32_t block) const { return m_tree.sumBefore(block).height; }
    [[nodiscard]] int height(std::uint32_t block) const { return m_tree.at(block).height; }
    /// The block at a height; the first or last one outside.
    [[nodiscard]] std::uint32_t blockAtHeight(std::int64_t y) const;
    void setHeight(std::uint32_t block, int height);
    [[nodiscard]] const HeightEstimate& estimate() const { return m_estimate; }
    /// Makes every height an estimate again. Cost: O(n).
    void setEstimate(const HeightEstimate& estimate);

    /// CHECKs the tree and that no block holds a break; for tests.
    void checkInvariants() const;

  private:
    struct Cluster;
    struct Added;
    void copyTo(Cluster& cluster, text::Offset target, const std::optional<document::FormatPointer>& format) const;
    void replaceCluster(Cluster cluster, std::vector<BlockChange>& changes);
    void replaceBlock(std::uint32_t index, Block block);

    text::SumTree<BlockItem, BlockTraits, kFanout> m_tree;
    HeightEstimate m_estimate;
};

/// Places in the new text of the breaks and embeds that a patch adds, ascending. Cost: O(added text).
[[nodiscard]] std::vector<text::Offset> addedObjects(const document::Patch& patch);

extern template class BasicBlockSequence<16>;
extern template class BasicBlockSequence<2>;
using BlockSequence = BasicBlockSequence<16>;

}  // namespace varve::projection

#include "projection/block_sequence.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/check.h"
#include "document/embed_schema.h"
#include "projection/block_builder.h"
#include "text/word_counting.h"

namespace varve::projection {

namespace {

/// Blocks from here on are worth telling what became of them.
constexpr int kLongBlock = 4096;

}  // namespace

int HeightEstimate::of(const Block& block) const {
    const double lines = std::max(1.0, std::ceil(block.utf16Count() / unitsPerLine));
    return static_cast<int>(lines) * lineHeight + gap;
}

BlockSummary BlockTraits::summarize(const BlockItem& item) {
    if (!item.block) return {};
    return {item.block->count + 1, static_cast<std::uint32_t>(item.block->utf16Count()) + 1, item.height};
}

template <std::size_t kFanout>
BasicBlockSequence<kFanout>::BasicBlockSequence() {
    BlockPtr block = std::make_shared<const Block>(QString());
    const int height = m_estimate.of(*block);
    m_tree.push({std::move(block), height});
}

template <std::size_t kFanout>
BasicBlockSequence<kFanout>::BasicBlockSequence(const text::Rope& rope, const HeightEstimate& estimate)
    : m_estimate(estimate) {
    BlockBuilder builder(nullptr);
    const ObjectRegisters none;
    rope.forEachPiece({{0}, {rope.count()}}, [&](std::string_view piece) {
        builder.appendMixed(piece, nullptr, none, [](std::size_t) { return event::EventId{}; });
    });
    *this = BasicBlockSequence(builder.finish(), estimate);
}

template <std::size_t kFanout>
BasicBlockSequence<kFanout>::BasicBlockSequence(std::vector<BlockPtr> blocks, const HeightEstimate& estimate)
    : m_estimate(estimate) {
    CHECK(!blocks.empty());
    std::vector<BlockItem> items;
    items.reserve(blocks.size());
    for (BlockPtr& block : blocks) {
        const int height = estimate.of(*block);
        items.push_back({std::move(block), height});
    }
    m_tree = text::SumTree<BlockItem, BlockTraits, kFanout>(std::move(items));
}

template <std::size_t kFanout>
BlockPosition BasicBlockSequence<kFanout>::positionOf(text::Offset offset) const {
    const std::uint32_t target = std::min(offset.value, count());
    const auto cursor = m_tree.find(&BlockSummary::count, target);
    return {static_cast<std::uint32_t>(cursor.index()), cursor.item().block->utf16Of(target - cursor.before().count)};
}

template <std::size_t kFanout>
text::Offset BasicBlockSequence<kFanout>::offsetOf(BlockPosition position) const {
    const auto cursor = m_tree.cursorAt(position.block);
    CHECK(cursor.isValid());
    return {cursor.before().count + cursor.item().block->scalarOf(position.utf16)};
}

template <std::size_t kFanout>
text::Utf16Offset BasicBlockSequence<kFanout>::utf16OffsetOf(text::Offset offset) const {
    const std::uint32_t target = std::min(offset.value, count());
    const auto cursor = m_tree.find(&BlockSummary::count, target);
    const int inside = cursor.item().block->utf16Of(target - cursor.before().count);
    return {cursor.before().utf16Count + static_cast<std::uint32_t>(inside)};
}

template <std::size_t kFanout>
text::Offset BasicBlockSequence<kFanout>::offsetOf(text::Utf16Offset offset) const {
    const std::uint32_t target = std::min(offset.value, utf16Count());
    const auto cursor = m_tree.find(&BlockSummary::utf16Count, target);
    const auto inside = static_cast<int>(target - cursor.before().utf16Count);
    return {cursor.before().count + cursor.item().block->scalarOf(inside)};
}

template <std::size_t kFanout>
text::Offset BasicBlockSequence<kFanout>::startOf(std::uint32_t block) const {
    return {m_tree.sumBefore(block).count};
}

template <std::size_t kFanout>
QString BasicBlockSequence<kFanout>::text(text::Range range) const {
    if (range.isEmpty()) return {};
    const BlockPosition first = positionOf(range.begin);
    const BlockPosition last = positionOf(range.end);
    if (first.block == last.block) return blockAt(first.block)->text.mid(first.utf16, last.utf16 - first.utf16);
    const auto size = utf16OffsetOf(range.end) - utf16OffsetOf(range.begin);
    QString result;
    result.reserve(static_cast<qsizetype>(size));
    result += QStringView(blockAt(first.block)->text).mid(first.utf16);
    m_tree.forEach(first.block + 1, last.block, [&result](const BlockItem& item) {
        result += kBreak;
        result += item.block->text;
    });
    result += kBreak;
    result += QStringView(blockAt(last.block)->text).left(last.utf16);
    return result;
}

/// Edits that fall into one run of touched blocks: what `builder` made replaces the text from the start of block
/// `first` to `tail` in block `last`.
template <std::size_t kFanout>
struct BasicBlockSequence<kFanout>::Cluster {
    std::uint32_t first = 0;
    int prefix = 0;
    std::uint32_t last = 0;
    int tail = 0;
    // Block `last` and the scalars in front of it: what follows each other is mostly in one block.
    const Block* lastBlock = nullptr;
    std::uint32_t lastBegin = 0;
    BlockBuilder builder;

    /// Whether `target`, not in front of block `last`, is in it.
    [[nodiscard]] bool holds(text::Offset target) const { return target.value - lastBegin <= lastBlock->count; }
    /// Goes on to `target`.
    void moveTo(const BasicBlockSequence& blocks, text::Offset target) {
        if (!holds(target)) {
            const auto cursor = blocks.m_tree.find(&BlockSummary::count, target.value);
            last = static_cast<std::uint32_t>(cursor.index());
            lastBlock = cursor.item().block.get();
            lastBegin = cursor.before().count;
        }
        tail = lastBlock->utf16Of(target.value - lastBegin);
    }
};

/// The objects that a patch adds, one after the other.
template <std::size_t kFanout>
struct BasicBlockSequence<kFanout>::Added {
    std::span<const event::EventId> ids;
    std::size_t next = 0;
    event::EventId take() {
        if (ids.empty()) return {};
        CHECK(next < ids.size());
        return ids[next++];
    }
};

/// Goes on to `target` in the old text, taking over what lies between.
template <std::size_t kFanout>
void BasicBlockSequence<kFanout>::copyTo(Cluster& cluster, text::Offset target,
                                         const std::optional<document::FormatPointer>& format) const {
    std::uint32_t copied = cluster.last;
    int from = cluster.tail;
    cluster.moveTo(*this, target);
    for (; copied < cluster.last; from = 0) {
        const BlockPtr& block = blockAt(copied);
        cluster.builder.appendPart(*block, from, block->utf16Count(), format);
        const BlockPtr& next = blockAt(++copied);
        cluster.builder.breakBlock(next->attributes, format ? *format : next->breakFormat);
    }
    cluster.builder.appendPart(*cluster.lastBlock, from, cluster.tail, format);
}

template <std::size_t kFanout>
std::vector<BlockChange> BasicBlockSequence<kFanout>::apply(const document::Patch& patch,
                                                            std::span<const event::EventId> ids,
                                                            const ObjectRegisters& registers) {
    std::vector<BlockChange> changes;
    using Kind = document::PatchPiece::Kind;
    const auto pieces = patch.pieces();
    Added added{ids};
    text::Offset at{0};  // in the sequence as it is now: new before, old behind
    for (std::size_t index = 0; index < pieces.size();) {
        if (pieces[index].kind == Kind::kRetain) {
            at = at + pieces[index].count;
            CHECK(at <= end());
            ++index;
            continue;
        }
        const auto begin = m_tree.find(&BlockSummary::count, at.value);
        const BlockPtr& firstBlock = begin.item().block;
        const auto first = static_cast<std::uint32_t>(begin.index());
        const int prefix = firstBlock->utf16Of(at.value - begin.before().count);
        Cluster cluster{first,
                        prefix,
                        first,
                        prefix,
                        firstBlock.get(),
                        begin.before().count,
                        BlockBuilder(firstBlock->attributes, firstBlock->breakFormat)};
        // A block may be long: its text is copied once, into the room that it needs.
        if (pieces[index].kind != Kind::kRestyle) cluster.builder.reserve(firstBlock->text.size() + 64);
        cluster.builder.appendPart(*firstBlock, 0, prefix);
        text::Offset tail = at;
        for (; index < pieces.size(); ++index) {
            const document::PatchPiece& piece = pieces[index];
            if (piece.kind == Kind::kAdd) {
                cluster.builder.appendMixed(patch.textOf(piece), patch.formatOf(piece), registers,
                                            [&added](std::size_t) { return added.take(); });
                at = at + piece.count;
                continue;
            }
            const text::Offset target = tail + piece.count;
            CHECK(target <= end());
            if (piece.kind == Kind::kRemove) {
                cluster.moveTo(*this, target);
            } else {
                if (piece.kind == Kind::kRetain && !cluster.holds(target)) break;
                const bool restyled = piece.kind == Kind::kRestyle;
                copyTo(cluster, target, restyled ? std::optional(patch.formatOf(piece)) : std::nullopt);
                at = at + piece.count;
            }
            tail = target;
        }
        replaceCluster(std::move(cluster), changes);
    }
    return changes;
}

template <std::size_t kFanout>
void BasicBlockSequence<kFanout>::replaceCluster(Cluster cluster, std::vector<BlockChange>& changes) {
    const BlockItem oldFirst = m_tree.at(cluster.first);
    const BlockItem oldLast = cluster.last == cluster.first ? oldFirst : m_tree.at(cluster.last);
    const int suffix = oldLast.block->utf16Count() - cluster.tail;
    cluster.builder.appendPart(*oldLast.block, cluster.tail, oldLast.block->utf16Count());
    std::vector<BlockPtr> blocks = cluster.builder.finish();
    // Whoever keeps something by a block that stayed as it was finds it again.
    if (*blocks.front() == *oldFirst.block) {
        blocks.front() = oldFirst.block;
    } else if (*blocks.back() == *oldLast.block) {
        blocks.back() = oldLast.block;
    }
    const BlockPtr newFirst = blocks.front();
    const BlockPtr newLast = blocks.back();
    std::vector<BlockItem> items;
    items.reserve(blocks.size());
    for (BlockPtr& block : blocks) {
        const int height = block == oldFirst.block  ? oldFirst.height
                           : block == oldLast.block ? oldLast.height
                                                    : m_estimate.of(*block);
        items.push_back({std::move(block), height});
    }
    // The height that was is a better guess for an edited block than an estimate.
    if (items.size() == 1 && cluster.first == cluster.last) items.front().height = oldFirst.height;
    if (newFirst == newLast && cluster.first == cluster.last) {
        if (newFirst->utf16Count() > kLongBlock) {
            changes.push_back({oldFirst.block, newFirst, cluster.prefix, suffix});
        }
    } else {
        if (newFirst->utf16Count() > kLongBlock) changes.push_back({oldFirst.block, newFirst, cluster.prefix, 0});
        if (newLast->utf16Count() > kLongBlock && newLast != newFirst) {
            changes.push_back({oldLast.block, newLast, 0, suffix});
        }
    }
    m_tree.splice(cluster.first, cluster.last + 1, std::move(items));
}

template <std::size_t kFanout>
void BasicBlockSequence<kFanout>::replaceBlock(std::uint32_t index, Block block) {
    const int height = m_tree.at(index).height;
    m_tree.replace(index, {std::make_shared<const Block>(std::move(block)), height});
}

template <std::size_t kFanout>
void BasicBlockSequence<kFanout>::setAttributes(std::uint32_t block, document::BlockAttributesPointer attributes) {
    if (isSameAttributes(blockAt(block)->attributes, attributes)) return;
    Block changed = *blockAt(block);
    changed.attributes = std::move(attributes);
    replaceBlock(block, std::move(changed));
}

template <std::size_t kFanout>
void BasicBlockSequence<kFanout>::setEmbed(BlockPosition position, const event::EventId& id,
                                           AttributesPointer attributes) {
    Block changed = *blockAt(position.block);
    const auto embed = std::ranges::find(changed.embeds, position.utf16, &BlockEmbed::position);
    if (embed == changed.embeds.end()) return;
    embed->id = id;
    embed->attributes = std::move(attributes);
    replaceBlock(position.block, std::move(changed));
}

template <std::size_t kFanout>
std::uint32_t BasicBlockSequence<kFanout>::blockAtHeight(std::int64_t y) const {
    const auto cursor = m_tree.find(&BlockSummary::height, std::max<std::int64_t>(y, 0));
    return std::min(static_cast<std::uint32_t>(cursor.index()), blockCount() - 1);
}

template <std::size_t kFanout>
void BasicBlockSequence<kFanout>::setHeight(std::uint32_t block, int height) {
    if (m_tree.at(block).height == height) return;
    m_tree.modify(block, [height](BlockItem& item) { item.height = height; });
}

template <std::size_t kFanout>
void BasicBlockSequence<kFanout>::setEstimate(const HeightEstimate& estimate) {
    m_estimate = estimate;
    std::vector<BlockItem> items;
    items.reserve(m_tree.count());
    m_tree.forEach(0, m_tree.count(), [&](const BlockItem& item) {
        items.push_back({item.block, estimate.of(*item.block)});
    });
    m_tree = text::SumTree<BlockItem, BlockTraits, kFanout>(std::move(items));
}

template <std::size_t kFanout>
void BasicBlockSequence<kFanout>::checkInvariants() const {
    m_tree.checkInvariants();
    CHECK(blockCount() > 0);
    m_tree.forEach(0, m_tree.count(), [](const BlockItem& item) {
        const Block& block = *item.block;
        CHECK(!block.text.contains(QChar(kBreak)));
        CHECK(block.formats.empty() || block.formats.back().end == block.utf16Count());
        CHECK(std::ranges::is_sorted(block.formats, std::ranges::less_equal{}, &FormatRun::end));
        CHECK(static_cast<qsizetype>(block.embeds.size()) == block.text.count(QChar(kEmbed)));
        CHECK(std::ranges::all_of(block.embeds,
                                  [&](const BlockEmbed& embed) { return block.text[embed.position] == kEmbed; }));
    });
}

std::vector<text::Offset> addedObjects(const document::Patch& patch) {
    std::vector<text::Offset> places;
    text::Offset at{0};
    for (const document::PatchPiece& piece : patch.pieces()) {
        if (piece.kind == document::PatchPiece::Kind::kAdd) {
            const std::string_view text = patch.textOf(piece);
            if (text.find('\n') != text.npos || text.find(document::kEmbedText) != text.npos) {
                text::Offset scalar = at;
                for (std::size_t byte = 0; byte < text.size(); ++byte) {
                    if (text::isContinuationByte(static_cast<unsigned char>(text[byte]))) continue;
                    if (text[byte] == '\n' || text.substr(byte).starts_with(document::kEmbedText))
                        places.push_back(scalar);
                    scalar = scalar + 1;
                }
            }
        }
        at = at + piece.newCount();
    }
    return places;
}

template class BasicBlockSequence<16>;
template class BasicBlockSequence<2>;

}  // namespace varve::projection

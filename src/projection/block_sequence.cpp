#include "projection/block_sequence.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/check.h"
#include "projection/input_text.h"

namespace varve::projection {

namespace {

/// Blocks from here on are worth telling what became of them.
constexpr int kLongBlock = 4096;

BlockPtr makeBlock(std::string_view utf8) {
    return std::make_shared<const Block>(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())));
}

/// Cuts UTF-8 text that comes in pieces into blocks.
class BlockCutter {
  public:
    explicit BlockCutter(const HeightEstimate& estimate) : m_estimate(estimate) {}

    void receive(std::string_view piece) {
        for (std::size_t end = piece.find('\n'); end != piece.npos; end = piece.find('\n')) {
            finishBlock(piece.substr(0, end));
            piece.remove_prefix(end + 1);
        }
        m_open.append(piece);
    }
    std::vector<BlockItem> finish() {
        finishBlock({});
        return std::move(m_items);
    }

  private:
    void finishBlock(std::string_view rest) {
        BlockPtr block;
        if (m_open.empty()) {
            block = makeBlock(rest);
        } else {
            m_open.append(rest);
            block = makeBlock(m_open);
            m_open.clear();
        }
        const int height = m_estimate.of(*block);
        m_items.push_back({std::move(block), height});
    }

    HeightEstimate m_estimate;
    std::vector<BlockItem> m_items;
    std::string m_open;
};

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
    BlockCutter cutter(estimate);
    rope.forEachPiece({{0}, {rope.count()}}, [&cutter](std::string_view piece) { cutter.receive(piece); });
    m_tree = text::SumTree<BlockItem, BlockTraits, kFanout>(cutter.finish());
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

/// Edits that fall into one run of touched blocks: `built` replaces the text from the start of block `first` to `tail`
/// in block `last`.
template <std::size_t kFanout>
struct BasicBlockSequence<kFanout>::Cluster {
    std::uint32_t first = 0;
    int prefix = 0;
    std::uint32_t last = 0;
    int tail = 0;
    QString built;
};

template <std::size_t kFanout>
std::vector<BlockChange> BasicBlockSequence<kFanout>::apply(const document::Patch& patch) {
    std::vector<BlockChange> changes;
    using Kind = document::PatchPiece::Kind;
    const auto isKept = [](const document::PatchPiece& piece) {
        return piece.kind == Kind::kRetain || piece.kind == Kind::kRestyle;
    };
    const auto pieces = patch.pieces();
    text::Offset at{0};  // in the sequence as it is now: new before, old behind
    for (std::size_t index = 0; index < pieces.size();) {
        if (isKept(pieces[index])) {
            at = at + pieces[index].count;
            CHECK(at <= end());
            ++index;
            continue;
        }
        const BlockPosition begin = positionOf(at);
        Cluster cluster{begin.block, begin.utf16, begin.block, begin.utf16, {}};
        // A block may be long: its text is copied once, into the room that it needs.
        const QString& beginText = blockAt(begin.block)->text;
        cluster.built.reserve(beginText.size() + 64);
        cluster.built += QStringView(beginText).left(begin.utf16);
        text::Offset tail = at;
        for (; index < pieces.size(); ++index) {
            const document::PatchPiece& piece = pieces[index];
            if (piece.kind == Kind::kAdd) {
                const std::string_view added = patch.textOf(piece);
                cluster.built += QString::fromUtf8(added.data(), static_cast<qsizetype>(added.size()));
                continue;
            }
            const bool kept = isKept(piece);
            const text::Offset target = tail + piece.count;
            CHECK(target <= end());
            const BlockPosition place = positionOf(target);
            if (kept) {
                if (place.block != cluster.last) break;
                cluster.built += QStringView(blockAt(place.block)->text).mid(cluster.tail, place.utf16 - cluster.tail);
            }
            cluster.last = place.block;
            cluster.tail = place.utf16;
            tail = target;
        }
        at = startOf(cluster.first) + scalarCount(cluster.built);
        replaceCluster(std::move(cluster), changes);
    }
    return changes;
}

template <std::size_t kFanout>
void BasicBlockSequence<kFanout>::replaceCluster(Cluster cluster, std::vector<BlockChange>& changes) {
    const BlockItem oldFirst = m_tree.at(cluster.first);
    const BlockItem oldLast = m_tree.at(cluster.last);
    const QStringView rest = QStringView(oldLast.block->text).mid(cluster.tail);
    const qsizetype searchedEnd = cluster.built.size();  // what follows is of one block and has no break
    QString text = std::move(cluster.built);
    text += rest;
    std::vector<BlockItem> items;
    const auto addItem = [&](BlockPtr block) {
        const int height = m_estimate.of(*block);
        items.push_back({std::move(block), height});
    };
    qsizetype start = 0;
    const QStringView whole(text);
    for (qsizetype index = cluster.prefix; index < searchedEnd; ++index) {
        if (whole[index] != kBreak) continue;
        const QStringView part = whole.mid(start, index - start);
        if (items.empty() && part == oldFirst.block->text) {
            items.push_back(oldFirst);
        } else {
            addItem(std::make_shared<const Block>(part.toString()));
        }
        start = index + 1;
    }
    if (const QStringView part = whole.mid(start); part == oldLast.block->text) {
        items.push_back(oldLast);
    } else {
        addItem(std::make_shared<const Block>(start == 0 ? std::move(text) : part.toString()));
    }
    const BlockPtr newFirst = items.front().block;
    const BlockPtr newLast = items.back().block;
    // The height that was is a better guess for an edited block than an estimate.
    if (items.size() == 1 && cluster.first == cluster.last) items.front().height = oldFirst.height;
    const int suffix = static_cast<int>(rest.size());
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
    m_tree.forEach(0, m_tree.count(), [](const BlockItem& item) { CHECK(!item.block->text.contains(QChar(kBreak))); });
}

template class BasicBlockSequence<16>;
template class BasicBlockSequence<2>;

}  // namespace varve::projection

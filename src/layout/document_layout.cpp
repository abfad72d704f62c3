#include "layout/document_layout.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "projection/block_builder.h"
#include "projection/input_text.h"

namespace varve::layout {

namespace {

constexpr std::size_t kLayoutCountMax = 512;
constexpr int kLaidPieceCountMax = 24;
constexpr qreal kEmbedHeightMax = 4'000'000;  // Qt's lines count in 64ths of a pixel

int rounded(qreal height) {
    return static_cast<int>(std::lround(height));
}

}  // namespace

DocumentLayout::DocumentLayout() : m_sheet(std::make_shared<const StyleSheet>(PageStyle{}, 1000)) {}

projection::HeightEstimate DocumentLayout::estimate() const {
    const TextStyle& base = style();
    return {std::max(base.width, 1.0) / std::max(base.averageAdvance, 1.0), rounded(base.lineHeight),
            rounded(base.blockGap)};
}

void DocumentLayout::setSheet(std::shared_ptr<const StyleSheet> sheet) {
    if (*sheet == *m_sheet) return;
    const auto before = estimate();
    m_sheet = std::move(sheet);
    m_layouts.clear();
    if (estimate() != before) m_blocks.setEstimate(estimate());
    if (m_preedit) setPreedit(m_preedit);
}

void DocumentLayout::setEmbedSize(EmbedSize size) {
    m_embedSize = std::move(size);
    forgetEmbedSizes();
}

void DocumentLayout::forgetEmbedSizes() {
    std::erase_if(m_layouts, [](const auto& pair) { return !pair.second.layout->block()->embeds.empty(); });
    if (m_preedit) setPreedit(m_preedit);
}

void DocumentLayout::setBlocks(projection::BlockSequence blocks) {
    m_ghosts.setSource({}, {});
    m_blocks = std::move(blocks);
    if (m_blocks.estimate() != estimate()) m_blocks.setEstimate(estimate());
    setPreedit(std::nullopt);
}

void DocumentLayout::setText(const text::Rope& rope) {
    m_layouts.clear();
    m_ghosts.setSource({}, {});
    setPreedit(std::nullopt);
    m_blocks = projection::BlockSequence(rope, estimate());
}

void DocumentLayout::applyPatch(const document::Patch& patch, std::span<const event::EventId> ids,
                                const projection::ObjectRegisters& registers) {
    // They are true of one text only.
    if (hasGhosts()) setGhosts({}, {});
    const auto changes = m_blocks.apply(patch, ids, registers);
    for (const projection::BlockChange& change : changes) {
        const auto before = m_layouts.find(change.before.get());
        if (before == m_layouts.end() || change.before == change.after) continue;
        if (!projection::isSameAttributes(change.before->attributes, change.after->attributes)) continue;
        const BlockStyle& style = m_sheet->styleOf(change.after->attributes);
        auto layout =
            std::make_unique<BlockLayout>(change, *before->second.layout, decorationsOf(*change.after, style));
        m_layouts[change.after.get()] = {std::move(layout), ++m_useCount};
    }
    if (m_preedit) setPreedit(m_preedit);
}

void DocumentLayout::setBlockAttributes(std::uint32_t block, document::BlockAttributesPointer attributes) {
    m_blocks.setAttributes(block, std::move(attributes));
    if (m_preedit) setPreedit(m_preedit);
}

void DocumentLayout::setEmbed(text::Offset place, const event::EventId& id, projection::AttributesPointer attributes) {
    m_blocks.setEmbed(m_blocks.positionOf(place), id, std::move(attributes));
    if (m_preedit) setPreedit(m_preedit);
}

Decorations DocumentLayout::decorationsOf(const projection::Block& block, const BlockStyle& style) const {
    Decorations decorations;
    int begin = 0;
    for (const projection::FormatRun& run : block.formats) {
        if (run.format) decorations.formats.append({begin, run.end - begin, m_sheet->formatOf(run.format, style)});
        begin = run.end;
    }
    for (const projection::BlockEmbed& embed : block.embeds) {
        const qreal side = std::round(m_sheet->base().lineHeight * 0.6);
        const QSizeF size = m_embedSize ? m_embedSize(embed, *m_sheet, style.text.width) : QSizeF(side, side);
        decorations.embeds.push_back({embed.position, size.boundedTo(QSizeF(style.text.width, kEmbedHeightMax))});
    }
    return decorations;
}

void DocumentLayout::setPreedit(std::optional<Preedit> preedit) {
    if (preedit && preedit->text.isEmpty()) preedit.reset();
    if (m_preeditBlock) m_layouts.erase(m_preeditBlock.get());
    m_preeditBlock.reset();
    m_preedit = std::move(preedit);
    if (!m_preedit) return;
    m_preeditPosition = m_blocks.positionOf(m_preedit->at);
    const projection::BlockPtr& block = m_blocks.blockAt(m_preeditPosition.block);
    const int at = m_preeditPosition.utf16;
    const auto size = static_cast<int>(m_preedit->text.size());
    projection::BlockBuilder builder(block->attributes, block->breakFormat);
    builder.appendPart(*block, 0, at);
    const document::FormatPointer& around = block->formatAt(std::max(at - 1, 0));
    builder.appendText(projection::toUtf8(m_preedit->text), around);
    builder.appendPart(*block, at, block->utf16Count());
    m_preeditBlock = builder.finish().front();
    const BlockStyle& style = m_sheet->styleOf(block->attributes);
    Decorations decorations = decorationsOf(*m_preeditBlock, style);
    for (QTextLayout::FormatRange range : m_preedit->formats) {
        range.start += at;
        range.length = std::min(range.length, size);
        decorations.formats.append(range);
    }
    const projection::BlockChange change{block, m_preeditBlock, at, block->utf16Count() - at};
    const auto before = m_layouts.find(block.get());
    auto layout = before != m_layouts.end() && block->utf16Count() > BlockLayout::kPieceSize
                      ? std::make_unique<BlockLayout>(change, *before->second.layout, std::move(decorations))
                      : std::make_unique<BlockLayout>(m_preeditBlock, style, std::move(decorations));
    m_layouts[m_preeditBlock.get()] = {std::move(layout), ++m_useCount};
}

void DocumentLayout::setGhosts(GhostSource source, const QTextCharFormat& look) {
    m_ghosts.setSource(std::move(source), look);
}

const GhostBlocks::Shown* DocumentLayout::ghostsOf(std::uint32_t block) const {
    if (m_ghosts.isEmpty() || (m_preeditBlock && m_preeditPosition.block == block)) return nullptr;
    const GhostBlocks::Shown& shown = m_ghosts.of(m_blocks.blockAt(block), block);
    return shown.block ? &shown : nullptr;
}

/// The space below a block depends on what follows it, which may change while the block stays.
void DocumentLayout::updateGap(std::uint32_t block, BlockLayout& layout) const {
    const document::BlockAttributesPointer& own = layout.block()->attributes;
    const bool isLast = block + 1 == m_blocks.blockCount();
    layout.setGapBelow(isLast ? m_sheet->styleOf(own).spaceAfter
                              : m_sheet->gapBetween(own, m_blocks.blockAt(block + 1)->attributes));
}

BlockLayout& DocumentLayout::layoutOf(std::uint32_t block) {
    const bool shown = m_preeditBlock && m_preeditPosition.block == block;
    const GhostBlocks::Shown* ghosts = ghostsOf(block);
    const projection::BlockPtr& key = shown               ? m_preeditBlock
                                      : ghosts != nullptr ? ghosts->block
                                                          : m_blocks.blockAt(block);
    Entry& entry = m_layouts[key.get()];
    if (!entry.layout) {
        const BlockStyle& style = m_sheet->styleOf(key->attributes);
        Decorations decorations = decorationsOf(*key, style);
        if (ghosts != nullptr) decorations.formats += ghosts->formats;
        entry.layout = std::make_unique<BlockLayout>(key, style, std::move(decorations));
    }
    updateGap(block, *entry.layout);
    entry.lastUse = ++m_useCount;
    return *entry.layout;
}

void DocumentLayout::correctHeight(std::uint32_t block, const BlockLayout& layout) {
    m_blocks.setHeight(block, rounded(layout.height()));
}

void DocumentLayout::layOutRange(qreal top, qreal bottom) {
    std::uint32_t index = m_blocks.blockAtHeight(static_cast<std::int64_t>(top));
    for (qreal y = blockTop(index); index < m_blocks.blockCount() && y < bottom; ++index) {
        BlockLayout& layout = layoutOf(index);
        layout.layOutRange(std::max(top - y, 0.0), bottom - y);
        correctHeight(index, layout);
        y += m_blocks.height(index);
    }
}

void DocumentLayout::trim(qreal top, qreal bottom) {
    forEachBlock(top, bottom, [&](std::uint32_t, qreal y, BlockLayout& layout) {
        const qreal reach = bottom - top;
        if (layout.laidPieceCount() > kLaidPieceCountMax) layout.release(top - reach - y, bottom + reach - y);
    });
    if (m_layouts.size() <= kLayoutCountMax) return;
    std::vector<std::uint64_t> uses;
    uses.reserve(m_layouts.size());
    for (const auto& [key, entry] : m_layouts)
        uses.push_back(entry.lastUse);
    const auto middle = uses.begin() + static_cast<std::ptrdiff_t>(uses.size() / 2);
    std::nth_element(uses.begin(), middle, uses.end());
    const std::uint64_t oldest = *middle;
    std::erase_if(m_layouts,
                  [&](const auto& pair) { return pair.second.lastUse < oldest && pair.first != m_preeditBlock.get(); });
}

int DocumentLayout::displayPosition(std::uint32_t block, int utf16) const {
    if (const GhostBlocks::Shown* ghosts = ghostsOf(block)) return GhostBlocks::displayPosition(*ghosts, utf16, false);
    if (!m_preeditBlock || block != m_preeditPosition.block || utf16 <= m_preeditPosition.utf16) return utf16;
    return utf16 + static_cast<int>(m_preedit->text.size());
}

int DocumentLayout::displayBegin(std::uint32_t block, int utf16) const {
    if (const GhostBlocks::Shown* ghosts = ghostsOf(block)) return GhostBlocks::displayPosition(*ghosts, utf16, true);
    return displayPosition(block, utf16);
}

int DocumentLayout::textPosition(std::uint32_t block, int display) const {
    if (const GhostBlocks::Shown* ghosts = ghostsOf(block)) return GhostBlocks::textPosition(*ghosts, display);
    if (!m_preeditBlock || block != m_preeditPosition.block || display <= m_preeditPosition.utf16) return display;
    return std::max(display - static_cast<int>(m_preedit->text.size()), m_preeditPosition.utf16);
}

text::Offset DocumentLayout::offsetIn(std::uint32_t block, int display) const {
    return m_blocks.offsetOf(projection::BlockPosition{block, textPosition(block, display)});
}

QRectF DocumentLayout::rectAt(std::uint32_t block, int display) {
    BlockLayout& layout = layoutOf(block);
    const BlockLayout::Line line = layout.lineOf(display);
    correctHeight(block, layout);
    const qreal x = layout.left() + layout.xOf(line, display);
    return {x, blockTop(block) + layout.top(line), 0, layout.lineHeight(line)};
}

QRectF DocumentLayout::caretRect(text::Offset offset) {
    const projection::BlockPosition position = m_blocks.positionOf(offset);
    return rectAt(position.block, displayPosition(position.block, position.utf16));
}

QRectF DocumentLayout::preeditCaretRect() {
    CHECK(m_preedit.has_value());
    return rectAt(m_preeditPosition.block, m_preeditPosition.utf16 + m_preedit->cursor);
}

DocumentLayout::LineBox DocumentLayout::boxOf(std::uint32_t block, const BlockLayout& layout,
                                              BlockLayout::Line line) const {
    return {blockTop(block) + layout.top(line), layout.lineHeight(line), offsetIn(block, layout.start(line)),
            offsetIn(block, layout.lastPosition(line))};
}

DocumentLayout::LineBox DocumentLayout::lineOf(text::Offset offset) {
    const projection::BlockPosition position = m_blocks.positionOf(offset);
    BlockLayout& layout = layoutOf(position.block);
    const BlockLayout::Line line = layout.lineOf(displayPosition(position.block, position.utf16));
    correctHeight(position.block, layout);
    return boxOf(position.block, layout, line);
}

DocumentLayout::LineBox DocumentLayout::lineAt(qreal y) {
    const std::uint32_t block = m_blocks.blockAtHeight(static_cast<std::int64_t>(y));
    BlockLayout& layout = layoutOf(block);
    const BlockLayout::Line line = layout.lineAt(y - blockTop(block));
    correctHeight(block, layout);
    return boxOf(block, layout, line);
}

text::Offset DocumentLayout::offsetAt(QPointF point) {
    const std::uint32_t block = m_blocks.blockAtHeight(static_cast<std::int64_t>(point.y()));
    BlockLayout& layout = layoutOf(block);
    const BlockLayout::Line line = layout.lineAt(point.y() - blockTop(block));
    correctHeight(block, layout);
    return offsetIn(block, layout.positionAt(line, point.x() - layout.left()));
}

text::Offset DocumentLayout::verticalStep(text::Offset offset, qreal x, int lines) {
    const projection::BlockPosition position = m_blocks.positionOf(offset);
    std::uint32_t block = position.block;
    BlockLayout* layout = &layoutOf(block);
    BlockLayout::Line line = layout->lineOf(displayPosition(block, position.utf16));
    for (; lines < 0; ++lines) {
        if (!layout->isFirst(line)) {
            line = layout->previous(line);
        } else if (block > 0) {
            layout = &layoutOf(--block);
            line = layout->lineOf(layout->block()->utf16Count());
        }
    }
    for (; lines > 0; --lines) {
        if (!layout->isLast(line)) {
            line = layout->next(line);
        } else if (block + 1 < m_blocks.blockCount()) {
            layout = &layoutOf(++block);
            line = layout->lineOf(0);
        }
    }
    correctHeight(block, *layout);
    return offsetIn(block, layout->positionAt(line, x - layout->left()));
}

/// One step in the layout of a block, or as many as lead through a ghost; the same place at the edge of the block.
int DocumentLayout::stepped(std::uint32_t block, int display, int (BlockLayout::*step)(int)) {
    BlockLayout& layout = layoutOf(block);
    const int before = textPosition(block, display);
    for (int at = display;;) {
        const int next = (layout.*step)(at);
        if (next == at) return display;
        if (textPosition(block, next) != before) return next;
        at = next;
    }
}

text::Offset DocumentLayout::leftOf(text::Offset offset) {
    const projection::BlockPosition position = m_blocks.positionOf(offset);
    BlockLayout& layout = layoutOf(position.block);
    const int display = displayPosition(position.block, position.utf16);
    const int moved = stepped(position.block, display, &BlockLayout::leftOf);
    if (moved != display) return offsetIn(position.block, moved);
    if (layout.isRightToLeft()) return offset < m_blocks.end() ? offset + 1 : offset;
    return offset.value > 0 ? offset - 1 : offset;
}

text::Offset DocumentLayout::rightOf(text::Offset offset) {
    const projection::BlockPosition position = m_blocks.positionOf(offset);
    BlockLayout& layout = layoutOf(position.block);
    const int display = displayPosition(position.block, position.utf16);
    const int moved = stepped(position.block, display, &BlockLayout::rightOf);
    if (moved != display) return offsetIn(position.block, moved);
    if (layout.isRightToLeft()) return offset.value > 0 ? offset - 1 : offset;
    return offset < m_blocks.end() ? offset + 1 : offset;
}

std::vector<QRectF> DocumentLayout::rectsOf(text::Range range, qreal top, qreal bottom) {
    std::vector<QRectF> rects;
    if (range.isEmpty()) return rects;
    const projection::BlockPosition begin = m_blocks.positionOf(range.begin);
    const projection::BlockPosition end = m_blocks.positionOf(range.end);
    const qreal tail = style().lineHeight * 0.3;
    forEachBlock(top, bottom, [&](std::uint32_t index, qreal y, BlockLayout& layout) {
        if (index < begin.block || index > end.block) return;
        const int size = layout.block()->utf16Count();
        const int from = index == begin.block ? displayBegin(index, begin.utf16) : 0;
        const int to = index == end.block ? displayPosition(index, end.utf16) : size;
        for (BlockLayout::Line line = layout.lineAt(std::max(top - y, 0.0));; line = layout.next(line)) {
            const qreal lineTop = y + layout.top(line);
            const qreal height = layout.lineHeight(line);
            if (lineTop >= bottom || layout.start(line) > to) break;
            for (const BlockLayout::Stretch& stretch : layout.stretches(line, from, to)) {
                // Spaces hang over the column's edge where a line is broken.
                const qreal right = std::min(stretch.right, layout.width() + tail);
                if (right > stretch.left)
                    rects.emplace_back(layout.left() + stretch.left, lineTop, right - stretch.left, height);
            }
            if (!layout.isLast(line)) continue;
            const qreal edge = layout.left() + layout.xOf(line, size);
            const qreal tailLeft = layout.isRightToLeft() ? edge - tail : edge;
            if (index < end.block) rects.emplace_back(tailLeft, lineTop, tail, height);
            break;
        }
    });
    return rects;
}

std::optional<DocumentLayout::EmbedAt> DocumentLayout::embedAt(QPointF point) {
    const std::uint32_t block = m_blocks.blockAtHeight(static_cast<std::int64_t>(point.y()));
    const qreal top = blockTop(block);
    BlockLayout& layout = layoutOf(block);
    for (const EmbedBox& embed : layout.embeds()) {
        const auto rect = layout.embedRect(embed.position);
        if (!rect) continue;
        const QRectF placed = rect->translated(layout.left(), top);
        if (placed.contains(point)) return EmbedAt{offsetIn(block, embed.position), placed};
    }
    return std::nullopt;
}

std::optional<QRectF> DocumentLayout::embedRect(text::Offset offset) {
    const projection::BlockPosition position = m_blocks.positionOf(offset);
    BlockLayout& layout = layoutOf(position.block);
    const auto rect = layout.embedRect(displayBegin(position.block, position.utf16));
    if (!rect) return std::nullopt;
    correctHeight(position.block, layout);
    return rect->translated(layout.left(), blockTop(position.block));
}

bool DocumentLayout::isRightToLeftAt(text::Offset offset) {
    return layoutOf(m_blocks.positionOf(offset).block).isRightToLeft();
}

}  // namespace varve::layout

#include "layout/text_painter.h"

#include <optional>

#include "layout/block_painter.h"
#include "layout/embed_painter.h"
#include "projection/list_numbers.h"

namespace varve::layout {

namespace {

using document::BlockType;

bool isKind(const DocumentLayout& text, std::uint32_t index, BlockType type) {
    return index < text.blocks().blockCount() && text.blocks().blockAt(index)->shownAttributes().type == type;
}

void paintBackOf(QPainter& painter, const DocumentLayout& text, std::uint32_t index, qreal y,
                 const BlockLayout& block) {
    const BlockType type = block.block()->shownAttributes().type;
    if (type != BlockType::kCode && type != BlockType::kQuote) return;
    const bool goesOn = isKind(text, index + 1, type);
    paintBack(painter, text.sheet(), block,
              {.top = y,
               .bottom = y + (goesOn ? block.height() : block.linesHeight()),
               .begins = index == 0 || !isKind(text, index - 1, type),
               .ends = !goesOn});
}

void paintEmbedsOf(QPainter& painter, const DocumentLayout& text, qreal y, BlockLayout& block,
                   const PaintEmbed& paintEmbed) {
    for (const projection::BlockEmbed& embed : block.block()->embeds) {
        const auto rect = block.embedRect(embed.position);
        if (!rect) continue;
        const QRectF box = rect->translated(block.left(), y);
        if (paintEmbed) {
            paintEmbed(painter, embed, box);
        } else {
            paintEmptyBox(painter, text.sheet(), box);
        }
    }
}

}  // namespace

void paintText(QPainter& painter, DocumentLayout& text, QPointF origin, qreal top, qreal bottom,
               const TextPainting& painting) {
    if (bottom <= top) return;
    text.layOutRange(top, bottom);
    painter.save();
    painter.translate(origin);
    text.forEachBlock(top, bottom, [&](std::uint32_t index, qreal y, BlockLayout& block) {
        paintBackOf(painter, text, index, y, block);
    });
    if (painting.below) painting.below(painter, text, top, bottom);
    std::optional<projection::ListCounter> counter;
    text.forEachBlock(top, bottom, [&](std::uint32_t index, qreal y, BlockLayout& block) {
        painter.setPen(block.style().ink);
        block.paint(painter, {block.left(), y}, top - y, bottom - y, {});
        const document::BlockAttributes& attributes = block.block()->shownAttributes();
        if (!counter && attributes.isListItem()) counter = projection::listCounterBefore(text.blocks(), index);
        if (counter) {
            const std::uint32_t number = counter->pass(attributes);
            const QString words = attributes.type == BlockType::kNumber
                                      ? projection::listNumberText(number, attributes.indent)
                                      : QString();
            if (attributes.isListItem())
                paintMarker(painter, text.sheet(), block, {block.left(), y + block.firstBaseline()}, words);
        }
        paintEmbedsOf(painter, text, y, block, painting.embed);
    });
    if (painting.above) painting.above(painter, text, top, bottom);
    painter.restore();
}

}  // namespace varve::layout

#include "print/part_painter.h"

#include <algorithm>

#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "layout/embed_painter.h"

namespace varve::print {

void PartPainter::paint(const BlockPart& part) {
    layout::BlockLayout& block = part.block;
    block.layOutRange(std::min(part.top, part.knownTo), part.bottom);
    const QPointF columnOrigin(part.origin.x(), part.origin.y() - part.top);
    const QPointF blockOrigin(columnOrigin.x() + block.left(), columnOrigin.y());
    m_painter.save();
    if (part.back) {
        m_painter.translate(part.origin);
        layout::paintBack(m_painter, part.sheet, block, *part.back);
        m_painter.translate(-part.origin);
    }
    if (part.top <= 0 && block.block()->shownAttributes().isListItem()) {
        m_painter.translate(columnOrigin.x(), 0);
        layout::paintMarker(m_painter, part.sheet, block, {block.left(), columnOrigin.y() + block.firstBaseline()},
                            part.number);
        m_painter.translate(-columnOrigin.x(), 0);
    }
    m_painter.setPen(block.style().ink);
    block.paintLines(m_painter, blockOrigin, part.top, part.bottom);
    paintEmbeds(part, blockOrigin);
    m_painter.restore();
    addLinks(part, blockOrigin);
    block.release(part.top, part.bottom);
}

void PartPainter::paintEmbeds(const BlockPart& part, QPointF blockOrigin) {
    for (const projection::BlockEmbed& embed : part.block.block()->embeds) {
        const auto rect = part.block.embedRect(embed.position);
        if (!rect || rect->bottom() <= part.top || rect->bottom() > part.bottom + 1) continue;
        const QRectF box = rect->translated(blockOrigin);
        const std::string_view type =
            embed.attributes ? document::textOf(*embed.attributes, document::embed_key::kType) : std::string_view();
        m_painter.setFont(part.sheet.base().font);
        if (type == document::kRuleType) {
            layout::paintRule(m_painter, part.sheet, box);
        } else if (type == document::kImageType) {
            const document::ImageAttributes image = document::imageAttributesOf(*embed.attributes);
            const QImage picture = image.blob.empty() ? QImage() : m_pictures.find(image.blob, box.size());
            layout::paintPicture(m_painter, part.sheet, box, picture, QString::fromStdString(image.alt));
        } else {
            layout::paintEmptyBox(m_painter, part.sheet, box);
        }
    }
}

void PartPainter::addLinks(const BlockPart& part, QPointF blockOrigin) {
    layout::BlockLayout& block = part.block;
    int begin = 0;
    for (const projection::FormatRun& run : block.block()->formats) {
        const std::string_view target =
            run.format ? document::textOf(*run.format, document::mark_key::kLink) : std::string_view();
        const int from = std::exchange(begin, run.end);
        if (target.empty()) continue;
        const QString address = QString::fromUtf8(target.data(), static_cast<qsizetype>(target.size()));
        for (layout::BlockLayout::Line line = block.lineOf(from);; line = block.next(line)) {
            const qreal top = block.top(line);
            if (top >= part.bottom - 1 || block.start(line) >= run.end) break;
            if (top >= part.top - 1) {
                for (const layout::BlockLayout::Stretch& stretch : block.stretches(line, from, run.end)) {
                    m_links.push_back({QRectF(blockOrigin.x() + stretch.left, blockOrigin.y() + top,
                                              stretch.right - stretch.left, block.lineHeight(line)),
                                       address});
                }
            }
            if (block.isLast(line)) break;
        }
    }
}

}  // namespace varve::print

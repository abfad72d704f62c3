#include "print/paper_text.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "layout/embed_painter.h"
#include "projection/block_builder.h"
#include "projection/list_numbers.h"

namespace varve::print {

namespace {

using document::BlockType;

constexpr int kFontPoints = 11;
/// Of the height of a page that a picture may fill: its caption and what leads to it shall find room too.
constexpr qreal kPictureHeight = 0.9;
constexpr std::size_t kFormatCountMax = 4096;

layout::PageColours paperColours() {
    layout::PageColours colours;
    colours.page = Qt::white;
    colours.ink = Qt::black;
    colours.muted = QColor(0x55, 0x55, 0x55);
    colours.link = QColor(0x1d, 0x4f, 0x91);
    colours.panel = QColor(0xf3, 0xf3, 0xf3);
    colours.rule = QColor(0xb4, 0xb4, 0xb4);
    colours.comment = QColor();
    return colours;
}

layout::PageStyle paperStyle() {
    layout::PageStyle style;
    style.font = layout::defaultDocumentFont();
    style.font.setPixelSize(kFontPoints * kDotsPerPoint);
    style.lineSpacing = 1.4;
    style.dotsPerPoint = kDotsPerPoint;
    return style;
}

qreal dots(int hundredthsOfPoint) {
    return hundredthsOfPoint * kDotsPerPoint / 100.0;
}

bool isOfType(const document::Inline& part, std::string_view type) {
    return part.embed && document::textOf(part.embed->attributes, document::embed_key::kType) == type;
}

/// An address is made a link of the page by whoever paints it: Qt would make one of its own of it.
QTextCharFormat withoutAnchor(QTextCharFormat format) {
    format.clearProperty(QTextFormat::IsAnchor);
    format.clearProperty(QTextFormat::AnchorHref);
    return format;
}

}  // namespace

PaperText::PaperText(const document::Content& content) : m_setup(document::pageSetupOf(content.properties)) {
    m_sheet = std::make_unique<layout::StyleSheet>(paperStyle(), std::floor(body().width()), paperColours(),
                                                   layout::styleOverridesOf(content.properties));
    projection::ListCounter counter;
    for (const document::ContentBlock& block : content.blocks) {
        const document::BlockAttributes attributes = document::blockAttributesOf(block.attributes);
        const std::uint32_t number = counter.pass(attributes);
        const std::size_t first = m_items.size();
        addBlock(m_items, block, false, false);
        if (attributes.type == BlockType::kNumber)
            m_items[first].number = projection::listNumberText(number, attributes.indent);
    }
    m_items.back().keepsWithNext = false;
}

QSizeF PaperText::paperSize() const {
    return {dots(m_setup.width()), dots(m_setup.height())};
}

QRectF PaperText::body() const {
    const QSizeF paper = paperSize();
    return {QPointF(dots(m_setup.marginLeft), dots(m_setup.marginTop)),
            QPointF(paper.width() - dots(m_setup.marginRight), paper.height() - dots(m_setup.marginBottom))};
}

document::FormatPointer PaperText::shared(const document::Attributes& marks, bool isHeader) const {
    document::Format wanted;
    for (const auto& mark : marks) {
        if (!document::isComment(mark.first)) wanted.push_back(mark);
    }
    const bool saysWeight =
        !std::holds_alternative<std::monostate>(document::valueOf(wanted, document::mark_key::kBold));
    if (isHeader && !saysWeight) document::setValue(wanted, document::mark_key::kBold, true);
    if (wanted.empty()) return nullptr;
    if (m_formats.size() >= kFormatCountMax) m_formats.clear();
    document::FormatPointer& known = m_formats[wanted];
    if (!known) known = std::make_shared<const document::Format>(wanted);
    return known;
}

/// Appends at least one item: tables part the text that they stand in, captions follow their pictures.
void PaperText::addBlock(std::vector<FlowItem>& items, const document::ContentBlock& block, bool isHeader,
                         bool isInCell) const {
    const std::size_t begin = items.size();
    document::BlockAttributes attributes = document::blockAttributesOf(block.attributes);
    const auto pointerTo = [](const document::BlockAttributes& values) {
        return values == document::BlockAttributes{} ? nullptr
                                                     : std::make_shared<const document::BlockAttributes>(values);
    };
    projection::BlockBuilder builder(pointerTo(attributes));
    bool isEmpty = true;
    const auto flush = [&](bool isLast) {
        if (isEmpty && !(isLast && items.size() == begin)) return;
        items.push_back(
            {.block = builder.finish().front(),
             .keepsWithNext = attributes.type == BlockType::kHeading || attributes.type == BlockType::kTitle});
        attributes.startsPage = false;
        builder = projection::BlockBuilder(pointerTo(attributes));
        isEmpty = true;
    };
    std::vector<document::EmbedPointer> captioned;
    for (const document::Inline& part : block.inlines) {
        const document::FormatPointer format = shared(part.marks, isHeader);
        if (!part.embed) {
            builder.appendText(part.text, format);
        } else if (isOfType(part, document::kTableType) && !isInCell && !part.embed->rows.empty()) {
            flush(false);
            items.push_back({.table = part.embed});
            continue;
        } else if (isOfType(part, document::kTableType)) {
            builder.appendText(document::plainTextOf({{.attributes = {}, .inlines = {part}}}).append(" "), format);
        } else {
            builder.appendEmbed({}, std::make_shared<const document::Attributes>(part.embed->attributes), format);
            if (!part.embed->caption.empty()) captioned.push_back(part.embed);
        }
        isEmpty = false;
    }
    flush(true);
    for (const document::EmbedPointer& embed : captioned) {
        items.back().keepsWithNext = true;
        for (document::ContentBlock caption : embed->caption) {
            caption.attributes = document::registersOf(document::BlockAttributes{.align = attributes.align});
            for (document::Inline& part : caption.inlines) {
                if (document::numberOf(part.marks, document::mark_key::kSize) == 0)
                    document::setValue(part.marks, document::mark_key::kSize, std::int64_t{(kFontPoints - 2) * 100});
            }
            addBlock(items, caption, false, isInCell);
        }
    }
}

std::vector<FlowItem> PaperText::cellItems(const document::ContentBlocks& cell, bool isHeader) const {
    std::vector<FlowItem> items;
    projection::ListCounter counter;
    for (const document::ContentBlock& block : cell) {
        const document::BlockAttributes attributes = document::blockAttributesOf(block.attributes);
        const std::uint32_t number = counter.pass(attributes);
        const std::size_t first = items.size();
        addBlock(items, block, isHeader, true);
        if (attributes.type == BlockType::kNumber)
            items[first].number = projection::listNumberText(number, attributes.indent);
    }
    return items;
}

qreal PaperText::gapAbove(std::size_t item) const {
    if (item == 0) return 0;
    const auto attributesOf = [this](std::size_t index) {
        const projection::BlockPtr& block = m_items[index].block;
        return block ? block->attributes : nullptr;
    };
    return m_sheet->gapBetween(attributesOf(item - 1), attributesOf(item));
}

std::unique_ptr<layout::BlockLayout> PaperText::layoutOf(const projection::BlockPtr& block,
                                                         const layout::StyleSheet& sheet) const {
    const layout::BlockStyle& style = sheet.styleOf(block->attributes);
    layout::Decorations decorations;
    int begin = 0;
    for (const projection::FormatRun& run : block->formats) {
        if (run.format)
            decorations.formats.append({begin, run.end - begin, withoutAnchor(sheet.formatOf(run.format, style))});
        begin = run.end;
    }
    const qreal heightMax = body().height() * kPictureHeight;
    for (const projection::BlockEmbed& embed : block->embeds) {
        QSizeF size = layout::embedSize(embed, sheet, style.text.width);
        if (size.height() > heightMax) size *= heightMax / size.height();
        decorations.embeds.push_back({embed.position, size});
    }
    return std::make_unique<layout::BlockLayout>(block, style, std::move(decorations));
}

}  // namespace varve::print

#include "print/paper_document.h"

#include <QGuiApplication>
#include <QRawFont>
#include <algorithm>
#include <array>
#include <cmath>

namespace varve::print {

namespace {

using document::BlockType;

constexpr qreal kLineSize = 0.82;  // of headers and footers, of the size of the text

/// Qt knows names of families, and draws boxes, where there is no font at all.
bool hasFonts() {
    return qobject_cast<QGuiApplication*>(QCoreApplication::instance()) != nullptr &&
           !QRawFont::fromFont(layout::defaultDocumentFont()).fontTable("head").isEmpty();
}

}  // namespace

PaperDocument::PaperDocument(const document::Content& content, convert::BlobSource blobs, PaperOptions options)
    : m_text(content), m_pictures(std::move(blobs), options.imageDotsPerInch) {
    const std::string_view title = document::textOf(content.properties, "title");
    m_fields.title = title.empty() ? std::move(options.title) : std::string(title);
    m_fields.date = std::move(options.date);
    m_language = document::textOf(content.properties, "language");
}

Result<std::unique_ptr<PaperDocument>> PaperDocument::typeset(const document::Content& content,
                                                              convert::BlobSource blobs, PaperOptions options,
                                                              const convert::Progress& progress) {
    if (!hasFonts()) {
        return failure(ErrorCode::kUnsupported,
                       "No font is installed on this computer, and pages are set in fonts; the package "
                       "fonts-dejavu-core has some.");
    }
    document::Content whole;
    const bool isEmpty = content.blocks.empty();
    if (isEmpty) whole = {.properties = content.properties, .blocks = {{}}, .comments = {}};
    std::unique_ptr<PaperDocument> result(
        new PaperDocument(isEmpty ? whole : content, std::move(blobs), std::move(options)));
    result->m_isCancelled = progress.isCancelled;
    auto pages = paginate(
        static_cast<std::uint32_t>(result->m_text.items().size()), std::floor(result->m_text.body().height()),
        [&result](std::uint32_t item) { return result->measured(item); }, progress);
    if (!pages) return std::unexpected(pages.error());
    result->m_pages = std::move(*pages);
    result->m_fields.pageCount = result->pageCount();
    result->m_isCancelled = nullptr;
    return result;
}

Measured PaperDocument::measured(std::uint32_t item) {
    const FlowItem& flow = m_text.items()[item];
    Measured result;
    result.gapAbove = m_text.gapAbove(item);
    result.keepsWithNext = flow.keepsWithNext;
    if (flow.table) {
        const PaperTable& table = tableLayout(item);
        result.isTable = true;
        result.tops = table.tops();
        result.headCount = table.headCount();
        return result;
    }
    result.startsPage = flow.block->shownAttributes().startsPage;
    const auto block = m_text.layoutOf(flow.block, m_text.sheet());
    int piece = 0;
    for (layout::BlockLayout::Line line = block->lineOf(0);; line = block->next(line)) {
        result.tops.push_back(block->top(line) + block->lineHeight(line));
        if (block->isLast(line)) break;
        if (std::exchange(piece, line.piece) == line.piece) continue;
        // A paragraph of megabytes is never laid out as a whole.
        block->release(block->top(line), 1e12);
        if (m_isCancelled && m_isCancelled()) break;
    }
    return result;
}

layout::BlockLayout& PaperDocument::blockLayout(std::uint32_t item) {
    if (!m_lastBlock || m_lastItem != item) {
        m_lastBlock = m_text.layoutOf(m_text.items()[item].block, m_text.sheet());
        m_lastItem = item;
        m_lastKnown = 0;
    }
    return *m_lastBlock;
}

const PaperTable& PaperDocument::tableLayout(std::uint32_t item) {
    if (!m_lastTable || m_lastTableItem != item) {
        m_lastTable = std::make_unique<PaperTable>(m_text, m_text.items()[item].table, m_isCancelled);
        m_lastTableItem = item;
    }
    return *m_lastTable;
}

/// Panels and bars reach over the gap between blocks of one kind on the same page.
layout::BackPart PaperDocument::backOf(const Page& page, std::size_t index) const {
    const PagePart& part = page[index];
    const auto typeOf = [&](std::size_t other) {
        const projection::BlockPtr& block = m_text.items()[page[other].item].block;
        return block ? std::optional(block->shownAttributes().type) : std::nullopt;
    };
    const auto type = typeOf(index);
    const bool goesOn = index + 1 < page.size() && typeOf(index + 1) == type;
    // They overlap a little: between two smooth edges a line of paper would be seen.
    return {.top = 0,
            .bottom = goesOn ? page[index + 1].y - part.y + m_text.sheet().hairline() : part.bottom - part.top,
            .begins = index == 0 || typeOf(index - 1) != type,
            .ends = !goesOn};
}

std::vector<PageLink> PaperDocument::paint(QPainter& painter, int page) {
    std::vector<PageLink> links;
    const Page& parts = m_pages[static_cast<std::size_t>(page)];
    const QRectF body = m_text.body();
    PartPainter partPainter(painter, m_pictures, links);
    for (std::size_t index = 0; index < parts.size(); ++index) {
        const PagePart& part = parts[index];
        const QPointF origin = body.topLeft() + QPointF(0, part.y);
        const FlowItem& item = m_text.items()[part.item];
        if (item.table) {
            const PaperTable& table = tableLayout(part.item);
            if (part.headCount > 0)
                table.paint(partPainter, origin - QPointF(0, table.tops()[part.headCount]), 0, part.headCount);
            table.paint(partPainter, origin, part.firstLine, part.endLine);
            continue;
        }
        layout::BlockLayout& block = blockLayout(part.item);
        partPainter.paint({.block = block,
                           .sheet = m_text.sheet(),
                           .origin = origin,
                           .top = part.top,
                           .bottom = part.bottom,
                           .knownTo = m_lastKnown,
                           .number = item.number,
                           .back = backOf(parts, index)});
        m_lastKnown = std::max(m_lastKnown, part.bottom);
    }
    const document::PageSetup& setup = m_text.setup();
    paintLine(painter, setup.header, body.top() / 2, page);
    paintLine(painter, setup.footer, (body.bottom() + paperSize().height()) / 2, page);
    return links;
}

/// The line above or below the text: in the middle, or parted by tabs.
void PaperDocument::paintLine(QPainter& painter, std::string_view text, qreal middle, int page) const {
    if (text.empty()) return;
    document::PageFields fields = m_fields;
    fields.page = page + 1;
    QString line = QString::fromStdString(document::filledIn(text, fields));
    line.replace(u'\n', u' ').replace(QChar::LineSeparator, u' ');
    QStringList places = line.split(u'\t');
    if (places.size() == 1) places = {QString(), places.front(), QString()};
    if (places.size() == 2) places.insert(1, QString());
    const QRectF body = m_text.body();
    QFont font = m_text.sheet().base().font;
    font.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * kLineSize)));
    const QFontMetricsF metrics(font);
    const qreal height = std::ceil(metrics.height());
    // No room for it above or below the text.
    if (middle - height / 2 < 0 || middle + height / 2 > paperSize().height()) return;
    const bool isAbove = middle < body.top();
    if (isAbove ? middle + height / 2 > body.top() : middle - height / 2 < body.bottom()) return;
    painter.save();
    painter.setFont(font);
    painter.setPen(m_text.sheet().colours().muted);
    const QRectF box(body.left(), middle - height / 2, body.width(), height);
    constexpr std::array kPlaces{Qt::AlignLeft, Qt::AlignHCenter, Qt::AlignRight};
    for (std::size_t index = 0; index < kPlaces.size(); ++index) {
        const QString shown =
            metrics.elidedText(places[static_cast<qsizetype>(index)].trimmed(), Qt::ElideRight, body.width());
        painter.drawText(box, kPlaces[index] | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    }
    painter.restore();
}

std::vector<PageHeading> PaperDocument::headings() const {
    std::vector<PageHeading> result;
    for (std::size_t page = 0; page < m_pages.size(); ++page) {
        for (const PagePart& part : m_pages[page]) {
            const projection::BlockPtr& block = m_text.items()[part.item].block;
            if (!block || part.firstLine > 0) continue;
            const document::BlockAttributes& attributes = block->shownAttributes();
            const bool isTitle = attributes.type == BlockType::kTitle;
            if (!isTitle && !attributes.isHeading()) continue;
            QString text = block->text;
            text.remove(QChar(projection::kEmbed));
            text = text.simplified();
            if (!text.isEmpty())
                result.push_back(
                    {text, isTitle ? 0 : attributes.level, static_cast<int>(page), m_text.body().top() + part.y});
        }
    }
    return result;
}

}  // namespace varve::print

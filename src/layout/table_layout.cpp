#include "layout/table_layout.h"

#include <algorithm>
#include <cmath>

#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "projection/block_builder.h"

namespace varve::layout {

namespace {

constexpr std::int64_t kUsualShare = 1000;
constexpr std::int64_t kShareMax = 100'000;

double shareOf(const document::Attributes& column) {
    const std::int64_t share = document::numberOf(column, document::embed_key::kWidth);
    return static_cast<double>(share >= 1 && share <= kShareMax ? share : kUsualShare);
}

projection::BlockPtr blockOf(const document::ContentBlock& content, bool isHeader) {
    const document::BlockAttributes attributes = document::blockAttributesOf(content.attributes);
    projection::BlockBuilder builder(attributes == document::BlockAttributes{}
                                         ? nullptr
                                         : std::make_shared<const document::BlockAttributes>(attributes));
    for (const document::Inline& part : content.inlines) {
        document::Format marks = part.marks;
        const bool saysWeight =
            !std::holds_alternative<std::monostate>(document::valueOf(marks, document::mark_key::kBold));
        if (isHeader && !saysWeight) document::setValue(marks, document::mark_key::kBold, true);
        const auto format = marks.empty() ? nullptr : std::make_shared<const document::Format>(std::move(marks));
        if (part.embed) {
            builder.appendEmbed({}, nullptr, format);
        } else {
            builder.appendText(part.text, format);
        }
    }
    return builder.finish().front();
}

}  // namespace

TableLayout::TableLayout(const document::Embed& table, const StyleSheet& sheet, qreal width)
    : m_colours(sheet.colours()), m_padding(std::round(sheet.base().lineHeight * 0.3)) {
    double total = 0;
    for (const document::Attributes& column : table.columns)
        total += shareOf(column);
    m_columnLefts.push_back(0);
    double share = 0;
    for (const document::Attributes& column : table.columns) {
        share += shareOf(column);
        m_columnLefts.push_back(std::round(width * share / total));
    }
    std::vector<std::unique_ptr<const StyleSheet>> sheets;
    sheets.reserve(table.columns.size());
    for (std::size_t column = 0; column + 1 < m_columnLefts.size(); ++column) {
        const qreal inside = m_columnLefts[column + 1] - m_columnLefts[column] - 2 * m_padding;
        sheets.push_back(std::make_unique<const StyleSheet>(sheet.withWidth(std::max(inside, 8.0))));
    }
    m_rowTops.push_back(0);
    for (const document::TableRow& row : table.rows) {
        const bool isHeader = document::flagOf(row.attributes, document::embed_key::kHeader);
        std::vector<Cell> cells;
        qreal height = sheet.base().lineHeight;
        for (std::size_t column = 0; column < std::min(row.cells.size(), sheets.size()); ++column) {
            qreal cellHeight = 0;
            cells.push_back(laidOut(row.cells[column], *sheets[column], isHeader, cellHeight));
            height = std::max(height, cellHeight);
        }
        m_rows.push_back(std::move(cells));
        m_isHeader.push_back(isHeader);
        m_rowTops.push_back(m_rowTops.back() + std::ceil(height + 2 * m_padding));
    }
}

TableLayout::Cell TableLayout::laidOut(const document::ContentBlocks& blocks, const StyleSheet& sheet, bool isHeader,
                                       qreal& height) const {
    Cell cell;
    for (std::size_t index = 0; index < blocks.size(); ++index) {
        const projection::BlockPtr block = blockOf(blocks[index], isHeader);
        const BlockStyle& style = sheet.styleOf(block->attributes);
        Decorations decorations;
        int begin = 0;
        for (const projection::FormatRun& run : block->formats) {
            if (run.format) decorations.formats.append({begin, run.end - begin, sheet.formatOf(run.format, style)});
            begin = run.end;
        }
        for (const projection::BlockEmbed& embed : block->embeds)
            decorations.embeds.push_back({embed.position, {sheet.base().averageAdvance, sheet.base().lineHeight / 2}});
        auto layout = std::make_unique<BlockLayout>(block, style, std::move(decorations));
        layout->layOutRange(0, 1e9);
        const qreal top = height;
        height += layout->linesHeight();
        if (index + 1 < blocks.size()) height += std::round(sheet.base().blockGap / 2);
        cell.push_back({std::move(layout), top});
    }
    return cell;
}

void TableLayout::paint(QPainter& painter, QPointF origin, qreal top, qreal bottom) const {
    const auto first = std::upper_bound(m_rowTops.begin(), m_rowTops.end() - 1, top) - m_rowTops.begin() - 1;
    for (auto row = static_cast<std::size_t>(std::max<std::ptrdiff_t>(first, 0)); row < rowCount(); ++row) {
        const qreal rowTop = m_rowTops[row];
        if (rowTop >= bottom) break;
        const qreal height = m_rowTops[row + 1] - rowTop;
        if (m_isHeader[row])
            painter.fillRect(QRectF(origin + QPointF(0, rowTop), QSizeF(size().width(), height)), m_colours.panel);
        for (std::size_t column = 0; column < m_rows[row].size(); ++column) {
            const QPointF inside = origin + QPointF(m_columnLefts[column] + m_padding, rowTop + m_padding);
            for (const PlacedBlock& placed : m_rows[row][column]) {
                painter.setPen(placed.layout->style().ink);
                placed.layout->paint(painter, inside + QPointF(placed.layout->left(), placed.top), 0, height, {});
            }
        }
    }
    for (const qreal y : m_rowTops)
        painter.fillRect(QRectF(origin.x(), origin.y() + y, size().width() + 1, 1), m_colours.rule);
    for (const qreal x : m_columnLefts)
        painter.fillRect(QRectF(origin.x() + x, origin.y(), 1, size().height() + 1), m_colours.rule);
}

}  // namespace varve::layout

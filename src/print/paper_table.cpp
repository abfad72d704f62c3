#include "print/paper_table.h"

#include <algorithm>
#include <cmath>

#include "document/table_schema.h"

namespace varve::print {

namespace {

constexpr qreal kEverything = 1e9;
constexpr qreal kLeastCell = 8 * kDotsPerPoint;
/// Of a page that a head may take where the table goes on.
constexpr qreal kHeadShare = 0.3;

}  // namespace

PaperTable::PaperTable(const PaperText& text, document::EmbedPointer table, const std::function<bool()>& isCancelled)
    : m_text(text), m_table(std::move(table)) {
    const layout::StyleSheet& sheet = text.sheet();
    m_padding = std::round(sheet.base().lineHeight * 0.3);
    std::size_t columnCount = m_table->columns.size();
    for (const document::TableRow& row : m_table->rows)
        columnCount = std::max(columnCount, row.cells.size());
    columnCount = std::clamp<std::size_t>(columnCount, 1, document::kTableColumnsMax);
    const auto shareOf = [this](std::size_t column) {
        return static_cast<double>(column < m_table->columns.size() ? document::columnShareOf(m_table->columns[column])
                                                                    : document::kColumnShare);
    };
    double total = 0;
    for (std::size_t column = 0; column < columnCount; ++column)
        total += shareOf(column);
    m_columnLefts.push_back(0);
    double share = 0;
    for (std::size_t column = 0; column < columnCount; ++column) {
        share += shareOf(column);
        m_columnLefts.push_back(std::round(sheet.columnWidth() * share / total));
        const qreal inside = m_columnLefts[column + 1] - m_columnLefts[column] - 2 * m_padding;
        m_sheets.push_back(
            std::make_unique<const layout::StyleSheet>(sheet.inCell(std::max(inside, kLeastCell), false)));
    }
    while (m_headCount < m_table->rows.size() && isHeader(m_headCount))
        ++m_headCount;
    for (std::size_t row = 0; row < m_table->rows.size(); ++row) {
        addRow(row);
        if (isCancelled && isCancelled()) break;
    }
    const bool isHeadWhole = m_headCount < m_pieces.size() && m_pieces[m_headCount].row == m_headCount;
    if (!isHeadWhole || m_tops[m_headCount] > text.body().height() * kHeadShare) m_headCount = 0;
}

bool PaperTable::isHeader(std::size_t row) const {
    return document::flagOf(m_table->rows[row].attributes, document::table_key::kHeader);
}

std::vector<PaperTable::Cell> PaperTable::layOutRow(std::size_t row) const {
    std::vector<Cell> cells;
    const document::TableRow& content = m_table->rows[row];
    for (std::size_t column = 0; column < std::min(content.cells.size(), m_sheets.size()); ++column) {
        Cell& cell = cells.emplace_back();
        const layout::StyleSheet& sheet = *m_sheets[column];
        projection::BlockPtr above;
        for (FlowItem& item : m_text.cellItems(content.cells[column], isHeader(row))) {
            if (above) cell.height += std::round(sheet.gapBetween(above->attributes, item.block->attributes) / 2);
            above = item.block;
            auto block = m_text.layoutOf(item.block, sheet);
            block->layOutRange(0, kEverything);
            const qreal top = cell.height;
            cell.height += block->linesHeight();
            cell.blocks.push_back({std::move(block), std::move(item.number), top});
        }
    }
    return cells;
}

void PaperTable::addRow(std::size_t row) {
    const std::vector<Cell> cells = layOutRow(row);
    qreal height = m_text.sheet().base().lineHeight;
    for (const Cell& cell : cells)
        height = std::max(height, cell.height);
    const qreal heightMax = m_text.body().height() * (1 - kHeadShare) - 2 * m_padding;
    if (height > heightMax) {
        partRow(row, cells, heightMax);
        return;
    }
    m_pieces.push_back({.row = static_cast<std::uint32_t>(row), .cells = {}});
    m_tops.push_back(m_tops.back() + std::ceil(height + 2 * m_padding));
}

/// Each cell goes on where its own lines end.
void PaperTable::partRow(std::size_t row, const std::vector<Cell>& cells, qreal heightMax) {
    std::vector<std::vector<qreal>> bottoms(cells.size());
    for (std::size_t column = 0; column < cells.size(); ++column) {
        for (const PlacedBlock& placed : cells[column].blocks) {
            for (auto line = placed.layout->lineOf(0);; line = placed.layout->next(line)) {
                bottoms[column].push_back(placed.top + placed.layout->top(line) + placed.layout->lineHeight(line));
                if (placed.layout->isLast(line)) break;
            }
        }
    }
    std::vector<std::size_t> next(cells.size(), 0);
    std::vector<qreal> begin(cells.size(), 0);
    const auto isDone = [&] {
        for (std::size_t column = 0; column < cells.size(); ++column)
            if (next[column] < bottoms[column].size()) return false;
        return true;
    };
    while (!isDone()) {
        Piece piece{.row = static_cast<std::uint32_t>(row), .cells = {}};
        qreal height = 0;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            qreal end = begin[column];
            for (bool isFirst = true; next[column] < bottoms[column].size(); isFirst = false) {
                const qreal bottom = bottoms[column][next[column]];
                if (!isFirst && bottom - begin[column] > heightMax) break;
                end = bottom;
                ++next[column];
            }
            piece.cells.push_back({begin[column], end});
            height = std::max(height, end - begin[column]);
            begin[column] = end;
        }
        m_pieces.push_back(std::move(piece));
        m_tops.push_back(m_tops.back() + std::ceil(height + 2 * m_padding));
    }
}

void PaperTable::paint(PartPainter& painter, QPointF origin, std::uint32_t first, std::uint32_t end) const {
    const layout::PageColours& colours = m_text.sheet().colours();
    const qreal hairline = m_text.sheet().hairline();
    for (std::uint32_t index = first; index < end; ++index) {
        const Piece& piece = m_pieces[index];
        const QPointF corner = origin + QPointF(0, m_tops[index] - m_tops[first]);
        const qreal height = m_tops[index + 1] - m_tops[index];
        if (isHeader(piece.row)) painter.painter().fillRect(QRectF(corner, QSizeF(width(), height)), colours.panel);
        const std::vector<Cell> cells = layOutRow(piece.row);
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const Stretch shown = piece.cells.empty() ? Stretch{0, kEverything} : piece.cells[column];
            const QPointF inside = corner + QPointF(m_columnLefts[column] + m_padding, m_padding);
            for (const PlacedBlock& placed : cells[column].blocks) {
                const qreal top = std::max(shown.top - placed.top, 0.0);
                const qreal bottom = std::min(shown.bottom - placed.top, placed.layout->linesHeight());
                if (top >= bottom) continue;
                painter.paint({.block = *placed.layout,
                               .sheet = *m_sheets[column],
                               .origin = inside + QPointF(0, placed.top + top - shown.top),
                               .top = top,
                               .bottom = bottom,
                               .number = placed.number});
            }
        }
    }
    const qreal height = m_tops[end] - m_tops[first];
    for (std::uint32_t index = first; index <= end; ++index)
        painter.painter().fillRect(
            QRectF(origin.x(), origin.y() + m_tops[index] - m_tops[first] - hairline / 2, width(), hairline),
            colours.rule);
    for (const qreal x : m_columnLefts)
        painter.painter().fillRect(
            QRectF(origin.x() + x - hairline / 2, origin.y() - hairline / 2, hairline, height + hairline),
            colours.rule);
}

}  // namespace varve::print

#include "convert/html_table.h"

#include <algorithm>

#include "document/embed_schema.h"

namespace varve::convert {

namespace {

constexpr std::size_t kColumnsMax = 200;
constexpr std::size_t kRowSpanMax = 1000;
constexpr std::int64_t kSharePerPercent = 100;

}  // namespace

void HtmlTable::beginRow() {
    // Columns behind the last cell of the row above may be covered, too.
    for (std::size_t column = m_rows.empty() ? m_rowsLeft.size() : m_rows.back().cells.size();
         column < m_rowsLeft.size(); ++column)
        m_rowsLeft[column] -= m_rowsLeft[column] > 0 ? 1 : 0;
    m_rows.emplace_back();
}

void HtmlTable::addEmptyCells(std::size_t count) {
    auto& cells = m_rows.back().cells;
    for (; count > 0 && cells.size() < kColumnsMax; --count)
        cells.push_back(document::ContentBlocks(1));
}

void HtmlTable::addCell(document::ContentBlocks blocks, bool isHeader, std::size_t columnSpan, std::size_t rowSpan) {
    if (m_rows.empty()) beginRow();
    auto& cells = m_rows.back().cells;
    // Columns that a cell of a row above covers.
    while (cells.size() < m_rowsLeft.size() && m_rowsLeft[cells.size()] > 0) {
        --m_rowsLeft[cells.size()];
        addEmptyCells(1);
    }
    if (cells.size() >= kColumnsMax) {
        // What has no room for a column of its own goes into the last one.
        for (document::ContentBlock& block : blocks)
            cells.back().push_back(std::move(block));
        m_isFlattened = true;
        return;
    }
    m_rows.back().isHeader = m_rows.back().isHeader && (isHeader || m_isInHead);
    const std::size_t first = cells.size();
    cells.push_back(std::move(blocks));
    columnSpan = std::clamp<std::size_t>(columnSpan, 1, kColumnsMax);
    addEmptyCells(columnSpan - 1);
    m_isFlattened = m_isFlattened || columnSpan > 1 || rowSpan > 1;
    if (rowSpan > 1) {
        m_rowsLeft.resize(std::max(m_rowsLeft.size(), cells.size()));
        for (std::size_t column = first; column < cells.size(); ++column)
            m_rowsLeft[column] = std::min(rowSpan, kRowSpanMax) - 1;
    }
}

std::size_t HtmlTable::columnCount() const {
    std::size_t count = 0;
    for (const Row& row : m_rows)
        count = std::max(count, row.cells.size());
    return count;
}

bool HtmlTable::isNoTable(bool isOwn) const {
    const std::size_t columns = columnCount();
    return columns == 0 || (!isOwn && columns == 1 && m_rows.size() == 1);
}

document::ContentBlocks HtmlTable::takeCells() {
    document::ContentBlocks blocks;
    for (Row& row : m_rows) {
        for (document::ContentBlocks& cell : row.cells) {
            for (document::ContentBlock& block : cell)
                blocks.push_back(std::move(block));
        }
    }
    return blocks;
}

document::Embed HtmlTable::take() {
    document::Embed embed;
    document::setValue(embed.attributes, document::embed_key::kType, std::string(document::kTableType));
    embed.columns.resize(columnCount());
    const bool hasWidths = m_widths.size() == embed.columns.size() &&
                           std::ranges::all_of(m_widths, [](const auto& width) { return width && *width > 0; });
    for (std::size_t column = 0; hasWidths && column < embed.columns.size(); ++column)
        document::setValue(embed.columns[column], document::embed_key::kWidth, *m_widths[column] * kSharePerPercent);
    for (Row& row : m_rows) {
        if (row.cells.empty()) continue;
        row.cells.resize(embed.columns.size(), document::ContentBlocks(1));
        document::TableRow& added = embed.rows.emplace_back();
        if (row.isHeader) document::setValue(added.attributes, document::embed_key::kHeader, true);
        added.cells = std::move(row.cells);
    }
    return embed;
}

}  // namespace varve::convert

#include "layout/table_layout.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "layout/text_painter.h"

namespace varve::layout {

namespace {

constexpr qreal kEverything = 1e9;

}  // namespace

TableLayout::TableLayout(projection::Table table, std::shared_ptr<const StyleSheet> sheet, qreal width,
                         DocumentLayout::EmbedSize embedSize, const ReadText& readText)
    : m_table(std::move(table)), m_embedSize(std::move(embedSize)), m_sheet(std::move(sheet)) {
    dropRepeatedTexts();
    placeColumns(width);
    makeSheets();
    readTexts(readText);
    dressTexts();
    measure();
}

void TableLayout::setTable(projection::Table table, const ReadText& readText) {
    m_table = std::move(table);
    dropRepeatedTexts();
    placeColumns(m_width);
    makeSheets();
    readTexts(readText);
    dressTexts();
}

void TableLayout::setSheet(std::shared_ptr<const StyleSheet> sheet, qreal width) {
    if (*sheet == *m_sheet && width == m_width) return;
    m_sheet = std::move(sheet);
    placeColumns(width);
    makeSheets();
    dressTexts();
    measure();
}

void TableLayout::dropRepeatedTexts() {
    std::set<event::EventId> seen;
    for (projection::TableRow& row : m_table.rows) {
        for (std::vector<event::EventId>& cell : row.cells)
            std::erase_if(cell, [&seen](const event::EventId& text) { return !seen.insert(text).second; });
    }
}

void TableLayout::placeColumns(qreal width) {
    m_width = width;
    double total = 0;
    for (const projection::TableColumn& column : m_table.columns)
        total += static_cast<double>(column.share);
    m_columnLefts = {0};
    double share = 0;
    for (const projection::TableColumn& column : m_table.columns) {
        share += static_cast<double>(column.share);
        m_columnLefts.push_back(std::round(width * share / total));
    }
    if (m_table.columns.empty()) m_columnLefts.push_back(width);
}

void TableLayout::makeSheets() {
    m_padding = std::round(m_sheet->base().lineHeight * 0.3);
    m_cellSheets.clear();
    m_headerSheets.clear();
    for (std::size_t column = 0; column + 1 < m_columnLefts.size(); ++column) {
        const qreal inside = std::max(m_columnLefts[column + 1] - m_columnLefts[column] - 2 * m_padding, 8.0);
        m_cellSheets.push_back(std::make_shared<const StyleSheet>(m_sheet->inCell(inside, false)));
        m_headerSheets.push_back(std::make_shared<const StyleSheet>(m_sheet->inCell(inside, true)));
    }
}

void TableLayout::readTexts(const ReadText& readText) {
    std::map<event::EventId, std::unique_ptr<Text>> texts;
    for (const projection::TableRow& row : m_table.rows) {
        for (const std::vector<event::EventId>& cell : row.cells) {
            for (const event::EventId& sequence : cell) {
                auto& text = texts[sequence];
                if (text) continue;
                if (const auto known = m_texts.find(sequence); known != m_texts.end()) {
                    text = std::move(known->second);
                    continue;
                }
                text = std::make_unique<Text>();
                text->layout.setEmbedSize(m_embedSize);
                text->layout.setBlocks(readText(sequence));
            }
        }
    }
    m_texts = std::move(texts);
}

void TableLayout::dressTexts() {
    for (std::size_t row = 0; row < rowCount(); ++row) {
        for (std::size_t column = 0; column < columnCount(); ++column) {
            for (const event::EventId& sequence : textsAt({row, column})) {
                Text& text = *m_texts.at(sequence);
                const auto& sheet = sheetOf({row, column});
                if (*sheet == text.layout.sheet()) continue;
                text.layout.setSheet(sheet);
                text.isMeasured = false;
            }
        }
    }
}

DocumentLayout* TableLayout::changeText(const event::EventId& sequence) {
    const auto found = m_texts.find(sequence);
    if (found == m_texts.end()) return nullptr;
    found->second->isMeasured = false;
    return &found->second->layout;
}

DocumentLayout* TableLayout::lookAt(const event::EventId& sequence) {
    const auto found = m_texts.find(sequence);
    return found != m_texts.end() ? &found->second->layout : nullptr;
}

const DocumentLayout* TableLayout::textOf(const event::EventId& sequence) const {
    const auto found = m_texts.find(sequence);
    return found != m_texts.end() ? &found->second->layout : nullptr;
}

qreal TableLayout::textsHeight(CellPlace cell) const {
    qreal height = 0;
    for (const event::EventId& sequence : textsAt(cell))
        height += m_texts.at(sequence)->height;
    return std::max(height, sheetOf(cell)->base().lineHeight);
}

bool TableLayout::measure() {
    for (auto& [sequence, text] : m_texts) {
        if (std::exchange(text->isMeasured, true)) continue;
        text->layout.layOutRange(0, kEverything);
        const projection::BlockSequence& blocks = text->layout.blocks();
        const BlockStyle& last = text->layout.sheet().styleOf(blocks.blockAt(blocks.blockCount() - 1)->attributes);
        // What would part it from a text below is not seen above the line of the table.
        text->height = text->layout.totalHeight() - std::round(last.spaceAfter);
    }
    std::vector<qreal> tops{0};
    for (std::size_t row = 0; row < rowCount(); ++row) {
        qreal height = m_sheet->base().lineHeight;
        for (std::size_t column = 0; column < columnCount(); ++column)
            height = std::max(height, textsHeight({row, column}));
        tops.push_back(tops.back() + std::ceil(height + 2 * m_padding));
    }
    return std::exchange(m_rowTops, std::move(tops)) != m_rowTops;
}

CellPlace TableLayout::cellAt(QPointF point) const {
    const auto indexIn = [](const std::vector<qreal>& edges, qreal at) {
        const auto place = std::upper_bound(edges.begin() + 1, edges.end() - 1, at);
        return static_cast<std::size_t>(place - edges.begin() - 1);
    };
    return {indexIn(m_rowTops, point.y()), indexIn(m_columnLefts, point.x())};
}

QRectF TableLayout::cellRect(CellPlace cell) const {
    return {QPointF(m_columnLefts[cell.column], m_rowTops[cell.row]),
            QPointF(m_columnLefts[cell.column + 1], m_rowTops[cell.row + 1])};
}

QRectF TableLayout::textRect(CellPlace cell, std::size_t index) const {
    QRectF rect = cellRect(cell);
    const std::vector<event::EventId>& texts = textsAt(cell);
    // The last text has the rest of the cell, so that a click below it means it.
    for (std::size_t above = 0; above < std::min(index, texts.size()); ++above)
        rect.setTop(rect.top() + m_texts.at(texts[above])->height);
    if (index + 1 < texts.size()) rect.setHeight(m_texts.at(texts[index])->height + 2 * m_padding);
    return rect;
}

const std::shared_ptr<const StyleSheet>& TableLayout::sheetOf(CellPlace cell) const {
    return (m_table.rows[cell.row].isHeader ? m_headerSheets : m_cellSheets)[cell.column];
}

QColor TableLayout::backgroundOf(CellPlace cell) const {
    return m_table.rows[cell.row].isHeader ? m_sheet->colours().panel : m_sheet->colours().page;
}

std::optional<CellPlace> TableLayout::placeOf(const event::EventId& shownRow, const event::EventId& shownColumn) const {
    const auto row = std::ranges::find(m_table.rows, shownRow, [](const auto& one) { return one.part.shown; });
    const auto column = std::ranges::find(m_table.columns, shownColumn, [](const auto& one) { return one.part.shown; });
    if (row == m_table.rows.end() || column == m_table.columns.end()) return std::nullopt;
    return CellPlace{static_cast<std::size_t>(row - m_table.rows.begin()),
                     static_cast<std::size_t>(column - m_table.columns.begin())};
}

std::optional<std::size_t> TableLayout::columnEdgeAt(qreal x, qreal reach) const {
    for (std::size_t column = 0; column + 1 < columnCount(); ++column) {
        if (std::abs(m_columnLefts[column + 1] - x) <= reach) return column;
    }
    return std::nullopt;
}

void TableLayout::paint(QPainter& painter, QPointF origin, qreal top, qreal bottom, const Painting& painting) {
    const QColor rule = m_sheet->colours().rule;
    const qreal width = m_columnLefts.back();
    std::size_t row = cellAt({0, top}).row;
    const std::size_t first = row;
    for (; row < rowCount() && m_rowTops[row] < bottom; ++row) {
        for (std::size_t column = 0; column < columnCount(); ++column) {
            const CellPlace cell{row, column};
            const bool isSelected = painting.selected && painting.selected->contains(row, column);
            const QRectF rect = cellRect(cell).translated(origin);
            if (isSelected || m_table.rows[row].isHeader)
                painter.fillRect(rect, isSelected ? painting.selection : backgroundOf(cell));
            qreal y = rect.top() + m_padding;
            for (const event::EventId& sequence : textsAt(cell)) {
                Text& text = *m_texts.at(sequence);
                const QPointF place(rect.left() + m_padding, y);
                const qreal from = std::max(0.0, origin.y() + top - y);
                const qreal to = origin.y() + bottom - y;
                const TextPainting inside =
                    painting.text ? painting.text(sequence, isSelected ? painting.selection : backgroundOf(cell))
                                  : TextPainting();
                paintText(painter, text.layout, place, from, std::min(to, text.height), inside);
                y += text.height;
            }
        }
    }
    if (m_table.isCut && row == rowCount()) {
        painter.setPen(m_sheet->colours().muted);
        painter.setFont(m_sheet->base().font);
        painter.drawText(QRectF(origin.x(), origin.y() + m_rowTops.back(), width, cutHeight()),
                         Qt::AlignLeft | Qt::AlignVCenter, painting.cutWords);
    }
    const QRectF painted(origin.x(), origin.y() + m_rowTops[first], width, m_rowTops[row] - m_rowTops[first]);
    for (std::size_t line = first; line <= row; ++line)
        painter.fillRect(QRectF(origin.x(), origin.y() + m_rowTops[line], width + 1, 1), rule);
    for (const qreal x : m_columnLefts)
        painter.fillRect(QRectF(origin.x() + x, painted.top(), 1, painted.height() + 1), rule);
}

}  // namespace varve::layout

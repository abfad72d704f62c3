// A table while its HTML is read: cells over several columns or rows are flattened, rows made equally long.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "document/content.h"

namespace varve::convert {

class HtmlTable {
  public:
    void beginRow();
    /// Spans are bounded.
    void addCell(document::ContentBlocks blocks, bool isHeader, std::size_t columnSpan, std::size_t rowSpan);
    void addColumnWidth(std::optional<int> percent) { m_widths.push_back(percent); }
    /// Rows that follow are header rows, or not.
    void setInHead(bool isInHead) { m_isInHead = isInHead; }

    [[nodiscard]] bool isEmpty() const { return m_rows.empty(); }
    [[nodiscard]] bool isFlattened() const { return m_isFlattened; }
    /// Once every row is as long as the longest.
    [[nodiscard]] std::size_t cellCount() const { return columnCount() * m_rows.size(); }
    /// One that is only there to place something: its cells one after the other.
    [[nodiscard]] bool isNoTable(bool isOwn) const;
    [[nodiscard]] document::ContentBlocks takeCells();
    [[nodiscard]] document::Embed take();

  private:
    struct Row {
        std::vector<document::ContentBlocks> cells;
        bool isHeader = true;
    };
    [[nodiscard]] std::size_t columnCount() const;
    void addEmptyCells(std::size_t count);

    std::vector<Row> m_rows;
    std::vector<std::size_t> m_rowsLeft;  // by column: rows that a cell above still covers
    std::vector<std::optional<int>> m_widths;
    bool m_isInHead = false;
    bool m_isFlattened = false;
};

}  // namespace varve::convert

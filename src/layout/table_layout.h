// A table as it is seen: columns that share the width as their shares say, rows as high as their highest cell, the text
// of the cells typeset like any other. Made from the table's content and made anew when that changes. Coordinates are
// pixels from the table's top left corner. GUI thread; owned by the editor view.
#pragma once

#include <QPainter>
#include <QSizeF>
#include <memory>
#include <vector>

#include "document/content.h"
#include "layout/block_layout.h"
#include "layout/style_sheet.h"

namespace varve::layout {

class TableLayout {
  public:
    /// Cost: O(text in the table).
    TableLayout(const document::Embed& table, const StyleSheet& sheet, qreal width);

    [[nodiscard]] QSizeF size() const { return {m_columnLefts.back(), m_rowTops.back()}; }
    /// Rows of [top, bottom) with their lines. Cost: O(rows, and cells painted).
    void paint(QPainter& painter, QPointF origin, qreal top, qreal bottom) const;
    [[nodiscard]] std::size_t rowCount() const { return m_rowTops.size() - 1; }
    [[nodiscard]] std::size_t columnCount() const { return m_columnLefts.size() - 1; }

  private:
    struct PlacedBlock {
        std::unique_ptr<BlockLayout> layout;
        qreal top = 0;
    };
    using Cell = std::vector<PlacedBlock>;

    [[nodiscard]] Cell laidOut(const document::ContentBlocks& blocks, const StyleSheet& sheet, bool isHeader,
                               qreal& height) const;

    PageColours m_colours;
    qreal m_padding = 0;
    std::vector<qreal> m_columnLefts;  // of every column, and the right edge
    std::vector<qreal> m_rowTops;      // of every row, and the bottom
    std::vector<bool> m_isHeader;
    std::vector<std::vector<Cell>> m_rows;
};

}  // namespace varve::layout

// A table on paper: its columns share the width as on the screen, its rows are as high as their highest cell, and a row
// that is higher than a page is parted between lines of its cells. Measures row by row and keeps heights alone; a row
// is laid out again to be painted. Lengths in dots.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "document/content.h"
#include "layout/block_layout.h"
#include "layout/style_sheet.h"
#include "print/paper_text.h"
#include "print/part_painter.h"

namespace varve::print {

class PaperTable {
  public:
    /// `text` must outlive it. `isCancelled` may be empty; where it says yes rows are missing. Cost: O(text in the
    /// table).
    PaperTable(const PaperText& text, document::EmbedPointer table, const std::function<bool()>& isCancelled);

    /// Tops of the pieces that pages may break between, mostly rows, and the bottom.
    [[nodiscard]] const std::vector<qreal>& tops() const { return m_tops; }
    /// Pieces at the top that are the head.
    [[nodiscard]] std::uint32_t headCount() const { return m_headCount; }

    /// Pieces [first, end), the top left corner of the first one at `origin`. Cost: O(text in them).
    void paint(PartPainter& painter, QPointF origin, std::uint32_t first, std::uint32_t end) const;

  private:
    struct PlacedBlock {
        std::unique_ptr<layout::BlockLayout> layout;
        QString number;
        qreal top = 0;
    };
    struct Cell {
        std::vector<PlacedBlock> blocks;
        qreal height = 0;
    };
    struct Stretch {
        qreal top = 0;
        qreal bottom = 0;
    };
    struct Piece {
        std::uint32_t row = 0;
        std::vector<Stretch> cells;  // what of each cell stands in it; empty: everything
    };

    [[nodiscard]] std::vector<Cell> layOutRow(std::size_t row) const;
    [[nodiscard]] bool isHeader(std::size_t row) const;
    void addRow(std::size_t row);
    void partRow(std::size_t row, const std::vector<Cell>& cells, qreal heightMax);
    [[nodiscard]] qreal width() const { return m_columnLefts.back(); }

    const PaperText& m_text;
    document::EmbedPointer m_table;
    qreal m_padding = 0;
    std::vector<qreal> m_columnLefts;  // of every column, and the right edge
    std::vector<std::unique_ptr<const layout::StyleSheet>> m_sheets;
    std::vector<Piece> m_pieces;
    std::vector<qreal> m_tops{0};
    std::uint32_t m_headCount = 0;
};

}  // namespace varve::print

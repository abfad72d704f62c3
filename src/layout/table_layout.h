// A table as it is seen: columns that share the width as their shares say, rows as high as their highest cell, the text
// of every cell a layout of its own that follows patches. Coordinates are pixels from the table's top left corner.
// No widget: screen and paper use it alike. GUI thread, or the one that made it.
#pragma once

#include <QPainter>
#include <QSizeF>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "layout/document_layout.h"
#include "layout/style_sheet.h"
#include "layout/text_painter.h"
#include "projection/table.h"

namespace varve::layout {

/// A cell, or one corner of a rectangle of them: indexes into the table's rows and columns.
struct CellPlace {
    std::size_t row = 0;
    std::size_t column = 0;
    friend bool operator==(const CellPlace&, const CellPlace&) = default;
};

/// Cells between two corners, both included.
struct CellRectangle {
    CellPlace first;
    CellPlace last;
    [[nodiscard]] bool contains(std::size_t row, std::size_t column) const {
        return first.row <= row && row <= last.row && first.column <= column && column <= last.column;
    }
    friend bool operator==(const CellRectangle&, const CellRectangle&) = default;
};

class TableLayout {
  public:
    using ReadText = std::function<projection::BlockSequence(const event::EventId& cell)>;

    /// `readText` is asked for every cell's text here and in setTable(). Cost: O(text in the table).
    TableLayout(projection::Table table, std::shared_ptr<const StyleSheet> sheet, qreal width,
                DocumentLayout::EmbedSize embedSize, const ReadText& readText);

    /// Other rows, columns or cells; texts that were there before are kept as they are. Cost: O(cells + new text).
    void setTable(projection::Table table, const ReadText& readText);
    /// Another look or width. Cost: O(text).
    void setSheet(std::shared_ptr<const StyleSheet> sheet, qreal width);
    [[nodiscard]] const projection::Table& table() const { return m_table; }

    /// The text of a cell, to apply patches to, whose height may be another one then; null for any other sequence.
    [[nodiscard]] DocumentLayout* changeText(const event::EventId& sequence);
    /// Likewise, for questions of geometry, which lay out what they need.
    [[nodiscard]] DocumentLayout* lookAt(const event::EventId& sequence);
    [[nodiscard]] const DocumentLayout* textOf(const event::EventId& sequence) const;
    /// After changes: whether the table has another size now. Cost: O(rows + changed text).
    bool measure();

    /// With a line below that says so where rows are missing (Table::isCut).
    [[nodiscard]] QSizeF size() const { return {m_columnLefts.back(), m_rowTops.back() + cutHeight()}; }
    [[nodiscard]] qreal cutHeight() const { return m_table.isCut ? m_sheet->base().lineHeight * 1.5 : 0; }
    [[nodiscard]] std::size_t rowCount() const { return m_table.rows.size(); }
    [[nodiscard]] std::size_t columnCount() const { return m_table.columns.size(); }
    /// Of every row and the bottom; of every column and the right edge.
    [[nodiscard]] const std::vector<qreal>& rowTops() const { return m_rowTops; }
    [[nodiscard]] const std::vector<qreal>& columnLefts() const { return m_columnLefts; }
    /// Empty space between a cell's lines and its text.
    [[nodiscard]] qreal padding() const { return m_padding; }
    /// The nearest cell.
    [[nodiscard]] CellPlace cellAt(QPointF point) const;
    [[nodiscard]] QRectF cellRect(CellPlace cell) const;
    /// Where one of the texts of a cell goes, `index` of its sequences (0 in a cell without any), with the padding
    /// around it.
    [[nodiscard]] QRectF textRect(CellPlace cell, std::size_t index) const;
    /// Of a cell's texts.
    [[nodiscard]] const std::shared_ptr<const StyleSheet>& sheetOf(CellPlace cell) const;
    [[nodiscard]] QColor backgroundOf(CellPlace cell) const;
    [[nodiscard]] std::optional<CellPlace> placeOf(const event::EventId& shownRow,
                                                   const event::EventId& shownColumn) const;
    /// The column whose edge to the next one is within `reach`.
    [[nodiscard]] std::optional<std::size_t> columnEdgeAt(qreal x, qreal reach) const;

    struct Painting {
        std::optional<CellRectangle> selected{};
        QColor selection{};
        QString cutWords{};  // below a table that is cut
        /// How the text of a cell is painted, which has the background of its cell; may be absent.
        std::function<TextPainting(const event::EventId& sequence, const QColor& background)> text{};
    };
    /// Rows of [top, bottom) with their lines. Cost: O(rows, and cells painted).
    void paint(QPainter& painter, QPointF origin, qreal top, qreal bottom, const Painting& painting);

  private:
    struct Text {
        DocumentLayout layout;
        qreal height = 0;
        bool isMeasured = false;
    };

    /// Shows every text once: only wrong registers name one in two cells.
    void dropRepeatedTexts();
    void makeSheets();
    void placeColumns(qreal width);
    void readTexts(const ReadText& readText);
    /// Gives every text the sheet of its cell.
    void dressTexts();
    [[nodiscard]] const std::vector<event::EventId>& textsAt(CellPlace cell) const {
        return m_table.rows[cell.row].cells[cell.column];
    }
    [[nodiscard]] qreal textsHeight(CellPlace cell) const;

    projection::Table m_table;
    DocumentLayout::EmbedSize m_embedSize;
    std::shared_ptr<const StyleSheet> m_sheet;  // of the text around
    qreal m_width = 0;                          // as asked for
    qreal m_padding = 0;
    std::vector<std::shared_ptr<const StyleSheet>> m_cellSheets;    // a column each
    std::vector<std::shared_ptr<const StyleSheet>> m_headerSheets;  // likewise, of header rows
    std::map<event::EventId, std::unique_ptr<Text>> m_texts;
    std::vector<qreal> m_columnLefts;  // of every column, and the right edge
    std::vector<qreal> m_rowTops;      // of every row, and the bottom
};

}  // namespace varve::layout

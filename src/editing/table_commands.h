// Commands on the rows and columns of a table: making one, inserting, erasing and moving, header rows, widths. Plain
// functions; each result is one step. Commands on what is in cells: cell_commands.h.
//
// They take the table as it is shown; indices beyond it mean that there is nothing to do. Of the context only the
// registers, the objects and the next id count, but for insertedTable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "editing/edit_context.h"
#include "projection/table.h"

namespace varve::editing {

enum class TableAxis : std::uint8_t { kRows, kColumns };

/// Rows or columns [first, end).
struct PartRange {
    std::size_t first = 0;
    std::size_t end = 0;
    [[nodiscard]] bool isWithin(std::size_t count) const { return first < end && end <= count; }
    friend bool operator==(const PartRange&, const PartRange&) = default;
};

/// Whether a table of this size is shown as a whole.
[[nodiscard]] bool isTableSize(std::size_t rows, std::size_t columns);

/// An empty table on a line of its own in place of the range; the caret goes to the line behind it, whose start is two
/// characters behind the table's place. Nothing for what is no isTableSize().
[[nodiscard]] Edit insertedTable(const EditContext& context, text::Range range, std::size_t rows, std::size_t columns,
                                 bool hasHeader);

/// `count` empty ones before `index`; the count of what is there puts them at the end. A column is as wide as its
/// neighbour.
[[nodiscard]] Edit insertedParts(const EditContext& context, const projection::Table& table, TableAxis axis,
                                 std::size_t index, std::size_t count = 1);
/// Without the last row or column the table goes, too.
[[nodiscard]] Edit erasedParts(const EditContext& context, const projection::Table& table, TableAxis axis,
                               PartRange range);
/// To before `target`, which lies outside of the range; the count of what is there puts them at the end. What others
/// write in the cells at the same time goes along; of two moves at the same time one counts.
[[nodiscard]] Edit movedParts(const EditContext& context, const projection::Table& table, TableAxis axis,
                              PartRange range, std::size_t target);
/// The table with all that is in it.
[[nodiscard]] Edit erasedTable(const EditContext& context, const projection::Table& table);

[[nodiscard]] Edit withHeaderRows(const EditContext& context, const projection::Table& table, PartRange rows,
                                  bool isHeader);
/// Header rows, if not all of them are already; else plain ones.
[[nodiscard]] Edit toggledHeaderRows(const EditContext& context, const projection::Table& table, PartRange rows);

struct ColumnShare {
    std::size_t column = 0;
    std::int64_t share = 0;  // 1 to document::kColumnShareMax; beyond, the nearest
};
[[nodiscard]] Edit withColumnShares(const EditContext& context, const projection::Table& table,
                                    std::span<const ColumnShare> shares);

}  // namespace varve::editing

// What a table is in the version shown: its rows and columns in their order with who they are, and the texts of its
// cells. The rules are in src/document/CONTENT.md; registers may say anything, and what is found is bounded. Values
// only, read anew when the table changes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "document/table_schema.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"

namespace varve::projection {

/// A row or a column.
struct TablePart {
    event::EventId id;      // its embed
    event::EventId shown;   // whose cells it shows: another embed where it was moved, else its own
    text::Offset offset{};  // of its embed, in the sequence of the rows or columns
    friend bool operator==(const TablePart&, const TablePart&) = default;
};

struct TableColumn {
    TablePart part;
    std::int64_t share = document::kColumnShare;
    friend bool operator==(const TableColumn&, const TableColumn&) = default;
};

struct TableRow {
    TablePart part;
    bool isHeader = false;
    std::vector<std::vector<event::EventId>> cells;  // sequences of the cell of each column, ascending; mostly one
                                                     // or, before anything was typed, none
    friend bool operator==(const TableRow&, const TableRow&) = default;
};

struct Table {
    event::EventId id;                             // of its embed, and the sequence of the rows
    std::optional<event::EventId> columnSequence;  // nothing: it is no table, or has no columns yet
    std::vector<TableColumn> columns;
    std::vector<TableRow> rows;
    bool isCut = false;  // there are more rows than were to be read
    /// Embeds that show the same as a row or column above and give way to it: two people moved it at once. Whoever
    /// moves or erases the row takes them along.
    std::vector<TablePart> hiddenRows;
    std::vector<TablePart> hiddenColumns;
    friend bool operator==(const Table&, const Table&) = default;
};

/// A cell by what its row and column show, so that it is the same one when they are moved.
struct TableCell {
    event::EventId row;
    event::EventId column;
    friend bool operator==(const TableCell&, const TableCell&) = default;
};

/// Of larger tables no more is shown, searched or written in: so many are typeset at once, some milliseconds a
/// thousand.
inline constexpr std::size_t kShownCellsMax = 10'000;

/// `registers`: those of the version that `objects` speaks of. A table without columns has no rows to show; without
/// either for an object that is no table. At most kTableColumnsMax columns and `cellsMax` cells. Cost: O(embeds of
/// rows and columns, and the registers of the rows), times a logarithm.
[[nodiscard]] Table readTable(const event::EventId& table, const ObjectRegisters& registers,
                              const ObjectSource& objects, std::size_t cellsMax = document::kTableCellsMax);

/// Embeds whose change, or a change of their texts, makes it another table: itself, its columns' sequence, its rows and
/// columns. Ascending. Cost: O(rows + columns), times a logarithm.
[[nodiscard]] std::vector<event::EventId> partsOf(const Table& table);

/// What is set on a row or column: where it was moved, what its own place says counts before what the shown one says.
[[nodiscard]] document::Attributes attributesOf(const TablePart& part, const ObjectRegisters& registers);

}  // namespace varve::projection

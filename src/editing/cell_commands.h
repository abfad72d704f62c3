// Commands on what is in the cells of a table, over rectangles of them, each as one step: clearing, formatting,
// filling from a grid. Commands on the text of one cell are the ordinary ones with the cell's sequence in the context.
// They take the table as it is shown; of the context only the registers, the objects and the next id count.
#pragma once

#include <functional>
#include <string_view>

#include "document/content.h"
#include "editing/table_commands.h"

namespace varve::editing {

/// Cells of rows and columns, both half open; what lies beyond the table is left out.
struct CellRange {
    PartRange rows;
    PartRange columns;
};

/// A command on the text of one cell; `all` is all of it.
using CellCommand = std::function<Edit(const EditContext& cell, text::Range all)>;
enum class EmptyCells : std::uint8_t {
    kPassedOver,  // a cell that has no text yet is left alone
    kMade,        // it gets one; for what says how text written there will look
};
/// The command on each text of each cell.
[[nodiscard]] Edit onCells(const EditContext& context, const projection::Table& table, const CellRange& cells,
                           event::TransactionKind kind, EmptyCells empty, const CellCommand& command);

/// The texts go; the cells stay what they are.
[[nodiscard]] Edit clearedCells(const EditContext& context, const projection::Table& table, const CellRange& cells,
                                event::TransactionKind kind = event::TransactionKind::kDelete);
/// As markedWith and toggledMark in mark_commands.h: true if not all characters of all cells have it, else away.
[[nodiscard]] Edit cellsMarkedWith(const EditContext& context, const projection::Table& table, const CellRange& cells,
                                   std::string_view key, const event::Value& value);
[[nodiscard]] Edit cellsWithToggledMark(const EditContext& context, const projection::Table& table,
                                        const CellRange& cells, std::string_view key);
/// As withBlockValue and withBlockType in block_commands.h, for every block of the cells, empty ones too.
[[nodiscard]] Edit cellsWithBlockValue(const EditContext& context, const projection::Table& table,
                                       const CellRange& cells, std::string_view key, const event::Value& value);
[[nodiscard]] Edit cellsWithBlockType(const EditContext& context, const projection::Table& table,
                                      const CellRange& cells, document::BlockType type, int level = 1);

/// How much of a grid a table takes from one of its cells on, growing where it is too small: as much as does not make
/// it larger than tables may be. Nothing where (row, column) is no cell.
struct GridSize {
    std::size_t rows = 0;
    std::size_t columns = 0;
    friend bool operator==(const GridSize&, const GridSize&) = default;
};
[[nodiscard]] GridSize sizeOf(const std::vector<document::TableRow>& grid);
[[nodiscard]] GridSize sizeTaken(const projection::Table& table, std::size_t row, std::size_t column,
                                 const std::vector<document::TableRow>& grid);
/// The rows of `grid` in place of what the cells from (row, column) on hold, as far as sizeTaken() says. `styles`: the
/// registers of the named styles that the grid's texts have, where it comes from another document; those that this one
/// lacks are made.
[[nodiscard]] Edit filledCells(const EditContext& context, const projection::Table& table, std::size_t row,
                               std::size_t column, const std::vector<document::TableRow>& grid,
                               const document::Attributes& styles = {});

// For the clipboard. A table as content: projection::embedContentOf; as lines of text: convert/tsv.h.

/// A part of a table as a table of its own; what lies beyond is left out.
[[nodiscard]] document::Embed copiedCells(const document::Embed& table, const CellRange& cells);
/// What filledCells() takes, where content is a single table and nothing else but empty blocks; else null. Lives as
/// long as the content.
[[nodiscard]] const document::Embed* onlyTableOf(const document::ContentBlocks& content);

}  // namespace varve::editing

// What the registers of a table, its rows and its columns mean: keys, and the values read with what is not of the form
// of CONTENT.md taken for absent. How rows, columns and cells hang together: projection/table.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/content.h"
#include "event/ids.h"

namespace varve::document {

namespace table_key {
inline constexpr std::string_view kColumnsPrefix = "columns:";  // of the table
inline constexpr std::string_view kCellPrefix = "cell:";        // of a row
inline constexpr std::string_view kRow = "row";                 // of a row that shows the cells of another
inline constexpr std::string_view kColumn = "column";           // of a column likewise
inline constexpr std::string_view kHeader = "header";           // of a row
inline constexpr std::string_view kShare = "width";             // of a column
}  // namespace table_key

inline constexpr std::int64_t kColumnShare = 1000;  // of a column that says nothing
inline constexpr std::int64_t kColumnShareMax = 100'000;

/// Tables have at most so many columns, and all tables that are read together so many cells; what is beyond is not
/// shown.
inline constexpr std::size_t kTableColumnsMax = 1000;
inline constexpr std::size_t kTableCellsMax = 1'000'000;

/// 1 to kColumnShareMax.
[[nodiscard]] std::int64_t columnShareOf(const Attributes& column);
/// The sequence of a table's columns.
[[nodiscard]] std::optional<event::EventId> columnSequenceOf(const Attributes& table);

/// A cell that a row has got.
struct CellName {
    event::EventId column;
    event::EventId sequence;
    friend auto operator<=>(const CellName&, const CellName&) = default;
};
/// Ascending.
[[nodiscard]] std::vector<CellName> cellsOf(const Attributes& row);
/// What the key of a cell's register begins with; its own id follows.
[[nodiscard]] std::string cellKeyPrefix(const event::EventId& column);

}  // namespace varve::document

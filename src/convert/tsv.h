// Cells as lines of text: what spreadsheets put on the clipboard beside HTML, and files of comma separated values. A
// cell that holds a separator, a line end or a quotation mark is written in quotation marks, with each of its own
// doubled (RFC 4180); programs differ in the rest, and what is not well-formed that way is taken as it stands.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "document/content.h"

namespace varve::convert {

enum class Separator : char { kTab = '\t', kComma = ',', kSemicolon = ';' };

/// A table: lines as rows, cells of all of them as many as the longest has; a line end inside of a cell begins a block
/// of it. Line ends may be CR LF, CR or LF, and one at the very end begins no row. Nothing makes one empty cell.
/// Errors: kMalformed (no UTF-8), kLimitExceeded (more than document::kTableColumnsMax columns or
/// kImportedCellsMax cells). Cost: O(text + cells).
[[nodiscard]] Result<document::Embed> readCells(std::string_view utf8, Separator separator = Separator::kTab);

/// The texts of all cells, without marks; embeds are left out. Every row ends with a line end.
[[nodiscard]] std::string writeCells(const document::Embed& table, Separator separator = Separator::kTab);

/// Whether a text without anything else beside it is rather cells than lines that hold tabs: at least two columns, each
/// row as long, and not just lines that all begin with a tab. Cost: O(text).
[[nodiscard]] bool looksLikeCells(std::string_view utf8);

}  // namespace varve::convert

// table list, add, remove, get, fill; table row and column add, remove, move; table row header, table column width;
// table cell get, set: the tables of a document. Rows and columns are counted from 0.
#include "editing/table_commands.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/edited_document.h"
#include "convert/tsv.h"
#include "document/embed_schema.h"
#include "document/object_names.h"
#include "editing/cell_commands.h"
#include "editing/step_builder.h"
#include "editing/text_replacement.h"
#include "projection/content_reader.h"
#include "projection/sequence_reader.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;
using editing::Edit;
using editing::PartRange;
using editing::TableAxis;
using projection::Table;

constexpr auto kBody = event::WellKnownObject::kBody;

std::unexpected<Problem> refused(const std::string& sentence) {
    return std::unexpected(Problem(Error{ErrorCode::kInvalidInput, sentence + " Nothing was changed."}));
}

std::string counted(std::size_t count, const char* thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

/// A document and one of its tables.
struct Opened {
    EditedDocument document;
    Table table;

    [[nodiscard]] std::size_t countOf(TableAxis axis) const {
        return axis == TableAxis::kRows ? table.rows.size() : table.columns.size();
    }
    /// Commands on tables ask nothing about blocks.
    [[nodiscard]] Outcome apply(const std::function<Edit(const editing::EditContext&)>& command) {
        const projection::BlockSequence none;
        return document.apply(command(document.contextOf(none, kBody)));
    }
};

std::expected<Opened, Problem> openTable(const Arguments& arguments, Access access) {
    const auto id = document::idFromText(arguments.positional[1]);
    if (!id) return wrongUsage("TABLE must be an id as 'table list' prints it. Nothing was changed.");
    auto document = EditedDocument::open(arguments, access);
    if (!document) return std::unexpected(document.error());
    Table table = projection::readTable(*id, document->registers(), *document);
    if (!table.columnSequence || !document->placeOf(*id)) {
        return failure(ErrorCode::kNotFound,
                       "There is no table “" + arguments.positional[1] + "” in the document. Nothing was changed.");
    }
    return Opened{std::move(*document), std::move(table)};
}

const char* wordOf(TableAxis axis) {
    return axis == TableAxis::kRows ? "ROW" : "COLUMN";
}

const char* thingOf(TableAxis axis) {
    return axis == TableAxis::kRows ? "row" : "column";
}

/// A number below the count of rows or columns; `beyond`: or that count itself.
std::expected<std::size_t, Problem> indexIn(const Opened& opened, TableAxis axis, const std::string& text,
                                            const char* word, bool beyond = false) {
    const auto index = parseCount(text, word);
    if (!index) return std::unexpected(index.error());
    const std::size_t count = opened.countOf(axis);
    if (*index < count + (beyond ? 1 : 0)) return *index;
    return refused(std::string(word) + " is " + text + ", but the table has " + counted(count, thingOf(axis)) + ".");
}

/// So many from `first` on as --count says.
std::expected<PartRange, Problem> rangeFrom(const Arguments& arguments, const Opened& opened, TableAxis axis) {
    const auto first = indexIn(opened, axis, arguments.positional[2], wordOf(axis));
    if (!first) return std::unexpected(first.error());
    const auto count = parseCount(arguments.value("count").value_or("1"), "--count");
    if (!count) return std::unexpected(count.error());
    if (*count == 0) return wrongUsage("--count must be at least 1. Nothing was changed.");
    const std::size_t all = opened.countOf(axis);
    if (*count > all - *first) {
        return refused("Behind the " + std::string(thingOf(axis)) + " before " + arguments.positional[2] +
                       " are only " + counted(all - *first, thingOf(axis)) + ".");
    }
    return PartRange{*first, *first + *count};
}

// Whole tables.

Outcome listTables(const Arguments& arguments) {
    const auto document = EditedDocument::open(arguments, Access::kRead);
    if (!document) return std::unexpected(document.error());
    std::string text;
    for (const projection::PlacedEmbed& embed : projection::embedsOf(*document, kBody)) {
        const Table table = projection::readTable(embed.id, document->registers(), *document);
        if (!table.columnSequence) continue;
        const auto headers = std::ranges::count_if(table.rows, &projection::TableRow::isHeader);
        if (arguments.has("json")) {
            text += Json{{"id", document::idText(embed.id)},
                         {"offset", embed.offset.value},
                         {"rows", table.rows.size()},
                         {"columns", table.columns.size()},
                         {"headerRows", headers}}
                        .dump();
        } else {
            text += document::idText(embed.id) + "\t" + std::to_string(embed.offset.value) + "\t" +
                    std::to_string(table.rows.size()) + "x" + std::to_string(table.columns.size());
        }
        text += "\n";
    }
    if (const auto printed = print(text); !printed) return std::unexpected(printed.error());
    return {};
}

Outcome addTable(const Arguments& arguments) {
    const auto offset = parseCount(arguments.positional[1], "OFFSET");
    if (!offset) return std::unexpected(offset.error());
    const auto rows = parseCount(arguments.positional[2], "ROWS");
    if (!rows) return std::unexpected(rows.error());
    const auto columns = parseCount(arguments.positional[3], "COLUMNS");
    if (!columns) return std::unexpected(columns.error());
    if (!editing::isTableSize(*rows, *columns)) {
        return wrongUsage(
            "A table has at least one row and one column, and at most 1,000 columns and a million cells. "
            "Nothing was changed.");
    }
    auto document = EditedDocument::open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const projection::BlockSequence blocks = document->read(kBody);
    if (*offset > blocks.count()) {
        return refused("OFFSET is " + std::to_string(*offset) + ", but the text has " +
                       counted(blocks.count(), "character") + ".");
    }
    const text::Range place{{*offset}, {*offset}};
    const Edit edit =
        editing::insertedTable(document->contextOf(blocks, kBody), place, *rows, *columns, arguments.has("header"));
    if (auto applied = document->apply(edit); !applied) return applied;
    const std::array standing{edit.selection->begin - 2U};
    const std::string id = document::idText(document->idsAt(kBody, standing).front());
    if (auto reported = report(id + "\n"); !reported) return std::unexpected(reported.error());
    return {};
}

Outcome removeTable(const Arguments& arguments) {
    auto opened = openTable(arguments, Access::kChange);
    if (!opened) return std::unexpected(opened.error());
    return opened->apply([&](const auto& context) { return editing::erasedTable(context, opened->table); });
}

convert::Separator separatorOf(const Arguments& arguments) {
    return arguments.has("csv") ? convert::Separator::kComma : convert::Separator::kTab;
}

Outcome getTable(const Arguments& arguments) {
    const auto opened = openTable(arguments, Access::kRead);
    if (!opened) return std::unexpected(opened.error());
    const document::EmbedPointer table =
        projection::embedContentOf(opened->document, opened->document.registers(), opened->table.id);
    const auto printed = print(convert::writeCells(*table, separatorOf(arguments)));
    if (!printed) return std::unexpected(printed.error());
    return {};
}

Outcome fillTable(const Arguments& arguments) {
    const auto text = textArgument(arguments.positional[4]);
    if (!text) return std::unexpected(text.error());
    const auto cells = convert::readCells(*text, separatorOf(arguments));
    if (!cells) return refused(cells.error().message);
    auto opened = openTable(arguments, Access::kChange);
    if (!opened) return std::unexpected(opened.error());
    const auto row = indexIn(*opened, TableAxis::kRows, arguments.positional[2], "ROW");
    if (!row) return std::unexpected(row.error());
    const auto column = indexIn(*opened, TableAxis::kColumns, arguments.positional[3], "COLUMN");
    if (!column) return std::unexpected(column.error());
    if (!editing::isTableSize(std::max(opened->table.rows.size(), *row + cells->rows.size()),
                              std::max(opened->table.columns.size(), *column + cells->columns.size())))
        return refused("With these cells the table would have more than 1,000 columns or a million cells.");
    return opened->apply(
        [&](const auto& context) { return editing::filledCells(context, opened->table, *row, *column, cells->rows); });
}

// Rows and columns.

Outcome addParts(const Arguments& arguments, TableAxis axis) {
    auto opened = openTable(arguments, Access::kChange);
    if (!opened) return std::unexpected(opened.error());
    const auto index = indexIn(*opened, axis, arguments.positional[2], wordOf(axis), true);
    if (!index) return std::unexpected(index.error());
    const auto count = parseCount(arguments.value("count").value_or("1"), "--count");
    if (!count) return std::unexpected(count.error());
    if (*count == 0) return wrongUsage("--count must be at least 1. Nothing was changed.");
    const projection::BlockSequence none;
    const Edit edit =
        editing::insertedParts(opened->document.contextOf(none, kBody), opened->table, axis, *index, *count);
    if (edit.isEmpty()) return refused("The table would have more than 1,000 columns or a million cells.");
    return opened->document.apply(edit);
}

Outcome removeParts(const Arguments& arguments, TableAxis axis) {
    auto opened = openTable(arguments, Access::kChange);
    if (!opened) return std::unexpected(opened.error());
    const auto range = rangeFrom(arguments, *opened, axis);
    if (!range) return std::unexpected(range.error());
    return opened->apply(
        [&](const auto& context) { return editing::erasedParts(context, opened->table, axis, *range); });
}

Outcome moveParts(const Arguments& arguments, TableAxis axis) {
    auto opened = openTable(arguments, Access::kChange);
    if (!opened) return std::unexpected(opened.error());
    const auto range = rangeFrom(arguments, *opened, axis);
    if (!range) return std::unexpected(range.error());
    const auto target = indexIn(*opened, axis, arguments.positional[3], "TARGET", true);
    if (!target) return std::unexpected(target.error());
    if (*target >= range->first && *target <= range->end)
        return refused("The " + std::string(thingOf(axis)) + " stands there already.");
    return opened->apply(
        [&](const auto& context) { return editing::movedParts(context, opened->table, axis, *range, *target); });
}

Outcome setHeader(const Arguments& arguments) {
    auto opened = openTable(arguments, Access::kChange);
    if (!opened) return std::unexpected(opened.error());
    const auto range = rangeFrom(arguments, *opened, TableAxis::kRows);
    if (!range) return std::unexpected(range.error());
    return opened->apply([&](const auto& context) {
        return editing::withHeaderRows(context, opened->table, *range, !arguments.has("off"));
    });
}

Outcome setWidth(const Arguments& arguments) {
    const auto share = parseCount(arguments.positional[3], "SHARE");
    if (!share) return std::unexpected(share.error());
    if (*share < 1 || *share > document::kColumnShareMax)
        return wrongUsage("SHARE must be from 1 to 100000. Nothing was changed.");
    auto opened = openTable(arguments, Access::kChange);
    if (!opened) return std::unexpected(opened.error());
    const auto column = indexIn(*opened, TableAxis::kColumns, arguments.positional[2], "COLUMN");
    if (!column) return std::unexpected(column.error());
    const std::array shares{editing::ColumnShare{*column, *share}};
    return opened->apply(
        [&](const auto& context) { return editing::withColumnShares(context, opened->table, shares); });
}

// Cells.

struct Cell {
    std::size_t row = 0;
    std::size_t column = 0;
};

std::expected<Cell, Problem> cellIn(const Arguments& arguments, const Opened& opened) {
    const auto row = indexIn(opened, TableAxis::kRows, arguments.positional[2], "ROW");
    if (!row) return std::unexpected(row.error());
    const auto column = indexIn(opened, TableAxis::kColumns, arguments.positional[3], "COLUMN");
    if (!column) return std::unexpected(column.error());
    return Cell{*row, *column};
}

Outcome getCell(const Arguments& arguments) {
    const auto opened = openTable(arguments, Access::kRead);
    if (!opened) return std::unexpected(opened.error());
    const auto cell = cellIn(arguments, *opened);
    if (!cell) return std::unexpected(cell.error());
    std::string text;
    for (const event::EventId& id : opened->table.rows[cell->row].cells[cell->column]) {
        const projection::BlockSequence blocks = opened->document.read(id);
        text += blocks.text({{0}, blocks.end()}).toStdString() + "\n";
    }
    if (const auto printed = print(text); !printed) return std::unexpected(printed.error());
    return {};
}

Outcome setCell(const Arguments& arguments) {
    const auto text = textArgument(arguments.positional[4]);
    if (!text) return std::unexpected(text.error());
    auto opened = openTable(arguments, Access::kChange);
    if (!opened) return std::unexpected(opened.error());
    const auto cell = cellIn(arguments, *opened);
    if (!cell) return std::unexpected(cell.error());
    bool isFirst = true;
    // Where two people began the cell at once, it is one text again.
    const auto command = [&](const editing::EditContext& context, text::Range /*all*/) {
        return editing::withWholeText(context, std::exchange(isFirst, false) ? *text : std::string());
    };
    const editing::CellRange cells{{cell->row, cell->row + 1}, {cell->column, cell->column + 1}};
    const auto empty = text->empty() ? editing::EmptyCells::kPassedOver : editing::EmptyCells::kMade;
    return opened->apply([&](const auto& context) {
        return editing::onCells(context, opened->table, cells, event::TransactionKind::kEdit, empty, command);
    });
}

const Option kCount{"count", "N", "so many of them (default: 1)"};
const Option kCsv{"csv", "", "commas between cells instead of tabs"};
constexpr std::string_view kTableDetails = "TABLE is the id that table add and table list print; the first row is 0.";

/// The same for rows and columns.
void addPartCommands(std::vector<Command>& commands) {
    commands.insert(commands.end(),
                    {{"table row add",
                      "FILE TABLE ROW",
                      "inserts an empty row before the one with number ROW",
                      "The number of rows puts it at the end.",
                      3,
                      {kCount, kUserOption},
                      [](const Arguments& arguments) { return addParts(arguments, TableAxis::kRows); }},
                     {"table row remove",
                      "FILE TABLE ROW",
                      "erases a row",
                      "Without its last row the table goes, too.",
                      3,
                      {kCount, kUserOption},
                      [](const Arguments& arguments) { return removeParts(arguments, TableAxis::kRows); }},
                     {"table row move",
                      "FILE TABLE ROW TARGET",
                      "moves a row to before the one with number TARGET",
                      "The number of rows moves it to the end. What others write in it meanwhile goes along.",
                      4,
                      {kCount, kUserOption},
                      [](const Arguments& arguments) { return moveParts(arguments, TableAxis::kRows); }},
                     {"table row header",
                      "FILE TABLE ROW",
                      "makes a row a header row",
                      kTableDetails,
                      3,
                      {{"off", "", "makes it an ordinary row again"}, kCount, kUserOption},
                      setHeader},
                     {"table column add",
                      "FILE TABLE COLUMN",
                      "inserts an empty column before the one with number COLUMN",
                      "The number of columns puts it at the end.",
                      3,
                      {kCount, kUserOption},
                      [](const Arguments& arguments) { return addParts(arguments, TableAxis::kColumns); }},
                     {"table column remove",
                      "FILE TABLE COLUMN",
                      "erases a column",
                      "Without its last column the table goes, too.",
                      3,
                      {kCount, kUserOption},
                      [](const Arguments& arguments) { return removeParts(arguments, TableAxis::kColumns); }},
                     {"table column move",
                      "FILE TABLE COLUMN TARGET",
                      "moves a column to before the one with number TARGET",
                      "The number of columns moves it to the end.",
                      4,
                      {kCount, kUserOption},
                      [](const Arguments& arguments) { return moveParts(arguments, TableAxis::kColumns); }},
                     {"table column width",
                      "FILE TABLE COLUMN SHARE",
                      "gives a column a share of the table's width",
                      "Shares are compared with each other; that of a new column is 1000.",
                      4,
                      {kUserOption},
                      setWidth}});
}

}  // namespace

std::vector<Command> tableCommands() {
    std::vector<Command> commands = {
        {"table list",
         "FILE",
         "lists the tables of the text",
         "One a line: id, number of its character in the text, rows x columns.",
         1,
         {{"json", "", "one JSON object a line"}},
         listTables},
        {"table add",
         "FILE OFFSET ROWS COLUMNS",
         "inserts an empty table before the character with number OFFSET",
         "On a line of its own. Prints its id.",
         4,
         {{"header", "", "its first row is a header row"}, kUserOption},
         addTable},
        {"table remove",
         "FILE TABLE",
         "erases a table with all that is in it",
         kTableDetails,
         2,
         {kUserOption},
         removeTable},
        {"table get",
         "FILE TABLE",
         "prints the texts of all cells, tabs between them",
         "Cells that hold a tab, a line end or a quotation mark stand in quotation marks, as spreadsheets read them.",
         2,
         {kCsv},
         getTable},
        {"table fill",
         "FILE TABLE ROW COLUMN CELLS",
         "writes CELLS, as table get prints them, over the cells from ROW and COLUMN on",
         "Instead of CELLS, - reads standard input. The table grows where it is too small. One step.",
         5,
         {kCsv, kUserOption},
         fillTable},
        {"table cell get", "FILE TABLE ROW COLUMN", "prints the text of a cell", kTableDetails, 4, {}, getCell},
        {"table cell set",
         "FILE TABLE ROW COLUMN TEXT",
         "gives a cell another text",
         "Instead of TEXT, - reads standard input. Only what differs is written.",
         5,
         {kUserOption},
         setCell},
    };
    addPartCommands(commands);
    return commands;
}

}  // namespace varve::cli

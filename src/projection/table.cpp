#include "projection/table.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "document/embed_schema.h"
#include "document/object_names.h"
#include "projection/sequence_reader.h"

namespace varve::projection {

namespace {

using document::Attributes;
using event::EventId;

const Attributes& registersOf(const event::ObjectId& object, const ObjectRegisters& registers) {
    static const Attributes kNone;
    const AttributesPointer attributes = registers.attributesOf(object);
    return attributes ? *attributes : kNone;  // the registers keep it
}

struct Parts {
    std::vector<TablePart> shown;
    std::vector<TablePart> hidden;
    bool isCut = false;
};

/// The embeds of a sequence in order. Of several that show the same, that with the greatest id counts.
Parts readParts(const event::ObjectId& sequence, std::string_view shownKey, const ObjectRegisters& registers,
                const ObjectSource& objects, std::size_t countMax) {
    std::map<EventId, EventId> greatest;
    Parts parts;
    for (const PlacedEmbed& embed : embedsOf(objects, sequence)) {
        const std::string_view named = document::textOf(registersOf(embed.id, registers), shownKey);
        const EventId shown = document::idFromText(named).value_or(embed.id);
        const auto [place, isNew] = greatest.emplace(shown, embed.id);
        if (!isNew) place->second = std::max(place->second, embed.id);
        parts.shown.push_back({embed.id, shown, embed.offset});
    }
    const auto givesWay = [&greatest](const TablePart& part) { return greatest.at(part.shown) != part.id; };
    std::ranges::copy_if(parts.shown, std::back_inserter(parts.hidden), givesWay);
    if (!parts.hidden.empty()) std::erase_if(parts.shown, givesWay);
    parts.isCut = parts.shown.size() > countMax;
    parts.shown.resize(std::min(parts.shown.size(), countMax));
    return parts;
}

TableRow rowOf(const TablePart& part, const std::vector<TableColumn>& columns, const ObjectRegisters& registers) {
    TableRow row{.part = part,
                 .isHeader = document::flagOf(attributesOf(part, registers), document::table_key::kHeader),
                 .cells = std::vector<std::vector<EventId>>(columns.size())};
    const std::vector<document::CellName> cells = document::cellsOf(registersOf(part.shown, registers));
    if (cells.empty()) return row;
    for (std::size_t column = 0; column < columns.size(); ++column) {
        const auto [begin, end] =
            std::ranges::equal_range(cells, columns[column].part.shown, {}, &document::CellName::column);
        for (auto cell = begin; cell != end; ++cell)
            row.cells[column].push_back(cell->sequence);
    }
    return row;
}

}  // namespace

Table readTable(const EventId& table, const ObjectRegisters& registers, const ObjectSource& objects,
                std::size_t cellsMax) {
    namespace key = document::table_key;
    Table result{.id = table,
                 .columnSequence = {},
                 .columns = {},
                 .rows = {},
                 .isCut = false,
                 .hiddenRows = {},
                 .hiddenColumns = {}};
    const Attributes& own = registersOf(table, registers);
    if (document::textOf(own, document::embed_key::kType) != document::kTableType) return result;
    result.columnSequence = document::columnSequenceOf(own);
    // Only wrong registers say that the rows are the columns.
    if (!result.columnSequence || *result.columnSequence == table) return result;
    Parts columns = readParts(*result.columnSequence, key::kColumn, registers, objects, document::kTableColumnsMax);
    result.hiddenColumns = std::move(columns.hidden);
    for (const TablePart& part : columns.shown)
        result.columns.push_back({part, document::columnShareOf(attributesOf(part, registers))});
    if (result.columns.empty()) return result;
    Parts rows = readParts(table, key::kRow, registers, objects, cellsMax / result.columns.size());
    result.hiddenRows = std::move(rows.hidden);
    result.isCut = rows.isCut;
    for (const TablePart& part : rows.shown)
        result.rows.push_back(rowOf(part, result.columns, registers));
    return result;
}

std::vector<EventId> partsOf(const Table& table) {
    std::vector<EventId> parts{table.id};
    if (table.columnSequence) parts.push_back(*table.columnSequence);
    const auto add = [&parts](const TablePart& part) {
        parts.push_back(part.id);
        if (part.shown != part.id) parts.push_back(part.shown);
    };
    for (const TableRow& row : table.rows)
        add(row.part);
    for (const TableColumn& column : table.columns)
        add(column.part);
    std::ranges::for_each(table.hiddenRows, add);
    std::ranges::for_each(table.hiddenColumns, add);
    std::ranges::sort(parts);
    parts.erase(std::ranges::unique(parts).begin(), parts.end());
    return parts;
}

Attributes attributesOf(const TablePart& part, const ObjectRegisters& registers) {
    Attributes attributes = registersOf(part.shown, registers);
    if (part.id == part.shown) return attributes;
    for (const auto& [key, value] : registersOf(part.id, registers))
        document::setValue(attributes, key, value);
    return attributes;
}

}  // namespace varve::projection

#include "projection/text_path.h"

#include <algorithm>
#include <array>
#include <utility>

#include "document/embed_schema.h"
#include "document/table_schema.h"
#include "history/object_places.h"

namespace varve::projection {

namespace {

bool isTable(const event::EventId& embed, const ObjectRegisters& registers) {
    const AttributesPointer attributes = registers.attributesOf(embed);
    return attributes && document::textOf(*attributes, document::embed_key::kType) == document::kTableType;
}

/// The `set` that a cell is named after.
struct MadeCell {
    event::EventId row;
    event::EventId column;
};
std::optional<MadeCell> madeCell(const event::EventLog& log, const event::EventId& cell) {
    const auto event = log.find(cell);
    if (!event) return std::nullopt;
    const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(*event)];
    if (run.type != event::OperationType::kSet) return std::nullopt;
    const auto* set = std::get_if<event::Set>(&log.sideOperation(run));
    const auto* row = set != nullptr ? std::get_if<event::EventId>(&set->object) : nullptr;
    if (row == nullptr) return std::nullopt;
    const std::vector<document::CellName> named = document::cellsOf({{set->key, true}});
    if (named.empty() || named.front().sequence != cell) return std::nullopt;
    return MadeCell{*row, named.front().column};
}

}  // namespace

std::strong_ordering readingOrder(const TextPath& pathA, text::Offset offsetA, const TextPath& pathB,
                                  text::Offset offsetB) {
    for (std::size_t depth = 0;; ++depth) {
        const bool endsA = depth == pathA.size();
        const bool endsB = depth == pathB.size();
        const text::Offset a = endsA ? offsetA : pathA[depth].offset;
        const text::Offset b = endsB ? offsetB : pathB[depth].offset;
        if (a != b) return a <=> b;
        if (endsA || endsB)
            return endsA == endsB ? std::strong_ordering::equal
                   : endsA        ? std::strong_ordering::less
                                  : std::strong_ordering::greater;
        const TextStep::Cell cellA = pathA[depth].cell.value_or(TextStep::Cell());
        const TextStep::Cell cellB = pathB[depth].cell.value_or(TextStep::Cell());
        if (cellA != cellB) return cellA <=> cellB;
    }
}

bool PathGrounds::include(const document::RegisterChange& change, const event::EventLog& log) const {
    namespace table = document::table_key;
    const auto* object = std::get_if<event::EventId>(&change.object);
    if (object == nullptr) return false;
    if (change.key == document::embed_key::kType || change.key.starts_with(table::kColumnsPrefix))
        return embeds.contains(*object);
    if (change.key == table::kRow || change.key == table::kColumn) {
        const auto part = history::characterOf(log, *object);
        return part && texts.contains(part->sequence);
    }
    if (!change.key.starts_with(table::kCellPrefix)) return false;
    const std::vector<document::CellName> named = document::cellsOf({{change.key, true}});
    return !named.empty() &&
           (cells.contains({*object, named.front().column}) || unknown.contains(named.front().sequence));
}

bool PathGrounds::include(const document::DocumentPatch& patch, const event::EventLog& log) const {
    return std::ranges::any_of(patch.registers, [&](const auto& change) { return include(change, log); }) ||
           std::ranges::any_of(patch.sequences,
                               [this](const auto& change) { return texts.contains(change.sequence); }) ||
           std::ranges::any_of(patch.body.pieces(), [&patch](const document::PatchPiece& piece) {
               return piece.kind == document::PatchPiece::Kind::kAdd &&
                      patch.body.textOf(piece).find(document::kEmbedText) != std::string_view::npos;
           });
}

bool TextPathFinder::isTooDeep(event::ObjectId sequence) const {
    for (std::size_t depth = 0; depth <= kTextPathMax; ++depth) {
        const auto* id = std::get_if<event::EventId>(&sequence);
        if (id == nullptr) return false;
        auto embed = history::characterOf(m_log, *id);
        if (!embed) {
            const auto made = madeCell(m_log, *id);
            const auto row = made ? history::characterOf(m_log, made->row) : std::nullopt;
            const auto* table = row ? std::get_if<event::EventId>(&row->sequence) : nullptr;
            if (table != nullptr) embed = history::characterOf(m_log, *table);
        }
        if (!embed) return false;
        sequence = embed->sequence;
    }
    return true;
}

std::optional<TextPath> TextPathFinder::pathOf(const event::ObjectId& sequence) {
    return isTooDeep(sequence) ? std::nullopt : find(sequence);
}

std::optional<TextPath> TextPathFinder::find(const event::ObjectId& sequence) {
    if (sequence == event::ObjectId{event::WellKnownObject::kBody}) return TextPath();
    const auto* id = std::get_if<event::EventId>(&sequence);
    if (id == nullptr) return std::nullopt;
    if (!m_log.find(*id)) m_grounds.unknown.insert(*id);
    return history::characterOf(m_log, *id) ? findCaption(*id) : findCell(*id);
}

std::optional<std::pair<TextPath, text::Offset>> TextPathFinder::findEmbed(const event::EventId& embed) {
    const auto character = history::characterOf(m_log, embed);
    if (!character) return std::nullopt;
    if (character->sequence != event::ObjectId{event::WellKnownObject::kBody})
        m_grounds.texts.insert(character->sequence);
    std::optional<TextPath> around = find(character->sequence);
    const auto place = around ? m_objects.placeOf(embed) : std::nullopt;
    if (!place) return std::nullopt;
    return std::pair(*std::move(around), place->offset);
}

std::optional<TextPath> TextPathFinder::findCaption(const event::EventId& embed) {
    m_grounds.embeds.insert(embed);
    auto found = findEmbed(embed);
    // The text of a table's embed are its rows.
    if (!found || isTable(embed, m_registers)) return std::nullopt;
    found->first.push_back({.embed = embed, .offset = found->second, .cell = {}});
    return std::move(found->first);
}

const TextPathFinder::FoundTable& TextPathFinder::tableOf(const event::EventId& id) {
    const auto [place, isNew] = m_tables.try_emplace(id);
    FoundTable& found = place->second;
    if (!isNew) return found;
    m_grounds.texts.insert(id);
    m_grounds.embeds.insert(id);
    const AttributesPointer attributes = m_registers.attributesOf(id);
    const auto columns = attributes ? document::columnSequenceOf(*attributes) : std::nullopt;
    if (columns) m_grounds.texts.insert(*columns);
    // Only wrong registers give two tables the same columns; reading them for each would take for ever.
    if (!columns || !m_readColumns.insert(*columns).second) return found;
    auto stands = findEmbed(id);
    if (!stands) return found;
    found.table = readTable(id, m_registers, m_objects, m_cellsMax);
    for (std::uint32_t row = 0; row < found.table.rows.size(); ++row)
        found.rows.emplace(found.table.rows[row].part.shown, row);
    for (std::uint32_t column = 0; column < found.table.columns.size(); ++column)
        found.columns.emplace(found.table.columns[column].part.shown, column);
    found.around = std::move(stands->first);
    found.offset = stands->second;
    return found;
}

std::optional<TextPath> TextPathFinder::findCell(const event::EventId& cell) {
    const auto made = madeCell(m_log, cell);
    const auto row = made ? history::characterOf(m_log, made->row) : std::nullopt;
    const auto* table = row ? std::get_if<event::EventId>(&row->sequence) : nullptr;
    if (table == nullptr) return std::nullopt;
    m_grounds.cells.emplace(made->row, made->column);
    const FoundTable& found = tableOf(*table);
    const auto rowIndex = found.rows.find(made->row);
    const auto columnIndex = found.columns.find(made->column);
    if (!found.around || rowIndex == found.rows.end() || columnIndex == found.columns.end()) return std::nullopt;
    const auto& parts = found.table.rows[rowIndex->second].cells[columnIndex->second];
    const auto part = std::ranges::lower_bound(parts, cell);
    if (part == parts.end() || *part != cell) return std::nullopt;
    TextPath path = *found.around;
    path.push_back({.embed = *table,
                    .offset = found.offset,
                    .cell = TextStep::Cell{rowIndex->second, columnIndex->second,
                                           static_cast<std::uint32_t>(part - parts.begin())}});
    return path;
}

}  // namespace varve::projection

#include "editing/table_commands.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "document/embed_schema.h"
#include "document/object_names.h"
#include "editing/block_commands.h"
#include "editing/step_builder.h"

namespace varve::editing {

namespace {

using projection::Table;
using projection::TablePart;

/// Rows and columns are alike: embeds of a sequence that show themselves or what they name.
struct Axis {
    event::EventId sequence;
    std::vector<TablePart> shown;
    const std::vector<TablePart>* hidden = nullptr;
    std::string_view shownKey;
};

std::optional<Axis> axisOf(const Table& table, TableAxis axis) {
    if (!table.columnSequence) return std::nullopt;
    Axis result;
    if (axis == TableAxis::kRows) {
        result = {table.id, {}, &table.hiddenRows, document::table_key::kRow};
        for (const projection::TableRow& row : table.rows)
            result.shown.push_back(row.part);
    } else {
        result = {*table.columnSequence, {}, &table.hiddenColumns, document::table_key::kColumn};
        for (const projection::TableColumn& column : table.columns)
            result.shown.push_back(column.part);
    }
    return result;
}

/// Where an embed before `index` is inserted.
text::Offset placeBefore(const Axis& axis, std::size_t index) {
    if (index < axis.shown.size()) return axis.shown[index].offset;
    return axis.shown.empty() ? text::Offset{0} : axis.shown.back().offset + 1U;
}

/// The embeds of a range, and those that give way to them and would be seen instead; the last first, so that places
/// before them stay what they are.
std::vector<text::Offset> placesOf(const Axis& axis, PartRange range) {
    std::vector<text::Offset> places;
    std::vector<event::EventId> shown;
    for (std::size_t index = range.first; index < range.end; ++index) {
        places.push_back(axis.shown[index].offset);
        shown.push_back(axis.shown[index].shown);
    }
    std::ranges::sort(shown);
    for (const TablePart& part : *axis.hidden) {
        if (std::ranges::binary_search(shown, part.shown)) places.push_back(part.offset);
    }
    std::ranges::sort(places, std::greater<>());
    return places;
}

std::string embeds(std::size_t count) {
    std::string text;
    text.reserve(count * document::kEmbedText.size());
    for (std::size_t index = 0; index < count; ++index)
        text += document::kEmbedText;
    return text;
}

event::EventId after(event::EventId id, std::size_t count) {
    id.sequence = id.sequence + static_cast<std::uint32_t>(count);
    return id;
}

/// Writes to what is shown, so that it counts wherever somebody moves it meanwhile.
void setOn(StepBuilder& builder, const EditContext& context, const TablePart& part, std::string_view key,
           const event::Value& value) {
    const auto has = [&](const event::EventId& id, const event::Value& wanted) {
        static const document::Attributes kNone;
        const projection::AttributesPointer attributes = context.registers.attributesOf(id);
        return document::valueOf(attributes ? *attributes : kNone, key) == wanted;
    };
    if (part.id != part.shown && !has(part.id, {})) builder.set(part.id, key, {});
    if (!has(part.shown, value)) builder.set(part.shown, key, value);
}

}  // namespace

bool isTableSize(std::size_t rows, std::size_t columns) {
    return rows > 0 && columns > 0 && columns <= document::kTableColumnsMax &&
           rows <= document::kTableCellsMax / columns;
}

Edit insertedTable(const EditContext& context, text::Range range, std::size_t rows, std::size_t columns,
                   bool hasHeader) {
    if (!isTableSize(rows, columns)) return {};
    document::Embed table;
    document::setValue(table.attributes, document::embed_key::kType, std::string(document::kTableType));
    table.columns.resize(columns);
    // Texts of cells are made when somebody writes in them.
    table.rows.resize(rows);
    if (hasHeader) document::setValue(table.rows.front().attributes, document::table_key::kHeader, true);
    return insertedEmbed(context, range, std::make_shared<const document::Embed>(std::move(table)));
}

Edit insertedParts(const EditContext& context, const Table& table, TableAxis axis, std::size_t index,
                   std::size_t count) {
    const auto parts = axisOf(table, axis);
    const bool isRows = axis == TableAxis::kRows;
    const std::size_t rows = table.rows.size() + (isRows ? count : 0);
    const std::size_t columns = table.columns.size() + (isRows ? 0 : count);
    if (!parts || count == 0 || index > parts->shown.size() || count > document::kTableCellsMax ||
        !isTableSize(std::max(rows, std::size_t{1}), std::max(columns, std::size_t{1})))
        return {};
    StepBuilder builder(context.next, event::TransactionKind::kEdit);
    const event::EventId first = builder.insert(parts->sequence, placeBefore(*parts, index), embeds(count));
    if (!isRows && !table.columns.empty()) {
        const std::int64_t share = table.columns[index > 0 ? index - 1 : 0].share;
        for (std::size_t column = 0; column < count && share != document::kColumnShare; ++column)
            builder.set(after(first, column), document::table_key::kShare, share);
    }
    return {builder.finish(), std::nullopt};
}

Edit erasedTable(const EditContext& context, const Table& table) {
    const auto place = context.objects.placeOf(table.id);
    if (!place) return {};
    StepBuilder builder(context.next, event::TransactionKind::kDelete);
    builder.erase(place->sequence, {place->offset, place->offset + 1U});
    return {builder.finish(), std::nullopt};
}

Edit erasedParts(const EditContext& context, const Table& table, TableAxis axis, PartRange range) {
    const auto parts = axisOf(table, axis);
    if (!parts || !range.isWithin(parts->shown.size())) return {};
    if (range == PartRange{0, parts->shown.size()}) return erasedTable(context, table);
    StepBuilder builder(context.next, event::TransactionKind::kDelete);
    for (const text::Offset place : placesOf(*parts, range))
        builder.erase(parts->sequence, {place, place + 1U});
    return {builder.finish(), std::nullopt};
}

Edit movedParts(const EditContext& context, const Table& table, TableAxis axis, PartRange range, std::size_t target) {
    const auto parts = axisOf(table, axis);
    if (!parts || !range.isWithin(parts->shown.size()) || target > parts->shown.size()) return {};
    if (target >= range.first && target <= range.end) return {};
    const auto count = static_cast<std::uint32_t>(range.end - range.first);
    const text::Offset at = placeBefore(*parts, target);
    StepBuilder builder(context.next, event::TransactionKind::kMove);
    const event::EventId first = builder.insert(parts->sequence, at, embeds(count));
    for (std::size_t index = 0; index < count; ++index) {
        const TablePart& part = parts->shown[range.first + index];
        const event::EventId moved = after(first, index);
        builder.set(moved, parts->shownKey, document::idText(part.shown));
        if (part.id == part.shown) continue;
        // What its place said goes along.
        const projection::AttributesPointer own = context.registers.attributesOf(part.id);
        for (const auto& [key, value] : own ? *own : document::Attributes()) {
            if (key != parts->shownKey) builder.set(moved, key, value);
        }
    }
    for (const text::Offset place : placesOf(*parts, range)) {
        const text::Offset now = place >= at ? place + count : place;
        builder.erase(parts->sequence, {now, now + 1U});
    }
    return {builder.finish(), std::nullopt};
}

Edit withHeaderRows(const EditContext& context, const Table& table, PartRange rows, bool isHeader) {
    if (!rows.isWithin(table.rows.size())) return {};
    StepBuilder builder(context.next, event::TransactionKind::kFormat);
    for (std::size_t row = rows.first; row < rows.end; ++row) {
        const projection::TableRow& now = table.rows[row];
        if (now.isHeader == isHeader) continue;
        event::Value value;
        if (isHeader) value = true;
        setOn(builder, context, now.part, document::table_key::kHeader, value);
    }
    return {builder.finish(), std::nullopt};
}

Edit toggledHeaderRows(const EditContext& context, const Table& table, PartRange rows) {
    if (!rows.isWithin(table.rows.size())) return {};
    bool isAll = true;
    for (std::size_t row = rows.first; row < rows.end; ++row)
        isAll = isAll && table.rows[row].isHeader;
    return withHeaderRows(context, table, rows, !isAll);
}

Edit withColumnShares(const EditContext& context, const Table& table, std::span<const ColumnShare> shares) {
    StepBuilder builder(context.next, event::TransactionKind::kFormat);
    for (const ColumnShare& wanted : shares) {
        if (wanted.column >= table.columns.size()) continue;
        const projection::TableColumn& now = table.columns[wanted.column];
        const std::int64_t share = std::clamp<std::int64_t>(wanted.share, 1, document::kColumnShareMax);
        if (share != now.share) setOn(builder, context, now.part, document::table_key::kShare, share);
    }
    return {builder.finish(), std::nullopt};
}

}  // namespace varve::editing

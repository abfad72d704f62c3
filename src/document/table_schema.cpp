#include "document/table_schema.h"

#include <algorithm>

#include "document/comment_schema.h"
#include "document/object_names.h"

namespace varve::document {

std::int64_t columnShareOf(const Attributes& column) {
    const std::int64_t share = numberOf(column, table_key::kShare);
    return share >= 1 && share <= kColumnShareMax ? share : kColumnShare;
}

std::optional<event::EventId> columnSequenceOf(const Attributes& table) {
    std::optional<event::EventId> least;
    for (const auto& [key, value] : table) {
        if (!key.starts_with(table_key::kColumnsPrefix) || value != event::Value(true)) continue;
        const auto id = ownIdOf(key, table_key::kColumnsPrefix);
        if (id && (!least || *id < *least)) least = id;
    }
    return least;
}

std::vector<CellName> cellsOf(const Attributes& row) {
    std::vector<CellName> cells;
    for (const auto& [key, value] : row) {
        if (!key.starts_with(table_key::kCellPrefix) || value != event::Value(true)) continue;
        const std::string_view names = std::string_view(key).substr(table_key::kCellPrefix.size());
        const std::size_t colon = names.find(':');
        if (colon == names.npos) continue;
        const auto column = idFromText(names.substr(0, colon));
        const auto cell = idFromText(names.substr(colon + 1));
        if (column && cell) cells.push_back({*column, *cell});
    }
    std::ranges::sort(cells);
    return cells;
}

std::string cellKeyPrefix(const event::EventId& column) {
    return std::string(table_key::kCellPrefix) + idText(column) + ":";
}

}  // namespace varve::document

#include "ui/editor/accessible/table_accessible.h"

#include <algorithm>

#include "projection/sequence_reader.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using layout::CellPlace;
using layout::CellRectangle;

TableAccessible::~TableAccessible() = default;

const projection::Table& TableAccessible::table() const {
    // The page keeps its own up to date.
    if (const projection::Table* shown = view().shownTable(key().embed)) return *shown;
    if (!m_read) {
        m_read = view().objects() != nullptr ? projection::readTable(key().embed, view().registers(), *view().objects())
                                             : projection::Table{};
    }
    return *m_read;
}

void TableAccessible::followTexts() {
    m_read.reset();
    m_cells.keep([this](const InsetPlace::Cell& cell, const CellAccessible& made) {
        return placeOf(cell).has_value() && made.standsForItsCell();
    });
}

std::optional<CellPlace> TableAccessible::placeOf(const InsetPlace::Cell& cell) const {
    const projection::Table& now = table();
    const auto row = std::ranges::find(now.rows, cell.row, [](const auto& one) { return one.part.shown; });
    const auto column = std::ranges::find(now.columns, cell.column, [](const auto& one) { return one.part.shown; });
    if (row == now.rows.end() || column == now.columns.end()) return std::nullopt;
    return CellPlace{static_cast<std::size_t>(row - now.rows.begin()),
                     static_cast<std::size_t>(column - now.columns.begin())};
}

CellAccessible* TableAccessible::cellNamed(const InsetPlace::Cell& cell) const {
    if (!placeOf(cell)) return nullptr;
    if (CellAccessible* made = m_cells.find(cell)) return made;
    return m_cells.add(cell, new CellAccessible(*this, cell));
}

CellAccessible* TableAccessible::cellStanding(CellPlace place) const {
    const projection::Table& now = table();
    if (place.row >= now.rows.size() || place.column >= now.columns.size()) return nullptr;
    return cellNamed({now.rows[place.row].part.shown, now.columns[place.column].part.shown});
}

QString TableAccessible::textOf(CellPlace place) const {
    const projection::Table& now = table();
    if (place.row >= now.rows.size() || place.column >= now.columns.size() || view().objects() == nullptr) return {};
    QStringList texts;
    for (const event::EventId& sequence : now.rows[place.row].cells[place.column]) {
        const projection::BlockSequence text =
            projection::readSequence(*view().objects(), sequence, view().registers(), view().heightEstimate());
        texts += text.text({{0}, text.end()});
    }
    return texts.join(u'\n');
}

std::optional<CellRectangle> TableAccessible::selectedPlaces() const {
    const auto selection = view().tableSelection();
    if (!selection || selection->table != key().embed) return std::nullopt;
    return selection->cells;
}

QAccessibleInterface* TableAccessible::child(int index) const {
    const int columns = columnCount();
    if (index < 0 || columns == 0) return nullptr;
    return cellAt(index / columns, index % columns);
}

int TableAccessible::childCount() const {
    return rowCount() * columnCount();
}

int TableAccessible::indexOfChild(const QAccessibleInterface* child) const {
    const InsetPlace::Cell* cell = m_cells.keyOf(child);
    const auto place = cell != nullptr ? placeOf(*cell) : std::nullopt;
    return place ? static_cast<int>(place->row) * columnCount() + static_cast<int>(place->column) : -1;
}

QAccessibleInterface* TableAccessible::childAt(int x, int y) const {
    for (int index = 0; index < childCount(); ++index) {
        QAccessibleInterface* cell = child(index);
        if (cell->rect().contains(x, y)) return cell;
    }
    return nullptr;
}

void* TableAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::TableInterface) return static_cast<QAccessibleTableInterface*>(this);
    return nullptr;
}

QAccessibleInterface* TableAccessible::cellAt(int row, int column) const {
    if (row < 0 || column < 0) return nullptr;
    return cellStanding({static_cast<std::size_t>(row), static_cast<std::size_t>(column)});
}

int TableAccessible::selectedCellCount() const {
    return static_cast<int>(selectedCells().size());
}

QList<QAccessibleInterface*> TableAccessible::selectedCells() const {
    QList<QAccessibleInterface*> cells;
    const auto places = selectedPlaces();
    if (!places) return cells;
    for (std::size_t row = places->first.row; row <= places->last.row; ++row) {
        for (std::size_t column = places->first.column; column <= places->last.column; ++column) {
            if (CellAccessible* cell = cellStanding({row, column})) cells += cell;
        }
    }
    return cells;
}

QString TableAccessible::columnDescription(int column) const {
    if (column < 0 || table().rows.empty() || !table().rows.front().isHeader) return {};
    return textOf({0, static_cast<std::size_t>(column)});
}

QList<int> TableAccessible::selectedColumns() const {
    QList<int> columns;
    const auto places = selectedPlaces();
    if (!places || places->first.row > 0 || places->last.row + 1 < table().rows.size()) return columns;
    for (std::size_t column = places->first.column; column <= places->last.column; ++column)
        columns += static_cast<int>(column);
    return columns;
}

QList<int> TableAccessible::selectedRows() const {
    QList<int> rows;
    const auto places = selectedPlaces();
    if (!places || places->first.column > 0 || places->last.column + 1 < table().columns.size()) return rows;
    for (std::size_t row = places->first.row; row <= places->last.row; ++row)
        rows += static_cast<int>(row);
    return rows;
}

bool TableAccessible::selectRow(int row) {
    if (row < 0 || row >= rowCount()) return false;
    const auto at = static_cast<std::size_t>(row);
    view().selectCells(key().embed, {at, 0}, {at, table().columns.size() - 1});
    return isRowSelected(row);
}

bool TableAccessible::selectColumn(int column) {
    if (column < 0 || column >= columnCount()) return false;
    const auto at = static_cast<std::size_t>(column);
    view().selectCells(key().embed, {0, at}, {table().rows.size() - 1, at});
    return isColumnSelected(column);
}

bool TableAccessible::unselectRow(int row) {
    return unselect(isRowSelected(row));
}

bool TableAccessible::unselectColumn(int column) {
    return unselect(isColumnSelected(column));
}

/// Only one rectangle is ever selected, so that a part of it cannot be given up alone.
bool TableAccessible::unselect(bool isSelected) {
    if (!isSelected) return false;
    view().setSelection({range().begin, range().begin});
    return true;
}

}  // namespace varve::ui

// A table of the page for assistive tools, and its cells: rows and columns as they are shown, texts as names. Writing
// in a cell is done in the inset that lies on it, which is the cell's child while it is there. Cells are known by what
// their row and column show, so that they stay the same when rows and columns are moved. GUI thread.
#pragma once

#include <QAccessible>
#include <map>
#include <optional>

#include "layout/table_layout.h"
#include "projection/table.h"
#include "ui/editor/accessible/made_children.h"
#include "ui/editor/accessible/part_accessible.h"
#include "ui/editor/inset_place.h"

namespace varve::ui {

class CellAccessible;

class TableAccessible final : public PartAccessible, public QAccessibleTableInterface {
  public:
    TableAccessible(BlockAccessible& block, const BlockPartKey& key) : PartAccessible(block, key) {}
    ~TableAccessible() override;

    void followTexts() override;
    /// As it is now; without rows when there is nothing that can be shown. Valid until the next patch.
    [[nodiscard]] const projection::Table& table() const;
    [[nodiscard]] std::optional<layout::CellPlace> placeOf(const InsetPlace::Cell& cell) const;
    /// Null when it is gone. The object is made when it is asked for first.
    [[nodiscard]] CellAccessible* cellNamed(const InsetPlace::Cell& cell) const;
    [[nodiscard]] CellAccessible* cellStanding(layout::CellPlace place) const;
    [[nodiscard]] QString textOf(layout::CellPlace place) const;
    /// The cells that are selected, or the one that the caret is in.
    [[nodiscard]] std::optional<layout::CellRectangle> selectedPlaces() const;

    QAccessibleInterface* child(int index) const override;
    int childCount() const override;
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    void* interface_cast(QAccessible::InterfaceType type) override;

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override;
    int selectedCellCount() const override;
    QList<QAccessibleInterface*> selectedCells() const override;
    QString columnDescription(int column) const override;
    QString rowDescription(int /*row*/) const override { return {}; }
    int selectedColumnCount() const override { return static_cast<int>(selectedColumns().size()); }
    int selectedRowCount() const override { return static_cast<int>(selectedRows().size()); }
    int columnCount() const override { return static_cast<int>(table().columns.size()); }
    int rowCount() const override { return static_cast<int>(table().rows.size()); }
    QList<int> selectedColumns() const override;
    QList<int> selectedRows() const override;
    bool isColumnSelected(int column) const override { return selectedColumns().contains(column); }
    bool isRowSelected(int row) const override { return selectedRows().contains(row); }
    bool selectRow(int row) override;
    bool selectColumn(int column) override;
    bool unselectRow(int row) override;
    bool unselectColumn(int column) override;
    void modelChange(QAccessibleTableModelChangeEvent* /*event*/) override {}

  private:
    [[nodiscard]] bool unselect(bool isSelected);

    mutable std::optional<projection::Table> m_read;  // of a table that was not looked at yet
    mutable MadeChildren<InsetPlace::Cell, CellAccessible> m_cells;
};

/// Its text is its name; what is in it in detail is told by the inset, its child while the caret is there.
class CellAccessible final : public QAccessibleInterface,
                             public QAccessibleTableCellInterface,
                             public QAccessibleActionInterface {
  public:
    CellAccessible(const TableAccessible& table, const InsetPlace::Cell& cell)
        : m_table(table), m_cell(cell), m_toldRole(role()) {}

    /// False when it has become a header or none: tools ask for a role only once.
    [[nodiscard]] bool standsForItsCell() const { return role() == m_toldRole; }

    bool isValid() const override { return place().has_value(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_table.window(); }
    QAccessibleInterface* parent() const override { return const_cast<TableAccessible*>(&m_table); }
    QAccessibleInterface* child(int index) const override;
    int childCount() const override { return inset() != nullptr ? 1 : 0; }
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override {}
    QRect rect() const override;
    QAccessible::Role role() const override;
    QAccessible::State state() const override;
    void* interface_cast(QAccessible::InterfaceType type) override;

    bool isSelected() const override;
    QList<QAccessibleInterface*> columnHeaderCells() const override;
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override;
    int rowIndex() const override;
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

    /// Getting the focus puts the caret into it.
    QStringList actionNames() const override { return {setFocusAction()}; }
    void doAction(const QString& name) override;
    QStringList keyBindingsForAction(const QString& /*name*/) const override { return {}; }

  private:
    [[nodiscard]] std::optional<layout::CellPlace> place() const { return m_table.placeOf(m_cell); }
    /// The view that lies on it; null when there is none.
    [[nodiscard]] EditorView* inset() const;

    const TableAccessible& m_table;
    InsetPlace::Cell m_cell;
    QAccessible::Role m_toldRole;
};

}  // namespace varve::ui

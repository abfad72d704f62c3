#include "ui/format/table_controls.h"

#include <QAction>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QToolBar>
#include <QToolButton>

#include "editing/cell_commands.h"
#include "ui/format/table_picker.h"
#include "ui/theme_icons.h"
#include "ui/window_action.h"

namespace varve::ui {

using editing::EditContext;
using editing::PartRange;
using editing::TableAxis;
using layout::CellPlace;
using layout::CellRectangle;
using projection::Table;

namespace {

constexpr int kAskedRowsMax = 500;
constexpr int kAskedColumnsMax = 50;

PartRange partsOf(const CellRectangle& cells, TableAxis axis) {
    return axis == TableAxis::kRows ? PartRange{cells.first.row, cells.last.row + 1}
                                    : PartRange{cells.first.column, cells.last.column + 1};
}

std::size_t countOf(const Table& table, TableAxis axis) {
    return axis == TableAxis::kRows ? table.rows.size() : table.columns.size();
}

}  // namespace

TableControls::TableControls(QMainWindow& window, EditorView& view) : QObject(&window), m_window(window), m_view(view) {
    m_insertTable = addWindowAction(&window, {"insertTable", tr("&Table…"), tr("Insert a table")},
                                    {QKeySequence(Qt::CTRL | Qt::Key_F12)}, QStringLiteral("table"));
    connect(m_insertTable, &QAction::triggered, this, &TableControls::askForTable);
    m_picker = new TablePicker(&window);
    connect(m_picker, &TablePicker::otherSizeWanted, this, &TableControls::askForTable);
    connect(m_picker, &TablePicker::chosen, this, [this](int rows, int columns) {
        m_view.insertTable(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
    });
    createInsertActions();
    createRemoveActions();
    createOtherActions();
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(0);
    connect(&m_refreshTimer, &QTimer::timeout, this, &TableControls::refresh);
    connect(&m_view, &EditorView::formatChanged, this, [this] { m_refreshTimer.start(); });
    refresh();
}

QAction* TableControls::add(const char* objectName, const QString& text, const QString& purpose,
                            const QKeySequence& keys, std::function<void()> run) {
    QAction* action = addWindowAction(&m_window, {objectName, text, purpose}, {keys});
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_groups.back().push_back(action);
    return action;
}

void TableControls::createInsertActions() {
    m_groups.emplace_back();
    add("insertRowAbove", tr("Insert Row &Above"), tr("An empty row above this one"), Qt::ALT | Qt::Key_PageUp,
        [this] { insertParts(TableAxis::kRows, Side::kBefore); });
    add("insertRowBelow", tr("Insert Row &Below"), tr("An empty row below this one"), Qt::ALT | Qt::Key_PageDown,
        [this] { insertParts(TableAxis::kRows, Side::kAfter); });
    add("insertColumnLeft", tr("Insert Column &Left"), tr("An empty column on the left of this one"),
        Qt::ALT | Qt::Key_Home, [this] { insertParts(TableAxis::kColumns, Side::kBefore); });
    add("insertColumnRight", tr("Insert Column &Right"), tr("An empty column on the right of this one"),
        Qt::ALT | Qt::Key_End, [this] { insertParts(TableAxis::kColumns, Side::kAfter); });
}

void TableControls::createRemoveActions() {
    m_groups.emplace_back();
    add("deleteRows", tr("&Delete Rows"), tr("Delete the row, or the rows that are selected"),
        Qt::ALT | Qt::SHIFT | Qt::Key_Backspace, [this] { eraseParts(TableAxis::kRows); });
    add("deleteColumns", tr("D&elete Columns"), tr("Delete the column, or the columns that are selected"),
        Qt::ALT | Qt::SHIFT | Qt::Key_Delete, [this] { eraseParts(TableAxis::kColumns); });
    add("deleteTable", tr("Delete &Table"), tr("Delete the table with all that is in it"),
        Qt::ALT | Qt::SHIFT | Qt::Key_F11, [this] { eraseTable(); });
}

void TableControls::createOtherActions() {
    m_groups.emplace_back();
    add("moveRowUp", tr("Move Row &Up"), tr("Move the row above the one before it"), Qt::ALT | Qt::SHIFT | Qt::Key_Up,
        [this] { moveParts(TableAxis::kRows, -1); });
    add("moveRowDown", tr("Move Row D&own"), tr("Move the row below the next one"), Qt::ALT | Qt::SHIFT | Qt::Key_Down,
        [this] { moveParts(TableAxis::kRows, 1); });
    add("moveColumnLeft", tr("&Move Column Left"), tr("Move the column to the left"),
        Qt::ALT | Qt::SHIFT | Qt::Key_Left, [this] { moveParts(TableAxis::kColumns, -1); });
    add("moveColumnRight", tr("Mo&ve Column Right"), tr("Move the column to the right"),
        Qt::ALT | Qt::SHIFT | Qt::Key_Right, [this] { moveParts(TableAxis::kColumns, 1); });
    m_groups.emplace_back();
    m_header = add("headerRow", tr("&Header Row"), tr("The row names what is below it"),
                   Qt::CTRL | Qt::SHIFT | Qt::Key_F12, [this] { toggleHeader(); });
    m_header->setCheckable(true);
    add("spreadColumns", tr("&Spread Columns Evenly"), tr("Make all columns equally wide"),
        Qt::ALT | Qt::SHIFT | Qt::Key_F12, [this] { spreadColumns(); });
}

void TableControls::fillInsertMenu(QMenu& menu) const {
    menu.addAction(m_insertTable);
}

void TableControls::fillTableMenu(QMenu& menu) const {
    menu.addAction(m_insertTable);
    for (const std::vector<QAction*>& group : m_groups) {
        menu.addSeparator();
        for (QAction* action : group)
            menu.addAction(action);
    }
}

void TableControls::addTools(QToolBar& bar) {
    m_pickerButton = new QToolButton(&bar);
    m_pickerButton->setObjectName(QStringLiteral("tableButton"));
    m_pickerButton->setIcon(themeIcon(QStringLiteral("table")));
    m_pickerButton->setAccessibleName(tr("Insert a table"));
    m_pickerButton->setToolTip(tr("Insert a table"));
    connect(m_pickerButton, &QToolButton::clicked, this, &TableControls::openPicker);
    bar.addWidget(m_pickerButton);
    refresh();
}

void TableControls::openPicker() {
    const bool isMirrored = m_pickerButton->layoutDirection() == Qt::RightToLeft;
    const QRect button = m_pickerButton->rect();
    QPoint place = m_pickerButton->mapToGlobal(isMirrored ? button.bottomRight() : button.bottomLeft());
    if (isMirrored) place.rx() -= m_picker->sizeHint().width();
    m_picker->open(place);
}

bool TableControls::popupMenu(const QPoint& globalPosition, const QList<QAction*>& textActions) {
    if (!m_view.tableSelection()) return false;
    refresh();
    auto* menu = new QMenu(&m_window);
    menu->setObjectName(QStringLiteral("cellMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(textActions);
    for (const std::vector<QAction*>& group : m_groups) {
        menu->addSeparator();
        for (QAction* action : group)
            menu->addAction(action);
    }
    menu->popup(globalPosition);
    return true;
}

void TableControls::setWritable(bool writable) {
    m_writable = writable;
    refresh();
}

void TableControls::refresh() {
    const auto selection = m_view.tableSelection();
    for (const std::vector<QAction*>& group : m_groups) {
        for (QAction* action : group)
            action->setEnabled(m_writable && selection.has_value());
    }
    m_insertTable->setEnabled(m_writable);
    if (m_pickerButton != nullptr) m_pickerButton->setEnabled(m_writable);
    const Table* table = selection ? m_view.shownTable(selection->table) : nullptr;
    m_header->setChecked(table != nullptr && table->rows[selection->cells.first.row].isHeader);
}

void TableControls::insertParts(TableAxis axis, Side side) {
    const auto selection = m_view.tableSelection();
    if (!selection) return;
    const PartRange parts = partsOf(selection->cells, axis);
    const std::size_t index = side == Side::kBefore ? parts.first : parts.end;
    CellPlace then = selection->cells.first;
    (axis == TableAxis::kRows ? then.row : then.column) = index;
    m_view.runOnTable(
        [&](const EditContext& context, const Table& table, const CellRectangle&) {
            return editing::insertedParts(context, table, axis, index, parts.end - parts.first);
        },
        then);
}

void TableControls::eraseParts(TableAxis axis) {
    const auto selection = m_view.tableSelection();
    if (!selection) return;
    CellPlace then = selection->cells.first;
    const PartRange parts = partsOf(selection->cells, axis);
    m_view.runOnTable([&](const EditContext& context, const Table& table,
                          const CellRectangle&) { return editing::erasedParts(context, table, axis, parts); },
                      then);
}

void TableControls::moveParts(TableAxis axis, int by) {
    const auto selection = m_view.tableSelection();
    const Table* table = selection ? m_view.shownTable(selection->table) : nullptr;
    if (table == nullptr) return;
    const PartRange parts = partsOf(selection->cells, axis);
    if (by < 0 ? parts.first == 0 : parts.end == countOf(*table, axis)) return;
    const std::size_t target = by < 0 ? parts.first - 1 : parts.end + 1;
    m_view.runOnTable([&](const EditContext& context, const Table& shown, const CellRectangle&) {
        return editing::movedParts(context, shown, axis, parts, target);
    });
}

void TableControls::toggleHeader() {
    m_view.runOnTable([](const EditContext& context, const Table& table, const CellRectangle& cells) {
        return editing::toggledHeaderRows(context, table, partsOf(cells, TableAxis::kRows));
    });
    refresh();
}

void TableControls::spreadColumns() {
    m_view.runOnTable([](const EditContext& context, const Table& table, const CellRectangle&) {
        std::vector<editing::ColumnShare> shares;
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            shares.push_back({column, document::kColumnShare});
        return editing::withColumnShares(context, table, shares);
    });
}

void TableControls::eraseTable() {
    m_view.runOnTable([](const EditContext& context, const Table& table, const CellRectangle&) {
        return editing::erasedTable(context, table);
    });
}

void TableControls::askForTable() {
    auto* dialog = new QDialog(&m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("insertTableDialog"));
    dialog->setWindowTitle(tr("Insert a Table"));
    // Room for its title.
    dialog->setMinimumWidth(dialog->fontMetrics().averageCharWidth() * 44);
    auto* form = new QFormLayout(dialog);
    const auto addNumber = [&](const QString& label, const char* objectName, int first, int most) {
        auto* box = new QSpinBox(dialog);
        box->setObjectName(QLatin1String(objectName));
        box->setRange(1, most);
        box->setValue(first);
        form->addRow(label, box);
        return box;
    };
    QSpinBox* columns = addNumber(tr("&Columns:"), "tableColumns", 3, kAskedColumnsMax);
    QSpinBox* rows = addNumber(tr("&Rows:"), "tableRows", 3, kAskedRowsMax);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("&Insert"));
    form->addRow(buttons);
    connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [this, rows, columns] {
        m_view.insertTable(static_cast<std::size_t>(rows->value()), static_cast<std::size_t>(columns->value()));
    });
    dialog->open();
    columns->setFocus();
    columns->selectAll();
}

}  // namespace varve::ui

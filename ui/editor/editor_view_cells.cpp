// Whole cells of a table: selecting a rectangle of them, what keys do there, and the keys that go from cell to cell.
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <algorithm>
#include <array>
#include <cmath>

#include "convert/html.h"
#include "convert/tsv.h"
#include "editing/cell_commands.h"
#include "editing/mark_commands.h"
#include "ui/editor/editor_view.h"
#include "ui/editor/selection_mime_data.h"
#include "ui/exchange/background_import.h"

namespace varve::ui {

using event::TransactionKind;
using layout::CellPlace;
using layout::CellRectangle;

namespace {

CellRectangle rectangleOf(CellPlace a, CellPlace b) {
    return {{std::min(a.row, b.row), std::min(a.column, b.column)},
            {std::max(a.row, b.row), std::max(a.column, b.column)}};
}

editing::CellRange rangeOf(const CellRectangle& cells) {
    return {{cells.first.row, cells.last.row + 1}, {cells.first.column, cells.last.column + 1}};
}

/// What a table did not take of the cells that were pasted, in a sentence; empty where that is nothing.
QString wordsOfLeftOut(const editing::GridSize& whole, const editing::GridSize& taken) {
    const auto rows = static_cast<int>(whole.rows - taken.rows);
    const auto columns = static_cast<int>(whole.columns - taken.columns);
    if (rows == 0 && columns == 0) return {};
    const QString lastRows =
        rows == 1 ? EditorView::tr("the last row") : EditorView::tr("the last %n rows", nullptr, rows);
    const QString lastColumns =
        columns == 1 ? EditorView::tr("the last column") : EditorView::tr("the last %n columns", nullptr, columns);
    const QString both = EditorView::tr("%1 and %2", "rows and columns").arg(lastRows, lastColumns);
    return EditorView::tr(
               "A table has at most 1,000 columns and a million cells; of what was pasted, %1 could "
               "not be taken.")
        .arg(columns == 0 ? lastRows
             : rows == 0  ? lastColumns
                          : both);
}

document::Content contentOf(document::Embed table) {
    document::Content content;
    content.blocks.emplace_back();
    document::Inline embed;
    embed.embed = std::make_shared<const document::Embed>(std::move(table));
    document::appendInline(content.blocks.front(), std::move(embed));
    return content;
}

InsetPlace::Cell nameOf(const projection::Table& table, CellPlace cell) {
    return {table.rows[cell.row].part.shown, table.columns[cell.column].part.shown};
}

}  // namespace

std::optional<CellRectangle> EditorView::selectedCells(const event::EventId& table) const {
    if (!m_cells || m_cells->table != table) return std::nullopt;
    const auto anchor = cellNamed({table, m_cells->anchor});
    const auto head = cellNamed({table, m_cells->head});
    if (!anchor || !head) return std::nullopt;
    return rectangleOf(*anchor, *head);
}

void EditorView::selectCells(const event::EventId& id, CellPlace anchor, CellPlace head) {
    const auto table = tableNamed(id);
    if (!table) return;
    const projection::Table& shown = table->layout->table();
    if (shown.isCut) return;
    const text::Offset offset = table->offset;
    for (CellPlace* cell : {&anchor, &head})
        *cell = {std::min(cell->row, shown.rows.size() - 1), std::min(cell->column, shown.columns.size() - 1)};
    const CellSelection cells{id, nameOf(shown, anchor), nameOf(shown, head)};
    changeSelection({offset, offset}, true);
    m_cells = cells;
    setFocus(Qt::OtherFocusReason);
    viewport()->update();
    Q_EMIT selectionChanged();
    Q_EMIT formatChanged();
}

void EditorView::clearCellSelection() {
    if (!m_cells) return;
    m_cells.reset();
    viewport()->update();
    Q_EMIT selectionChanged();
    Q_EMIT formatChanged();
}

/// From the text of the inset's cell to that cell and the one over its edge.
bool EditorView::extendToCells(InsetExit exit) {
    const auto selection = tableSelection();
    const auto table = selection ? tableNamed(selection->table) : std::nullopt;
    if (!table) return false;
    const CellPlace cell = selection->cells.first;
    CellPlace head = cell;
    if (exit == InsetExit::kBefore && cell.column > 0) --head.column;
    if (exit == InsetExit::kAbove && cell.row > 0) --head.row;
    if (exit == InsetExit::kAfter && cell.column + 1 < table->layout->columnCount()) ++head.column;
    if (exit == InsetExit::kBelow && cell.row + 1 < table->layout->rowCount()) ++head.row;
    if (head == cell) return false;
    selectCells(table->id, cell, head);
    return true;
}

/// Keys while whole cells are selected.
bool EditorView::keyOnCells(QKeyEvent& event) {
    if (!m_cells) return false;
    const auto anchor = cellNamed({m_cells->table, m_cells->anchor});
    const auto head = cellNamed({m_cells->table, m_cells->head});
    const auto table = tableNamed(m_cells->table);
    if (!anchor || !head || !table) {
        clearCellSelection();
        return false;
    }
    const CellPlace end{table->layout->rowCount() - 1, table->layout->columnCount() - 1};
    if (const auto key = moveFor(event)) {
        CellPlace to = *head;
        if (key->move == Move::kLeft && to.column > 0) --to.column;
        if (key->move == Move::kRight && to.column < end.column) ++to.column;
        if (key->move == Move::kUp && to.row > 0) --to.row;
        if (key->move == Move::kDown && to.row < end.row) ++to.row;
        if (key->selecting) {
            selectCells(table->id, *anchor, to);
        } else {
            enterCell(table->id, to);
        }
    } else if (event.key() == Qt::Key_Escape || event.key() == Qt::Key_F2 || event.key() == Qt::Key_Return ||
               event.key() == Qt::Key_Enter) {
        enterCell(table->id, *head);
    } else if (event.key() == Qt::Key_Tab || event.key() == Qt::Key_Backtab) {
        enterCell(table->id, *head);
        stepToCell(event.key() == Qt::Key_Tab ? 1 : -1);
    } else if (isBackspace(event) || event.matches(QKeySequence::Delete)) {
        deleteSelection();
    } else if (isTextInput(event)) {
        // As in a spreadsheet: what is typed takes the place of what the first cell holds.
        enterCell(table->id, rectangleOf(*anchor, *head).first);
        if (m_inset == nullptr) return true;
        m_inset->changeSelection({{0}, m_inset->blocks().end()}, true);
        m_inset->keyPressEvent(&event);
    } else {
        return false;
    }
    return true;
}

/// Keys that mean something else in a cell than on the page.
bool EditorView::keyInCell(const QKeyEvent& event) {
    if (!isInset() || !m_host->tableSelection()) return false;
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (event.key() == Qt::Key_Tab && modifiers == Qt::ControlModifier) {
        typeText(QStringLiteral("\t"));
    } else if (event.key() == Qt::Key_Tab && modifiers == Qt::NoModifier) {
        m_host->stepToCell(1);
    } else if (event.key() == Qt::Key_Backtab) {
        m_host->stepToCell(-1);
    } else if (event.key() == Qt::Key_Escape && modifiers == Qt::NoModifier) {
        const CellPlace cell = m_host->tableSelection()->cells.first;
        m_host->selectCells(m_host->tableSelection()->table, cell, cell);
    } else {
        return false;
    }
    return true;
}

/// The column and its neighbour share what they had together.
void EditorView::finishColumnDrag() {
    const ColumnDrag drag = *std::exchange(m_columnDrag, std::nullopt);
    viewport()->update();
    const auto table = tableNamed(drag.table);
    const auto context = commandContext();
    if (!table || !context || drag.column + 1 >= table->layout->columnCount()) return;
    const projection::Table& shown = table->layout->table();
    const std::vector<qreal>& lefts = table->layout->columnLefts();
    if (drag.x == lefts[drag.column + 1]) return;
    const std::int64_t both = shown.columns[drag.column].share + shown.columns[drag.column + 1].share;
    const qreal part = (drag.x - lefts[drag.column]) / (lefts[drag.column + 2] - lefts[drag.column]);
    const std::int64_t share = std::clamp<std::int64_t>(std::llround(static_cast<double>(both) * part), 1, both - 1);
    const std::array<editing::ColumnShare, 2> shares{{{drag.column, share}, {drag.column + 1, both - share}}};
    run(editing::withColumnShares(*context, shown, shares));
}

void EditorView::runOnTable(const TableCommand& command, std::optional<CellPlace> then) {
    if (m_inset != nullptr) m_inset->finishComposition();
    const auto selection = tableSelection();
    const auto context = commandContext();
    const projection::Table* table = selection ? shownTable(selection->table) : nullptr;
    if (!context || table == nullptr || refuseWriting()) return;
    const event::EventId id = selection->table;
    run(command(*context, *table, selection->cells));
    if (then && shownTable(id) != nullptr) enterCell(id, *then);
}

void EditorView::insertTable(std::size_t rows, std::size_t columns) {
    EditorView& page = isInset() ? *m_host : *this;
    const auto context = page.commandContext();
    if (!context || page.refuseWriting()) return;
    editing::Edit edit = editing::insertedTable(*context, page.m_selection.range(), rows, columns, true);
    if (edit.isEmpty() || !edit.selection) return;
    const text::Offset behind = edit.selection->begin;
    page.run(std::move(edit));
    if (behind.value < 2) return;
    if (const auto table = page.tableStandingAt(behind - 2U)) page.enterCell(table->id, {0, 0});
}

/// Looks and kinds of the first of the cells that are selected.
EditorView::FormatState EditorView::formatOfCells() const {
    FormatState state;
    const auto selection = tableSelection();
    const projection::Table* table = selection ? shownTable(selection->table) : nullptr;
    if (table == nullptr) return state;
    const auto& texts = table->rows[selection->cells.first.row].cells[selection->cells.first.column];
    if (texts.empty()) return state;
    const projection::BlockSequence& text = m_tables.at(selection->table)->textOf(texts.front())->blocks();
    state.block = text.blockAt(0)->shownAttributes();
    if (text.count() > 0) state.characters = editing::formatIn(text, {{0}, text.end()});
    return state;
}

void EditorView::stepToCell(int by) {
    const auto selection = tableSelection();
    const auto table = selection ? tableNamed(selection->table) : std::nullopt;
    if (!table) return;
    const std::size_t columns = table->layout->columnCount();
    const std::size_t number = selection->cells.first.row * columns + selection->cells.first.column;
    if (by < 0 && number == 0) return;
    const std::size_t next = by < 0 ? number - 1 : number + 1;
    const std::size_t rows = table->layout->rowCount();
    if (next == rows * columns) {
        runOnTable(
            [rows](const editing::EditContext& context, const projection::Table& shown, const CellRectangle&) {
                return editing::insertedParts(context, shown, editing::TableAxis::kRows, rows);
            },
            CellPlace{rows, 0});
        return;
    }
    enterCell(table->id, {next / columns, next % columns});
    if (m_inset != nullptr) m_inset->changeSelection({{0}, m_inset->blocks().end()}, true);
}

/// The selected cells as a table of their own; false when nothing could be copied.
bool EditorView::copyCells() const {
    const auto selection = m_cells ? tableSelection() : std::nullopt;
    const auto place = selection && m_objects != nullptr ? m_objects->placeOf(selection->table) : std::nullopt;
    const document::EmbedPointer table = place && m_embedReader ? m_embedReader(selection->table) : nullptr;
    if (!table) return false;
    SelectionEmbeds embeds = embedsIn({place->offset, place->offset + 1U});
    embeds.contents[selection->table] =
        std::make_shared<const document::Embed>(editing::copiedCells(*table, rangeOf(selection->cells)));
    auto mimeData = std::make_unique<SelectionMimeData>(blocks(), text::Range{place->offset, place->offset + 1U},
                                                        std::move(embeds), m_documentId);
    QGuiApplication::clipboard()->setMimeData(mimeData.release());
    return true;
}

/// Cells that were copied here or in a spreadsheet go into the cells from the caret on. False when the clipboard has
/// none, or the caret is in no table.
bool EditorView::pasteIntoCells(const QMimeData& mimeData) {
    EditorView& page = isInset() ? *m_host : *this;
    const auto selection = page.tableSelection();
    if (!selection) return false;
    const CellPlace first = selection->cells.first;
    if (const auto* own = qobject_cast<const SelectionMimeData*>(&mimeData)) {
        if (own->documentId() == m_documentId) return page.fillCells(selection->table, first, {own->content(), {}, {}});
        document::CarriedContent carried = own->carried();
        return page.fillCells(selection->table, first, {std::move(carried.content), std::move(carried.blobs), {}});
    }
    if (mimeData.hasFormat(contentMimeType())) {
        Bytes bytes = mimeData.data(contentMimeType()).toStdString();
        if (bytes.size() > BackgroundImport::kPictureAtOnceSizeMax) {
            page.pasteIntoCellsLater([bytes = std::move(bytes)](const auto&) { return readCarried(bytes); });
            return true;
        }
        const auto read = readCarried(bytes);
        return read && page.fillCells(selection->table, first, *read);
    }
    if (mimeData.hasHtml()) {
        Bytes html = mimeData.data(QStringLiteral("text/html")).toStdString();
        if (html.size() > BackgroundImport::kAtOnceSizeMax) {
            page.pasteIntoCellsLater([html = std::move(html)](const convert::Progress& progress) {
                return readContentOf(convert::importHtml(html, progress));
            });
            return true;
        }
        const auto read = readContentOf(convert::importHtml(html));
        return read && page.fillCells(selection->table, first, *read);
    }
    const std::string text = mimeData.text().toStdString();
    if (!convert::looksLikeCells(text)) return false;
    auto table = convert::readCells(text);
    return table && page.fillCells(selection->table, first, {contentOf(*std::move(table)), {}, {}});
}

/// Large content is read aside before anybody can say whether it is cells. It goes to the cell where it was pasted,
/// wherever that was moved; text goes there as long as the caret is still in it.
void EditorView::pasteIntoCellsLater(BackgroundImport::Work work) {
    const auto selection = tableSelection();
    const projection::Table* table = selection ? shownTable(selection->table) : nullptr;
    if (table == nullptr) return;
    const InsetPlace place{selection->table, nameOf(*table, selection->cells.first)};
    readLater(std::move(work), [this, place](Result<ReadContent> read) {
        if (!read) {
            Q_EMIT failureRaised(tr("%1 Nothing was inserted.").arg(QString::fromStdString(read.error().message)));
            return;
        }
        const auto cell = cellNamed(place);
        if (cell && fillCells(place.embed, *cell, *read)) return;
        const bool isThere = cell && (m_cells ? m_cells->table == place.embed : m_insetPlace == place);
        if (isThere && m_cells) enterCell(place.embed, *cell);
        if (isThere && m_inset != nullptr) {
            m_inset->pasteCarried({{}, std::move(read->content), std::move(read->blobs)});
            if (!read->losses.empty()) Q_EMIT noticeRaised(QString::fromStdString(read->losses.front()));
        } else {
            Q_EMIT noticeRaised(
                tr("What was being pasted was left out, because its place was left before it was read."));
        }
    });
}

/// In place of what the cells from one on hold; false where the content is not just one table.
bool EditorView::fillCells(const event::EventId& id, CellPlace first, const ReadContent& read) {
    const document::Embed* grid = editing::onlyTableOf(read.content.blocks);
    if (grid == nullptr) return false;
    if (m_inset != nullptr) m_inset->finishComposition();
    const auto context = commandContext();
    const projection::Table* table = shownTable(id);
    if (!context || table == nullptr || refuseWriting()) return true;
    addBlobs(read.blobs);
    const editing::GridSize taken = editing::sizeTaken(*table, first.row, first.column, grid->rows);
    const QString leftOut = wordsOfLeftOut(editing::sizeOf(grid->rows), taken);
    run(editing::filledCells(*context, *table, first.row, first.column, grid->rows, read.content.properties));
    if (!leftOut.isEmpty()) {
        Q_EMIT noticeRaised(leftOut);
    } else if (!read.losses.empty()) {
        Q_EMIT noticeRaised(QString::fromStdString(read.losses.front()));
    }
    return true;
}

/// Text that is nothing but cells becomes a table.
bool EditorView::pasteAsTable(const QMimeData& mimeData) {
    if (!editContext() || isInCode() || isInset() || mimeData.hasHtml() || !mimeData.hasText()) return false;
    const std::string text = mimeData.text().toStdString();
    if (!convert::looksLikeCells(text)) return false;
    auto table = convert::readCells(text);
    if (!table) {
        Q_EMIT failureRaised(tr("%1 The text was pasted as it is.").arg(QString::fromStdString(table.error().message)));
        return false;
    }
    insertContent(contentOf(*std::move(table)), TransactionKind::kPaste);
    return true;
}

/// A command on what the selected cells hold; false when it is text that is selected.
bool EditorView::runOnCells(const CellsCommand& command) {
    if (!m_cells) return false;
    runOnTable([&command](const editing::EditContext& context, const projection::Table& table,
                          const CellRectangle& cells) { return command(context, table, rangeOf(cells)); });
    return true;
}

void EditorView::selectAll() {
    const bool isAllSelected = m_selection.range() == text::Range{{0}, blocks().end()};
    if (isInset() && blocks().count() == 0) {
        // An empty cell is shown as selected before all are.
        if (const auto selection = m_host->tableSelection()) {
            m_host->selectCells(selection->table, selection->cells.first, selection->cells.first);
            return;
        }
    }
    if (m_cells || (isInset() && isAllSelected)) {
        EditorView& page = isInset() ? *m_host : *this;
        const auto selection = page.tableSelection();
        const auto table = selection ? page.tableNamed(selection->table) : std::nullopt;
        const CellRectangle all{
            {}, table ? CellPlace{table->layout->rowCount() - 1, table->layout->columnCount() - 1} : CellPlace{}};
        // First what the cell holds, then all cells, then the document; a caption is no part of anything between.
        if (!table || (page.m_cells && selection->cells == all)) {
            page.changeSelection({{0}, page.blocks().end()}, true);
            page.setFocus(Qt::OtherFocusReason);
        } else {
            page.selectCells(table->id, all.first, all.last);
        }
        return;
    }
    changeSelection({{0}, blocks().end()}, true);
}

bool EditorView::releaseInTable(QMouseEvent& event) {
    if (m_columnDrag) {
        finishColumnDrag();
        return true;
    }
    if (std::exchange(m_isPressInInset, false) && m_inset != nullptr) {
        forwardToInset(event);
        return true;
    }
    return m_cells.has_value();
}

}  // namespace varve::ui

// Tables on the page: their layouts, how they follow patches, painting, and how caret and mouse get into cells. Writing
// in a cell is done by an inset (editor_view_inset.cpp), whole cells are in editor_view_cells.cpp.
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <map>

#include "document/embed_schema.h"
#include "layout/colour_mixing.h"
#include "layout/embed_painter.h"
#include "projection/patch_following.h"
#include "projection/sequence_reader.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using event::ObjectId;

namespace {

constexpr qreal kEdgeReach = 4;  // of a column's edge, to take hold of it

/// What a patch changes in each text beside the body: its characters, and what its blocks and embeds are.
std::map<ObjectId, document::DocumentPatch> changesByText(const document::DocumentPatch& patch,
                                                          const projection::ObjectSource& objects) {
    std::map<ObjectId, document::DocumentPatch> texts;
    for (const document::SequencePatch& change : patch.sequences)
        texts[change.sequence].sequences.push_back(change);
    std::optional<ObjectId> previous;
    std::optional<ObjectId> around;  // the text that the object stands in
    for (const document::RegisterChange& change : patch.registers) {
        const auto* id = std::get_if<event::EventId>(&change.object);
        if (id == nullptr) continue;
        if (previous != change.object) {
            const auto place = objects.placeOf(*id);
            around = place ? std::optional(place->sequence) : std::nullopt;
            previous = change.object;
        }
        texts[change.object].registers.push_back(change);
        if (around && *around != change.object) texts[*around].registers.push_back(change);
    }
    return texts;
}

/// How wide a text is when nothing has to be broken.
qreal naturalWidth(const projection::BlockSequence& text, const layout::StyleSheet& sheet, bool isHeader) {
    constexpr qreal kWide = 100'000;
    layout::DocumentLayout wide;
    wide.setSheet(std::make_shared<const layout::StyleSheet>(sheet.inCell(kWide, isHeader)));
    wide.setBlocks(text);
    wide.layOutRange(0, wide.totalHeight());
    qreal width = 0;
    for (const QRectF& line : wide.rectsOf({{0}, text.end()}, 0, wide.totalHeight())) {
        // What is centred, or written from the right, begins somewhere else.
        const bool isAtStart = line.left() < kWide / 4;
        width = std::max(width, isAtStart ? line.right() : line.width());
    }
    return std::ceil(width) + 1;
}

/// Where the right edge of a column has to be for the widest of its texts, as far as the next column leaves room.
qreal fittedEdge(const layout::TableLayout& table, const layout::StyleSheet& sheet, std::size_t column, qreal least) {
    constexpr std::size_t kRowsMax = 500;  // each is set in type once more
    qreal width = 0;
    const std::vector<projection::TableRow>& rows = table.table().rows;
    for (std::size_t row = 0; row < std::min(rows.size(), kRowsMax); ++row) {
        for (const event::EventId& sequence : rows[row].cells[column]) {
            const layout::DocumentLayout* text = table.textOf(sequence);
            if (text != nullptr) width = std::max(width, naturalWidth(text->blocks(), sheet, rows[row].isHeader));
        }
    }
    const std::vector<qreal>& lefts = table.columnLefts();
    const qreal from = lefts[column] + least;
    return std::clamp(std::round(lefts[column] + width + 2 * table.padding()), from,
                      std::max(from, lefts[column + 2] - least));
}

}  // namespace

layout::TableLayout::ReadText EditorView::cellReader() const {
    return [this](const event::EventId& cell) {
        return projection::readSequence(*m_objects, cell, registers(), m_layout.estimate());
    };
}

/// Null for what is no table, or empty, or too large to show.
layout::TableLayout* EditorView::tableLayout(const event::EventId& id, qreal width) {
    // A table in a cell is a box: registers may put tables into each other without end.
    if (m_objects == nullptr || isInset()) return nullptr;
    if (const auto known = m_tables.find(id); known != m_tables.end()) {
        known->second->setSheet(m_layout.sharedSheet(), width);
        return known->second.get();
    }
    projection::Table read = projection::readTable(id, registers(), *m_objects, projection::kShownCellsMax);
    if (read.rows.empty()) return nullptr;
    auto table = std::make_unique<layout::TableLayout>(std::move(read), m_layout.sharedSheet(), width,
                                                       &layout::embedSize, cellReader());
    return m_tables.emplace(id, std::move(table)).first->second.get();
}

void EditorView::followInTables(const document::DocumentPatch& patch) {
    if (m_tables.empty() || m_objects == nullptr || (patch.sequences.empty() && patch.registers.empty())) return;
    const std::map<ObjectId, document::DocumentPatch> changed = changesByText(patch, *m_objects);
    bool hasOtherSize = false;
    std::vector<event::EventId> gone;
    for (auto& [id, table] : m_tables) {
        const std::vector<event::EventId> parts = projection::partsOf(table->table());
        bool isOther = table->table().isCut && patch.patchOf(ObjectId{id}) != nullptr;
        for (const auto& [text, change] : changed) {
            const auto* sequence = std::get_if<event::EventId>(&text);
            if (sequence == nullptr) continue;
            isOther = isOther || std::ranges::binary_search(parts, *sequence);
            if (layout::DocumentLayout* layout = table->changeText(*sequence))
                projection::followPatch(change, text, registers(), m_objects, *layout);
        }
        if (isOther) {
            projection::Table read = projection::readTable(id, registers(), *m_objects, projection::kShownCellsMax);
            // With its last row or column the table is nothing that has a size.
            if (read.rows.empty()) gone.push_back(id);
            if (!read.rows.empty()) table->setTable(std::move(read), cellReader());
        }
        if (table->measure() || isOther) hasOtherSize = true;
    }
    for (const event::EventId& id : gone)
        m_tables.erase(id);
    // A table that had nothing to show may have now.
    if (hasOtherSize || !patch.registers.empty()) m_layout.forgetEmbedSizes();
}

std::optional<EditorView::TableAt> EditorView::tableStandingAt(text::Offset offset) {
    const projection::BlockPosition position = blocks().positionOf(offset);
    const projection::BlockPtr& block = blocks().blockAt(position.block);
    const auto embed = std::ranges::find(block->embeds, position.utf16, &projection::BlockEmbed::position);
    if (embed == block->embeds.end() || !embed->attributes) return std::nullopt;
    if (document::textOf(*embed->attributes, document::embed_key::kType) != document::kTableType) return std::nullopt;
    const auto rect = m_layout.embedRect(offset);
    if (!rect) return std::nullopt;
    layout::TableLayout* table = tableLayout(embed->id, rect->width());
    if (table == nullptr) return std::nullopt;
    return TableAt{embed->id, offset, *rect, table};
}

std::optional<EditorView::TableAt> EditorView::tableNamed(const event::EventId& id) {
    const auto place = m_objects != nullptr ? m_objects->placeOf(id) : std::nullopt;
    if (!place || place->sequence != m_sequence) return std::nullopt;
    return tableStandingAt(place->offset);
}

/// `point`: in layout coordinates.
std::optional<EditorView::TableAt> EditorView::tableAt(QPointF point) {
    const auto embed = m_layout.embedAt(point);
    return embed ? tableStandingAt(embed->offset) : std::nullopt;
}

const projection::Table* EditorView::shownTable(const event::EventId& table) const {
    const auto found = m_tables.find(table);
    return found != m_tables.end() && found->second ? &found->second->table() : nullptr;
}

QString EditorView::cellText(const event::EventId& table, const event::EventId& sequence) const {
    const auto found = m_tables.find(table);
    const layout::DocumentLayout* text =
        found != m_tables.end() && found->second ? found->second->textOf(sequence) : nullptr;
    return text != nullptr ? text->blocks().text({{0}, text->blocks().end()}) : QString();
}

QRectF EditorView::cellRect(const event::EventId& id, layout::CellPlace cell) {
    const auto table = tableNamed(id);
    if (!table || cell.row >= table->layout->rowCount() || cell.column >= table->layout->columnCount()) return {};
    return table->layout->cellRect(cell).translated(table->rect.topLeft() + origin());
}

void EditorView::paintTable(QPainter& painter, const event::EventId& id, QRectF box, QRectF visible) {
    layout::TableLayout* table = tableLayout(id, box.width());
    if (table == nullptr) {
        layout::paintEmptyBox(painter, m_layout.sheet(), box, tr("Table, empty or too large to show"));
        return;
    }
    const QColor highlight = palette().color(hasFocus() ? QPalette::Active : QPalette::Inactive, QPalette::Highlight);
    const auto paintInside = [&](QPainter& inside, const projection::BlockEmbed& embed, const QRectF& place) {
        if (embed.attributes &&
            document::textOf(*embed.attributes, document::embed_key::kType) == document::kTableType) {
            layout::paintEmptyBox(inside, m_layout.sheet(), place, tr("Table"));
        } else {
            paintEmbed(inside, embed, place, visible);
        }
    };
    painter.save();
    painter.setClipRect(box.adjusted(-1, -1, 2, 2), Qt::IntersectClip);
    table->paint(painter, box.topLeft(), visible.top() - box.top(), visible.bottom() - box.top(),
                 {.selected = selectedCells(id),
                  .selection = highlight,
                  .cutWords = tr("The table goes on; it is too large to be shown and written in here."),
                  .text = [&](const event::EventId& sequence, const QColor& background) {
                      return paintingBeside(sequence, background, paintInside);
                  }});
    painter.restore();
    if (m_columnDrag && m_columnDrag->table == id)
        painter.fillRect(QRectF(box.left() + m_columnDrag->x - 1, box.top(), 3, box.height()), highlight);
    const auto place = m_selection.isEmpty() || m_objects == nullptr ? std::nullopt : m_objects->placeOf(id);
    if (place && place->offset >= m_selection.range().begin && place->offset < m_selection.range().end) {
        QColor tint = highlight;
        tint.setAlphaF(0.3F);
        painter.fillRect(box, tint);
    }
}

/// Whether a movement of the caret goes into a table instead of over it.
bool EditorView::enterTableByMove(Move move, text::Offset from, text::Offset to) {
    if (m_tables.empty() || !m_selection.isEmpty() || from == to) return false;
    const bool isVertical = move == Move::kUp || move == Move::kDown;
    const bool isSideways =
        move == Move::kLeft || move == Move::kRight || move == Move::kWordLeft || move == Move::kWordRight;
    if (isSideways) {
        const auto table = tableStandingAt(std::min(from, to));
        if (!table) return false;
        const layout::CellPlace last{table->layout->rowCount() - 1, table->layout->columnCount() - 1};
        enterCell(table->id, to > from ? layout::CellPlace{} : last, to < from);
        return true;
    }
    const std::uint32_t block = blocks().positionOf(to).block;
    if (!isVertical || block == blocks().positionOf(from).block) return false;
    for (const projection::BlockEmbed& embed : blocks().blockAt(block)->embeds) {
        const auto table = tableStandingAt(blocks().offsetOf(projection::BlockPosition{block, embed.position}));
        if (!table) continue;
        const qreal y = move == Move::kDown ? 0 : table->rect.height() - 1;
        enterCell(table->id, table->layout->cellAt({m_goalX.value_or(0) - table->rect.left(), y}));
        return true;
    }
    return false;
}

void EditorView::enterCell(const event::EventId& id, layout::CellPlace cell, bool atEnd) {
    const auto table = tableNamed(id);
    if (!table) return;
    const projection::Table& shown = table->layout->table();
    if (shown.isCut) {
        refuseCutTable();
        return;
    }
    cell.row = std::min(cell.row, shown.rows.size() - 1);
    cell.column = std::min(cell.column, shown.columns.size() - 1);
    const std::size_t textCount = shown.rows[cell.row].cells[cell.column].size();
    const InsetPlace place{id,
                           InsetPlace::Cell{shown.rows[cell.row].part.shown, shown.columns[cell.column].part.shown}};
    openInset(place, atEnd && textCount > 0 ? textCount - 1 : 0);
    if (m_inset == nullptr) return;
    if (atEnd) m_inset->changeSelection({m_inset->blocks().end(), m_inset->blocks().end()}, true);
    m_inset->ensureCaretVisible();
}

/// One key does not delete a table, nor put it into a paragraph: it selects it, and the next one deletes it.
bool EditorView::selectsTableInstead(text::Range range) {
    if (range.count() != 1 || m_tables.empty()) return false;
    const std::uint32_t block = blocks().positionOf(range.begin).block;
    const bool isBreak = blocks().positionOf(range.end).block != block;
    std::optional<TableAt> table = isBreak ? std::nullopt : tableStandingAt(range.begin);
    // An empty paragraph beside it may go.
    if (isBreak && !blocks().blockAt(block)->text.isEmpty() && !blocks().blockAt(block + 1)->text.isEmpty()) {
        table = tableStandingAt(range.end);
        if (!table && range.begin.value > 0) table = tableStandingAt(range.begin - 1);
    }
    if (!table) return false;
    const text::Offset place = table->offset;
    changeSelection({place, place + 1U}, true);
    return true;
}

/// Text is not written beside a table, in a line as high as it, but above or below.
void EditorView::stepOffTableLine() {
    if (m_tables.empty() || m_readOnly || !m_selection.isEmpty() || !editContext()) return;
    const projection::BlockPosition position = blocks().positionOf(caret());
    const auto& embeds = blocks().blockAt(position.block)->embeds;
    const bool hasTable = std::ranges::any_of(
        embeds, [this](const projection::BlockEmbed& embed) { return shownTable(embed.id) != nullptr; });
    if (!hasTable) return;
    pressEnter();
    if (position.utf16 == 0) changeSelection({caret() - 1, caret() - 1}, true);
}

std::optional<EditorView::TableSelection> EditorView::tableSelection() const {
    if (m_cells) {
        const auto cells = selectedCells(m_cells->table);
        if (!cells) return std::nullopt;
        return TableSelection{m_cells->table, *cells, true};
    }
    if (!m_insetPlace) return std::nullopt;
    const auto cell = cellNamed(*m_insetPlace);
    if (!cell) return std::nullopt;
    return TableSelection{m_insetPlace->embed, {*cell, *cell}, false};
}

/// Mouse events go to the inset as if it had got them itself.
void EditorView::forwardToInset(QMouseEvent& event) {
    QMouseEvent inside(event.type(), event.position() - QPointF(m_inset->geometry().topLeft()), event.globalPosition(),
                       event.button(), event.buttons(), event.modifiers());
    switch (event.type()) {
        case QEvent::MouseButtonPress:
            m_inset->mousePressEvent(&inside);
            break;
        case QEvent::MouseButtonDblClick:
            m_inset->mouseDoubleClickEvent(&inside);
            break;
        case QEvent::MouseMove:
            m_inset->mouseMoveEvent(&inside);
            break;
        default:
            m_inset->mouseReleaseEvent(&inside);
            break;
    }
}

void EditorView::refuseCutTable() {
    Q_EMIT noticeRaised(tr("The table is too large to be written in here: it has more than %1 cells. varve-cli table "
                           "changes it, and it can be exported whole.")
                            .arg(projection::kShownCellsMax));
}

bool EditorView::isOnColumnEdge(QPointF viewportPoint) {
    const QPointF point = viewportPoint - origin();
    const auto table = m_readOnly ? std::nullopt : tableAt(point);
    return table && !table->layout->table().isCut &&
           table->layout->columnEdgeAt(point.x() - table->rect.left(), kEdgeReach).has_value();
}

/// A press in a table: on the edge of a column, or in a cell.
bool EditorView::pressTable(QMouseEvent& event) {
    const QPointF point = event.position() - origin();
    const auto table = tableAt(point);
    if (!table) return false;
    const QPointF inTable = point - table->rect.topLeft();
    if (table->layout->table().isCut) {
        refuseCutTable();
        return false;
    }
    const bool isLeft = event.button() == Qt::LeftButton;
    const auto edge = table->layout->columnEdgeAt(inTable.x(), kEdgeReach);
    if (isLeft && !m_readOnly && edge && event.type() == QEvent::MouseButtonPress) {
        m_columnDrag = ColumnDrag{table->id, *edge, table->layout->columnLefts()[*edge + 1]};
        return true;
    }
    if (isLeft && !m_readOnly && edge && event.type() == QEvent::MouseButtonDblClick) {
        const qreal least = table->layout->padding() * 2 + m_layout.style().averageAdvance;
        m_columnDrag = ColumnDrag{table->id, *edge, fittedEdge(*table->layout, m_layout.sheet(), *edge, least)};
        finishColumnDrag();
        return true;
    }
    const layout::CellPlace cell = table->layout->cellAt(inTable);
    const auto before = tableSelection();
    if (isLeft && (event.modifiers() & Qt::ShiftModifier) && before && before->table == table->id &&
        (m_cells || before->cells.first != cell)) {
        selectCells(table->id, before->cells.first, cell);
        return true;
    }
    if (!isLeft && selectedCells(table->id) && selectedCells(table->id)->contains(cell.row, cell.column)) return true;
    const projection::Table& shown = table->layout->table();
    const std::size_t textCount = shown.rows[cell.row].cells[cell.column].size();
    std::size_t index = 0;
    while (index + 1 < textCount && table->layout->textRect(cell, index).bottom() <= inTable.y())
        ++index;
    const InsetPlace place{table->id,
                           InsetPlace::Cell{shown.rows[cell.row].part.shown, shown.columns[cell.column].part.shown}};
    const bool isOpen = m_inset != nullptr && m_insetPlace == place && textCount < 2;
    if (!isOpen) openInset(place, index);
    if (m_inset == nullptr) return true;
    m_isPressInInset = isLeft;
    forwardToInset(event);
    return true;
}

bool EditorView::dragInTable(QMouseEvent& event) {
    const QPointF point = event.position() - origin();
    if (m_columnDrag) {
        if (const auto table = tableNamed(m_columnDrag->table); table && table->layout->columnCount() > 1) {
            const std::vector<qreal>& lefts = table->layout->columnLefts();
            const qreal least = table->layout->padding() * 2 + m_layout.style().averageAdvance;
            const std::size_t column = std::min(m_columnDrag->column, lefts.size() - 3);
            const qreal from = lefts[column] + least;
            m_columnDrag->x =
                std::clamp(point.x() - table->rect.left(), from, std::max(from, lefts[column + 2] - least));
        }
        viewport()->update();
        return true;
    }
    if (m_isPressInInset && !m_insetPlace->cell) {
        forwardToInset(event);
        return true;
    }
    const auto selection = m_isPressInInset || m_cells ? tableSelection() : std::nullopt;
    if (!selection) return false;
    const auto table = tableNamed(selection->table);
    if (!table) return false;
    const layout::CellPlace cell = table->layout->cellAt(point - table->rect.topLeft());
    if (m_isPressInInset && cell == selection->cells.first) {
        forwardToInset(event);
    } else if (m_isPressInInset) {
        const layout::CellPlace anchor = selection->cells.first;
        selectCells(table->id, anchor, cell);
    } else if (const auto anchor = cellNamed({m_cells->table, m_cells->anchor})) {
        selectCells(table->id, *anchor, cell);
    }
    return true;
}

}  // namespace varve::ui

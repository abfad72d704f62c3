// Texts beside the body: the view that lies on the page while the caret is in a cell or a caption, how it follows the
// page, and how the caret goes in and out.
#include <QGuiApplication>
#include <QInputMethod>
#include <algorithm>
#include <cmath>
#include <map>

#include "document/object_names.h"
#include "document/table_schema.h"
#include "editing/step_builder.h"
#include "projection/sequence_reader.h"
#include "ui/editor/editor_accessible.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using event::ObjectId;

/// A text beside the body as an inset shows it.
struct EditorView::InsetText {
    std::optional<ObjectId> sequence;  // nothing: a cell that nobody wrote in yet
    projection::BlockSequence blocks;
    std::shared_ptr<const layout::StyleSheet> sheet;
    QRectF rect;  // in layout coordinates of the page, with the padding
    qreal padding = 0;
    QColor background;
    QString name;  // for screen readers
};

EditorView::EditorView(QWidget* parent, EditorView* host) : EditorView(parent) {
    m_host = host;
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The page hands the mouse on: only it can tell a selection in a cell from one of cells.
    setAttribute(Qt::WA_TransparentForMouseEvents);
    viewport()->setAttribute(Qt::WA_TransparentForMouseEvents);
    viewport()->setAcceptDrops(false);
    m_objects = host->m_objects;
    m_nextEventId = host->m_nextEventId;
    m_embedReader = host->m_embedReader;
    m_blobs = host->m_blobs;
    m_documentId = host->m_documentId;
    m_habits = host->m_habits;
    m_page = host->m_page;
    m_look = host->m_look;
    m_reducedMotion = host->m_reducedMotion;
    m_dragExecutor = host->m_dragExecutor;
    m_readOnly = host->m_readOnly;
    setAttribute(Qt::WA_InputMethodEnabled, !m_readOnly);
    connect(this, &EditorView::intentRaised, host, &EditorView::intentRaised);
    connect(this, &EditorView::caretMoved, host, &EditorView::caretMoved);
    connect(this, &EditorView::selectionChanged, host, &EditorView::selectionChanged);
    connect(this, &EditorView::typedWhileReadOnly, host, &EditorView::typedWhileReadOnly);
    connect(this, &EditorView::contextMenuRequested, host, &EditorView::contextMenuRequested);
    connect(this, &EditorView::formatChanged, host, &EditorView::formatChanged);
    connect(this, &EditorView::linkActivated, host, &EditorView::linkActivated);
    connect(this, &EditorView::failureRaised, host, &EditorView::failureRaised);
    connect(this, &EditorView::noticeRaised, host, &EditorView::noticeRaised);
    connect(this, &EditorView::waitRaised, host, &EditorView::waitRaised);
    connect(this, &EditorView::imageActivated, host, &EditorView::imageActivated);
    connect(this, &EditorView::focusLeft, host, &EditorView::focusLeft);
}

void EditorView::setObjectSource(const projection::ObjectSource* objects) {
    m_objects = objects;
    if (m_inset != nullptr) m_inset->setObjectSource(objects);
}

std::optional<layout::CellPlace> EditorView::cellNamed(const InsetPlace& place) const {
    const auto table = m_tables.find(place.embed);
    if (!place.cell || table == m_tables.end() || !table->second) return std::nullopt;
    return table->second->placeOf(place.cell->row, place.cell->column);
}

/// Nothing when the place is gone.
std::optional<EditorView::InsetText> EditorView::insetText(const InsetPlace& place, std::size_t index) {
    if (!place.cell) return captionText(place.embed);
    const auto table = tableNamed(place.embed);
    if (!table) return std::nullopt;
    const auto cell = cellNamed(place);
    if (!cell) return std::nullopt;
    const layout::TableLayout& layout = *table->layout;
    const std::vector<event::EventId>& texts = layout.table().rows[cell->row].cells[cell->column];
    index = std::min(index, texts.empty() ? 0 : texts.size() - 1);
    InsetText text;
    if (!texts.empty()) {
        text.sequence = texts[index];
        text.blocks = layout.textOf(texts[index])->blocks();
    }
    text.sheet = layout.sheetOf(*cell);
    text.rect = layout.textRect(*cell, index).translated(table->rect.topLeft());
    text.padding = layout.padding();
    text.background = layout.backgroundOf(*cell);
    text.name = tr("Row %1, column %2").arg(cell->row + 1).arg(cell->column + 1);
    return text;
}

std::optional<EditorView::InsetText> EditorView::captionText(const event::EventId& picture) {
    const auto standing = m_objects != nullptr ? m_objects->placeOf(picture) : std::nullopt;
    if (!standing || standing->sequence != m_sequence) return std::nullopt;
    const auto rect = captionRect(standing->offset);
    if (!rect) return std::nullopt;
    const layout::DocumentLayout& caption = *m_captions.at(picture);
    InsetText text;
    text.sequence = picture;
    text.blocks = caption.blocks();
    text.sheet = caption.sharedSheet();
    // Room for the caret at the left edge.
    text.padding = 2;
    text.rect = rect->adjusted(-text.padding, -text.padding, text.padding, 0);
    text.background = pageColour();
    text.name = tr("Caption");
    return text;
}

void EditorView::openInset(const InsetPlace& place, std::size_t index, bool takesFocus) {
    // First, because what is being composed belongs where it was begun.
    if (m_inset != nullptr) m_inset->finishComposition();
    const auto standing = m_objects != nullptr ? m_objects->placeOf(place.embed) : std::nullopt;
    if (isInset() || !standing || standing->sequence != m_sequence) return;
    if (m_inset == nullptr || m_insetPlace->embed != place.embed)
        changeSelection({standing->offset, standing->offset}, true);
    clearCellSelection();
    const auto before = std::exchange(m_insetPlace, place);
    // An empty caption has no room before somebody writes in it.
    if (!place.cell) m_layout.forgetEmbedSizes();
    const auto text = insetText(place, index);
    if (!text) {
        m_insetPlace = before;
        return;
    }
    if (m_inset == nullptr) {
        m_inset = new EditorView(viewport(), this);
        m_inset->setObjectName(QStringLiteral("insetView"));
    }
    m_inset->showInset(*text);
    placeInset();
    if (m_inset == nullptr) return;
    m_inset->show();
    if (takesFocus) m_inset->setFocus(Qt::OtherFocusReason);
    announceOtherText(*m_inset);
    Q_EMIT caretMoved(true);
    Q_EMIT selectionChanged();
    Q_EMIT formatChanged();
}

void EditorView::closeInset() {
    if (m_inset == nullptr) return;
    EditorView* inset = std::exchange(m_inset, nullptr);
    // It may happen while a patch is applied, so nothing is written; commands finish compositions before.
    if (inset->m_layout.preedit()) {
        inset->m_layout.setPreedit(std::nullopt);
        QGuiApplication::inputMethod()->reset();
    }
    const auto place = std::exchange(m_insetPlace, std::nullopt);
    if (place && !place->cell) m_layout.forgetEmbedSizes();
    m_isPressInInset = false;
    const bool hadFocus = inset->hasFocus();
    inset->giveUpReading();
    inset->disconnect(this);
    inset->hide();
    // It may be the one who asked for it.
    inset->deleteLater();
    if (hadFocus) setFocus(Qt::OtherFocusReason);
    viewport()->update();
    Q_EMIT selectionChanged();
    Q_EMIT formatChanged();
}

void EditorView::showInset(const InsetText& text) {
    m_sequence = text.sequence;
    m_layout.setSheet(text.sheet);
    m_layout.setBlocks(text.blocks);
    m_selection = {};
    m_goalX.reset();
    m_caretLooks.clear();
    restartBlinking();
    updateMicroFocus();
    viewport()->update();
    Q_EMIT documentShown();
}

void EditorView::placeInset() {
    if (m_inset == nullptr) return;
    std::size_t index = 0;
    if (const auto cell = cellNamed(*m_insetPlace); cell && m_inset->m_sequence) {
        const auto& texts = m_tables.at(m_insetPlace->embed)->table().rows[cell->row].cells[cell->column];
        const auto shown =
            std::ranges::find_if(texts, [&](const event::EventId& id) { return ObjectId{id} == *m_inset->m_sequence; });
        if (shown != texts.end()) index = static_cast<std::size_t>(shown - texts.begin());
    }
    const auto text = insetText(*m_insetPlace, index);
    if (!text) {
        closeInset();
        return;
    }
    // The first letter was taken back, or a colleague's is there now.
    if (text->sequence != m_inset->m_sequence) m_inset->showInset(*text);
    // The lines of the table stay visible.
    const QRectF place = text->rect.translated(origin());
    const QRect area(QPoint(qRound(place.left()) + 1, qRound(place.top()) + 1),
                     QPoint(qRound(place.right()) - 1, qRound(place.bottom()) - 1));
    const QPointF inside = text->rect.topLeft() + origin() + QPointF(text->padding, text->padding) - area.topLeft();
    m_inset->m_background = text->background;
    m_inset->m_geometry = {.columnLeft = inside.x(),
                           .columnWidth = text->sheet->columnWidth(),
                           .marginTop = inside.y(),
                           .marginBottom = 0};
    m_inset->m_layout.setSheet(text->sheet);
    m_inset->setAccessibleName(text->name);
    if (m_inset->geometry() != area) m_inset->setGeometry(area);
    m_inset->viewport()->update();
}

/// After undo and redo the caret goes to what they changed: into a cell, or out of it.
void EditorView::goToTakenBack(const document::DocumentPatch& patch) {
    if (!patch.body.isEmpty()) {
        closeInset();
        return;
    }
    std::map<event::EventId, const document::SequencePatch*> changes;
    for (const document::SequencePatch& change : patch.sequences) {
        const auto* sequence = std::get_if<event::EventId>(&change.sequence);
        if (m_inset != nullptr && m_inset->m_sequence == change.sequence) return;
        if (sequence != nullptr) changes[*sequence] = &change;
    }
    if (changes.empty() || goToMadeCell(patch)) return;
    for (const auto& [id, table] : m_tables) {
        const projection::Table& shown = table->table();
        for (std::size_t row = 0; row < shown.rows.size(); ++row) {
            for (std::size_t column = 0; column < shown.columns.size(); ++column) {
                const auto& texts = shown.rows[row].cells[column];
                const auto found = std::ranges::find_if(
                    texts, [&changes](const event::EventId& text) { return changes.contains(text); });
                if (found == texts.end()) continue;
                const text::Offset end = changes.at(*found)->patch.changedRange().end;
                openInset({id, InsetPlace::Cell{shown.rows[row].part.shown, shown.columns[column].part.shown}},
                          static_cast<std::size_t>(found - texts.begin()));
                if (m_inset == nullptr) return;
                m_inset->changeSelection({end, end}, true);
                m_inset->ensureCaretVisible();
                return;
            }
        }
    }
}

/// Into the cell whose text the patch gives or takes; a text that is gone tells no cell any more.
bool EditorView::goToMadeCell(const document::DocumentPatch& patch) {
    constexpr std::string_view kPrefix = document::table_key::kCellPrefix;
    for (const document::RegisterChange& change : patch.registers) {
        const auto* row = std::get_if<event::EventId>(&change.object);
        if (row == nullptr || !change.key.starts_with(kPrefix)) continue;
        const std::string_view names = std::string_view(change.key).substr(kPrefix.size());
        const auto column = document::idFromText(names.substr(0, names.find(':')));
        for (const auto& [id, table] : m_tables) {
            const auto cell = column ? table->placeOf(*row, *column) : std::nullopt;
            if (!cell) continue;
            enterCell(id, *cell, true);
            return m_inset != nullptr;
        }
    }
    return false;
}

void EditorView::followInInset(const document::DocumentPatch& patch, replica::PatchOrigin origin) {
    if (m_inset == nullptr) return;
    if (origin == replica::PatchOrigin::kLocalEdit) m_inset->m_isTextMade = true;
    m_inset->applyPatch(patch, origin);
}

/// The text that an edit is made in: that of a cell which nobody wrote in yet is made by the same step.
ObjectId EditorView::sequenceToWrite() const {
    return m_sequence ? *m_sequence : ObjectId{m_nextEventId()};
}

/// What makes the text of the cell that the inset is in.
std::vector<event::Operation> EditorView::cellPreparation() const {
    editing::StepBuilder builder(m_nextEventId(), event::TransactionKind::kTyping);
    builder.setWithOwnId(m_insetPlace->cell->row, document::cellKeyPrefix(m_insetPlace->cell->column), true);
    return builder.finish().operations;
}

/// Whether a movement goes over the edge of an inset, which then is left; or, selecting, from text to whole cells.
bool EditorView::leavesInset(Move move, bool selecting) {
    if (!isInset()) return false;
    const text::Offset at = caret();
    const bool mayLeave = selecting || m_selection.isEmpty();
    const bool isFirst = at.value == 0 && mayLeave;
    const bool isLast = at == blocks().end() && mayLeave;
    const bool isRightToLeft = m_layout.isRightToLeftAt(at);
    const Move backward = isRightToLeft ? Move::kRight : Move::kLeft;
    const Move wordBackward = isRightToLeft ? Move::kWordRight : Move::kWordLeft;
    std::optional<InsetExit> exit;
    switch (move) {
        case Move::kLeft:
        case Move::kRight:
        case Move::kWordLeft:
        case Move::kWordRight: {
            const bool isBackward = move == backward || move == wordBackward;
            if (isBackward && isFirst) exit = InsetExit::kBefore;
            if (!isBackward && isLast) exit = InsetExit::kAfter;
            break;
        }
        case Move::kUp:
            if (m_layout.lineOf(at).start.value == 0) exit = InsetExit::kAbove;
            break;
        case Move::kDown:
            if (m_layout.lineOf(at).last == blocks().end()) exit = InsetExit::kBelow;
            break;
        case Move::kPageUp:
            exit = InsetExit::kAbove;
            break;
        case Move::kPageDown:
            exit = InsetExit::kBelow;
            break;
        case Move::kBlockUp:
            if (isFirst) exit = InsetExit::kAbove;
            break;
        case Move::kBlockDown:
            if (isLast) exit = InsetExit::kBelow;
            break;
        case Move::kDocumentStart:
        case Move::kDocumentEnd:
            // From the edge of the cell's text on it is the document that is meant.
            if (selecting || !(move == Move::kDocumentStart ? isFirst : isLast)) return false;
            m_host->moveCaret(move, false);
            return true;
        default:
            break;
    }
    if (!exit) return false;
    if (selecting) return m_host->extendToCells(*exit);
    const qreal x = m_goalX ? *m_goalX : m_layout.caretRect(at).x();
    m_host->leaveInset(*exit, x + geometry().x() + m_geometry.columnLeft - m_host->origin().x());
    return true;
}

/// `x`: where the caret is in the page's column.
void EditorView::leaveInset(InsetExit exit, qreal x) {
    if (!m_insetPlace) return;
    if (!m_insetPlace->cell) {
        const auto picture = m_objects->placeOf(m_insetPlace->embed);
        closeInset();
        if (picture) leaveEmbed(picture->offset, exit, x);
        return;
    }
    const auto table = tableNamed(m_insetPlace->embed);
    const auto cell = cellNamed(*m_insetPlace);
    if (!table || !cell) {
        closeInset();
        return;
    }
    const std::size_t columns = table->layout->columnCount();
    const std::size_t number = cell->row * columns + cell->column;
    if (exit == InsetExit::kBefore && number > 0) {
        enterCell(table->id, {(number - 1) / columns, (number - 1) % columns}, true);
    } else if (exit == InsetExit::kAfter && number + 1 < table->layout->rowCount() * columns) {
        enterCell(table->id, {(number + 1) / columns, (number + 1) % columns});
    } else if (exit == InsetExit::kAbove && cell->row > 0) {
        enterCell(table->id, {cell->row - 1, cell->column}, true);
    } else if (exit == InsetExit::kBelow && cell->row + 1 < table->layout->rowCount()) {
        enterCell(table->id, {cell->row + 1, cell->column});
    } else {
        leaveEmbed(table->offset, exit, x);
    }
}

/// The caret goes to what is beside, above or below the embed at a place.
void EditorView::leaveEmbed(text::Offset place, InsetExit exit, qreal x) {
    const bool isBackward = exit == InsetExit::kBefore || exit == InsetExit::kAbove;
    const text::Offset beside = isBackward ? place : place + 1U;
    const bool isVertical = exit == InsetExit::kAbove || exit == InsetExit::kBelow;
    text::Offset to = beside;
    if (isVertical) to = m_layout.verticalStep(place, x, isBackward ? -1 : 1);
    // On the line of a table there is nothing but its sides.
    const auto blockOf = [this](text::Offset offset) { return blocks().positionOf(offset).block; };
    if (blockOf(to) == blockOf(place)) to = beside;
    closeInset();
    changeSelection({to, to}, true);
    if (isVertical) m_goalX = x;
    ensureCaretVisible();
}

}  // namespace varve::ui

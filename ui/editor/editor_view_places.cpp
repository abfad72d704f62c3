// Places in every text of the page: what is selected and where, going to a range in the body, a cell or a caption, and
// where it is seen.
#include <algorithm>

#include "ui/editor/editor_view.h"

namespace varve::ui {

using event::ObjectId;

namespace {

const ObjectId kBody = event::WellKnownObject::kBody;

}  // namespace

const projection::TextsBeside& EditorView::textsBeside() {
    if (isInset()) return m_host->textsBeside();
    readTextsBeside([] { return true; });
    return m_textsBeside;
}

bool EditorView::readTextsBeside(const std::function<bool()>& mayGoOn) {
    if (isInset()) return m_host->readTextsBeside(mayGoOn);
    if (!m_textsBeside.isBegun()) m_textsBeside.begin(blocks(), m_registers, m_objects);
    return m_textsBeside.readSome(mayGoOn, m_registers, m_objects);
}

std::optional<projection::TextRange> EditorView::focusedSelection() const {
    const EditorView& text = focusedText();
    if (!text.m_sequence) return std::nullopt;
    return projection::TextRange{*text.m_sequence, text.m_selection.range()};
}

projection::ReadingPlace EditorView::readingPlace() {
    const auto selection = focusedSelection();
    const auto place = selection ? textsBeside().placeOf(selection->sequence, selection->range.begin) : std::nullopt;
    if (place) return *place;
    // A cell that nobody wrote in: behind the texts of the cells before it.
    projection::ReadingPlace result{m_selection.range().begin, 0, {}};
    const auto here = m_insetPlace ? cellNamed(*m_insetPlace) : std::nullopt;
    if (!here) return result;
    const projection::Table& table = *shownTable(m_insetPlace->embed);
    result.text = 1;
    for (std::size_t row = 0; row <= here->row; ++row) {
        const auto& cells = table.rows[row].cells;
        const std::size_t end = row < here->row ? cells.size() : here->column;
        for (std::size_t column = 0; column < end; ++column)
            result.text += cells[column].size();
    }
    return result;
}

std::optional<InsetPlace> EditorView::insetPlaceOf(const ObjectId& sequence) {
    auto found = m_textsBeside.find(sequence);
    if (!found) found = textsBeside().find(sequence);
    if (!found) return std::nullopt;
    return InsetPlace{found->embed->embed, found->text->cell};
}

/// Where a text lies on the page; lays out what is around it.
std::optional<EditorView::LaidOutText> EditorView::laidOutText(const ObjectId& sequence) {
    if (sequence == kBody) return LaidOutText{&m_layout, {}};
    const auto place = insetPlaceOf(sequence);
    if (!place) return std::nullopt;
    if (!place->cell) {
        const auto standing = m_objects->placeOf(place->embed);
        const auto rect = standing ? captionRect(standing->offset) : std::nullopt;
        if (!rect) return std::nullopt;
        return LaidOutText{m_captions.at(place->embed).get(), rect->topLeft()};
    }
    const auto table = tableNamed(place->embed);
    const auto cell = table ? cellNamed(*place) : std::nullopt;
    if (!cell) return std::nullopt;
    const auto& texts = table->layout->table().rows[cell->row].cells[cell->column];
    const auto text = std::ranges::find_if(texts, [&](const event::EventId& id) { return ObjectId{id} == sequence; });
    if (text == texts.end()) return std::nullopt;
    const QRectF rect = table->layout->textRect(*cell, static_cast<std::size_t>(text - texts.begin()));
    const QPointF inside = rect.topLeft() + QPointF(table->layout->padding(), table->layout->padding());
    return LaidOutText{table->layout->lookAt(*text), table->rect.topLeft() + inside};
}

/// Whether a text may be in sight, without laying anything out.
bool EditorView::isAbout(const ObjectId& sequence, const QRectF& visible) const {
    if (sequence == kBody) return true;
    const auto found = m_textsBeside.find(sequence);
    if (!found) return false;
    const std::uint32_t block = blocks().positionOf(found->embed->offset).block;
    const auto top = static_cast<qreal>(blocks().heightBefore(block));
    return top <= visible.bottom() && visible.top() <= top + blocks().height(block);
}

QRectF EditorView::rectOf(const projection::TextRange& range) {
    const auto text = laidOutText(range.sequence);
    if (!text) return {};
    // Laying out what is below moves nothing above: the end first.
    const QRectF end = text->layout->caretRect(range.range.end);
    return text->layout->caretRect(range.range.begin).united(end).translated(text->origin + origin());
}

void EditorView::ensureVisible(text::Range range) {
    const QRectF end = m_layout.caretRect(range.end);
    const QRectF begin = m_layout.caretRect(range.begin);
    showRect(begin.united(end));
}

void EditorView::ensureVisible(const projection::TextRange& range) {
    if (range.sequence == kBody) {
        ensureVisible(range.range);
        return;
    }
    const QRectF rect = rectOf(range);
    if (!rect.isNull()) showRect(rect.translated(-origin()));
}

void EditorView::select(const projection::TextRange& range) {
    const Selection selection{range.range.begin, range.range.end};
    const auto place = insetPlaceOf(range.sequence);
    if (range.sequence == kBody) {
        setSelection(selection);
    } else if (place) {
        openInsetAt(*place, range.sequence);
        if (m_inset != nullptr && m_insetPlace == place && m_inset->m_sequence == range.sequence) {
            m_inset->changeSelection(selection, false);
        } else if (const auto standing = m_objects->placeOf(place->embed)) {
            setSelection({standing->offset, standing->offset + 1U});
        }
    }
    ensureVisible(range);
}

/// The inset on one of the texts of a place; the keyboard comes along where the page has it.
void EditorView::openInsetAt(const InsetPlace& place, const ObjectId& sequence) {
    const bool hadFocus = hasFocus() || (m_inset != nullptr && m_inset->hasFocus());
    std::size_t index = 0;
    if (const auto table = place.cell ? tableNamed(place.embed) : std::nullopt) {
        const auto cell = cellNamed(place);
        if (!cell || table->layout->table().isCut) return;
        const auto& texts = table->layout->table().rows[cell->row].cells[cell->column];
        const auto text =
            std::ranges::find_if(texts, [&](const event::EventId& id) { return ObjectId{id} == sequence; });
        if (text != texts.end()) index = static_cast<std::size_t>(text - texts.begin());
    }
    if (m_inset == nullptr || m_insetPlace != place || m_inset->m_sequence != sequence)
        openInset(place, index, hadFocus);
}

ViewState EditorView::viewState() const {
    const layout::DocumentLayout::LineBox line = m_layout.lineAt(std::max(m_scroll.top(), 0.0));
    ViewState state{.selection = m_selection, .line = line.start, .distance = line.top - m_scroll.top()};
    if (m_inset == nullptr) return state;
    state.inset = m_insetPlace;
    state.insetSelection = m_inset->m_selection;
    return state;
}

void EditorView::setViewState(const ViewState& state) {
    if (!state.inset || state.inset != m_insetPlace) setSelection(state.selection);
    m_scroll.place(std::min(state.line, blocks().end()), state.distance);
    settle();
    if (!state.inset) return;
    if (state.inset != m_insetPlace) openInset(*state.inset, 0, hasFocus());
    if (m_inset != nullptr && state.inset == m_insetPlace) m_inset->changeSelection(state.insetSelection, false);
}

}  // namespace varve::ui

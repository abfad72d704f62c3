#include "ui/counts/selected_text.h"

#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

SelectedText cellsOf(EditorView& view, const EditorView::TableSelection& selection) {
    SelectedText selected;
    const projection::Table* table = view.shownTable(selection.table);
    if (table == nullptr) return selected;
    for (std::size_t row = selection.cells.first.row; row <= selection.cells.last.row; ++row) {
        for (std::size_t column = selection.cells.first.column; column <= selection.cells.last.column; ++column) {
            for (const event::EventId& sequence : table->rows[row].cells[column]) {
                const auto found = view.textsBeside().find(sequence);
                if (found) selected.whole.push_back(found->text->text);
            }
        }
    }
    return selected;
}

}  // namespace

std::size_t SelectedText::sizeBytes() const {
    std::size_t size = range.count();
    for (const auto& text : whole)
        size += text->size();
    return size;
}

projection::TextCounts SelectedText::counts() const {
    projection::TextCounts counts = projection::countsOf(rope, range);
    for (const auto& text : whole)
        counts += projection::countsOf(*text);
    return counts;
}

SelectedText selectedTextOf(EditorView& view, const text::Rope& body) {
    const auto cells = view.tableSelection();
    if (cells && cells->isRectangle) return cellsOf(view, *cells);
    const auto place = view.focusedSelection();
    if (!place || place->range.isEmpty()) return {};
    if (&view.focusedText() != &view) {
        const auto found = view.textsBeside().find(place->sequence);
        return found ? SelectedText{.rope = text::Rope(*found->text->text), .range = place->range} : SelectedText();
    }
    if (place->range.end.value > body.count()) return {};
    SelectedText selected{.rope = body, .range = place->range};
    for (const projection::TextsOfEmbed& embed : view.textsBeside().embeds()) {
        if (embed.offset < place->range.begin || place->range.end <= embed.offset) continue;
        for (const projection::TextBeside& beside : embed.texts)
            selected.whole.push_back(beside.text);
    }
    return selected;
}

}  // namespace varve::ui

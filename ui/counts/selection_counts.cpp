#include "ui/counts/selection_counts.h"

#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

constexpr std::uint32_t kCountedAtOnceMax = 50'000;  // characters

projection::TextCounts countsOfCells(const EditorView& view, const EditorView::TableSelection& selection) {
    projection::TextCounts counts;
    const projection::Table* table = view.shownTable(selection.table);
    if (table == nullptr) return counts;
    for (std::size_t row = selection.cells.first.row; row <= selection.cells.last.row; ++row) {
        for (std::size_t column = selection.cells.first.column; column <= selection.cells.last.column; ++column) {
            for (const event::EventId& text : table->rows[row].cells[column])
                counts += projection::countsOf(view.cellText(selection.table, text).toStdString());
        }
    }
    return counts;
}

}  // namespace

SelectionCounts countsOfSelection(EditorView& view) {
    const auto cells = view.tableSelection();
    if (cells && cells->isRectangle) return {.counts = countsOfCells(view, *cells)};
    const EditorView& text = view.focusedText();
    const text::Range selected = text.selection().range();
    if (selected.isEmpty()) return {};
    if (selected.count() > kCountedAtOnceMax) return {.isTooLarge = true};
    projection::TextCounts counts = projection::countsOf(text.blocks().text(selected).toStdString());
    if (&text != &view) return {.counts = counts};
    for (const projection::TextsOfEmbed& embed : view.textsBeside().embeds()) {
        if (embed.offset < selected.begin || selected.end <= embed.offset) continue;
        for (const projection::TextBeside& beside : embed.texts)
            counts += projection::countsOf(*beside.text);
    }
    return {.counts = counts};
}

}  // namespace varve::ui

// An editor view with a table between two paragraphs, and what its cells say in the document and on the page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/embed_schema.h"
#include "document/table_schema.h"
#include "projection/table.h"
#include "rich_harness.h"

namespace varve::ui {

inline document::ContentBlocks cell(const std::string& text) {
    document::ContentBlocks blocks(1);
    if (!text.empty()) document::appendInline(blocks.front(), {.text = text});
    return blocks;
}

using Rows = std::vector<std::vector<std::string>>;

/// A paragraph, a table, a paragraph.
inline document::Content sample(const Rows& cells, bool hasHeader = false) {
    document::Embed table;
    document::setValue(table.attributes, document::embed_key::kType, std::string(document::kTableType));
    table.columns.resize(cells.front().size());
    for (const std::vector<std::string>& row : cells) {
        document::TableRow one;
        if (hasHeader && table.rows.empty()) document::setValue(one.attributes, "header", true);
        for (const std::string& text : row)
            one.cells.push_back(cell(text));
        table.rows.push_back(std::move(one));
    }
    document::Content content;
    content.blocks.resize(3);
    document::appendInline(content.blocks[0], {.text = "above"});
    document::Inline embed;
    embed.embed = std::make_shared<const document::Embed>(std::move(table));
    document::appendInline(content.blocks[1], std::move(embed));
    document::appendInline(content.blocks[2], {.text = "below"});
    return content;
}

class TableHarness : public RichHarness {
  public:
    explicit TableHarness(const Rows& cells, bool hasHeader = false) {
        view.insertContent(sample(cells, hasHeader), event::TransactionKind::kPaste);
        view.setSelection({{0}, {0}});
        view.grab();
    }
    [[nodiscard]] event::EventId table() const {
        for (std::uint32_t index = 0; index < view.blocks().blockCount(); ++index) {
            if (!view.blocks().blockAt(index)->embeds.empty()) return view.blocks().blockAt(index)->embeds.front().id;
        }
        return {};
    }
    /// Texts of the cells as the document has them: rows by lines, cells by bars.
    [[nodiscard]] std::string cells() const {
        std::string words;
        const document::EmbedPointer embed = view.embedReader()(table());
        for (const document::TableRow& row : embed->rows) {
            for (const document::ContentBlocks& one : row.cells)
                words += document::plainTextOf(one) + "|";
            words += "\n";
        }
        return words;
    }
    /// As the page shows them.
    [[nodiscard]] std::string shownCells() const {
        std::string words;
        const projection::Table* shown = view.shownTable(table());
        if (shown == nullptr) return "no table";
        for (const projection::TableRow& row : shown->rows) {
            for (const auto& texts : row.cells) {
                for (const event::EventId& sequence : texts)
                    words += view.cellText(table(), sequence).toStdString();
                words += "|";
            }
            words += "\n";
        }
        return words;
    }
    QWidget* focused() { return &view.focusedText(); }
    void typeHere(const QString& text) { QTest::keyClicks(focused(), text); }
    void keyHere(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(focused(), key, modifiers);
    }
    [[nodiscard]] std::optional<layout::CellPlace> here() const {
        const auto selection = view.tableSelection();
        return selection ? std::optional(selection->cells.first) : std::nullopt;
    }
};

}  // namespace varve::ui

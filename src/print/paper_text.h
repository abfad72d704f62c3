// A document as it flows down the pages: what text and which tables follow each other, and how each of them is typeset
// in the column of the paper, always in light colours. Keeps no typeset line: whoever needs an item has it laid out, so
// that ten megabytes cost no more than their text. Lengths are dots, ten to a point, whatever the screen. Any thread,
// but one at a time.
#pragma once

#include <QRectF>
#include <QSizeF>
#include <QString>
#include <map>
#include <memory>
#include <vector>

#include "document/content.h"
#include "document/page_schema.h"
#include "layout/block_layout.h"
#include "layout/style_sheet.h"

namespace varve::print {

inline constexpr int kDotsPerPoint = 10;
inline constexpr int kDotsPerInch = 720;

/// A block of text, or a table.
struct FlowItem {
    projection::BlockPtr block{};    // null for a table
    document::EmbedPointer table{};  // null for text
    QString number{};                // of a numbered list item
    bool keepsWithNext = false;      // stands on the page on which the next item begins
};

class PaperText {
  public:
    /// Cost: O(text).
    explicit PaperText(const document::Content& content);

    [[nodiscard]] const document::PageSetup& setup() const { return m_setup; }
    [[nodiscard]] const layout::StyleSheet& sheet() const { return *m_sheet; }
    [[nodiscard]] QSizeF paperSize() const;
    /// What the margins leave.
    [[nodiscard]] QRectF body() const;

    [[nodiscard]] const std::vector<FlowItem>& items() const { return m_items; }
    /// Space above an item that does not begin a page.
    [[nodiscard]] qreal gapAbove(std::size_t item) const;

    /// A block in a column of the sheet, nothing of it laid out yet. Pictures fit on a page.
    [[nodiscard]] std::unique_ptr<layout::BlockLayout> layoutOf(const projection::BlockPtr& block,
                                                                const layout::StyleSheet& sheet) const;
    /// The blocks of a table's cell.
    [[nodiscard]] std::vector<FlowItem> cellItems(const document::ContentBlocks& cell, bool isHeader) const;

  private:
    void addBlock(std::vector<FlowItem>& items, const document::ContentBlock& block, bool isHeader,
                  bool isInCell) const;
    [[nodiscard]] document::FormatPointer shared(const document::Attributes& marks, bool isHeader) const;

    document::PageSetup m_setup;
    std::unique_ptr<layout::StyleSheet> m_sheet;
    // Equal formats are one, so that the sheet knows them again.
    mutable std::map<document::Format, document::FormatPointer> m_formats;
    std::vector<FlowItem> m_items;
};

}  // namespace varve::print

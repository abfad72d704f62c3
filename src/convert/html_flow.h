// Turns the text of HTML into blocks: blanks as browsers show them, line breaks, list items, and one flow within
// another (cells of tables, captions). Knows no elements.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "convert/block_builder.h"
#include "convert/html_look.h"

namespace varve::convert {

class HtmlFlow {
  public:
    /// Text in an element with this look. Blanks join, but for looks that keep them.
    void addText(std::string_view text, const HtmlLook& look);
    void addLineBreak(const HtmlLook& look);
    void addEmbed(document::Embed embed, const HtmlLook& look);
    /// In a paragraph of its own.
    void addEmbedBlock(document::Embed embed, const HtmlLook& look);

    /// Whatever follows begins a new block.
    void endBlock();
    /// The next block is this item of a list. One that was begun before and got no block becomes an empty one.
    void beginItem(const document::BlockAttributes& attributes, int number);
    void endItem();
    /// What was begun is no item after all.
    void dropItem() { m_item.reset(); }
    /// Makes the item at hand one with a box, as long as it has no text.
    void makeCheckItem(bool isChecked);
    /// Changes the kind of the item that was begun, before it has a block.
    void markItem(document::BlockType type, int number);
    void startPage() { m_startsPage = true; }

    [[nodiscard]] std::size_t pieceCount() const { return m_pieceCount; }
    [[nodiscard]] bool isEmpty() const { return m_isEmpty && !m_item; }
    /// Never empty.
    [[nodiscard]] document::ContentBlocks take();
    /// Adds blocks as they are.
    void append(document::ContentBlocks blocks);

  private:
    struct Item {
        document::BlockAttributes attributes;
        int number = 0;
    };
    void openBlock(const HtmlLook& look);
    void startBlock(const document::BlockAttributes& attributes, int number);
    void flushBlanks();
    void put(std::string_view text, const HtmlLook& look);
    void addCode(std::string_view text, const HtmlLook& look);

    BlockBuilder m_builder;
    std::vector<int> m_numbers;
    std::optional<Item> m_item;
    std::optional<document::Attributes> m_blank;  // marks of a blank that text has yet to follow
    std::vector<document::Attributes> m_breaks;   // marks of line breaks that something has yet to follow
    bool m_startsPage = false;
    bool m_isEmpty = true;
    std::size_t m_pieceCount = 0;
};

}  // namespace varve::convert

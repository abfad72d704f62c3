#include "convert/html_flow.h"

#include <algorithm>

namespace varve::convert {

namespace {

using document::BlockAttributes;
using document::BlockType;

constexpr std::string_view kNoBreakSpace = "\xc2\xa0";

bool isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

BlockAttributes attributesOf(const HtmlLook& look) {
    BlockAttributes attributes = look.block;
    if (look.isCode) {
        attributes.type = BlockType::kCode;
        attributes.align = document::Alignment::kByDirection;
    } else if (look.quoteDepth > 0 && attributes.type == BlockType::kParagraph) {
        attributes.type = BlockType::kQuote;
        attributes.indent += look.quoteDepth - 1;
    }
    if (!look.isCode) attributes.codeLanguage.clear();
    attributes.indent = std::min(attributes.indent + look.listDepth, document::kIndentMax);
    return attributes;
}

}  // namespace

void HtmlFlow::startBlock(const BlockAttributes& attributes, int number) {
    BlockAttributes whole = attributes;
    whole.startsPage = whole.startsPage || m_startsPage;
    m_startsPage = false;
    m_isEmpty = false;
    m_builder.startBlock(whole);
    m_numbers.resize(m_builder.blocks().size());
    m_numbers.back() = number;
    ++m_pieceCount;
}

void HtmlFlow::openBlock(const HtmlLook& look) {
    if (m_builder.isOpen()) return;
    if (!m_item) {
        startBlock(attributesOf(look), 0);
        return;
    }
    BlockAttributes attributes = m_item->attributes;
    attributes.align = look.block.align;
    attributes.direction = look.block.direction;
    attributes.language = look.block.language;
    attributes.lineSpacingPercent = look.block.lineSpacingPercent;
    attributes.spaceBefore = look.block.spaceBefore;
    attributes.spaceAfter = look.block.spaceAfter;
    startBlock(attributes, m_item->number);
    m_item.reset();
}

void HtmlFlow::flushBlanks() {
    for (const document::Attributes& marks : m_breaks)
        m_builder.addText(kLineSeparator, marks);
    m_breaks.clear();
    if (m_blank) m_builder.addText(" ", *m_blank);
    m_blank.reset();
}

void HtmlFlow::put(std::string_view text, const HtmlLook& look) {
    openBlock(look);
    flushBlanks();
    const std::size_t before = m_builder.block().inlines.size();
    m_builder.addText(text, look.marks);
    m_pieceCount += m_builder.block().inlines.size() - before;
}

void HtmlFlow::addText(std::string_view text, const HtmlLook& look) {
    if (look.isCode) {
        addCode(text, look);
        return;
    }
    while (!text.empty()) {
        std::size_t end = 0;
        if (look.keepsBlanks) {
            end = text.find('\n');
            if (end != 0) put(text.substr(0, end), look);
            if (end == text.npos) return;
            addLineBreak(look);
            text.remove_prefix(end + 1);
            continue;
        }
        while (end < text.size() && isBlank(text[end]))
            ++end;
        const bool isAtStart = !m_builder.isOpen() || m_builder.isBlockEmpty() || !m_breaks.empty();
        if (end > 0 && !isAtStart && !m_blank) m_blank = look.marks;
        text.remove_prefix(end);
        // Words with single blanks between them in one go.
        end = 0;
        while (end < text.size() &&
               !(isBlank(text[end]) && (text[end] != ' ' || end + 1 == text.size() || isBlank(text[end + 1]))))
            ++end;
        if (end > 0) put(text.substr(0, end), look);
        text.remove_prefix(end);
    }
}

void HtmlFlow::addCode(std::string_view text, const HtmlLook& look) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (end != text.npos || !line.empty()) put(line, look);
        if (end == text.npos) return;
        m_builder.endBlock();
        text.remove_prefix(end + 1);
    }
}

void HtmlFlow::addLineBreak(const HtmlLook& look) {
    if (look.isCode) {
        addCode("\n", look);
        return;
    }
    openBlock(look);
    m_blank.reset();
    m_breaks.push_back(look.marks);
    ++m_pieceCount;
}

void HtmlFlow::addEmbed(document::Embed embed, const HtmlLook& look) {
    openBlock(look);
    flushBlanks();
    m_builder.addEmbed(std::move(embed), look.marks);
    ++m_pieceCount;
}

void HtmlFlow::addEmbedBlock(document::Embed embed, const HtmlLook& look) {
    endBlock();
    endItem();
    HtmlLook plain;
    plain.block.align = look.block.align;
    plain.listDepth = look.listDepth;
    openBlock(plain);
    m_builder.addEmbed(std::move(embed));
    endBlock();
}

void HtmlFlow::endBlock() {
    m_blank.reset();
    if (m_builder.isOpen()) {
        // The last break of a block is not seen, unless there is nothing else.
        for (std::size_t index = 0; index + 1 < m_breaks.size(); ++index)
            m_builder.addText(kLineSeparator, m_breaks[index]);
        auto& inlines = m_builder.block().inlines;
        // A blank that does not break is how many programs write an empty paragraph.
        if (inlines.size() == 1 && inlines.front().text == kNoBreakSpace) inlines.clear();
    }
    m_breaks.clear();
    m_builder.endBlock();
}

void HtmlFlow::beginItem(const BlockAttributes& attributes, int number) {
    endBlock();
    endItem();
    m_item = Item{attributes, number};
}

void HtmlFlow::endItem() {
    if (!m_item) return;
    startBlock(m_item->attributes, m_item->number);
    m_builder.endBlock();
    m_item.reset();
}

void HtmlFlow::makeCheckItem(bool isChecked) {
    if (m_item) {
        m_item->attributes.type = BlockType::kCheck;
        m_item->attributes.isChecked = isChecked;
        m_item->number = 0;
        return;
    }
    if (!m_builder.isOpen() || !m_builder.isBlockEmpty()) return;
    BlockAttributes attributes = document::blockAttributesOf(m_builder.block().attributes);
    if (!attributes.isListItem()) return;
    attributes.type = BlockType::kCheck;
    attributes.isChecked = isChecked;
    m_builder.block().attributes = document::registersOf(attributes);
    m_numbers.back() = 0;
}

void HtmlFlow::markItem(BlockType type, int number) {
    if (!m_item) return;
    m_item->attributes.type = type;
    m_item->number = number;
}

document::ContentBlocks HtmlFlow::take() {
    endBlock();
    endItem();
    m_numbers.resize(m_builder.blocks().size());
    setStarts(m_builder.blocks(), m_numbers);
    return m_builder.take();
}

void HtmlFlow::append(document::ContentBlocks blocks) {
    endBlock();
    endItem();
    for (document::ContentBlock& block : blocks)
        m_builder.blocks().push_back(std::move(block));
    m_isEmpty = m_isEmpty && blocks.empty();
}

}  // namespace varve::convert

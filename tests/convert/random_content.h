// Random documents of all that a word processor's format can say, for round trips.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "base/random.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"

namespace varve {

class RandomRichContent {
  public:
    explicit RandomRichContent(Random& random) : m_random(random) {}

    document::ContentBlocks blocks() {
        document::ContentBlocks blocks;
        const std::uint32_t count = 1 + m_random.below(8);
        while (blocks.size() < count)
            addBlock(blocks);
        return blocks;
    }

  private:
    using BlockType = document::BlockType;
    using BlockAttributes = document::BlockAttributes;

    std::string words() {
        static constexpr std::array kWords{"a",
                                           "word",
                                           " ",
                                           "  ",
                                           "\t",
                                           "<",
                                           ">",
                                           "&",
                                           "&amp;",
                                           "\"",
                                           "'",
                                           "</p>",
                                           "<!--",
                                           "-->",
                                           "ä",
                                           "\xc2\xa0x",
                                           "😀",
                                           "\xe2\x80\xa8",
                                           "\xe2\x80\xa8"
                                           "b",
                                           ".",
                                           "]]>",
                                           "\xd7\xa9"};
        std::string text;
        for (std::uint32_t count = 1 + m_random.below(5); count > 0; --count)
            text += kWords[m_random.below(kWords.size())];
        return text;
    }
    document::Attributes marks() {
        using namespace document::mark_key;
        document::Attributes marks;
        for (const auto key : {kBold, kItalic, kStrike, kUnderline, kSuperscript, kSubscript, kCode})
            if (m_random.chance(10)) document::setValue(marks, key, true);
        // Both at once cannot be said everywhere.
        if (document::flagOf(marks, kSuperscript)) document::setValue(marks, kSubscript, {});
        if (m_random.chance(10)) document::setValue(marks, kLink, std::string("https://a/b?c=d&e=\"f\""));
        if (m_random.chance(10)) document::setValue(marks, kColour, std::string("#12ab0f"));
        if (m_random.chance(10)) document::setValue(marks, kHighlight, std::string("#ffff00"));
        if (m_random.chance(10)) document::setValue(marks, kFont, std::string("DejaVu Sans"));
        if (m_random.chance(10)) document::setValue(marks, kSize, std::int64_t{1050});
        return marks;
    }
    std::vector<document::Inline> inlines() {
        document::ContentBlock block;
        for (std::uint32_t count = m_random.below(5); count > 0; --count)
            document::appendInline(block, {.text = words(), .marks = marks()});
        // A single blank that does not break stands for an empty paragraph.
        if (block.inlines.size() == 1 && block.inlines.front().text == "\xc2\xa0") block.inlines.clear();
        return block.inlines;
    }
    static document::ContentBlock blockOf(const BlockAttributes& attributes,
                                          std::vector<document::Inline> inlines = {}) {
        return {.attributes = document::registersOf(attributes), .inlines = std::move(inlines)};
    }
    static document::ContentBlock embedBlock(document::Embed embed) {
        return blockOf({},
                       {{.text = {}, .marks = {}, .embed = std::make_shared<const document::Embed>(std::move(embed))}});
    }
    BlockAttributes look(BlockType type) {
        BlockAttributes attributes;
        attributes.type = type;
        if (type == BlockType::kHeading) attributes.level = 1 + static_cast<int>(m_random.below(6));
        attributes.align = static_cast<document::Alignment>(m_random.chance(30) ? m_random.below(5) : 0);
        if (m_random.chance(15)) attributes.lineSpacingPercent = 150;
        if (m_random.chance(15)) attributes.spaceBefore = 600;
        if (m_random.chance(15)) attributes.spaceAfter = 0;
        if (m_random.chance(10)) attributes.direction = document::Direction::kRightToLeft;
        attributes.startsPage = m_random.chance(10);
        if (m_random.chance(10)) attributes.language = "de-AT";
        return attributes;
    }
    document::Embed table() {
        document::Embed embed;
        document::setValue(embed.attributes, document::embed_key::kType, std::string(document::kTableType));
        embed.columns.resize(1 + m_random.below(3));
        const bool hasHeader = m_random.chance(50);
        for (std::uint32_t count = 1 + m_random.below(3); count > 0; --count) {
            document::TableRow& row = embed.rows.emplace_back();
            if (hasHeader && embed.rows.size() == 1)
                document::setValue(row.attributes, document::embed_key::kHeader, true);
            for (std::size_t column = 0; column < embed.columns.size(); ++column) {
                document::ContentBlocks cell;
                do {
                    cell.push_back(blockOf({}, inlines()));
                } while (m_random.chance(30));
                if (m_random.chance(20)) addList(cell, BlockType::kBullet);
                row.cells.push_back(std::move(cell));
            }
        }
        return embed;
    }
    void addList(document::ContentBlocks& blocks, BlockType last) {
        int depth = -1;
        for (std::uint32_t count = 1 + m_random.below(6); count > 0; --count) {
            BlockAttributes attributes;
            attributes.type =
                static_cast<BlockType>(static_cast<std::uint32_t>(BlockType::kBullet) + m_random.below(3));
            if (count == 1) attributes.type = last;
            attributes.indent = std::min(depth + 1, static_cast<int>(m_random.below(5)));
            attributes.isChecked = attributes.type == BlockType::kCheck && m_random.chance(50);
            depth = attributes.indent;
            blocks.push_back(blockOf(attributes, inlines()));
            if (!m_random.chance(20)) continue;
            BlockAttributes inside;
            inside.indent = depth + 1;
            blocks.push_back(blockOf(inside, inlines()));
        }
        blocks.push_back(blockOf({}, {{.text = "end"}}));
    }
    void addBlock(document::ContentBlocks& blocks) {
        switch (m_random.below(9)) {
            case 0:
                addList(blocks, BlockType::kNumber);
                return;
            case 1: {
                document::Embed rule;
                document::setValue(rule.attributes, document::embed_key::kType, std::string(document::kRuleType));
                blocks.push_back(embedBlock(std::move(rule)));
                return;
            }
            case 2:
                blocks.push_back(embedBlock(table()));
                return;
            case 3: {
                BlockAttributes code;
                code.type = BlockType::kCode;
                code.codeLanguage = m_random.chance(50) ? "c++" : "";
                for (std::uint32_t count = 1 + m_random.below(3); count > 0; --count) {
                    std::string text = words();
                    // A line break in code is another line of it.
                    for (std::size_t at = text.find("\xe2\x80\xa8"); at != text.npos; at = text.find("\xe2\x80\xa8"))
                        text.erase(at, 3);
                    blocks.push_back(blockOf(code, m_random.chance(80) && !text.empty()
                                                       ? std::vector<document::Inline>{{.text = text}}
                                                       : std::vector<document::Inline>{}));
                }
                return;
            }
            case 4:
                blocks.push_back(blockOf(look(BlockType::kHeading), inlines()));
                return;
            case 5: {
                BlockAttributes quote = look(BlockType::kQuote);
                quote.indent = static_cast<int>(m_random.below(3));
                blocks.push_back(blockOf(quote, inlines()));
                return;
            }
            case 6:
                blocks.push_back(blockOf(look(BlockType::kTitle), inlines()));
                return;
            default: {
                BlockAttributes paragraph = look(BlockType::kParagraph);
                blocks.push_back(blockOf(paragraph, inlines()));
                return;
            }
        }
    }

    Random& m_random;
};

}  // namespace varve

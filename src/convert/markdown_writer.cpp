#include <algorithm>
#include <functional>
#include <numeric>

#include "convert/block_builder.h"
#include "convert/image_source.h"
#include "convert/markdown.h"
#include "convert/markdown_inlines.h"
#include "convert/plain_text.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/list_numbers.h"

namespace varve::convert {

namespace {

using document::BlockAttributes;
using document::BlockType;
using document::ContentBlock;
using document::Embed;
using document::Inline;

std::string_view typeOf(const Embed& embed) {
    return document::textOf(embed.attributes, document::embed_key::kType);
}
/// Whether Markdown can only write it as a block.
bool isBlockEmbed(const Inline& part) {
    return part.embed && (typeOf(*part.embed) == document::kRuleType || typeOf(*part.embed) == document::kTableType);
}

/// Writes the blocks of the body one after the other, inside the list items that they belong to.
class MarkdownWriter {
  public:
    explicit MarkdownWriter(const BlobSource& blobs) : m_blobs(blobs) {}

    void add(const ContentBlock& block) {
        const BlockAttributes attributes = document::blockAttributesOf(block.attributes);
        const int number = m_numbers.pass(attributes);
        if (attributes.type == BlockType::kCode) {
            addCode(block, attributes);
            return;
        }
        endCode();
        std::vector<Inline> text;
        bool isFirst = true;
        for (const Inline& part : block.inlines) {
            if (!isBlockEmbed(part)) {
                text.push_back(part);
                continue;
            }
            if (!text.empty() || (isFirst && attributes.isListItem())) addText(text, attributes, number, isFirst);
            isFirst = isFirst && text.empty() && !attributes.isListItem();
            text.clear();
            addEmbed(*part.embed, attributes);
            isFirst = false;
        }
        if (!text.empty() || (isFirst && attributes.isListItem())) addText(text, attributes, number, isFirst);
        if (isFirst && text.empty() && attributes.isHeading()) addText(text, attributes, number, true);
        addCaptions(block, attributes);
    }
    Bytes take() {
        endCode();
        return std::move(m_out);
    }

  private:
    // One level of the list that is open: how far its items' texts are indented, and its kind.
    struct Level {
        std::size_t width = 0;
        BlockType type = BlockType::kBullet;
        char sign = '-';
    };

    std::string address(const Embed& embed) const {
        const document::ImageAttributes image = document::imageAttributesOf(embed.attributes);
        if (image.blob.empty() || image.media.empty() || !m_blobs) return {};
        const auto bytes = m_blobs(image.blob);
        return bytes ? dataUriOf(image.media, *bytes) : std::string();
    }
    std::string written(const std::vector<Inline>& text, const MarkdownPlace& place) const {
        return markdownOfInlines(text, place, [this](const Embed& embed) { return address(embed); });
    }
    std::string levelPrefix(std::size_t depth) const {
        std::size_t width = 0;
        for (std::size_t index = 0; index < depth; ++index)
            width += m_levels[index].width;
        return std::string(width, ' ');
    }
    /// Goes to the item that a block which is none belongs to, and gives the blanks in front of its lines.
    std::string enterContinuation(int indent) {
        const auto depth = static_cast<std::size_t>(indent);
        m_levels.resize(depth <= m_levels.size() ? depth : 0);
        return levelPrefix(m_levels.size());
    }
    /// `body` may have several lines; each of them, if not empty, gets the prefix.
    void emit(std::string_view first, std::string_view prefix, std::string_view body) {
        bool isFirst = true;
        while (true) {
            const std::size_t end = body.find('\n');
            const std::string_view line = body.substr(0, end);
            std::string whole(isFirst ? first : prefix);
            whole += line;
            whole.erase(line.empty() ? whole.find_last_not_of(' ') + 1 : whole.size());
            m_out += whole;
            m_out += '\n';
            if (end == body.npos) break;
            body.remove_prefix(end + 1);
            isFirst = false;
        }
    }
    void separate(bool isItem, int quoteDepth) {
        if (!m_out.empty() && !(isItem && m_wasItem)) {
            const auto shared = static_cast<std::size_t>(std::min(quoteDepth, m_lastQuoteDepth));
            for (std::size_t index = 0; index < shared; ++index)
                m_out += index == 0 ? ">" : " >";
            m_out += '\n';
        }
        m_wasItem = isItem;
        m_lastQuoteDepth = quoteDepth;
    }

    void addText(const std::vector<Inline>& text, const BlockAttributes& attributes, int number, bool isFirst) {
        if (attributes.isListItem() && isFirst) {
            addItem(text, attributes, number);
        } else if ((attributes.isHeading() || attributes.type == BlockType::kTitle) && isFirst) {
            addHeading(text, attributes);
        } else if (attributes.type == BlockType::kQuote) {
            const std::string prefix = quotePrefix(attributes);
            m_levels.clear();
            separate(false, attributes.indent + 1);
            emit(prefix, prefix, written(text, {}));
        } else {
            const std::string prefix = enterContinuation(continuationIndent(attributes));
            separate(false, 0);
            emit(prefix, prefix, written(text, {}));
        }
    }
    static std::string quotePrefix(const BlockAttributes& attributes) {
        std::string prefix;
        for (int depth = 0; depth <= attributes.indent; ++depth)
            prefix += "> ";
        return prefix;
    }
    static int continuationIndent(const BlockAttributes& attributes) {
        return attributes.indent + (attributes.isListItem() ? 1 : 0);
    }
    void addHeading(const std::vector<Inline>& text, const BlockAttributes& attributes) {
        const std::string prefix = enterContinuation(attributes.indent);
        separate(false, 0);
        const auto level = static_cast<std::size_t>(attributes.isHeading() ? attributes.level : 1);
        std::string line = written(text, {.isSingleLine = true});
        // A sign at the end would be taken for the closing one.
        if (line.ends_with('#') && !line.ends_with("\\#")) line.insert(line.size() - 1, "\\");
        emit(prefix + std::string(level, '#') + " ", prefix, line);
    }
    void addItem(const std::vector<Inline>& text, const BlockAttributes& attributes, int number) {
        const std::size_t depth = std::min(static_cast<std::size_t>(attributes.indent), m_levels.size());
        const bool isOrdered = attributes.type == BlockType::kNumber;
        char sign = isOrdered ? '.' : '-';
        if (m_levels.size() > depth && isOrdered && m_levels[depth].type == BlockType::kNumber) {
            const bool isNewList = attributes.start >= 0;
            sign = m_levels[depth].sign;
            if (isNewList) sign = sign == '.' ? ')' : '.';
        }
        m_levels.resize(depth);
        const std::string prefix = levelPrefix(depth);
        const std::string marker = isOrdered ? std::to_string(number) + sign + ' ' : "- ";
        m_levels.push_back({.width = marker.size(), .type = attributes.type, .sign = sign});
        separate(true, 0);
        const std::string box = attributes.type != BlockType::kCheck ? "" : attributes.isChecked ? "[x] " : "[ ] ";
        emit(prefix + marker + box, prefix + std::string(marker.size(), ' '), written(text, {}));
    }

    // Neighbouring code blocks are the lines of one.
    void addCode(const ContentBlock& block, const BlockAttributes& attributes) {
        const bool continues = !m_code.empty() && m_codeAttributes.indent == attributes.indent &&
                               m_codeAttributes.codeLanguage == attributes.codeLanguage;
        if (!continues) endCode();
        m_codeAttributes = attributes;
        m_code += textOfBlocks({ContentBlock{.attributes = {}, .inlines = block.inlines}});
        m_code += '\n';
    }
    void endCode() {
        if (m_code.empty()) return;
        std::size_t longest = 2;
        std::size_t run = 0;
        for (char& c : m_code) {
            if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') c = ' ';
            run = c == '`' ? run + 1 : 0;
            longest = std::max(longest, run);
        }
        const std::string fence(longest + 1, '`');
        std::string language;
        for (const char c : m_codeAttributes.codeLanguage) {
            if (static_cast<unsigned char>(c) <= 0x20 || c == '`') continue;
            if (c == '\\') language += '\\';
            language += c;
            // The parser takes entities before backslashes.
            if (c == '&') language += "amp;";
        }
        const std::string prefix = enterContinuation(m_codeAttributes.indent);
        separate(false, 0);
        emit(prefix, prefix, fence + language + "\n" + m_code + fence);
        m_code.clear();
    }

    void addEmbed(const Embed& embed, const BlockAttributes& attributes) {
        const std::string prefix = enterContinuation(continuationIndent(attributes));
        separate(false, 0);
        emit(prefix, prefix, typeOf(embed) == document::kRuleType ? "---" : table(embed));
    }
    std::string cell(const document::ContentBlocks& blocks) const {
        std::vector<Inline> text;
        for (const ContentBlock& block : blocks) {
            if (!text.empty()) text.push_back({.text = std::string(kLineSeparator)});
            for (const Inline& part : block.inlines) {
                // A table in a table is its text.
                text.push_back(isBlockEmbed(part)
                                   ? Inline{.text = inlineText(textOfBlocks({{.attributes = {}, .inlines = {part}}}))}
                                   : part);
            }
        }
        return written(text, {.isSingleLine = true, .isTableCell = true});
    }
    std::string delimiter(const Embed& embed, std::size_t column) const {
        std::optional<document::Alignment> align;
        for (const document::TableRow& row : embed.rows) {
            if (column >= row.cells.size() || row.cells[column].empty()) continue;
            const auto here = document::blockAttributesOf(row.cells[column].front().attributes).align;
            if (align.value_or(here) != here) return "---";
            align = here;
        }
        switch (align.value_or(document::Alignment::kByDirection)) {
            case document::Alignment::kLeft:
                return ":--";
            case document::Alignment::kCentre:
                return ":-:";
            case document::Alignment::kRight:
                return "--:";
            default:
                return "---";
        }
    }
    std::string table(const Embed& embed) const {
        const std::size_t columns = std::max<std::size_t>(embed.columns.size(), 1);
        const bool hasHeader =
            !embed.rows.empty() && document::flagOf(embed.rows.front().attributes, document::embed_key::kHeader);
        std::string delimiters = "|";
        for (std::size_t column = 0; column < columns; ++column)
            delimiters += " " + delimiter(embed, column) + " |";
        std::string text;
        if (!hasHeader) text = tableRow(nullptr, columns) + "\n" + delimiters;
        for (std::size_t index = 0; index < embed.rows.size(); ++index) {
            if (!text.empty()) text += '\n';
            text += tableRow(&embed.rows[index], columns);
            if (index == 0 && hasHeader) text += "\n" + delimiters;
        }
        return text;
    }
    std::string tableRow(const document::TableRow* row, std::size_t columns) const {
        std::string line = "|";
        for (std::size_t column = 0; column < columns; ++column) {
            const bool hasCell = row != nullptr && column < row->cells.size();
            std::string text = hasCell ? cell(row->cells[column]) : std::string();
            // A lonely empty cell would not be a row.
            if (text.empty() && columns == 1) text = "<!-- -->";
            line += " " + text + (text.empty() ? "|" : " |");
        }
        return line;
    }
    void addCaptions(const ContentBlock& block, const BlockAttributes& attributes) {
        for (const Inline& part : block.inlines) {
            if (!part.embed) continue;
            for (const ContentBlock& caption : part.embed->caption)
                if (!caption.inlines.empty()) addText(caption.inlines, attributes, 0, false);
        }
    }

    const BlobSource& m_blobs;
    Bytes m_out;
    document::ListNumbers m_numbers;
    std::vector<Level> m_levels;
    std::string m_code;
    BlockAttributes m_codeAttributes;
    bool m_wasItem = false;
    int m_lastQuoteDepth = 0;
};

}  // namespace

Result<Bytes> exportMarkdown(const document::Content& content, const BlobSource& blobs, const Progress& progress) {
    constexpr std::size_t kBlocksPerQuestion = 1024;
    MarkdownWriter writer(blobs);
    for (std::size_t index = 0; index < content.blocks.size(); ++index) {
        if (index % kBlocksPerQuestion == 0) {
            if (progress.wasCancelled()) return cancelled();
            progress.say(static_cast<double>(index) / static_cast<double>(content.blocks.size()));
        }
        writer.add(content.blocks[index]);
    }
    return writer.take();
}

}  // namespace varve::convert

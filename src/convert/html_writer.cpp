#include <algorithm>
#include <array>
#include <utility>

#include "convert/block_builder.h"
#include "convert/html.h"
#include "convert/html_inlines.h"
#include "convert/html_names.h"
#include "convert/image_source.h"
#include "convert/plain_text.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/list_numbers.h"

namespace varve::convert {

namespace {

using document::BlockAttributes;
using document::BlockType;
using document::ContentBlock;
using document::ContentBlocks;
using document::Embed;
using document::Inline;

constexpr int kIndentWidth = 3600;

std::string_view typeOf(const Embed& embed) {
    return document::textOf(embed.attributes, document::embed_key::kType);
}
bool isBlockEmbed(const Inline& part) {
    if (!part.embed) return false;
    const std::string_view type = typeOf(*part.embed);
    return type == document::kRuleType || type == document::kTableType ||
           (type == document::kImageType && !part.embed->caption.empty());
}

/// `name="value"` pairs with a blank in front of each. `classes`: divided by blanks, or empty.
std::string blockAttributesHtml(const BlockAttributes& block, bool isIndented, const std::string& classes) {
    constexpr std::array<std::string_view, 5> kAligns{"", "left", "center", "right", "justify"};
    std::string style;
    const auto add = [&](std::string_view name, const std::string& value) {
        style += (style.empty() ? "" : ";") + std::string(name) + ":" + value;
    };
    if (block.align != document::Alignment::kByDirection)
        add("text-align", std::string(kAligns[static_cast<std::size_t>(block.align)]));
    if (isIndented && block.indent > 0) add("margin-left", cssPoints(block.indent * kIndentWidth));
    if (block.lineSpacingPercent != 100) add("line-height", std::to_string(block.lineSpacingPercent) + "%");
    if (block.spaceBefore >= 0) add("margin-top", cssPoints(block.spaceBefore));
    if (block.spaceAfter >= 0) add("margin-bottom", cssPoints(block.spaceAfter));
    if (block.startsPage) add("break-before", "page");
    std::string html;
    if (!classes.empty()) html += " class=\"" + classes + "\"";
    if (block.direction != document::Direction::kByText)
        html += block.direction == document::Direction::kRightToLeft ? " dir=\"rtl\"" : " dir=\"ltr\"";
    if (!block.language.empty()) html += " lang=\"" + htmlEscaped(block.language) + "\"";
    if (!style.empty()) html += " style=\"" + style + "\"";
    return html;
}

/// Writes the blocks of one sequence.
class HtmlWriter {
  public:
    HtmlWriter(const BlobSource& blobs, const HtmlNames& names, bool isBody)
        : m_blobs(blobs), m_names(names), m_isBody(isBody) {}

    void add(const ContentBlock& block) {
        const BlockAttributes attributes = document::blockAttributesOf(block.attributes);
        const int number = m_numbers.pass(attributes);
        if (attributes.type == BlockType::kCode) {
            addCode(block, attributes);
            return;
        }
        endCode();
        if (attributes.isListItem()) {
            addItem(block, attributes, number);
        } else {
            const bool isInItem = enterContinuation(attributes);
            enterQuotes(attributes.type == BlockType::kQuote ? attributes.indent + 1 : 0);
            addParagraphs(block.inlines, attributes, isInItem);
        }
    }
    Bytes take() {
        endCode();
        closeLists(0);
        enterQuotes(0);
        return std::move(m_html);
    }
    std::string blocksHtml(const ContentBlocks& blocks) const {
        HtmlWriter inner(m_blobs, m_names, false);
        for (const ContentBlock& block : blocks)
            inner.add(block);
        return inner.take();
    }

  private:
    struct List {
        std::string_view name;
        BlockType type = BlockType::kBullet;
        bool hasOpenItem = false;
    };

    std::string inlines(const std::vector<Inline>& parts) const {
        return htmlOfInlines(
            parts, [this](const Embed& embed) { return imageHtml(embed); }, &m_names);
    }
    std::string classesOf(const BlockAttributes& block) const {
        return std::string(m_names.classOf(block.style, document::StyleKind::kParagraph));
    }
    std::string imageHtml(const Embed& embed) const {
        const document::ImageAttributes image = document::imageAttributesOf(embed.attributes);
        const auto bytes = image.blob.empty() || image.media.empty() || !m_blobs ? std::nullopt : m_blobs(image.blob);
        if (!bytes) return htmlEscaped(image.alt);
        std::string html = "<img src=\"" + dataUriOf(image.media, *bytes) + "\" alt=\"" + htmlEscaped(image.alt) + "\"";
        if (image.width > 0) html += " style=\"width:" + cssPoints(image.width) + "\"";
        return html + ">";
    }
    std::string blockEmbedHtml(const Embed& embed) const {
        if (typeOf(embed) == document::kRuleType) return "<hr>\n";
        if (typeOf(embed) == document::kTableType) return tableHtml(embed);
        const bool isShort = embed.caption.size() == 1 && embed.caption.front().attributes.empty();
        const std::string caption = isShort ? inlines(embed.caption.front().inlines) : "\n" + blocksHtml(embed.caption);
        return "<figure>" + imageHtml(embed) + "<figcaption>" + caption + "</figcaption></figure>\n";
    }
    std::string tableHtml(const Embed& embed) const {
        std::string html = "<table>\n" + columnsHtml(embed);
        for (const document::TableRow& row : embed.rows) {
            const std::string name = document::flagOf(row.attributes, document::embed_key::kHeader) ? "th" : "td";
            html += "<tr>";
            for (const ContentBlocks& cell : row.cells) {
                const bool isPlain = cell.size() == 1 && isPlainParagraph(cell.front());
                html += "<" + name;
                if (isPlain) {
                    const BlockAttributes attributes = document::blockAttributesOf(cell.front().attributes);
                    html += blockAttributesHtml(attributes, false, classesOf(attributes));
                }
                html += ">" + (isPlain ? inlines(cell.front().inlines) : "\n" + blocksHtml(cell)) + "</" + name + ">";
            }
            html += "</tr>\n";
        }
        return html + "</table>\n";
    }
    static std::string columnsHtml(const Embed& embed) {
        constexpr std::int64_t kShareUsual = 1000;
        constexpr std::int64_t kShareMax = 100'000;
        std::int64_t sum = 0;
        std::vector<std::int64_t> shares;
        for (const document::Attributes& column : embed.columns) {
            const std::int64_t share = document::numberOf(column, document::embed_key::kWidth);
            shares.push_back(share >= 1 && share <= kShareMax ? share : kShareUsual);
            sum += shares.back();
        }
        if (std::ranges::all_of(shares, [&](std::int64_t share) { return share == shares.front(); })) return {};
        std::string html = "<colgroup>";
        for (const std::int64_t share : shares)
            html += "<col style=\"width:" + std::to_string(share * 100 / sum) + "%\">";
        return html + "</colgroup>\n";
    }
    static bool isPlainParagraph(const ContentBlock& block) {
        const BlockAttributes attributes = document::blockAttributesOf(block.attributes);
        return attributes.type == BlockType::kParagraph && attributes.indent == 0 && !attributes.startsPage &&
               std::ranges::none_of(block.inlines, isBlockEmbed);
    }

    /// What links to a heading lead to, in front of its words.
    std::string headingId(const BlockAttributes& attributes) {
        const bool isHeading = attributes.isHeading() || attributes.type == BlockType::kTitle;
        if (!m_isBody || !isHeading || m_headingCount >= m_names.headingIds().size()) return {};
        const std::string& id = m_names.headingIds()[m_headingCount++];
        return id.empty() ? "" : " id=\"" + htmlEscaped(id) + "\"";
    }
    /// A paragraph or heading, cut where something stands in it that must not be in one.
    void addParagraphs(const std::vector<Inline>& parts, const BlockAttributes& attributes, bool isInItem) {
        std::vector<Inline> text;
        std::string id = headingId(attributes);
        bool isFirst = true;
        for (const Inline& part : parts) {
            if (!isBlockEmbed(part)) {
                text.push_back(part);
                continue;
            }
            if (!text.empty()) addParagraph(text, attributes, isInItem, std::exchange(id, {}));
            text.clear();
            isFirst = false;
            m_html += blockEmbedHtml(*part.embed);
        }
        if (isFirst || !text.empty()) addParagraph(text, attributes, isInItem, id);
    }
    void addParagraph(const std::vector<Inline>& text, const BlockAttributes& attributes, bool isInItem,
                      const std::string& id) {
        std::string name = "p";
        if (attributes.isHeading()) name = "h" + std::to_string(attributes.level);
        if (attributes.type == BlockType::kTitle) name = "h1";
        std::string classes = classesOf(attributes);
        if (attributes.type == BlockType::kTitle) classes.insert(0, classes.empty() ? "title" : "title ");
        m_html += "<" + name + id;
        m_html += blockAttributesHtml(attributes, !isInItem && attributes.type != BlockType::kQuote, classes);
        const std::string content = inlines(text);
        m_html += ">" + (content.empty() ? "<br>" : content) + "</" + name + ">\n";
    }

    // Quotes and lists that are open.
    void enterQuotes(int depth) {
        for (; m_quoteDepth > depth; --m_quoteDepth)
            m_html += "</blockquote>\n";
        for (; m_quoteDepth < depth; ++m_quoteDepth)
            m_html += "<blockquote>\n";
    }
    void closeLists(std::size_t depth) {
        while (m_lists.size() > depth) {
            if (m_lists.back().hasOpenItem) m_html += "</li>\n";
            m_html += "</" + std::string(m_lists.back().name) + ">\n";
            m_lists.pop_back();
        }
    }
    /// Goes to the item that a block which is none belongs to. False when there is no such item.
    bool enterContinuation(const BlockAttributes& attributes) {
        const auto depth = static_cast<std::size_t>(attributes.indent);
        const bool isInItem = attributes.type != BlockType::kQuote && depth > 0 && depth <= m_lists.size() &&
                              m_lists[depth - 1].hasOpenItem;
        closeLists(isInItem ? depth : 0);
        return isInItem;
    }
    void addItem(const ContentBlock& block, const BlockAttributes& attributes, int number) {
        enterQuotes(0);
        const auto depth = static_cast<std::size_t>(attributes.indent) + 1;
        const bool isOrdered = attributes.type == BlockType::kNumber;
        const std::string_view name = isOrdered ? "ol" : "ul";
        closeLists(depth);
        if (m_lists.size() == depth && (m_lists.back().name != name || (isOrdered && attributes.start >= 0)))
            closeLists(depth - 1);
        while (m_lists.size() < depth) {
            const bool isItsOwn = m_lists.size() + 1 == depth;
            m_lists.push_back({.name = isItsOwn ? name : "ul", .type = attributes.type});
            m_html += "<" + std::string(m_lists.back().name);
            if (isItsOwn && isOrdered && number != 1) m_html += " start=\"" + std::to_string(number) + "\"";
            m_html += ">\n";
        }
        if (m_lists.back().hasOpenItem) m_html += "</li>\n";
        m_lists.back().hasOpenItem = true;
        m_html += "<li" + blockAttributesHtml(attributes, false, classesOf(attributes)) + ">";
        if (attributes.type == BlockType::kCheck)
            m_html += attributes.isChecked ? "<input type=\"checkbox\" disabled checked> "
                                           : "<input type=\"checkbox\" disabled> ";
        std::vector<Inline> text;
        for (const Inline& part : block.inlines) {
            if (!isBlockEmbed(part)) {
                text.push_back(part);
                continue;
            }
            m_html += inlines(text) + "\n" + blockEmbedHtml(*part.embed);
            text.clear();
        }
        // Without it the item would take the paragraph that follows for its own text.
        m_html += block.inlines.empty() ? "<br>" : inlines(text);
    }

    // Neighbouring code blocks are the lines of one.
    void addCode(const ContentBlock& block, const BlockAttributes& attributes) {
        const bool continues = m_isInCode && m_codeAttributes.indent == attributes.indent &&
                               m_codeAttributes.codeLanguage == attributes.codeLanguage;
        if (!continues) {
            endCode();
            const bool isInItem = enterContinuation(attributes);
            enterQuotes(0);
            BlockAttributes plain;
            plain.indent = attributes.indent;
            m_html += "<pre" + blockAttributesHtml(plain, !isInItem, classesOf(attributes)) + "><code";
            if (!attributes.codeLanguage.empty())
                m_html += " class=\"language-" + htmlEscaped(attributes.codeLanguage) + "\"";
            m_html += ">";
            m_isInCode = true;
            m_codeAttributes = attributes;
        }
        m_html += htmlEscaped(textOfBlocks({ContentBlock{.attributes = {}, .inlines = block.inlines}})) + "\n";
    }
    void endCode() {
        if (m_isInCode) m_html += "</code></pre>\n";
        m_isInCode = false;
    }

    const BlobSource& m_blobs;
    const HtmlNames& m_names;
    const bool m_isBody;  // else a cell or a caption, whose headings are none of the outline
    std::size_t m_headingCount = 0;
    Bytes m_html;
    document::ListNumbers m_numbers;
    std::vector<List> m_lists;
    int m_quoteDepth = 0;
    bool m_isInCode = false;
    BlockAttributes m_codeAttributes;
};

Result<Bytes> bodyHtml(const document::Content& content, const BlobSource& blobs, const HtmlNames& names,
                       const Progress& progress) {
    constexpr std::size_t kBlocksPerQuestion = 1024;
    HtmlWriter writer(blobs, names, true);
    for (std::size_t index = 0; index < content.blocks.size(); ++index) {
        if (index % kBlocksPerQuestion == 0) {
            if (progress.wasCancelled()) return cancelled();
            progress.say(static_cast<double>(index) / static_cast<double>(content.blocks.size()));
        }
        writer.add(content.blocks[index]);
    }
    return writer.take();
}

constexpr std::string_view kGenerator = "<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"Varve\">\n";
constexpr std::string_view kPageStyle =
    "<style>\n"
    "body { max-width: 42em; margin: 2em auto; padding: 0 1em; font-family: serif; line-height: 1.4; }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "td, th { border: 1px solid #999; padding: .25em .5em; text-align: start; vertical-align: top; }\n"
    "blockquote { margin: 0 0 0 1em; padding-left: 1em; border-left: 3px solid #ccc; }\n"
    "pre { background: #f4f4f4; padding: .75em; overflow: auto; }\n"
    "img { max-width: 100%; }\n"
    "li > input { margin-left: -1.4em; }\n";

}  // namespace

Result<Bytes> exportHtmlFragment(const document::Content& content, const BlobSource& blobs, const Progress& progress) {
    auto body = bodyHtml(content, blobs, HtmlNames(), progress);
    if (body) body->insert(0, kGenerator);
    return body;
}

Result<Bytes> exportHtml(const document::Content& content, const BlobSource& blobs, const Progress& progress) {
    const HtmlNames names(content);
    const auto body = bodyHtml(content, blobs, names, progress);
    if (!body) return body;
    const std::string_view title = document::textOf(content.properties, "title");
    const std::string_view language = document::textOf(content.properties, "language");
    Bytes html = "<!DOCTYPE html>\n<html";
    if (!language.empty()) html += " lang=\"" + htmlEscaped(language) + "\"";
    html.append(">\n<head>\n").append(kGenerator);
    html += "<title>" + htmlEscaped(title) + "</title>\n";
    html.append(kPageStyle)
        .append(names.css())
        .append("</style>\n</head>\n<body>\n")
        .append(*body)
        .append("</body>\n</html>\n");
    return html;
}

}  // namespace varve::convert

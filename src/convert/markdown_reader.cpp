#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "convert/block_builder.h"
#include "convert/html.h"
#include "convert/image_source.h"
#include "convert/inline_html.h"
#include "convert/link_rules.h"
#include "convert/loss_list.h"
#include "convert/markdown.h"
#include "convert/markdown_guard.h"
#include "convert/text_decoder.h"
#include "document/mark_schema.h"

namespace varve::convert {

namespace {

using document::BlockAttributes;
using document::BlockType;

struct NodeDeleter {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct ParserDeleter {
    void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct IteratorDeleter {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
using Node = std::unique_ptr<cmark_node, NodeDeleter>;

std::string_view viewOf(const char* text) {
    return text != nullptr ? std::string_view(text) : std::string_view();
}

Node parsed(std::string_view text) {
    static const bool kRegistered = [] {
        cmark_gfm_core_extensions_ensure_registered();
        // Makes links of bare mail addresses, whatever is escaped in them: text could then not be written.
        cmark_syntax_extension_set_postprocess_func(cmark_find_syntax_extension("autolink"), nullptr);
        return true;
    }();
    (void)kRegistered;
    const std::unique_ptr<cmark_parser, ParserDeleter> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
    for (const char* name : {"table", "strikethrough", "tasklist", "autolink"})
        cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
    cmark_parser_feed(parser.get(), text.data(), text.size());
    return Node(cmark_parser_finish(parser.get()));
}

/// Walks over the tree of the parser and puts blocks together.
class MarkdownReader {
  public:
    MarkdownReader(GuardedMarkdown source, LossList& losses) : m_source(std::move(source)), m_losses(losses) {}

    Result<Imported> read(const Progress& progress) {
        const Node root = parsed(m_source.text);
        const std::unique_ptr<cmark_iter, IteratorDeleter> iterator(cmark_iter_new(root.get()));
        const auto lineCount = std::max<double>(1, static_cast<double>(std::ranges::count(m_source.text, '\n')));
        std::size_t steps = 0;
        constexpr std::size_t kStepsPerQuestion = 4096;
        for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
             event = cmark_iter_next(iterator.get())) {
            cmark_node* node = cmark_iter_get_node(iterator.get());
            if (++steps % kStepsPerQuestion == 0) {
                if (progress.wasCancelled()) return cancelled();
                progress.say(std::min(1.0, cmark_node_get_start_line(node) / lineCount));
            }
            visit(node, event == CMARK_EVENT_ENTER);
        }
        Imported imported;
        m_numbers.resize(m_body.blocks().size());
        setStarts(m_body.blocks(), m_numbers);
        imported.content.blocks = m_body.take();
        imported.images = m_images.take();
        return imported;
    }

  private:
    struct List {
        bool isOrdered = false;
        int next = 1;
    };
    struct Item {
        BlockAttributes attributes;
        int number = 0;
    };
    struct Table {
        document::Embed embed;
        std::vector<document::Alignment> aligns;
    };

    BlockBuilder& builder() { return m_cell ? *m_cell : m_body; }
    int listDepth() const { return static_cast<int>(m_lists.size()); }
    int bounded(int indent) const { return std::min(indent, document::kIndentMax); }

    void visit(cmark_node* node, bool isEnter) {
        switch (cmark_node_get_type(node)) {
            case CMARK_NODE_BLOCK_QUOTE:
                visitQuote(isEnter);
                return;
            case CMARK_NODE_LIST:
                visitList(node, isEnter);
                return;
            case CMARK_NODE_ITEM:
                visitItem(node, isEnter);
                return;
            case CMARK_NODE_PARAGRAPH:
                visitParagraph(isEnter);
                return;
            case CMARK_NODE_HEADING:
                visitHeading(node, isEnter);
                return;
            case CMARK_NODE_CODE_BLOCK:
                addCodeBlock(node);
                return;
            case CMARK_NODE_HTML_BLOCK:
                addHtmlBlock(viewOf(cmark_node_get_literal(node)));
                return;
            case CMARK_NODE_THEMATIC_BREAK:
                addRule();
                return;
            case CMARK_NODE_TEXT:
                addLiteral(viewOf(cmark_node_get_literal(node)));
                return;
            case CMARK_NODE_SOFTBREAK:
                addText(" ");
                return;
            case CMARK_NODE_LINEBREAK:
                addText(kLineSeparator);
                return;
            case CMARK_NODE_CODE:
                addCode(viewOf(cmark_node_get_literal(node)));
                return;
            case CMARK_NODE_HTML_INLINE:
                addInlineHtml(viewOf(cmark_node_get_literal(node)));
                return;
            case CMARK_NODE_EMPH:
                m_marks.change(document::mark_key::kItalic, isEnter);
                return;
            case CMARK_NODE_STRONG:
                m_marks.change(document::mark_key::kBold, isEnter);
                return;
            case CMARK_NODE_LINK:
                visitLink(viewOf(cmark_node_get_url(node)), isEnter);
                return;
            case CMARK_NODE_IMAGE:
                visitImage(viewOf(cmark_node_get_url(node)), isEnter);
                return;
            default:
                visitExtension(node, isEnter);
                return;
        }
    }
    void visitExtension(cmark_node* node, bool isEnter) {
        const std::string_view type = viewOf(cmark_node_get_type_string(node));
        if (type == "strikethrough") m_marks.change(document::mark_key::kStrike, isEnter);
        if (type == "tasklist") visitItem(node, isEnter);
        if (type == "table") visitTable(node, isEnter);
        if (type == "table_row" || type == "table_header") visitRow(node, isEnter);
        if (type == "table_cell") visitCell(isEnter);
    }

    // Blocks.
    void visitQuote(bool isEnter) {
        if (isEnter) flushItem();
        m_quoteDepth += isEnter ? 1 : -1;
    }
    void visitList(cmark_node* node, bool isEnter) {
        if (!isEnter) {
            m_lists.pop_back();
            return;
        }
        flushItem();
        const bool isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
        m_lists.push_back({.isOrdered = isOrdered, .next = isOrdered ? cmark_node_get_list_start(node) : 1});
        if (m_quoteDepth > 0) m_losses.add("Lists inside quotes are lists of their own now.");
    }
    void visitItem(cmark_node* node, bool isEnter) {
        if (!isEnter) {
            flushItem();
            return;
        }
        constexpr int kStartMax = 999'999;
        List& list = m_lists.back();
        Item item;
        item.attributes.type = list.isOrdered ? BlockType::kNumber : BlockType::kBullet;
        item.attributes.indent = bounded(listDepth() - 1);
        item.number = list.isOrdered ? std::min(list.next, kStartMax) : 0;
        list.next = std::min(list.next, kStartMax) + 1;
        if (viewOf(cmark_node_get_type_string(node)) == "tasklist") {
            item.attributes.type = BlockType::kCheck;
            item.attributes.isChecked = isChecked(node);
            item.number = 0;
        }
        m_item = item;
    }
    /// Read from the source: the parser takes a cross anywhere in the line for that of the box.
    bool isChecked(cmark_node* item) {
        if (m_lineBegins.empty()) {
            m_lineBegins.push_back(0);
            for (std::size_t at = m_source.text.find('\n'); at != std::string::npos;
                 at = m_source.text.find('\n', at + 1))
                m_lineBegins.push_back(at + 1);
        }
        const auto line = static_cast<std::size_t>(std::max(cmark_node_get_start_line(item) - 1, 0));
        const auto column = static_cast<std::size_t>(std::max(cmark_node_get_start_column(item) - 1, 0));
        if (line >= m_lineBegins.size()) return false;
        const std::size_t box = m_source.text.find('[', m_lineBegins[line] + column);
        return box != std::string::npos && box + 1 < m_source.text.size() && (m_source.text[box + 1] | 0x20) == 'x';
    }
    /// The item as a block of its own, when nothing in it was one.
    void flushItem() {
        if (!m_item) return;
        startItem();
        builder().endBlock();
    }
    void startItem() {
        m_body.startBlock(m_item->attributes);
        m_numbers.resize(m_body.blocks().size());
        m_numbers.back() = m_item->number;
        m_item.reset();
    }
    BlockAttributes attributesHere() const {
        BlockAttributes attributes;
        attributes.type = m_quoteDepth > 0 ? BlockType::kQuote : BlockType::kParagraph;
        attributes.indent = bounded(listDepth() + std::max(m_quoteDepth - 1, 0));
        return attributes;
    }
    void visitParagraph(bool isEnter) {
        if (!isEnter) {
            endParagraph();
        } else if (m_item) {
            startItem();
        } else {
            m_body.startBlock(attributesHere());
        }
    }
    void endParagraph() {
        m_marks.clear();  // of HTML elements that were not closed
        m_body.endBlock();
    }
    void visitHeading(cmark_node* node, bool isEnter) {
        if (!isEnter) {
            endParagraph();
        } else if (m_item) {
            m_losses.add("Headings that are list items are plain items now.");
            startItem();
        } else {
            BlockAttributes attributes;
            attributes.type = BlockType::kHeading;
            attributes.level = cmark_node_get_heading_level(node);
            attributes.indent = bounded(listDepth());
            m_body.startBlock(attributes);
        }
    }
    void addCodeBlock(cmark_node* node) {
        constexpr std::size_t kLanguageSizeMax = 100;
        flushItem();
        BlockAttributes attributes;
        attributes.type = BlockType::kCode;
        attributes.indent = bounded(listDepth());
        const std::string_view info = viewOf(cmark_node_get_fence_info(node));
        if (const auto name = info.substr(0, info.find_first_of(" \t")); name.size() <= kLanguageSizeMax)
            attributes.codeLanguage = inlineText(name);
        std::string_view code = viewOf(cmark_node_get_literal(node));
        if (code.ends_with('\n')) code.remove_suffix(1);
        while (true) {
            const std::size_t end = code.find('\n');
            m_body.startBlock(attributes);
            m_body.addText(code.substr(0, end), {});
            if (end == code.npos) break;
            code.remove_prefix(end + 1);
        }
        m_body.endBlock();
    }
    void addRule() {
        flushItem();
        BlockAttributes attributes;
        attributes.indent = bounded(listDepth());
        document::Embed rule;
        document::setValue(rule.attributes, document::embed_key::kType, std::string(document::kRuleType));
        m_body.addEmbedBlock(std::move(rule), attributes);
    }
    void addHtmlBlock(std::string_view html) {
        if (html.starts_with("<!--")) return;
        auto imported = importHtml(html);
        if (!imported) {
            m_losses.add(imported.error().message);
            return;
        }
        m_losses.addAll(imported->losses);
        auto& blocks = imported->content.blocks;
        if (blocks.size() == 1 && blocks.front().inlines.empty()) return;
        flushItem();
        for (ImportedImage& image : imported->images)
            (void)m_images.add(std::move(image.bytes), {}, m_losses);  // the embeds are there already
        for (document::ContentBlock& block : blocks)
            m_body.blocks().push_back(std::move(block));
        m_body.endBlock();
    }

    // Tables.
    void visitTable(cmark_node* node, bool isEnter) {
        if (isEnter) {
            flushItem();
            const std::size_t columns = cmark_gfm_extensions_get_table_columns(node);
            const std::uint8_t* aligns = cmark_gfm_extensions_get_table_alignments(node);
            m_table = std::make_unique<Table>();
            document::setValue(m_table->embed.attributes, document::embed_key::kType,
                               std::string(document::kTableType));
            m_table->embed.columns.resize(columns);
            for (std::size_t column = 0; column < columns; ++column)
                m_table->aligns.push_back(alignmentOf(aligns != nullptr ? aligns[column] : std::uint8_t{0}));
            return;
        }
        dropEmptyHeader();
        BlockAttributes attributes;
        attributes.indent = bounded(listDepth());
        m_body.addEmbedBlock(std::move(m_table->embed), attributes);
        m_table.reset();
    }
    static document::Alignment alignmentOf(std::uint8_t sign) {
        if (sign == 'l') return document::Alignment::kLeft;
        if (sign == 'c') return document::Alignment::kCentre;
        return sign == 'r' ? document::Alignment::kRight : document::Alignment::kByDirection;
    }
    void dropEmptyHeader() {
        auto& rows = m_table->embed.rows;
        const auto isEmpty = [](const document::ContentBlocks& cell) { return cell.front().inlines.empty(); };
        if (rows.size() > 1 && std::ranges::all_of(rows.front().cells, isEmpty)) rows.erase(rows.begin());
    }
    void visitRow(cmark_node* node, bool isEnter) {
        if (isEnter) {
            auto& row = m_table->embed.rows.emplace_back();
            if (cmark_gfm_extensions_get_table_row_is_header(node) != 0)
                document::setValue(row.attributes, document::embed_key::kHeader, true);
            return;
        }
        auto& cells = m_table->embed.rows.back().cells;
        while (cells.size() < m_table->embed.columns.size())
            cells.push_back(emptyCell(cells.size()));
        cells.resize(m_table->embed.columns.size());
    }
    document::ContentBlocks emptyCell(std::size_t column) const {
        BlockAttributes attributes;
        if (column < m_table->aligns.size()) attributes.align = m_table->aligns[column];
        return {{.attributes = document::registersOf(attributes)}};
    }
    void visitCell(bool isEnter) {
        auto& cells = m_table->embed.rows.back().cells;
        if (isEnter) {
            m_cell = std::make_unique<BlockBuilder>();
            m_cell->blocks() = emptyCell(cells.size());
            m_cell->reopen();
            return;
        }
        m_marks.clear();
        cells.push_back(m_cell->take());
        m_cell.reset();
    }

    // Inlines.
    void addText(std::string_view text) {
        if (m_imageDepth > 0) {
            m_alt += text;
        } else {
            builder().addText(text, m_marks.marks());
        }
    }
    void addLiteral(std::string_view text) {
        const bool isPlaceholder = text.starts_with(document::kEmbedText) && text.ends_with(document::kEmbedText) &&
                                   text.size() > 2 * document::kEmbedText.size();
        if (!isPlaceholder) {
            addText(text);
            return;
        }
        text.remove_prefix(document::kEmbedText.size());
        std::size_t index = m_source.plainParagraphs.size();
        std::from_chars(text.data(), text.data() + text.size(), index);
        if (index >= m_source.plainParagraphs.size()) return;
        addText(std::exchange(m_source.plainParagraphs[index], {}));
    }
    void addCode(std::string_view code) {
        m_marks.change(document::mark_key::kCode, true);
        addText(code);
        m_marks.change(document::mark_key::kCode, false);
    }
    void addInlineHtml(std::string_view tag) {
        const InlineTag read = inlineTagOf(tag);
        if (read.isLineBreak) {
            addText(kLineSeparator);
        } else if (!read.mark.empty()) {
            m_marks.change(read.mark, !read.isClosing);
        } else if (!tag.starts_with("<!--")) {
            m_losses.add("Some HTML inside Markdown was left out; its text is kept.");
        }
    }
    void visitLink(std::string_view url, bool isEnter) {
        if (!isEnter) {
            m_marks.setLink({});
        } else if (isLinkAllowed(url)) {
            m_marks.setLink(url);
        } else {
            m_losses.add(kLinkLoss);
        }
    }
    void visitImage(std::string_view url, bool isEnter) {
        m_imageDepth += isEnter ? 1 : -1;
        if (isEnter || m_imageDepth > 0) return;
        const std::string alt = inlineText(std::exchange(m_alt, {}));
        if (auto image = m_images.addFromUri(url, alt, m_losses)) {
            builder().addEmbed(std::move(*image), m_marks.marks());
        } else {
            addText(alt);
        }
    }

    GuardedMarkdown m_source;
    LossList& m_losses;
    std::vector<std::size_t> m_lineBegins;  // of the source, once asked for
    BlockBuilder m_body;
    std::vector<int> m_numbers;
    ImageCollection m_images;
    InlineMarks m_marks;
    std::vector<List> m_lists;
    std::optional<Item> m_item;  // entered, and no block begun for it yet
    std::unique_ptr<Table> m_table;
    std::unique_ptr<BlockBuilder> m_cell;
    int m_quoteDepth = 0;
    int m_imageDepth = 0;
    std::string m_alt;
};

}  // namespace

Result<Imported> importMarkdown(BytesView bytes, const Progress& progress) {
    auto decoded = decodeText(bytes);
    if (!decoded) return std::unexpected(decoded.error());
    LossList losses;
    losses.addAll(decoded->notices);
    auto guarded = guardMarkdown(decoded->text, losses);
    if (!guarded) return std::unexpected(guarded.error());
    if (progress.wasCancelled()) return cancelled();
    auto imported = MarkdownReader(std::move(*guarded), losses).read(progress);
    if (imported) imported->losses = losses.take();
    return imported;
}

}  // namespace varve::convert

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "convert/html.h"
#include "convert/html_cleaning.h"
#include "convert/html_elements.h"
#include "convert/html_encoding.h"
#include "convert/html_flow.h"
#include "convert/html_look.h"
#include "convert/html_table.h"
#include "convert/html_tokenizer.h"
#include "convert/image_source.h"
#include "convert/word_list.h"
#include "document/mark_schema.h"

namespace varve::convert {

namespace {

using document::BlockAttributes;
using document::BlockType;

constexpr std::size_t kDepthMax = 256;
constexpr std::size_t kPieceCountMax = 2'000'000;

int numberOf(std::string_view text, int absent) {
    int number = absent;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// An open element.
struct Frame {
    std::string name;
    HtmlRole role = HtmlRole::kInline;
    HtmlLook look;
    int nextNumber = 0;      // of a list
    bool isOrdered = false;  // a list
    bool isMarker = false;   // holds the bullet of a list item as text
    bool ownsFlow = false;   // what is in it is no part of the text around it
    std::size_t columnSpan = 1;
    std::size_t rowSpan = 1;
};

class HtmlReader {
  public:
    explicit HtmlReader(LossList& losses) : m_losses(losses) {
        m_frames.emplace_back();
        m_flows.push_back(std::make_unique<HtmlFlow>());
    }

    Result<Imported> read(std::string_view html, const Progress& progress) {
        HtmlTokenizer tokenizer(html);
        HtmlToken token;
        std::size_t count = 0;
        constexpr std::size_t kTokensPerQuestion = 4096;
        while (tokenizer.next(token)) {
            if (++count % kTokensPerQuestion == 0) {
                if (progress.wasCancelled()) return cancelled();
                progress.say(tokenizer.fraction());
            }
            take(token);
            if (m_pieceCount + flow().pieceCount() > kPieceCountMax) {
                return failure(
                    ErrorCode::kLimitExceeded,
                    "This HTML has more than two million pieces, more than can be imported as one document.");
            }
        }
        closeTo(1);
        Imported imported;
        imported.content.blocks = flow().take();
        if (!m_origin.isOwn) removeUnmeantLooks(imported.content.blocks);
        imported.images = m_images.take();
        document::setValue(imported.content.properties, "title", textOrNothing(m_title));
        document::setValue(imported.content.properties, "language", textOrNothing(m_language));
        return imported;
    }

  private:
    struct Figure {
        std::optional<document::Embed> image;
        document::ContentBlocks caption;
    };

    static event::Value textOrNothing(const std::string& text) {
        return text.empty() ? event::Value() : event::Value(text);
    }
    HtmlFlow& flow() { return *m_flows.back(); }
    const HtmlLook& look() const { return m_frames.back().look; }

    void take(const HtmlToken& token) {
        switch (token.kind) {
            case HtmlToken::Kind::kText:
                takeText(token.text);
                return;
            case HtmlToken::Kind::kStart:
                start(token);
                return;
            case HtmlToken::Kind::kEnd:
                end(token.name);
                return;
        }
    }

    void takeText(std::string_view text) {
        constexpr std::size_t kTitleSizeMax = 1000;
        constexpr std::size_t kMarkerSizeMax = 32;
        const Frame& frame = m_frames.back();
        if (m_hiddenOverflow > 0) return;
        if (frame.role == HtmlRole::kTitle && !frame.look.isHidden) {
            if (m_title.empty() && text.size() <= kTitleSizeMax) m_title = titleOf(text);
        } else if (frame.isMarker) {
            if (m_marker.size() < kMarkerSizeMax) m_marker += text;
        } else if (!frame.look.isHidden && !isBetweenCells(text)) {
            // The line end right behind <pre> is not shown.
            if (m_isAtCodeStart && text.starts_with('\n')) text.remove_prefix(1);
            m_isAtCodeStart = false;
            flow().addText(text, frame.look);
        }
    }
    /// Blanks between the tags of a table or list.
    bool isBetweenCells(std::string_view text) const {
        const HtmlRole role = m_frames.back().role;
        const bool isPart = role == HtmlRole::kTable || role == HtmlRole::kTableHead || role == HtmlRole::kRow ||
                            role == HtmlRole::kList;
        return isPart && text.find_first_not_of(" \t\r\n\f") == text.npos;
    }
    static std::string titleOf(std::string_view text) {
        std::string title = inlineText(text);
        const std::size_t begin = title.find_first_not_of(" \t");
        return begin == title.npos ? std::string() : title.substr(begin, title.find_last_not_of(" \t") - begin + 1);
    }

    // Tags.
    void start(const HtmlToken& tag) {
        const HtmlRole role = htmlRoleOf(tag.name);
        m_isAtCodeStart = false;
        if (isVoid(role)) {
            if (!look().isHidden) addVoid(tag, role);
            return;
        }
        if (look().isHidden && m_frames.size() >= kDepthMax) return;
        if (isBlockRole(role) && !look().isHidden) {
            closeImplied(role);
            flow().endBlock();
        }
        if (m_frames.size() >= kDepthMax) {
            m_losses.add("HTML nested deeper than 256 elements was taken without what is deeper.");
            ++m_overflow;
            if (m_hiddenOverflow == 0 && (role == HtmlRole::kSkipped || role == HtmlRole::kTitle))
                m_hiddenOverflow = m_overflow;
            return;
        }
        push(tag, role);
        if (!look().isHidden) enter(tag, role);
    }
    void push(const HtmlToken& tag, HtmlRole role) {
        const CssDeclarations style = cssDeclarations(tag.attribute("style"));
        Frame frame;
        frame.name = tag.name;
        frame.role = role;
        frame.look = look();
        if (role == HtmlRole::kCell) frame.look = cellLook(frame.look);
        if (role == HtmlRole::kSkipped) frame.look.isHidden = true;
        if (!applyElement(frame.look, tag, m_losses) && isBlockRole(role)) applyRole(frame, tag, role);
        applyAttributes(frame.look, tag, style, m_origin);
        frame.isMarker = isWordListMarker(style) || m_frames.back().isMarker;
        frame.look.isHidden = frame.look.isHidden || frame.isMarker;
        ++m_openCounts[tag.name];
        m_frames.push_back(std::move(frame));
        if (const auto level = wordListLevel(style); level && role == HtmlRole::kBlock && !look().isHidden) {
            BlockAttributes item;
            item.type = BlockType::kBullet;
            item.indent = std::min(*level - 1, document::kIndentMax);
            m_frames.back().look.block.indent = 0;
            flow().beginItem(item, 0);
            m_marker.clear();
        }
        if (startsPage(style)) flow().startPage();
    }
    static bool startsPage(const CssDeclarations& style) {
        return std::ranges::any_of(style, [](const auto& one) {
            const bool isBreak = one.first == "page-break-before" || one.first == "break-before";
            return isBreak && (one.second == "always" || one.second == "page");
        });
    }
    /// A cell begins anew, but for how its text looks.
    static HtmlLook cellLook(const HtmlLook& around) {
        HtmlLook inside;
        inside.marks = around.marks;
        inside.isHidden = around.isHidden;
        inside.block.align = around.block.align;
        inside.block.direction = around.block.direction;
        return inside;
    }
    void applyRole(Frame& frame, const HtmlToken& tag, HtmlRole role) const {
        HtmlLook& inside = frame.look;
        const std::string_view kind = tag.attribute("class");
        const bool isTitle = kind == "MsoTitle" || kind == "title" || kind == "Title" || kind.starts_with("title ");
        if (role == HtmlRole::kHeading) {
            inside.block.type = isTitle ? BlockType::kTitle : BlockType::kHeading;
            inside.block.level = isTitle ? 1 : tag.name[1] - '0';
        } else if (role == HtmlRole::kBlock && isTitle && tag.name == "p") {
            inside.block.type = BlockType::kTitle;
        } else if (role == HtmlRole::kQuote) {
            // What mail programs and browsers write for indented text.
            const bool isIndent = tag.attribute("style").find("border:") != std::string_view::npos &&
                                  tag.attribute("style").find("none") != std::string_view::npos;
            if (isIndent) {
                inside.block.indent = std::min(inside.block.indent + 1, document::kIndentMax);
            } else {
                ++inside.quoteDepth;
            }
        } else if (role == HtmlRole::kList) {
            ++inside.listDepth;
            frame.isOrdered = tag.name == "ol";
            frame.nextNumber = numberOf(tag.attribute("start"), 1);
        } else if (role == HtmlRole::kCode) {
            inside.isCode = true;
        } else if (role == HtmlRole::kCell) {
            frame.columnSpan = static_cast<std::size_t>(std::clamp(numberOf(tag.attribute("colspan"), 1), 1, 1000));
            frame.rowSpan = static_cast<std::size_t>(std::clamp(numberOf(tag.attribute("rowspan"), 1), 1, 1000));
        }
    }
    void enter(const HtmlToken& tag, HtmlRole role) {
        switch (role) {
            case HtmlRole::kInline:
                enterCode(tag);
                return;
            case HtmlRole::kItem:
                enterItem(tag);
                return;
            case HtmlRole::kCode:
                enterCode(tag);
                m_isAtCodeStart = true;
                return;
            case HtmlRole::kTable:
                enterTable();
                return;
            case HtmlRole::kTableHead:
                if (isInTable()) m_table->setInHead(tag.name == "thead");
                return;
            case HtmlRole::kRow:
                if (isInTable()) m_table->beginRow();
                return;
            case HtmlRole::kCell:
                if (isInTable()) beginFlow();
                return;
            case HtmlRole::kFigure:
                m_figure = Figure{};
                return;
            case HtmlRole::kCaption:
                if (m_figure) beginFlow();
                return;
            default:
                if (tag.name == "html" && m_language.empty()) m_language = inlineText(tag.attribute("lang"));
                return;
        }
    }
    /// The language stands in the class of the pre or of the code in it.
    void enterCode(const HtmlToken& tag) {
        if (!look().isCode) return;
        const std::string_view names = tag.attribute("class");
        for (const std::string_view prefix : {"language-", "lang-", "brush: "}) {
            const std::size_t at = names.find(prefix);
            if (at == names.npos) continue;
            const std::string_view rest = names.substr(at + prefix.size());
            const std::string_view name = rest.substr(0, rest.find_first_of(" ;"));
            constexpr std::size_t kSizeMax = 100;
            if (name.size() <= kSizeMax) m_frames.back().look.block.codeLanguage = inlineText(name);
            return;
        }
    }
    void enterItem(const HtmlToken& tag) {
        const auto list = std::find_if(m_frames.rbegin(), m_frames.rend(),
                                       [](const Frame& frame) { return frame.role == HtmlRole::kList; });
        BlockAttributes item;
        item.type = BlockType::kBullet;
        item.indent = std::clamp(look().listDepth - 1, 0, document::kIndentMax);
        int number = 0;
        if (list != m_frames.rend() && list->isOrdered) {
            constexpr int kNumberMax = 999'999;
            item.type = BlockType::kNumber;
            number = std::clamp(numberOf(tag.attribute("value"), list->nextNumber), 0, kNumberMax);
            list->nextNumber = number + 1;
        }
        if (tag.attribute("role") == "checkbox") {
            item.type = BlockType::kCheck;
            item.isChecked = tag.attribute("aria-checked") == "true";
            number = 0;
        }
        flow().beginItem(item, number);
    }
    void beginFlow() {
        m_flows.push_back(std::make_unique<HtmlFlow>());
        m_frames.back().ownsFlow = true;
    }
    bool isInTable() const { return m_table && m_tableDepth == 1; }
    void enterTable() {
        if (++m_tableDepth > 1) {
            m_losses.add("Tables inside of tables were taken as paragraphs.");
            return;
        }
        flow().endItem();
        m_table = std::make_unique<HtmlTable>();
    }

    void addVoid(const HtmlToken& tag, HtmlRole role) {
        const CssDeclarations style = cssDeclarations(tag.attribute("style"));
        switch (role) {
            case HtmlRole::kBreak:
                if (startsPage(style)) {
                    flow().endBlock();
                    flow().startPage();
                } else if (tag.attribute("class") != "Apple-interchange-newline") {
                    flow().addLineBreak(look());
                }
                return;
            case HtmlRole::kRule: {
                document::Embed rule;
                document::setValue(rule.attributes, document::embed_key::kType, std::string(document::kRuleType));
                flow().addEmbedBlock(std::move(rule), look());
                return;
            }
            case HtmlRole::kImage:
                addImage(tag, style);
                return;
            case HtmlRole::kInput:
                if (lowered(tag.attribute("type")) == "checkbox") flow().makeCheckItem(tag.has("checked"));
                return;
            case HtmlRole::kColumn:
                addColumn(style);
                return;
            case HtmlRole::kMeta:
                if (lowered(tag.attribute("name")) == "generator" && tag.attribute("content") == "Varve")
                    m_origin.isOwn = true;
                return;
            default:
                return;
        }
    }
    void addColumn(const CssDeclarations& style) {
        if (!isInTable()) return;
        std::optional<int> percent;
        for (const auto& [name, value] : style) {
            if (name == "width" && value.ends_with('%')) percent = cssPercent(value);
        }
        m_table->addColumnWidth(percent);
    }
    void addImage(const HtmlToken& tag, const CssDeclarations& style) {
        const std::string alt = inlineText(tag.attribute("alt"));
        auto image = m_images.addFromUri(tag.attribute("src"), alt, m_losses);
        if (!image) {
            flow().addText(alt, look());
            return;
        }
        int width = numberOf(tag.attribute("width"), 0) * 75;
        for (const auto& [name, value] : style) {
            if (name == "width") width = cssLength(value).value_or(width);
        }
        document::ImageAttributes attributes = document::imageAttributesOf(image->attributes);
        constexpr int kWidthMax = 1'440'000;
        if (width > 0 && width <= kWidthMax && width != attributes.pixelWidth * 75) attributes.width = width;
        image->attributes = document::registersOf(attributes);
        if (m_figure && !m_figure->image) {
            m_figure->image = std::move(*image);
        } else {
            flow().addEmbed(std::move(*image), look());
        }
    }

    // Ends.
    /// Elements that the beginning of another one ends, up to what they lie in.
    void closeImplied(HtmlRole role) {
        if (role == HtmlRole::kRow)
            closeUpTo({HtmlRole::kRow, HtmlRole::kCell}, {HtmlRole::kTable, HtmlRole::kTableHead});
        if (role == HtmlRole::kTableHead)
            closeUpTo({HtmlRole::kTableHead, HtmlRole::kRow, HtmlRole::kCell}, {HtmlRole::kTable});
        if (role == HtmlRole::kCell) closeUpTo({HtmlRole::kCell}, {HtmlRole::kRow, HtmlRole::kTable});
        if (role == HtmlRole::kItem) closeUpTo({HtmlRole::kItem}, {HtmlRole::kList, HtmlRole::kCell});
        if (m_openCounts["p"] == 0) return;
        // A paragraph has no blocks in it. Lists of Word stand in paragraphs that are closed properly.
        for (std::size_t index = m_frames.size(); index-- > 1;) {
            if (m_frames[index].name == "p") {
                closeTo(index);
                return;
            }
            if (m_frames[index].role == HtmlRole::kCell || m_frames[index].role == HtmlRole::kTable) return;
        }
    }
    void closeUpTo(std::initializer_list<HtmlRole> closed, std::initializer_list<HtmlRole> bounds) {
        std::size_t last = m_frames.size();
        for (std::size_t index = m_frames.size(); index-- > 1;) {
            const HtmlRole role = m_frames[index].role;
            if (std::ranges::find(bounds, role) != bounds.end()) break;
            if (std::ranges::find(closed, role) != closed.end()) last = index;
        }
        closeTo(last);
    }
    void end(const std::string& name) {
        if (name == "br") flow().addLineBreak(look());
        if (m_overflow > 0) {
            if (--m_overflow < m_hiddenOverflow) m_hiddenOverflow = 0;
            if (isBlockRole(htmlRoleOf(name)) && !look().isHidden) flow().endBlock();
            return;
        }
        const auto count = m_openCounts.find(name);
        if (count == m_openCounts.end() || count->second == 0) return;
        const HtmlRole role = htmlRoleOf(name);
        const bool isTablePart = role == HtmlRole::kTable || role == HtmlRole::kTableHead || role == HtmlRole::kRow;
        for (std::size_t index = m_frames.size(); index-- > 1;) {
            if (m_frames[index].name == name) {
                closeTo(index);
                return;
            }
            // An end in a cell ends nothing outside of it, and that of a look no block.
            if (m_frames[index].role == HtmlRole::kCell && !isTablePart) return;
            if (role == HtmlRole::kInline && isBlockRole(m_frames[index].role)) return;
        }
    }
    /// Closes the frames from `index` on, the last one first.
    void closeTo(std::size_t index) {
        while (m_frames.size() > index) {
            const Frame frame = std::move(m_frames.back());
            m_frames.pop_back();
            --m_openCounts[frame.name];
            leave(frame);
        }
    }
    void leave(const Frame& frame) {
        if (frame.isMarker && !m_frames.back().isMarker) {
            const WordMarker marker = wordMarkerOf(m_marker);
            flow().markItem(marker.type, marker.number);
        }
        if (frame.look.isHidden || !isBlockRole(frame.role)) return;
        if (frame.role == HtmlRole::kFigure) leaveFigure(frame);
        flow().endBlock();
        if (frame.role == HtmlRole::kItem) flow().endItem();
        if (frame.ownsFlow) leaveFlow(frame);
        if (frame.role == HtmlRole::kTableHead && isInTable()) m_table->setInHead(false);
        if (frame.role == HtmlRole::kTable && m_tableDepth-- == 1) leaveTable(frame);
    }
    document::ContentBlocks takeFlow() {
        document::ContentBlocks blocks = flow().take();
        m_pieceCount += flow().pieceCount() + 1;
        m_flows.pop_back();
        return blocks;
    }
    void leaveFlow(const Frame& frame) {
        document::ContentBlocks blocks = takeFlow();
        if (frame.role == HtmlRole::kCell) {
            m_table->addCell(std::move(blocks), frame.name == "th", frame.columnSpan, frame.rowSpan);
        } else if (m_figure) {
            // Its first block shares its registers with the image.
            document::setValue(blocks.front().attributes, document::block_key::kType, {});
            m_figure->caption = std::move(blocks);
        } else {
            flow().append(std::move(blocks));
        }
    }
    void leaveTable(const Frame& frame) {
        const std::unique_ptr<HtmlTable> table = std::move(m_table);
        if (table->isEmpty()) return;
        if (table->isFlattened()) m_losses.add("Cells over several columns or rows are single cells now.");
        const std::size_t cellCount = table->cellCount();
        const bool isTooLarge = cellCount > m_cellsLeft;
        if (isTooLarge) m_losses.add("Tables too large to be one were taken as paragraphs.");
        if (isTooLarge || table->isNoTable(m_origin.isOwn)) {
            flow().append(table->takeCells());
            return;
        }
        m_cellsLeft -= cellCount;
        flow().addEmbedBlock(table->take(), frame.look);
    }
    void leaveFigure(const Frame& frame) {
        std::optional<Figure> figure = std::exchange(m_figure, std::nullopt);
        if (!figure) return;
        if (!figure->image) {
            flow().append(std::move(figure->caption));
            return;
        }
        figure->image->caption = std::move(figure->caption);
        flow().addEmbedBlock(std::move(*figure->image), frame.look);
    }

    LossList& m_losses;
    HtmlOrigin m_origin;
    std::vector<Frame> m_frames;  // the first one is the page
    std::map<std::string, std::size_t, std::less<>> m_openCounts;
    std::size_t m_overflow = 0;        // open elements that have no frame
    std::size_t m_hiddenOverflow = 0;  // the first of them that hides what is in it; 0 for none
    std::vector<std::unique_ptr<HtmlFlow>> m_flows;
    std::size_t m_pieceCount = 0;  // of the flows that were ended
    std::size_t m_cellsLeft = kImportedCellsMax;
    std::unique_ptr<HtmlTable> m_table;
    int m_tableDepth = 0;
    std::optional<Figure> m_figure;
    ImageCollection m_images;
    std::string m_title;
    std::string m_language;
    std::string m_marker;
    bool m_isAtCodeStart = false;
};

}  // namespace

Result<Imported> importHtml(BytesView bytes, const Progress& progress) {
    auto decoded = decodeHtml(bytes);
    if (!decoded) return std::unexpected(decoded.error());
    LossList losses;
    losses.addAll(decoded->notices);
    auto imported = HtmlReader(losses).read(decoded->text, progress);
    if (imported) imported->losses = losses.take();
    return imported;
}

}  // namespace varve::convert

#include <QDateTime>
#include <QXmlStreamReader>
#include <algorithm>
#include <map>
#include <set>

#include "convert/html_cleaning.h"
#include "convert/html_flow.h"
#include "convert/html_table.h"
#include "convert/image_source.h"
#include "convert/link_rules.h"
#include "convert/odt.h"
#include "convert/odt_style_table.h"
#include "convert/zip_archive.h"
#include "document/mark_schema.h"

namespace varve::convert {

namespace {

using document::BlockAttributes;
using document::BlockType;

constexpr std::size_t kXmlSizeMax = std::size_t{64} << 20;
constexpr std::size_t kImageSizeMax = std::size_t{32} << 20;
constexpr std::size_t kImagesUnpackedSizeMax = std::size_t{512} << 20;
constexpr std::size_t kPieceCountMax = 2'000'000;
constexpr int kDepthMax = 200;
/// The style of captions, as a mark on their blocks until they are joined with their images.
constexpr std::string_view kCaptionStyle = "Illustration";

QByteArray bytesOf(const Bytes& bytes) {
    return QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

class OdtReader {
  public:
    OdtReader(const ZipReader& zip, LossList& losses, const Progress& progress)
        : m_zip(zip), m_losses(losses), m_progress(progress) {
        m_flows.push_back(std::make_unique<HtmlFlow>());
    }

    Result<Imported> read() {
        const auto content = m_zip.read("content.xml", kXmlSizeMax);
        if (!content) return std::unexpected(content.error());
        if (!*content)
            return failure(ErrorCode::kMalformed, "This archive is no OpenDocument text: it has no content.xml.");
        for (const auto& [name, areAutomatic] : {std::pair("styles.xml", false), std::pair("meta.xml", false)}) {
            const auto part = m_zip.read(name, kXmlSizeMax);
            if (!part) return std::unexpected(part.error());
            if (*part) readPart(**part, areAutomatic);
        }
        if (m_isOwn) m_styles.keepMadeStyles();
        noteCommentEnds(**content);
        m_contentSize = std::max<std::size_t>((*content)->size(), 1);
        QXmlStreamReader xml(bytesOf(**content));
        readContent(xml);
        if (m_problem) return std::unexpected(*m_problem);
        if (xml.hasError()) {
            return failure(ErrorCode::kMalformed, "The text of this OpenDocument file is damaged or encrypted (line " +
                                                      std::to_string(xml.lineNumber()) + " of content.xml).");
        }
        Imported imported;
        imported.content.blocks = m_flows.front()->take();
        joinCaptions(imported.content.blocks);
        if (!m_isOwn) removeUnmeantLooks(imported.content.blocks);
        imported.content.comments = std::move(m_threads);
        if (m_isOwn) imported.content.properties = m_styles.madeStyles();
        if (!m_title.empty()) document::setValue(imported.content.properties, "title", m_title);
        if (!m_language.empty()) document::setValue(imported.content.properties, "language", m_language);
        imported.images = m_images.take();
        return imported;
    }

  private:
    HtmlFlow& flow() { return *m_flows.back(); }
    static std::string attribute(const QXmlStreamReader& xml, QLatin1String name) {
        for (const QXmlStreamAttribute& one : xml.attributes())
            if (one.qualifiedName() == name) return one.value().toString().toStdString();
        return {};
    }
    static int numberAttribute(const QXmlStreamReader& xml, QLatin1String name, int absent, int most) {
        const std::string text = attribute(xml, name);
        return text.empty() ? absent : std::clamp(QString::fromStdString(text).toInt(), 0, most);
    }
    static bool is(const QXmlStreamReader& xml, const char* name) { return xml.qualifiedName() == QLatin1String(name); }
    /// Whether to go on: not too deep, not too much, not cancelled.
    bool mayContinue(QXmlStreamReader& xml, int depth) {
        if (depth > kDepthMax) {
            m_losses.add("What is nested deeper than 200 elements was left out.");
            xml.skipCurrentElement();
            return false;
        }
        if (m_problem) return false;
        if (m_pieceCount + flow().pieceCount() > kPieceCountMax) {
            m_problem = Error{ErrorCode::kLimitExceeded,
                              "This document has more than two million pieces, more than can be imported as one."};
        } else if (++m_stepCount % 1024 == 0) {
            if (m_progress.wasCancelled()) m_problem = cancelled().error();
            m_progress.say(
                std::min(1.0, static_cast<double>(xml.characterOffset()) / static_cast<double>(m_contentSize)));
        }
        if (m_problem) xml.raiseError();
        return !m_problem;
    }

    // Parts of the archive.
    void readPart(const Bytes& part, bool areAutomatic) {
        QXmlStreamReader xml(bytesOf(part));
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement) continue;
            m_styles.readElement(xml, areAutomatic);
            if (xml.tokenType() != QXmlStreamReader::StartElement) continue;
            if (is(xml, "meta:generator"))
                m_isOwn = xml.readElementText(QXmlStreamReader::SkipChildElements) == QLatin1String("Varve");
            else if (is(xml, "dc:title"))
                m_title = inlineText(xml.readElementText(QXmlStreamReader::SkipChildElements).toStdString());
            else if (is(xml, "dc:language") && m_isOwn)
                m_language = inlineText(xml.readElementText(QXmlStreamReader::SkipChildElements).toStdString());
        }
    }
    void noteCommentEnds(std::string_view content) {
        constexpr std::string_view kTag = "<office:annotation-end office:name=\"";
        for (std::size_t at = content.find(kTag); at != content.npos; at = content.find(kTag, at)) {
            at += kTag.size();
            const std::size_t end = std::min(content.find('"', at), content.size());
            m_commentEnds.emplace(content.substr(at, end - at));
        }
    }
    void readContent(QXmlStreamReader& xml) {
        while (!xml.atEnd() && !m_problem) {
            if (xml.readNext() != QXmlStreamReader::StartElement) continue;
            if (is(xml, "office:text")) {
                readBlocks(xml, {}, 0);
            } else {
                m_styles.readElement(xml, true);
            }
        }
    }

    // Blocks.
    void readBlocks(QXmlStreamReader& xml, const HtmlLook& around, int depth) {
        if (!mayContinue(xml, depth)) return;
        while (xml.readNextStartElement()) {
            if (is(xml, "text:p") || is(xml, "text:h")) {
                readParagraph(xml, around, depth + 1);
            } else if (is(xml, "text:list")) {
                readList(xml, around, depth + 1);
            } else if (is(xml, "table:table")) {
                readTable(xml, around, depth + 1);
            } else if (is(xml, "text:tracked-changes") || !xml.qualifiedName().startsWith(QLatin1String("text:")) ||
                       xml.qualifiedName().endsWith(QLatin1String("-decls")) ||
                       xml.qualifiedName().endsWith(QLatin1String("-source"))) {
                xml.skipCurrentElement();
            } else {
                readBlocks(xml, around, depth + 1);
            }
        }
    }
    void readParagraph(QXmlStreamReader& xml, const HtmlLook& around, int depth) {
        if (!mayContinue(xml, depth)) return;
        const std::string style = attribute(xml, QLatin1String("text:style-name"));
        HtmlLook look = around;
        const bool isLine = m_styles.applyParagraph(look, style, {.isOwn = m_isOwn});
        if (is(xml, "text:h")) {
            look.block.type = BlockType::kHeading;
            look.block.level = numberAttribute(xml, QLatin1String("text:outline-level"), 1, document::kHeadingLevelMax);
            look.block.level = std::max(look.block.level, 1);
            look.listDepth = 0;
            flow().dropItem();
        }
        if (m_styles.isBasedOn(style, kCaptionStyle) || m_styles.isBasedOn(style, "Caption")) {
            look.block.style = kCaptionStyle;
            if (m_isOwn) look.marks = {};
        }
        if (look.listDepth > 0) look.block.indent = 0;
        look.isCode = look.block.type == BlockType::kCode;
        if (look.isCode) look.marks = {};
        flow().endBlock();
        if (m_styles.startsPage(style)) flow().startPage();
        const std::size_t before = flow().pieceCount();
        m_endsWithBreak = false;
        readInlines(xml, look, depth);
        if (isLine && flow().pieceCount() == before) {
            document::Embed rule;
            document::setValue(rule.attributes, document::embed_key::kType, std::string(document::kRuleType));
            flow().addEmbedBlock(std::move(rule), {});
            return;
        }
        if (look.isCode) {
            flow().addText("\n", look);
        } else if (flow().pieceCount() == before || m_endsWithBreak) {
            // In a flow of HTML the last line break of a paragraph is not seen, and a paragraph without anything is
            // none.
            flow().addLineBreak(look);
        }
        flow().endBlock();
    }

    // Lists.
    void readList(QXmlStreamReader& xml, const HtmlLook& around, int depth) {
        if (!mayContinue(xml, depth)) return;
        HtmlLook inside = around;
        ++inside.listDepth;
        std::string style = attribute(xml, QLatin1String("text:style-name"));
        if (style.empty() && !m_listStyles.empty()) style = m_listStyles.back();
        const OdtListLevel level = m_styles.listLevel(style, inside.listDepth);
        const bool continues = attribute(xml, QLatin1String("text:continue-numbering")) == "true" ||
                               !attribute(xml, QLatin1String("text:continue-list")).empty();
        int next = continues ? m_lastNumbers[style] + 1 : level.start;
        m_listStyles.push_back(style);
        while (xml.readNextStartElement()) {
            if (is(xml, "text:list-item")) {
                next = numberAttribute(xml, QLatin1String("text:start-value"), next, 999'999);
                BlockAttributes item;
                item.type = level.isNumber ? BlockType::kNumber : BlockType::kBullet;
                item.indent = std::min(inside.listDepth - 1, document::kIndentMax);
                flow().beginItem(item, level.isNumber ? next : 0);
                m_mayHaveBox = true;
                m_lastNumbers[style] = next++;
                readBlocks(xml, inside, depth + 1);
                flow().endBlock();
                flow().endItem();
            } else {
                readBlocks(xml, inside, depth + 1);
            }
        }
        m_listStyles.pop_back();
    }

    // Tables.
    void readTable(QXmlStreamReader& xml, const HtmlLook& around, int depth) {
        if (!mayContinue(xml, depth)) return;
        if (m_table != nullptr) {
            m_losses.add("Tables inside of tables were taken as paragraphs.");
            readNestedTable(xml, around, depth);
            return;
        }
        flow().endBlock();
        flow().endItem();
        HtmlTable table;
        m_table = &table;
        readRows(xml, depth);
        m_table = nullptr;
        if (table.isEmpty()) return;
        const std::size_t cellCount = table.cellCount();
        const bool isTooLarge = cellCount > m_cellsLeft;
        if (isTooLarge) m_losses.add("Tables too large to be one were taken as paragraphs.");
        if (isTooLarge || table.isNoTable(true)) {
            flow().append(table.takeCells());
            return;
        }
        m_cellsLeft -= cellCount;
        flow().addEmbedBlock(table.take(), around);
    }
    void readNestedTable(QXmlStreamReader& xml, const HtmlLook& around, int depth) {
        if (!mayContinue(xml, depth)) return;
        while (xml.readNextStartElement()) {
            if (is(xml, "table:table-cell")) {
                readBlocks(xml, around, depth + 1);
            } else {
                readNestedTable(xml, around, depth + 1);
            }
        }
    }
    void readRows(QXmlStreamReader& xml, int depth) {
        if (!mayContinue(xml, depth)) return;
        while (xml.readNextStartElement()) {
            if (is(xml, "table:table-row")) {
                readRow(xml, depth + 1);
            } else if (is(xml, "table:table-header-rows") || is(xml, "table:table-rows") ||
                       is(xml, "table:table-row-group")) {
                const bool isHead = is(xml, "table:table-header-rows");
                m_table->setInHead(isHead);
                readRows(xml, depth + 1);
                m_table->setInHead(false);
            } else {
                xml.skipCurrentElement();
            }
        }
    }
    void readRow(QXmlStreamReader& xml, int depth) {
        constexpr int kRepeatMax = 200;
        m_table->beginRow();
        while (xml.readNextStartElement()) {
            const bool isCovered = is(xml, "table:covered-table-cell");
            if (isCovered) m_losses.add("Cells over several columns or rows are single cells now.");
            const int repeated =
                std::max(numberAttribute(xml, QLatin1String("table:number-columns-repeated"), 1, kRepeatMax), 1);
            m_flows.push_back(std::make_unique<HtmlFlow>());
            readBlocks(xml, {}, depth + 1);
            const document::ContentBlocks blocks = flow().take();
            m_pieceCount += flow().pieceCount() + static_cast<std::size_t>(repeated);
            m_flows.pop_back();
            for (int count = 0; count < repeated; ++count)
                m_table->addCell(blocks, false, 1, 1);
        }
    }

    // Inlines.
    void readInlines(QXmlStreamReader& xml, const HtmlLook& look, int depth) {
        while (!xml.atEnd()) {
            switch (xml.readNext()) {
                case QXmlStreamReader::Characters:
                    addText(xml.text().toString().toStdString(), look);
                    break;
                case QXmlStreamReader::StartElement:
                    readInline(xml, look, depth + 1);
                    break;
                case QXmlStreamReader::EndElement:
                    return;
                default:
                    break;
            }
        }
    }
    void readInline(QXmlStreamReader& xml, const HtmlLook& look, int depth) {
        if (!mayContinue(xml, depth)) return;
        if (is(xml, "text:span")) {
            HtmlLook inside = look;
            m_styles.applyText(inside, attribute(xml, QLatin1String("text:style-name")));
            readInlines(xml, inside, depth);
        } else if (is(xml, "text:s")) {
            constexpr int kBlanksMax = 10'000;
            addBlanks(std::string(
                          static_cast<std::size_t>(numberAttribute(xml, QLatin1String("text:c"), 1, kBlanksMax)), ' '),
                      look);
            xml.skipCurrentElement();
        } else if (is(xml, "text:tab")) {
            addBlanks("\t", look);
            xml.skipCurrentElement();
        } else if (is(xml, "text:line-break")) {
            flow().addLineBreak(withComments(look));
            m_endsWithBreak = true;
            xml.skipCurrentElement();
        } else if (is(xml, "text:a")) {
            readLink(xml, look, depth);
        } else if (is(xml, "draw:frame")) {
            readFrame(xml, look, depth);
        } else if (is(xml, "text:note")) {
            readNote(xml, look, depth);
        } else if (is(xml, "office:annotation")) {
            readComment(xml);
        } else if (is(xml, "office:annotation-end")) {
            m_activeComments.erase(attribute(xml, QLatin1String("office:name")));
            xml.skipCurrentElement();
        } else if (is(xml, "text:p") || is(xml, "text:h")) {
            readParagraph(xml, {}, depth);
        } else if (is(xml, "text:ruby-text") || !xml.qualifiedName().startsWith(QLatin1String("text:"))) {
            xml.skipCurrentElement();
        } else {
            readInlines(xml, look, depth);
        }
    }
    HtmlLook withComments(const HtmlLook& look) {
        if (m_activeComments.empty() && m_pointComments.empty()) return look;
        HtmlLook whole = look;
        for (const auto& [name, key] : m_activeComments)
            document::setValue(whole.marks, key, std::string("comment"));
        for (const std::string& key : m_pointComments)
            document::setValue(whole.marks, key, std::string("comment"));
        return whole;
    }
    void addText(std::string text, const HtmlLook& look) {
        if (m_mayHaveBox && !text.empty()) takeBox(text);
        if (text.find_first_not_of(" \t\r\n") != text.npos) m_endsWithBreak = false;
        flow().addText(text, withComments(look));
        m_pointComments.clear();
    }
    /// The box in front of an item of a check list.
    void takeBox(std::string& text) {
        m_mayHaveBox = false;
        for (const std::string_view box : {"☐", "☑", "☒"}) {
            if (!text.starts_with(box)) continue;
            flow().makeCheckItem(box != "☐");
            text.erase(0, box.size());
        }
    }
    void addBlanks(std::string_view blanks, const HtmlLook& look) {
        HtmlLook keeping = withComments(look);
        keeping.keepsBlanks = true;
        flow().addText(blanks, keeping);
        m_endsWithBreak = false;
    }
    void readLink(QXmlStreamReader& xml, const HtmlLook& look, int depth) {
        HtmlLook inside = look;
        const std::string address = attribute(xml, QLatin1String("xlink:href"));
        if (isLinkAllowed(address)) {
            document::setValue(inside.marks, document::mark_key::kLink, address);
        } else if (!address.empty()) {
            m_losses.add(kLinkLoss);
        }
        readInlines(xml, inside, depth);
    }
    void readNote(QXmlStreamReader& xml, const HtmlLook& look, int depth) {
        m_losses.add("Footnotes stand in brackets where they were.");
        addText(" [", look);
        while (xml.readNextStartElement()) {
            if (!is(xml, "text:note-body")) {
                xml.skipCurrentElement();
                continue;
            }
            while (xml.readNextStartElement())
                readInlines(xml, look, depth + 1);
        }
        addText("]", look);
    }
    void readFrame(QXmlStreamReader& xml, const HtmlLook& look, int depth) {
        if (!mayContinue(xml, depth)) return;
        const auto width = cssLength(attribute(xml, QLatin1String("svg:width")));
        std::string path;
        std::string alt;
        while (xml.readNextStartElement()) {
            if (is(xml, "draw:image")) {
                if (path.empty()) path = attribute(xml, QLatin1String("xlink:href"));
                xml.skipCurrentElement();
            } else if (is(xml, "svg:desc") || (is(xml, "svg:title") && alt.empty())) {
                alt = inlineText(xml.readElementText(QXmlStreamReader::SkipChildElements).toStdString());
            } else if (is(xml, "draw:text-box")) {
                readBlocks(xml, {}, depth + 1);
            } else {
                if (is(xml, "draw:object")) m_losses.add("Formulas and embedded objects were left out.");
                xml.skipCurrentElement();
            }
        }
        if (!path.empty()) addImage(path, alt, width, look);
    }
    void addImage(const std::string& path, const std::string& alt, std::optional<int> width, const HtmlLook& look) {
        std::optional<document::ImageAttributes> image = imageAt(path);
        m_endsWithBreak = false;
        if (!image) {
            addText(alt, look);
            return;
        }
        constexpr int kPixel = 75;
        constexpr int kWidthMax = 1'440'000;
        image->alt = alt;
        if (width && *width > 0 && *width <= kWidthMax && *width != image->pixelWidth * kPixel) image->width = *width;
        m_mayHaveBox = false;
        flow().addEmbed({.attributes = document::registersOf(*image)}, withComments(look));
    }
    /// The image without its description. A picture may be named any number of times: it is unpacked once, and all
    /// together up to a bound, for a small archive may hold thousands that unpack to the largest size.
    std::optional<document::ImageAttributes> imageAt(const std::string& path) {
        if (const auto known = m_imageOfPath.find(path); known != m_imageOfPath.end()) return known->second;
        if (m_unpackedSizeBytes > kImagesUnpackedSizeMax) {
            m_losses.add("Some images were left out: all together they are more than a document takes.");
            return std::nullopt;
        }
        auto bytes = m_zip.read(path, kImageSizeMax);
        if (bytes && !*bytes) {
            m_losses.add(
                "Images that lie elsewhere were left out, because nothing is fetched; their descriptions are kept.");
            return std::nullopt;
        }
        m_unpackedSizeBytes += bytes ? (*bytes)->size() : kImageSizeMax;
        std::optional<document::ImageAttributes>& image = m_imageOfPath[path];
        if (!bytes) {
            m_losses.add("An image was left out: " + bytes.error().message);
        } else if (const auto embed = m_images.add(std::move(**bytes), {}, m_losses)) {
            image = document::imageAttributesOf(embed->attributes);
        }
        return image;
    }

    // Comments.
    void readComment(QXmlStreamReader& xml) {
        const std::string name = attribute(xml, QLatin1String("office:name"));
        document::CommentThread thread{
            .key = "comment:" + std::string(32, '0') + "/" + std::to_string(m_threads.size()), .remarks = {}};
        document::Remark first;
        std::vector<std::string> paragraphs;
        while (xml.readNextStartElement()) {
            const bool isCreator = is(xml, "dc:creator");
            const bool isDate = is(xml, "dc:date");
            const QString text = textOfElement(xml);
            if (isCreator) {
                first.author = inlineText(text.toStdString());
            } else if (isDate) {
                first.timeMs = std::max<qint64>(QDateTime::fromString(text, Qt::ISODate).toMSecsSinceEpoch(), 0);
            } else if (!text.isEmpty()) {
                paragraphs.push_back(inlineText(text.toStdString()));
            }
        }
        constexpr std::size_t kThreadCountMax = 100'000;
        if (paragraphs.empty() || m_threads.size() == kThreadCountMax) return;
        for (std::size_t index = 0; index < paragraphs.size(); ++index) {
            // Our own: a paragraph a reply.
            if (index == 0 || m_isOwn) {
                thread.remarks.push_back({paragraphs[index], index == 0 ? first.author : "", first.timeMs});
            } else {
                thread.remarks.back().text += "\n" + paragraphs[index];
            }
        }
        if (m_commentEnds.contains(name)) {
            m_activeComments[name] = thread.key;
        } else {
            m_pointComments.push_back(thread.key);
        }
        m_threads.push_back(std::move(thread));
    }
    static QString textOfElement(QXmlStreamReader& xml) {
        QString text;
        int depth = 1;
        while (depth > 0 && !xml.atEnd()) {
            const auto token = xml.readNext();
            depth += token == QXmlStreamReader::StartElement ? 1 : token == QXmlStreamReader::EndElement ? -1 : 0;
            if (token == QXmlStreamReader::Characters) text += xml.text();
            if (token == QXmlStreamReader::StartElement && is(xml, "text:s")) text += QLatin1Char(' ');
        }
        return text.trimmed();
    }

    static bool isImageAlone(const document::ContentBlock& block) {
        if (block.inlines.size() != 1 || !block.inlines.front().embed) return false;
        return document::textOf(block.inlines.front().embed->attributes, document::embed_key::kType) ==
               document::kImageType;
    }
    static void joinCaptions(document::ContentBlocks& blocks) {
        document::ContentBlocks joined;
        for (document::ContentBlock& block : blocks) {
            const bool isCaption = document::textOf(block.attributes, document::block_key::kStyle) == kCaptionStyle;
            if (isCaption) document::setValue(block.attributes, document::block_key::kStyle, {});
            if (!isCaption || joined.empty() || !isImageAlone(joined.back())) {
                joined.push_back(std::move(block));
                continue;
            }
            document::Embed image = *joined.back().inlines.front().embed;
            image.caption.push_back({.attributes = {}, .inlines = std::move(block.inlines)});
            joined.back().inlines.front().embed = std::make_shared<const document::Embed>(std::move(image));
        }
        blocks = std::move(joined);
    }

    const ZipReader& m_zip;
    LossList& m_losses;
    const Progress& m_progress;
    OdtStyleTable m_styles;
    std::vector<std::unique_ptr<HtmlFlow>> m_flows;
    HtmlTable* m_table = nullptr;
    std::vector<std::string> m_listStyles;
    std::map<std::string, int> m_lastNumbers;
    std::size_t m_cellsLeft = kImportedCellsMax;
    ImageCollection m_images;
    std::map<std::string, std::optional<document::ImageAttributes>> m_imageOfPath;  // nothing: it was left out
    std::size_t m_unpackedSizeBytes = 0;                                            // of images
    std::vector<document::CommentThread> m_threads;
    std::set<std::string, std::less<>> m_commentEnds;
    std::map<std::string, std::string> m_activeComments;  // key of the mark, by name
    std::vector<std::string> m_pointComments;             // on the next stretch of text
    std::string m_title;
    std::string m_language;
    std::optional<Error> m_problem;
    std::size_t m_pieceCount = 0;
    std::size_t m_stepCount = 0;
    std::size_t m_contentSize = 1;
    bool m_isOwn = false;
    bool m_mayHaveBox = false;
    bool m_endsWithBreak = false;
};

}  // namespace

Result<Imported> importOdt(BytesView bytes, const Progress& progress) {
    if (bytes.size() > kInputSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "This is larger than " + std::to_string(kInputSizeMax >> 20) +
                                                      " MB, more than can be imported as one document.");
    }
    const auto zip = ZipReader::open(bytes);
    if (!zip) return std::unexpected(zip.error());
    LossList losses;
    auto imported = OdtReader(*zip, losses, progress).read();
    if (imported) imported->losses = losses.take();
    return imported;
}

}  // namespace varve::convert

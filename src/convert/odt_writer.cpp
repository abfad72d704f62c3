#include <QDateTime>
#include <algorithm>
#include <map>
#include <set>

#include "convert/block_builder.h"
#include "convert/html_inlines.h"
#include "convert/link_rules.h"
#include "convert/odt.h"
#include "convert/odt_styles.h"
#include "convert/zip_archive.h"
#include "document/embed_schema.h"
#include "document/list_numbers.h"
#include "document/mark_schema.h"
#include "document/value_rules.h"

namespace varve::convert {

namespace {

using document::BlockAttributes;
using document::BlockType;
using document::ContentBlock;
using document::ContentBlocks;
using document::Embed;
using document::Inline;

constexpr std::string_view kMimeType = "application/vnd.oasis.opendocument.text";

std::string_view typeOf(const Embed& embed) {
    return document::textOf(embed.attributes, document::embed_key::kType);
}
bool isBlockEmbed(const Inline& part) {
    return part.embed && (typeOf(*part.embed) == document::kRuleType || typeOf(*part.embed) == document::kTableType);
}

/// Blanks that XML would join, tabs and line breaks have elements of their own.
std::string textXml(std::string_view text, bool isAfterBlank) {
    std::string xml;
    while (!text.empty()) {
        if (text.starts_with(kLineSeparator)) {
            xml += "<text:line-break/>";
            text.remove_prefix(kLineSeparator.size());
            isAfterBlank = true;
        } else if (text.front() == '\t') {
            xml += "<text:tab/>";
            text.remove_prefix(1);
            isAfterBlank = true;
        } else if (text.front() == ' ') {
            const std::size_t count = std::min(text.find_first_not_of(' '), text.size());
            const bool isPlain =
                count == 1 && !isAfterBlank && text.size() > 1 && !text.substr(1).starts_with(kLineSeparator);
            xml += isPlain ? " " : "<text:s text:c=\"" + std::to_string(count) + "\"/>";
            text.remove_prefix(count);
            isAfterBlank = true;
        } else {
            const std::size_t end = std::min({text.find_first_of(" \t"), text.find(kLineSeparator), text.size()});
            xml += htmlEscaped(text.substr(0, end));
            text.remove_prefix(end);
            isAfterBlank = false;
        }
    }
    return xml;
}

std::string suffixOf(std::string_view media) {
    if (media == "image/svg+xml") return "svg";
    return media == "image/jpeg" ? "jpg" : std::string(media.substr(media.find('/') + 1));
}

/// Writes blocks as the content of office:text or a cell.
class OdtWriter {
  public:
    struct Picture {
        std::string media;
        Bytes bytes;
    };

    OdtWriter(const document::Content& content, const BlobSource& blobs)
        : m_blobs(blobs), m_styles(content.properties) {
        for (const document::CommentThread& thread : content.comments)
            m_threads.emplace(thread.key, &thread);
        noteLastStretches(content.blocks);
    }

    void add(const ContentBlock& block) {
        const BlockAttributes attributes = document::blockAttributesOf(block.attributes);
        const int number = m_numbers.pass(attributes);
        if (attributes.isListItem()) {
            openItem(attributes, number);
            addParagraphs(block.inlines, attributes, true);
            return;
        }
        const auto depth = static_cast<std::size_t>(attributes.indent);
        const bool isPlain = attributes.type != BlockType::kQuote && depth > 0;
        const bool isInItem = isPlain && depth <= m_lists.size();
        closeLists(isInItem ? depth : 0);
        addParagraphs(block.inlines, attributes, isInItem);
    }
    std::string take() {
        closeLists(0);
        return std::move(m_xml);
    }
    const OdtStyles& styles() const { return m_styles; }
    std::map<std::string, Picture>& pictures() { return m_pictures; }

  private:
    struct List {
        std::string style;
    };
    /// Parts of the content itself: threads end at one that is known by its place in memory.
    using Stretches = std::vector<const Inline*>;

    /// Where each thread ends.
    void noteLastStretches(const ContentBlocks& blocks) {
        for (const ContentBlock& block : blocks) {
            for (const Inline& part : block.inlines) {
                for (const auto& mark : part.marks)
                    if (document::isComment(mark.first)) m_lastStretch[mark.first] = &part;
                if (!part.embed) continue;
                noteLastStretches(part.embed->caption);
                for (const document::TableRow& row : part.embed->rows)
                    for (const ContentBlocks& cell : row.cells)
                        noteLastStretches(cell);
            }
        }
    }

    // Lists.
    void closeLists(std::size_t depth) {
        while (m_lists.size() > depth) {
            m_xml += "</text:list-item></text:list>";
            m_lists.pop_back();
        }
    }
    void openItem(const BlockAttributes& attributes, int number) {
        const auto depth = static_cast<std::size_t>(attributes.indent) + 1;
        const bool isNumber = attributes.type == BlockType::kNumber;
        const std::string style = isNumber ? "LNumber" : attributes.type == BlockType::kCheck ? "LCheck" : "LBullet";
        closeLists(depth);
        if (m_lists.size() == depth && m_lists.back().style != style) closeLists(depth - 1);
        const bool isNew = m_lists.size() < depth;
        if (!isNew) m_xml += "</text:list-item>";
        while (m_lists.size() < depth) {
            m_lists.push_back({style});
            m_xml += "<text:list text:style-name=\"" + style + "\">";
            if (m_lists.size() < depth) m_xml += "<text:list-item>";
        }
        const bool saysNumber = isNumber && (attributes.start >= 0 || (isNew && number != 1));
        m_xml +=
            saysNumber ? "<text:list-item text:start-value=\"" + std::to_string(number) + "\">" : "<text:list-item>";
    }

    // Paragraphs.
    void addParagraphs(const std::vector<Inline>& parts, const BlockAttributes& attributes, bool isItem) {
        Stretches text;
        bool isFirst = true;
        for (const Inline& part : parts) {
            if (!isBlockEmbed(part)) {
                text.push_back(&part);
                continue;
            }
            if (!text.empty()) addParagraph(text, attributes, isItem);
            text.clear();
            isFirst = false;
            m_xml += typeOf(*part.embed) == document::kRuleType ? "<text:p text:style-name=\"Horizontal_20_Line\"/>"
                                                                : tableXml(*part.embed);
        }
        if (isFirst || !text.empty()) addParagraph(text, attributes, isItem);
        for (const Inline& part : parts) {
            if (!part.embed) continue;
            for (const ContentBlock& caption : part.embed->caption) {
                Stretches stretches;
                for (const Inline& one : caption.inlines)
                    stretches.push_back(&one);
                m_xml += "<text:p text:style-name=\"Illustration\">" + inlinesXml(stretches) + "</text:p>";
            }
        }
    }
    void addParagraph(const Stretches& text, const BlockAttributes& attributes, bool isItem) {
        const std::string name = attributes.isHeading() ? "text:h" : "text:p";
        m_xml += "<" + name + " text:style-name=\"" + m_styles.paragraphStyle(attributes, isItem) + "\"";
        if (attributes.isHeading()) m_xml += " text:outline-level=\"" + std::to_string(attributes.level) + "\"";
        m_xml += ">";
        if (attributes.type == BlockType::kCheck) m_xml += attributes.isChecked ? "☑ " : "☐ ";
        m_xml += inlinesXml(text) + "</" + name + ">";
    }
    std::string inlinesXml(const Stretches& text) {
        std::string xml;
        bool isAfterBlank = true;
        for (const Inline* stretch : text) {
            const Inline& part = *stretch;
            xml += commentBegins(part);
            const std::string_view link =
                allowedLink(document::shownText(document::ValueHolder::kMark, part.marks, document::mark_key::kLink));
            if (!link.empty()) xml += "<text:a xlink:type=\"simple\" xlink:href=\"" + htmlEscaped(link) + "\">";
            const std::string style = m_styles.textStyle(part.marks);
            const std::string inner = part.embed ? imageXml(*part.embed) : textXml(part.text, isAfterBlank);
            const std::string named = m_styles.namedTextStyle(part.marks);
            if (!named.empty()) xml += "<text:span text:style-name=\"" + named + "\">";
            xml += style.empty() ? inner : "<text:span text:style-name=\"" + style + "\">" + inner + "</text:span>";
            if (!named.empty()) xml += "</text:span>";
            if (!link.empty()) xml += "</text:a>";
            xml += commentEnds(part);
            isAfterBlank = !part.embed &&
                           (part.text.back() == ' ' || part.text.back() == '\t' || part.text.ends_with(kLineSeparator));
        }
        return xml;
    }
    std::string imageXml(const Embed& embed) {
        const document::ImageAttributes image = document::imageAttributesOf(embed.attributes);
        if (image.blob.empty() || image.media.empty()) return htmlEscaped(image.alt);
        const std::string path = "Pictures/" + image.blob + "." + suffixOf(image.media);
        if (!m_pictures.contains(path)) {
            auto bytes = m_blobs ? m_blobs(image.blob) : std::nullopt;
            if (!bytes) return htmlEscaped(image.alt);
            m_pictures.emplace(path, Picture{image.media, std::move(*bytes)});
        }
        constexpr int kPixel = 75;
        const int width = image.width > 0 ? image.width : std::max(image.pixelWidth, 1) * kPixel;
        const auto height = std::int64_t{width} * std::max(image.pixelHeight, 1) / std::max(image.pixelWidth, 1);
        const int boundedHeight = static_cast<int>(std::clamp<std::int64_t>(height, 1, 1'440'000));
        return "<draw:frame text:anchor-type=\"as-char\" svg:width=\"" + cssPoints(width) + "\" svg:height=\"" +
               cssPoints(boundedHeight) + "\"><draw:image xlink:href=\"" + path +
               "\" xlink:type=\"simple\" xlink:show=\"embed\" xlink:actuate=\"onLoad\"/><svg:desc>" +
               htmlEscaped(image.alt) + "</svg:desc></draw:frame>";
    }

    // Comments.
    std::string commentBegins(const Inline& part) {
        std::string xml;
        for (const auto& mark : part.marks) {
            const auto thread = m_threads.find(mark.first);
            if (thread == m_threads.end() || !m_begunThreads.insert(mark.first).second) continue;
            xml += annotationXml(*thread->second);
        }
        return xml;
    }
    static std::string annotationXml(const document::CommentThread& thread) {
        const document::Remark& first = thread.remarks.front();
        std::string xml = "<office:annotation office:name=\"" + htmlEscaped(thread.key) + "\"><dc:creator>" +
                          htmlEscaped(first.author) + "</dc:creator><dc:date>" +
                          QDateTime::fromMSecsSinceEpoch(first.timeMs, Qt::UTC).toString(Qt::ISODate).toStdString() +
                          "</dc:date>";
        for (std::size_t index = 0; index < thread.remarks.size(); ++index) {
            const document::Remark& remark = thread.remarks[index];
            const std::string author = index == 0 || remark.author.empty() ? "" : remark.author + ": ";
            xml += "<text:p>" + textXml(author + inlineText(remark.text), true) + "</text:p>";
        }
        return xml + "</office:annotation>";
    }
    std::string commentEnds(const Inline& part) {
        std::string xml;
        for (const auto& mark : part.marks) {
            if (m_begunThreads.contains(mark.first) && m_lastStretch[mark.first] == &part)
                xml += "<office:annotation-end office:name=\"" + htmlEscaped(mark.first) + "\"/>";
        }
        return xml;
    }

    // Tables.
    std::string tableXml(const Embed& embed) {
        constexpr std::int64_t kShareUsual = 1000;
        std::string xml = "<table:table table:name=\"Table" + std::to_string(++m_tableCount) + "\">";
        for (const document::Attributes& column : embed.columns) {
            const auto share = document::numberOf(column, document::embed_key::kWidth);
            const int width = static_cast<int>(share >= 1 && share <= 100'000 ? share : kShareUsual);
            xml += "<table:table-column table:style-name=\"" + m_styles.columnStyle(width) + "\"/>";
        }
        bool isInHead = false;
        for (std::size_t index = 0; index < embed.rows.size(); ++index) {
            const document::TableRow& row = embed.rows[index];
            // Only the rows at the top can be headers.
            const bool isHeader =
                document::flagOf(row.attributes, document::embed_key::kHeader) && (index == 0 || isInHead);
            if (isHeader && !isInHead) xml += "<table:table-header-rows>";
            if (!isHeader && isInHead) xml += "</table:table-header-rows>";
            isInHead = isHeader;
            xml += "<table:table-row>";
            for (const ContentBlocks& cell : row.cells)
                xml += "<table:table-cell office:value-type=\"string\">" + cellXml(cell) + "</table:table-cell>";
            xml += "</table:table-row>";
        }
        return xml + (isInHead ? "</table:table-header-rows></table:table>" : "</table:table>");
    }
    std::string cellXml(const ContentBlocks& cell) {
        std::string outer;
        std::vector<List> lists;
        document::ListNumbers numbers;
        std::swap(outer, m_xml);
        std::swap(lists, m_lists);
        std::swap(numbers, m_numbers);
        for (const ContentBlock& block : cell)
            add(block);
        closeLists(0);
        std::swap(outer, m_xml);
        std::swap(lists, m_lists);
        std::swap(numbers, m_numbers);
        return outer;
    }

    const BlobSource& m_blobs;
    OdtStyles m_styles;
    std::map<std::string, Picture> m_pictures;  // by path in the archive
    std::map<std::string, const document::CommentThread*, std::less<>> m_threads;
    std::map<std::string, const Inline*> m_lastStretch;
    std::set<std::string> m_begunThreads;
    std::string m_xml;
    document::ListNumbers m_numbers;
    std::vector<List> m_lists;
    int m_tableCount = 0;
};

std::string metaXml(const document::Attributes& properties) {
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-meta" +
                      std::string(kOdtNamespaces) + "><office:meta><meta:generator>Varve</meta:generator>";
    if (const auto title = document::textOf(properties, "title"); !title.empty())
        xml += "<dc:title>" + htmlEscaped(title) + "</dc:title>";
    if (const auto language = document::textOf(properties, "language"); !language.empty())
        xml += "<dc:language>" + htmlEscaped(language) + "</dc:language>";
    return xml + "</office:meta></office:document-meta>\n";
}

std::string manifestXml(const std::map<std::string, OdtWriter::Picture>& pictures) {
    const auto entry = [](std::string_view path, std::string_view media) {
        return "<manifest:file-entry manifest:full-path=\"" + std::string(path) + "\" manifest:media-type=\"" +
               std::string(media) + "\"/>";
    };
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest "
        "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">";
    xml += entry("/", kMimeType) + entry("content.xml", "text/xml") + entry("styles.xml", "text/xml") +
           entry("meta.xml", "text/xml");
    for (const auto& [path, picture] : pictures)
        xml += entry(path, picture.media);
    return xml + "</manifest:manifest>\n";
}

}  // namespace

Result<Bytes> exportOdt(const document::Content& content, const BlobSource& blobs, const Progress& progress) {
    constexpr std::size_t kBlocksPerQuestion = 1024;
    OdtWriter writer(content, blobs);
    for (std::size_t index = 0; index < content.blocks.size(); ++index) {
        if (index % kBlocksPerQuestion == 0) {
            if (progress.wasCancelled()) return cancelled();
            progress.say(static_cast<double>(index) / static_cast<double>(content.blocks.size()));
        }
        writer.add(content.blocks[index]);
    }
    const std::string body = writer.take();
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content" +
                      std::string(kOdtNamespaces) + "><office:automatic-styles>" + writer.styles().xml() +
                      "</office:automatic-styles><office:body><office:text>";
    xml += body;
    xml += "</office:text></office:body></office:document-content>\n";
    ZipWriter zip;
    // First and as it is, so that everybody sees what it is.
    zip.add("mimetype", std::string(kMimeType), false);
    zip.add("content.xml", std::move(xml));
    zip.add("styles.xml", writer.styles().namedXml(content.properties));
    zip.add("meta.xml", metaXml(content.properties));
    zip.add("META-INF/manifest.xml", manifestXml(writer.pictures()));
    for (auto& [path, picture] : writer.pictures())
        zip.add(path, std::move(picture.bytes), false);
    return zip.finish();
}

}  // namespace varve::convert

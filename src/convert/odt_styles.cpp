#include "convert/odt_styles.h"

#include <array>

#include "convert/html_inlines.h"
#include "document/mark_schema.h"
#include "document/value_rules.h"

namespace varve::convert {

namespace {

using namespace document::mark_key;
using document::BlockAttributes;
using document::BlockType;
using document::ValueHolder;

constexpr int kIndentWidth = 3600;

std::string property(std::string_view name, std::string_view value) {
    return " " + std::string(name) + "=\"" + htmlEscaped(value) + "\"";
}

std::string textProperties(const document::Attributes& marks) {
    std::string xml;
    const auto flag = [&](std::string_view key) { return document::flagOf(marks, key); };
    // False takes away what a style gives.
    const auto isOff = [&](std::string_view key) { return document::valueOf(marks, key) == event::Value(false); };
    if (flag(kBold)) xml += property("fo:font-weight", "bold");
    if (isOff(kBold)) xml += property("fo:font-weight", "normal");
    if (flag(kItalic)) xml += property("fo:font-style", "italic");
    if (isOff(kItalic)) xml += property("fo:font-style", "normal");
    if (flag(kUnderline)) {
        xml += property("style:text-underline-style", "solid") + property("style:text-underline-width", "auto") +
               property("style:text-underline-color", "font-color");
    }
    if (isOff(kUnderline)) xml += property("style:text-underline-style", "none");
    if (flag(kStrike)) xml += property("style:text-line-through-style", "solid");
    if (isOff(kStrike)) xml += property("style:text-line-through-style", "none");
    if (flag(kSuperscript)) {
        xml += property("style:text-position", "super 58%");
    } else if (flag(kSubscript)) {
        xml += property("style:text-position", "sub 58%");
    }
    if (const auto colour = document::shownText(ValueHolder::kMark, marks, kColour); !colour.empty())
        xml += property("fo:color", colour);
    if (const auto colour = document::shownText(ValueHolder::kMark, marks, kHighlight); !colour.empty())
        xml += property("fo:background-color", colour);
    if (const auto font = document::shownText(ValueHolder::kMark, marks, kFont);
        !font.empty() && font.find('\'') == font.npos)
        xml += property("fo:font-family", "'" + std::string(font) + "'");
    if (const auto size = document::shownNumber(ValueHolder::kMark, marks, kSize); size > 0)
        xml += property("fo:font-size", cssPoints(static_cast<int>(size)));
    return xml;
}

/// What these files call a style that is built in.
std::string builtInName(std::string_view style) {
    if (style == document::kTitleStyle) return "Title";
    if (style == document::kQuoteStyle) return "Quotations";
    if (style == document::kCodeStyle) return "Preformatted_20_Text";
    if (style == document::kListStyle) return "List";
    if (style == document::kParagraphStyle) return "Text_20_body";
    return "Heading_20_" + std::to_string(document::blockKindOf(style).level);
}

std::string paragraphProperties(const BlockAttributes& block, bool isItem) {
    constexpr std::array<std::string_view, 5> kAligns{"", "left", "center", "right", "justify"};
    std::string xml;
    if (block.align != document::Alignment::kByDirection)
        xml += property("fo:text-align", kAligns[static_cast<std::size_t>(block.align)]);
    if (block.lineSpacingPercent != 100)
        xml += property("fo:line-height", std::to_string(block.lineSpacingPercent) + "%");
    if (block.spaceBefore >= 0) xml += property("fo:margin-top", cssPoints(block.spaceBefore));
    if (block.spaceAfter >= 0) xml += property("fo:margin-bottom", cssPoints(block.spaceAfter));
    if (block.indent > 0 && !isItem) xml += property("fo:margin-left", cssPoints(block.indent * kIndentWidth));
    if (block.startsPage) xml += property("fo:break-before", "page");
    if (block.direction != document::Direction::kByText)
        xml += property("style:writing-mode", block.direction == document::Direction::kRightToLeft ? "rl-tb" : "lr-tb");
    return xml;
}

std::string languageProperties(const std::string& language) {
    if (language.empty()) return {};
    const std::size_t dash = language.find('-');
    std::string xml = property("fo:language", language.substr(0, dash));
    if (dash != std::string::npos) xml += property("fo:country", language.substr(dash + 1));
    return "<style:text-properties" + xml + "/>";
}

/// A list style with ten levels alike.
std::string listStyle(std::string_view name, bool isNumber, std::string_view format) {
    std::string xml = "<text:list-style style:name=\"" + std::string(name) + "\">";
    for (int level = 1; level <= 10; ++level) {
        const std::string number = std::to_string(level);
        const std::string margin = cssPoints(level * 1800);
        xml += isNumber ? "<text:list-level-style-number text:level=\"" + number + "\" style:num-format=\"" +
                              std::string(format) + "\"" + (format.empty() ? "" : " style:num-suffix=\".\"") + ">"
                        : "<text:list-level-style-bullet text:level=\"" + number + "\" text:bullet-char=\"•\">";
        xml +=
            "<style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\">"
            "<style:list-level-label-alignment text:label-followed-by=\"" +
            std::string(isNumber && format.empty() ? "nothing" : "listtab") + "\" text:list-tab-stop-position=\"" +
            margin + "\" fo:text-indent=\"-18pt\" fo:margin-left=\"" + margin + "\"/></style:list-level-properties>";
        xml += isNumber ? "</text:list-level-style-number>" : "</text:list-level-style-bullet>";
    }
    return xml + "</text:list-style>";
}

/// The properties of a style that is built in, and over them what the document says of it.
std::string propertiesOver(std::string usual, const std::string& said) {
    for (std::size_t at = 0; (at = said.find("=\"", at)) != said.npos; ++at) {
        const std::size_t blank = said.rfind(' ', at);
        const std::size_t begin = usual.find(said.substr(blank, at + 2 - blank));
        if (begin == usual.npos) continue;
        const std::size_t value = usual.find('"', begin) + 1;
        usual.erase(begin, usual.find('"', value) + 1 - begin);
    }
    return usual + said;
}

std::string paragraphStyleXml(std::string_view name, std::string_view shown, std::string_view parent,
                              std::string_view paragraph, std::string_view text, int outline = 0) {
    std::string xml = "<style:style style:name=\"" + std::string(name) + "\" style:display-name=\"" +
                      htmlEscaped(shown) + "\" style:family=\"paragraph\" style:class=\"text\"";
    if (!parent.empty()) xml += " style:parent-style-name=\"" + std::string(parent) + "\"";
    if (outline > 0) xml += " style:default-outline-level=\"" + std::to_string(outline) + "\"";
    return xml + "><style:paragraph-properties" + std::string(paragraph) + "/><style:text-properties" +
           std::string(text) + "/></style:style>";
}

/// `{page}` and the like as fields.
std::string fieldsXml(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kFields{
        {{"{page}", "<text:page-number text:select-page=\"current\">1</text:page-number>"},
         {"{pages}", "<text:page-count>1</text:page-count>"},
         {"{title}", "<text:title/>"},
         {"{date}", "<text:date/>"}}};
    std::string xml;
    while (!text.empty()) {
        const std::size_t brace = std::min(text.find('{', text.front() == '{' ? 1 : 0), text.size());
        bool isField = false;
        for (const auto& [name, field] : kFields) {
            if (!text.starts_with(name)) continue;
            xml += field;
            text.remove_prefix(name.size());
            isField = true;
            break;
        }
        if (isField) continue;
        xml += htmlEscaped(text.substr(0, brace));
        text.remove_prefix(brace);
    }
    return xml;
}

std::string pageLayoutXml(const document::Attributes& properties) {
    struct Paper {
        std::string_view name;
        int width;
        int height;
    };
    constexpr std::array<Paper, 4> kPapers{
        {{"a4", 59528, 84189}, {"a5", 41953, 59528}, {"letter", 61200, 79200}, {"legal", 61200, 100800}}};
    Paper paper = kPapers.front();
    for (const Paper& one : kPapers)
        if (document::textOf(properties, "page-size") == one.name) paper = one;
    const bool isLandscape = document::flagOf(properties, "page-landscape");
    if (isLandscape) std::swap(paper.width, paper.height);
    std::string xml = property("fo:page-width", cssPoints(paper.width)) +
                      property("fo:page-height", cssPoints(paper.height)) +
                      property("style:print-orientation", isLandscape ? "landscape" : "portrait");
    for (const std::string_view side : {"margin-top", "margin-right", "margin-bottom", "margin-left"}) {
        const auto margin = document::numberOf(properties, side);
        if (margin > 0 && margin < 30'000)
            xml += property("fo:" + std::string(side), cssPoints(static_cast<int>(margin)));
    }
    return xml;
}

}  // namespace

std::string OdtStyles::named(char letter, std::string definition) {
    const auto found = m_names.find(definition);
    if (found != m_names.end()) return found->second;
    std::string name = letter + std::to_string(++m_counts[letter]);
    m_names.emplace(std::move(definition), name);
    return name;
}

OdtStyles::OdtStyles(const document::Attributes& properties) : m_styles(properties) {
    int count = 0;
    for (const projection::NamedStyle& style : m_styles.all()) {
        if (!style.isBuiltIn) m_madeNames[style.id] = kMadeStylePrefix + std::to_string(++count);
    }
}

std::string OdtStyles::parentOf(const BlockAttributes& block) const {
    const std::string usual = document::builtInStyleOf(block.type, block.level);
    const projection::NamedStyle* own = m_styles.find(block.style);
    // A file says the kind of a block by its style.
    const bool isOwn = own != nullptr && !own->isBuiltIn && own->kind == document::StyleKind::kParagraph &&
                       (block.isListItem() || m_styles.rootOf(own->id) == usual);
    if (isOwn) return m_madeNames.at(own->id);
    const bool isPlain = usual == document::kParagraphStyle || usual == document::kListStyle;
    return isPlain && m_styles.lookOf(usual).empty() ? "Standard" : builtInName(usual);
}

std::string OdtStyles::namedTextStyle(const document::Attributes& marks) const {
    const projection::NamedStyle* own = m_styles.find(document::textOf(marks, kStyle));
    return own != nullptr && own->kind == document::StyleKind::kCharacter ? m_madeNames.at(own->id) : std::string();
}

std::string OdtStyles::textStyle(const document::Attributes& marks) {
    const std::string properties = textProperties(marks);
    const bool isCode = document::flagOf(marks, kCode);
    if (properties.empty()) return isCode ? "Source_20_Text" : "";
    return named('T', std::string(" style:family=\"text\"") +
                          (isCode ? " style:parent-style-name=\"Source_20_Text\"" : "") + "><style:text-properties" +
                          properties + "/>");
}

std::string OdtStyles::paragraphStyle(const BlockAttributes& block, bool isItem) {
    const std::string parent = parentOf(block);
    const std::string properties = paragraphProperties(block, isItem);
    const std::string language = languageProperties(block.language);
    if (properties.empty() && language.empty()) return parent;
    return named('P', " style:family=\"paragraph\" style:parent-style-name=\"" + parent +
                          "\"><style:paragraph-properties" + properties + "/>" + language);
}

std::string OdtStyles::columnStyle(int share) {
    return named('C', " style:family=\"table-column\"><style:table-column-properties style:rel-column-width=\"" +
                          std::to_string(share) + "*\"/>");
}

std::string OdtStyles::xml() const {
    std::string xml;
    for (const auto& [definition, name] : m_names)
        xml += "<style:style style:name=\"" + name + "\"" + definition + "</style:style>";
    return xml + listStyle("LBullet", false, "") + listStyle("LNumber", true, "1") + listStyle("LCheck", true, "");
}

std::string OdtStyles::builtInXml() const {
    const auto said = [this](std::string_view style, std::string_view shown, const std::string& paragraph,
                             const std::string& text) {
        const document::Attributes look = m_styles.lookOf(style);
        const int outline = style.starts_with(document::kHeadingStyle) ? document::blockKindOf(style).level : 0;
        const std::string own = paragraphProperties(document::blockAttributesOf(look), false);
        return paragraphStyleXml(builtInName(style), shown, "Standard", propertiesOver(paragraph, own),
                                 propertiesOver(text, textProperties(look)), outline);
    };
    std::string xml = paragraphStyleXml("Standard", "Standard", "", " fo:margin-bottom=\"6pt\"", "");
    xml += said(document::kParagraphStyle, "Text body", "", "");
    xml += said(document::kListStyle, "List", "", "");
    xml += said(document::kTitleStyle, "Title", " fo:margin-bottom=\"12pt\"",
                " fo:font-size=\"28pt\" fo:font-weight=\"bold\"");
    constexpr std::array<int, 6> kSizes{2000, 1600, 1400, 1200, 1100, 1000};
    for (int level = 1; level <= document::kHeadingLevelMax; ++level) {
        const std::string number = std::to_string(level);
        xml += said(
            document::builtInStyleOf(BlockType::kHeading, level), "Heading " + number,
            " fo:margin-top=\"12pt\" fo:margin-bottom=\"4pt\" fo:keep-with-next=\"always\"",
            " fo:font-weight=\"bold\" fo:font-size=\"" + cssPoints(kSizes[static_cast<std::size_t>(level - 1)]) + "\"");
    }
    xml += said(document::kQuoteStyle, "Quotations", " fo:margin-left=\"28pt\" fo:margin-right=\"28pt\"", "");
    xml += said(document::kCodeStyle, "Preformatted Text", " fo:margin-top=\"0pt\" fo:margin-bottom=\"0pt\"",
                " fo:font-family=\"'DejaVu Sans Mono'\" fo:font-size=\"10pt\"");
    return xml;
}

/// Those that somebody made, each with what it says itself.
std::string OdtStyles::madeXml() const {
    std::string xml;
    for (const projection::NamedStyle& style : m_styles.all()) {
        if (style.isBuiltIn) continue;
        const bool isParagraph = style.kind == document::StyleKind::kParagraph;
        const auto base = m_madeNames.find(style.basedOn);
        std::string parent = base != m_madeNames.end() ? base->second : std::string();
        if (parent.empty() && isParagraph)
            parent = builtInName(style.basedOn.empty() ? document::kParagraphStyle : std::string_view(style.basedOn));
        const std::string& name = m_madeNames.at(style.id);
        const std::string shown = style.name.toStdString();
        if (isParagraph) {
            xml += paragraphStyleXml(name, shown, parent,
                                     paragraphProperties(document::blockAttributesOf(style.look), false),
                                     textProperties(style.look));
            continue;
        }
        xml += "<style:style style:name=\"" + name + "\" style:display-name=\"" + htmlEscaped(shown) +
               "\" style:family=\"text\"";
        if (!parent.empty()) xml += " style:parent-style-name=\"" + parent + "\"";
        xml += "><style:text-properties" + textProperties(style.look) + "/></style:style>";
    }
    return xml;
}

std::string OdtStyles::namedXml(const document::Attributes& properties) const {
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-styles" +
                      std::string(kOdtNamespaces) + "><office:styles>" + builtInXml();
    xml += paragraphStyleXml("Horizontal_20_Line", "Horizontal Line", "Standard",
                             " fo:border-bottom=\"0.5pt solid #808080\"", "");
    xml += paragraphStyleXml("Illustration", "Illustration", "Standard", "", " fo:font-style=\"italic\"");
    xml +=
        "<style:style style:name=\"Source_20_Text\" style:display-name=\"Source Text\" style:family=\"text\">"
        "<style:text-properties fo:font-family=\"'DejaVu Sans Mono'\"/></style:style>";
    xml += madeXml();
    xml +=
        "</office:styles><office:automatic-styles><style:page-layout style:name=\"pm1\"><style:page-layout-properties" +
        pageLayoutXml(properties) + "/></style:page-layout></office:automatic-styles>";
    xml += "<office:master-styles><style:master-page style:name=\"Standard\" style:page-layout-name=\"pm1\">";
    if (const auto header = document::textOf(properties, "header"); !header.empty())
        xml += "<style:header><text:p text:style-name=\"Standard\">" + fieldsXml(header) + "</text:p></style:header>";
    if (const auto footer = document::textOf(properties, "footer"); !footer.empty())
        xml += "<style:footer><text:p text:style-name=\"Standard\">" + fieldsXml(footer) + "</text:p></style:footer>";
    return xml + "</style:master-page></office:master-styles></office:document-styles>\n";
}

}  // namespace varve::convert

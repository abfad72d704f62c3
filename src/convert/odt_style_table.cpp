#include "convert/odt_style_table.h"

#include <array>

#include "convert/block_builder.h"
#include "convert/odt_styles.h"
#include "document/mark_schema.h"
#include "document/style_schema.h"

namespace varve::convert {

namespace {

using document::BlockType;

constexpr std::size_t kStyleCountMax = 100'000;
constexpr int kParentsMax = 16;

std::string attributeOf(const QXmlStreamReader& xml, QLatin1String name) {
    // By the usual prefix: whoever writes these files uses them, and so does the declaration of their namespaces.
    for (const QXmlStreamAttribute& one : xml.attributes()) {
        if (one.qualifiedName() == name) return one.value().toString().toStdString();
    }
    return {};
}

/// Properties as CSS calls them; most have the same name.
CssDeclarations declarationsOf(const QXmlStreamReader& xml) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNames{
        {{"style:font-name", "font-name"},
         {"style:text-underline-style", "underline"},
         {"style:text-line-through-style", "line-through"},
         {"style:text-position", "position"},
         {"style:writing-mode", "writing-mode"},
         {"text:display", "display"}}};
    CssDeclarations declarations;
    for (const QXmlStreamAttribute& one : xml.attributes()) {
        const std::string name = one.qualifiedName().toString().toStdString();
        std::string value = one.value().toString().toStdString();
        if (name.starts_with("fo:")) {
            declarations.emplace_back(name.substr(3), std::move(value));
            continue;
        }
        for (const auto& [known, css] : kNames)
            if (name == known) declarations.emplace_back(css, std::move(value));
    }
    return declarations;
}

/// The kind of paragraph that a named style stands for.
void applyKind(HtmlLook& look, std::string_view name) {
    constexpr std::string_view kHeading = "Heading_20_";
    if (name == "Title") look.block.type = BlockType::kTitle;
    if (name == "Quotations" || name == "Quote" || name == "Block_20_Text") look.block.type = BlockType::kQuote;
    if (name == "Preformatted_20_Text" || name == "Source_20_Code") look.block.type = BlockType::kCode;
    if (name.starts_with(kHeading) && name.size() == kHeading.size() + 1 && name.back() >= '1' && name.back() <= '6') {
        look.block.type = BlockType::kHeading;
        look.block.level = name.back() - '0';
    }
}

void applyCharacterKind(HtmlLook& look, std::string_view name) {
    using namespace document::mark_key;
    if (name == "Strong_20_Emphasis" || name == "Strong") document::setValue(look.marks, kBold, true);
    if (name == "Emphasis") document::setValue(look.marks, kItalic, true);
    if (name == "Source_20_Text" || name == "Source_Text" || name == "Verbatim_20_Char")
        document::setValue(look.marks, kCode, true);
}

}  // namespace

const OdtStyleTable::Style* OdtStyleTable::find(const std::string& name) const {
    const auto found = m_styles.find(name);
    return found != m_styles.end() ? &found->second : nullptr;
}

void OdtStyleTable::readElement(QXmlStreamReader& xml, bool areAutomatic) {
    const QStringView name = xml.qualifiedName();
    if (m_styles.size() + m_lists.size() > kStyleCountMax) return;
    if (name == QLatin1String("style:style")) readStyle(xml, areAutomatic);
    if (name == QLatin1String("text:list-style")) readListStyle(xml);
    if (name == QLatin1String("office:font-face-decls")) readFonts(xml);
}

void OdtStyleTable::readStyle(QXmlStreamReader& xml, bool isAutomatic) {
    const std::string family = attributeOf(xml, QLatin1String("style:family"));
    const std::string name = attributeOf(xml, QLatin1String("style:name"));
    Style style;
    style.parent = attributeOf(xml, QLatin1String("style:parent-style-name"));
    style.shownName = attributeOf(xml, QLatin1String("style:display-name"));
    style.isParagraph = family == "paragraph";
    style.isAutomatic = isAutomatic;
    while (xml.readNextStartElement()) {
        if (xml.qualifiedName() == QLatin1String("style:text-properties")) style.text = declarationsOf(xml);
        if (xml.qualifiedName() == QLatin1String("style:paragraph-properties")) style.paragraph = declarationsOf(xml);
        xml.skipCurrentElement();
    }
    if (family == "text" || family == "paragraph") m_styles.emplace(name, std::move(style));
}

void OdtStyleTable::readListStyle(QXmlStreamReader& xml) {
    auto& levels = m_lists[attributeOf(xml, QLatin1String("style:name"))];
    while (xml.readNextStartElement()) {
        OdtListLevel level;
        level.isNumber = xml.qualifiedName() == QLatin1String("text:list-level-style-number");
        level.hasSign = !level.isNumber || !attributeOf(xml, QLatin1String("style:num-format")).empty();
        level.start =
            std::clamp(QString::fromStdString(attributeOf(xml, QLatin1String("text:start-value"))).toInt(), 0, 999'999);
        if (attributeOf(xml, QLatin1String("text:start-value")).empty()) level.start = 1;
        levels[QString::fromStdString(attributeOf(xml, QLatin1String("text:level"))).toInt()] = level;
        xml.skipCurrentElement();
    }
}

void OdtStyleTable::readFonts(QXmlStreamReader& xml) {
    while (xml.readNextStartElement()) {
        m_fonts.emplace(attributeOf(xml, QLatin1String("style:name")),
                        attributeOf(xml, QLatin1String("svg:font-family")));
        xml.skipCurrentElement();
    }
}

const OdtStyleTable::Style* OdtStyleTable::findMade(const std::string& name) const {
    const Style* style = m_keepsMade && name.starts_with(kMadeStylePrefix) ? find(name) : nullptr;
    return style != nullptr && !style->isAutomatic ? style : nullptr;
}

document::Attributes OdtStyleTable::madeStyles() const {
    constexpr std::size_t kMadeCountMax = 500;
    namespace style_key = document::style_key;
    document::Attributes registers;
    std::size_t count = 0;
    for (const auto& [name, style] : m_styles) {
        const std::string shown = inlineText(style.shownName);
        if (findMade(name) == nullptr || name.size() > document::kStyleIdSizeMax || shown.empty() ||
            shown.size() > document::kStyleNameSizeMax || ++count > kMadeCountMax)
            continue;
        const document::StyleKind kind =
            style.isParagraph ? document::StyleKind::kParagraph : document::StyleKind::kCharacter;
        const auto set = [&](std::string_view property, event::Value value) {
            document::setValue(registers, document::styleKey(name, property), std::move(value));
        };
        set(style_key::kName, shown);
        set(style_key::kKind, std::string(style.isParagraph ? "paragraph" : "character"));
        if (findMade(style.parent) != nullptr) {
            set(style_key::kBasedOn, style.parent);
        } else if (style.isParagraph) {
            HtmlLook root;
            applyKind(root, style.parent);
            set(style_key::kBasedOn, document::builtInStyleOf(root.block.type, root.block.level));
        }
        HtmlLook look;
        applyTextDeclarations(look, style.text);
        applyParagraphDeclarations(look, style.paragraph, {.isOwn = true});
        for (const auto& [property, value] : style.text) {
            const bool isOff = value == "normal" || value == "none";
            if (isOff && property == "font-weight") document::setValue(look.marks, document::mark_key::kBold, false);
            if (isOff && property == "font-style") document::setValue(look.marks, document::mark_key::kItalic, false);
            if (isOff && property == "underline") document::setValue(look.marks, document::mark_key::kUnderline, false);
        }
        for (const document::Attributes& said : {look.marks, document::registersOf(look.block)}) {
            for (const auto& [property, value] : said)
                if (document::isStyleLook(property, kind)) set(property, value);
        }
    }
    return registers;
}

void OdtStyleTable::applyText(HtmlLook& look, const std::string& name) const {
    if (const Style* made = findMade(name); made != nullptr) {
        if (!made->isParagraph) document::setValue(look.marks, document::mark_key::kStyle, name);
        return;
    }
    const Style* style = find(name);
    if (style == nullptr || !style->isAutomatic) {
        applyCharacterKind(look, name);
        return;
    }
    applyCharacterKind(look, style->parent);
    applyTextDeclarations(look, style->text);
}

void OdtStyleTable::applyTextDeclarations(HtmlLook& look, const CssDeclarations& text) const {
    using namespace document::mark_key;
    HtmlToken span;
    span.name = "span";
    CssDeclarations css;
    for (const auto& [property, value] : text) {
        if (property == "font-name") {
            const auto font = m_fonts.find(value);
            css.emplace_back("font-family", font != m_fonts.end() ? font->second : value);
        } else if (property == "underline" || property == "line-through") {
            const std::string_view key = property == "underline" ? kUnderline : kStrike;
            document::setValue(look.marks, key, value == "none" ? event::Value() : event::Value(true));
        } else if (property == "position") {
            const bool isRaised =
                value.starts_with("super") || (!value.empty() && value.front() >= '1' && value.front() <= '9');
            const bool isLowered = value.starts_with("sub") || value.starts_with("-");
            css.emplace_back("vertical-align", isRaised ? "super" : isLowered ? "sub" : "baseline");
        } else if (property != "language" && property != "country") {
            css.emplace_back(property, value);
        }
    }
    applyAttributes(look, span, css, {.isOwn = true});
}

void OdtStyleTable::applyParagraphDeclarations(HtmlLook& look, const CssDeclarations& paragraph, HtmlOrigin origin) {
    HtmlToken element;
    element.name = "p";
    CssDeclarations css;
    for (const auto& [property, value] : paragraph) {
        if (property == "text-align") {
            // The side where the text begins is no wish.
            const bool isEnd = value == "end";
            if (value != "start") css.emplace_back(property, isEnd ? "right" : value);
        } else if (property == "writing-mode") {
            if (value == "rl-tb") css.emplace_back("direction", "rtl");
            if (value == "lr-tb") css.emplace_back("direction", "ltr");
        } else if (property == "line-height" && value.ends_with('%')) {
            css.emplace_back(property, value);
        } else if (property == "margin-left" ? origin.isOwn || look.block.type != BlockType::kQuote
                                             : origin.isOwn && property.starts_with("margin-")) {
            // Others write the spaces of their styles on every paragraph, and quotes are indented by their kind.
            css.emplace_back(property, value);
        }
    }
    applyAttributes(look, element, css, {.isOwn = true});
}

bool OdtStyleTable::applyParagraph(HtmlLook& look, const std::string& name, HtmlOrigin origin) const {
    const Style* style = find(name);
    const bool isAutomatic = style != nullptr && style->isAutomatic;
    const std::string& named = isAutomatic ? style->parent : name;
    if (const Style* made = findMade(named); made != nullptr && made->isParagraph) {
        look.block.style = named;
        // The kind is that of the style at the end of what it is based on.
        const Style* base = made;
        for (int count = 0; base != nullptr && count < kParentsMax; ++count) {
            applyKind(look, base->parent);
            base = findMade(base->parent);
        }
    } else {
        applyKind(look, named);
    }
    if (!isAutomatic) return name == "Horizontal_20_Line";
    applyParagraphDeclarations(look, style->paragraph, origin);
    std::string language;
    for (const auto& [property, value] : style->text) {
        if (property == "language" && value != "none" && value != "zxx") language = value + language;
        if (property == "country" && value != "none") language += "-" + value;
    }
    if (!language.empty() && language.front() != '-') look.block.language = language;
    // Looks of the whole paragraph are those of its text.
    applyText(look, name);
    return style->parent == "Horizontal_20_Line";
}

bool OdtStyleTable::isBasedOn(const std::string& name, std::string_view wanted) const {
    std::string at = name;
    for (int count = 0; count < kParentsMax; ++count) {
        if (at == wanted) return true;
        const Style* style = find(at);
        if (style == nullptr) return false;
        at = style->parent;
    }
    return false;
}

bool OdtStyleTable::startsPage(const std::string& name) const {
    const Style* style = find(name);
    if (style == nullptr) return false;
    for (const auto& [property, value] : style->paragraph)
        if (property == "break-before" && value == "page") return true;
    return false;
}

OdtListLevel OdtStyleTable::listLevel(const std::string& name, int level) const {
    const auto list = m_lists.find(name);
    if (list == m_lists.end()) return {};
    const auto found = list->second.find(level);
    return found != list->second.end() ? found->second : OdtListLevel{};
}

}  // namespace varve::convert

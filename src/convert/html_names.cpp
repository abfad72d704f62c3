#include "convert/html_names.h"

#include <QList>
#include <set>

#include "convert/block_builder.h"
#include "convert/html_inlines.h"
#include "document/block_schema.h"
#include "document/mark_schema.h"
#include "projection/heading_anchors.h"
#include "projection/named_styles.h"

namespace varve::convert {

namespace {

using document::StyleKind;
using projection::NamedStyle;
using projection::NamedStyles;

constexpr std::int64_t kIndentWidth = 3600;

projection::Outline outlineOf(const document::ContentBlocks& blocks) {
    projection::Outline outline;
    for (std::size_t index = 0; index < blocks.size(); ++index) {
        const document::BlockAttributes attributes = document::blockAttributesOf(blocks[index].attributes);
        const bool isTitle = attributes.type == document::BlockType::kTitle;
        if (!isTitle && !attributes.isHeading()) continue;
        std::string words;
        for (const document::Inline& part : blocks[index].inlines)
            words += part.text;
        outline.push_back({.offset = {},
                           .block = static_cast<std::uint32_t>(index),
                           .level = isTitle ? 0 : attributes.level,
                           .text = QString::fromStdString(words).simplified()});
    }
    return outline;
}

/// Declarations, each with a semicolon behind it. The looks of styles are of the form of CONTENT.md.
std::string cssOf(const document::Attributes& look) {
    namespace mark = document::mark_key;
    namespace block = document::block_key;
    std::string css;
    const auto add = [&css](std::string_view name, std::string_view value) {
        css.append(name).append(":").append(value).append(";");
    };
    for (const auto& [key, value] : look) {
        const bool isOn = document::flagOf(look, key);
        const std::int64_t number = document::numberOf(look, key);
        const std::string_view text = document::textOf(look, key);
        if (key == mark::kFont && text.find_first_of("\"\\<>") == text.npos)
            add("font-family", "\"" + std::string(text) + "\"");
        if (key == mark::kSize) add("font-size", cssPoints(static_cast<int>(number)));
        if (key == mark::kBold) add("font-weight", isOn ? "bold" : "normal");
        if (key == mark::kItalic) add("font-style", isOn ? "italic" : "normal");
        if (key == mark::kUnderline) add("text-decoration", isOn ? "underline" : "none");
        if (key == mark::kColour) add("color", text);
        if (key == mark::kHighlight) add("background-color", text);
        if (key == block::kAlign) add("text-align", text == "centre" ? "center" : text);
        if (key == block::kLineSpacing) add("line-height", std::to_string(number) + "%");
        if (key == block::kSpaceBefore) add("margin-top", cssPoints(static_cast<int>(number)));
        if (key == block::kSpaceAfter) add("margin-bottom", cssPoints(static_cast<int>(number)));
        if (key == block::kIndent) add("margin-left", cssPoints(static_cast<int>(number * kIndentWidth)));
    }
    return css;
}

/// What has the look of a style that is built in.
std::string selectorOf(std::string_view style) {
    if (style == document::kParagraphStyle) return "p, td, th";
    if (style == document::kTitleStyle) return "h1.title";
    if (style == document::kQuoteStyle) return "blockquote, blockquote p";
    if (style == document::kCodeStyle) return "pre, pre code";
    if (style == document::kListStyle) return "li";
    const int level = document::blockKindOf(style).level;
    return "h" + std::to_string(level) + (level == 1 ? ":not(.title)" : "");
}

/// Letters and digits of ASCII, and a hyphen for what stands between them.
std::string classNameOf(const QString& name) {
    std::string words = "style";
    bool isBetween = true;
    for (const char32_t scalar : name.toLower().toUcs4()) {
        const bool isKept = (scalar >= U'a' && scalar <= U'z') || (scalar >= U'0' && scalar <= U'9');
        if (isKept && isBetween) words += '-';
        if (isKept) words += static_cast<char>(scalar);
        isBetween = !isKept;
    }
    return words;
}

}  // namespace

HtmlNames::HtmlNames(const document::Content& content) : m_outline(outlineOf(content.blocks)) {
    for (const QString& anchor : projection::headingAnchors(m_outline))
        m_headingIds.push_back(anchor.toStdString());
    const NamedStyles styles(content.properties);
    std::set<std::string> taken;
    for (const NamedStyle& style : styles.all()) {
        const std::string css = cssOf(styles.lookOf(style.id));
        std::string selector = style.isBuiltIn ? selectorOf(style.id) : "";
        if (!style.isBuiltIn) {
            const std::string usual = classNameOf(style.name);
            std::string name = usual;
            for (int number = 2; !taken.insert(name).second; ++number)
                name = usual + "-" + std::to_string(number);
            selector = "." + name;
            m_classes[style.id] = {std::move(name), style.kind};
        }
        if (!css.empty()) m_css += selector + " { " + css + " }\n";
    }
}

std::string_view HtmlNames::classOf(std::string_view style, StyleKind kind) const {
    const auto found = m_classes.find(style);
    return found != m_classes.end() && found->second.kind == kind ? std::string_view(found->second.name) : "";
}

std::string HtmlNames::addressOf(std::string_view address) const {
    constexpr std::size_t kSearchesMax = 1000;  // each goes through all headings
    if (!address.starts_with('#') || m_outline.empty()) return std::string(address);
    const auto known = m_addresses.find(address);
    if (known != m_addresses.end()) return known->second;
    if (m_addresses.size() == kSearchesMax) return std::string(address);
    const std::string_view name = address.substr(1);
    const auto heading =
        projection::headingOfAnchor(m_outline, QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    std::string said = heading ? "#" + m_headingIds[*heading] : std::string(address);
    return m_addresses.emplace(address, std::move(said)).first->second;
}

}  // namespace varve::convert

#include "convert/html_inlines.h"

#include <array>

#include "convert/block_builder.h"
#include "convert/html_names.h"
#include "convert/link_rules.h"
#include "document/mark_schema.h"
#include "document/value_rules.h"

namespace varve::convert {

namespace {

using namespace document::mark_key;
using document::Inline;
using document::ValueHolder;

struct Element {
    std::string_view mark;
    std::string_view name;
};
/// From the outside to the inside.
constexpr std::array<Element, 7> kElements{{{kBold, "strong"},
                                            {kItalic, "em"},
                                            {kUnderline, "u"},
                                            {kStrike, "s"},
                                            {kSuperscript, "sup"},
                                            {kSubscript, "sub"},
                                            {kCode, "code"}}};

std::string styleOf(const document::Attributes& marks) {
    std::string style;
    const auto add = [&](std::string_view name, std::string_view value) {
        style += (style.empty() ? "" : ";") + std::string(name) + ":" + std::string(value);
    };
    // What takes away the look that a style or a heading gives.
    const auto isOff = [&](std::string_view key) { return document::valueOf(marks, key) == event::Value(false); };
    if (isOff(kBold)) add("font-weight", "normal");
    if (isOff(kItalic)) add("font-style", "normal");
    if (isOff(kUnderline) || isOff(kStrike)) add("text-decoration", "none");
    if (const auto colour = document::shownText(ValueHolder::kMark, marks, kColour); !colour.empty())
        add("color", colour);
    if (const auto colour = document::shownText(ValueHolder::kMark, marks, kHighlight); !colour.empty())
        add("background-color", colour);
    if (const auto font = document::shownText(ValueHolder::kMark, marks, kFont);
        !font.empty() && font.find_first_of("\"\\<>") == font.npos)
        add("font-family", "\"" + std::string(font) + "\"");
    if (const auto size = document::shownNumber(ValueHolder::kMark, marks, kSize); size > 0)
        add("font-size", cssPoints(static_cast<int>(size)));
    return style;
}

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

/// Blanks that browsers would join or leave out are put where they are kept.
std::string textHtml(std::string_view text, bool isAfterBlank, bool isBeforeEnd) {
    constexpr std::string_view kOpen = "<span style=\"white-space:pre-wrap\">";
    std::string html;
    while (!text.empty()) {
        std::size_t end = 0;
        while (end < text.size() && isBlank(text[end]))
            ++end;
        const bool isSingle =
            end == 1 && text.front() == ' ' && !(isAfterBlank && html.empty()) && !(isBeforeEnd && text.size() == 1);
        if (end > 0)
            html += isSingle ? std::string(" ") : std::string(kOpen).append(text.substr(0, end)).append("</span>");
        text.remove_prefix(end);
        end = 0;
        while (end < text.size() && !isBlank(text[end]))
            ++end;
        html += htmlEscaped(text.substr(0, end));
        text.remove_prefix(end);
    }
    return html;
}

/// The text of a stretch, with its line breaks.
std::string contentHtml(std::string_view text, bool isAfterBlank, bool isBeforeEnd) {
    std::string html;
    while (true) {
        const std::size_t end = text.find(kLineSeparator);
        const bool isLast = end == text.npos;
        html += textHtml(text.substr(0, end), isAfterBlank, isBeforeEnd || !isLast);
        if (isLast) return html;
        html += "<br>";
        text.remove_prefix(end + kLineSeparator.size());
        isAfterBlank = true;
    }
}

}  // namespace

std::string htmlEscaped(std::string_view text) {
    std::string html;
    html.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            default:
                // Other control characters have no place in HTML.
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n') html += c;
        }
    }
    return html;
}

std::string cssPoints(int hundredths) {
    std::string text = std::to_string(hundredths / 100);
    const int rest = hundredths % 100;
    if (rest > 0)
        text += rest % 10 == 0 ? "." + std::to_string(rest / 10) : (rest < 10 ? ".0" : ".") + std::to_string(rest);
    return text + "pt";
}

std::string htmlOfInlines(const std::vector<Inline>& inlines, const HtmlEmbed& embed, const HtmlNames* names) {
    std::string html;
    std::string link;
    bool isAfterBlank = true;
    for (std::size_t index = 0; index < inlines.size(); ++index) {
        const Inline& part = inlines[index];
        const std::string_view address = allowedLink(document::shownText(ValueHolder::kMark, part.marks, kLink));
        if (address != link) {
            if (!link.empty()) html += "</a>";
            link = address;
            if (!link.empty())
                html += "<a href=\"" + htmlEscaped(names != nullptr ? names->addressOf(link) : link) + "\">";
        }
        std::string closing;
        for (const Element& element : kElements) {
            if (!document::flagOf(part.marks, element.mark)) continue;
            html += "<" + std::string(element.name) + ">";
            closing = "</" + std::string(element.name) + ">" + closing;
        }
        const std::string style = styleOf(part.marks);
        const std::string_view named =
            names != nullptr ? names->classOf(document::textOf(part.marks, kStyle), document::StyleKind::kCharacter)
                             : std::string_view();
        if (!style.empty() || !named.empty()) {
            html += "<span";
            if (!named.empty()) html += " class=\"" + std::string(named) + "\"";
            if (!style.empty()) html += " style=\"" + htmlEscaped(style) + "\"";
            html += ">";
            closing = "</span>" + closing;
        }
        const bool isLast = index + 1 == inlines.size();
        const bool isBeforeEnd = isLast || inlines[index + 1].text.starts_with(kLineSeparator);
        html += part.embed ? embed(*part.embed) : contentHtml(part.text, isAfterBlank, isBeforeEnd);
        html += closing;
        isAfterBlank = !part.embed && (isBlank(part.text.back()) || part.text.ends_with(kLineSeparator));
        if (isLast && part.text.ends_with(kLineSeparator)) html += "<br>";
    }
    if (!link.empty()) html += "</a>";
    return html;
}

}  // namespace varve::convert

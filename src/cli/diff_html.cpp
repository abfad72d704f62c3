// The page that `diff --format html` writes: the text of the later moment, with what came underlined and what went
// struck out. It stands alone: no scripts, nothing is fetched.
#include <QStringList>
#include <algorithm>

#include "cli/compared_moments.h"
#include "convert/html_inlines.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/value_rules.h"
#include "projection/diff_words.h"
#include "text/utf8.h"

namespace varve::cli {

namespace {

using projection::TextChange;
using projection::TextDiff;

constexpr std::string_view kHead =
    "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"Varve\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";
constexpr std::string_view kBreak = "¶";
constexpr std::string_view kStyle =
    "<style>\n"
    ":root { --ins: #0b6b3a; --ins-back: #e3f4ea; --del: #a32a22; --del-back: #fbe9e7; --quiet: #6b6b6b; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ins: #7fd6a3; --ins-back: #173425; --del: #f0938b;\n"
    "  --del-back: #3d1d1a; --quiet: #9a9a9a; } }\n"
    "body { max-width: 42em; margin: 2em auto; padding: 0 1.5em; font-family: serif; line-height: 1.5; }\n"
    "header { font-family: sans-serif; font-size: .85em; color: var(--quiet); margin-bottom: 2em; }\n"
    "header b { color: CanvasText; }\n"
    "p, h1, h2, h3, h4, h5, h6, pre, blockquote { white-space: pre-wrap; overflow-wrap: anywhere; }\n"
    "ins { color: var(--ins); background: var(--ins-back); text-decoration: underline; text-decoration-thickness: "
    "2px;\n"
    "  text-underline-offset: 3px; }\n"
    "del { color: var(--del); background: var(--del-back); }\n"
    ".format { border-bottom: 2px dotted var(--quiet); }\n"
    ".changed { border-left: 3px solid var(--quiet); padding-left: .7em; margin-left: -.9em; }\n"
    ".beside { font-size: .9em; margin: .3em 0 .3em 2em; }\n"
    ".beside::before { content: attr(title); color: var(--quiet); font: .85em sans-serif; margin-right: .6em; }\n"
    ".object { color: var(--quiet); border: 1px solid; border-radius: 3px; padding: 0 .4em; font: .85em sans-serif; }\n"
    "blockquote { margin: 0 0 0 1em; padding-left: 1em; border-left: 3px solid var(--del-back); }\n"
    "</style>\n";

/// A break that came or went is something to see.
std::string escaped(std::string_view text) {
    std::string html = convert::htmlEscaped(text);
    for (std::size_t at = html.find('\n'); at != html.npos; at = html.find('\n', at)) {
        html.insert(at, kBreak);
        at += kBreak.size() + 1;
    }
    return html;
}

/// Text in which objects are told by a word.
std::string shown(std::string_view text, const std::string& object) {
    std::string html;
    while (true) {
        const std::size_t at = text.find(document::kEmbedText);
        html += escaped(text.substr(0, at));
        if (at == std::string_view::npos) return html;
        html += "<span class=\"object\">" + object + "</span>";
        text.remove_prefix(at + document::kEmbedText.size());
    }
}

bool isSet(const document::FormatPointer& format, std::string_view key) {
    return format && std::ranges::any_of(*format, [&](const auto& mark) {
               return mark.first == key && mark.second == event::Value(true);
           });
}

constexpr std::pair<std::string_view, std::string_view> kTags[] = {
    {document::mark_key::kBold, "b"},        {document::mark_key::kItalic, "i"},
    {document::mark_key::kUnderline, "u"},   {document::mark_key::kStrike, "s"},
    {document::mark_key::kCode, "code"},     {document::mark_key::kSuperscript, "sup"},
    {document::mark_key::kSubscript, "sub"},
};

std::string formatted(std::string html, const document::FormatPointer& format) {
    for (const auto& [key, tag] : kTags) {
        if (isSet(format, key)) html = "<" + std::string(tag) + ">" + html + "</" + std::string(tag) + ">";
    }
    return html;
}

std::string tagOf(const document::BlockAttributes& block) {
    switch (block.type) {
        case document::BlockType::kTitle:
            return "h1";
        case document::BlockType::kHeading:
            return "h" + std::to_string(std::min(block.level + 1, 6));
        case document::BlockType::kQuote:
            return "blockquote";
        case document::BlockType::kCode:
            return "pre";
        case document::BlockType::kParagraph:
        case document::BlockType::kBullet:
        case document::BlockType::kNumber:
        case document::BlockType::kCheck:
            break;
    }
    return "p";
}

std::string signOf(const document::BlockAttributes& block) {
    switch (block.type) {
        case document::BlockType::kBullet:
        case document::BlockType::kNumber:
            return "• ";
        case document::BlockType::kCheck:
            return block.isChecked ? "☑ " : "☐ ";
        case document::BlockType::kParagraph:
        case document::BlockType::kTitle:
        case document::BlockType::kHeading:
        case document::BlockType::kQuote:
        case document::BlockType::kCode:
            break;
    }
    return {};
}

/// The changes of one text, taken in its order.
class Marker {
  public:
    explicit Marker(const TextDiff& diff) : m_diff(diff) {}

    /// What went at or before the end of a stretch of text that begins at `begin`, and where it is cut.
    [[nodiscard]] text::Offset cutBefore(text::Offset begin, text::Offset end) const {
        text::Offset cut = end;
        const auto take = [&](text::Offset place) {
            if (place > begin && place < cut) cut = place;
        };
        if (m_change < m_diff.changes.size()) {
            take(m_diff.changes[m_change].range.begin);
            take(m_diff.changes[m_change].range.end);
        }
        if (m_format < m_diff.formats.size()) {
            take(m_diff.formats[m_format].range.begin);
            take(m_diff.formats[m_format].range.end);
        }
        return cut;
    }
    /// Deletions whose place is `at`, once.
    std::string removedAt(text::Offset at) {
        std::string html;
        while (m_change < m_diff.changes.size() && m_diff.changes[m_change].range.begin <= at) {
            const TextChange& change = m_diff.changes[m_change];
            if (m_told == m_change && change.removedSize > 0)
                html += "<del>" + shown(m_diff.removed(change), "object") + "</del>";
            m_told = m_change + 1;
            if (change.range.end > at) break;
            ++m_change;
        }
        while (m_format < m_diff.formats.size() && m_diff.formats[m_format].range.end <= at)
            ++m_format;
        return html;
    }
    [[nodiscard]] bool isInserted(text::Offset at) const {
        return m_change < m_diff.changes.size() && m_diff.changes[m_change].range.begin <= at &&
               at < m_diff.changes[m_change].range.end;
    }
    [[nodiscard]] QString formatAt(text::Offset at) const {
        const bool isHere = m_format < m_diff.formats.size() && m_diff.formats[m_format].range.begin <= at;
        return isHere ? projection::formatChangeWords(m_diff.formats[m_format]) : QString();
    }

  private:
    const TextDiff& m_diff;
    std::size_t m_change = 0;  // the first one that does not end before
    std::size_t m_told = 0;    // changes whose deletion was written
    std::size_t m_format = 0;
};

std::string wrapped(std::string html, const Marker& marker, text::Offset at) {
    const QString words = marker.formatAt(at);
    if (!words.isEmpty())
        html = "<span class=\"format\" title=\"" + escaped(words.toStdString()) + "\">" + html + "</span>";
    return marker.isInserted(at) ? "<ins>" + html + "</ins>" : html;
}

std::string objectWordAt(const projection::Block& block, int utf16, const projection::ObjectRegisters& registers) {
    for (const projection::BlockEmbed& embed : block.embeds) {
        if (embed.position != utf16) continue;
        const auto attributes = registers.attributesOf(embed.id);
        const std::string_view type = attributes ? document::textOf(*attributes, "type") : std::string_view();
        if (type == document::kTableType) return "table";
        if (type == document::kRuleType) return "line";
        const std::string alt(attributes ? document::textOf(*attributes, document::embed_key::kAlt) : "");
        if (type == document::kImageType) return alt.empty() ? "image" : "image: " + escaped(alt);
    }
    return "object";
}

std::string blockHtml(const projection::Block& block, text::Offset start, Marker& marker,
                      const projection::ObjectRegisters& registers) {
    std::string html;
    text::Offset at = start;
    const text::Offset end = start + block.count;
    while (at < end) {
        html += marker.removedAt(at);
        text::Offset cut = marker.cutBefore(at, end);
        const int from = block.utf16Of(at - start);
        const auto run = std::ranges::find_if(block.formats, [&](const auto& one) { return one.end > from; });
        if (run != block.formats.end()) cut = std::min(cut, start + block.scalarOf(run->end));
        const int to = block.utf16Of(cut - start);
        const std::string text = block.text.mid(from, to - from).toStdString();
        std::string part;
        for (int utf16 = from; utf16 < to;) {
            const auto object = static_cast<int>(block.text.indexOf(QChar(projection::kEmbed), utf16));
            const int plainEnd = object < 0 || object >= to ? to : object;
            part += escaped(block.text.mid(utf16, plainEnd - utf16).toStdString());
            utf16 = plainEnd;
            if (utf16 < to) {
                part += "<span class=\"object\">" + objectWordAt(block, utf16, registers) + "</span>";
                ++utf16;
            }
        }
        html += wrapped(formatted(std::move(part), block.formatAt(from)), marker, at);
        at = cut;
    }
    html += marker.removedAt(end);
    // The break behind the block.
    if (marker.isInserted(end)) html += "<ins>¶</ins>";
    return html;
}

std::string besideHtml(const ComparedMoments& moments, const projection::TextBesideDiff& beside) {
    const auto found = moments.beside.find(beside.sequence);
    const std::string& text = *found->text->text;
    Marker marker(beside.diff);
    std::string html;
    text::Offset at;
    const text::Offset end{text::scalarCount(text)};
    while (at < end) {
        html += marker.removedAt(at);
        const text::Offset cut = marker.cutBefore(at, end);
        html += wrapped(shown(text::scalarSlice(text, at.value, cut - at), "object"), marker, at);
        at = cut;
    }
    html += marker.removedAt(end);
    return "<div class=\"beside\" title=\"" + std::string(found->text->cell ? "cell" : "caption") + "\">" + html +
           "</div>\n";
}

}  // namespace

std::string diffHtml(const ComparedMoments& moments, const std::string& fromName, const std::string& toName) {
    const projection::MomentDiff& diff = moments.diff;
    const QString words = projection::wordChangeWords(diff.words());
    std::string html(kHead);
    html += "<title>" + escaped(fromName + " – " + toName) + "</title>\n" + std::string(kStyle) + "</head>\n<body>\n";
    html += "<header>" + escaped(fromName) + " → " + escaped(toName) + "<br><b>" +
            escaped(words.isEmpty() ? "the same words" : words.toStdString()) + "</b>";
    for (const projection::PropertyChange& change : diff.settings)
        html += "<br>" + escaped(projection::propertyChangeWords(change).toStdString());
    html += "</header>\n";
    Marker marker(diff.body);
    auto object = diff.objects.begin();
    auto beside = diff.beside.begin();
    for (std::uint32_t index = 0; index < moments.blocks.blockCount(); ++index) {
        const projection::Block& block = *moments.blocks.blockAt(index);
        const text::Offset start = moments.blocks.startOf(index);
        const text::Offset end = start + block.count;
        QStringList names;
        for (; object != diff.objects.end() && (object->isFirstBlock || object->offset < end); ++object) {
            const QString name = projection::objectDiffWords(*object);
            if (!name.isEmpty()) names += name;
        }
        const document::BlockAttributes& attributes = block.shownAttributes();
        const std::string tag = tagOf(attributes);
        html += "<" + tag;
        if (!names.isEmpty())
            html += " class=\"changed\" title=\"" + escaped(names.join(QStringLiteral(", ")).toStdString()) + "\"";
        if (attributes.indent > 0)
            html += " style=\"margin-inline-start:" + std::to_string(attributes.indent * 2) + "em\"";
        html += ">" + signOf(attributes) + blockHtml(block, start, marker, moments.registers) + "</" + tag + ">\n";
        for (; beside != diff.beside.end() && beside->embed < end; ++beside)
            html += besideHtml(moments, *beside);
    }
    return html + "</body>\n</html>\n";
}

}  // namespace varve::cli

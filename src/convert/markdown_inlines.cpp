#include "convert/markdown_inlines.h"

#include <cmark-gfm.h>
//
#include <cmark-gfm/utf8.h>

#include <array>
#include <optional>
#include <span>

#include "convert/markdown_pieces.h"
#include "text/utf8.h"

namespace varve::convert {

namespace {

/// What the parser takes a character for when it decides whether a sign next to it opens or closes.
enum class Kind : std::uint8_t { kBlank, kPunctuation, kWord };

Kind kindOf(char32_t scalar) {
    const auto value = static_cast<std::int32_t>(scalar);
    if (scalar == 0 || cmark_utf8proc_is_space(value) != 0) return Kind::kBlank;
    return cmark_utf8proc_is_punctuation(value) != 0 ? Kind::kPunctuation : Kind::kWord;
}

char32_t firstScalar(std::string_view text) {
    return text.empty() ? 0 : text::decodeScalar(text);
}

char32_t lastScalar(std::string_view text) {
    if (text.empty()) return 0;
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80)
        --at;
    return text::decodeScalar(text.substr(at));
}

/// How one mark can be written.
struct Sign {
    std::string_view open;
    std::string_view close;
    bool isElement = false;  // else a run of signs with rules
};
constexpr std::array<Sign, 2> kBoldSigns{{{"**", "**"}, {"<b>", "</b>", true}}};
constexpr std::array<Sign, 3> kItalicSigns{{{"*", "*"}, {"_", "_"}, {"<i>", "</i>", true}}};
constexpr std::array<Sign, 2> kStrikeSigns{{{"~~", "~~"}, {"<s>", "</s>", true}}};
constexpr std::array<Sign, 1> kUnderlineSigns{{{"<u>", "</u>", true}}};
constexpr std::array<Sign, 1> kSuperscriptSigns{{{"<sup>", "</sup>", true}}};
constexpr std::array<Sign, 1> kSubscriptSigns{{{"<sub>", "</sub>", true}}};

std::span<const Sign> signsOf(std::uint32_t mark) {
    switch (mark) {
        case markdown_mark::kBold:
            return kBoldSigns;
        case markdown_mark::kItalic:
            return kItalicSigns;
        case markdown_mark::kStrike:
            return kStrikeSigns;
        case markdown_mark::kUnderline:
            return kUnderlineSigns;
        case markdown_mark::kSuperscript:
            return kSuperscriptSigns;
        default:
            return kSubscriptSigns;
    }
}

/// The characters on both sides of what is written; 0 is the edge of the block.
struct Neighbours {
    char32_t before = 0;
    char32_t after = 0;
};

/// CommonMark 0.29, "left-flanking" and "right-flanking" delimiter runs, made stricter: no run touches another one.
bool opensAndCloses(const Sign& sign, std::string_view inside, Neighbours around) {
    if (sign.isElement) return true;
    const auto character = static_cast<char32_t>(sign.open.front());
    const char32_t first = firstScalar(inside);
    const char32_t last = lastScalar(inside);
    for (const char32_t beside : {first, last, around.before, around.after}) {
        if (beside == character) return false;
    }
    // The parser looks past the signs of strikethrough at what is behind them; a word is the strictest neighbour.
    const Kind before = around.before == U'~' ? Kind::kWord : kindOf(around.before);
    const Kind after = around.after == U'~' ? Kind::kWord : kindOf(around.after);
    if (kindOf(first) == Kind::kBlank || kindOf(last) == Kind::kBlank) return false;
    if (kindOf(first) == Kind::kPunctuation && before == Kind::kWord) return false;
    if (kindOf(last) == Kind::kPunctuation && after == Kind::kWord) return false;
    return character != '_' || (before != Kind::kWord && after != Kind::kWord);
}

class InlineWriter {
  public:
    InlineWriter(const std::vector<MarkdownPiece>& pieces, const MarkdownPlace& place)
        : m_pieces(pieces), m_place(place) {}

    struct Span {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::uint32_t open = 0;  // marks around it
        bool isInLink = false;
    };

    std::string write(Span span, Neighbours around) const {
        std::string out;
        for (std::size_t at = span.begin; at < span.end;) {
            const char32_t before = out.empty() ? around.before : lastScalar(out);
            const MarkdownPiece& piece = m_pieces[at];
            const std::uint32_t wanted = piece.marks & ~span.open;
            std::size_t end = at + 1;
            if (wanted == 0 && (piece.link.empty() || span.isInLink)) {
                out += piece.written;
                at = end;
                continue;
            }
            std::uint32_t chosen = 0;  // 0: the link
            if (!piece.link.empty() && !span.isInLink) end = linkEnd(at, span.end);
            for (std::uint32_t mark = 1; mark < 1U << markdown_mark::kCount; mark <<= 1) {
                if ((wanted & mark) == 0) continue;
                const std::size_t markEnd = endOfMark(at, span.end, mark);
                const bool isLinkHere = chosen == 0 && !piece.link.empty() && !span.isInLink;
                if (markEnd <= end && (isLinkHere || chosen != 0)) continue;
                end = markEnd;
                chosen = mark;
            }
            const Neighbours here{before, end == span.end ? around.after : firstOf(m_pieces[end], span)};
            out += chosen == 0 ? linked({at, end, span.open, true})
                               : marked({at, end, span.open | chosen, span.isInLink}, chosen, here);
            at = end;
        }
        return out;
    }

  private:
    std::size_t linkEnd(std::size_t begin, std::size_t end) const {
        std::size_t at = begin;
        while (at < end && m_pieces[at].link == m_pieces[begin].link)
            ++at;
        return at;
    }
    std::size_t endOfMark(std::size_t begin, std::size_t end, std::uint32_t mark) const {
        std::size_t at = begin;
        while (at < end && (m_pieces[at].marks & mark) != 0)
            ++at;
        return at;
    }
    /// The character that a piece after the one at hand begins with. Every sign is punctuation, and none of them is
    /// taken for the same as the one before: that one looks back.
    char32_t firstOf(const MarkdownPiece& piece, const Span& span) const {
        const bool hasSign = (piece.marks & ~span.open) != 0 || (!piece.link.empty() && !span.isInLink);
        if ((piece.marks & ~span.open & markdown_mark::kStrike) != 0) return U'~';
        return hasSign ? U'(' : firstScalar(piece.written);
    }
    std::string marked(const Span& span, std::uint32_t mark, Neighbours around) const {
        for (const Sign& sign : signsOf(mark)) {
            const Neighbours inner{static_cast<char32_t>(sign.open.back()), static_cast<char32_t>(sign.close.front())};
            const std::string inside = write(span, inner);
            if (opensAndCloses(sign, inside, around)) return std::string(sign.open).append(inside).append(sign.close);
        }
        return write(span, around);
    }
    std::string linked(const Span& span) const {
        const std::string& address = m_pieces[span.begin].link;
        const bool isAlone = span.end == span.begin + 1 && m_pieces[span.begin].marks == span.open;
        const bool isBare = isAlone && m_pieces[span.begin].plain == address && isForAngles(address);
        if (isBare) return "<" + address + ">";
        return "[" + write(span, {U'[', U']'}) + "](" + markdownDestination(address, m_place.isTableCell) + ")";
    }
    static bool isForAngles(std::string_view address) {
        const bool hasScheme = address.starts_with("http://") || address.starts_with("https://");
        return hasScheme && address.find_first_of(" \t<>&\\|`\n") == address.npos && text::isAscii(address);
    }

    const std::vector<MarkdownPiece>& m_pieces;
    const MarkdownPlace& m_place;
};

}  // namespace

std::string markdownOfInlines(const std::vector<document::Inline>& inlines, const MarkdownPlace& place,
                              const ImageAddress& imageAddress) {
    const std::vector<MarkdownPiece> pieces = markdownPieces(inlines, place, imageAddress);
    return InlineWriter(pieces, place).write({0, pieces.size(), 0, false}, {});
}

}  // namespace varve::convert

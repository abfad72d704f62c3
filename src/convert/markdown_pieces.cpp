#include "convert/markdown_pieces.h"
#include "convert/link_rules.h"

#include <algorithm>
#include <array>

#include "convert/block_builder.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/value_rules.h"

namespace varve::convert {

namespace {

using document::Inline;

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isBlank(char c) {
    return c == ' ' || c == '\t';
}
bool isWordByte(char c) {
    return isLetter(c) || isDigit(c);
}

std::string entityOf(char byte) {
    return "&#" + std::to_string(static_cast<unsigned char>(byte)) + ";";
}

/// Whether the text before `at` ends with the name, whatever the case of its letters.
bool endsWithName(std::string_view before, std::string_view name) {
    if (before.size() < name.size()) return false;
    const auto tail = before.substr(before.size() - name.size());
    return std::ranges::equal(tail, name, [](char a, char b) { return (a | 0x20) == b; });
}

/// Where a text stands: at the beginning or end of a line of the block.
struct Edges {
    bool isLineStart = false;
    bool isLineEnd = false;
};

class Escaper {
  public:
    Escaper(std::string_view text, Edges edges, bool isTableCell)
        : m_text(text), m_edges(edges), m_isTableCell(isTableCell) {}

    std::string escaped() {
        std::string out;
        out.reserve(m_text.size() + m_text.size() / 8);
        for (std::size_t at = 0; at < m_text.size(); ++at) {
            if (needsEntity(at)) {
                out += entityOf(m_text[at]);
                continue;
            }
            if (needsBackslash(at)) out += '\\';
            out += m_text[at];
        }
        return out;
    }

  private:
    char charAt(std::size_t at) const { return at < m_text.size() ? m_text[at] : '\0'; }

    bool needsEntity(std::size_t at) const {
        const char c = m_text[at];
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t') return true;
        if (!isBlank(c)) return false;
        return (m_edges.isLineStart && at == 0) || (m_edges.isLineEnd && at + 1 == m_text.size());
    }
    bool needsBackslash(std::size_t at) const {
        const char c = m_text[at];
        const char next = charAt(at + 1);
        const bool isLast = at + 1 == m_text.size();
        switch (c) {
            case '\\':
            case '`':
            case '*':
            case '[':
            case ']':
            case '~':
                return true;
            case '_':
                return at == 0 || isLast || !isWordByte(m_text[at - 1]) || !isWordByte(next);
            case '<':
                return isLast || isLetter(next) || next == '/' || next == '!' || next == '?';
            case '&':
                return isLast || isLetter(next) || next == '#';
            case '!':
                return isLast || next == '[';
            case '|':
                return m_isTableCell || isAtStart(at);
            case ':':
                return isAtStart(at) || startsAddress(at);
            case '.':
                return endsWithName(m_text.substr(0, at), "www") || endsItemNumber(at);
            case ')':
                return endsItemNumber(at);
            case '#':
            case '>':
            case '-':
            case '+':
            case '=':
                return isAtStart(at);
            default:
                return false;
        }
    }
    bool isAtStart(std::size_t at) const { return m_edges.isLineStart && at == 0; }
    bool startsAddress(std::size_t at) const {
        if (m_text.substr(at + 1, 2) != "//") return false;
        const auto before = m_text.substr(0, at);
        return endsWithName(before, "http") || endsWithName(before, "https") || endsWithName(before, "ftp");
    }
    bool endsItemNumber(std::size_t at) const {
        constexpr std::size_t kDigitsMax = 9;
        return m_edges.isLineStart && at > 0 && at <= kDigitsMax && std::ranges::all_of(m_text.substr(0, at), isDigit);
    }

    std::string_view m_text;
    Edges m_edges;
    bool m_isTableCell;
};

std::string codeSpan(std::string_view code, bool isTableCell) {
    // Inside of a link at the beginning of a paragraph this would be the end of a reference's name.
    if (code.find("]:") != code.npos) return "<code>" + Escaper(code, {true, true}, isTableCell).escaped() + "</code>";
    std::size_t longest = 0;
    std::size_t run = 0;
    std::string body;
    for (const char c : code) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
        if (c == '|' && isTableCell) body += '\\';
        body += static_cast<unsigned char>(c) < 0x20 && c != '\t' ? ' ' : c;
    }
    const std::string fence(longest + 1, '`');
    const bool isAllBlank = code.find_first_not_of(' ') == code.npos;
    const bool isPadded =
        code.front() == '`' || code.back() == '`' || (code.front() == ' ' && code.back() == ' ' && !isAllBlank);
    const std::string pad(isPadded ? 1 : 0, ' ');
    return fence + pad + body + pad + fence;
}

std::uint32_t marksOf(const document::Attributes& marks) {
    using namespace document::mark_key;
    constexpr std::array kKeys{kBold, kItalic, kStrike, kUnderline, kSuperscript, kSubscript};
    std::uint32_t bits = 0;
    for (std::size_t index = 0; index < kKeys.size(); ++index)
        bits |= document::flagOf(marks, kKeys[index]) ? 1U << index : 0U;
    return bits;
}

/// A leaf before it is written.
struct Leaf {
    enum class Kind : std::uint8_t { kText, kCode, kBreak, kImage } kind = Kind::kText;
    std::string text;
    const document::Embed* embed = nullptr;
    std::uint32_t marks = 0;
    std::string link;

    [[nodiscard]] bool isLike(const Leaf& other) const {
        return kind == other.kind && marks == other.marks && link == other.link;
    }
};

void addLeaf(std::vector<Leaf>& leaves, Leaf leaf) {
    const bool isText = leaf.kind == Leaf::Kind::kText || leaf.kind == Leaf::Kind::kCode;
    if (isText && leaf.text.empty()) return;
    if (isText && !leaves.empty() && leaves.back().isLike(leaf)) {
        leaves.back().text += leaf.text;
    } else {
        leaves.push_back(std::move(leaf));
    }
}

std::vector<Leaf> leavesOf(const std::vector<Inline>& inlines) {
    std::vector<Leaf> leaves;
    for (const Inline& part : inlines) {
        Leaf leaf;
        leaf.marks = marksOf(part.marks);
        leaf.link =
            allowedLink(document::shownText(document::ValueHolder::kMark, part.marks, document::mark_key::kLink));
        if (part.embed) {
            leaf.kind = Leaf::Kind::kImage;
            leaf.embed = part.embed.get();
            addLeaf(leaves, std::move(leaf));
            continue;
        }
        if (document::flagOf(part.marks, document::mark_key::kCode)) leaf.kind = Leaf::Kind::kCode;
        std::string_view rest = part.text;
        while (true) {
            const std::size_t end = rest.find(kLineSeparator);
            Leaf text = leaf;
            text.text = rest.substr(0, end);
            addLeaf(leaves, std::move(text));
            if (end == rest.npos) break;
            rest.remove_prefix(end + kLineSeparator.size());
            addLeaf(leaves,
                    {.kind = Leaf::Kind::kBreak, .text = {}, .embed = nullptr, .marks = leaf.marks, .link = leaf.link});
        }
    }
    return leaves;
}

}  // namespace

std::string markdownDestination(std::string_view address, bool isTableCell) {
    std::string out;
    bool isBare = !address.empty() && address.front() != '<';
    for (const char c : address) {
        isBare = isBare && static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
        const bool isSpecial = c == '\\' || c == '<' || c == '>' || c == '(' || c == ')' || c == '*' || c == '_';
        if (isSpecial || (c == '|' && isTableCell)) out += '\\';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += entityOf(c);
        } else {
            out += c;
            // The parser takes entities before backslashes.
            if (c == '&') out += "amp;";
        }
    }
    return isBare ? out : "<" + out + ">";
}

std::vector<MarkdownPiece> markdownPieces(const std::vector<Inline>& inlines, const MarkdownPlace& place,
                                          const ImageAddress& imageAddress) {
    const std::vector<Leaf> leaves = leavesOf(inlines);
    const auto isBreak = [&](std::size_t index) {
        return index >= leaves.size() || leaves[index].kind == Leaf::Kind::kBreak;
    };
    std::vector<MarkdownPiece> pieces;
    for (std::size_t index = 0; index < leaves.size(); ++index) {
        const Leaf& leaf = leaves[index];
        const Edges edges{.isLineStart = index == 0 || isBreak(index - 1), .isLineEnd = isBreak(index + 1)};
        MarkdownPiece piece{.written = {}, .plain = {}, .marks = leaf.marks, .link = leaf.link};
        switch (leaf.kind) {
            case Leaf::Kind::kText:
                piece.written = Escaper(leaf.text, edges, place.isTableCell).escaped();
                piece.plain = leaf.text;
                break;
            case Leaf::Kind::kCode:
                piece.written = codeSpan(leaf.text, place.isTableCell);
                break;
            // A backslash at the very end would be one.
            case Leaf::Kind::kBreak:
                piece.written = place.isSingleLine || index + 1 == leaves.size() ? "<br>" : "\\\n";
                break;
            case Leaf::Kind::kImage: {
                const std::string_view alt = document::textOf(leaf.embed->attributes, document::embed_key::kAlt);
                const std::string description = Escaper(alt, {}, place.isTableCell).escaped();
                const std::string address = imageAddress(*leaf.embed);
                piece.written = address.empty()
                                    ? description
                                    : "![" + description + "](" + markdownDestination(address, place.isTableCell) + ")";
                break;
            }
        }
        if (!piece.written.empty()) pieces.push_back(std::move(piece));
    }
    return pieces;
}

}  // namespace varve::convert

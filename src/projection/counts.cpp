#include "projection/counts.h"

#include <QChar>
#include <algorithm>
#include <array>

#include "text/utf8.h"

namespace varve::projection {

namespace {

constexpr std::uint64_t kWordsAMinute = 238;
constexpr char32_t kObjectScalar = 0xfffc;

struct Block {
    char32_t begin;
    char32_t end;
};
/// Of scripts without spaces whose characters stand for words or syllables, marks and numbers among them.
constexpr std::array<Block, 8> kOneWordEach{{{0x3005, 0x3008},
                                             {0x3021, 0x302a},
                                             {0x3041, 0x3100},
                                             {0x31f0, 0x3200},
                                             {0x3400, 0xa000},
                                             {0xf900, 0xfb00},
                                             {0xff66, 0xffa0},
                                             {0x20000, 0x40000}}};

enum class Kind : std::uint8_t { kLineBreak, kSpace, kObject, kWord, kWordPart, kOther };

constexpr Kind kindOfAscii(unsigned char byte) {
    if (byte == '\n') return Kind::kLineBreak;
    if (byte <= 0x20) return Kind::kSpace;
    const auto small = static_cast<unsigned char>(byte | 0x20);
    const bool isLetterOrDigit = (small >= 'a' && small <= 'z') || (byte >= '0' && byte <= '9');
    return isLetterOrDigit ? Kind::kWordPart : Kind::kOther;
}

constexpr auto kAsciiKinds = [] {
    std::array<Kind, 0x80> kinds{};
    for (unsigned char byte = 0; byte < kinds.size(); ++byte)
        kinds[byte] = kindOfAscii(byte);
    return kinds;
}();

Kind kindOf(char32_t scalar) {
    if (scalar == kObjectScalar) return Kind::kObject;
    if (QChar::isSpace(scalar)) return Kind::kSpace;
    if (!QChar::isLetterOrNumber(scalar)) return Kind::kOther;
    return isWordOfItsOwn(scalar) ? Kind::kWord : Kind::kWordPart;
}

/// Counts piece after piece; a piece ends between scalars.
class Counter {
  public:
    void count(std::string_view utf8) {
        for (std::size_t at = 0; at < utf8.size();) {
            const auto byte = static_cast<unsigned char>(utf8[at]);
            if (byte < 0x80) {
                add(kAsciiKinds[byte]);
                ++at;
            } else {
                add(kindOf(text::decodeScalar(utf8.substr(at))));
                at += text::sequenceSizeOf(utf8[at]);
            }
        }
    }
    [[nodiscard]] const TextCounts& counts() const { return m_counts; }

  private:
    void add(Kind kind) {
        const bool isPart = kind == Kind::kWordPart;
        const bool isSign = isPart || kind == Kind::kWord || kind == Kind::kOther;
        if (kind == Kind::kWord || (isPart && !m_isInWord)) m_counts.words += 1;
        if (isSign && !m_isInParagraph) m_counts.paragraphs += 1;
        m_isInWord = isSign && kind != Kind::kWord && (isPart || m_isInWord);
        m_isInParagraph = kind != Kind::kLineBreak && (isSign || m_isInParagraph);
        m_counts.characters += isSign || kind == Kind::kSpace ? 1 : 0;
        m_counts.charactersWithoutSpaces += isSign ? 1 : 0;
    }

    TextCounts m_counts;
    bool m_isInWord = false;  // one that was counted
    bool m_isInParagraph = false;
};

}  // namespace

bool isWordOfItsOwn(char32_t scalar) {
    return std::ranges::any_of(kOneWordEach,
                               [&](const Block& block) { return scalar >= block.begin && scalar < block.end; });
}

TextCounts countsOf(const text::Rope& rope, text::Range range) {
    Counter counter;
    rope.forEachPiece(range, [&](std::string_view piece) { counter.count(piece); });
    return counter.counts();
}

TextCounts countsOf(std::string_view utf8) {
    Counter counter;
    counter.count(utf8);
    return counter.counts();
}

std::uint64_t readingSecondsOf(std::uint64_t wordCount) {
    return (wordCount * 60 + kWordsAMinute - 1) / kWordsAMinute;
}

}  // namespace varve::projection

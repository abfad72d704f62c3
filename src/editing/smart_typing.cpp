#include "editing/smart_typing.h"

#include <algorithm>
#include <utility>

#include "editing/typographic_quotes.h"

namespace varve::editing {

namespace {

using document::Attributes;
using document::BlockType;

constexpr char16_t kApostrophe = u'’';
constexpr char16_t kEnDash = u'–';
constexpr char16_t kEmDash = u'—';
constexpr char16_t kEllipsis = u'…';
constexpr char16_t kInnerOpen = u'“';  // of a quotation within angles
constexpr char16_t kInnerClose = u'”';
constexpr char16_t kNoBreakSpace = u'\u00a0';
constexpr char16_t kNarrowNoBreakSpace = u'\u202f';
constexpr qsizetype kNumberLengthMax = 6;

TypingSubstitution substitution(std::uint32_t removedCount, QStringView text) {
    return {removedCount, text.toString()};
}

TypingSubstitution substitution(std::uint32_t removedCount, char16_t text) {
    return {removedCount, QString(QChar(text))};
}

char16_t lastOf(QStringView text) {
    return text.isEmpty() ? u'\0' : text.back().unicode();
}

bool isOneOf(char16_t unit, QStringView units) {
    return units.contains(QChar(unit));
}

/// The last quotation in the text has begun and not ended. Says nothing where both marks are the same.
bool isInside(QStringView before, QStringView open, QStringView close) {
    const QChar openMark = open.front();
    const QChar closeMark = close.back();
    return before.lastIndexOf(openMark) > before.lastIndexOf(closeMark);
}

/// A quotation mark typed here begins something.
bool isOpeningPlace(QStringView before, bool isInsideQuotation) {
    const char16_t last = lastOf(before);
    if (last == u'\0' || QChar::isSpace(last)) return true;
    if (isOneOf(last, u"([{<«‹“„‘‚¿¡/\u2028")) return true;
    // Behind a dash a quotation that is interrupted ends, and another one begins.
    return isOneOf(last, u"–—") && !isInsideQuotation;
}

std::optional<TypingSubstitution> doubleQuote(QStringView before, const TypographicQuotes& quotes) {
    const bool isInsideQuotation = isInside(before, quotes.open, quotes.close);
    // Where spaces stand inside of the marks, one may have been typed before the closing one.
    const bool hasSpaces = quotes.close.size() > 1;
    // Right behind a mark that opens, the next one closes: a pair of them is typed, and filled afterwards.
    if (!hasSpaces && quotes.open != quotes.close && before.endsWith(quotes.open)) return substitution(1, quotes.close);
    // What begins in brackets is a quotation within.
    if (hasSpaces && isInsideQuotation && isOneOf(lastOf(before), u"([{")) return substitution(1, kInnerOpen);
    if (hasSpaces &&
        before.lastIndexOf(kInnerOpen) > std::max(before.lastIndexOf(kInnerClose), before.lastIndexOf(quotes.open)))
        return substitution(1, kInnerClose);
    if (hasSpaces && isInsideQuotation) {
        const bool hasTypedSpace = isOneOf(lastOf(before), u" \u00a0\u202f");
        const bool isEmpty = before.endsWith(quotes.open);
        if (!isEmpty) return substitution(hasTypedSpace ? 2 : 1, quotes.close);
    }
    return substitution(1, isOpeningPlace(before, isInsideQuotation) ? quotes.open : quotes.close);
}

std::optional<TypingSubstitution> singleQuote(QStringView before, const TypographicQuotes& quotes) {
    const bool isInsideQuotation = isInside(before, quotes.singleOpen, quotes.singleClose);
    const bool isQuoting = quotes.singleOpen != quotes.singleClose;
    if (isQuoting && isOpeningPlace(before, isInsideQuotation)) return substitution(1, quotes.singleOpen);
    if (isQuoting && isInsideQuotation) return substitution(1, quotes.singleClose);
    return substitution(1, kApostrophe);
}

std::optional<TypingSubstitution> dash(QStringView before) {
    const char16_t last = lastOf(before);
    if (last == kEnDash) return substitution(2, kEmDash);
    if (last != u'-' || before.size() < 2) return std::nullopt;
    const char16_t previous = before[before.size() - 2].unicode();
    // Arrows, comments and longer rows of hyphens stay what they are.
    if (isOneOf(previous, u"-!<=–—")) return std::nullopt;
    return substitution(2, kEnDash);
}

std::optional<TypingSubstitution> ellipsis(QStringView before) {
    if (!before.endsWith(u"..")) return std::nullopt;
    // Longer rows, and folders above: ../...
    if (before.size() > 2 && isOneOf(before[before.size() - 3].unicode(), u"./\\…")) return std::nullopt;
    return substitution(3, kEllipsis);
}

std::optional<TypingSubstitution> frenchSpace(QStringView before, QChar sign) {
    if (!before.endsWith(u' ') || before.size() < 2 || before[before.size() - 2].isSpace()) return std::nullopt;
    const char16_t space = sign == QLatin1Char(':') ? kNoBreakSpace : kNarrowNoBreakSpace;
    return TypingSubstitution{2, QString(QChar(space)) + sign};
}

bool isFrench(QStringView language) {
    return language.startsWith(u"fr", Qt::CaseInsensitive) && (language.size() == 2 || language[2] == QLatin1Char('-'));
}

// Blocks --------------------------------------------------------------------------------------------------------------

/// The registers that make a block this, and no others.
Attributes registersOfType(BlockType type) {
    Attributes attributes;
    document::setValue(attributes, document::block_key::kType, document::valueOf(type));
    return attributes;
}

std::optional<Attributes> heading(QStringView signs) {
    const bool isHeading = !signs.isEmpty() && signs.size() <= document::kHeadingLevelMax &&
                           std::ranges::all_of(signs, [](QChar sign) { return sign == QLatin1Char('#'); });
    if (!isHeading) return std::nullopt;
    Attributes attributes = registersOfType(BlockType::kHeading);
    document::setValue(attributes, document::block_key::kLevel, event::Value(std::int64_t{signs.size()}));
    return attributes;
}

std::optional<Attributes> numberedItem(QStringView signs) {
    const QStringView digits = signs.chopped(std::min<qsizetype>(signs.size(), 1));
    const bool isNumber =
        !digits.isEmpty() && digits.size() <= kNumberLengthMax && isOneOf(lastOf(signs), u".)") &&
        std::ranges::all_of(digits, [](QChar digit) { return digit >= QLatin1Char('0') && digit <= QLatin1Char('9'); });
    if (!isNumber) return std::nullopt;
    Attributes attributes = registersOfType(BlockType::kNumber);
    const std::int64_t start = digits.toInt();
    // The first number needs not be said, and would keep the item from going on with the list before it.
    if (start != 1) document::setValue(attributes, document::block_key::kStart, event::Value(start));
    return attributes;
}

std::optional<Attributes> checkItem(QStringView signs) {
    const bool isChecked = signs == u"[x]" || signs == u"[X]";
    if (!isChecked && signs != u"[ ]" && signs != u"[]") return std::nullopt;
    Attributes attributes = registersOfType(BlockType::kCheck);
    document::setValue(attributes, document::block_key::kChecked, isChecked ? event::Value(true) : event::Value());
    return attributes;
}

/// For the signs in front of a typed space.
std::optional<Attributes> attributesFor(QStringView signs, BlockType type) {
    const bool isParagraph = type == BlockType::kParagraph;
    if (isParagraph || type == BlockType::kBullet || type == BlockType::kNumber) {
        if (auto check = checkItem(signs)) return check;
    }
    if (!isParagraph) return std::nullopt;
    if (signs == u"-" || signs == u"*" || signs == u"+") return registersOfType(BlockType::kBullet);
    if (signs == u">") return registersOfType(BlockType::kQuote);
    if (auto attributes = heading(signs)) return attributes;
    return numberedItem(signs);
}

}  // namespace

std::optional<TypingSubstitution> typographicSubstitution(QStringView before, QStringView typed, QStringView language) {
    if (typed.size() != 1) return std::nullopt;
    switch (typed.front().unicode()) {
        case u'"':
            return doubleQuote(before, typographicQuotesOf(language));
        case u'\'':
            return singleQuote(before, typographicQuotesOf(language));
        case u'-':
            return dash(before);
        case u'.':
            return ellipsis(before);
        case u';':
        case u'!':
        case u'?':
        case u':':
            return isFrench(language) ? frenchSpace(before, typed.front()) : std::nullopt;
        default:
            return std::nullopt;
    }
}

std::optional<BlockShortcut> blockShortcut(QStringView before, QStringView typed,
                                           const document::BlockAttributes& block) {
    // All that is removed is ASCII: as many scalars as units.
    const auto count = static_cast<std::uint32_t>(before.size());
    const bool isParagraph = block.type == BlockType::kParagraph;
    if (typed == u" " && before == u"---" && isParagraph) return BlockShortcut{count + 1, {}, true};
    if (typed == u" ") {
        auto attributes = attributesFor(before, block.type);
        if (!attributes) return std::nullopt;
        return BlockShortcut{count + 1, std::move(*attributes)};
    }
    if (typed == u"`" && before == u"``" && isParagraph)
        return BlockShortcut{count + 1, registersOfType(BlockType::kCode)};
    if (typed == u"\n" && isParagraph && (before == u"---" || before == u"***" || before == u"___"))
        return BlockShortcut{count, {}, true};
    return std::nullopt;
}

}  // namespace varve::editing

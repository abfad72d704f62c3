// Searching by looking at every place, and random texts to search in: what the tests of the search share.
#pragma once

#include <QRegularExpression>
#include <QTextBoundaryFinder>
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "projection/text_search.h"
#include "tests/text/random_text.h"

namespace varve::projection::slow_search {

using text::Offset;
using text::Range;

using Ranges = std::vector<Range>;

inline Range range(std::uint32_t begin, std::uint32_t end) {
    return {{begin}, {end}};
}

inline text::Rope ropeOf(std::u32string_view text) {
    return text::Rope(text::test::toUtf8(text));
}

inline QString toQString(std::u32string_view text) {
    return QString::fromUcs4(text.data(), static_cast<qsizetype>(text.size()));
}

inline SearchPattern patternOf(std::u32string_view text, SearchOptions options) {
    auto pattern = SearchPattern::compile(text::test::toUtf8(text), options);
    if (!pattern) qFatal("%s", pattern.error().message.c_str());
    return *pattern;
}

inline Ranges findAllIn(const SearchPattern& pattern, const text::Rope& rope, std::optional<Range> within = {}) {
    const auto found = findAll(pattern, rope, within.value_or(Range{{0}, {rope.count()}}), 1'000'000);
    if (!found) qFatal("%s", found.error().message.c_str());
    return found->ranges;
}

inline bool isSlowBoundary(const std::u32string& text, std::size_t at) {
    if (at == 0 || at == text.size()) return true;
    if (QChar::isSpace(text[at - 1]) || QChar::isSpace(text[at])) return true;
    const std::size_t lineBreak = text.rfind(U'\n', at - 1);
    const std::size_t begin = lineBreak == std::u32string::npos ? 0 : lineBreak + 1;
    const QString block = toQString(std::u32string_view(text).substr(begin, text.find(U'\n', at) - begin));
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, block);
    finder.setPosition(toQString(std::u32string_view(text).substr(begin, at - begin)).size());
    return finder.isAtBoundary();
}

/// Where a match at `at` ends; nothing when there is none.
inline std::optional<std::size_t> slowMatchEnd(const std::u32string& text, std::size_t at, const QString& pattern,
                                               SearchOptions options) {
    for (const QString& spelling : {pattern, pattern.normalized(QString::NormalizationForm_C),
                                    pattern.normalized(QString::NormalizationForm_D)}) {
        const auto scalars = spelling.toUcs4();
        const std::size_t end = at + static_cast<std::size_t>(scalars.size());
        if (end > text.size()) continue;
        bool isSame = true;
        for (std::size_t index = at; index < end; ++index) {
            const char32_t mine = text[index];
            const char32_t wanted = scalars[static_cast<qsizetype>(index - at)];
            isSame = isSame && (options.isCaseSensitive ? mine == wanted
                                                        : QChar::toCaseFolded(mine) == QChar::toCaseFolded(wanted));
        }
        if (!isSame || (end < text.size() && text[end] >= 0x300 && text[end] <= 0x36f)) continue;
        if (options.isWholeWord && !(isSlowBoundary(text, at) && isSlowBoundary(text, end))) return std::nullopt;
        return end;
    }
    return std::nullopt;
}

inline Ranges slowPlainMatches(const std::u32string& text, Range within, const QString& pattern,
                               SearchOptions options) {
    Ranges ranges;
    for (std::uint32_t at = within.begin.value; at < within.end.value;) {
        const auto end = slowMatchEnd(text, at, pattern, options);
        if (end && *end <= within.end.value) {
            ranges.push_back(range(at, static_cast<std::uint32_t>(*end)));
            at = ranges.back().end.value;
        } else {
            ++at;
        }
    }
    return ranges;
}

inline Ranges slowExpressionMatches(const std::u32string& text, Range within, const QString& pattern,
                                    SearchOptions options) {
    QRegularExpression::PatternOptions flags = QRegularExpression::UseUnicodePropertiesOption;
    if (!options.isCaseSensitive) flags |= QRegularExpression::CaseInsensitiveOption;
    const QRegularExpression expression(options.isWholeWord ? QStringLiteral("\\b(?:%1)\\b").arg(pattern) : pattern,
                                        flags);
    Ranges ranges;
    std::uint32_t begin = within.begin.value;
    while (true) {
        std::uint32_t end = begin;
        while (end < within.end.value && text[end] != U'\n')
            ++end;
        const std::u32string_view block = std::u32string_view(text).substr(begin, end - begin);
        for (std::size_t at = 0; at <= block.size();) {
            const auto match = expression.match(toQString(block), toQString(block.substr(0, at)).size());
            if (!match.hasMatch()) break;
            const auto first =
                static_cast<std::uint32_t>(toQString(block).first(match.capturedStart()).toUcs4().size());
            const auto count = static_cast<std::uint32_t>(match.captured().toUcs4().size());
            ranges.push_back(range(begin + first, begin + first + count));
            at = first + std::max(count, 1U);
        }
        if (end == within.end.value) return ranges;
        begin = end + 1;
    }
}

/// Few different scalars, so that there are matches: both cases, pairs, accents, right to left, joined emoji, breaks.
inline std::u32string randomWords(Random& random, std::uint32_t countMax) {
    static const std::u32string kScalars =
        U"aaabAB  "
        U"e.e\u0301\u00e9E\u0301\u00c9\n\u05d0\u05d1\u0627\u0628k\u212as\u017f\U0001F600\U0001F601\u200d\u4e2d'-_1";
    std::u32string text(random.below(countMax + 1), U'a');
    for (char32_t& scalar : text)
        scalar = kScalars[random.below(static_cast<std::uint32_t>(kScalars.size()))];
    return text;
}

inline Range randomRange(Random& random, std::size_t size) {
    const auto count = static_cast<std::uint32_t>(size);
    if (random.chance(40)) return range(0, count);
    const std::uint32_t begin = random.below(count + 1);
    return range(begin, begin + random.below(count - begin + 1));
}

inline SearchOptions randomOptions(Random& random, bool isRegularExpression) {
    return {random.chance(50), random.chance(30), isRegularExpression};
}

}  // namespace varve::projection::slow_search

#include "projection/search_scan.h"

#include <QString>
#include <algorithm>
#include <string>

#include "base/check.h"
#include "projection/word_boundary.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

constexpr qsizetype kQuotedCountMax = 30;

text::Offset furtherBy(text::Offset offset, std::uint32_t count, text::Offset end) {
    return {offset.value + std::min(count, end - offset)};
}

text::Offset scanPlain(const SearchPattern& pattern, const text::Rope& rope, const Scan& scan,
                       const MatchVisitor& visit) {
    const PlainMatcher& matcher = pattern.plain();
    const text::Offset startEnd = furtherBy(scan.from, scan.startCount, scan.range.end);
    // One scalar more than a match can have, since an accent behind it matters.
    const text::Offset readEnd = furtherBy(startEnd, matcher.scalarCountMax() + 1, {rope.count()});
    const std::string utf8 = rope.text({scan.from, readEnd});
    const std::size_t startSize = text::byteIndexOfScalar(utf8, startEnd - scan.from);

    text::Offset counted = scan.from;  // scalars of the first `countedSize` bytes
    std::size_t countedSize = 0;
    const auto offsetOf = [&](std::size_t byte) {
        counted.value += text::scalarCount(std::string_view(utf8).substr(countedSize, byte - countedSize));
        countedSize = byte;
        return counted;
    };
    text::Offset next = startEnd;
    for (std::size_t from = 0; const auto match = matcher.find(utf8, from, startSize);) {
        const std::size_t second = match->begin + text::sequenceSizeOf(utf8[match->begin]);
        const text::Offset begin = offsetOf(match->begin);
        const std::uint32_t count =
            text::scalarCount(std::string_view(utf8).substr(match->begin, match->end - match->begin));
        const text::Range range{begin, begin + count};
        const bool isWanted =
            range.end <= scan.range.end &&
            (!pattern.options().isWholeWord || (isWordBoundary(rope, range.begin) && isWordBoundary(rope, range.end)));
        from = isWanted && !scan.mayOverlap ? match->end : second;
        if (!isWanted) continue;
        next = std::max(startEnd, range.end);
        if (!visit(range, nullptr)) break;
    }
    // No match of a plain text is empty, so that none starts at the very end.
    return next < scan.range.end ? next : scan.range.end + 1;
}

/// Units of a text to offsets in a rope, for ascending places.
class UnitCounter {
  public:
    UnitCounter(QStringView text, text::Offset start, bool isOneUnitEach)
        : m_text(text), m_offset(start), m_isOneUnitEach(isOneUnitEach) {}

    text::Offset offsetOf(qsizetype unit) {
        std::uint32_t count = static_cast<std::uint32_t>(unit - m_unit);
        if (!m_isOneUnitEach) {
            for (const QChar each : m_text.sliced(m_unit, unit - m_unit))
                count -= each.isLowSurrogate() ? 1U : 0U;
        }
        m_unit = unit;
        return m_offset = m_offset + count;
    }

  private:
    QStringView m_text;
    qsizetype m_unit = 0;
    text::Offset m_offset;
    bool m_isOneUnitEach;
};

qsizetype unitOf(QStringView text, std::uint32_t scalar, bool isOneUnitEach) {
    if (isOneUnitEach) return scalar;
    qsizetype unit = 0;
    for (; scalar > 0; --scalar)
        unit += text[unit].isHighSurrogate() ? 2 : 1;
    return unit;
}

Error tooManySteps(QStringView block) {
    qsizetype size = std::min(block.size(), kQuotedCountMax);
    if (size > 0 && block[size - 1].isHighSurrogate()) size -= 1;
    const QString begins = block.first(size).toString() + (size < block.size() ? QStringLiteral("…") : QString());
    return {ErrorCode::kLimitExceeded, "The regular expression takes too many steps on the paragraph “" +
                                           begins.toStdString() + "”. Make it simpler, or more exact."};
}

/// Reports the matches in one block of a text, from `unit` of the block. Returns whether to go on.
Result<bool> scanBlock(const QRegularExpression& expression, QStringView block, qsizetype unit, UnitCounter counter,
                       const MatchVisitor& visit) {
    while (unit <= block.size()) {
        const QRegularExpressionMatch match = expression.match(block, unit, QRegularExpression::NormalMatch,
                                                               QRegularExpression::DontCheckSubjectStringMatchOption);
        if (!match.isValid()) return std::unexpected(tooManySteps(block));
        if (!match.hasMatch()) return true;
        const qsizetype beginUnit = match.capturedStart();
        const qsizetype endUnit = match.capturedEnd();
        // \K is refused in lookarounds, but not where these call other parts of the expression.
        if (beginUnit < unit || endUnit < beginUnit) {
            return failure(
                ErrorCode::kInvalidInput,
                "The regular expression moves the start of a match behind its end with \\K. Make it simpler.");
        }
        const text::Offset begin = counter.offsetOf(beginUnit);
        const text::Offset end = counter.offsetOf(endUnit);
        if (!visit({begin, end}, &match)) return false;
        unit = endUnit;
        if (beginUnit == endUnit) unit += endUnit < block.size() && block[endUnit].isHighSurrogate() ? 2 : 1;
    }
    return true;
}

Result<text::Offset> scanBlocks(const SearchPattern& pattern, const text::Rope& rope, const Scan& scan,
                                const MatchVisitor& visit) {
    const text::Offset finished = scan.range.end + 1;
    const std::uint32_t lastLine = rope.lineOf(furtherBy(scan.from, scan.startCount, scan.range.end));
    text::Offset begin = std::max(scan.range.begin, rope.lineStart(rope.lineOf(scan.from)));
    const text::Offset end = lastLine == rope.lineBreakCount()
                                 ? scan.range.end
                                 : std::min(scan.range.end, rope.lineStart(lastLine + 1) - 1);  // of the break
    const QString stretch = QString::fromStdString(rope.text({begin, end}));
    const bool isOneUnitEach = stretch.size() == static_cast<qsizetype>(end - begin);

    qsizetype unit = unitOf(stretch, scan.from - begin, isOneUnitEach);
    for (QStringView rest = stretch;;) {
        const qsizetype lineBreak = rest.indexOf(QLatin1Char('\n'));
        const QStringView block = lineBreak < 0 ? rest : rest.first(lineBreak);
        const UnitCounter counter(block, begin, isOneUnitEach);
        const auto goesOn = scanBlock(pattern.expressionFor(block.size()), block, unit, counter, visit);
        if (!goesOn) return std::unexpected(goesOn.error());
        if (!*goesOn || lineBreak < 0) break;
        begin = UnitCounter(counter).offsetOf(block.size()) + 1;
        rest = rest.sliced(lineBreak + 1);
        unit = 0;
    }
    return end == scan.range.end ? finished : end + 1;
}

}  // namespace

Result<text::Offset> scanStretch(const SearchPattern& pattern, const text::Rope& rope, const Scan& scan,
                                 const MatchVisitor& visit) {
    CHECK(scan.range.begin <= scan.from && scan.from <= scan.range.end && scan.range.end.value <= rope.count());
    if (pattern.options().isRegularExpression) return scanBlocks(pattern, rope, scan, visit);
    return scanPlain(pattern, rope, scan, visit);
}

}  // namespace varve::projection

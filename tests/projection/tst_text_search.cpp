// Searching a rope compared with looking at every place of a plain array, and the rules a reader would notice.
#include <QRegularExpression>
#include <QTest>
#include <QTextBoundaryFinder>
#include <algorithm>
#include <atomic>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "projection/search_replacement.h"
#include "projection/text_search.h"
#include "projection/word_boundary.h"
#include "tests/text/random_text.h"

using namespace varve;
using namespace varve::projection;
using text::Offset;
using text::Range;

namespace {

using Ranges = std::vector<Range>;

Range range(std::uint32_t begin, std::uint32_t end) {
    return {{begin}, {end}};
}

text::Rope ropeOf(std::u32string_view text) {
    return text::Rope(text::test::toUtf8(text));
}

QString toQString(std::u32string_view text) {
    return QString::fromUcs4(text.data(), static_cast<qsizetype>(text.size()));
}

SearchPattern patternOf(std::u32string_view text, SearchOptions options) {
    auto pattern = SearchPattern::compile(text::test::toUtf8(text), options);
    if (!pattern) qFatal("%s", pattern.error().message.c_str());
    return *pattern;
}

Ranges findAllIn(const SearchPattern& pattern, const text::Rope& rope, std::optional<Range> within = {}) {
    const auto found = findAll(pattern, rope, within.value_or(Range{{0}, {rope.count()}}), 1'000'000);
    if (!found) qFatal("%s", found.error().message.c_str());
    return found->ranges;
}

// The slow search -------------------------------------------------------------------------------------------------

bool isSlowBoundary(const std::u32string& text, std::size_t at) {
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
std::optional<std::size_t> slowMatchEnd(const std::u32string& text, std::size_t at, const QString& pattern,
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

Ranges slowPlainMatches(const std::u32string& text, Range within, const QString& pattern, SearchOptions options) {
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

Ranges slowExpressionMatches(const std::u32string& text, Range within, const QString& pattern, SearchOptions options) {
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

// Random material -------------------------------------------------------------------------------------------------

/// Few different scalars, so that there are matches: both cases, pairs, accents, right to left, joined emoji, breaks.
std::u32string randomWords(Random& random, std::uint32_t countMax) {
    static const std::u32string kScalars =
        U"aaabAB  "
        U"e.e\u0301\u00e9E\u0301\u00c9\n\u05d0\u05d1\u0627\u0628k\u212as\u017f\U0001F600\U0001F601\u200d\u4e2d'-_1";
    std::u32string text(random.below(countMax + 1), U'a');
    for (char32_t& scalar : text)
        scalar = kScalars[random.below(static_cast<std::uint32_t>(kScalars.size()))];
    return text;
}

Range randomRange(Random& random, std::size_t size) {
    const auto count = static_cast<std::uint32_t>(size);
    if (random.chance(40)) return range(0, count);
    const std::uint32_t begin = random.below(count + 1);
    return range(begin, begin + random.below(count - begin + 1));
}

SearchOptions randomOptions(Random& random, bool isRegularExpression) {
    return {random.chance(50), random.chance(30), isRegularExpression};
}

double cpuMs() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace

class TextSearchTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void plainText_data();
    void plainText();
    void plainTextIsWhatLookingEverywhereGives();
    void expression_data();
    void expression();
    void expressionIsWhatLookingAtEachBlockGives();
    void nextAndPreviousAgreeWithAll();
    void matchesAcrossStretchesAreFound();
    void findNextWraps();
    void findPreviousWraps();
    void staysInTheScope();
    void unusablePatternsSayWhy_data();
    void unusablePatternsSayWhy();
    void costlyExpressionsEndWithASentence_data();
    void costlyExpressionsEndWithASentence();
    void nearlyTooCostlyExpressionsEndInSeconds_data();
    void nearlyTooCostlyExpressionsEndInSeconds();
    void slicesGiveTheSame();
    void countIsBounded();
    void cancelStopsASearch();
    void replacementTexts_data();
    void replacementTexts();
    void unusableReplacementsSayWhy_data();
    void unusableReplacementsSayWhy();
    void replaceAllIsASequenceOfEdits();
    void replaceAllIsBounded();
    void oneMatchIsReplacedWhereItStillIs();
    void aCommonLetterInTenMegabytes();
};

void TextSearchTest::plainText_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("isCaseSensitive");
    QTest::addColumn<bool>("isWholeWord");
    QTest::addColumn<QString>("places");  // of the matches, in scalars

    const auto row = [](const char* name, const char* text, const char* pattern, const char* options,
                        const char* places) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(pattern)
                            << QByteArrayView(options).contains('c') << QByteArrayView(options).contains('w')
                            << QString::fromUtf8(places);
    };
    row("empty text", "", "a", "", "");
    row("any case", "Ab aB ab", "AB", "", "0-2 3-5 6-8");
    row("case", "Ab aB ab", "ab", "c", "6-8");
    row("matches do not overlap", "aaaaa", "aa", "", "0-2 2-4");
    row("over a line break", "one\ntwo\none", "E\nt", "", "2-5");
    row("cases of other scripts", "ÄÖ äö Σσς Дд", "äö", "", "0-2 3-5");
    row("three sigmas", "Σσς", "σ", "", "0-1 1-2 2-3");
    row("kelvin sign", "\u212a k K", "k", "", "0-1 2-3 4-5");
    row("sharp s is no double s", "Straße STRASSE", "strasse", "", "7-14");
    row("composed finds decomposed", "cafe\u0301 caf\u00e9", "caf\u00e9", "", "0-5 6-10");
    row("decomposed finds composed", "cafe\u0301 caf\u00e9", "cafe\u0301", "", "0-5 6-10");
    row("a letter without its accent is another", "cafe\u0301 cafe", "cafe", "", "6-10");
    row("the accent alone", "cafe\u0301", "\u0301", "", "4-5");
    row("behind pairs", "😀😀a😀", "a", "", "2-3");
    row("pairs", "😀😁😀", "😀", "", "0-1 2-3");
    row("half of an emoji's bytes is nothing", "😀", "\x7f", "", "");
    row("right to left", "שלום עולם שלום", "שלום", "", "0-4 10-14");
    row("whole words", "cat concat cats cat", "cat", "w", "0-3 16-19");
    row("whole words beside punctuation", "(cat) cat, cat. \"cat\"", "cat", "w", "1-4 6-9 11-14 17-20");
    row("an apostrophe joins", "don't don", "don", "w", "6-9");
    row("an underscore joins", "a_b a", "a", "w", "4-5");
    row("digits and letters join", "x1 x", "x", "w", "3-4");
    row("whole words with accents", "été tété", "été", "w", "0-3");
    row("ideographs are words", "中文字", "文", "w", "1-2");
    row("two whole words", "the cat the cats", "the cat", "w", "0-7");
}

void TextSearchTest::plainText() {
    QFETCH(QString, text);
    QFETCH(QString, pattern);
    QFETCH(bool, isCaseSensitive);
    QFETCH(bool, isWholeWord);
    QFETCH(QString, places);
    const auto compiled = SearchPattern::compile(pattern.toStdString(), {isCaseSensitive, isWholeWord, false});
    QVERIFY(compiled.has_value());
    QStringList found;
    for (const Range& match : findAllIn(*compiled, text::Rope(text.toStdString())))
        found.append(QStringLiteral("%1-%2").arg(match.begin.value).arg(match.end.value));
    QCOMPARE(found.join(QLatin1Char(' ')), places);
}

void TextSearchTest::plainTextIsWhatLookingEverywhereGives() {
    Random random(text::test::environmentNumber("SEED", 11));
    const std::uint32_t operations = text::test::environmentNumber("OPERATIONS", 3000);
    std::size_t foundCount = 0;
    for (std::uint32_t operation = 0; operation < operations; ++operation) {
        const std::u32string text = randomWords(random, 200);
        std::u32string pattern = randomWords(random, 3) + (random.chance(50) ? U"a" : U"e\u0301");
        if (!text.empty() && random.chance(60))
            pattern = text.substr(random.below(static_cast<std::uint32_t>(text.size())), 1 + random.below(6));
        const SearchOptions options = randomOptions(random, false);
        const Range within = randomRange(random, text.size());
        const Ranges found = findAllIn(patternOf(pattern, options), ropeOf(text), within);
        QCOMPARE(found, slowPlainMatches(text, within, toQString(pattern), options));
        foundCount += found.size();
    }
    qInfo("%zu matches", foundCount);
    QVERIFY(foundCount > operations / 2);
}

void TextSearchTest::expression_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("places");

    const auto row = [](const char* name, const char* text, const char* pattern, const char* places) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(pattern) << QString::fromUtf8(places);
    };
    row("classes", "a1 b22", "\\d+", "1-2 4-6");
    row("unicode classes", "été 中文", "\\w+", "0-3 4-6");
    row("not over a break", "one\ntwo", "one\\s*two", "");
    row("block ends", "one\ntwo\n", "^|$", "0-0 3-3 4-4 7-7 8-8");
    row("empty blocks", "\n\n", "^$", "0-0 1-1 2-2");
    row("a dot is a scalar", "a😀b", ".", "0-1 1-2 2-3");
    row("empty and not", "xxa", "x*", "0-2 2-2 3-3");
    row("look around", "ab cb", "(?<=a)b", "1-2");
    row("any case", "Straße", "STRAßE", "0-6");
}

void TextSearchTest::expression() {
    QFETCH(QString, text);
    QFETCH(QString, pattern);
    QFETCH(QString, places);
    const auto compiled = SearchPattern::compile(pattern.toStdString(), {false, false, true});
    QVERIFY(compiled.has_value());
    QStringList found;
    for (const Range& match : findAllIn(*compiled, text::Rope(text.toStdString())))
        found.append(QStringLiteral("%1-%2").arg(match.begin.value).arg(match.end.value));
    QCOMPARE(found.join(QLatin1Char(' ')), places);
}

void TextSearchTest::expressionIsWhatLookingAtEachBlockGives() {
    static const std::vector<std::u32string> kPatterns{
        U"a+",  U"\\w+",       U"[^ ]e",          U"^a?", U"a?$", U"(?<=a)b|\u05d0", U"\U0001F600*", U".",
        U"\\b", U"(a|ab)(b|)", U"e\u0301|\u00e9",
    };
    Random random(text::test::environmentNumber("SEED", 12));
    const std::uint32_t operations = text::test::environmentNumber("OPERATIONS", 3000);
    for (std::uint32_t operation = 0; operation < operations; ++operation) {
        const std::u32string text = randomWords(random, 100);
        const std::u32string& pattern = kPatterns[random.below(static_cast<std::uint32_t>(kPatterns.size()))];
        const SearchOptions options = randomOptions(random, true);
        const Range within = randomRange(random, text.size());
        const Ranges found = findAllIn(patternOf(pattern, options), ropeOf(text), within);
        QCOMPARE(found, slowExpressionMatches(text, within, toQString(pattern), options));
    }
}

void TextSearchTest::nextAndPreviousAgreeWithAll() {
    Random random(text::test::environmentNumber("SEED", 13));
    for (std::uint32_t operation = 0; operation < 1500; ++operation) {
        const std::u32string text = randomWords(random, 60);
        const bool isExpression = random.chance(50);
        const SearchPattern pattern = patternOf(isExpression        ? U"a+e?|b|$"
                                                : random.chance(50) ? U"a"
                                                                    : U"e",
                                                randomOptions(random, isExpression));
        const Range within = randomRange(random, text.size());
        const text::Rope rope = ropeOf(text);
        const Ranges all = findAllIn(pattern, rope, within);
        const SearchScope scope{within, false};
        // Going from match to match visits all of them, in both directions.
        Ranges forth;
        for (Offset from = within.begin; const auto hit = findNext(pattern, rope, from, scope).value();) {
            forth.push_back(hit->range);
            from = hit->range.isEmpty() ? hit->range.end + 1 : hit->range.end;
            if (from > within.end) break;
        }
        if (!isExpression) QCOMPARE(forth, all);
        for (std::uint32_t from = 0; from <= rope.count(); ++from) {
            std::optional<Range> last;
            for (const Range& match : all) {
                if (match.end.value <= from) last = match;
            }
            const auto hit = findPrevious(pattern, rope, {from}, scope).value();
            QCOMPARE(hit.has_value(), last.has_value());
            if (hit) QCOMPARE(hit->range, *last);
        }
    }
}

void TextSearchTest::matchesAcrossStretchesAreFound() {
    std::u32string text(100'000, U'x');
    const std::vector<std::uint32_t> places{0, 15'998, 15'999, 31'000, 47'999, 63'990, 99'998};
    for (const std::uint32_t place : places) {
        text[place] = U'\u00e9';
        text[place + 1] = U'!';
    }
    text[15'999] = U'\u00e9';
    text[16'000] = U'!';
    text[50'000] = U'\n';
    const text::Rope rope = ropeOf(text);
    Ranges expected;
    for (const std::uint32_t place : {0U, 15'999U, 31'000U, 47'999U, 63'990U, 99'998U})
        expected.push_back(range(place, place + 2));
    for (const bool isExpression : {false, true}) {
        const SearchPattern pattern = patternOf(U"\u00c9!", {false, false, isExpression});
        QCOMPARE(findAllIn(pattern, rope), expected);
        Ranges back;
        for (Offset from{rope.count()}; const auto hit = findPrevious(pattern, rope, from, {{}, false}).value();) {
            back.insert(back.begin(), hit->range);
            from = hit->range.begin;
        }
        QCOMPARE(back, expected);
    }
}

void TextSearchTest::findNextWraps() {
    const text::Rope rope("cat dog cat dog");
    const SearchPattern pattern = patternOf(U"cat", {});
    QCOMPARE(findNext(pattern, rope, {0}).value(), (SearchHit{range(0, 3), false}));
    QCOMPARE(findNext(pattern, rope, {1}).value(), (SearchHit{range(8, 11), false}));
    QCOMPARE(findNext(pattern, rope, {9}).value(), (SearchHit{range(0, 3), true}));
    QCOMPARE(findNext(pattern, rope, {9}, {{}, false}).value(), std::nullopt);
    QCOMPARE(findNext(patternOf(U"bird", {}), rope, {9}).value(), std::nullopt);
}

void TextSearchTest::findPreviousWraps() {
    const text::Rope rope("cat dog cat dog");
    const SearchPattern pattern = patternOf(U"cat", {});
    QCOMPARE(findPrevious(pattern, rope, {15}).value(), (SearchHit{range(8, 11), false}));
    QCOMPARE(findPrevious(pattern, rope, {10}).value(), (SearchHit{range(0, 3), false}));
    QCOMPARE(findPrevious(pattern, rope, {2}).value(), (SearchHit{range(8, 11), true}));
    QCOMPARE(findPrevious(pattern, rope, {2}, {{}, false}).value(), std::nullopt);
}

void TextSearchTest::staysInTheScope() {
    const text::Rope rope("cat cat cat cat");
    const SearchScope scope{range(4, 10), true};
    const SearchPattern pattern = patternOf(U"cat", {});
    QCOMPARE(findNext(pattern, rope, {0}, scope).value(), (SearchHit{range(4, 7), false}));
    QCOMPARE(findNext(pattern, rope, {5}, scope).value(), (SearchHit{range(4, 7), true}));
    QCOMPARE(findPrevious(pattern, rope, {15}, scope).value(), (SearchHit{range(4, 7), false}));
    QCOMPARE(findPrevious(pattern, rope, {2}, scope).value(), (SearchHit{range(4, 7), true}));
    QCOMPARE(findAllIn(patternOf(U"cat$", {false, false, true}), rope, range(4, 11)), (Ranges{range(8, 11)}));
    QCOMPARE(findAllIn(patternOf(U"at", {false, true, false}), rope, range(5, 7)), Ranges());
}

void TextSearchTest::unusablePatternsSayWhy_data() {
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<bool>("isWholeWord");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("empty") << QByteArray() << false << QByteArray("There is nothing to search for.");
    QTest::newRow("not UTF-8") << QByteArray("\xff") << false << QByteArray("not UTF-8");
    QTest::newRow("too long") << QByteArray(2'001, 'a') << false << QByteArray("too long");
    QTest::newRow("open group") << QByteArray("ab(c") << false << QByteArray("(at its end)");
    QTest::newRow("closed group") << QByteArray("é😀b)c") << false << QByteArray("(at character 4, before “)”)");
    QTest::newRow("bad class") << QByteArray("[b-a]x") << false << QByteArray("This is no regular expression: range");
    QTest::newRow("a group closed for us") << QByteArray("a)(b") << true << QByteArray("This is no regular expression");
    QTest::newRow("comment to the end") << QByteArray("(?x)a #b") << true << QByteArray("whole words");
}

void TextSearchTest::unusablePatternsSayWhy() {
    QFETCH(QByteArray, pattern);
    QFETCH(bool, isWholeWord);
    QFETCH(QByteArray, words);
    const auto compiled = SearchPattern::compile(pattern.toStdString(), {false, isWholeWord, true});
    QVERIFY(!compiled.has_value());
    QVERIFY2(compiled.error().message.find(words.toStdString()) != std::string::npos, compiled.error().message.c_str());
}

void TextSearchTest::costlyExpressionsEndWithASentence_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<int>("count");
    QTest::newRow("nested repeats") << QStringLiteral("(a+)+$") << 40;
    QTest::newRow("alternatives") << QStringLiteral("(a|a)*[cd]") << 200;
    QTest::newRow("three stars") << QStringLiteral("a*a*a*a*[cd]") << 3'000;
    QTest::newRow("a long line") << QStringLiteral("a.*x?[cd]") << 1'000'000;
    QTest::newRow("recursion") << QStringLiteral("(a(?1)?a?)*[cd]") << 3'000;
}

void TextSearchTest::costlyExpressionsEndWithASentence() {
    QFETCH(QString, pattern);
    QFETCH(int, count);
    const text::Rope rope("fine\n" + std::string(static_cast<std::size_t>(count), 'a') + "b");
    const SearchPattern compiled = patternOf(pattern.toStdU32String(), {false, false, true});
    const double begin = cpuMs();
    const auto found = findAll(compiled, rope, range(0, rope.count()), 10);
    qInfo("%.0f ms of CPU", cpuMs() - begin);
    QVERIFY(!found.has_value());
    QCOMPARE(found.error().code, ErrorCode::kLimitExceeded);
    QVERIFY(found.error().message.find("paragraph “aaaa") != std::string::npos);
    QVERIFY(cpuMs() - begin < 20'000);
    QVERIFY(!findNext(compiled, rope, {0}).has_value());
    QVERIFY(!findPrevious(compiled, rope, {rope.count()}).has_value());
}

void TextSearchTest::nearlyTooCostlyExpressionsEndInSeconds_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<int>("count");
    QTest::newRow("a paragraph") << QStringLiteral("a.*.*[cd]") << 1'400;
    QTest::newRow("a long paragraph") << QStringLiteral("a.*[cd]") << 39'900;
    QTest::newRow("bounded repeats") << QStringLiteral("a{0,1000}a{0,900}[cd]") << 3'900;
    QTest::newRow("bounded repeats of a long line") << QStringLiteral("a{0,90}a{0,90}[cd]") << 399'000;
    QTest::newRow("words") << QStringLiteral("(\\w+\\s?)*[cd]") << 15;
}

/// The limits hold for one place of the text; what all places take together must be bearable too.
void TextSearchTest::nearlyTooCostlyExpressionsEndInSeconds() {
    QFETCH(QString, pattern);
    QFETCH(int, count);
    const text::Rope rope(std::string(static_cast<std::size_t>(count), 'a'));
    const SearchPattern compiled = patternOf(pattern.toStdU32String(), {false, false, true});
    const double begin = cpuMs();
    const auto found = findAll(compiled, rope, range(0, rope.count()), 10);
    qInfo("%.0f ms of CPU, %s", cpuMs() - begin, found.has_value() ? "none found" : "refused");
    QVERIFY(!found.has_value() || found->ranges.empty());
    QVERIFY(cpuMs() - begin < 60'000);
}

void TextSearchTest::slicesGiveTheSame() {
    Random random(text::test::environmentNumber("SEED", 14));
    const std::u32string text = randomWords(random, 0) + randomWords(random, 900'000);
    const text::Rope rope = ropeOf(text);
    for (const bool isExpression : {false, true}) {
        const SearchPattern pattern = patternOf(U"ab", {false, false, isExpression});
        SearchRun run(pattern, rope, range(0, rope.count()), 1'000'000);
        std::uint32_t sliceCount = 0;
        for (Offset place{0}; !run.isFinished(); ++sliceCount) {
            QVERIFY(run.advance().has_value());
            QVERIFY(run.place() > place || run.isFinished());
            place = run.place();
        }
        QCOMPARE(run.matches().ranges, findAllIn(pattern, rope));
        QVERIFY(run.matches().isComplete);
        QVERIFY(sliceCount > 1 || rope.count() < 16'000);
    }
}

void TextSearchTest::countIsBounded() {
    const text::Rope rope(std::string(1000, 'a'));
    for (const bool isExpression : {false, true}) {
        const SearchPattern pattern = patternOf(U"a", {false, false, isExpression});
        const SearchMatches some = findAll(pattern, rope, range(0, 1000), 10).value();
        QCOMPARE(some.ranges.size(), std::size_t{10});
        QVERIFY(!some.isComplete);
        QVERIFY(findAll(pattern, rope, range(0, 10), 10).value().isComplete);
    }
}

void TextSearchTest::cancelStopsASearch() {
    const text::Rope rope("cat");
    const std::atomic<bool> isCancelled = true;
    const SearchPattern pattern = patternOf(U"cat", {});
    const auto replacement = SearchReplacement::compile("dog", pattern).value();
    QCOMPARE(findAll(pattern, rope, range(0, 3), 10, &isCancelled).value(), (SearchMatches{{}, false}));
    QCOMPARE(findNext(pattern, rope, {0}, {{}, true, &isCancelled}).value(), std::nullopt);
    QCOMPARE(findPrevious(pattern, rope, {3}, {{}, true, &isCancelled}).value(), std::nullopt);
    QVERIFY(replaceAll(pattern, replacement, rope, range(0, 3), &isCancelled).value().empty());
}

void TextSearchTest::replacementTexts_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("isExpression");
    QTest::addColumn<QString>("replacement");
    QTest::addColumn<QString>("result");
    const auto row = [](const char* name, const char* pattern, bool isExpression, const char* replacement,
                        const char* result) {
        QTest::newRow(name) << QString::fromUtf8(pattern) << isExpression << QString::fromUtf8(replacement)
                            << QString::fromUtf8(result);
    };
    // Of "John Smith\n10/2"
    row("plain is taken as it is", "john", false, "$1\\n\\1", "$1\\n\\1 Smith\n10/2");
    row("nothing", "john ", false, "", "Smith\n10/2");
    row("groups", "(\\w+) (\\w+)", true, "\\2, $1", "Smith, John\n10/2");
    row("the whole match", "\\d+", true, "<$&|\\0|$0>", "John Smith\n<10|10|10>/<2|2|2>");
    row("names", "(?<first>\\w+) (?<last>\\w+)", true, "${last} ${first}", "Smith John\n10/2");
    row("numbers in braces", "(\\d+)/(\\d+)", true, "${2}0/$1", "John Smith\n20/10");
    row("one digit and text", "(\\d)0", true, "$12", "John Smith\n12/2");
    row("two digits", "(J)(o)(h)(n)( )(S)(m)(i)(t)(h)", true, "$10\\1", "hJ\n10/2");
    row("letters", " ", true, "\\n\\t\\\\", "John\n\t\\Smith\n10/2");
    row("dollars", "/", true, "$$ $ \\$", "John Smith\n10$ $ $2");
    row("unknown escapes", "/", true, "C:\\dir", "John Smith\n10C:\\dir2");
    row("a backslash at the end", "/", true, "\\", "John Smith\n10\\2");
    row("group that took no part", "(x)?/", true, "[$1]", "John Smith\n10[]2");
    row("empty matches", "^", true, "> ", "> John Smith\n> 10/2");
    row("emoji", "o", false, "😀", "J😀hn Smith\n10/2");
    row("nothing found", "zzz", false, "x", "John Smith\n10/2");
}

void TextSearchTest::replacementTexts() {
    QFETCH(QString, pattern);
    QFETCH(bool, isExpression);
    QFETCH(QString, replacement);
    QFETCH(QString, result);
    const SearchPattern compiled = patternOf(pattern.toStdU32String(), {false, false, isExpression});
    const auto compiledReplacement = SearchReplacement::compile(replacement.toStdString(), compiled);
    QVERIFY(compiledReplacement.has_value());
    text::Rope rope("John Smith\n10/2");
    const auto edits = replaceAll(compiled, *compiledReplacement, rope, range(0, rope.count())).value();
    for (const TextReplacement& edit : edits)
        rope.replace(edit.range, edit.text);
    QCOMPARE(QString::fromStdString(rope.text()), result);
}

void TextSearchTest::unusableReplacementsSayWhy_data() {
    QTest::addColumn<QByteArray>("replacement");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("no such group") << QByteArray("\\3") << QByteArray("names group 3, but the expression has 1");
    QTest::newRow("no such name") << QByteArray("${no}") << QByteArray("“no”");
    QTest::newRow("number in braces") << QByteArray("${7}") << QByteArray("“7”");
    QTest::newRow("no name") << QByteArray("${}") << QByteArray("“”");
    QTest::newRow("open brace") << QByteArray("${no") << QByteArray("} is missing");
    QTest::newRow("not UTF-8") << QByteArray("\xc3") << QByteArray("not UTF-8");
    QTest::newRow("too long") << QByteArray(2'001, 'a') << QByteArray("too long");
}

void TextSearchTest::unusableReplacementsSayWhy() {
    QFETCH(QByteArray, replacement);
    QFETCH(QByteArray, words);
    const auto compiled =
        SearchReplacement::compile(replacement.toStdString(), patternOf(U"(a)", {false, false, true}));
    QVERIFY(!compiled.has_value());
    QVERIFY2(compiled.error().message.find(words.toStdString()) != std::string::npos, compiled.error().message.c_str());
}

void TextSearchTest::replaceAllIsASequenceOfEdits() {
    Random random(text::test::environmentNumber("SEED", 15));
    for (std::uint32_t operation = 0; operation < 1000; ++operation) {
        const std::u32string text = randomWords(random, 80);
        const std::u32string by = randomWords(random, 4);
        const Range within = randomRange(random, text.size());
        const SearchOptions options{random.chance(50), false, false};
        const SearchPattern pattern = patternOf(U"a", options);
        text::Rope rope = ropeOf(text);
        const auto replacement = SearchReplacement::compile(text::test::toUtf8(by), pattern).value();
        const auto edits = replaceAll(pattern, replacement, rope, within).value();
        std::u32string expected = text;
        const Ranges matches = slowPlainMatches(text, within, QStringLiteral("a"), options);
        for (auto match = matches.rbegin(); match != matches.rend(); ++match)
            expected.replace(match->begin.value, 1, by);
        for (const TextReplacement& edit : edits) {
            QVERIFY(rope.text(edit.range) != edit.text);
            rope.replace(edit.range, edit.text);
        }
        QCOMPARE(rope.text(), text::test::toUtf8(expected));
    }
}

void TextSearchTest::replaceAllIsBounded() {
    const text::Rope rope(std::string(100'000, 'a'));
    const SearchPattern pattern = patternOf(U"a", {});
    const auto replacement = SearchReplacement::compile(std::string(1000, 'b'), pattern).value();
    const auto edits = replaceAll(pattern, replacement, rope, range(0, rope.count()));
    QVERIFY(!edits.has_value());
    QCOMPARE(edits.error().code, ErrorCode::kLimitExceeded);
}

void TextSearchTest::oneMatchIsReplacedWhereItStillIs() {
    const text::Rope rope("one two\nthree");
    const SearchPattern pattern = patternOf(U"(\\w)\\w+", {false, false, true});
    const auto replacement = SearchReplacement::compile("$1.", pattern).value();
    const Range all = range(0, rope.count());
    QCOMPARE(replacementFor(pattern, replacement, rope, range(4, 7), all).value(), std::string("t."));
    QCOMPARE(replacementFor(pattern, replacement, rope, range(8, 13), all).value(), std::string("t."));
    QCOMPARE(replacementFor(pattern, replacement, rope, range(4, 6), all).value(), std::nullopt);
    QCOMPARE(replacementFor(pattern, replacement, rope, range(3, 7), all).value(), std::nullopt);
    QCOMPARE(replacementFor(pattern, replacement, rope, range(8, 20), all).value(), std::nullopt);
    const SearchPattern plain = patternOf(U"two", {});
    const auto plainReplacement = SearchReplacement::compile("2", plain).value();
    QCOMPARE(replacementFor(plain, plainReplacement, rope, range(4, 7), all).value(), std::string("2"));
    QCOMPARE(replacementFor(plain, plainReplacement, rope, range(5, 7), all).value(), std::nullopt);
}

void TextSearchTest::aCommonLetterInTenMegabytes() {
    static const std::string kSentence = "The quick brown fox jumps over the lazy dog and sleeps beside the river. ";
    std::string utf8;
    while (utf8.size() < 10'000'000)
        utf8 += utf8.size() % 10 == 0 ? kSentence + "\n" : kSentence;
    const text::Rope rope(utf8);
    const auto letters = static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char letter) { return letter == 'e' || letter == 'E'; }));
    std::vector<double> times;
    for (int run = 0; run < 3; ++run) {
        const double begin = cpuMs();
        QCOMPARE(findAllIn(patternOf(U"e", {}), rope, range(0, rope.count())).size(),
                 std::min<std::size_t>(letters, 1'000'000));
        times.push_back(cpuMs() - begin);
    }
    qInfo("%zu letters in %zu bytes: %.0f ms of CPU", letters, utf8.size(), *std::ranges::min_element(times));
    QVERIFY(*std::ranges::min_element(times) < 2'000);  // a guard against another order of growth, not a benchmark
}

QTEST_GUILESS_MAIN(TextSearchTest)
#include "tst_text_search.moc"

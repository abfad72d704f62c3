// Searching a rope compared with looking at every place of a plain array, and the rules a reader would notice.
#include <QTest>
#include <string>
#include <vector>

#include "slow_search.h"

using namespace varve;
using namespace varve::projection;
using namespace varve::projection::slow_search;

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

QTEST_GUILESS_MAIN(TextSearchTest)
#include "tst_text_search.moc"

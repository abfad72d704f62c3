// What stands in the place of a match, and replacing all of them.
#include <QTest>
#include <string>
#include <vector>

#include "projection/search_replacement.h"
#include "slow_search.h"

using namespace varve;
using namespace varve::projection;
using namespace varve::projection::slow_search;

class SearchReplacementTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void replacementTexts_data();
    void replacementTexts();
    void unusableReplacementsSayWhy_data();
    void unusableReplacementsSayWhy();
    void replaceAllIsASequenceOfEdits();
    void replaceAllIsBounded();
    void oneMatchIsReplacedWhereItStillIs();
};

void SearchReplacementTest::replacementTexts_data() {
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

void SearchReplacementTest::replacementTexts() {
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

void SearchReplacementTest::unusableReplacementsSayWhy_data() {
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

void SearchReplacementTest::unusableReplacementsSayWhy() {
    QFETCH(QByteArray, replacement);
    QFETCH(QByteArray, words);
    const auto compiled =
        SearchReplacement::compile(replacement.toStdString(), patternOf(U"(a)", {false, false, true}));
    QVERIFY(!compiled.has_value());
    QVERIFY2(compiled.error().message.find(words.toStdString()) != std::string::npos, compiled.error().message.c_str());
}

void SearchReplacementTest::replaceAllIsASequenceOfEdits() {
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

void SearchReplacementTest::replaceAllIsBounded() {
    const text::Rope rope(std::string(100'000, 'a'));
    const SearchPattern pattern = patternOf(U"a", {});
    const auto replacement = SearchReplacement::compile(std::string(1000, 'b'), pattern).value();
    const auto edits = replaceAll(pattern, replacement, rope, range(0, rope.count()));
    QVERIFY(!edits.has_value());
    QCOMPARE(edits.error().code, ErrorCode::kLimitExceeded);
}

void SearchReplacementTest::oneMatchIsReplacedWhereItStillIs() {
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

QTEST_GUILESS_MAIN(SearchReplacementTest)
#include "tst_search_replacement.moc"

// What a search refuses, how long it may take, and how it is stopped.
#include <QTest>
#include <algorithm>
#include <atomic>
#include <ctime>
#include <string>
#include <vector>

#include "projection/search_replacement.h"
#include "slow_search.h"

using namespace varve;
using namespace varve::projection;
using namespace varve::projection::slow_search;

namespace {

double cpuMs() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace

class SearchLimitsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void unusablePatternsSayWhy_data();
    void unusablePatternsSayWhy();
    void costlyExpressionsEndWithASentence_data();
    void costlyExpressionsEndWithASentence();
    void nearlyTooCostlyExpressionsEndInSeconds_data();
    void nearlyTooCostlyExpressionsEndInSeconds();
    void slicesGiveTheSame();
    void countIsBounded();
    void cancelStopsASearch();
    void aCommonLetterInTenMegabytes();
};

void SearchLimitsTest::unusablePatternsSayWhy_data() {
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

void SearchLimitsTest::unusablePatternsSayWhy() {
    QFETCH(QByteArray, pattern);
    QFETCH(bool, isWholeWord);
    QFETCH(QByteArray, words);
    const auto compiled = SearchPattern::compile(pattern.toStdString(), {false, isWholeWord, true});
    QVERIFY(!compiled.has_value());
    QVERIFY2(compiled.error().message.find(words.toStdString()) != std::string::npos, compiled.error().message.c_str());
}

void SearchLimitsTest::costlyExpressionsEndWithASentence_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<int>("count");
    QTest::newRow("nested repeats") << QStringLiteral("(a+)+$") << 40;
    QTest::newRow("alternatives") << QStringLiteral("(a|a)*[cd]") << 200;
    QTest::newRow("three stars") << QStringLiteral("a*a*a*a*[cd]") << 3'000;
    QTest::newRow("a long line") << QStringLiteral("a.*x?[cd]") << 1'000'000;
    QTest::newRow("recursion") << QStringLiteral("(a(?1)?a?)*[cd]") << 3'000;
}

void SearchLimitsTest::costlyExpressionsEndWithASentence() {
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

void SearchLimitsTest::nearlyTooCostlyExpressionsEndInSeconds_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<int>("count");
    QTest::newRow("a paragraph") << QStringLiteral("a.*.*[cd]") << 1'400;
    QTest::newRow("a long paragraph") << QStringLiteral("a.*[cd]") << 39'900;
    QTest::newRow("bounded repeats") << QStringLiteral("a{0,1000}a{0,900}[cd]") << 3'900;
    QTest::newRow("bounded repeats of a long line") << QStringLiteral("a{0,90}a{0,90}[cd]") << 399'000;
    QTest::newRow("words") << QStringLiteral("(\\w+\\s?)*[cd]") << 15;
}

/// The limits hold for one place of the text; what all places take together must be bearable too.
void SearchLimitsTest::nearlyTooCostlyExpressionsEndInSeconds() {
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

void SearchLimitsTest::slicesGiveTheSame() {
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

void SearchLimitsTest::countIsBounded() {
    const text::Rope rope(std::string(1000, 'a'));
    for (const bool isExpression : {false, true}) {
        const SearchPattern pattern = patternOf(U"a", {false, false, isExpression});
        const SearchMatches some = findAll(pattern, rope, range(0, 1000), 10).value();
        QCOMPARE(some.ranges.size(), std::size_t{10});
        QVERIFY(!some.isComplete);
        QVERIFY(findAll(pattern, rope, range(0, 10), 10).value().isComplete);
    }
}

void SearchLimitsTest::cancelStopsASearch() {
    const text::Rope rope("cat");
    const std::atomic<bool> isCancelled = true;
    const SearchPattern pattern = patternOf(U"cat", {});
    const auto replacement = SearchReplacement::compile("dog", pattern).value();
    QCOMPARE(findAll(pattern, rope, range(0, 3), 10, &isCancelled).value(), (SearchMatches{{}, false}));
    QCOMPARE(findNext(pattern, rope, {0}, {{}, true, &isCancelled}).value(), std::nullopt);
    QCOMPARE(findPrevious(pattern, rope, {3}, {{}, true, &isCancelled}).value(), std::nullopt);
    QVERIFY(replaceAll(pattern, replacement, rope, range(0, 3), &isCancelled).value().empty());
}

void SearchLimitsTest::aCommonLetterInTenMegabytes() {
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

QTEST_GUILESS_MAIN(SearchLimitsTest)
#include "tst_search_limits.moc"

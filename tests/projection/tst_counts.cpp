#include <QTest>
#include <ctime>
#include <string>

#include "projection/counts.h"
#include "tests/text/random_text.h"

using namespace varve;
using namespace varve::projection;

class CountsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void counts_data();
    void counts();
    void aPartHasNoMoreThanTheWhole();
    void readingTime();
    void tenMegabytes();
};

void CountsTest::counts_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<quint64>("words");
    QTest::addColumn<quint64>("characters");
    QTest::addColumn<quint64>("withoutSpaces");
    QTest::addColumn<quint64>("paragraphs");
    const auto row = [](const char* name, const char* text, quint64 words, quint64 characters, quint64 withoutSpaces,
                        quint64 paragraphs) {
        QTest::newRow(name) << QString::fromUtf8(text) << words << characters << withoutSpaces << paragraphs;
    };
    row("nothing", "", 0, 0, 0, 0);
    row("white space", " \t \n\n ", 0, 4, 0, 0);
    row("two words", "  two\nwords ", 2, 11, 8, 2);
    row("signs alone are no words", "one - two … — three!", 3, 20, 15, 1);
    row("hyphens and apostrophes join", "well-known don't e.g. 3.14", 4, 26, 23, 1);
    row("a digit is a word", "7 x", 2, 3, 2, 1);
    row("signs first", "(“word”)", 1, 8, 8, 1);
    row("empty blocks are no paragraphs", "a\n\n \nb\n", 2, 3, 2, 2);
    row("a rule of signs is a paragraph", "***\n", 0, 3, 3, 1);
    row("accents", "été te\u0301te\u0301", 2, 10, 9, 1);
    row("unicode spaces", "a\u00a0b\u2003c\u3000d", 4, 7, 4, 1);
    row("emoji are signs", "😀 👍🏽 ok", 1, 7, 5, 1);
    row("Chinese", "中文字。很好", 5, 6, 6, 1);
    row("Chinese beyond the first plane", "𠀀𠀁", 2, 2, 2, 1);
    row("Japanese", "カタカナー・ひらがな", 9, 10, 10, 1);
    row("mixed", "Qt是C++库2024年", 6, 12, 12, 1);
    row("Korean has spaces", "안녕 세상", 2, 5, 4, 1);
    row("right to left", "שלום עולם", 2, 9, 8, 1);
    row("objects", "a\ufffcb \ufffc", 2, 3, 2, 1);
    row("an object alone", "\ufffc", 0, 0, 0, 0);
}

void CountsTest::counts() {
    QFETCH(QString, text);
    QFETCH(quint64, words);
    QFETCH(quint64, characters);
    QFETCH(quint64, withoutSpaces);
    QFETCH(quint64, paragraphs);
    const TextCounts expected{words, characters, withoutSpaces, paragraphs};
    const TextCounts counts = countsOf(text.toStdString());
    QCOMPARE(counts.words, expected.words);
    QCOMPARE(counts.characters, expected.characters);
    QVERIFY(counts == expected);
    // Over the borders of the rope's leaves as well.
    const std::string filler(2045, '.');
    const text::Rope rope(filler + "\n" + text.toStdString());
    QVERIFY(countsOf(rope, {{2046}, {rope.count()}}) == expected);
}

void CountsTest::aPartHasNoMoreThanTheWhole() {
    Random random(text::test::environmentNumber("SEED", 5));
    for (int round = 0; round < 300; ++round) {
        const text::Rope rope(text::test::toUtf8(text::test::randomText(random, 80)));
        const TextCounts all = countsOf(rope, {{0}, {rope.count()}});
        QVERIFY(all == countsOf(rope.text()));
        for (std::uint32_t begin = 0; begin <= rope.count(); begin += 1 + random.below(5)) {
            const text::Offset end{begin + random.below(rope.count() - begin + 1)};
            const TextCounts before = countsOf(rope, {{0}, {begin}});
            const TextCounts part = countsOf(rope, {{begin}, end});
            const TextCounts behind = countsOf(rope, {end, {rope.count()}});
            QVERIFY(part.words <= all.words);
            QVERIFY(part.paragraphs <= all.paragraphs);
            QCOMPARE(before.characters + part.characters + behind.characters, all.characters);
            QCOMPARE(before.charactersWithoutSpaces + part.charactersWithoutSpaces + behind.charactersWithoutSpaces,
                     all.charactersWithoutSpaces);
            QVERIFY(before.words + part.words + behind.words >= all.words);
        }
    }
}

void CountsTest::readingTime() {
    QCOMPARE(readingSecondsOf(0), std::uint64_t{0});
    QCOMPARE(readingSecondsOf(1), std::uint64_t{1});
    QCOMPARE(readingSecondsOf(238), std::uint64_t{60});
    QCOMPARE(readingSecondsOf(239), std::uint64_t{61});
    QCOMPARE(readingSecondsOf(2380), std::uint64_t{600});
}

void CountsTest::tenMegabytes() {
    std::string utf8;
    while (utf8.size() < 10'000'000)
        utf8 += "The quick brown fox jumps over the lazy dog – and sleeps.\n";
    const text::Rope rope(utf8);
    timespec begin{};
    timespec end{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    const TextCounts counts = countsOf(rope, {{0}, {rope.count()}});
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    const double ms =
        static_cast<double>(end.tv_sec - begin.tv_sec) * 1e3 + static_cast<double>(end.tv_nsec - begin.tv_nsec) / 1e6;
    qInfo("%llu words: %.0f ms of CPU", static_cast<unsigned long long>(counts.words), ms);
    QCOMPARE(counts.words, 11 * counts.paragraphs);
    QVERIFY(ms < 2'000);  // a guard against another order of growth, not a benchmark
}

QTEST_GUILESS_MAIN(CountsTest)
#include "tst_counts.moc"

// Where characters, words and blocks begin and end.
#include <QTest>

#include "projection/caret_movement.h"

using namespace varve;
using namespace varve::projection;

namespace {

BlockSequence blocksOf(const QString& text) {
    return {text::Rope(text.toStdString()), HeightEstimate{}};
}

}  // namespace

class CaretMovementTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void movesByGraphemes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<std::uint32_t>("scalars");  // of the first grapheme
        QTest::newRow("letter") << QStringLiteral("ab") << 1U;
        QTest::newRow("combining accent") << QStringLiteral("e\u0301b") << 2U;
        QTest::newRow("emoji") << QStringLiteral("\U0001F600b") << 1U;
        QTest::newRow("skin tone") << QStringLiteral("\U0001F44D\U0001F3FDb") << 2U;
        QTest::newRow("family") << QStringLiteral("\U0001F468\u200D\U0001F469\u200D\U0001F467b") << 5U;
        QTest::newRow("flag") << QStringLiteral("\U0001F1E9\U0001F1EAb") << 2U;
        QTest::newRow("Hangul syllable") << QStringLiteral("\u1112\u1161\u11ABb") << 3U;
        QTest::newRow("break") << QStringLiteral("\nb") << 1U;
    }
    void movesByGraphemes() {
        QFETCH(QString, text);
        QFETCH(std::uint32_t, scalars);
        const BlockSequence blocks = blocksOf(text);
        QCOMPARE(nextCharacter(blocks, {0}).value, scalars);
        QCOMPARE(previousCharacter(blocks, {scalars}).value, 0U);
    }

    void staysAtTheEnds() {
        const BlockSequence blocks = blocksOf(QStringLiteral("ab"));
        QCOMPARE(previousCharacter(blocks, {0}).value, 0U);
        QCOMPARE(nextCharacter(blocks, {2}).value, 2U);
        QCOMPARE(previousWord(blocks, {0}).value, 0U);
        QCOMPARE(nextWord(blocks, {2}).value, 2U);
    }

    void movesByWords() {
        const BlockSequence blocks = blocksOf(QStringLiteral("One, two  don't\nnext"));
        std::vector<std::uint32_t> stops;
        for (text::Offset at{0}; at < blocks.end();)
            stops.push_back((at = nextWord(blocks, at)).value);
        QCOMPARE(stops, (std::vector<std::uint32_t>{3, 5, 10, 15, 16, 20}));
        std::vector<std::uint32_t> back;
        for (text::Offset at = blocks.end(); at.value > 0;)
            back.push_back((at = previousWord(blocks, at)).value);
        QCOMPARE(back, (std::vector<std::uint32_t>{16, 15, 10, 5, 3, 0}));
    }

    void findsTheWordAround_data() {
        QTest::addColumn<std::uint32_t>("offset");
        QTest::addColumn<std::uint32_t>("begin");
        QTest::addColumn<std::uint32_t>("end");
        QTest::newRow("start") << 0U << 0U << 3U;
        QTest::newRow("inside") << 1U << 0U << 3U;
        QTest::newRow("just behind a word") << 3U << 0U << 3U;
        QTest::newRow("next word") << 4U << 4U << 9U;
        QTest::newRow("apostrophe") << 7U << 4U << 9U;
        QTest::newRow("end of block") << 9U << 4U << 9U;
        QTest::newRow("next block") << 10U << 10U << 14U;
    }
    void findsTheWordAround() {
        QFETCH(std::uint32_t, offset);
        QFETCH(std::uint32_t, begin);
        QFETCH(std::uint32_t, end);
        const BlockSequence blocks = blocksOf(QStringLiteral("one don't\nlast\n"));
        const text::Range word = wordAround(blocks, {offset});
        QCOMPARE(word.begin.value, begin);
        QCOMPARE(word.end.value, end);
    }

    void emptyBlockHasNoWord() {
        const BlockSequence blocks = blocksOf(QStringLiteral("a\n\nb"));
        QVERIFY(wordAround(blocks, {2}).isEmpty());
    }

    void movesByBlocks() {
        const BlockSequence blocks = blocksOf(QStringLiteral("one\ntwo\nthree"));
        QCOMPARE(startOfBlock(blocks, {5}).value, 4U);
        QCOMPARE(endOfBlock(blocks, {5}).value, 7U);
        QCOMPARE(blockAround(blocks, {5}), (text::Range{{4}, {8}}));
        QCOMPARE(blockAround(blocks, {9}), (text::Range{{8}, {13}}));
        QCOMPARE(previousBlock(blocks, {5}).value, 4U);
        QCOMPARE(previousBlock(blocks, {4}).value, 0U);
        QCOMPARE(nextBlock(blocks, {5}).value, 8U);
        QCOMPARE(nextBlock(blocks, {9}).value, 13U);
    }

    void doesNotReadAllOfAHugeBlock() {
        const BlockSequence blocks = blocksOf(QStringLiteral("word ").repeated(200000));
        QCOMPARE(nextWord(blocks, {500000}).value, 500005U);
        QCOMPARE(previousWord(blocks, {500000}).value, 499995U);
        QCOMPARE(wordAround(blocks, {500001}), (text::Range{{500000}, {500004}}));
    }
};

QTEST_GUILESS_MAIN(CaretMovementTest)
#include "tst_caret_movement.moc"

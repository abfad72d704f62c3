// Words to look for in the history as patterns: spellings, case, what stands beside a word, and what is refused.
#include <QTest>

#include "projection/history_words.h"

using namespace varve;
using projection::historyPatterns;

class HistoryWordsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void onePatternForPlainWords();
    void accentsInBothSpellings();
    void caseOfAllScripts();
    void whatStandsBesideAWord();
    void refusals();
};

void HistoryWordsTest::onePatternForPlainWords() {
    const auto patterns = historyPatterns("two words", {.isCaseSensitive = true});
    QVERIFY(patterns.has_value());
    QCOMPARE(patterns->size(), 1U);
    QVERIFY(patterns->front().scalars == U"two words");
    QVERIFY(patterns->front().fold == nullptr);
    QVERIFY(patterns->front().isWordScalar == nullptr);
}

void HistoryWordsTest::accentsInBothSpellings() {
    const auto composed = historyPatterns("café", {});
    const auto decomposed = historyPatterns("cafe\u0301", {});
    QVERIFY(composed && decomposed);
    QCOMPARE(composed->size(), 2U);
    QVERIFY((*composed)[0].scalars == U"caf\u00e9");
    QVERIFY((*composed)[1].scalars == U"cafe\u0301");
    QCOMPARE(decomposed->size(), 2U);
}

void HistoryWordsTest::caseOfAllScripts() {
    const auto patterns = historyPatterns("x", {});
    QVERIFY(patterns.has_value());
    const auto fold = patterns->front().fold;
    QVERIFY(fold != nullptr);
    QVERIFY(fold(U'A') == fold(U'a') && fold(U'Σ') == fold(U'ς') && fold(U'Ж') == fold(U'ж'));
    QVERIFY(fold(U'a') != fold(U'b'));
}

void HistoryWordsTest::whatStandsBesideAWord() {
    const auto patterns = historyPatterns("x", {.isWholeWord = true});
    QVERIFY(patterns.has_value());
    const auto isWordScalar = patterns->front().isWordScalar;
    QVERIFY(isWordScalar != nullptr);
    QVERIFY(isWordScalar(U'a') && isWordScalar(U'7') && isWordScalar(U'é') && isWordScalar(U'_') &&
            isWordScalar(U'漢'));
    QVERIFY(!isWordScalar(U' ') && !isWordScalar(U'\n') && !isWordScalar(U'.') && !isWordScalar(U'\uFFFC'));
}

void HistoryWordsTest::refusals() {
    QVERIFY(historyPatterns("", {}).error().code == ErrorCode::kInvalidInput);
    QVERIFY(historyPatterns("\xff", {}).error().code == ErrorCode::kMalformed);
    QVERIFY(historyPatterns(std::string(501, 'x'), {}).error().code == ErrorCode::kLimitExceeded);
    QVERIFY(historyPatterns(std::string(500, 'x'), {}).has_value());
}

QTEST_GUILESS_MAIN(HistoryWordsTest)
#include "tst_history_words.moc"

// Find and replace in a window, by real keys.
#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include "ui/find/find_bar.h"
#include "ui/find/find_mode.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

class FindTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_harness.reset(); }
    void typingLooksAndEnterGoes();
    void escapeGoesOnAtWhatIsFound();
    void stepsGoAroundWithANote();
    void optionsByKeyboard_data();
    void optionsByKeyboard();
    void wrongExpressionIsSaidInWords();
    void selectionIsTheSeed();
    void selectionOfSeveralBlocksIsTheScope();
    void nextWithoutTheBar();
    void matchesFollowTheText();
    void replacesOneAfterAnother();
    void replacesAllAsOneStep();
    void replacementOfAnExpression();
    void emptyMatchesAreReplacedOnce();
    void marksOfReplacedTextStay_data();
    void marksOfReplacedTextStay();
    void pastIsFoundInButNotReplaced();
    void escapeInThePastClosesTheBarFirst();
    void largeDocumentDoesNotBlock();

  private:
    WindowHarness& harness() { return *m_harness; }
    ui::FindBar& bar() { return *harness().window().findChild<ui::FindBar*>(); }
    QLineEdit& field() { return *bar().findChild<QLineEdit*>(QStringLiteral("findText")); }
    QLineEdit& replacement() { return *bar().findChild<QLineEdit*>(QStringLiteral("replaceText")); }
    void write(const QString& text) {
        const text::Range all{{0}, {harness().replica().text().count()}};
        QVERIFY(harness().replica().apply({event::TransactionKind::kEdit, {{all, text.toStdString()}}}));
        harness().view().setSelection({});
    }
    void select(std::uint32_t begin, std::uint32_t end) { harness().view().setSelection({{begin}, {end}}); }
    QString selected() { return harness().view().selectedText(); }
    /// Opens the bar and types; waits for the count.
    void find(const QString& text, const QString& count) {
        harness().press(Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(&field(), text);
        QTRY_COMPARE(bar().count(), count);
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    int m_number = 0;
};

void FindTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void FindTest::init() {
    const QString path = m_folder.filePath(QStringLiteral("Find %1.varve").arg(++m_number));
    m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock, path);
}

void FindTest::typingLooksAndEnterGoes() {
    write(QStringLiteral("a lake, a varve, a lake"));
    QVERIFY(!bar().isVisible());
    find(QStringLiteral("lake"), QStringLiteral("1 of 2"));
    QVERIFY(bar().isVisible());
    QVERIFY(field().hasFocus());
    QCOMPARE(harness().view().decorations().highlights().ranges().size(), 2U);
    QCOMPARE(harness().view().decorations().highlights().current(), std::optional<std::size_t>(0));
    QVERIFY(harness().view().selection().isEmpty());
    harness().press(Qt::Key_Return);
    QCOMPARE(selected(), QStringLiteral("lake"));
    QCOMPARE(harness().view().selection().range().begin.value, 2U);
    QCOMPARE(bar().count(), QStringLiteral("1 of 2"));
    harness().press(Qt::Key_Return);
    QCOMPARE(harness().view().selection().range().begin.value, 19U);
    QCOMPARE(bar().count(), QStringLiteral("2 of 2"));
    harness().press(Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(bar().count(), QStringLiteral("1 of 2"));
    QVERIFY(field().hasFocus());
    // what was gone to stays selected
    harness().press(Qt::Key_Escape);
    QVERIFY(!bar().isVisible());
    QVERIFY(harness().view().hasFocus());
    QCOMPARE(selected(), QStringLiteral("lake"));
    QVERIFY(harness().view().decorations().highlights().isEmpty());
}

void FindTest::escapeGoesOnAtWhatIsFound() {
    QString text;
    for (int line = 0; line < 400; ++line)
        text += QStringLiteral("line %1\n").arg(line);
    write(text);
    select(3, 3);
    find(QStringLiteral("line 390"), QStringLiteral("1 of 1"));
    QVERIFY(harness().view().viewState().line > text::Offset{1000});
    harness().press(Qt::Key_Escape);
    QCOMPARE(selected(), QStringLiteral("line 390"));
    QVERIFY(harness().view().viewState().line > text::Offset{1000});
    QVERIFY(harness().view().hasFocus());
    // without a match everything is as it was
    select(3, 3);
    harness().view().ensureVisible({{0}, {1}});
    const text::Offset line = harness().view().viewState().line;
    find(QStringLiteral("line 39"), QStringLiteral("1 of 11"));
    field().setText(QStringLiteral("line 4000"));
    QTRY_COMPARE(bar().count(), QStringLiteral("No matches"));
    harness().press(Qt::Key_Escape);
    QCOMPARE(harness().view().caret().value, 3U);
    QCOMPARE(harness().view().viewState().line.value, line.value);
}

void FindTest::stepsGoAroundWithANote() {
    write(QStringLiteral("one two one"));
    select(8, 8);
    find(QStringLiteral("one"), QStringLiteral("2 of 2"));
    harness().press(Qt::Key_F3);
    QCOMPARE(harness().view().selection().range().begin.value, 8U);
    QVERIFY(bar().note().isEmpty());
    harness().press(Qt::Key_F3);
    QCOMPARE(harness().view().selection().range().begin.value, 0U);
    QCOMPARE(bar().note(), QStringLiteral("The search went on from the beginning."));
    harness().press(Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(bar().note(), QStringLiteral("The search went on from the end."));
    harness().press(Qt::Key_F3, Qt::ShiftModifier);
    QVERIFY(bar().note().isEmpty());
}

void FindTest::optionsByKeyboard_data() {
    QTest::addColumn<int>("key");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    // in "Lake lakes l.ke"
    QTest::newRow("case") << int(Qt::Key_C) << "lake"
                          << "1 of 2"
                          << "1 of 1";
    QTest::newRow("words") << int(Qt::Key_W) << "lake"
                           << "1 of 2"
                           << "1 of 1";
    QTest::newRow("expression") << int(Qt::Key_X) << "l.ke"
                                << "1 of 1"
                                << "1 of 3";
}

void FindTest::optionsByKeyboard() {
    QFETCH(int, key);
    QFETCH(QString, pattern);
    QFETCH(QString, before);
    QFETCH(QString, after);
    write(QStringLiteral("Lake lakes l.ke"));
    find(pattern, before);
    harness().press(key, Qt::AltModifier);
    QTRY_COMPARE(bar().count(), after);
    harness().press(key, Qt::AltModifier);
    QTRY_COMPARE(bar().count(), before);
    for (const QToolButton* button : bar().findChildren<QToolButton*>()) {
        QVERIFY(!button->accessibleName().isEmpty());
        QVERIFY(!button->toolTip().isEmpty());
    }
}

void FindTest::wrongExpressionIsSaidInWords() {
    write(QStringLiteral("text (with"));
    find(QStringLiteral("(wit"), QStringLiteral("1 of 1"));
    harness().press(Qt::Key_X, Qt::AltModifier);
    QTRY_VERIFY(bar().note().startsWith(QStringLiteral("This is no regular expression")));
    QVERIFY(bar().count().isEmpty());
    QVERIFY(harness().view().decorations().highlights().isEmpty());
    QTest::keyClicks(&field(), QStringLiteral("h)"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 1"));
    QVERIFY(bar().note().isEmpty());
}

void FindTest::selectionIsTheSeed() {
    write(QStringLiteral("a lake, a varve, a lake"));
    select(19, 23);
    harness().press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(field().text(), QStringLiteral("lake"));
    QTRY_COMPARE(bar().count(), QStringLiteral("2 of 2"));
    harness().press(Qt::Key_Return);
    QCOMPARE(harness().view().selection().range().begin.value, 2U);
}

void FindTest::selectionOfSeveralBlocksIsTheScope() {
    write(QStringLiteral("lake\nlake\nlake\nlake"));
    select(5, 14);
    find(QStringLiteral("lake"), QStringLiteral("1 of 2"));
    QVERIFY(harness().action("findInSelection")->isChecked());
    QVERIFY(harness().view().decorations().highlightScope().has_value());
    harness().press(Qt::Key_Return);
    QCOMPARE(harness().view().selection().range().begin.value, 5U);
    harness().press(Qt::Key_S, Qt::AltModifier);
    QTRY_COMPARE(bar().count(), QStringLiteral("2 of 4"));
    QVERIFY(!harness().view().decorations().highlightScope().has_value());
}

void FindTest::nextWithoutTheBar() {
    write(QStringLiteral("lake and lake"));
    harness().press(Qt::Key_F3);
    QVERIFY(bar().isVisible());  // there is nothing to find yet
    QTest::keyClicks(&field(), QStringLiteral("lake"));
    harness().press(Qt::Key_Escape);
    QVERIFY(!bar().isVisible());
    select(0, 0);
    harness().press(Qt::Key_F3);
    QTRY_COMPARE(selected(), QStringLiteral("lake"));
    harness().press(Qt::Key_F3);
    QTRY_COMPARE(harness().view().selection().range().begin.value, 9U);
    QTRY_COMPARE(harness().window().status().passingMessage(), QStringLiteral("Match 2 of 2"));
    QVERIFY(!bar().isVisible());
    QVERIFY(harness().view().decorations().highlights().isEmpty());
}

void FindTest::matchesFollowTheText() {
    write(QStringLiteral("lake and lake"));
    find(QStringLiteral("lake"), QStringLiteral("1 of 2"));
    QVERIFY(harness().replica().apply({event::TransactionKind::kEdit, {{{{0}, {0}}, "a lake, "}}}));
    QCOMPARE(harness().view().decorations().highlights().ranges().front(), (text::Range{{8}, {12}}));
    QTRY_COMPARE(bar().count(), QStringLiteral("2 of 3"));
    QCOMPARE(harness().view().decorations().highlights().ranges().size(), 3U);
}

void FindTest::replacesOneAfterAnother() {
    write(QStringLiteral("cat cat cat"));
    harness().press(Qt::Key_H, Qt::ControlModifier);
    QVERIFY(replacement().isVisible());
    QTest::keyClicks(&field(), QStringLiteral("cat"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 3"));
    harness().press(Qt::Key_Tab);
    replacement().setFocus();
    QTest::keyClicks(&replacement(), QStringLiteral("cats"));
    harness().press(Qt::Key_Return);  // goes there
    QCOMPARE(harness().text(), QStringLiteral("cat cat cat"));
    QCOMPARE(selected(), QStringLiteral("cat"));
    harness().press(Qt::Key_Return);
    QCOMPARE(harness().text(), QStringLiteral("cats cat cat"));
    QCOMPARE(harness().view().selection().range().begin.value, 5U);
    harness().press(Qt::Key_R, Qt::AltModifier);
    QCOMPARE(harness().text(), QStringLiteral("cats cats cat"));
    harness().press(Qt::Key_Escape);
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(harness().text(), QStringLiteral("cats cat cat"));
}

void FindTest::replacesAllAsOneStep() {
    write(QStringLiteral("cat Cat\ncat cot"));
    harness().press(Qt::Key_H, Qt::ControlModifier);
    QTest::keyClicks(&field(), QStringLiteral("cat"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 3"));
    QTest::keyClicks(&replacement(), QStringLiteral("dog"));
    harness().press(Qt::Key_A, Qt::AltModifier);
    QTRY_COMPARE(harness().text(), QStringLiteral("dog dog\ndog cot"));
    QCOMPARE(harness().window().status().passingMessage(), QStringLiteral("Replaced 3 matches."));
    QTRY_COMPARE(bar().count(), QStringLiteral("No matches"));
    harness().press(Qt::Key_Escape);
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(harness().text(), QStringLiteral("cat Cat\ncat cot"));
}

void FindTest::replacementOfAnExpression() {
    write(QStringLiteral("12-34 56-78"));
    harness().press(Qt::Key_H, Qt::ControlModifier);
    harness().press(Qt::Key_X, Qt::AltModifier);
    QTest::keyClicks(&field(), QStringLiteral("(\\d+)-(\\d+)"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 2"));
    QTest::keyClicks(&replacement(), QStringLiteral("$3"));
    harness().press(Qt::Key_A, Qt::AltModifier);
    QTRY_VERIFY(bar().note().contains(QStringLiteral("group 3")));
    QCOMPARE(harness().text(), QStringLiteral("12-34 56-78"));
    replacement().setText(QStringLiteral("$2+$1"));
    harness().press(Qt::Key_A, Qt::AltModifier);
    QTRY_COMPARE(harness().text(), QStringLiteral("34+12 78+56"));
    harness().press(Qt::Key_X, Qt::AltModifier);
}

void FindTest::emptyMatchesAreReplacedOnce() {
    write(QStringLiteral("a\nb"));
    harness().press(Qt::Key_H, Qt::ControlModifier);
    harness().press(Qt::Key_X, Qt::AltModifier);
    QTest::keyClicks(&field(), QStringLiteral("^"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 2"));
    QTest::keyClicks(&replacement(), QStringLiteral("> "));
    harness().press(Qt::Key_R, Qt::AltModifier);
    QCOMPARE(harness().text(), QStringLiteral("> a\nb"));
    QCOMPARE(harness().view().caret().value, 4U);
    harness().press(Qt::Key_R, Qt::AltModifier);
    QCOMPARE(harness().text(), QStringLiteral("> a\n> b"));
    harness().press(Qt::Key_X, Qt::AltModifier);
}

void FindTest::marksOfReplacedTextStay_data() {
    QTest::addColumn<QString>("key");
    QTest::newRow("one that grows at its end") << "bold";
    QTest::newRow("one that does not") << "code";
}

void FindTest::marksOfReplacedTextStay() {
    QFETCH(QString, key);
    write(QStringLiteral("a kind word"));
    QVERIFY(harness().replica().apply(
        {.kind = event::TransactionKind::kFormat, .marks = {{{{2}, {6}}, key.toStdString(), event::Value{true}}}}));
    harness().press(Qt::Key_H, Qt::ControlModifier);
    QTest::keyClicks(&field(), QStringLiteral("kind"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 1"));
    QTest::keyClicks(&replacement(), QStringLiteral("strong"));
    harness().press(Qt::Key_A, Qt::AltModifier);
    QTRY_COMPARE(harness().text(), QStringLiteral("a strong word"));
    const projection::BlockPtr& block = harness().view().blocks().blockAt(0);
    QVERIFY(block->formatAt(1) == nullptr);
    QVERIFY(block->formatAt(2) != nullptr);
    QVERIFY(block->formatAt(7) != nullptr);
    QVERIFY(block->formatAt(8) == nullptr);
    // and what stands behind a mark that grows does not take it on
    field().setText(QStringLiteral(" word"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 1"));
    replacement().setText(QStringLiteral(" talk"));
    harness().press(Qt::Key_A, Qt::AltModifier);
    QTRY_COMPARE(harness().text(), QStringLiteral("a strong talk"));
    QVERIFY(harness().view().blocks().blockAt(0)->formatAt(8) == nullptr);
}

void FindTest::pastIsFoundInButNotReplaced() {
    write(QStringLiteral("old words"));
    m_clock.advance(60'000);
    const std::uint64_t then = harness().replica().timeline().eventCount();
    write(QStringLiteral("new words, new lake"));
    harness().press(Qt::Key_H, Qt::ControlModifier);
    QTest::keyClicks(&field(), QStringLiteral("new"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 2"));
    harness().window().historyMode().show(then);
    QTRY_COMPARE(bar().count(), QStringLiteral("No matches"));
    QVERIFY(!harness().action("replaceAll")->isEnabled());
    QVERIFY(!bar().findChild<QPushButton*>(QStringLiteral("replaceAllButton"))->isEnabled());
    QVERIFY(bar().note().contains(QStringLiteral("past")));
    field().setText(QStringLiteral("old"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 1"));
    harness().window().historyMode().leave();
    QTRY_COMPARE(bar().count(), QStringLiteral("No matches"));
    QVERIFY(harness().action("replaceAll")->isEnabled());
    QCOMPARE(harness().text(), QStringLiteral("new words, new lake"));
}

void FindTest::escapeInThePastClosesTheBarFirst() {
    write(QStringLiteral("words"));
    harness().window().historyMode().enter();
    find(QStringLiteral("word"), QStringLiteral("1 of 1"));
    harness().press(Qt::Key_Escape);
    QVERIFY(!bar().isVisible());
    QVERIFY(harness().window().historyMode().isActive());
    harness().press(Qt::Key_Escape);
    QVERIFY(!harness().window().historyMode().isActive());
}

void FindTest::largeDocumentDoesNotBlock() {
    QString text;
    while (text.size() < 10'000'000)
        text += QStringLiteral("some words that stand in a line of a long document, and one to find\n");
    write(text);
    harness().press(Qt::Key_F, Qt::ControlModifier);
    QElapsedTimer timer;
    qint64 longestMs = 0;
    for (const char letter : {'f', 'i', 'n', 'd'}) {
        timer.start();
        QTest::keyClick(&field(), letter);
        longestMs = std::max(longestMs, timer.elapsed());
    }
    timer.start();
    QTRY_VERIFY_WITH_TIMEOUT(bar().count().startsWith(QStringLiteral("1 of")), 20'000);
    qInfo("longest key press %lld ms, all matches after %lld ms: %s", longestMs, timer.elapsed(),
          qPrintable(bar().count()));
    QVERIFY2(longestMs < 200, "typing in the field must not wait for the search");
    harness().press(Qt::Key_H, Qt::ControlModifier);
    QTest::keyClicks(&replacement(), QStringLiteral("seek"));
    timer.start();
    harness().press(Qt::Key_A, Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(bar().note(), QStringLiteral("Replaced 147,059 matches."), 60'000);
    qInfo("replaced after %lld ms", timer.elapsed());
}

QTEST_MAIN(FindTest)
#include "tst_find.moc"

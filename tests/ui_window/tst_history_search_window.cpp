// Finding in all history as a person does it: keys to open the page, words that were deleted, Enter to see them where
// they stood, and Ctrl+C to have them back.
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTest>

#include "ui/history/author_hover.h"
#include "ui/history/history_search_page.h"
#include "ui_window/window_harness.h"

using namespace varve;

class HistorySearchWindowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void findsWhatWasDeleted();
    void goesThroughThePlaces();
    void takesTheSelectionAsWords();
    void saysWhatIsNotThere();
    void tellsWhoWroteWhatIsUnderTheMouse();

  private:
    void apply(const replica::EditIntent& intent) {
        m_clock.advance(5000);
        QVERIFY(m_harness->replica().apply(intent).has_value());
    }
    void lookFor(const QString& words) {
        m_harness->press(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        page().setWords(QString());
        QTest::keyClicks(&field(), words);
    }
    [[nodiscard]] ui::HistorySearchPage& page() { return *m_harness->window().findChild<ui::HistorySearchPage*>(); }
    [[nodiscard]] QLineEdit& field() { return *page().findChild<QLineEdit*>(); }
    [[nodiscard]] ui::HistoryMode& history() { return *m_harness->window().findChild<ui::HistoryMode*>(); }
    [[nodiscard]] ui::TimelinePanel& panel() { return *m_harness->window().findChild<ui::TimelinePanel*>(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ui::Theme> m_theme;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<test::WindowHarness> m_harness;
};

void HistorySearchWindowTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    test::isolateSettings(*m_folder);
    m_theme = std::make_unique<ui::Theme>();
    m_harness = std::make_unique<test::WindowHarness>(*m_theme, m_clock, m_folder->filePath(QStringLiteral("a.varve")));
    apply({event::TransactionKind::kPaste, {{{{0}, {0}}, "First\nThe old budget ends here\nLast"}}});
    apply({event::TransactionKind::kDelete, {{{{10}, {21}}, ""}}});  // "old budget "
    apply({event::TransactionKind::kTyping, {{{{0}, {0}}, "budget "}}});
}

void HistorySearchWindowTest::cleanup() {
    m_harness.reset();
    m_theme.reset();
    m_folder.reset();
}

void HistorySearchWindowTest::findsWhatWasDeleted() {
    lookFor(QStringLiteral("Budget"));
    QTRY_COMPARE(page().hits().size(), 2U);
    QVERIFY(page().isVisible());
    QCOMPARE(page().note(), QStringLiteral("2 places, 1 of them no longer there."));
    // The newest first: it stands still.
    QVERIFY(!page().hits()[0].went);
    QVERIFY(page().hits()[1].went.has_value());
    QCOMPARE(page().hits()[1].around, (history::HitSurroundings{"The old ", "budget", " ends here"}));
    QVERIFY(ui::HistorySearchPage::factsWords(page().hits()[1], 0).contains(QStringLiteral("gone")));
    QCOMPARE(panel().marks().of(ui::TimelineMarkKind::kSearchHit).size(), 2U);
    // Enter in the field shows the first place, and keeps the keyboard.
    page().list().setCurrentRow(1);
    QTest::keyClick(&field(), Qt::Key_Return);
    QVERIFY(history().isActive());
    QCOMPARE(m_harness->shownText(), QStringLiteral("First\nThe old budget ends here\nLast"));
    QCOMPARE(m_harness->view().selectedText(), QStringLiteral("budget"));
    QVERIFY(field().hasFocus());
}

void HistorySearchWindowTest::goesThroughThePlaces() {
    lookFor(QStringLiteral("budget"));
    QTRY_COMPARE(page().hits().size(), 2U);
    QTest::keyClick(&field(), Qt::Key_Down);
    QVERIFY(page().list().hasFocus());
    QTest::keyClick(&page().list(), Qt::Key_Down);
    QCOMPARE(page().list().currentRow(), 1);
    QTest::keyClick(&page().list(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("The old budget ends here"));
    QVERIFY(!history().isActive());
    QTest::keyClick(&page().list(), Qt::Key_Return);
    QVERIFY(history().isActive());
    QVERIFY(page().list().hasFocus());
    QTest::keyClick(&page().list(), Qt::Key_Up);
    QTest::keyClick(&page().list(), Qt::Key_Return);
    QCOMPARE(m_harness->view().selectedText(), QStringLiteral("budget"));
    QCOMPARE(m_harness->view().selection().range().begin.value, 0U);
}

void HistorySearchWindowTest::takesTheSelectionAsWords() {
    m_harness->view().setSelection({{11}, {7}});  // "Firs"
    m_harness->press(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(page().words(), QStringLiteral("Firs"));
    QTRY_COMPARE(page().hits().size(), 1U);
    QVERIFY(field().hasFocus());
}

void HistorySearchWindowTest::saysWhatIsNotThere() {
    lookFor(QStringLiteral("zebra"));
    QTRY_COMPARE(page().note(), QStringLiteral("This never stood in the document."));
    QVERIFY(panel().marks().of(ui::TimelineMarkKind::kSearchHit).empty());
    field().clear();
    Q_EMIT field().textEdited(QString());
    QTRY_VERIFY(page().note().startsWith(QStringLiteral("Finds what ever stood")));
}

void HistorySearchWindowTest::tellsWhoWroteWhatIsUnderTheMouse() {
    const auto& hover = *m_harness->window().findChild<ui::AuthorHover*>();
    const auto wordsAt = [&](std::uint32_t offset) {
        return hover.wordsAt(m_harness->view().pointOf({offset}) + QPointF(2, 6));
    };
    QVERIFY2(wordsAt(1).startsWith(QStringLiteral("Ana · ")), qPrintable(wordsAt(1)));
    QVERIFY2(wordsAt(1).endsWith(QStringLiteral(" · typed")), qPrintable(wordsAt(1)));
    QVERIFY2(wordsAt(9).endsWith(QStringLiteral(" · pasted")), qPrintable(wordsAt(9)));
}

QTEST_MAIN(HistorySearchWindowTest)
#include "tst_history_search_window.moc"

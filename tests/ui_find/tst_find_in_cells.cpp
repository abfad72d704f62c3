// Find and replace in the cells of tables and in captions, by real keys; what the page and the counts know of them.
#include <QAction>
#include <QLineEdit>

#include "ui/counts/counts_button.h"
#include "ui/find/find_bar.h"
#include "ui/find/find_mode.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

class FindInCellsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_harness.reset(); }
    void stepsGoThroughCellsAsTheyAreRead();
    void replacesAllInOneStep();
    void replacesOneInACell();
    void escapeInACellClosesTheBar();
    void searchesInTheSelectionOfACell();
    void countsCells();
    void theCaretComesBackToItsCellFromThePast();
    void undoGoesToTheCellThatItEmpties();

  private:
    WindowHarness& harness() { return *m_harness; }
    ui::EditorView& view() { return harness().view(); }
    ui::FindBar& bar() { return *harness().window().findChild<ui::FindBar*>(); }
    QLineEdit& field() { return *bar().findChild<QLineEdit*>(QStringLiteral("findText")); }
    QLineEdit& replacement() { return *bar().findChild<QLineEdit*>(QStringLiteral("replaceText")); }
    void keys(const char* text) {
        QTest::keyClicks(harness().window().focusWidget(), QString::fromLatin1(text));
        QCoreApplication::processEvents();
    }
    /// "one lake", a table of two rows with "lake", "", "a lake", "sea", and "lake" below.
    void writeSample() {
        keys("one lake");
        harness().press(Qt::Key_Return);
        view().insertTable(2, 2);
        keys("lake");
        harness().press(Qt::Key_Tab);
        harness().press(Qt::Key_Tab);
        keys("a lake");
        harness().press(Qt::Key_Tab);
        keys("sea");
        view().setSelection({view().blocks().end(), view().blocks().end()});
        keys("lake");
        view().setSelection({});
        view().setFocus();
    }
    void find(const QString& text, const QString& count) {
        harness().press(Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(&field(), text);
        QTRY_COMPARE(bar().count(), count);
    }
    QString selected() { return view().focusedText().selectedText(); }
    std::optional<layout::CellPlace> cell() {
        const auto selection = view().tableSelection();
        return selection ? std::optional(selection->cells.first) : std::nullopt;
    }
    QString cellWords(std::size_t row, std::size_t column) {
        const projection::TextsOfEmbed& table = view().textsBeside().embeds().front();
        const projection::Table* shown = view().shownTable(table.embed);
        const auto& texts = shown->rows[row].cells[column];
        return texts.empty() ? QString() : view().cellText(table.embed, texts.front());
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    int m_number = 0;
};

void FindInCellsTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void FindInCellsTest::init() {
    const QString path = m_folder.filePath(QStringLiteral("Cells %1.varve").arg(++m_number));
    m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock, path);
    writeSample();
}

void FindInCellsTest::stepsGoThroughCellsAsTheyAreRead() {
    find(QStringLiteral("lake"), QStringLiteral("1 of 4"));
    QCOMPARE(view().decorations().highlightCount(), std::size_t{4});
    harness().press(Qt::Key_Return);
    QCOMPARE(selected(), QStringLiteral("lake"));
    QVERIFY(!cell());
    harness().press(Qt::Key_Return);
    QCOMPARE(bar().count(), QStringLiteral("2 of 4"));
    QVERIFY(cell() == layout::CellPlace{});
    QCOMPARE(selected(), QStringLiteral("lake"));
    // the keyboard stays in the bar
    QVERIFY(field().hasFocus());
    harness().press(Qt::Key_Return);
    QVERIFY((cell() == layout::CellPlace{1, 0}));
    QCOMPARE(view().focusedText().selection().range().begin.value, 2U);
    harness().press(Qt::Key_Return);
    QCOMPARE(bar().count(), QStringLiteral("4 of 4"));
    QVERIFY(!cell());
    harness().press(Qt::Key_Return);
    QCOMPARE(bar().count(), QStringLiteral("1 of 4"));
    QCOMPARE(view().selection().range().begin.value, 4U);
    harness().press(Qt::Key_Return, Qt::ShiftModifier);
    harness().press(Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(bar().count(), QStringLiteral("3 of 4"));
    QVERIFY((cell() == layout::CellPlace{1, 0}));
    // the caret goes on there
    harness().press(Qt::Key_Escape);
    QVERIFY(view().focusedText().hasFocus());
    QCOMPARE(selected(), QStringLiteral("lake"));
    keys("pond");
    QCOMPARE(cellWords(1, 0), QStringLiteral("a pond"));
}

void FindInCellsTest::replacesAllInOneStep() {
    const std::size_t steps = harness().replica().undoSteps(100).size();
    harness().press(Qt::Key_H, Qt::ControlModifier);
    QTest::keyClicks(&field(), QStringLiteral("lake"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 4"));
    QTest::keyClicks(&replacement(), QStringLiteral("pond"));
    harness().press(Qt::Key_A, Qt::AltModifier);
    QTRY_COMPARE(cellWords(1, 0), QStringLiteral("a pond"));
    QCOMPARE(cellWords(0, 0), QStringLiteral("pond"));
    QVERIFY(harness().text().startsWith(QStringLiteral("one pond")));
    QVERIFY(harness().text().endsWith(QStringLiteral("pond")));
    QCOMPARE(harness().window().status().passingMessage(), QStringLiteral("Replaced 4 matches."));
    QCOMPARE(harness().replica().undoSteps(100).size(), steps + 1);
    harness().press(Qt::Key_Escape);
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(cellWords(1, 0), QStringLiteral("a lake"));
    QCOMPARE(cellWords(0, 0), QStringLiteral("lake"));
    QVERIFY(harness().text().startsWith(QStringLiteral("one lake")));
}

void FindInCellsTest::replacesOneInACell() {
    harness().press(Qt::Key_H, Qt::ControlModifier);
    QTest::keyClicks(&field(), QStringLiteral("a lake"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 1"));
    replacement().setFocus();
    keys("the sea");
    harness().press(Qt::Key_Return);
    harness().press(Qt::Key_Return);
    QCOMPARE(cellWords(1, 0), QStringLiteral("the sea"));
    QCOMPARE(bar().count(), QStringLiteral("No matches"));
}

void FindInCellsTest::escapeInACellClosesTheBar() {
    find(QStringLiteral("sea"), QStringLiteral("1 of 1"));
    harness().press(Qt::Key_Return);
    view().focusedText().setFocus();
    harness().press(Qt::Key_Escape);
    QVERIFY(!bar().isVisible());
    QVERIFY((cell() == layout::CellPlace{1, 1}));
    // the next one leaves the cell
    harness().press(Qt::Key_Escape);
    QVERIFY(!view().insetPlace());
}

void FindInCellsTest::searchesInTheSelectionOfACell() {
    const projection::TextsOfEmbed& table = view().textsBeside().embeds().front();
    view().enterCell(table.embed, {1, 0});
    view().focusedText().setSelection({{0}, {1}});
    harness().press(Qt::Key_F, Qt::ControlModifier);
    harness().action("findInSelection")->setChecked(true);
    field().setText(QString());
    QTest::keyClicks(&field(), QStringLiteral("a"));
    QTRY_COMPARE(bar().count(), QStringLiteral("1 of 1"));
    QVERIFY(view().decorations().highlightScope().has_value());
    // Of another time it is everything again, and shown as such.
    harness().window().historyMode().enter();
    QVERIFY(!harness().action("findInSelection")->isChecked());
    QVERIFY(!view().decorations().highlightScope());
}

void FindInCellsTest::countsCells() {
    // one lake, lake, a lake, sea, lake
    const event::EventId table = view().textsBeside().embeds().front().embed;
    const auto shown = [this] { return harness().window().findChild<ui::CountsButton*>()->text(); };
    QTRY_COMPARE(shown(), QStringLiteral("7 words"));
    view().selectAll();
    QTRY_COMPARE(shown(), QStringLiteral("7 of 7 words"));
    view().selectCells(table, {0, 0}, {1, 0});
    QTRY_COMPARE(shown(), QStringLiteral("3 of 7 words"));
    // somebody else writes meanwhile
    QVERIFY(harness().replica().apply({event::TransactionKind::kEdit, {{{{0}, {0}}, "in "}}}));
    QTRY_COMPARE(shown(), QStringLiteral("3 of 8 words"));
    view().enterCell(table, {1, 0});
    view().focusedText().selectAll();
    QTRY_COMPARE(shown(), QStringLiteral("2 of 8 words"));
    view().focusedText().setSelection({});
    QTRY_COMPARE(shown(), QStringLiteral("8 words"));
}

void FindInCellsTest::theCaretComesBackToItsCellFromThePast() {
    const event::EventId table = view().textsBeside().embeds().front().embed;
    view().enterCell(table, {1, 0});
    view().focusedText().setSelection({{2}, {6}});
    ui::HistoryMode& history = harness().window().historyMode();
    history.show(3);
    QCOMPARE(harness().shownText(), QStringLiteral("one"));
    QVERIFY(view().textsBeside().embeds().empty());
    history.leave();
    QVERIFY((cell() == layout::CellPlace{1, 0}));
    QCOMPARE(selected(), QStringLiteral("lake"));
    keys("pond");
    QCOMPARE(cellWords(1, 0), QStringLiteral("a pond"));
}

void FindInCellsTest::undoGoesToTheCellThatItEmpties() {
    const event::EventId table = view().textsBeside().embeds().front().embed;
    view().enterCell(table, {0, 1});
    keys("x");
    QCOMPARE(cellWords(0, 1), QStringLiteral("x"));
    view().setSelection({});
    view().setFocus();
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(cellWords(0, 1), QString());
    QVERIFY((cell() == layout::CellPlace{0, 1}));
    harness().press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(cellWords(0, 1), QStringLiteral("x"));
}

QTEST_MAIN(FindInCellsTest)
#include "tst_find_in_cells.moc"

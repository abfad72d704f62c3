// The outline of a window's document, by real keys: it follows the text, leads to headings and moves sections.
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>

#include "ui/outline/heading_list.h"
#include "ui/outline/outline_pane.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

class OutlinePaneTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_harness.reset(); }
    void emptyDocumentSaysHow();
    void headingsFollowTheText();
    void currentSectionStandsOut();
    void enterGoesThere();
    void foldedStaysFolded();
    void altKeysMoveASectionWithItsContent();
    void droppingMovesASection();
    void pastMovesNothing();
    void listOfHeadingsByKeyboard();
    void visibilityIsRemembered();

  private:
    WindowHarness& harness() { return *m_harness; }
    ui::OutlinePane& pane() { return *harness().window().findChild<ui::OutlinePane*>(); }
    ui::OutlineTree& tree() { return pane().tree(); }
    QStringList titles() {
        QStringList result;
        for (const projection::OutlineEntry& entry : pane().model().outline())
            result += QStringLiteral("%1 %2").arg(entry.level).arg(entry.text);
        return result;
    }
    /// Types lines; those that begin with 1 to 6 and a space are headings.
    void write(const QStringList& lines) {
        for (qsizetype line = 0; line < lines.size(); ++line) {
            const bool isHeading = lines[line].size() > 1 && lines[line][0].isDigit() && lines[line][1] == u' ';
            if (line > 0) harness().type(QStringLiteral("\n"));
            harness().view().setBlockType(isHeading ? document::BlockType::kHeading : document::BlockType::kParagraph,
                                          isHeading ? lines[line][0].digitValue() : 1);
            harness().type(isHeading ? lines[line].mid(2) : lines[line]);
        }
    }
    void writeSections() {
        write({QStringLiteral("1 Alpha"), QStringLiteral("about a"), QStringLiteral("2 Under"),
               QStringLiteral("deeper"), QStringLiteral("1 Beta"), QStringLiteral("about b")});
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    int m_number = 0;
};

void OutlinePaneTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void OutlinePaneTest::init() {
    QSettings().clear();
    const QString path = m_folder.filePath(QStringLiteral("Outline %1.varve").arg(++m_number));
    m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock, path);
}

void OutlinePaneTest::emptyDocumentSaysHow() {
    QVERIFY(!pane().isVisible());
    harness().press(Qt::Key_F12);
    QVERIFY(pane().isVisible());
    const auto* words = pane().findChild<QLabel*>(QStringLiteral("outlineEmpty"));
    QVERIFY(words->isVisible());
    QVERIFY(words->text().contains(QStringLiteral("Ctrl+1")));
    // and what it says is true
    harness().view().setFocus();
    harness().press(Qt::Key_1, Qt::ControlModifier);
    harness().type(QStringLiteral("Lake"));
    QTRY_COMPARE(titles(), QStringList{QStringLiteral("1 Lake")});
    QVERIFY(!words->isVisible());
    harness().press(Qt::Key_F12);
    QVERIFY(!pane().isVisible());
    QVERIFY(harness().view().hasFocus());
}

void OutlinePaneTest::headingsFollowTheText() {
    writeSections();
    harness().press(Qt::Key_F12);
    const QStringList expected = {QStringLiteral("1 Alpha"), QStringLiteral("2 Under"), QStringLiteral("1 Beta")};
    QTRY_COMPARE(titles(), expected);
    const QModelIndex alpha = pane().model().index(0, 0);
    QCOMPARE(pane().model().rowCount(), 2);
    QCOMPARE(pane().model().rowCount(alpha), 1);
    QCOMPARE(alpha.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Alpha, heading 1"));
    harness().view().setSelection({{5}, {5}});
    harness().type(QStringLiteral("bet"));
    QTRY_COMPARE(titles().front(), QStringLiteral("1 Alphabet"));
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(titles(), expected);
}

void OutlinePaneTest::currentSectionStandsOut() {
    writeSections();
    harness().press(Qt::Key_F12);
    QTRY_COMPARE(pane().model().current(), 2);
    QCOMPARE(tree().currentIndex().data().toString(), QStringLiteral("Beta"));
    harness().view().setSelection({{8}, {8}});
    QCOMPARE(pane().model().current(), 0);
    QCOMPARE(tree().currentIndex().data().toString(), QStringLiteral("Alpha"));
    // also when it opens at the very beginning
    harness().press(Qt::Key_F12);
    harness().view().setSelection({});
    harness().type(QStringLiteral("The "));
    harness().view().setSelection({});
    harness().press(Qt::Key_F12);
    QTRY_COMPARE(titles().front(), QStringLiteral("1 The Alpha"));
    QCOMPARE(pane().model().current(), 0);
    QVERIFY(tree().selectionModel()->isSelected(pane().model().index(0, 0)));
}

void OutlinePaneTest::enterGoesThere() {
    writeSections();
    harness().press(Qt::Key_F12);
    QTRY_COMPARE(titles().size(), 3);
    harness().press(Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(tree().hasFocus());
    harness().press(Qt::Key_Home);
    harness().press(Qt::Key_Down);
    harness().press(Qt::Key_Return);
    QVERIFY(harness().view().hasFocus());
    QCOMPARE(harness().view().caret(), pane().model().outline()[1].offset);
    tree().setFocus();
    harness().press(Qt::Key_Escape);
    QVERIFY(harness().view().hasFocus());
}

void OutlinePaneTest::foldedStaysFolded() {
    writeSections();
    harness().press(Qt::Key_F12);
    QTRY_COMPARE(titles().size(), 3);
    QVERIFY(tree().isExpanded(pane().model().index(0, 0)));
    tree().setFocus();
    harness().press(Qt::Key_Home);
    harness().press(Qt::Key_Left);
    QVERIFY(!tree().isExpanded(pane().model().index(0, 0)));
    harness().view().setFocus();
    harness().view().setSelection({harness().view().blocks().end(), harness().view().blocks().end()});
    harness().type(QStringLiteral("\n"));
    harness().press(Qt::Key_2, Qt::ControlModifier);
    harness().type(QStringLiteral("New"));
    QTRY_COMPARE(titles().size(), 4);
    QVERIFY(!tree().isExpanded(pane().model().index(0, 0)));
    QVERIFY(tree().isExpanded(pane().model().index(1, 0)));
}

void OutlinePaneTest::altKeysMoveASectionWithItsContent() {
    writeSections();
    QVERIFY(harness().replica().apply(
        {.kind = event::TransactionKind::kFormat, .marks = {{{{6}, {11}}, "bold", event::Value{true}}}}));
    harness().press(Qt::Key_F12);
    QTRY_COMPARE(titles().size(), 3);
    const QString before = harness().text();
    const auto isBold = [&](const QString& word) {
        const auto& blocks = harness().view().blocks();
        for (std::uint32_t index = 0; index < blocks.blockCount(); ++index) {
            const qsizetype at = blocks.blockAt(index)->text.indexOf(word);
            if (at >= 0) return blocks.blockAt(index)->formatAt(static_cast<int>(at)) != nullptr;
        }
        return false;
    };
    QVERIFY(isBold(QStringLiteral("about a")));
    tree().setFocus();
    harness().press(Qt::Key_Home);
    harness().press(Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(harness().text(), QStringLiteral("Beta\nabout b\nAlpha\nabout a\nUnder\ndeeper"));
    QTRY_COMPARE(titles(),
                 (QStringList{QStringLiteral("1 Beta"), QStringLiteral("1 Alpha"), QStringLiteral("2 Under")}));
    QVERIFY(isBold(QStringLiteral("about a")));
    QVERIFY(!isBold(QStringLiteral("about b")));
    QVERIFY(tree().hasFocus());
    QCOMPARE(tree().currentIndex().data().toString(), QStringLiteral("Alpha"));
    harness().press(Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(harness().window().status().passingMessage(), QStringLiteral("This section is the last one here."));
    harness().press(Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(harness().text(), before);
    QTRY_COMPARE(titles().front(), QStringLiteral("1 Alpha"));
    QVERIFY(isBold(QStringLiteral("about a")));
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(harness().text().startsWith(QStringLiteral("Beta")));
}

void OutlinePaneTest::droppingMovesASection() {
    writeSections();
    harness().press(Qt::Key_F12);
    QTRY_COMPARE(titles().size(), 3);
    const QString before = harness().text();
    const auto row = [this](int entry) { return pane().model().indexOf(entry); };
    // in front of itself, or behind it: that is where it stands
    for (const bool isBehind : {false, true}) {
        Q_EMIT tree().dropRequested(row(2), row(2), isBehind);
        QCOMPARE(harness().text(), before);
        QCOMPARE(harness().window().status().passingMessage(), QStringLiteral("The section stands there already."));
    }
    Q_EMIT tree().dropRequested(row(2), row(0), false);
    QCOMPARE(harness().text(), QStringLiteral("Beta\nabout b\nAlpha\nabout a\nUnder\ndeeper"));
    QTRY_COMPARE(titles().front(), QStringLiteral("1 Beta"));
    // below all rows is the end
    Q_EMIT tree().dropRequested(row(0), {}, false);
    QCOMPARE(harness().text(), before);
}

void OutlinePaneTest::pastMovesNothing() {
    writeSections();
    harness().press(Qt::Key_F12);
    QTRY_COMPARE(titles().size(), 3);
    harness().window().historyMode().enter();
    tree().setFocus();
    harness().press(Qt::Key_Home);
    const QString before = harness().text();
    harness().press(Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(harness().text(), before);
    QVERIFY(harness().window().status().passingMessage().contains(QStringLiteral("stay where they are")));
    harness().window().historyMode().show(0);
    QTRY_VERIFY(titles().isEmpty());
    harness().window().historyMode().leave();
    QTRY_COMPARE(titles().size(), 3);
}

void OutlinePaneTest::listOfHeadingsByKeyboard() {
    writeSections();
    harness().press(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    auto* list = harness().window().findChild<ui::HeadingList*>();
    QVERIFY(list != nullptr && list->isVisible());
    auto* words = list->findChild<QLineEdit*>();
    auto* headings = list->findChild<QListWidget*>();
    QCOMPARE(headings->count(), 3);
    QCOMPARE(headings->currentRow(), 2);
    QTest::keyClicks(words, QStringLiteral("nothing"));
    QCOMPARE(headings->count(), 0);
    QVERIFY(list->findChild<QLabel*>(QStringLiteral("headingsEmpty"))->isVisible());
    words->clear();
    QTest::keyClick(words, Qt::Key_Down);
    QCOMPARE(headings->currentRow(), 1);
    words->clear();
    QTest::keyClicks(words, QStringLiteral("UND"));
    QCOMPARE(headings->count(), 1);
    QTest::keyClick(words, Qt::Key_Return);
    QVERIFY(!list->isVisible());
    QCOMPARE(harness().view().blocks().positionOf(harness().view().caret()).block, 2U);
    QVERIFY(harness().view().hasFocus());
}

void OutlinePaneTest::visibilityIsRemembered() {
    harness().press(Qt::Key_F12);
    QVERIFY(harness().action("outline")->isChecked());
    m_harness.reset();
    const QString path = m_folder.filePath(QStringLiteral("Outline %1.varve").arg(++m_number));
    m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock, path);
    QVERIFY(pane().isVisible());
    QVERIFY(harness().action("outline")->isChecked());
}

QTEST_MAIN(OutlinePaneTest)
#include "tst_outline_pane.moc"

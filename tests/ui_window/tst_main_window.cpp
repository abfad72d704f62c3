// The main window as a person uses it: writes, undoes, visits the past, comes back.
#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>

#include "document/embed_schema.h"
#include "editing/content_writer.h"
#include "ui/history/steps_menu.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

class MainWindowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void typedTextIsShownAndSaved();
    void countsOfDocumentAndSelection();
    void undoAndRedoByShortcut();
    void listOfStepsUndoesDownToTheChosenOne();
    void undoGoesOnAfterReopening();
    void historyLeavesCaretAndScrollAsTheyWere();
    void timelineKeysTravel();
    void dragOnTheStripEntersHistory();
    void keyOnTheStripGoesBackFromNow();
    void typingInThePastOffersTheWayBack();
    void restoreIsAStepThatCanBeUndone();
    void editsArrivingMeanwhileAreThereOnReturn();
    void copyingTakesTheMomentOnDisplay();
    void playingEndsAtNow();
    void storageFailureIsShownInline();
    void paneKeyGoesAround();
    void zoomIsRememberedAndShown();
    void appearanceIsChosenInTheMenu();
    void everyActionIsNamedAndReachable();

  private:
    QString path() const { return m_folder.filePath(QStringLiteral("Lake %1.varve").arg(m_number)); }
    void open() { m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock, path()); }
    WindowHarness& harness() { return *m_harness; }
    /// Three paragraphs, each an undo step of its own at least.
    void writeThreeParagraphs() {
        for (const char* text : {"first thought", "second thought", "third thought"}) {
            harness().type(QLatin1String(text));
            m_clock.advance(5000);
            harness().type(QStringLiteral("\n"));
            m_clock.advance(5000);
        }
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    int m_number = 0;
};

void MainWindowTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void MainWindowTest::init() {
    QSettings().clear();
    ++m_number;
    open();
}

void MainWindowTest::cleanup() {
    m_harness.reset();
}

void MainWindowTest::typedTextIsShownAndSaved() {
    harness().type(QStringLiteral("Hello - lake"));
    QCOMPARE(harness().text(), QStringLiteral("Hello - lake"));
    QCOMPARE(harness().shownText(), QStringLiteral("Hello - lake"));
    QTRY_VERIFY(harness().replica().isDurable());
    QTRY_COMPARE(harness().window().status().storageWords(), QStringLiteral("Saved"));
    QTRY_COMPARE(harness().window().findChild<QAbstractButton*>(QStringLiteral("wordCount"))->text(),
                 QStringLiteral("2 words"));
    QVERIFY(harness().window().windowTitle().startsWith(QStringLiteral("Lake")));
    QVERIFY(harness().window().windowTitle().endsWith(QStringLiteral("— Varve")));
}

void MainWindowTest::countsOfDocumentAndSelection() {
    harness().type(QStringLiteral("Hello - lake\nand wood"));
    const auto* button = harness().window().findChild<QAbstractButton*>(QStringLiteral("wordCount"));
    QTRY_COMPARE(button->text(), QStringLiteral("4 words"));
    harness().view().setSelection({{0}, {5}});
    QTRY_COMPARE(button->text(), QStringLiteral("1 of 4 words"));
    harness().press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    const auto* table = harness().window().findChild<QFrame*>(QStringLiteral("countsTable"));
    QVERIFY(table != nullptr && table->isVisible());
    QCOMPARE(table->accessibleName(),
             QStringLiteral("Words: 4, selected 1. Characters: 20, selected 5. Characters without spaces: 17, "
                            "selected 5. Paragraphs: 2, selected 1. Reading time: 2 s, selected 1 s."));
    QTest::keyClick(const_cast<QFrame*>(table), Qt::Key_Escape);
    QVERIFY(harness().window().findChild<QFrame*>(QStringLiteral("countsTable")) == nullptr ||
            !harness().window().findChild<QFrame*>(QStringLiteral("countsTable"))->isVisible());
}

void MainWindowTest::undoAndRedoByShortcut() {
    harness().type(QStringLiteral("budget"));
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(harness().shownText(), QString());
    QVERIFY(harness().window().status().passingMessage().startsWith(QStringLiteral("Undone: Typing “budget”")));
    QTRY_VERIFY(harness().action("redo")->toolTip().startsWith(QStringLiteral("Redo: Typing “budget”")));
    harness().press(Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(harness().shownText(), QStringLiteral("budget"));
    QTRY_VERIFY(harness().action("undo")->toolTip().startsWith(QStringLiteral("Undo: Typing “budget”")));
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    harness().press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(harness().shownText(), QStringLiteral("budget"));
    QVERIFY(!harness().action("redo")->isEnabled());
    QVERIFY(harness().action("undo")->isEnabled());
}

void MainWindowTest::listOfStepsUndoesDownToTheChosenOne() {
    writeThreeParagraphs();
    auto* steps = harness().window().findChild<ui::StepsMenu*>(QStringLiteral("undoSteps"));
    steps->refill();
    QVERIFY(steps->actions().size() >= 5);
    int index = 0;
    while (!steps->actions().at(index)->text().contains(QStringLiteral("third")))
        ++index;
    steps->actions().at(index)->trigger();
    QCOMPARE(harness().shownText(), QStringLiteral("first thought\nsecond thought\n"));
    // and the other list brings everything back
    auto* redo = harness().window().findChild<ui::StepsMenu*>(QStringLiteral("redoSteps"));
    redo->refill();
    redo->actions().last()->trigger();
    QCOMPARE(harness().shownText(), QStringLiteral("first thought\nsecond thought\nthird thought\n"));
}

void MainWindowTest::undoGoesOnAfterReopening() {
    harness().type(QStringLiteral("yesterday"));
    QVERIFY(harness().window().close());
    m_harness.reset();
    m_clock.advance(24 * 3'600'000);
    open();
    QCOMPARE(harness().shownText(), QStringLiteral("yesterday"));
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(harness().shownText(), QString());
    QVERIFY(harness().window().status().passingMessage().contains(QStringLiteral("undoing work from yesterday")));
}

void MainWindowTest::historyLeavesCaretAndScrollAsTheyWere() {
    for (int line = 0; line < 60; ++line)
        harness().type(QStringLiteral("line %1\n").arg(line));
    harness().view().setSelection({{100}, {104}});
    QCoreApplication::processEvents();
    const ui::Selection selection = harness().view().selection();
    const int scroll = harness().view().verticalScrollBar()->value();
    // when the past is visited and left
    harness().press(Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(harness().window().historyMode().isActive());
    harness().press(Qt::Key_Home);
    QCOMPARE(harness().shownText(), QString());
    harness().press(Qt::Key_Escape);
    // then everything is as before
    QVERIFY(!harness().window().historyMode().isActive());
    QCOMPARE(harness().shownText(), harness().text());
    QCOMPARE(harness().view().selection(), selection);
    QTRY_VERIFY(std::abs(harness().view().verticalScrollBar()->value() - scroll) <= 1);  // when the panel is low again
    harness().type(QStringLiteral("X"));
    QVERIFY(harness().text().contains(QLatin1Char('X')));
}

void MainWindowTest::timelineKeysTravel() {
    writeThreeParagraphs();
    harness().window().historyMode().enter();
    harness().press(Qt::Key_Left);
    QCOMPARE(harness().shownText(), QStringLiteral("first thought\nsecond thought\nthird thought"));
    harness().press(Qt::Key_Left);
    QCOMPARE(harness().shownText(), QStringLiteral("first thought\nsecond thought\nthird though"));
    harness().press(Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(!harness().shownText().contains(QStringLiteral("third")));
    harness().press(Qt::Key_End);
    QCOMPARE(harness().shownText(), harness().text());
}

void MainWindowTest::dragOnTheStripEntersHistory() {
    writeThreeParagraphs();
    harness().window().timelinePanel().refresh();
    ui::TimelineSlider& slider = harness().window().timelinePanel().slider();
    const auto at = [&slider](double part) {
        return QPoint(static_cast<int>(slider.width() * part), slider.height() / 2);
    };
    QTest::mousePress(&slider, Qt::LeftButton, Qt::NoModifier, at(0.9));
    QTRY_VERIFY(harness().window().historyMode().isActive());
    for (int part = 85; part >= 40; part -= 5) {
        QTest::mouseMove(&slider, at(part / 100.0));
        QCoreApplication::processEvents();
    }
    QTest::mouseRelease(&slider, Qt::LeftButton, Qt::NoModifier, at(0.4));
    QTRY_VERIFY(!harness().shownText().contains(QStringLiteral("third")));
    QVERIFY(harness().shownText().startsWith(QStringLiteral("first")));
    QCOMPARE(harness().window().historyMode().position(), slider.position());
}

void MainWindowTest::keyOnTheStripGoesBackFromNow() {
    harness().type(QStringLiteral("abc"));
    harness().window().timelinePanel().refresh();
    harness().press(Qt::Key_F6);
    harness().press(Qt::Key_Left);
    QVERIFY(harness().window().historyMode().isActive());
    QCOMPARE(harness().shownText(), QStringLiteral("ab"));
}

void MainWindowTest::typingInThePastOffersTheWayBack() {
    harness().type(QStringLiteral("now"));
    harness().window().historyMode().show(1);
    // letters on the slider ask for the same as letters on the page
    QTest::keyClick(&harness().window().timelinePanel().slider(), Qt::Key_X);
    QVERIFY(harness().window().messageBar().message().contains(QStringLiteral("looking at the past")));
    harness().view().setFocus();
    harness().type(QStringLiteral("x"));
    QCOMPARE(harness().shownText(), QStringLiteral("n"));
    QCOMPARE(harness().text(), QStringLiteral("now"));
    QVERIFY(harness().window().messageBar().message().contains(QStringLiteral("looking at the past")));
    auto* back = harness().window().findChild<QAbstractButton*>(QStringLiteral("barReturnToNow"));
    QVERIFY(back != nullptr && back->isVisible());
    QTest::mouseClick(back, Qt::LeftButton);
    QCOMPARE(harness().shownText(), QStringLiteral("now"));
    QVERIFY(!harness().window().messageBar().isVisible());
}

void MainWindowTest::restoreIsAStepThatCanBeUndone() {
    writeThreeParagraphs();
    const QString now = harness().text();
    harness().window().historyMode().show(14);
    const QString past = harness().shownText();
    QCOMPARE(past, QStringLiteral("first thought\n"));
    harness().press(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(!harness().window().historyMode().isActive());
    QCOMPARE(harness().text(), past);
    QCOMPARE(harness().shownText(), past);
    QVERIFY(harness().window().status().passingMessage().startsWith(QStringLiteral("Restored the moment")));
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(harness().shownText(), now);
}

void MainWindowTest::editsArrivingMeanwhileAreThereOnReturn() {
    harness().type(QStringLiteral("abc"));
    harness().window().historyMode().show(1);
    replica::EditIntent intent;
    intent.edits.push_back({{{3}, {3}}, "def"});
    QVERIFY(harness().replica().apply(intent).has_value());
    QCOMPARE(harness().shownText(), QStringLiteral("a"));
    QCOMPARE(harness().window().timelinePanel().axis().eventCount(), 6U);
    harness().press(Qt::Key_Escape);
    QCOMPARE(harness().shownText(), QStringLiteral("abcdef"));
}

void MainWindowTest::copyingTakesTheMomentOnDisplay() {
    document::Embed table;
    document::setValue(table.attributes, document::embed_key::kType, std::string(document::kTableType));
    table.columns.resize(1);
    table.rows = {{{}, {{{{}, {{"then"}}}}}}};
    document::Content content;
    content.blocks = {{{}, {{{}, {}, std::make_shared<const document::Embed>(table)}}}};
    replica::DocumentReplica& replica = harness().replica();
    QVERIFY(replica.apply(editing::importIntent(replica.nextEventId(), content)).has_value());
    const std::uint64_t then = replica.timeline().eventCount();
    replica::EditIntent intent;
    for (const event::ObjectId& sequence : replica.presentTracker().sequences()) {
        const std::string text = replica.presentTracker().text(replica.log(), merge::View::kEffect, sequence);
        if (text == "then")
            intent.operations = {event::Insert{.sequence = sequence, .offset = {4}, .text = " and now"}};
    }
    QVERIFY(replica.apply(intent).has_value());
    const auto copied = [this] {
        harness().view().selectAll();
        harness().view().copy();
        return QGuiApplication::clipboard()->mimeData()->html();
    };
    QVERIFY(copied().contains(QStringLiteral("then and now")));
    harness().window().historyMode().show(then);
    QVERIFY(copied().contains(QStringLiteral("then")) && !copied().contains(QStringLiteral("then and now")));
    harness().window().historyMode().leave();
    QVERIFY(copied().contains(QStringLiteral("then and now")));
}

void MainWindowTest::playingEndsAtNow() {
    harness().type(QStringLiteral("play"));
    harness().window().historyMode().enter();
    harness().press(Qt::Key_Space);
    QVERIFY(harness().window().historyMode().isPlaying());
    QVERIFY(harness().shownText().size() < 4);
    QTRY_VERIFY(!harness().window().historyMode().isPlaying());
    QCOMPARE(harness().shownText(), QStringLiteral("play"));
    QVERIFY(harness().window().historyMode().isActive());
}

void MainWindowTest::storageFailureIsShownInline() {
    Q_EMIT
    harness().window().session().storageFailed(QStringLiteral("The disk is full."));
    QVERIFY(
        harness().window().messageBar().message().startsWith(QStringLiteral("The disk is full. Your text is kept")));
    QVERIFY(harness().window().findChild<QAbstractButton*>(QStringLiteral("barRetry")) != nullptr);
    QVERIFY(harness().window().findChild<QAbstractButton*>(QStringLiteral("barSaveCopy")) != nullptr);
    // A mere notice does not push a failure away.
    harness().window().showNotice(QStringLiteral("Something small."));
    QVERIFY(harness().window().messageBar().message().startsWith(QStringLiteral("The disk is full.")));
    Q_EMIT
    harness().window().session().storageRecovered();
    QVERIFY(!harness().window().messageBar().isVisible());
}

void MainWindowTest::paneKeyGoesAround() {
    harness().press(Qt::Key_F6);
    QCOMPARE(harness().window().focusWidget(), &harness().window().timelinePanel().slider());
    harness().press(Qt::Key_F6);
    QVERIFY(harness().window().focusWidget() != &harness().window().timelinePanel().slider());
    harness().press(Qt::Key_F6);
    QCOMPARE(harness().window().focusWidget(), &harness().view());
    harness().press(Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(harness().window().focusWidget() != &harness().view());
}

void MainWindowTest::zoomIsRememberedAndShown() {
    harness().action("zoomIn")->trigger();
    const int zoom = harness().view().zoom();
    QVERIFY(zoom > 100);
    QCOMPARE(QSettings().value(QStringLiteral("window/zoom")).toInt(), zoom);
    m_harness.reset();
    open();
    QCOMPARE(harness().view().zoom(), zoom);
    harness().press(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(harness().view().zoom(), 100);
}

void MainWindowTest::appearanceIsChosenInTheMenu() {
    harness().action("appearanceDark")->trigger();
    QVERIFY(m_theme->isDark());
    QTRY_VERIFY(ui::themeColours(harness().window().palette()).isDark);
    QVERIFY(harness().action("appearanceDark")->isChecked());
    harness().action("appearanceLight")->trigger();
    QTRY_VERIFY(!ui::themeColours(harness().window().palette()).isDark);
}

void MainWindowTest::everyActionIsNamedAndReachable() {
    QSet<QString> names;
    QSet<QKeySequence> keys;
    for (const QAction* action : harness().window().actions()) {
        QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
        QVERIFY2(!names.contains(action->objectName()), qPrintable(action->objectName()));
        names.insert(action->objectName());
        QVERIFY2(!action->toolTip().isEmpty() && !action->whatsThis().isEmpty(), qPrintable(action->objectName()));
        for (const QKeySequence& sequence : action->shortcuts()) {
            QVERIFY2(!keys.contains(sequence), qPrintable(sequence.toString()));
            keys.insert(sequence);
            // AltGr writes letters on many keyboards.
            QVERIFY(!sequence.toString(QKeySequence::PortableText).contains(QStringLiteral("Ctrl+Alt")));
        }
    }
    for (const QToolButton* button : harness().window().findChildren<QToolButton*>()) {
        if (!button->isVisible() || button->objectName().startsWith(QStringLiteral("qt_"))) continue;
        QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(), qPrintable(button->objectName()));
    }
}

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"

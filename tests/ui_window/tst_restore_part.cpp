// Restoring a part in the window: the preview, the step, and where caret, scroll and comments are afterwards.
#include <QAction>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QThreadPool>

#include "document/comment_schema.h"
#include "document/mark_schema.h"
#include "ui/history/moment_copier.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

class RestorePartTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_harness.reset(); }
    void selectionIsPreviewedAndRestored();
    void theWholeIsRestoredDuringAPreview();
    void sectionIsPreviewedAndRestored();
    void previewEndsByGoingBack();
    void previewEndsByMovingOn();
    void previewEndsWhenAColleagueWrites();
    void previewOnItsWay();
    void nothingToRestoreIsSaid();
    void onlyOfferedInThePast();
    void momentIsOpenedAsACopy();
    void copyFromThePastKeepsFormats();
    // Where others lose the reader
    void caretStaysWithItsWordWhenTextBeforeItIsRestored();
    void selectionIsTheSameAfterALookAtThePast();
    void scrollStaysWhenTextAboveIsRestored();
    void commentIsAtItsWordsAgainWhenTheyAreRestored();
    void caretIsBesideWhatWasRestoredAroundIt();

  private:
    WindowHarness& harness() { return *m_harness; }
    ui::HistoryMode& history() { return harness().window().historyMode(); }
    std::uint64_t now() { return harness().replica().timeline().eventCount(); }
    void edit(std::uint32_t begin, std::uint32_t end, const char* text) {
        QVERIFY(harness().replica().apply({.edits = {{{{begin}, {end}}, text}}}).has_value());
        m_clock.advance(5000);
    }
    void makeHeading(const event::ObjectId& block) {
        QVERIFY(harness().replica().apply({.registers = {{block, "type", std::string("heading")}}}).has_value());
        m_clock.advance(5000);
    }
    event::EventId idAt(std::uint32_t offset) {
        const replica::DocumentReplica& replica = harness().replica();
        return replica.log().idOf(replica.tracker().characterAt(merge::View::kEffect, {offset}));
    }
    /// Selects in the past and asks for the selection, or the section there.
    void preview(std::uint64_t position, ui::Selection selection, const char* action) {
        history().show(position);
        harness().view().setSelection(selection);
        harness().action(action)->trigger();
        waitForPreview();
    }
    static void waitForPreview() {
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
    }
    QPushButton* button(const char* name) {
        return harness().window().messageBar().findChild<QPushButton*>(QLatin1String(name));
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    int m_number = 0;
};

void RestorePartTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void RestorePartTest::init() {
    QSettings().clear();
    const QString path = m_folder.filePath(QStringLiteral("Lake %1.varve").arg(++m_number));
    m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock, path);
}

void RestorePartTest::selectionIsPreviewedAndRestored() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(4, 10, "");
    edit(8, 8, "!");
    preview(then, {{4}, {10}}, "restoreSelection");
    QVERIFY(history().isPreviewing());
    QCOMPARE(harness().shownText(), QStringLiteral("red green blue!"));
    QCOMPARE(harness().text(), QStringLiteral("red blue!"));  // nothing is written yet
    QVERIFY(harness().window().messageBar().message().contains(QStringLiteral("6 characters come back, 0 char")));
    QVERIFY(button("barRestorePart") != nullptr);
    const auto* restore = harness().window().findChild<QPushButton*>(QStringLiteral("restoreButton"));
    QVERIFY(restore != nullptr);
    QCOMPARE(restore->accessibleName(), QStringLiteral("Restore this part"));
    button("barRestorePart")->click();
    QCOMPARE(restore->accessibleName(), QStringLiteral("Restore this moment"));
    QVERIFY(!history().isActive());
    QCOMPARE(harness().text(), QStringLiteral("red green blue!"));
    QCOMPARE(harness().shownText(), QStringLiteral("red green blue!"));
    QVERIFY(harness().window().status().passingMessage().startsWith(QStringLiteral("Restored this part")));
    QVERIFY(!harness().window().messageBar().isVisible());
    harness().action("undo")->trigger();
    QCOMPARE(harness().text(), QStringLiteral("red blue!"));
    QCOMPARE(harness().shownText(), QStringLiteral("red blue!"));
}

void RestorePartTest::theWholeIsRestoredDuringAPreview() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(4, 10, "");
    edit(8, 8, "!");
    preview(then, {{4}, {10}}, "restoreSelection");
    QVERIFY(history().isPreviewing());
    const auto* menu = harness().window().findChild<QMenu*>(QStringLiteral("restoreMenu"));
    QVERIFY(menu != nullptr);
    menu->actions().front()->trigger();
    QCOMPARE(harness().text(), QStringLiteral("red green blue"));
}

void RestorePartTest::sectionIsPreviewedAndRestored() {
    edit(0, 0, "A\none\nB\ntwo");
    makeHeading(event::WellKnownObject::kFirstBlock);
    makeHeading(idAt(5));
    const std::uint64_t then = now();
    edit(5, 5, " more");
    edit(16, 16, "!");
    preview(then, {{3}, {3}}, "restoreSection");
    QVERIFY(history().isPreviewing());
    QCOMPARE(harness().shownText(), QStringLiteral("A\none\nB\ntwo!"));
    QVERIFY(harness().window().messageBar().message().contains(QStringLiteral("the section “A” as at")));
    harness().action("restoreMoment")->trigger();  // as the button
    QCOMPARE(harness().text(), QStringLiteral("A\none\nB\ntwo!"));
}

void RestorePartTest::previewEndsByGoingBack() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(4, 10, "");
    edit(8, 8, "!");
    preview(then, {{4}, {10}}, "restoreSelection");
    button("barEndPreview")->click();
    QVERIFY(history().isActive() && !history().isPreviewing());
    QCOMPARE(harness().shownText(), QStringLiteral("red green blue"));
    QCOMPARE(history().position(), then);
    QVERIFY(!harness().window().messageBar().isVisible());
    history().leave();
    QCOMPARE(harness().shownText(), QStringLiteral("red blue!"));
    QCOMPARE(harness().text(), QStringLiteral("red blue!"));
}

void RestorePartTest::previewEndsByMovingOn() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(4, 10, "");
    preview(then, {{4}, {10}}, "restoreSelection");
    history().show(3);
    QVERIFY(!history().isPreviewing());
    QCOMPARE(harness().shownText(), QStringLiteral("red"));
    preview(then, {{4}, {10}}, "restoreSelection");
    QVERIFY(history().isPreviewing());
    history().leave();
    QVERIFY(!history().isPreviewing());
    QCOMPARE(harness().shownText(), QStringLiteral("red blue"));
}

void RestorePartTest::previewEndsWhenAColleagueWrites() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(4, 10, "");
    preview(then, {{4}, {10}}, "restoreSelection");
    edit(8, 8, "!");
    QVERIFY(history().isActive() && !history().isPreviewing());
    QCOMPARE(harness().shownText(), QStringLiteral("red green blue"));
    QVERIFY(!harness().window().messageBar().isVisible());
    history().leave();
    QCOMPARE(harness().shownText(), QStringLiteral("red blue!"));
}

void RestorePartTest::previewOnItsWay() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(4, 10, "");
    edit(8, 8, "!");
    const auto ask = [&] {
        history().show(then);
        harness().view().setSelection({{4}, {10}});
        harness().action("restoreSelection")->trigger();
    };
    ask();
    // Not the whole moment in place of the part.
    history().restore();
    QVERIFY(history().isActive());
    QCOMPARE(harness().text(), QStringLiteral("red blue!"));
    // Who has gone on does not want it any more.
    history().show(3);
    waitForPreview();
    QVERIFY(!history().isPreviewing());
    QCOMPARE(harness().shownText(), QStringLiteral("red"));
    // Nor is it shown without what came meanwhile.
    ask();
    edit(9, 9, "?");
    waitForPreview();
    QVERIFY(!history().isPreviewing());
    QVERIFY(harness().window().status().passingMessage().contains(QStringLiteral("try again")));
    history().leave();
    QCOMPARE(harness().shownText(), QStringLiteral("red blue!?"));
}

void RestorePartTest::nothingToRestoreIsSaid() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(14, 14, "!");
    preview(then, {{4}, {10}}, "restoreSelection");
    QVERIFY(!history().isPreviewing());
    QVERIFY(harness().window().status().passingMessage().contains(QStringLiteral("already is as it was")));
    QCOMPARE(harness().shownText(), QStringLiteral("red green blue"));
}

void RestorePartTest::onlyOfferedInThePast() {
    edit(0, 0, "red");
    QVERIFY(!harness().action("restoreSection")->isVisible());
    history().enter();
    QVERIFY(!harness().action("restoreSection")->isEnabled());  // now
    history().show(2);
    QVERIFY(harness().action("restoreSection")->isEnabled());
    QVERIFY(!harness().action("restoreSelection")->isEnabled());
    harness().view().setSelection({{0}, {1}});
    QVERIFY(harness().action("restoreSelection")->isEnabled());
}

void RestorePartTest::momentIsOpenedAsACopy() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(0, 4, "");
    history().show(then);
    QVERIFY(harness().action("copyMoment")->isVisible());
    QSignalSpy asked(&harness().window(), &ui::MainWindow::openRequested);
    const QString path = m_folder.filePath(QStringLiteral("As it was.varve"));
    harness().window().findChild<ui::MomentCopier*>()->copyTo(path);
    QTRY_COMPARE(asked.count(), 1);
    QCOMPARE(asked.front().front().toString(), path);
    QCOMPARE(harness().text(), QStringLiteral("green blue"));
    m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock, path);
    QCOMPARE(harness().text(), QStringLiteral("red green blue"));
    QCOMPARE(now(), then);
}

void RestorePartTest::copyFromThePastKeepsFormats() {
    edit(0, 0, "red green blue");
    QVERIFY(harness()
                .replica()
                .apply({.kind = event::TransactionKind::kFormat,
                        .marks = {{{{4}, {9}}, std::string(document::mark_key::kBold), true}}})
                .has_value());
    m_clock.advance(5000);
    const std::uint64_t then = now();
    edit(0, 14, "gone");
    history().show(then);
    harness().view().setSelection({{0}, {9}});
    QVERIFY(harness().action("copy")->isEnabled());
    harness().action("copy")->trigger();
    history().leave();
    harness().view().setSelection({{4}, {4}});
    harness().action("paste")->trigger();
    QTRY_COMPARE(harness().text(), QStringLiteral("gonered green"));
    const replica::DocumentReplica& replica = harness().replica();
    const auto boldAt = [&](std::uint32_t offset) {
        const auto format = replica.tracker().formatAt(replica.log(), merge::View::kEffect, {offset});
        return format && document::flagOf(*format, document::mark_key::kBold);
    };
    QVERIFY(!boldAt(4) && !boldAt(7) && boldAt(8) && boldAt(12));
}

void RestorePartTest::caretStaysWithItsWordWhenTextBeforeItIsRestored() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(4, 10, "");
    harness().view().setSelection({{6}, {6}});  // bl|ue
    preview(then, {{4}, {10}}, "restoreSelection");
    history().restore();
    QCOMPARE(harness().shownText(), QStringLiteral("red green blue"));
    QCOMPARE(harness().view().caret(), text::Offset{12});
    harness().action("undo")->trigger();
    QCOMPARE(harness().shownText(), QStringLiteral("red blue"));
}

void RestorePartTest::selectionIsTheSameAfterALookAtThePast() {
    edit(0, 0, "red green blue");
    edit(0, 0, "now ");
    harness().view().setSelection({{8}, {13}});  // green
    history().show(2);
    harness().view().setSelection({{0}, {1}});
    history().leave();
    QCOMPARE(harness().view().selection(), (ui::Selection{{8}, {13}}));
}

void RestorePartTest::scrollStaysWhenTextAboveIsRestored() {
    std::string text = "first\n";
    for (int i = 0; i < 120; ++i)
        text += "line " + std::to_string(i) + "\n";
    edit(0, 0, text.c_str());
    const std::uint64_t then = now();
    edit(0, 6, "");
    harness().view().setSelection({{900}, {900}});
    harness().view().ensureVisible(text::Range{{900}, {900}});
    QCoreApplication::processEvents();
    const int before = harness().view().verticalScrollBar()->value();
    QVERIFY(before > 0);
    const QRect caret = harness().view().inputMethodQuery(Qt::ImCursorRectangle).toRect();
    preview(then, {{0}, {5}}, "restoreSelection");
    QVERIFY(history().isPreviewing());
    history().restore();
    QCoreApplication::processEvents();
    QVERIFY(harness().text().startsWith(QStringLiteral("first")));
    // The line with the caret is where it was on the screen, though there is more above it.
    const QRect after = harness().view().inputMethodQuery(Qt::ImCursorRectangle).toRect();
    QVERIFY2(std::abs(after.top() - caret.top()) <= 2,
             qPrintable(QStringLiteral("%1, was %2").arg(after.top()).arg(caret.top())));
}

void RestorePartTest::commentIsAtItsWordsAgainWhenTheyAreRestored() {
    edit(0, 0, "red green blue");
    const event::EventId next = harness().replica().nextEventId();
    const std::string key = std::string(document::mark_key::kCommentPrefix) + event::nameOf(next);
    QVERIFY(harness()
                .replica()
                .apply({.kind = event::TransactionKind::kFormat,
                        .marks = {{{{4}, {9}}, key, std::string("which green?")}},
                        .registers = {{next, std::string(document::comment_key::kText), std::string("which green?")}},
                        .first = next})
                .has_value());
    m_clock.advance(5000);
    const std::uint64_t then = now();
    edit(0, 14, "grey");
    preview(then, {{4}, {10}}, "restoreSelection");
    history().restore();
    QVERIFY(harness().text().contains(QStringLiteral("green ")));
    const auto begin = static_cast<std::uint32_t>(harness().text().indexOf(QStringLiteral("green")));
    const replica::DocumentReplica& replica = harness().replica();
    for (std::uint32_t offset = begin; offset < begin + 5; ++offset) {
        const auto format = replica.tracker().formatAt(replica.log(), merge::View::kEffect, {offset});
        QVERIFY(format && !document::textOf(*format, key).empty());
    }
    const auto words = replica.tracker().registerValue(replica.log(), merge::View::kEffect, next,
                                                       std::string(document::comment_key::kText));
    QVERIFY(words.has_value());
}

void RestorePartTest::caretIsBesideWhatWasRestoredAroundIt() {
    edit(0, 0, "red green blue");
    const std::uint64_t then = now();
    edit(0, 14, "");
    edit(0, 0, "grey");
    harness().view().setSelection({{2}, {2}});
    preview(then, {{0}, {14}}, "restoreSelection");
    history().restore();
    const text::Offset caret = harness().view().caret();
    QVERIFY(caret.value <= harness().replica().text().count());
    harness().type(QStringLiteral("x"));
    QCOMPARE(harness().shownText(), harness().text());
    QVERIFY(harness().text().contains(u'x'));
}

QTEST_MAIN(RestorePartTest)
#include "tst_restore_part.moc"

// A huge document at rest, in a window: whatever asks for its past has it replayed on another thread, never on that of
// the window. The threads are held back while the window is used, so that a document that is awake by then was woken by
// the window's own thread.
#include <QListWidget>
#include <QSemaphore>
#include <QTest>
#include <QThreadPool>
#include <QTreeWidget>

#include "support/event_builders.h"
#include "ui/history/authors_page.h"
#include "ui/history/history_pane.h"
#include "ui/history/history_search_page.h"
#include "ui/history/selection_walk.h"
#include "ui/history/steps_page.h"
#include "ui_window/window_harness.h"

using namespace varve;
using event::TransactionKind;

namespace {

constexpr std::uint32_t kPastedCount = 1'000'000;
constexpr std::uint32_t kRecentCount = 101;  // more than rest() keeps at hand

/// Nothing that is handed to other threads begins before it is released.
class HeldThreads {
  public:
    HeldThreads() {
        QThreadPool& pool = *QThreadPool::globalInstance();
        m_countBefore = pool.maxThreadCount();
        pool.waitForDone();
        pool.setMaxThreadCount(1);
        pool.start([this] {
            m_isHeld.release();
            m_release.acquire();
            m_isDone.release();
        });
        m_isHeld.acquire();
    }
    ~HeldThreads() {
        m_release.release();
        m_isDone.acquire();
        QThreadPool::globalInstance()->setMaxThreadCount(m_countBefore);
    }

  private:
    int m_countBefore = 0;
    QSemaphore m_isHeld;
    QSemaphore m_release;
    QSemaphore m_isDone;
};

/// Ana wrote a little and deleted some of it long ago; then Bo pasted a million characters and deleted most of them;
/// then Ana wrote on.
event::EventLog longLog() {
    event::EventLog log;
    log.addAgent({test::agent(1), "Ana", "sea", 0});
    log.addAgent({test::agent(2), "Bo", "hill", 0});
    log.append(test::next(log, 1, {test::insertAt(0, "The old budget ends here")}, 1000)).value();
    log.append(test::next(log, 1, {test::deleteAt(4, 4)}, 2000)).value();
    log.append(test::next(log, 2, {test::insertAt(20, std::string(kPastedCount, 'x'))}, 3000)).value();
    log.append(test::next(log, 2, {test::deleteAt(20, kPastedCount - 10)}, 4000)).value();
    for (std::uint32_t i = 0; i < kRecentCount; ++i)
        log.append(test::next(log, 1, {test::insertAt(0, "a")}, 10'000'000 + i * 1000)).value();
    return log;
}

}  // namespace

class RestingDocumentTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void typingAndTheWordsOfUndo();
    void listOfSteps();
    void undoToAnOldStep();
    void undoInSelection();
    void authors();
    void searchInAllHistory();
    void timeline();
    void historyOfTheSelection();
    void leavingBeforeThePastIsThere();

  private:
    [[nodiscard]] replica::DocumentReplica& replica() { return m_harness->replica(); }
    [[nodiscard]] ui::HistoryMode& history() { return m_harness->window().historyMode(); }
    template <typename Widget>
    [[nodiscard]] Widget& find() {
        return *m_harness->window().findChild<Widget*>();
    }
    [[nodiscard]] QTreeWidget& steps() { return *find<ui::StepsPage>().findChild<QTreeWidget*>(); }
    [[nodiscard]] QTreeWidgetItem* step(const QString& words) {
        const QList<QTreeWidgetItem*> found = steps().findItems(words, Qt::MatchContains | Qt::MatchRecursive);
        return found.isEmpty() ? nullptr : found.front();
    }
    void openPane() {
        m_harness->action("historyPane")->trigger();
        m_harness->window().historyPane().showPage(&find<ui::StepsPage>());
    }
    void select(std::uint32_t begin, std::uint32_t end) {
        m_harness->view().select(projection::TextRange{event::WellKnownObject::kBody, {{begin}, {end}}});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ui::Theme> m_theme;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<test::WindowHarness> m_harness;
};

void RestingDocumentTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    test::isolateSettings(*m_folder);
    m_theme = std::make_unique<ui::Theme>();
    m_harness = std::make_unique<test::WindowHarness>(*m_theme, m_clock, m_folder->filePath(QStringLiteral("a.varve")));
    QVERIFY(replica().receive(longLog().missingFrom({})).rejected.empty());
    QVERIFY(replica().rest());
    QVERIFY(replica().isResting());
}

void RestingDocumentTest::cleanup() {
    m_harness.reset();
    m_theme.reset();
    m_folder.reset();
}

void RestingDocumentTest::typingAndTheWordsOfUndo() {
    const HeldThreads held;
    m_harness->type(QStringLiteral("word"));
    m_harness->press(Qt::Key_Z, Qt::ControlModifier);
    QCoreApplication::processEvents();
    QTRY_VERIFY(m_harness->action("undo")->toolTip().contains(QStringLiteral("“a”")));
    QVERIFY(m_harness->action("redo")->toolTip().contains(QStringLiteral("word")));
    QVERIFY(replica().isResting());
}

void RestingDocumentTest::listOfSteps() {
    {
        const HeldThreads held;
        openPane();
        // What was deleted is not known yet; all the steps are listed.
        QVERIFY(step(QStringLiteral("budget")) != nullptr);
        QVERIFY(step(QStringLiteral("“old ”")) == nullptr);
        QVERIFY(replica().isResting());
    }
    QTRY_VERIFY(step(QStringLiteral("old")) != nullptr && step(QStringLiteral("4 characters")) == nullptr);
    QVERIFY(!replica().isResting());
}

void RestingDocumentTest::undoToAnOldStep() {
    {
        const HeldThreads held;
        openPane();
        steps().setCurrentItem(step(QStringLiteral("budget")));
        QTest::keyClick(&steps(), Qt::Key_Return);
        QVERIFY(replica().isResting());
    }
    // Bo's text stands.
    QTRY_COMPARE(m_harness->text(), QString(10, u'x'));
}

void RestingDocumentTest::undoInSelection() {
    {
        const HeldThreads held;
        select(kRecentCount, kRecentCount + 10);
        m_harness->press(Qt::Key_Z, Qt::AltModifier);
        QVERIFY(replica().isResting());
    }
    QTRY_VERIFY(m_harness->text().contains(QStringLiteral("The old budget")));
}

void RestingDocumentTest::authors() {
    {
        const HeldThreads held;
        openPane();
        m_harness->window().historyPane().showPage(&find<ui::AuthorsPage>());
        QVERIFY(find<ui::AuthorsPage>().isVisible());
        QVERIFY(replica().isResting());
    }
    QTRY_COMPARE(find<ui::AuthorsPage>().authors().size(), 2U);
}

void RestingDocumentTest::searchInAllHistory() {
    ui::HistorySearchPage& page = find<ui::HistorySearchPage>();
    {
        const HeldThreads held;
        page.setWords(QStringLiteral("old"));
        m_harness->action("findInHistory")->trigger();
        QVERIFY(replica().isResting());
    }
    QTRY_COMPARE(page.hits().size(), 1U);
    QVERIFY(replica().rest());
    {
        const HeldThreads held;
        page.list().setCurrentRow(0);
        QTest::keyClick(&page.list(), Qt::Key_Return);
        QVERIFY(replica().isResting());
    }
    QTRY_COMPARE(m_harness->view().selectedText(), QStringLiteral("old"));
}

void RestingDocumentTest::timeline() {
    {
        const HeldThreads held;
        history().show(5);
        history().show(7);
        QVERIFY(!history().isActive());
        QVERIFY(replica().isResting());
    }
    QTRY_VERIFY(history().isActive());
    QCOMPARE(history().position(), std::uint64_t{7});
    QCOMPARE(m_harness->shownText(), QStringLiteral("The old"));
}

void RestingDocumentTest::historyOfTheSelection() {
    {
        const HeldThreads held;
        select(kRecentCount, kRecentCount + 10);
        find<ui::SelectionWalk>().action().trigger();
        QVERIFY(replica().isResting());
    }
    QTRY_VERIFY(history().isActive());
    QVERIFY(!find<ui::TimelinePanel>().marks().of(ui::TimelineMarkKind::kSelectionChange).empty());
}

void RestingDocumentTest::leavingBeforeThePastIsThere() {
    {
        const HeldThreads held;
        history().show(5);
        history().leave();
    }
    QTRY_VERIFY(!replica().isResting());
    QVERIFY(!history().isActive());
}

QTEST_MAIN(RestingDocumentTest)
#include "tst_resting_document.moc"

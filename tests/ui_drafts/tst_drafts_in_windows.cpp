// Drafts in the window: starting one by keys, switching there and back with unsaved work, merging, taking it back,
// colleagues in another draft, a file that cannot be opened again.
#include <QAction>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QSemaphore>
#include <QSignalSpy>
#include <QThreadPool>

#include "ui/collaboration/people_label.h"
#include "ui/document_windows.h"
#include "ui/drafts/draft_bar.h"
#include "ui/drafts/draft_comparison.h"
#include "ui/drafts/draft_dialog.h"
#include "ui/drafts/drafts_mode.h"
#include "ui/drafts/drafts_page.h"
#include "ui_window/window_harness.h"

using namespace varve;
using ui::DocumentWindows;
using ui::MainWindow;

class DraftsInWindowsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_windows.reset(); }
    void drivenByKeys();
    void placeStaysWhereItWas();
    void comparedBeforeMerged();
    void comparisonIsMadeAnew();
    void drawnOnTheTimeline();
    void startsFromTheMomentShown();
    void typingInThePastOffersADraft();
    void lastDraftIsOffered();
    void renamedAndPutAway();
    void readOnlyDocumentShowsDrafts();
    void colleagueInAnotherDraft();
    void fileThatWentAwayKeepsTheWindow();
    void failingReopenLosesNothing();

  private:
    QString path() const { return m_folder.filePath(QStringLiteral("Lake %1.varve").arg(m_number)); }
    MainWindow* opened(const std::function<void()>& act) {
        QSignalSpy spy(m_windows.get(), &DocumentWindows::windowOpened);
        act();
        if (spy.isEmpty() && !spy.wait(10000)) return nullptr;
        auto* window = spy.first().first().value<MainWindow*>();
        if (!QTest::qWaitForWindowExposed(window)) return nullptr;
        window->activateWindow();
        window->view().setFocus();
        return window;
    }
    MainWindow* openFile() {
        return opened([this] { m_windows->open(path()); });
    }
    static QString textOf(MainWindow& window) {
        return QString::fromStdString(window.session().replica().text().text());
    }
    static void type(MainWindow& window, const QString& text) {
        window.view().setSelection({window.view().blocks().end(), window.view().blocks().end()});
        QTest::keyClicks(window.view().viewport(), text);
    }
    static QAction* action(MainWindow& window, const char* name) {
        return window.findChild<QAction*>(QLatin1String(name));
    }
    static ui::DraftsPage& page(MainWindow& window) { return *window.findChild<ui::DraftsPage*>(); }
    static ui::DraftDialog* dialog(MainWindow& window) { return window.findChild<ui::DraftDialog*>(); }
    /// Answers the dialog that is open.
    static void name(MainWindow& window, const QString& name) {
        QVERIFY(dialog(window) != nullptr && dialog(window)->isVisible());
        QTest::keyClicks(dialog(window)->findChild<QLineEdit*>(), name);
        QTest::keyClick(dialog(window)->findChild<QLineEdit*>(), Qt::Key_Return);
    }
    /// Ctrl+Shift+N and a name.
    MainWindow* startDraft(MainWindow* window, const QString& draft) {
        return opened([&] {
            QTest::keyClick(window->view().viewport(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
            name(*window, draft);
        });
    }
    static QPushButton* button(MainWindow& window, const char* name) {
        return window.findChild<QPushButton*>(QLatin1String(name));
    }

    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<DocumentWindows> m_windows;
    int m_number = 0;
};

void DraftsInWindowsTest::initTestCase() {
    qputenv("XDG_RUNTIME_DIR", m_folder.path().toLocal8Bit());
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void DraftsInWindowsTest::init() {
    QSettings().clear();
    ++m_number;
    m_windows = std::make_unique<DocumentWindows>(*m_theme, session::Identity{"Ana", "lake"}, m_clock);
}

void DraftsInWindowsTest::drivenByKeys() {
    // given a document with words that are not on disk yet
    MainWindow* window = openFile();
    QVERIFY(window != nullptr);
    QVERIFY(!window->drafts().bar().isVisible());
    type(*window, QStringLiteral("one"));
    // when a draft is started and written in
    MainWindow* draft = startDraft(window, QStringLiteral("Trial"));
    QVERIFY(draft != nullptr && draft != window);
    QTRY_COMPARE(m_windows->windows(), std::vector<MainWindow*>{draft});
    QVERIFY(draft->session().replica().draft());
    QVERIFY(draft->drafts().bar().isVisible());
    QVERIFY(draft->drafts().bar().words().startsWith(QStringLiteral("Draft “Trial” · begun ")));
    QVERIFY(draft->windowTitle().contains(QStringLiteral("Trial")));
    QCOMPARE(textOf(*draft), QStringLiteral("one"));
    type(*draft, QStringLiteral(" two"));
    // then the document is as it was
    window = opened([&] { QTest::keyClick(draft->view().viewport(), Qt::Key_F9, Qt::ControlModifier); });
    QVERIFY(window != nullptr);
    QCOMPARE(textOf(*window), QStringLiteral("one"));
    QVERIFY(!window->drafts().bar().isVisible());
    QVERIFY(window->messageBar().message().isEmpty());
    // and the list says what is in the draft
    QTest::keyClick(window->view().viewport(), Qt::Key_F9, Qt::ShiftModifier);
    QVERIFY(page(*window).isVisible() && page(*window).list().hasFocus());
    QTRY_COMPARE(page(*window).rows().size(), std::size_t{2});
    QCOMPARE(page(*window).rows()[1].name, QStringLiteral("Trial"));
    QVERIFY2(page(*window).rows()[1].state.startsWith(QStringLiteral("4 changes not merged")),
             qPrintable(page(*window).rows()[1].state));
    // when it is merged, the words are here
    QTest::keyClick(&page(*window).list(), Qt::Key_F9, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(textOf(*window), QStringLiteral("one two"));
    QCOMPARE(window->messageBar().message(), QStringLiteral("Merged 4 changes of “Trial”."));
    QTRY_COMPARE(page(*window).rows()[1].kind, ui::DraftRow::State::kMerged);
    // and go again in one step, which can be undone
    button(*window, "barTakeBackMerge")->click();
    QCOMPARE(textOf(*window), QStringLiteral("one"));
    action(*window, "undo")->trigger();
    QCOMPARE(textOf(*window), QStringLiteral("one two"));
    // and the page of the list goes along to the draft
    page(*window).list().setCurrentRow(1);
    draft = opened([&] { QTest::keyClick(&page(*window).list(), Qt::Key_Return); });
    QVERIFY(draft != nullptr && page(*draft).isVisible());
    QCOMPARE(textOf(*draft), QStringLiteral("one two"));
    QTRY_VERIFY(page(*draft).rows().front().newCount > 0);  // the taking back, and its undoing
    // and merging from within the draft goes to the document
    type(*draft, QStringLiteral(" three"));
    window = opened([&] { action(*draft, "mergeDraft")->trigger(); });
    QVERIFY(window != nullptr && !window->session().replica().draft());
    QCOMPARE(textOf(*window), QStringLiteral("one two three"));
    QCOMPARE(window->messageBar().message(), QStringLiteral("Merged 6 changes of “Trial”."));
}

void DraftsInWindowsTest::placeStaysWhereItWas() {
    MainWindow* window = openFile();
    QStringList lines;
    for (int line = 0; line < 300; ++line)
        lines << QStringLiteral("Line %1").arg(line);
    const std::string all = lines.join(QLatin1Char('\n')).toStdString();
    QVERIFY(window->session().replica().apply({event::TransactionKind::kTyping, {{{{0}, {0}}, all}}}));
    const auto place = static_cast<std::uint32_t>(lines.mid(0, 200).join(QLatin1Char('\n')).size());
    window->view().setSelection({{place}, {place}});
    window->view().ensureVisible(text::Range{{place}, {place}});
    const QSize size(777, 555);
    window->resize(size);
    QCoreApplication::processEvents();
    const text::Offset first = window->view().viewState().line;
    QVERIFY(first.value > 100);
    MainWindow* draft = startDraft(window, QStringLiteral("Trial"));
    QVERIFY(draft != nullptr);
    QCOMPARE(draft->size(), size);
    QCOMPARE(draft->view().caret(), text::Offset{place});
    QCOMPARE(draft->view().viewState().line, first);
    // What the document does not have is left at the words before it.
    QTest::keyClicks(draft->view().viewport(), QStringLiteral(" new"));
    QCOMPARE(draft->view().caret(), text::Offset{place + 4});
    window = opened([&] { action(*draft, "backToDocument")->trigger(); });
    QCOMPARE(window->view().caret(), text::Offset{place});
    QCOMPARE(window->view().viewState().line, first);
}

void DraftsInWindowsTest::comparedBeforeMerged() {
    MainWindow* window = openFile();
    type(*window, QStringLiteral("one two three"));
    MainWindow* draft = startDraft(window, QStringLiteral("Trial"));
    draft->view().setSelection({{3}, {7}});
    QTest::keyClicks(draft->view().viewport(), QStringLiteral(" and more"));
    QCOMPARE(textOf(*draft), QStringLiteral("one and more three"));
    // when it is compared, which goes to the document
    window = opened(
        [&] { QTest::keyClick(draft->view().viewport(), Qt::Key_F10, Qt::ControlModifier | Qt::ShiftModifier); });
    QVERIFY(window != nullptr && !window->session().replica().draft());
    QTRY_VERIFY(window->drafts().comparison().isShown());
    // then the page shows what would be, and the document is as it was
    const auto shownText = [&window] { return window->view().blocks().text({{0}, {window->view().blocks().count()}}); };
    QCOMPARE(shownText(), QStringLiteral("one and more three"));
    QCOMPARE(textOf(*window), QStringLiteral("one two three"));
    QVERIFY(window->view().isReadOnly());
    const QString message = window->messageBar().message();
    QVERIFY2(message.contains(QStringLiteral("+2 −1 words")), qPrintable(message));
    const projection::TextDiff& body = window->drafts().comparison().diff().body;
    QCOMPARE(body.changes.size(), std::size_t{1});
    QCOMPARE(std::string(body.removed(body.changes.front())), std::string("two"));
    // and Escape goes back to the document
    QTest::keyClick(window->view().viewport(), Qt::Key_Escape);
    QVERIFY(!window->drafts().comparison().isShown() && !window->view().isReadOnly());
    QCOMPARE(shownText(), QStringLiteral("one two three"));
    QVERIFY(window->messageBar().message().isEmpty());
    // and accepting merges
    action(*window, "compareDraft")->trigger();
    QTRY_VERIFY(window->drafts().comparison().isShown());
    button(*window, "barMergeCompared")->click();
    QCOMPARE(textOf(*window), QStringLiteral("one and more three"));
    QCOMPARE(shownText(), QStringLiteral("one and more three"));
    QVERIFY(!window->historyMode().isActive() && !window->view().isReadOnly());
    QVERIFY(window->messageBar().message().startsWith(QStringLiteral("Merged ")));
    // and then there is nothing to compare
    action(*window, "compareDraft")->trigger();
    QVERIFY(page(*window).isVisible());
    QVERIFY(!window->historyMode().isActive());
}

void DraftsInWindowsTest::comparisonIsMadeAnew() {
    MainWindow* draft = startDraft(openFile(), QStringLiteral("Trial"));
    type(*draft, QStringLiteral("draft"));
    MainWindow* window = opened([&] { action(*draft, "compareDraft")->trigger(); });
    QTRY_VERIFY(window->drafts().comparison().isShown());
    const auto shownText = [&window] { return window->view().blocks().text({{0}, {window->view().blocks().count()}}); };
    QCOMPARE(shownText(), QStringLiteral("draft"));
    // when somebody writes in the document meanwhile
    replica::DocumentReplica& replica = window->session().replica();
    QVERIFY(replica.apply({event::TransactionKind::kTyping, {{{{0}, {0}}, "new "}}}));
    QVERIFY(!window->drafts().comparison().isShown());
    QCOMPARE(shownText(), QStringLiteral("new "));
    QTRY_VERIFY(window->drafts().comparison().isShown());
    QVERIFY(shownText() == QStringLiteral("new draft") || shownText() == QStringLiteral("draftnew "));
    // then another moment ends it
    window->historyMode().show(0);
    QVERIFY(!window->drafts().comparison().isShown());
    QCOMPARE(shownText(), QString());
    window->historyMode().leave();
    QCOMPARE(shownText(), QStringLiteral("new "));
}

void DraftsInWindowsTest::drawnOnTheTimeline() {
    MainWindow* window = openFile();
    type(*window, QStringLiteral("one"));
    MainWindow* draft = startDraft(window, QStringLiteral("Trial"));
    type(*draft, QStringLiteral(" two"));
    window = opened([&] { action(*draft, "backToDocument")->trigger(); });
    const auto lanes = [&window] { return window->timelinePanel().marks().of(ui::TimelineMarkKind::kDraft); };
    QVERIFY(lanes().empty());
    // an open draft goes from its base to now
    window->historyMode().enter();
    QCOMPARE(lanes().size(), std::size_t{1});
    QCOMPARE(lanes().front().label, QStringLiteral("Trial"));
    QCOMPARE(lanes().front().from, std::uint64_t{3});
    QCOMPARE(lanes().front().position, window->historyMode().position());
    QVERIFY(!lanes().front().isMerged && !lanes().front().isPutAway);
    const ui::TimelineLayout layout = window->timelinePanel().slider().layoutNow();
    QCOMPARE(layout.draftCount, std::size_t{1});
    QVERIFY(layout.draftTop >= layout.bottom && layout.contentBottom() <= layout.labelTop);
    // a merged one to where it came in, whatever is written afterwards
    window->historyMode().leave();
    action(*window, "mergeDraft")->trigger();
    QCOMPARE(textOf(*window), QStringLiteral("one two"));
    const std::uint64_t end = window->session().replica().timeline().eventCount();
    type(*window, QStringLiteral(" three"));
    window->historyMode().enter();
    QCOMPARE(lanes().size(), std::size_t{1});
    QVERIFY(lanes().front().isMerged);
    QCOMPARE(lanes().front().position, end);
}

void DraftsInWindowsTest::startsFromTheMomentShown() {
    MainWindow* window = openFile();
    type(*window, QStringLiteral("one two"));
    window->historyMode().show(3);
    action(*window, "newDraft")->trigger();
    MainWindow* draft = opened([&] { name(*window, QStringLiteral("From the past")); });
    QVERIFY(draft != nullptr);
    QCOMPARE(textOf(*draft), QStringLiteral("one"));
    QVERIFY(!draft->historyMode().isActive() && !draft->view().isReadOnly());
}

void DraftsInWindowsTest::typingInThePastOffersADraft() {
    MainWindow* window = openFile();
    type(*window, QStringLiteral("one two"));
    window->historyMode().show(3);
    QTest::keyClicks(window->view().viewport(), QStringLiteral("x"));
    QVERIFY(button(*window, "barReturnToNow") != nullptr && button(*window, "barStartDraft") != nullptr);
    QCOMPARE(textOf(*window), QStringLiteral("one two"));
    button(*window, "barStartDraft")->click();
    MainWindow* draft = opened([&] { name(*window, QStringLiteral("Here")); });
    QVERIFY(draft != nullptr);
    QCOMPARE(textOf(*draft), QStringLiteral("one"));
}

void DraftsInWindowsTest::lastDraftIsOffered() {
    MainWindow* draft = startDraft(openFile(), QStringLiteral("Trial"));
    QVERIFY(draft != nullptr);
    type(*draft, QStringLiteral("kept"));
    draft->close();
    QTRY_VERIFY(m_windows->windows().empty());
    MainWindow* window = openFile();
    QVERIFY(window != nullptr && !window->session().replica().draft());
    QCOMPARE(textOf(*window), QString());
    QCOMPARE(window->messageBar().message(), QStringLiteral("You last wrote in the draft “Trial”."));
    draft = opened([&] { button(*window, "barOpenDraft")->click(); });
    QCOMPARE(textOf(*draft), QStringLiteral("kept"));
    // Whoever writes in the document after that is not asked.
    window = opened([&] { action(*draft, "backToDocument")->trigger(); });
    type(*window, QStringLiteral("here"));
    window->close();
    QTRY_VERIFY(m_windows->windows().empty());
    window = openFile();
    QVERIFY(window->messageBar().message().isEmpty());
}

void DraftsInWindowsTest::renamedAndPutAway() {
    MainWindow* draft = startDraft(openFile(), QStringLiteral("Trial"));
    MainWindow* window = opened([&] { action(*draft, "backToDocument")->trigger(); });
    action(*window, "showDrafts")->trigger();
    QTRY_COMPARE(page(*window).rows().size(), std::size_t{2});
    page(*window).list().setCurrentRow(1);
    QTest::keyClick(&page(*window).list(), Qt::Key_F2);
    name(*window, QStringLiteral("Better"));
    QTRY_COMPARE(page(*window).rows()[1].name, QStringLiteral("Better"));
    QTest::keyClick(&page(*window).list(), Qt::Key_Delete);
    QTRY_COMPARE(page(*window).rows()[1].kind, ui::DraftRow::State::kAbandoned);
    QTest::keyClick(&page(*window).list(), Qt::Key_Delete);
    QTRY_COMPARE(page(*window).rows()[1].kind, ui::DraftRow::State::kOpen);
    QCOMPARE(textOf(*window), QString());
}

void DraftsInWindowsTest::readOnlyDocumentShowsDrafts() {
    MainWindow* draft = startDraft(openFile(), QStringLiteral("Trial"));
    type(*draft, QStringLiteral("kept"));
    const history::DraftId id = *draft->session().replica().draft();
    draft->close();
    QTRY_VERIFY(m_windows->windows().empty());
    auto file = session::openFile(path().toStdString(), session::OpenMode::kReadOnly);
    QVERIFY(file.has_value());
    auto session =
        std::make_unique<session::DocumentSession>(std::move(*file), session::Identity{"Bo", "pond"}, m_clock);
    MainWindow reader(std::move(session), *m_theme, m_clock);
    reader.setAttribute(Qt::WA_DeleteOnClose, false);
    reader.show();
    QVERIFY(!action(reader, "newDraft")->isEnabled());
    MainWindow* shown = opened([&] { m_windows->showVersion(&reader, {.draft = id}); });
    QVERIFY(shown != nullptr && shown->session().isReadOnly());
    QCOMPARE(textOf(*shown), QStringLiteral("kept"));
    QVERIFY(shown->view().isReadOnly());
}

void DraftsInWindowsTest::colleagueInAnotherDraft() {
    // given two who write in the same document
    MainWindow* host = openFile();
    type(*host, QStringLiteral("together"));
    action(*host, "shareDocument")->trigger();
    QVERIFY(host->session().isSharing());
    session::SharedDocument shared;
    for (const auto& one : session::listSharedDocuments()) {
        if (one.path.endsWith(QStringLiteral("Lake %1.varve").arg(m_number))) shared = one;
    }
    MainWindow* guest = opened([&] { m_windows->join(shared, m_folder.filePath(QStringLiteral("Guest.varve"))); });
    QVERIFY(guest != nullptr);
    QTRY_COMPARE(textOf(*guest), QStringLiteral("together"));
    QTRY_VERIFY(!host->view().decorations().remoteCarets().empty());
    // when the guest goes to a draft, then they are followed there, and the host sees where they are
    guest = startDraft(guest, QStringLiteral("Aside"));
    QVERIFY(guest != nullptr);
    QTRY_COMPARE(guest->session().linkState(), session::LinkState::kConnected);
    type(*guest, QStringLiteral(" aside"));
    QTRY_VERIFY2(host->status().people().words().contains(QStringLiteral("in the draft “Aside”")),
                 qPrintable(host->status().people().words()));
    QTRY_VERIFY(host->view().decorations().remoteCarets().empty());
    QCOMPARE(textOf(*host), QStringLiteral("together"));
    // and when the host goes there too, the sharing goes on, and both see each other's words
    const auto draft = *guest->session().replica().draft();
    QTRY_VERIFY(host->session().replica().drafts().find(draft) != nullptr);
    host = opened([&] { m_windows->showVersion(host, {.draft = draft}); });
    QVERIFY(host != nullptr && host->session().isSharing());
    QTRY_COMPARE(textOf(*host), QStringLiteral("together aside"));
    QTRY_VERIFY(!host->view().decorations().remoteCarets().empty());
}

void DraftsInWindowsTest::fileThatWentAwayKeepsTheWindow() {
    MainWindow* window = openFile();
    type(*window, QStringLiteral("one"));
    QTRY_VERIFY(window->session().replica().isDurable());
    const QString elsewhere = path() + QStringLiteral(".away");
    QVERIFY(QFile::rename(path(), elsewhere));
    action(*window, "newDraft")->trigger();
    name(*window, QStringLiteral("Trial"));
    QTRY_VERIFY(!window->messageBar().message().isEmpty());
    QVERIFY(window->isEnabled() && window->isVisible());
    QVERIFY(QFile::rename(elsewhere, path()));
    type(*window, QStringLiteral(" two"));
    QCOMPARE(textOf(*window), QStringLiteral("one two"));
    QTRY_VERIFY(window->session().replica().isDurable());
}

void DraftsInWindowsTest::failingReopenLosesNothing() {
    MainWindow* window = openFile();
    type(*window, QStringLiteral("one"));
    // given that opening has to wait, and the file is away by then
    QThreadPool& pool = *QThreadPool::globalInstance();
    QVERIFY(pool.waitForDone());
    const int threadCount = pool.maxThreadCount();
    pool.setMaxThreadCount(1);
    QSemaphore gate;
    pool.start([&gate] { gate.acquire(); });
    action(*window, "newDraft")->trigger();
    name(*window, QStringLiteral("Trial"));
    QTRY_VERIFY(!window->isEnabled());
    const QString elsewhere = path() + QStringLiteral(".away");
    QVERIFY(QFile::rename(path(), elsewhere));
    QSignalSpy failed(m_windows.get(), &DocumentWindows::openFailed);
    gate.release();
    // then it is told, and nobody writes where nobody would keep it
    QVERIFY(failed.wait(10000));
    pool.setMaxThreadCount(threadCount);
    QVERIFY(window->isVisible() && !window->isEnabled());
    auto* box = window->findChild<QMessageBox*>(QStringLiteral("versionFailure"));
    QVERIFY(box != nullptr && box->isVisible() && box->isEnabled());
    // and trying again goes on with everything
    QVERIFY(QFile::rename(elsewhere, path()));
    MainWindow* draft = opened([&] { box->button(QMessageBox::Retry)->click(); });
    QVERIFY(draft != nullptr);
    QCOMPARE(textOf(*draft), QStringLiteral("one"));
    QVERIFY(draft->session().replica().draft());
    QTRY_COMPARE(m_windows->windows(), std::vector<MainWindow*>{draft});
}

QTEST_MAIN(DraftsInWindowsTest)
#include "tst_drafts_in_windows.moc"

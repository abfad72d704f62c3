// Windows and their documents: opening, creating, failing, sharing between two windows.
#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QLineEdit>
#include <QSignalSpy>

#include "base/random.h"
#include "session/opened_file.h"
#include "ui/collaboration/join_dialog.h"
#include "ui/collaboration/joined_copies.h"
#include "ui/collaboration/people_label.h"
#include "ui/document_windows.h"
#include "ui/exchange/background_import.h"
#include "ui/recent_files.h"
#include "ui_window/window_harness.h"

using namespace varve;
using ui::DocumentWindows;
using ui::MainWindow;

class DocumentWindowsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void createsAndReopens();
    void sameFileComesForward();
    void newDocumentsGetFreeNames();
    void untouchedDocumentLeavesNothing();
    void openedDocumentReplacesUntouchedOne();
    void sharedDocumentIsWrittenTogether();
    void joinedDocumentIsFollowedAgain();
    void unusableFileIsToldInASentence();
    void filesOfOtherProgramsAreBroughtIn();
    void pictureOnItsWayIsKept_data();
    void pictureOnItsWayIsKept();
    void freeNamesAreSafe();
    void peopleInWords();

  private:
    MainWindow* opened(const std::function<void()>& act) {
        QSignalSpy spy(m_windows.get(), &DocumentWindows::windowOpened);
        act();
        if (spy.isEmpty() && !spy.wait(10000)) return nullptr;
        return spy.first().first().value<MainWindow*>();
    }

    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<DocumentWindows> m_windows;
};

void DocumentWindowsTest::initTestCase() {
    qputenv("XDG_RUNTIME_DIR", m_folder.path().toLocal8Bit());
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void DocumentWindowsTest::init() {
    QSettings().clear();
    m_windows = std::make_unique<DocumentWindows>(*m_theme, session::Identity{"Ana", "lake"}, m_clock);
}

void DocumentWindowsTest::cleanup() {
    m_windows.reset();
}

void DocumentWindowsTest::createsAndReopens() {
    const QString path = m_folder.filePath(QStringLiteral("created.varve"));
    MainWindow* window = opened([&] { m_windows->open(path); });
    QVERIFY(window != nullptr);
    QTest::keyClicks(window->view().viewport(), QStringLiteral("kept"));
    window->close();
    QTRY_VERIFY(m_windows->windows().empty());
    QCOMPARE(ui::recentFiles(), QStringList{path});
    window = opened([&] { m_windows->open(path); });
    QVERIFY(window != nullptr);
    QCOMPARE(window->session().replica().text().text(), std::string("kept"));
}

void DocumentWindowsTest::sameFileComesForward() {
    const QString path = m_folder.filePath(QStringLiteral("same.varve"));
    MainWindow* first = opened([&] { m_windows->open(path); });
    MainWindow* second =
        opened([&] { m_windows->open(QDir(m_folder.path()).filePath(QStringLiteral("./same.varve"))); });
    QVERIFY(first != nullptr);
    QCOMPARE(second, first);
    QCOMPARE(m_windows->windows().size(), 1U);
}

void DocumentWindowsTest::newDocumentsGetFreeNames() {
    MainWindow* first = opened([&] { m_windows->openNew(); });
    MainWindow* second = opened([&] { m_windows->openNew(); });
    QVERIFY(first != nullptr && second != nullptr);
    QVERIFY(first->session().path() != second->session().path());
    QVERIFY(second->windowTitle().startsWith(QStringLiteral("Untitled")));
    const std::vector<std::filesystem::path> made = {first->session().path(), second->session().path()};
    QTest::keyClicks(first->view().viewport(), QStringLiteral("kept"));
    m_windows->closeAll();
    QTRY_VERIFY(m_windows->windows().empty());
    QVERIFY(std::filesystem::exists(made.front()));
    std::filesystem::remove(made.front());
}

void DocumentWindowsTest::untouchedDocumentLeavesNothing() {
    MainWindow* window = opened([&] { m_windows->openNew(); });
    QVERIFY(window != nullptr);
    const std::filesystem::path path = window->session().path();
    QVERIFY(std::filesystem::exists(path));
    window->close();
    QTRY_VERIFY(m_windows->windows().empty());
    QVERIFY(!std::filesystem::exists(path));
    // but a document that somebody named stays, empty or not
    const QString named = m_folder.filePath(QStringLiteral("empty.varve"));
    window = opened([&] { m_windows->open(named); });
    QVERIFY(window != nullptr);
    window->close();
    QTRY_VERIFY(m_windows->windows().empty());
    QVERIFY(QFile::exists(named));
}

void DocumentWindowsTest::openedDocumentReplacesUntouchedOne() {
    const MainWindow* untouched = opened([&] { m_windows->openNew(); });
    QVERIFY(untouched != nullptr);
    MainWindow* window = opened([&] { m_windows->open(m_folder.filePath(QStringLiteral("instead.varve"))); });
    QVERIFY(window != nullptr && window != untouched);
    QTRY_COMPARE(m_windows->windows(), std::vector<MainWindow*>{window});
    // a document with words in it is not replaced
    MainWindow* written = opened([&] { m_windows->openNew(); });
    QVERIFY(written != nullptr);
    const std::filesystem::path path = written->session().path();
    QTest::keyClicks(written->view().viewport(), QStringLiteral("mine"));
    QVERIFY(opened([&] { m_windows->open(m_folder.filePath(QStringLiteral("beside.varve"))); }) != nullptr);
    QCOMPARE(m_windows->windows().size(), 3U);
    m_windows->closeAll();
    std::filesystem::remove(path);
}

void DocumentWindowsTest::sharedDocumentIsWrittenTogether() {
    // given a window that shares its document
    MainWindow* host = opened([&] { m_windows->open(m_folder.filePath(QStringLiteral("Minutes.varve"))); });
    QVERIFY(host != nullptr);
    QTest::keyClicks(host->view().viewport(), QStringLiteral("together"));
    host->findChild<QAction*>(QStringLiteral("shareDocument"))->trigger();
    QVERIFY2(host->session().isSharing(), qPrintable(host->messageBar().message()));
    std::vector<session::SharedDocument> shared;
    QTRY_VERIFY(!(shared = session::listSharedDocuments()).empty());
    // when another window joins it with a file of its own
    const QString copy = m_folder.filePath(QStringLiteral("My minutes.varve"));
    MainWindow* guest = opened([&] { m_windows->join(shared.front(), copy); });
    QVERIFY(guest != nullptr && guest != host);
    // then both show the same text, both ways, and know of each other
    const auto textOf = [](MainWindow* window) {
        return QString::fromStdString(window->session().replica().text().text());
    };
    QTRY_COMPARE(textOf(guest), QStringLiteral("together"));
    guest->view().setSelection({{8}, {8}});
    QTest::keyClicks(guest->view().viewport(), QStringLiteral(" now"));
    QTRY_COMPARE(textOf(host), QStringLiteral("together now"));
    QTRY_VERIFY(host->status().people().words().contains(QStringLiteral("1 other person here")));
    QTRY_VERIFY(!host->view().decorations().remoteCarets().empty());
    // and a caret in a cell is shown there
    guest->view().insertTable(1, 2);
    QTest::keyClicks(guest->view().focusedText().viewport(), QStringLiteral("cell"));
    const auto cell = guest->view().focusedSelection();
    QVERIFY(cell && cell->sequence != event::ObjectId{event::WellKnownObject::kBody});
    const auto caretOfGuest = [host] {
        const auto carets = host->view().decorations().remoteCarets();
        return carets.empty() ? std::pair<event::ObjectId, text::Offset>()
                              : std::pair(carets.front().sequence, carets.front().caret);
    };
    QTRY_VERIFY(caretOfGuest() == std::pair(cell->sequence, text::Offset{4}));
    QVERIFY(!host->view().rectOf(*cell).isNull());
}

void DocumentWindowsTest::joinedDocumentIsFollowedAgain() {
    // given a copy that was joined and closed, and an original that went on
    MainWindow* host = opened([&] { m_windows->open(m_folder.filePath(QStringLiteral("Plan.varve"))); });
    QVERIFY(host != nullptr);
    host->findChild<QAction*>(QStringLiteral("shareDocument"))->trigger();
    const auto plan = [] {
        std::vector<session::SharedDocument> all = session::listSharedDocuments();
        std::erase_if(all, [](const auto& shared) { return shared.title != QStringLiteral("Plan"); });
        return all;
    };
    QTRY_COMPARE(plan().size(), 1U);
    const session::SharedDocument shared = plan().front();
    const QString copy = m_folder.filePath(QStringLiteral("My plan.varve"));
    MainWindow* guest = opened([&] { m_windows->join(shared, copy); });
    QVERIFY(guest != nullptr);
    QTRY_COMPARE(guest->session().linkState(), session::LinkState::kConnected);
    QCOMPARE(ui::joinedCopy(QString::fromStdString(shared.documentId)), copy);
    guest->close();
    QTRY_COMPARE(m_windows->windows().size(), 1U);
    QTest::keyClicks(host->view().viewport(), QStringLiteral("went on"));
    // when the copy is opened, then it follows without being told
    guest = opened([&] { m_windows->open(copy); });
    QVERIFY(guest != nullptr);
    QTRY_COMPARE(guest->session().replica().text().text(), std::string("went on"));
    // and joining again takes the window that is open
    QCOMPARE(opened([&] { m_windows->join(shared, copy); }), guest);
    QTRY_COMPARE(guest->session().linkState(), session::LinkState::kConnected);
    // and the dialog proposes the same file
    ui::JoinDialog dialog;
    dialog.setDocuments({shared});
    QCOMPARE(dialog.findChild<QLineEdit*>(QStringLiteral("copyPath"))->text(), QDir::toNativeSeparators(copy));
}

void DocumentWindowsTest::unusableFileIsToldInASentence() {
    const QString path = m_folder.filePath(QStringLiteral("picture.varve"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(9000, 'x'));
    file.close();
    MainWindow* window = opened([&] { m_windows->open(m_folder.filePath(QStringLiteral("good.varve"))); });
    QSignalSpy failed(m_windows.get(), &DocumentWindows::openFailed);
    m_windows->open(path);
    QVERIFY(failed.wait(10000));
    const QString message = failed.first().first().toString();
    QVERIFY2(message.endsWith(QLatin1Char('.')), qPrintable(message));
    QCOMPARE(window->messageBar().message(), message);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray(9000, 'x'));
}

void DocumentWindowsTest::filesOfOtherProgramsAreBroughtIn() {
    const auto write = [this](const char* name, const QByteArray& bytes) {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("no file");
        return file.fileName();
    };
    const QByteArray markdown = "# Plans\n\nSome *words*.\n";
    const QString path = write("plans.md", markdown);
    MainWindow* window = opened([&] { m_windows->open(path); });
    QVERIFY(window != nullptr);
    QCOMPARE(QString::fromStdString(window->session().path().string()),
             m_folder.filePath(QStringLiteral("plans.varve")));
    QCOMPARE(window->session().replica().text().text(), std::string("Plans\nSome words."));
    QVERIFY(window->view().blocks().blockAt(0)->shownAttributes().isHeading());
    const QString said = window->messageBar().message();
    QVERIFY2(said.contains(QStringLiteral("plans.varve")) && said.contains(QStringLiteral("stays as it is")),
             qPrintable(said));
    // The file is as it was, and the document is kept.
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), markdown);
    window->close();
    QTRY_VERIFY(m_windows->windows().empty());
    QVERIFY(QFile::exists(m_folder.filePath(QStringLiteral("plans.varve"))));
    // What nobody can read is refused in a sentence, and leaves nothing behind.
    for (const QString& unknown :
         {write("noise.bin", QByteArray("\x00\xff\xfe\x01\x80", 5)), write("broken.odt", "PK\x03\x04 no archive")}) {
        QSignalSpy failed(m_windows.get(), &DocumentWindows::openFailed);
        m_windows->open(unknown);
        QVERIFY(failed.wait(10000));
        QVERIFY2(failed.front().front().toString().count(QLatin1Char('.')) >= 1,
                 qPrintable(failed.front().front().toString()));
        QVERIFY(m_windows->windows().empty());
    }
    // A mistyped name makes no document that is called after another program's.
    QSignalSpy mistyped(m_windows.get(), &DocumentWindows::openFailed);
    m_windows->open(m_folder.filePath(QStringLiteral("nosuch.docx")));
    QVERIFY(mistyped.wait(10000));
    QVERIFY(mistyped.front().front().toString().contains(QStringLiteral("nosuch.docx")));
    QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("nosuch.docx"))));
    QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("noise*"), QStringLiteral("broken*")}).size(), 2);
}

void DocumentWindowsTest::pictureOnItsWayIsKept_data() {
    QTest::addColumn<bool>("inThePast");
    QTest::newRow("now") << false;
    QTest::newRow("while the past is on display") << true;
}

/// A large picture is still being read when the window is closed.
void DocumentWindowsTest::pictureOnItsWayIsKept() {
    QFETCH(bool, inThePast);
    Random random(5);
    QImage image(700, 700, QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            image.setPixel(x, y, static_cast<QRgb>(random.next()));
    }
    const QString picture = m_folder.filePath(QStringLiteral("noise.png"));
    QVERIFY(image.save(picture));
    QVERIFY(QFileInfo(picture).size() > static_cast<qint64>(ui::BackgroundImport::kPictureAtOnceSizeMax));
    const QString path = m_folder.filePath(QStringLiteral("picture-on-its-way-%1.varve").arg(inThePast));
    MainWindow* window = opened([&] { m_windows->open(path); });
    QVERIFY(window != nullptr);
    window->view().insertImageFile(picture);
    QCOMPARE(window->session().replica().text().count(), 0U);
    if (inThePast) {
        window->historyMode().enter();
        QVERIFY(window->view().isReadOnly());
    }
    window->close();
    QTRY_VERIFY(m_windows->windows().empty());
    window = opened([&] { m_windows->open(path); });
    QVERIFY(window != nullptr);
    QVERIFY(window->session().replica().text().text().find("\uFFFC") != std::string::npos);
    QCOMPARE(window->session().missingBlobCount(), std::size_t{0});
}

void DocumentWindowsTest::freeNamesAreSafe() {
    const QString folder = m_folder.path();
    QCOMPARE(ui::freeDocumentPath(folder, QStringLiteral("Minutes 3/4")),
             QDir(folder).filePath(QStringLiteral("Minutes 3-4.varve")));
    QCOMPARE(ui::freeDocumentPath(folder, QStringLiteral("..")),
             QDir(folder).filePath(QStringLiteral("Document.varve")));
    QFile taken(QDir(folder).filePath(QStringLiteral("Letter.varve")));
    QVERIFY(taken.open(QIODevice::WriteOnly));
    QCOMPARE(ui::freeDocumentPath(folder, QStringLiteral("Letter")),
             QDir(folder).filePath(QStringLiteral("Letter 2.varve")));
}

void DocumentWindowsTest::peopleInWords() {
    using session::LinkState;
    QCOMPARE(ui::sharingWords(0, false, LinkState::kNone), QString());
    QCOMPARE(ui::sharingWords(1, true, LinkState::kNone),
             QStringLiteral("Shared on this computer: 1 other person here"));
    QVERIFY(ui::sharingWords(0, false, LinkState::kOffline).startsWith(QStringLiteral("Offline")));
}

QTEST_MAIN(DocumentWindowsTest)
#include "tst_document_windows.moc"

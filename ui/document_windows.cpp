#include "ui/document_windows.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QThreadPool>

#include "convert/formats.h"
#include "net/window_call.h"
#include "session/opened_file.h"
#include "ui/collaboration/join_dialog.h"
#include "ui/collaboration/joined_copies.h"
#include "ui/drafts/drafts_mode.h"
#include "ui/exchange/document_exchange.h"
#include "ui/recent_files.h"

namespace varve::ui {

namespace {

using OpenedResult = Result<std::unique_ptr<session::OpenedFile>>;

constexpr int kCascadeStep = 28;

std::filesystem::path filePath(const QString& path) {
    return {QFileInfo(path).absoluteFilePath().toStdString()};
}

constexpr const char* kNewProperty = "varveNewDocument";

/// Nothing was ever written in it, not even by somebody else, and nobody is invited to.
bool isUntouched(MainWindow& window) {
    const session::DocumentSession& session = window.session();
    return session.replica().wholeLog().transactionCount() == 0 && !session.isSharing() &&
           session.linkState() == session::LinkState::kNone;
}

void raise(MainWindow* window) {
    window->setWindowState(window->windowState() & ~Qt::WindowMinimized);
    window->raise();
    window->activateWindow();
}

/// What this file joined once, if that is shared at this moment.
std::optional<session::SharedDocument> sharedOriginalOf(const std::string& documentId, const QString& path) {
    if (joinedCopy(QString::fromStdString(documentId)) != QFileInfo(path).absoluteFilePath()) return std::nullopt;
    for (session::SharedDocument& shared : session::listSharedDocuments()) {
        if (shared.documentId == documentId && shared.path != path) return std::move(shared);
    }
    return std::nullopt;
}

/// Opens a document, for reading only where it cannot be written.
OpenedResult openOrCreate(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        // Nobody wants a document of Varve's under the name of another program's.
        const QString name = QString::fromStdString(path.filename().string());
        if (convert::formatOfFileName(name.toStdString()))
            return failure(ErrorCode::kNotFound,
                           DocumentWindows::tr("There is no file “%1”. Nothing was made.").arg(name).toStdString());
        return session::createFile(path);
    }
    OpenedResult opened = session::openFile(path, session::OpenMode::kReadWrite, session::ReplayMode::kStoredTracker);
    if (!opened && opened.error().code == ErrorCode::kReadOnly) {
        return session::openFile(path, session::OpenMode::kReadOnly, session::ReplayMode::kStoredTracker);
    }
    return opened;
}

OpenedResult openVersion(const std::filesystem::path& path, session::OpenMode mode,
                         const std::optional<history::DraftId>& draft) {
    OpenedResult opened = session::openFile(path, mode, session::ReplayMode::kStoredTracker, draft);
    // The file shows the document itself when it has no such draft, but all that this window knew is in it.
    if (opened && draft && (*opened)->document.draft != draft) {
        return failure(ErrorCode::kNotFound, DocumentWindows::tr("The draft is not in the file.").toStdString());
    }
    return opened;
}

/// Whether another program of this user that has the document open could show its window. A tool has none.
bool isShownElsewhere(const std::filesystem::path& path) {
    const auto registry = net::LocalRegistry::ofThisUser();
    if (!registry) return false;
    const auto document = registry->findByPath(QString::fromStdString(path.string()));
    if (!document || document->processId == QCoreApplication::applicationPid()) return false;
    return net::askToRaise(*registry, document->processId, document->path);
}

OpenedResult openCreateOrRaise(const std::filesystem::path& path) {
    OpenedResult opened = openOrCreate(path);
    const bool isBusy = !opened && opened.error().code == ErrorCode::kBusy;
    return isBusy && isShownElsewhere(path) ? OpenedResult(nullptr) : std::move(opened);
}

/// Whether a file is another program's. One that is called a Varve document and is none is damaged.
bool isForeign(const std::filesystem::path& path) {
    constexpr std::string_view kDatabase("SQLite format 3\0", 16);
    QFile file(QString::fromStdString(path.string()));
    if (path.extension() == ".varve" || !QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly)) return false;
    const QByteArray beginning = file.read(static_cast<qint64>(kDatabase.size()));
    return !beginning.isEmpty() && beginning != QByteArray(kDatabase.data(), kDatabase.size());
}

/// A new document for what the file holds, in its folder where that can be written.
OpenedResult importedFile(const std::filesystem::path& path, std::optional<ReadContent>& imported) {
    const QFileInfo file(QString::fromStdString(path.string()));
    auto read = DocumentExchange::readFile(file.filePath(), {});
    if (!read) return std::unexpected(read.error());
    QString folder = file.absolutePath();
    if (!QFileInfo(folder).isWritable()) {
        folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
        QDir().mkpath(folder);  // creating the file says what is wrong where this fails
    }
    OpenedResult created = session::createFile(filePath(freeDocumentPath(folder, file.completeBaseName())));
    if (created) imported = *std::move(read);
    return created;
}

}  // namespace

DocumentWindows::DocumentWindows(Theme& theme, session::Identity identity, const Clock& clock, QObject* parent)
    : QObject(parent), m_theme(theme), m_identity(std::move(identity)), m_clock(clock) {}

DocumentWindows::~DocumentWindows() {
    for (const QPointer<MainWindow>& window : m_windows)
        delete window.data();
}

void DocumentWindows::open(const QString& path) {
    if (MainWindow* window = windowOf(path)) {
        raise(window);
        Q_EMIT
        windowOpened(window);
        return;
    }
    const auto imported = std::make_shared<std::optional<ReadContent>>();
    run([path = filePath(path),
         imported] { return isForeign(path) ? importedFile(path, *imported) : openCreateOrRaise(path); },
        {.path = path, .isNew = false, .shared = {}, .imported = imported});
}

Result<void> DocumentWindows::answerOtherPrograms() {
    const auto registry = net::LocalRegistry::ofThisUser();
    if (!registry) return std::unexpected(registry.error());
    m_calls =
        std::make_unique<net::WindowCallServer>(*registry, [this](const QString& path) { return bringForward(path); });
    return m_calls->open();
}

bool DocumentWindows::bringForward(const QString& path) {
    MainWindow* window = windowOf(path);
    if (window != nullptr) raise(window);
    return window != nullptr;
}

void DocumentWindows::openNew() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString title = tr("Untitled", "name of a new document");
    run(
        [folder, title]() -> OpenedResult {
            if (!QDir().mkpath(folder)) {
                return failure(ErrorCode::kInputOutput,
                               tr("The folder %1 for new documents could not be made.").arg(folder).toStdString());
            }
            return session::createFile(filePath(freeDocumentPath(folder, title)));
        },
        {.path = {}, .isNew = true});
}

void DocumentWindows::join(const session::SharedDocument& shared, const QString& path) {
    MainWindow* window = windowOf(path);
    if (window != nullptr && window->session().replica().documentId() == shared.documentId) {
        if (path != shared.path) window->session().follow(shared);
        raise(window);
        Q_EMIT
        windowOpened(window);
        return;
    }
    run(
        [path = filePath(path), id = shared.documentId]() -> OpenedResult {
            std::error_code ignored;
            if (!std::filesystem::exists(path, ignored)) return session::createFile(path, id);
            OpenedResult opened =
                session::openFile(path, session::OpenMode::kReadWrite, session::ReplayMode::kStoredTracker);
            if (opened && (*opened)->document.documentId != id) {
                return failure(ErrorCode::kWrongDocument,
                               tr("%1 is another document. It was left as it is; choose another name for your copy.")
                                   .arg(QString::fromStdString(path.string()))
                                   .toStdString());
            }
            return opened;
        },
        {.path = {}, .isNew = false, .shared = shared});
}

void DocumentWindows::run(Opening opening, Purpose purpose) {
    const QPointer<DocumentWindows> windows(this);
    ++m_runningCount;
    QThreadPool::globalInstance()->start([windows, opening = std::move(opening), purpose = std::move(purpose)] {
        // Reading and replaying a long history takes a while; the result crosses to the GUI thread in one piece.
        const auto opened = std::make_shared<OpenedResult>(opening());
        if (*opened && **opened) session::prepareTimeline(***opened);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [windows, opened, purpose] {
                if (windows.isNull()) return;
                --windows->m_runningCount;
                if (purpose.change && *opened) {
                    windows->showChange(std::move(**opened), *purpose.change);
                } else if (purpose.change) {
                    windows->showChangeFailure(*purpose.change, QString::fromStdString(opened->error().message));
                } else if (*opened && !**opened) {
                    Q_EMIT windows->shownElsewhere(purpose.path);
                } else if (*opened) {
                    windows->showDocument(std::move(**opened), purpose);
                } else {
                    windows->showFailure(QString::fromStdString(opened->error().message));
                }
            },
            Qt::QueuedConnection);
    });
}

void DocumentWindows::showDocument(std::unique_ptr<session::OpenedFile> file, const Purpose& purpose) {
    const QString path = QString::fromStdString(file->path.string());
    auto session = std::make_unique<session::DocumentSession>(std::move(file), m_identity, m_clock);
    const auto& shared = purpose.shared;
    if (shared) rememberJoinedCopy(QString::fromStdString(shared->documentId), path);
    if (const auto followed = shared ? shared : sharedOriginalOf(session->replica().documentId(), path)) {
        session->follow(*followed);
    }
    const QPointer<MainWindow> replaced = purpose.isNew ? nullptr : untouchedWindow();
    MainWindow* window = makeWindow(std::move(session));
    if (purpose.isNew) {
        window->setProperty(kNewProperty, true);
        connect(window, &MainWindow::closed, this, [window, path] {
            if (isUntouched(*window)) QFile::remove(path);
        });
    }
    place(window, replaced);
    rememberRecentFile(path);
    window->show();
    window->drafts().tellLastDraft();
    if (replaced) replaced->close();
    if (purpose.imported && *purpose.imported) {
        const QString name = QFileInfo(purpose.path).fileName();
        const QString success =
            tr("“%1” is not a Varve document: what it holds was brought into this new one, “%2”. The "
               "file itself stays as it is.")
                .arg(name, QFileInfo(path).fileName());
        window->takeImported(name, *std::exchange(*purpose.imported, std::nullopt), success);
    }
    if (m_failureBox) {
        // Told before there was a window; behind it the box would go unseen.
        window->showFailure(m_failureBox->text());
        m_failureBox->close();
    }
    Q_EMIT
    windowOpened(window);
}

MainWindow* DocumentWindows::makeWindow(std::unique_ptr<session::DocumentSession> session) {
    auto* window = new MainWindow(std::move(session), m_theme, m_clock);
    connect(window, &MainWindow::newDocumentRequested, this, &DocumentWindows::openNew);
    connect(window, &MainWindow::openRequested, this, &DocumentWindows::open);
    connect(window, &MainWindow::joinRequested, this, &DocumentWindows::join);
    connect(window, &MainWindow::quitRequested, this, &DocumentWindows::closeAll);
    connect(window, &MainWindow::versionRequested, this,
            [this, window](const VersionRequest& request) { showVersion(window, request); });
    std::erase_if(m_windows, [](const QPointer<MainWindow>& known) { return known.isNull(); });
    m_windows.emplace_back(window);
    return window;
}

void DocumentWindows::showVersion(MainWindow* window, const VersionRequest& request) {
    const session::DocumentSession& session = window->session();
    if (!window->isEnabled() || request.draft == session.replica().draft()) return;
    Change change{.window = window,
                  .request = request,
                  .before = session.replica().draft(),
                  .isShared = session.isSharing(),
                  .followed = session.followed()};
    if (window->giveWay()) openChange(std::move(change));
}

void DocumentWindows::openChange(Change change) {
    const session::DocumentSession& session = change.window->session();
    const auto mode = session.isReadOnly() ? session::OpenMode::kReadOnly : session::OpenMode::kReadWrite;
    const auto draft = change.problem.isEmpty() ? change.request.draft : change.before;
    run([path = session.path(), mode, draft] { return openVersion(path, mode, draft); },
        {.path = {}, .change = std::move(change)});
}

void DocumentWindows::showChange(std::unique_ptr<session::OpenedFile> file, const Change& change) {
    // Closed meanwhile: by the user, or with the program.
    if (change.window.isNull() || !change.window->isVisible()) return;
    auto session = std::make_unique<session::DocumentSession>(std::move(file), m_identity, m_clock);
    if (change.followed) session->follow(*change.followed);
    MainWindow* window = makeWindow(std::move(session));
    window->takePlaceOf(*change.window);
    // It has nothing to store any more, and what it was new for has become of the other.
    disconnect(change.window, &MainWindow::closed, this, nullptr);
    change.window->close();
    if (change.isShared) {
        if (const Result<void> shared = window->session().startSharing(); !shared)
            window->showFailure(QString::fromStdString(shared.error().message));
    }
    if (change.problem.isEmpty()) {
        window->drafts().carryOut(change.request);
    } else {
        window->showFailure(change.problem);
    }
    Q_EMIT
    windowOpened(window);
}

void DocumentWindows::showChangeFailure(Change change, const QString& message) {
    if (change.window.isNull() || !change.window->isVisible()) return;
    if (change.problem.isEmpty()) {
        change.problem = message;
        openChange(std::move(change));
        return;
    }
    // Neither the wanted version nor the one that was shown: everything is in the file, but nobody could write.
    auto* box =
        new QMessageBox(QMessageBox::Warning, tr("Varve"),
                        tr("%1 Everything you wrote is in the file; it only could not be opened again.").arg(message),
                        QMessageBox::Retry | QMessageBox::Close, change.window);
    box->setObjectName(QStringLiteral("versionFailure"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QMessageBox::finished, this, [this, change](int answer) {
        if (change.window.isNull()) return;
        if (answer != QMessageBox::Retry) {
            change.window->close();
            return;
        }
        Change again = change;
        again.problem.clear();
        openChange(std::move(again));
    });
    box->open();
    Q_EMIT
    openFailed(message);
}

void DocumentWindows::place(MainWindow* window, const MainWindow* replaced) {
    const std::vector<MainWindow*> others = windows();
    if (replaced != nullptr) {
        window->restoreGeometry(replaced->saveGeometry());
    } else if (!others.empty()) {
        window->move(others.back()->pos() + QPoint(kCascadeStep, kCascadeStep));
    }
}

MainWindow* DocumentWindows::untouchedWindow() const {
    for (MainWindow* window : windows()) {
        if (window->property(kNewProperty).toBool() && isUntouched(*window)) return window;
    }
    return nullptr;
}

void DocumentWindows::showFailure(const QString& message) {
    auto* active = qobject_cast<MainWindow*>(QApplication::activeWindow());
    const std::vector<MainWindow*> all = windows();
    if (active == nullptr && !all.empty()) active = all.back();
    if (active != nullptr) {
        active->showFailure(message);
    } else {
        const QString earlier = m_failureBox ? m_failureBox->text() + QLatin1Char('\n') : QString();
        delete m_failureBox.data();
        m_failureBox = new QMessageBox(QMessageBox::Warning, tr("Varve"), earlier + message, QMessageBox::Close);
        m_failureBox->setAttribute(Qt::WA_DeleteOnClose);
        m_failureBox->setModal(false);
        m_failureBox->show();
    }
    Q_EMIT
    openFailed(message);
}

bool DocumentWindows::isIdle() const {
    return m_runningCount == 0 && m_failureBox.isNull() && windows().empty();
}

void DocumentWindows::closeAll() {
    for (MainWindow* window : windows())
        window->close();
}

std::vector<MainWindow*> DocumentWindows::windows() const {
    std::vector<MainWindow*> result;
    for (const QPointer<MainWindow>& window : m_windows) {
        if (!window.isNull() && window->isVisible()) result.push_back(window);
    }
    return result;
}

MainWindow* DocumentWindows::windowOf(const QString& path) const {
    const QString wanted = QFileInfo(path).canonicalFilePath();
    for (MainWindow* window : windows()) {
        const QString own = QFileInfo(QString::fromStdString(window->session().path().string())).canonicalFilePath();
        if (!wanted.isEmpty() && own == wanted) return window;
    }
    return nullptr;
}

}  // namespace varve::ui

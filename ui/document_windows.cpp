#include "ui/document_windows.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QStandardPaths>
#include <QThreadPool>

#include "session/opened_file.h"
#include "ui/collaboration/join_dialog.h"
#include "ui/recent_files.h"

namespace varve::ui {

namespace {

using OpenedResult = Result<std::unique_ptr<session::OpenedFile>>;

constexpr int kCascadeStep = 28;

std::filesystem::path filePath(const QString& path) {
    return {QFileInfo(path).absoluteFilePath().toStdString()};
}

/// Opens a document, for reading only where it cannot be written.
OpenedResult openOrCreate(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return session::createFile(path);
    OpenedResult opened = session::openFile(path, session::OpenMode::kReadWrite);
    if (!opened && opened.error().code == ErrorCode::kReadOnly) {
        return session::openFile(path, session::OpenMode::kReadOnly);
    }
    return opened;
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
        window->setWindowState(window->windowState() & ~Qt::WindowMinimized);
        window->raise();
        window->activateWindow();
        Q_EMIT
        windowOpened(window);
        return;
    }
    run([path = filePath(path)] { return openOrCreate(path); }, std::nullopt);
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
        std::nullopt);
}

void DocumentWindows::join(const session::SharedDocument& shared, const QString& path) {
    run(
        [path = filePath(path), id = shared.documentId]() -> OpenedResult {
            std::error_code ignored;
            if (!std::filesystem::exists(path, ignored)) return session::createFile(path, id);
            OpenedResult opened = session::openFile(path, session::OpenMode::kReadWrite);
            if (opened && (*opened)->document.documentId != id) {
                return failure(ErrorCode::kWrongDocument,
                               tr("%1 is another document. It was left as it is; choose another name for your copy.")
                                   .arg(QString::fromStdString(path.string()))
                                   .toStdString());
            }
            return opened;
        },
        shared);
}

void DocumentWindows::run(Opening opening, std::optional<session::SharedDocument> shared) {
    const QPointer<DocumentWindows> windows(this);
    QThreadPool::globalInstance()->start([windows, opening = std::move(opening), shared = std::move(shared)] {
        // Reading and replaying a long history takes a while; the result crosses to the GUI thread in one piece.
        const auto opened = std::make_shared<OpenedResult>(opening());
        if (*opened) session::prepareTimeline(***opened);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [windows, opened, shared] {
                if (windows.isNull()) return;
                if (*opened) {
                    windows->showDocument(std::move(**opened), shared);
                } else {
                    windows->showFailure(QString::fromStdString(opened->error().message));
                }
            },
            Qt::QueuedConnection);
    });
}

void DocumentWindows::showDocument(std::unique_ptr<session::OpenedFile> file,
                                   const std::optional<session::SharedDocument>& shared) {
    const QString path = QString::fromStdString(file->path.string());
    auto session = std::make_unique<session::DocumentSession>(std::move(file), m_identity, m_clock);
    if (shared) session->follow(*shared);
    auto* window = new MainWindow(std::move(session), m_theme, m_clock);
    connect(window, &MainWindow::newDocumentRequested, this, &DocumentWindows::openNew);
    connect(window, &MainWindow::openRequested, this, &DocumentWindows::open);
    connect(window, &MainWindow::joinRequested, this, &DocumentWindows::join);
    connect(window, &MainWindow::quitRequested, this, &DocumentWindows::closeAll);
    const std::vector<MainWindow*> others = windows();
    if (!others.empty()) window->move(others.back()->pos() + QPoint(kCascadeStep, kCascadeStep));
    std::erase_if(m_windows, [](const QPointer<MainWindow>& known) { return known.isNull(); });
    m_windows.emplace_back(window);
    rememberRecentFile(path);
    window->show();
    Q_EMIT
    windowOpened(window);
}

void DocumentWindows::showFailure(const QString& message) {
    auto* active = qobject_cast<MainWindow*>(QApplication::activeWindow());
    const std::vector<MainWindow*> all = windows();
    if (active == nullptr && !all.empty()) active = all.back();
    if (active != nullptr) {
        active->showFailure(message);
    } else {
        auto* box = new QMessageBox(QMessageBox::Warning, tr("Varve"), message, QMessageBox::Close);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->setModal(false);
        box->show();
    }
    Q_EMIT
    openFailed(message);
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

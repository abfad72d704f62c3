// The part of the main window that deals with files, sharing and the dialogs around them.
#include <QCloseEvent>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QSettings>
#include <QStandardPaths>

#include "convert/formats.h"
#include "ui/collaboration/join_dialog.h"
#include "ui/drafts/page_place.h"
#include "ui/editor/editor_view.h"
#include "ui/exchange/document_exchange.h"
#include "ui/history/history_mode.h"
#include "ui/history/history_pane.h"
#include "ui/history/last_seen.h"
#include "ui/main_window.h"
#include "ui/main_window_status.h"
#include "ui/message_bar.h"
#include "ui/shortcuts_dialog.h"

namespace varve::ui {

namespace {

const QString kStorageTopic = QStringLiteral("storage");
const QString kNoticeTopic = QStringLiteral("notice");

QString nativePath(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

}  // namespace

void MainWindow::showNotice(const QString& message) {
    m_messages->showMessage(kNoticeTopic, MessageBar::Kind::kNotice, message);
}

void MainWindow::showFailure(const QString& message) {
    m_messages->showMessage(kNoticeTopic, MessageBar::Kind::kWarning, message);
}

void MainWindow::takeImported(const QString& fileName, ReadContent imported, const QString& success) {
    m_exchange->takeImported(fileName, std::move(imported), success);
}

void MainWindow::chooseFile() {
    const QString folder = QFileInfo(nativePath(m_session->path())).absolutePath();
    QString patterns;
    for (const convert::FormatFacts& facts : convert::allFormats())
        patterns += QString::fromStdString(convert::filePatterns(facts)) + u' ';
    auto* chooser =
        new QFileDialog(this, tr("Open a Document"), folder,
                        tr("Varve documents (*.varve);;Documents of other programs (%1);;All files (*)").arg(patterns));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, &MainWindow::openRequested);
    chooser->open();
}

void MainWindow::chooseCopy() {
    const QFileInfo file(nativePath(m_session->path()));
    const QString title = tr("%1 copy", "name of a copied document").arg(m_session->title());
    auto* chooser = new QFileDialog(this, tr("Save a Copy"), freeDocumentPath(file.absolutePath(), title),
                                    tr("Varve documents (*.varve)"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(QStringLiteral("varve"));
    connect(chooser, &QFileDialog::fileSelected, this,
            [this](const QString& path) { m_session->saveCopy(std::filesystem::path(path.toStdString())); });
    chooser->open();
}

/// What is on display, for whoever puts it on paper.
DocumentMoment MainWindow::momentShown() {
    replica::DocumentReplica& replica = m_session->replica();
    DocumentMoment moment{.log = replica.log(),
                          .tracker = replica.presentTracker(),
                          .version = {},
                          .blobs = m_session->blobSource(),
                          .title = m_session->title()};
    if (m_history->isActive()) moment.version = m_history->version();
    return moment;
}

void MainWindow::toggleSharing(bool share) {
    if (!share) {
        m_session->stopSharing();
        m_status->showPassing(tr("The document is no longer shared."));
        return;
    }
    const Result<void> outcome = m_session->startSharing();
    if (outcome) {
        m_status->showPassing(tr("Others on this computer can now join through File, Join."));
    } else {
        showFailure(QString::fromStdString(outcome.error().message));
        m_actions.share->setChecked(false);
    }
}

void MainWindow::showJoinDialog() {
    auto* dialog = new JoinDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &JoinDialog::joinRequested, this, &MainWindow::joinRequested);
    dialog->open();
}

void MainWindow::showStorageFailure(const QString& message) {
    m_hasStorageFailure = true;
    const QString advice =
        tr("%1 Your text is kept in this window, and saving is tried again by itself.", "what failed");
    m_messages->showMessage(kStorageTopic, MessageBar::Kind::kWarning, advice.arg(message),
                            {{tr("Retry"), QStringLiteral("barRetry"), [this] { m_session->retrySaving(); }},
                             {tr("Save a Copy…"), QStringLiteral("barSaveCopy"), [this] { chooseCopy(); }}});
    updateStorage();
}

void MainWindow::showShortcuts() {
    auto* dialog = new ShortcutsDialog(*this, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showAbout() {
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(QStringLiteral("aboutBox"));
    box->setWindowTitle(tr("About Varve"));
    box->setIconPixmap(windowIcon().pixmap(64));
    box->setText(tr("<b>Varve</b> %1").arg(QCoreApplication::applicationVersion()));
    box->setInformativeText(
        tr("A document editor that forgets nothing. Every edit is a layer that stays, like the layers a lake lays down "
           "year after year; undo, history and writing together are all read from them."));
    box->setModal(false);
    box->show();
}

bool MainWindow::saveAndClose() {
    // First, because nothing can be inserted in the past.
    m_history->leave();
    m_view->finishReading();
    const Result<void> outcome = m_session->close();
    if (outcome || m_closesAnyway) return true;
    m_messages->showMessage(kStorageTopic, MessageBar::Kind::kWarning, QString::fromStdString(outcome.error().message),
                            {{tr("Retry"), QStringLiteral("barRetry"), [this] { close(); }},
                             {tr("Save a Copy…"), QStringLiteral("barSaveCopy"), [this] { chooseCopy(); }},
                             {tr("Close without the last changes"), QStringLiteral("barCloseAnyway"), [this] {
                                  m_closesAnyway = true;
                                  close();
                              }}});
    return false;
}

bool MainWindow::giveWay() {
    // First, because nothing can be inserted in the past.
    m_history->leave();
    m_view->finishReading();
    if (const Result<void> outcome = m_session->close(); !outcome) {
        showFailure(QString::fromStdString(outcome.error().message));
        return false;
    }
    // What would be written now, nobody would keep.
    setEnabled(false);
    m_status->showPassing(tr("Opening…"));
    return true;
}

void MainWindow::takePlaceOf(MainWindow& other) {
    restoreGeometry(other.saveGeometry());
    restoreState(other.saveState());
    m_historyPane->showPageLike(*other.m_historyPane);
    show();
    m_view->setViewState(viewStateIn(m_session->replica(), other.m_session->replica(), other.m_view->viewState()));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!saveAndClose()) {
        event->ignore();
        return;
    }
    QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
    const replica::DocumentReplica& replica = m_session->replica();
    if (!replica.draft()) rememberLastSeen(QString::fromStdString(replica.documentId()), replica.log());
    event->accept();
    Q_EMIT
    closed();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    // The first palette and state arrive while the window is still being built.
    if (event->type() == QEvent::PaletteChange && m_history != nullptr) updateRemoteCarets();
    if (event->type() == QEvent::WindowStateChange) m_actions.fullScreen->setChecked(isFullScreen());
}

}  // namespace varve::ui

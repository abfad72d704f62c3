#include "ui/history/moment_copier.h"

#include <QAction>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QMenu>
#include <QPointer>
#include <QThreadPool>

#include "session/document_session.h"
#include "session/moment_copy.h"
#include "ui/collaboration/join_dialog.h"
#include "ui/history/history_mode.h"
#include "ui/window_action.h"

namespace varve::ui {

MomentCopier::MomentCopier(session::DocumentSession& document, HistoryMode& history, QMainWindow* window, QMenu* menu,
                           QAction* before)
    : QObject(&history), m_document(document), m_history(history), m_window(window) {
    QAction* action = addWindowAction(window,
                                      {"copyMoment", tr("&Open This Moment as a Copy…"),
                                       tr("Make the moment shown, with its history up to there, a new document")},
                                      {QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_S)});
    action->setVisible(false);
    menu->insertAction(before, action);
    connect(action, &QAction::triggered, this, &MomentCopier::choosePlace);
    connect(&m_history, &HistoryMode::activeChanged, action, &QAction::setVisible);
}

void MomentCopier::choosePlace() {
    const QFileInfo file(QString::fromStdString(m_document.path().string()));
    const QString title = tr("%1 as it was", "name of the copy of a past moment").arg(m_document.title());
    auto* chooser = new QFileDialog(m_window, tr("Open This Moment as a Copy"),
                                    freeDocumentPath(file.absolutePath(), title), tr("Varve documents (*.varve)"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    // A document is never replaced, so the chooser must not offer it; what is there already is said afterwards.
    chooser->setOption(QFileDialog::DontConfirmOverwrite);
    chooser->setDefaultSuffix(QStringLiteral("varve"));
    connect(chooser, &QFileDialog::fileSelected, this, &MomentCopier::copyTo);
    chooser->open();
}

void MomentCopier::copyTo(const QString& path) {
    const replica::DocumentReplica& replica = m_document.replica();
    const event::Version version = m_history.isActive() ? m_history.version() : replica.log().version();
    const session::Identity identity{replica.agent().user, replica.agent().device};
    const QPointer<MomentCopier> copier(this);
    Q_EMIT messageRaised(tr("The copy is being made…"));
    QThreadPool::globalInstance()->start(
        [copier, path, version, identity, log = replica.log(), blobs = m_document.blobSource()] {
            const SystemClock clock;
            const auto written = session::writeMomentCopy(path.toStdString(), log, version, blobs, identity, clock);
            const QString problem = written ? QString() : QString::fromStdString(written.error().message);
            const int missingCount = written ? static_cast<int>(written->missingBlobs.size()) : 0;
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [copier, path, problem, missingCount] {
                    if (!copier.isNull()) copier->finish(path, problem, missingCount);
                },
                Qt::QueuedConnection);
        });
}

void MomentCopier::finish(const QString& path, const QString& problem, int missingCount) {
    if (!problem.isEmpty()) {
        Q_EMIT failed(problem);
        return;
    }
    if (missingCount > 0)
        Q_EMIT failed(
            tr("%n image(s) of the document could not be read and are not in the copy.", nullptr, missingCount));
    Q_EMIT openRequested(path);
}

}  // namespace varve::ui

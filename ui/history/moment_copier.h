// Makes the moment on display a document of its own, with its history up to there, and asks for a window on it. The
// writing runs on another thread; the user goes on meanwhile. GUI thread.
#pragma once

#include <QObject>
#include <QString>

class QAction;
class QMainWindow;
class QMenu;

namespace varve::session {
class DocumentSession;
}

namespace varve::ui {

class HistoryMode;

class MomentCopier : public QObject {
    Q_OBJECT
  public:
    /// Belongs to `history`; `document` must outlive that. Makes the action of the window and puts it into `menu`,
    /// before `before`.
    MomentCopier(session::DocumentSession& document, HistoryMode& history, QMainWindow* window, QMenu* menu,
                 QAction* before);

    /// Asks where to.
    void choosePlace();
    /// `path`: of a file that does not exist.
    void copyTo(const QString& path);

  Q_SIGNALS:
    /// The copy is made; somebody opens it.
    void openRequested(const QString& path);
    void failed(const QString& message);
    void messageRaised(const QString& message);

  private:
    void finish(const QString& path, const QString& problem, int missingCount);

    session::DocumentSession& m_document;
    HistoryMode& m_history;
    QMainWindow* m_window;
};

}  // namespace varve::ui

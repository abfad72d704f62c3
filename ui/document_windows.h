// All windows of the program: opens, creates and joins documents off the GUI thread and gives each its window. One for
// the program; made by main(), which owns the theme and the clock. GUI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "session/document_session.h"
#include "ui/exchange/background_import.h"
#include "ui/main_window.h"
#include "ui/theme.h"

class QMessageBox;

namespace varve::net {
class WindowCallServer;
}

namespace varve::ui {

class DocumentWindows : public QObject {
    Q_OBJECT
  public:
    /// `theme` and `clock` must outlive the windows.
    DocumentWindows(Theme& theme, session::Identity identity, const Clock& clock, QObject* parent = nullptr);
    ~DocumentWindows() override;

    /// Shows the document in a window of its own, or brings the window forward that has it already. A file that does
    /// not exist yet is created; what a file of another program holds goes into a new document beside it. windowOpened
    /// or openFailed follows, or shownElsewhere when another program of this user has the document open and brought its
    /// window forward.
    void open(const QString& path);
    /// From then on other programs of this user may ask for the windows of this one. Errors: those of
    /// net::WindowCallServer::open().
    Result<void> answerOtherPrograms();
    /// Brings the window of the document forward; false when there is none.
    bool bringForward(const QString& path);
    /// A new, empty document in the user's document folder, under a free name. Where nothing is ever written in it, its
    /// file goes when its window is closed.
    void openNew();
    /// A new replica of a shared document in the file `path`, which then follows the shared one. When the file is a
    /// copy of that document already, it goes on from there,
    /// in the window that has it open if there is one.
    void join(const session::SharedDocument& shared, const QString& path);
    /// Shows another version of the window's document in a window in its place, with the same people; the old window
    /// goes when the new one is there. Where that is not possible, the window says why and shows what it showed.
    void showVersion(MainWindow* window, const VersionRequest& request);
    /// Asks every window to close; those that cannot store their document stay.
    void closeAll();

    [[nodiscard]] std::vector<MainWindow*> windows() const;

    /// Nothing is shown and nothing is on its way.
    [[nodiscard]] bool isIdle() const;

  Q_SIGNALS:
    void windowOpened(varve::ui::MainWindow* window);
    void shownElsewhere(const QString& path);
    /// One clear sentence. Shown in a window already, where there is one, or in a message of its own.
    void openFailed(const QString& message);

  private:
    /// Gives null for a document that another program shows.
    using Opening = std::function<Result<std::unique_ptr<session::OpenedFile>>()>;
    /// A window that shall show another version of its document.
    struct Change {
        QPointer<MainWindow> window{};
        VersionRequest request{};
        std::optional<history::DraftId> before{};  // what it showed
        bool isShared = false;
        std::optional<session::SharedDocument> followed{};
        QString problem{};  // why the wanted version could not be shown, so that `before` is opened again
    };
    struct Purpose {
        QString path{};                                   // as it was asked for
        bool isNew = false;                               // made for somebody who did not name it yet
        std::optional<session::SharedDocument> shared{};  // to be followed
        /// What the file of another program held that was asked for.
        std::shared_ptr<std::optional<ReadContent>> imported{};
        std::optional<Change> change{};
    };
    void run(Opening opening, Purpose purpose);
    void showDocument(std::unique_ptr<session::OpenedFile> file, const Purpose& purpose);
    MainWindow* makeWindow(std::unique_ptr<session::DocumentSession> session);
    void openChange(Change change);
    void showChange(std::unique_ptr<session::OpenedFile> file, const Change& change);
    void showChangeFailure(Change change, const QString& message);
    void place(MainWindow* window, const MainWindow* replaced);
    /// The untouched new document in front of the user, which an opened one takes the place of.
    [[nodiscard]] MainWindow* untouchedWindow() const;
    void showFailure(const QString& message);
    [[nodiscard]] MainWindow* windowOf(const QString& path) const;

    Theme& m_theme;
    session::Identity m_identity;
    const Clock& m_clock;
    std::unique_ptr<net::WindowCallServer> m_calls;
    int m_runningCount = 0;  // documents that are being opened
    std::vector<QPointer<MainWindow>> m_windows;
    QPointer<QMessageBox> m_failureBox;  // while there is no window to tell it
};

}  // namespace varve::ui

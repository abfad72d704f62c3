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
#include "ui/main_window.h"
#include "ui/theme.h"

class QMessageBox;

namespace varve::ui {

class DocumentWindows : public QObject {
    Q_OBJECT
  public:
    /// `theme` and `clock` must outlive the windows.
    DocumentWindows(Theme& theme, session::Identity identity, const Clock& clock, QObject* parent = nullptr);
    ~DocumentWindows() override;

    /// Shows the document in a window of its own, or brings the window forward that has it already. A file that does
    /// not exist yet is created. windowOpened or openFailed follows.
    void open(const QString& path);
    /// A new, empty document in the user's document folder, under a free name. Where nothing is ever written in it, its
    /// file goes when its window is closed.
    void openNew();
    /// A new replica of a shared document in the file `path`, which then follows the shared one. When the file is a
    /// copy of that document already, it goes on from there,
    /// in the window that has it open if there is one.
    void join(const session::SharedDocument& shared, const QString& path);
    /// Asks every window to close; those that cannot store their document stay.
    void closeAll();

    [[nodiscard]] std::vector<MainWindow*> windows() const;

  Q_SIGNALS:
    void windowOpened(varve::ui::MainWindow* window);
    /// One clear sentence. Shown in a window already, where there is one, or in a message of its own.
    void openFailed(const QString& message);

  private:
    using Opening = std::function<Result<std::unique_ptr<session::OpenedFile>>()>;
    struct Purpose {
        bool isNew = false;                               // made for somebody who did not name it yet
        std::optional<session::SharedDocument> shared{};  // to be followed
    };
    void run(Opening opening, Purpose purpose);
    void showDocument(std::unique_ptr<session::OpenedFile> file, const Purpose& purpose);
    void place(MainWindow* window, const MainWindow* replaced);
    /// The untouched new document in front of the user, which an opened one takes the place of.
    [[nodiscard]] MainWindow* untouchedWindow() const;
    void showFailure(const QString& message);
    [[nodiscard]] MainWindow* windowOf(const QString& path) const;

    Theme& m_theme;
    session::Identity m_identity;
    const Clock& m_clock;
    std::vector<QPointer<MainWindow>> m_windows;
    QPointer<QMessageBox> m_failureBox;  // while there is no window to tell it
};

}  // namespace varve::ui

// The drafts of one window: starts them, lists them, merges them, and says above the page which one is shown. Asks for
// another version to be shown; whoever owns the windows does that. Everything it writes is an event of the document.
// GUI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <optional>

#include "session/document_session.h"
#include "ui/drafts/version_request.h"

class QAction;
class QMainWindow;
class QMenu;

namespace varve::ui {

class DraftBar;
class DraftComparison;
class DraftDialog;
class DraftsPage;
class EditorView;
class HistoryMode;
class HistoryPane;
class MessageBar;
class TimelinePanel;
struct DraftRow;

class DraftsMode : public QObject {
    Q_OBJECT
  public:
    struct Parts {
        session::DocumentSession& session;
        EditorView& view;
        HistoryMode& history;
        TimelinePanel& panel;
        HistoryPane& pane;
        MessageBar& messages;
        std::function<qint64()> nowMs;
    };
    /// All must outlive the mode. Makes the actions of the window, a menu of them in `menu` before `before`, and a page
    /// of the pane.
    DraftsMode(Parts parts, QMainWindow* window, QMenu* menu, QAction* before);

    /// To be put above the page.
    [[nodiscard]] DraftBar& bar() { return *m_bar; }
    /// Asks for a name, for a draft that starts from what is on the page, be it of the past.
    void newDraft();
    /// Says, where that is so, that this reader wrote in a draft last, which is not what the window shows.
    void tellLastDraft();
    [[nodiscard]] DraftComparison& comparison() { return *m_comparison; }
    /// What was asked for together with the version that is shown now.
    void carryOut(const VersionRequest& request);
    /// The name of the draft on display; nothing for the document itself.
    [[nodiscard]] QString shownName() const;
    /// "Bo, in the draft “X”" for a colleague who writes in something else than is shown; else the name alone.
    [[nodiscard]] QString nameOf(const session::Colleague& colleague) const;

  Q_SIGNALS:
    void versionRequested(const varve::ui::VersionRequest& request);
    /// Another name, or other drafts.
    void draftsChanged();
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    using Draft = std::optional<history::DraftId>;  // nothing: the document itself

    void createActions(QMainWindow* window, QMenu* menu, QAction* before);
    void connectPage();
    void fillMenu();
    void followLog(std::size_t first, std::size_t end, bool isLocal);
    void show();
    void showBar();
    void showLanes();
    void start(const QString& name, const std::optional<event::Version>& from);
    void open(const Draft& draft);
    void compareDraft();
    void compare(const Draft& source);
    void mergeDraft();
    void merge(const Draft& source);
    void takeBack(const replica::MergeOutcome& merge);
    void rename(const history::DraftId& id);
    void abandon(const history::DraftId& id, bool isAbandoned);
    void apply(const replica::EditIntent& intent, const QString& success);
    /// The one chosen in the list, or the only one that could be meant; else the list is shown.
    [[nodiscard]] std::optional<history::DraftId> draftToMerge();
    [[nodiscard]] QString nameOf(const Draft& draft) const;
    [[nodiscard]] replica::DocumentReplica& replica() const { return m_parts.session.replica(); }
    [[nodiscard]] QString documentId() const;

    Parts m_parts;
    const bool m_isWritable;
    QWidget* m_window;
    DraftsPage* m_page = nullptr;
    DraftBar* m_bar = nullptr;
    DraftComparison* m_comparison = nullptr;
    QMenu* m_menu = nullptr;
    QAction* m_new = nullptr;
    QAction* m_list = nullptr;
    QAction* m_back = nullptr;
    QAction* m_compare = nullptr;
    QAction* m_merge = nullptr;
    QAction* m_takeOver = nullptr;
    QPointer<DraftDialog> m_dialog;
    QTimer m_timer;  // what arrives in a burst is shown once
    bool m_hasWritten = false;
    bool m_isMergeTold = false;  // until somebody writes on here
};

}  // namespace varve::ui

// A window on one document: the page, the timeline below it, menus, toolbar, status. It wires the editor view to the
// session's replica, and history mode between the two; it decides nothing about documents. Other windows are made by
// whoever owns this one: it only asks. GUI thread.
#pragma once

#include <QMainWindow>
#include <QTimer>
#include <memory>

#include "base/clock.h"
#include "projection/counts.h"
#include "projection/document_reader.h"
#include "session/document_session.h"
#include "ui/drafts/version_request.h"
#include "ui/find/find_actions.h"
#include "ui/history/step_words.h"
#include "ui/main_window_actions.h"
#include "ui/print/document_moment.h"
#include "ui/theme.h"

class QToolBar;

namespace varve::ui {

class DocumentExchange;
struct ReadContent;
class CommentsMode;
class DraftsMode;
class EditorView;
class FormatControls;
class TableControls;
class FindBar;
class FindMode;
class HistoryMode;
class HistoryPane;
class MainWindowStatus;
class MessageBar;
class MomentsMode;
class OutlineMode;
class PageWithLane;
class PrintMode;
class OutlinePane;
class SpellingControls;
class StepsMenu;
class StepsPage;
class TimelinePanel;

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    /// `theme` and `clock` must outlive the window.
    MainWindow(std::unique_ptr<session::DocumentSession> session, Theme& theme, const Clock& clock,
               QWidget* parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] session::DocumentSession& session() { return *m_session; }
    [[nodiscard]] EditorView& view() { return *m_view; }
    [[nodiscard]] TimelinePanel& timelinePanel() { return *m_panel; }
    [[nodiscard]] HistoryMode& historyMode() { return *m_history; }
    [[nodiscard]] HistoryPane& historyPane() { return *m_historyPane; }
    [[nodiscard]] MessageBar& messageBar() { return *m_messages; }
    [[nodiscard]] MainWindowStatus& status() { return *m_status; }
    [[nodiscard]] DraftsMode& drafts() { return *m_drafts; }

    /// A sentence above the page that another part of the program has for the user.
    void showNotice(const QString& message);
    void showFailure(const QString& message);
    /// What a file of another program holds, into the document; `success` says it.
    void takeImported(const QString& fileName, ReadContent imported, const QString& success);

    /// Makes everything durable and lets go of the file, so that another version of it can be opened. False when that
    /// is not possible, which the window says; then it is as it was. From then on the window takes no input.
    [[nodiscard]] bool giveWay();
    /// Takes over what `other` shows of the same document, as far as this one has it: the panes, the caret, the place.
    void takePlaceOf(MainWindow& other);

  Q_SIGNALS:
    void newDocumentRequested();
    void versionRequested(const varve::ui::VersionRequest& request);
    void openRequested(const QString& path);
    void joinRequested(const varve::session::SharedDocument& shared, const QString& path);
    void quitRequested();
    /// The document is closed and everything is stored.
    void closed();

  protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    // Construction (main_window.cpp)
    void createWidgets();
    void layOut();
    void connectDocument();
    void connectView();
    void connectFileActions();
    void connectEditActions();
    void connectViewActions();
    void showInitialState();

    // Editing and history (main_window_editing.cpp)
    void apply(const replica::EditIntent& intent);
    void followLink(const QString& address);
    void takeStep(StepDirection direction);
    void takeSteps(StepDirection direction, event::LocalVersion first, std::size_t countMax);
    void takeStepAlone(event::LocalVersion first);
    void bringBackBranch(event::LocalVersion first);
    void undoInSelection();
    void connectHistoryPane();
    void showOutcome(const replica::UndoOutcome& outcome, StepDirection direction, int stepCount);
    void showDocument();
    void showPatch(const document::DocumentPatch& patch, replica::PatchOrigin origin);
    void showHistoryState(bool isActive);
    void offerReturnToNow();
    void followLog();
    void cyclePanes(int direction);
    void showHistoryPane(bool shown);

    // State on display (main_window_state.cpp)
    void updateActions();
    void updateUndoTexts();
    void updateUndoTips();
    void updateStorage();
    void countWords();
    void showWordCount();
    void updateTitle();
    void updateSharing();
    void updateRemoteCarets();
    void sendPresence();
    void showAppearance();
    void showRecentFiles(QMenu* menu);

    // Files and dialogs (main_window_file.cpp)
    void chooseFile();
    void chooseCopy();
    [[nodiscard]] DocumentMoment momentShown();
    void toggleSharing(bool share);
    void showJoinDialog();
    void showStorageFailure(const QString& message);
    void showShortcuts();
    void showAbout();
    bool saveAndClose();

    std::unique_ptr<session::DocumentSession> m_session;
    projection::TrackerObjects m_objects;  // of the document as it is now
    Theme& m_theme;
    const Clock& m_clock;

    WindowActions m_actions;
    WindowMenus m_menus;
    FindActions m_findActions;
    QToolBar* m_toolBar = nullptr;
    FormatControls* m_format = nullptr;
    TableControls* m_tableControls = nullptr;
    SpellingControls* m_spelling = nullptr;
    DocumentExchange* m_exchange = nullptr;
    PrintMode* m_print = nullptr;
    StepsMenu* m_undoSteps = nullptr;
    StepsMenu* m_redoSteps = nullptr;
    MessageBar* m_messages = nullptr;
    EditorView* m_view = nullptr;
    TimelinePanel* m_panel = nullptr;
    MainWindowStatus* m_status = nullptr;
    HistoryMode* m_history = nullptr;
    HistoryPane* m_historyPane = nullptr;
    StepsPage* m_stepsPage = nullptr;
    MomentsMode* m_moments = nullptr;
    PageWithLane* m_page = nullptr;
    CommentsMode* m_comments = nullptr;
    FindBar* m_findBar = nullptr;
    FindMode* m_find = nullptr;
    OutlinePane* m_outlinePane = nullptr;
    OutlineMode* m_outline = nullptr;
    DraftsMode* m_drafts = nullptr;

    QTimer m_followTimer;    // the strip follows writing a few times a second
    QTimer m_countTimer;     // words are counted when the hand rests
    QTimer m_presenceTimer;  // one message a frame
    projection::TextCounts m_counts;
    std::optional<projection::TextCounts> m_selectionCounts;
    quint64 m_countRequest = 0;  // a superseded count is ignored
    bool m_hasStorageFailure = false;
    bool m_closesAnyway = false;
};

}  // namespace varve::ui

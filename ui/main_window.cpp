#include "ui/main_window.h"

#include <QMenu>
#include <QSettings>
#include <QVBoxLayout>

#include "projection/content_reader.h"
#include "ui/comments/comment_lane.h"
#include "ui/comments/comments_mode.h"
#include "ui/counts/counts_button.h"
#include "ui/drafts/draft_bar.h"
#include "ui/drafts/drafts_mode.h"
#include "ui/editor/editor_view.h"
#include "ui/exchange/document_exchange.h"
#include "ui/find/find_bar.h"
#include "ui/find/find_mode.h"
#include "ui/format/format_controls.h"
#include "ui/format/table_controls.h"
#include "ui/history/author_colours.h"
#include "ui/history/author_hover.h"
#include "ui/history/authors_page.h"
#include "ui/history/branch_marks.h"
#include "ui/history/colour_mode.h"
#include "ui/history/compare_mode.h"
#include "ui/history/history_mode.h"
#include "ui/history/history_pane.h"
#include "ui/history/history_search_mode.h"
#include "ui/history/last_seen.h"
#include "ui/history/moment_copier.h"
#include "ui/history/moments_mode.h"
#include "ui/history/moments_page.h"
#include "ui/history/restore_mode.h"
#include "ui/history/selection_walk.h"
#include "ui/history/steps_menu.h"
#include "ui/history/steps_page.h"
#include "ui/history/timeline_panel.h"
#include "ui/main_window_status.h"
#include "ui/message_bar.h"
#include "ui/outline/outline_mode.h"
#include "ui/outline/outline_pane.h"
#include "ui/print/print_mode.h"
#include "ui/spelling/spelling_controls.h"
#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

constexpr int kFollowIntervalMs = 200;
constexpr int kCountDelayMs = 400;
constexpr int kOutlineWidth = 240;
constexpr int kHistoryPaneWidth = 320;
constexpr QSize kFirstSize(1040, 800);
constexpr QSize kSmallestSize(360, 320);

}  // namespace

MainWindow::MainWindow(std::unique_ptr<session::DocumentSession> session, Theme& theme, const Clock& clock,
                       QWidget* parent)
    : QMainWindow(parent),
      m_session(std::move(session)),
      m_objects(
          m_session->replica().log(),
          [this]() -> const merge::Tracker& { return m_session->replica().presentTracker(); }, merge::View::kEffect),
      m_theme(theme),
      m_clock(clock) {
    setObjectName(QStringLiteral("mainWindow"));
    setAttribute(Qt::WA_DeleteOnClose);
    createWidgets();
    layOut();
    connectDocument();
    connectView();
    connectFileActions();
    connectEditActions();
    connectHistoryPane();
    connectViewActions();
    showInitialState();
}

MainWindow::~MainWindow() {
    // Widgets refer to the session and speak up when they lose the focus, so they go before it does.
    m_session->disconnect(this);
    m_session->replica().disconnect(this);
    m_view->disconnect(this);
    delete m_outline;
    delete m_find;
    delete m_spelling;
    delete m_exchange;
    delete m_print;
    delete m_comments;
    delete m_moments;
    delete m_drafts;
    delete m_history;
    delete takeCentralWidget();
    delete m_undoSteps;
    delete m_redoSteps;
}

void MainWindow::createWidgets() {
    const auto nowMs = [this] { return static_cast<qint64>(m_clock.nowMs()); };
    const replica::DocumentReplica& replica = m_session->replica();
    m_actions = createWindowActions(this);
    m_undoSteps = new StepsMenu(replica, StepDirection::kUndo, nowMs, this);
    m_undoSteps->setObjectName(QStringLiteral("undoSteps"));
    m_redoSteps = new StepsMenu(replica, StepDirection::kRedo, nowMs, this);
    m_redoSteps->setObjectName(QStringLiteral("redoSteps"));
    m_menus = createWindowMenus(this, m_actions);
    m_messages = new MessageBar(this);
    m_view = new EditorView(this);
    m_view->setObjectName(QStringLiteral("editorView"));
    m_view->setAccessibleName(tr("Document"));
    m_format = new FormatControls(*this, *m_view);
    m_format->fillInsertMenu(*m_menus.insert);
    m_format->fillFormatMenu(*m_menus.format);
    m_tableControls = new TableControls(*this, *m_view);
    m_tableControls->fillInsertMenu(*m_menus.insert);
    m_tableControls->fillTableMenu(*m_menus.table);
    m_toolBar = createWindowToolBar(this, m_actions, m_undoSteps, m_redoSteps, [this](QToolBar& bar) {
        m_format->addTools(bar);
        m_tableControls->addTools(bar);
    });
    // The timeline is caught up for the first time when the window is on screen: opening must not wait for it.
    m_spelling = new SpellingControls(*this, *m_view, {m_actions.cut, m_actions.copy, m_actions.paste});
    m_spelling->fillToolsMenu(*m_menus.tools);
    m_panel = new TimelinePanel(
        replica.log(), [&replica]() -> const history::Timeline& { return replica.timeline(); }, this);
    m_panel->setNowMs(nowMs);
    m_status = new MainWindowStatus(this);
    m_exchange = new DocumentExchange(*m_session, *m_view, *m_messages, this);
    m_print = new PrintMode(
        *m_view, *m_messages, [this] { return momentShown(); }, [this] { return m_clock.nowMs(); }, this);
    m_history = new HistoryMode(m_session->replica(), *m_view, m_objects, *m_panel, this);
    auto* compare = new CompareMode(replica, *m_view, *m_history, *m_panel, m_history);
    auto* walk = new SelectionWalk(replica, *m_view, *m_history, *m_panel, m_history);
    for (QAction* action : {&compare->action(), &compare->inlineAction(), &walk->action()}) {
        addAction(action);
        m_menus.view->insertAction(m_actions.restoreMoment, action);
    }
    auto* branches = new BranchMarks(replica, *m_history, *m_panel, nowMs);
    connect(branches, &BranchMarks::bringBackRequested, this, &MainWindow::bringBackBranch);
    new ColourMode({replica, *m_view, *m_history, *m_panel, nowMs}, this, m_menus.view, m_actions.restoreMoment);
    m_historyPane = new HistoryPane(this);
    m_stepsPage = new StepsPage(replica, nowMs, this);
    m_historyPane->addPage(m_stepsPage, tr("Steps"));
    auto* moments = new MomentsPage(this);
    m_historyPane->addPage(moments, tr("Moments"));
    m_moments = new MomentsMode({m_session->replica(), *m_view, *m_history, *m_panel, *moments, nowMs},
                                !m_session->isReadOnly(), this);
    auto* parts =
        new RestoreMode(*m_view, *m_history, *m_panel, *m_messages, this, m_menus.view, m_actions.returnToNow);
    connect(parts, &RestoreMode::messageRaised, m_status, &MainWindowStatus::showPassing);
    auto* copier = new MomentCopier(*m_session, *m_history, this, m_menus.view, m_actions.returnToNow);
    connect(copier, &MomentCopier::messageRaised, m_status, &MainWindowStatus::showPassing);
    connect(copier, &MomentCopier::failed, this, &MainWindow::showFailure);
    connect(copier, &MomentCopier::openRequested, this, &MainWindow::openRequested);
    m_findActions = createFindActions(this, m_menus.edit);
    m_findBar = new FindBar(m_findActions, this);
    m_find = new FindMode(m_findActions, *m_findBar, *m_view, *m_history, m_session->replica(), m_session->isReadOnly(),
                          this);
    auto* historySearch = new HistorySearchMode({*m_historyPane, *m_view, *m_history, *m_panel, replica, nowMs},
                                                *createHistorySearchAction(this, m_menus.edit), this);
    connect(historySearch, &HistorySearchMode::messageRaised, m_status, &MainWindowStatus::showPassing);
    auto* authors = new AuthorsPage(replica, nowMs, this);
    authors->setColours([this](std::uint32_t agent) { return authorColourIndex(m_panel->lanes(), agent); });
    m_historyPane->addPage(authors, tr("Authors"));
    connect(&replica, &replica::DocumentReplica::transactionsAppended, authors, &AuthorsPage::follow);
    new AuthorHover(*m_view, replica, *authors, nowMs, this);
    m_drafts = new DraftsMode({*m_session, *m_view, *m_history, *m_panel, *m_historyPane, *m_messages, nowMs}, this,
                              m_menus.view, m_actions.restoreMoment);
    m_outlinePane = new OutlinePane(this);
    m_outline = new OutlineMode(*m_actions.outline, *m_findActions.goToHeading, *m_outlinePane, *m_view, this);
    auto* lane = new CommentLane(*m_view, this);
    m_page = new PageWithLane(*m_view, *lane, this);
    m_comments = new CommentsMode(createCommentActions(this, m_menus.insert, m_menus.view), *m_view, *lane, *m_page,
                                  {.log = replica.log(),
                                   .next = [&replica] { return replica.nextEventId(); },
                                   .nowMs = nowMs,
                                   .user = replica.agent().user},
                                  this);
}

void MainWindow::layOut() {
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(&m_drafts->bar());
    layout->addWidget(m_messages);
    layout->addWidget(m_findBar);
    layout->addWidget(m_page, 1);
    layout->addWidget(m_panel);
    setCentralWidget(content);
    addDockWidget(Qt::LeftDockWidgetArea, m_outlinePane);
    addDockWidget(Qt::RightDockWidgetArea, m_historyPane);
    resizeDocks({m_outlinePane, m_historyPane}, {kOutlineWidth, kHistoryPaneWidth}, Qt::Horizontal);
    setStatusBar(m_status);
    setMinimumSize(kSmallestSize);
    setContextMenuPolicy(Qt::NoContextMenu);
}

void MainWindow::connectDocument() {
    replica::DocumentReplica& replica = m_session->replica();
    connect(&replica, &replica::DocumentReplica::patchApplied, this, &MainWindow::showPatch);
    connect(&replica, &replica::DocumentReplica::transactionsAppended, this, &MainWindow::followLog);
    connect(&replica, &replica::DocumentReplica::undoStepsChanged, this, &MainWindow::updateActions);
    connect(&replica, &replica::DocumentReplica::durabilityChanged, this, &MainWindow::updateStorage);
    connect(m_session.get(), &session::DocumentSession::storageFailed, this, &MainWindow::showStorageFailure);
    connect(m_session.get(), &session::DocumentSession::storageRecovered, this, [this] {
        m_hasStorageFailure = false;
        m_messages->clear(QStringLiteral("storage"));
        m_status->showPassing(tr("Everything is saved again."));
        updateStorage();
    });
    connect(m_session.get(), &session::DocumentSession::colleaguesChanged, this, [this] {
        updateSharing();
        updateRemoteCarets();
    });
    connect(m_session.get(), &session::DocumentSession::linkStateChanged, this, &MainWindow::updateSharing);
    connect(m_session.get(), &session::DocumentSession::sharingChanged, this, &MainWindow::updateSharing);
    connect(m_session.get(), &session::DocumentSession::copySaved, this,
            [this](const QString& path) { m_status->showPassing(tr("A copy is saved in %1.").arg(path)); });
    connect(m_session.get(), &session::DocumentSession::copyFailed, this, &MainWindow::showFailure);
    connect(m_session.get(), &session::DocumentSession::copyIncomplete, this, &MainWindow::showFailure);
    connect(m_session.get(), &session::DocumentSession::blobUnavailable, this,
            [this](const std::string& /*name*/, const QString& message) { m_status->showPassing(message); });
    connect(m_session.get(), &session::DocumentSession::documentCorrected, this, &MainWindow::showNotice);
    connect(m_session.get(), &session::DocumentSession::linkRefused, this, &MainWindow::showFailure);
}

void MainWindow::connectView() {
    connect(m_view, &EditorView::intentRaised, this, &MainWindow::apply);
    m_view->setNextEventId([this] { return m_session->replica().nextEventId(); });
    m_view->setTypingHabits({.language = QLocale().bcp47Name()});
    // Of the version on the page, which is a past one in history mode.
    m_view->setEmbedReader([this](const event::EventId& id) -> document::EmbedPointer {
        const projection::ObjectSource* objects = m_view->objects();
        return objects != nullptr ? projection::embedContentOf(*objects, m_view->registers(), id) : nullptr;
    });
    m_view->setDocumentId(m_session->replica().documentId());
    m_view->setBlobs({[this](const std::string& name) { return m_session->blob(name); },
                      [this](const document::SharedBlob& blob) { return m_session->addBlob(blob); },
                      [this]() -> std::function<document::SharedBlob(const std::string&)> {
                          return [blobs = m_session->blobSource()](const std::string& name) -> document::SharedBlob {
                              const auto hash = document::blobNameOf(name);
                              // Whoever pastes waits for the clipboard's owner, so waiting for the disk here changes
                              // nothing.
                              const auto blob = hash ? blobs(*hash) : Result<document::SharedBlob>(nullptr);
                              return blob ? *blob : nullptr;
                          };
                      }});
    connect(m_session.get(), &session::DocumentSession::blobArrived, m_view, &EditorView::imageArrived);
    connect(m_view, &EditorView::failureRaised, this, &MainWindow::showFailure);
    connect(m_view, &EditorView::noticeRaised, this, &MainWindow::showNotice);
    connect(m_view, &EditorView::waitRaised, m_status, &MainWindowStatus::showPassing);
    connect(m_view, &EditorView::linkActivated, this, &MainWindow::followLink);
    connect(m_view, &EditorView::focusLeft, this, [this] { m_session->replica().closeStep(); });
    connect(m_view, &EditorView::caretMoved, this, [this](bool byUser) {
        if (byUser) m_session->replica().closeStep();
        m_presenceTimer.start();
    });
    connect(m_view, &EditorView::selectionChanged, this, [this] {
        m_presenceTimer.start();
        showWordCount();
        updateActions();
    });
    connect(m_view, &EditorView::typedWhileReadOnly, this, &MainWindow::offerReturnToNow);
    connect(&m_panel->slider(), &TimelineSlider::textTyped, this, &MainWindow::offerReturnToNow);
    connect(m_view, &EditorView::zoomChanged, this, [this](int percent) {
        m_status->setZoom(percent);
        QSettings().setValue(QStringLiteral("window/zoom"), percent);
    });
    connect(m_view, &EditorView::contextMenuRequested, this, [this](const QPoint& place) {
        const QList<QAction*> textActions{m_actions.cut, m_actions.copy, m_actions.paste, m_actions.erase};
        if (m_spelling->popupMenu(place) || m_tableControls->popupMenu(place, textActions)) return;
        m_format->popupMenu(*m_menus.edit, place);
    });
    connect(m_spelling, &SpellingControls::messageRaised, m_status, &MainWindowStatus::showPassing);
    connect(m_history, &HistoryMode::activeChanged, this, &MainWindow::showHistoryState);
    connect(m_history, &HistoryMode::messageRaised, m_status, &MainWindowStatus::showPassing);
    connect(m_comments, &CommentsMode::intentRaised, this, &MainWindow::apply);
    connect(m_comments, &CommentsMode::messageRaised, m_status, &MainWindowStatus::showPassing);
    connect(m_drafts, &DraftsMode::messageRaised, m_status, &MainWindowStatus::showPassing);
    connect(m_drafts, &DraftsMode::versionRequested, this, &MainWindow::versionRequested);
    connect(m_drafts, &DraftsMode::draftsChanged, this, [this] {
        updateTitle();
        updateSharing();
    });
    connect(m_find, &FindMode::messageRaised, m_status, &MainWindowStatus::showPassing);
    connect(m_outline, &OutlineMode::messageRaised, m_status, &MainWindowStatus::showPassing);
    connect(m_actions.outline, &QAction::toggled, this,
            [](bool shown) { QSettings().setValue(QStringLiteral("window/outline"), shown); });
    connect(m_status, &MainWindowStatus::zoomResetRequested, m_view, &EditorView::resetZoom);
    m_followTimer.setSingleShot(true);
    m_followTimer.setInterval(kFollowIntervalMs);
    connect(&m_followTimer, &QTimer::timeout, m_panel, &TimelinePanel::refresh);
    connect(&m_followTimer, &QTimer::timeout, this, &MainWindow::updateUndoTips);
    // Who wrote for the first time may have got another colour.
    connect(m_panel, &TimelinePanel::authorsChanged, this, [this] {
        updateSharing();
        updateRemoteCarets();
    });
    m_countTimer.setSingleShot(true);
    m_countTimer.setInterval(kCountDelayMs);
    connect(&m_countTimer, &QTimer::timeout, this, &MainWindow::countWords);
    m_presenceTimer.setSingleShot(true);
    m_presenceTimer.setInterval(0);
    connect(&m_presenceTimer, &QTimer::timeout, this, &MainWindow::sendPresence);
}

void MainWindow::connectFileActions() {
    connect(m_actions.newDocument, &QAction::triggered, this, &MainWindow::newDocumentRequested);
    connect(m_actions.open, &QAction::triggered, this, &MainWindow::chooseFile);
    connect(m_actions.saveCopy, &QAction::triggered, this, &MainWindow::chooseCopy);
    connect(m_actions.nameMoment, &QAction::triggered, m_moments, &MomentsMode::nameMoment);
    connect(m_moments, &MomentsMode::messageRaised, m_status, &MainWindowStatus::showPassing);
    connect(m_actions.importFile, &QAction::triggered, m_exchange, &DocumentExchange::chooseImport);
    connect(m_actions.exportFile, &QAction::triggered, m_exchange, &DocumentExchange::chooseExport);
    connect(m_exchange, &DocumentExchange::failed, this, &MainWindow::showFailure);
    connect(m_exchange, &DocumentExchange::finished, this, &MainWindow::showNotice);
    connect(m_exchange, &DocumentExchange::pdfRequested, m_print, &PrintMode::savePdf);
    connect(m_actions.pageSetup, &QAction::triggered, m_print, &PrintMode::showPageSetup);
    connect(m_actions.printPreview, &QAction::triggered, m_print, &PrintMode::showPreview);
    connect(m_actions.print, &QAction::triggered, m_print, &PrintMode::choosePrinter);
    connect(m_print, &PrintMode::failed, this, &MainWindow::showFailure);
    connect(m_print, &PrintMode::finished, this, &MainWindow::showNotice);
    connect(m_actions.share, &QAction::triggered, this, &MainWindow::toggleSharing);
    connect(m_actions.join, &QAction::triggered, this, &MainWindow::showJoinDialog);
    connect(m_actions.close, &QAction::triggered, this, &QWidget::close);
    connect(m_actions.quit, &QAction::triggered, this, &MainWindow::quitRequested);
    connect(m_menus.recent, &QMenu::aboutToShow, this, [this] { showRecentFiles(m_menus.recent); });
    connect(m_actions.shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions.about, &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::connectEditActions() {
    connect(m_actions.undo, &QAction::triggered, this, [this] { takeStep(StepDirection::kUndo); });
    connect(m_actions.redo, &QAction::triggered, this, [this] { takeStep(StepDirection::kRedo); });
    connect(m_undoSteps, &StepsMenu::stepsChosen, this,
            [this](event::LocalVersion first) { takeSteps(StepDirection::kUndo, first, StepsMenu::kStepCountMax); });
    connect(m_redoSteps, &StepsMenu::stepsChosen, this,
            [this](event::LocalVersion first) { takeSteps(StepDirection::kRedo, first, StepsMenu::kStepCountMax); });
    connect(m_actions.undoInSelection, &QAction::triggered, this, &MainWindow::undoInSelection);
    connect(m_menus.edit, &QMenu::aboutToShow, this, &MainWindow::updateUndoTexts);
    connect(m_menus.edit, &QMenu::aboutToHide, this, [this] {
        m_actions.undo->setText(tr("&Undo"));
        m_actions.redo->setText(tr("&Redo"));
    });
    const auto connectEditing = [this](QAction* action, void (EditorView::*command)()) {
        connect(action, &QAction::triggered, m_view, [this, command] { (m_view->focusedText().*command)(); });
    };
    connectEditing(m_actions.cut, &EditorView::cut);
    connectEditing(m_actions.copy, &EditorView::copy);
    connectEditing(m_actions.paste, &EditorView::paste);
    connectEditing(m_actions.pastePlain, &EditorView::pastePlainText);
    connectEditing(m_actions.erase, &EditorView::deleteSelection);
    connectEditing(m_actions.selectAll, &EditorView::selectAll);
}

void MainWindow::connectViewActions() {
    connect(m_actions.zoomIn, &QAction::triggered, m_view, &EditorView::zoomIn);
    connect(m_actions.zoomOut, &QAction::triggered, m_view, &EditorView::zoomOut);
    connect(m_actions.zoomReset, &QAction::triggered, m_view, &EditorView::resetZoom);
    connect(m_actions.history, &QAction::triggered, this,
            [this](bool wanted) { wanted ? m_history->enter() : m_history->leave(); });
    connect(m_actions.restoreMoment, &QAction::triggered, m_history, &HistoryMode::restore);
    connect(m_actions.returnToNow, &QAction::triggered, m_history, &HistoryMode::leave);
    connect(m_actions.counts, &QAction::triggered, &m_status->counts(), &CountsButton::showTable);
    connect(m_actions.fullScreen, &QAction::triggered, this,
            [this](bool full) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, full)); });
    connect(m_actions.appearanceSystem, &QAction::triggered, this,
            [this] { m_theme.setAppearance(Appearance::kSystem); });
    connect(m_actions.appearanceLight, &QAction::triggered, this,
            [this] { m_theme.setAppearance(Appearance::kLight); });
    connect(m_actions.appearanceDark, &QAction::triggered, this, [this] { m_theme.setAppearance(Appearance::kDark); });
    connect(&m_theme, &Theme::appearanceChanged, this, &MainWindow::showAppearance);
    connect(m_actions.nextPane, &QAction::triggered, this, [this] { cyclePanes(1); });
    connect(m_actions.previousPane, &QAction::triggered, this, [this] { cyclePanes(-1); });
}

void MainWindow::showInitialState() {
    const QSettings settings;
    resize(kFirstSize);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    setWindowIcon(QIcon(QStringLiteral(":/icons/varve.svg")));
    showDocument();
    showHistoryPane(settings.value(QStringLiteral("window/historyPane"), false).toBool());
    m_outline->setVisible(settings.value(QStringLiteral("window/outline"), false).toBool());
    m_view->setZoom(settings.value(QStringLiteral("window/zoom"), 100).toInt());
    m_status->setZoom(m_view->zoom());
    m_panel->setRestoreAllowed(!m_session->isReadOnly());
    m_actions.nameMoment->setEnabled(!m_session->isReadOnly());
    m_view->setFocus();
    updateTitle();
    updateStorage();
    updateSharing();
    updateRemoteCarets();
    showHistoryState(false);
    showAppearance();
    m_countTimer.start();
    const replica::DocumentReplica& replica = m_session->replica();
    if (const auto seen = lastSeen(QString::fromStdString(replica.documentId()), replica.log())) {
        // Told from the timeline, which is caught up with the first tick and not while the window opens.
        const auto tellNews = [this, &log = replica.log(), version = *seen] {
            m_panel->setNewSince(newSince(log, m_panel->timeline(), version));
        };
        connect(&m_followTimer, &QTimer::timeout, this, tellNews, Qt::SingleShotConnection);
    }
    m_followTimer.start();
}

}  // namespace varve::ui

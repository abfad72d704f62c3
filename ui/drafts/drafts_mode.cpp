#include "ui/drafts/drafts_mode.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <algorithm>
#include <utility>

#include "editing/draft_commands.h"
#include "history/named_moments.h"
#include "ui/drafts/draft_bar.h"
#include "ui/drafts/draft_comparison.h"
#include "ui/drafts/draft_dialog.h"
#include "ui/drafts/draft_rows.h"
#include "ui/drafts/drafts_page.h"
#include "ui/drafts/last_draft.h"
#include "ui/history/history_mode.h"
#include "ui/history/history_pane.h"
#include "ui/history/timeline_panel.h"
#include "ui/message_bar.h"
#include "ui/window_action.h"

namespace varve::ui {

namespace {

constexpr int kDelayMs = 200;
constexpr std::size_t kLanesMax = 4;  // of the timeline
const QString kTopic = QStringLiteral("drafts");

}  // namespace

DraftsMode::DraftsMode(Parts parts, QMainWindow* window, QMenu* menu, QAction* before)
    : QObject(window), m_parts(std::move(parts)), m_isWritable(!m_parts.session.isReadOnly()), m_window(window) {
    m_page = new DraftsPage(window);
    m_page->setWritable(m_isWritable);
    m_parts.pane.addPage(m_page, tr("Drafts"));
    m_bar = new DraftBar(window);
    m_comparison =
        new DraftComparison({replica(), m_parts.view, m_parts.history, m_parts.panel, m_parts.messages}, this);
    connect(m_comparison, &DraftComparison::mergeRequested, this, &DraftsMode::merge);
    connect(m_comparison, &DraftComparison::messageRaised, this, &DraftsMode::messageRaised);
    createActions(window, menu, before);
    connectPage();
    m_timer.setSingleShot(true);
    m_timer.setInterval(kDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &DraftsMode::show);
    connect(&replica(), &replica::DocumentReplica::transactionsAppended, this, &DraftsMode::followLog);
    connect(&m_parts.history, &HistoryMode::activeChanged, this, [this](bool isActive) {
        if (isActive) showLanes();
    });
    connect(&m_parts.pane, &HistoryPane::pageShown, this, [this](QWidget* page) {
        if (page == m_page) show();
    });
    showBar();
}

void DraftsMode::createActions(QMainWindow* window, QMenu* menu, QAction* before) {
    m_new = addWindowAction(
        window, {"newDraft", tr("&New Draft…"), tr("Start a version to try things in, from what is on the page")},
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)});
    m_list = addWindowAction(window, {"showDrafts", tr("&List of Drafts"), tr("Show the drafts beside the page")},
                             {QKeySequence(Qt::SHIFT | Qt::Key_F9)});
    m_back = addWindowAction(
        window,
        {"backToDocument", tr("&Back to the Document"), tr("Show the document itself; the draft stays as it is")},
        {QKeySequence(Qt::CTRL | Qt::Key_F9)});
    m_compare = addWindowAction(window,
                                {"compareDraft", tr("&Compare with the Document"),
                                 tr("Show what merging the draft would make of the document")},
                                {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F10)});
    m_merge = addWindowAction(
        window,
        {"mergeDraft", tr("&Merge into the Document"), tr("Bring what was written in the draft into the document")},
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F9)});
    m_takeOver = addWindowAction(window,
                                 {"takeOverFromDocument", tr("&Take Over from the Document"),
                                  tr("Bring what is new in the document into the draft on the page")},
                                 {QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_F9)});
    m_menu = new QMenu(tr("&Drafts"), window);
    m_menu->setObjectName(QStringLiteral("draftsMenu"));
    menu->insertMenu(before, m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &DraftsMode::fillMenu);
    fillMenu();
    const bool isDraft = replica().draft().has_value();
    m_new->setEnabled(m_isWritable);
    m_back->setEnabled(isDraft);
    m_merge->setEnabled(m_isWritable);
    m_takeOver->setEnabled(m_isWritable && isDraft);
    for (QAction* action : {m_compare, m_merge, m_back})
        m_bar->addButton(action);
    connect(m_new, &QAction::triggered, this, &DraftsMode::newDraft);
    connect(m_list, &QAction::triggered, this, [this] { m_parts.pane.showPage(m_page); });
    connect(m_back, &QAction::triggered, this, [this] { open({}); });
    connect(m_compare, &QAction::triggered, this, &DraftsMode::compareDraft);
    connect(m_merge, &QAction::triggered, this, &DraftsMode::mergeDraft);
    connect(m_takeOver, &QAction::triggered, this, [this] { merge({}); });
}

void DraftsMode::connectPage() {
    connect(m_page, &DraftsPage::newRequested, this, &DraftsMode::newDraft);
    connect(m_page, &DraftsPage::openRequested, this, &DraftsMode::open);
    connect(m_page, &DraftsPage::compareRequested, this, &DraftsMode::compare);
    connect(m_page, &DraftsPage::mergeRequested, this, &DraftsMode::merge);
    connect(m_page, &DraftsPage::renameRequested, this, &DraftsMode::rename);
    connect(m_page, &DraftsPage::abandonRequested, this, &DraftsMode::abandon);
}

/// The commands, then what could be shown.
void DraftsMode::fillMenu() {
    m_menu->clear();
    m_menu->addActions({m_new, m_list});
    m_menu->addSeparator();
    m_menu->addActions({m_compare, m_merge, m_takeOver, m_back});
    m_menu->addSeparator();
    auto* group = new QActionGroup(m_menu);
    const auto add = [&](QString name, const Draft& draft) {
        QAction* action = m_menu->addAction(name.replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setCheckable(true);
        action->setActionGroup(group);
        action->setChecked(draft == replica().draft());
        connect(action, &QAction::triggered, this, [this, draft] { open(draft); });
    };
    add(nameOf(Draft()), {});
    for (const history::Draft* draft : replica().drafts().list()) {
        if (!draft->isAbandoned) add(draftName(*draft), draft->id);
    }
}

void DraftsMode::followLog(std::size_t /*first*/, std::size_t /*end*/, bool isLocal) {
    // Who writes on is content with the merge; undo and the history take it back later.
    if (isLocal && std::exchange(m_isMergeTold, false)) m_parts.messages.clear(kTopic);
    if (isLocal && !std::exchange(m_hasWritten, true)) rememberLastDraft(documentId(), replica().draft());
    if (!m_timer.isActive()) m_timer.start();
}

void DraftsMode::show() {
    showBar();
    if (m_parts.history.isActive()) showLanes();
    // What of each draft is new is counted only while somebody sees it.
    if (m_page->isVisible()) m_page->setRows(draftRows(replica(), m_parts.nowMs()));
    Q_EMIT draftsChanged();
}

void DraftsMode::showBar() {
    const Draft& shown = replica().draft();
    m_bar->setVisible(shown.has_value());
    if (!shown) return;
    const history::Draft* draft = replica().drafts().find(*shown);
    m_bar->setWords(tr("Draft “%1”").arg(nameOf(shown)),
                    draft != nullptr ? draftBeginWords(replica(), *draft, m_parts.nowMs()) : QString());
}

/// Open drafts before others, the newest first, as many as there are lanes.
void DraftsMode::showLanes() {
    const event::EventLog& log = replica().log();
    const event::EventLog& whole = replica().wholeLog();
    std::vector<const history::Draft*> drafts = replica().drafts().list();
    std::reverse(drafts.begin(), drafts.end());
    std::stable_partition(drafts.begin(), drafts.end(), [](const history::Draft* one) { return !one->isAbandoned; });
    std::vector<TimelineMark> marks;
    for (const history::Draft* draft : drafts) {
        const auto base = log.versionOf(whole.idsOf(draft->base));
        // One that goes off from another draft has no place on this timeline.
        if (!base || marks.size() == kLanesMax) continue;
        const history::Timeline& timeline = replica().timeline();
        TimelineMark mark{.position = timeline.eventCount(),
                          .label = draftName(*draft),
                          .from = history::positionOf(*base, log, timeline),
                          .isPutAway = draft->isAbandoned};
        const bool isShown = replica().draft() == draft->id;
        const auto merged = draft->merged && !isShown ? log.find(whole.idOf(*draft->merged)) : std::nullopt;
        if (merged && replica().newEventCount(draft->id) == 0) {
            mark.isMerged = true;
            mark.position = timeline.positionOf(log, *merged) + 1;
        }
        marks.push_back(std::move(mark));
    }
    m_parts.panel.setMarks(TimelineMarkKind::kDraft, std::move(marks));
}

QString DraftsMode::documentId() const {
    return QString::fromStdString(replica().documentId());
}

QString DraftsMode::nameOf(const Draft& draft) const {
    if (!draft) return tr("The Document Itself");
    const history::Draft* found = replica().drafts().find(*draft);
    return found != nullptr ? draftName(*found) : draftName({});
}

QString DraftsMode::shownName() const {
    return replica().draft() ? nameOf(replica().draft()) : QString();
}

QString DraftsMode::nameOf(const session::Colleague& colleague) const {
    if (colleague.draft == replica().draft()) return colleague.name;
    return colleague.draft ? tr("%1, in the draft “%2”").arg(colleague.name, nameOf(colleague.draft))
                           : tr("%1, in the document itself").arg(colleague.name);
}

void DraftsMode::tellLastDraft() {
    const Draft last = lastDraft(documentId());
    const history::Draft* draft = last && last != replica().draft() ? replica().drafts().find(*last) : nullptr;
    if (draft == nullptr || draft->isAbandoned) return;
    m_parts.messages.showMessage(
        kTopic, MessageBar::Kind::kNotice, tr("You last wrote in the draft “%1”.").arg(draftName(*draft)),
        {{tr("Open the Draft"), QStringLiteral("barOpenDraft"), [this, last] { open(last); }}});
}

void DraftsMode::carryOut(const VersionRequest& request) {
    if (request.errand == VersionRequest::Errand::kMerge) merge(request.source);
    if (request.errand == VersionRequest::Errand::kCompare) compare(request.source);
}

void DraftsMode::newDraft() {
    if (!m_isWritable || m_dialog) return;
    const HistoryMode& past = m_parts.history;
    const event::Version version = past.isActive() ? past.version() : replica().log().version();
    QString origin = replica().draft() ? tr("It starts from the draft “%1” as it is now.").arg(shownName())
                                       : tr("It starts from the document as it is now.");
    std::optional<event::Version> from;
    if (version != replica().log().version()) {
        from = version;
        origin = tr("It starts from the moment of the past that is on the page.");
    }
    const std::size_t count = replica().drafts().list().size();
    m_dialog = new DraftDialog(DraftDialog::Purpose::kNew, origin, tr("Draft %1", "number").arg(count + 1), m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this, [this, from, dialog = m_dialog] { this->start(dialog->name(), from); });
    m_dialog->open();
}

void DraftsMode::start(const QString& name, const std::optional<event::Version>& from) {
    std::optional<std::vector<event::EventId>> heads;
    if (from) heads = replica().log().idsOf(*from);
    const editing::NewDraft made = editing::newDraft(replica().nextEventId(), name.toStdString(), heads);
    if (made.edit.isEmpty()) {
        Q_EMIT messageRaised(
            tr("No draft can start from this moment: too many people wrote at once then. Nothing was changed."));
        return;
    }
    replica().closeStep();
    const Result<void> outcome = replica().apply(made.edit.intent);
    if (!outcome) {
        Q_EMIT messageRaised(QString::fromStdString(outcome.error().message));
        return;
    }
    open(made.id);
}

void DraftsMode::open(const Draft& draft) {
    if (draft == replica().draft()) return;
    m_parts.messages.clear(kTopic);
    Q_EMIT versionRequested({.draft = draft});
}

std::optional<history::DraftId> DraftsMode::draftToMerge() {
    const DraftRow* chosen = m_page->isVisible() ? m_page->chosen() : nullptr;
    if (chosen != nullptr && chosen->id && !chosen->isShown) return chosen->id;
    Draft only;
    for (const history::Draft* draft : replica().drafts().list()) {
        if (draft->isAbandoned || replica().newEventCount(draft->id) == 0) continue;
        if (only) {
            only.reset();
            break;
        }
        only = draft->id;
    }
    if (!only) {
        m_parts.pane.showPage(m_page);
        Q_EMIT messageRaised(tr("Choose a draft in the list: one with something that is not merged yet."));
    }
    return only;
}

void DraftsMode::compareDraft() {
    if (replica().draft()) {
        Q_EMIT versionRequested({.draft = {}, .errand = VersionRequest::Errand::kCompare, .source = replica().draft()});
    } else if (const auto source = draftToMerge()) {
        compare(source);
    }
}

void DraftsMode::compare(const Draft& source) {
    const QString words = replica().draft()
                              ? (source ? tr("This is what merging “%1” would make of this draft:").arg(nameOf(source))
                                        : tr("This is what taking over from the document would make of this draft:"))
                              : tr("This is what merging “%1” would make of the document:").arg(nameOf(source));
    m_comparison->start(source, words, m_isWritable ? (source ? tr("Merge") : tr("Take Over")) : QString());
}

void DraftsMode::mergeDraft() {
    if (replica().draft()) {
        Q_EMIT versionRequested({.draft = {}, .errand = VersionRequest::Errand::kMerge, .source = replica().draft()});
        return;
    }
    if (const auto source = draftToMerge()) merge(source);
}

void DraftsMode::merge(const Draft& source) {
    if (!m_isWritable) return;
    m_parts.history.leave();
    const Result<replica::MergeOutcome> outcome = replica().merge(source);
    if (!outcome) {
        Q_EMIT messageRaised(QString::fromStdString(outcome.error().message));
        return;
    }
    const QString changes = changeCountWords(outcome->eventCount);
    const QString words = source ? tr("Merged %1 of “%2”.", "3 changes").arg(changes, nameOf(source))
                                 : tr("Took over %1 from the document.", "3 changes").arg(changes);
    m_parts.messages.showMessage(
        kTopic, MessageBar::Kind::kNotice, words,
        {{tr("Take It Back"), QStringLiteral("barTakeBackMerge"), [this, merge = *outcome] { takeBack(merge); }}});
    m_isMergeTold = true;
}

void DraftsMode::takeBack(const replica::MergeOutcome& merge) {
    m_parts.history.leave();
    const Result<replica::UndoOutcome> taken = replica().takeBackMerge(merge);
    m_parts.messages.clear(kTopic);
    Q_EMIT messageRaised(taken ? tr("What was merged is taken back. Undo brings it here again.")
                               : QString::fromStdString(taken.error().message));
}

void DraftsMode::rename(const history::DraftId& id) {
    if (!m_isWritable || m_dialog) return;
    m_dialog = new DraftDialog(DraftDialog::Purpose::kRename, {}, nameOf(Draft(id)), m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this, [this, id, dialog = m_dialog] {
        const history::Draft* draft = replica().drafts().find(id);
        if (draft == nullptr) return;
        const QString name = dialog->name();
        apply(editing::renamedDraft(replica().nextEventId(), *draft, name.toStdString()).intent,
              tr("The draft is called “%1”.").arg(name));
    });
    m_dialog->open();
}

void DraftsMode::abandon(const history::DraftId& id, bool isAbandoned) {
    const history::Draft* draft = replica().drafts().find(id);
    if (!m_isWritable || draft == nullptr) return;
    const QString name = draftName(*draft);
    apply(editing::abandonedDraft(replica().nextEventId(), *draft, isAbandoned).intent,
          isAbandoned ? tr("“%1” is put away. Nothing of it is lost.").arg(name)
                      : tr("“%1” is among the drafts again.").arg(name));
}

void DraftsMode::apply(const replica::EditIntent& intent, const QString& success) {
    const Result<void> outcome = replica().apply(intent);
    if (outcome) show();
    Q_EMIT messageRaised(outcome ? success : QString::fromStdString(outcome.error().message));
}

}  // namespace varve::ui

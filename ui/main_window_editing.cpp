// The part of the main window in which the user writes, undoes and visits the past.
#include <QAbstractButton>
#include <QDesktopServices>
#include <QLineEdit>
#include <QSettings>
#include <QToolBar>
#include <QUrl>
#include <algorithm>

#include "projection/heading_anchors.h"
#include "ui/comments/comments_mode.h"
#include "ui/drafts/draft_bar.h"
#include "ui/drafts/drafts_mode.h"
#include "ui/editor/editor_view.h"
#include "ui/find/find_bar.h"
#include "ui/format/link_popup.h"
#include "ui/history/history_mode.h"
#include "ui/history/history_pane.h"
#include "ui/history/steps_menu.h"
#include "ui/history/steps_page.h"
#include "ui/history/timeline_panel.h"
#include "ui/main_window.h"
#include "ui/main_window_status.h"
#include "ui/message_bar.h"
#include "ui/outline/outline_mode.h"
#include "ui/outline/outline_pane.h"

namespace varve::ui {

namespace {

const QString kPastTopic = QStringLiteral("past");

}  // namespace

void MainWindow::apply(const replica::EditIntent& intent) {
    const Result<void> outcome = m_session->replica().apply(intent);
    if (!outcome) showFailure(QString::fromStdString(outcome.error().message));
}

void MainWindow::followLink(const QString& address) {
    if (address.startsWith(u'#')) {
        const projection::Outline outline = projection::outlineOf(m_view->blocks());
        if (const auto heading = projection::headingOfAnchor(outline, address.mid(1))) {
            m_outline->goTo(outline[*heading].offset);
        } else {
            showNotice(tr("There is no heading “%1” in this document.").arg(address.mid(1)));
        }
        return;
    }
    // What came with a document is followed only where it leads to a page or a letter.
    const QString known = linkAddress(address);
    if (known.isEmpty() || !QDesktopServices::openUrl(QUrl(known)))
        showFailure(tr("The link “%1” could not be opened: no program here follows such an address.").arg(address));
}

void MainWindow::takeStep(StepDirection direction) {
    replica::DocumentReplica& replica = m_session->replica();
    const Result<replica::UndoOutcome> outcome = direction == StepDirection::kUndo ? replica.undo() : replica.redo();
    if (outcome) {
        showOutcome(*outcome, direction, 1);
    } else {
        m_status->showPassing(QString::fromStdString(outcome.error().message));
    }
}

void MainWindow::takeSteps(StepDirection direction, event::LocalVersion first, std::size_t countMax) {
    replica::DocumentReplica& replica = m_session->replica();
    if (replica.isResting()) {
        replica.whenAwake(this, [this, direction, first, countMax] {
            if (isEnabled()) takeSteps(direction, first, countMax);
        });
        return;
    }
    const bool isUndo = direction == StepDirection::kUndo;
    const auto isLeft = [&] { return isUndo ? replica.canUndo(first) : replica.canRedo(first); };
    std::optional<replica::UndoOutcome> last;
    std::uint32_t skippedCount = 0;
    int stepCount = 0;
    // A step that would change nothing is passed over together with its neighbour, so the list is asked, not counted.
    for (std::size_t taken = 0; taken < countMax && isLeft(); ++taken) {
        const Result<replica::UndoOutcome> outcome = isUndo ? replica.undo() : replica.redo();
        if (!outcome) break;
        last = *outcome;
        skippedCount += outcome->skippedCount;
        ++stepCount;
    }
    if (!last) return;
    last->skippedCount = skippedCount;
    showOutcome(*last, direction, stepCount);
}

void MainWindow::takeStepAlone(event::LocalVersion first) {
    if (m_session->replica().isResting()) {
        m_session->replica().whenAwake(this, [this, first] {
            if (isEnabled()) takeStepAlone(first);
        });
        return;
    }
    const Result<replica::UndoOutcome> outcome = m_session->replica().undoStep(first);
    if (outcome) {
        showOutcome(*outcome, StepDirection::kUndo, 1);
    } else {
        m_status->showPassing(QString::fromStdString(outcome.error().message));
    }
}

void MainWindow::bringBackBranch(event::LocalVersion first) {
    if (m_session->replica().isResting()) {
        m_session->replica().whenAwake(this, [this, first] {
            if (isEnabled()) bringBackBranch(first);
        });
        return;
    }
    const Result<replica::UndoOutcome> outcome = m_session->replica().redoBranch(first);
    if (outcome) {
        showOutcome(*outcome, StepDirection::kRedo, 1);
    } else {
        m_status->showPassing(QString::fromStdString(outcome.error().message));
    }
}

void MainWindow::undoInSelection() {
    const auto selection = m_view->focusedSelection();
    if (!selection || selection->range.begin == selection->range.end) {
        m_status->showPassing(tr("Select the text in which you want to take something back."));
        return;
    }
    if (m_session->replica().isResting()) {
        m_session->replica().whenAwake(this, [this] {
            if (isEnabled()) undoInSelection();
        });
        return;
    }
    const Result<replica::UndoOutcome> outcome = m_session->replica().undoInside(selection->sequence, selection->range);
    if (outcome) {
        showOutcome(*outcome, StepDirection::kUndo, 1);
    } else {
        m_status->showPassing(QString::fromStdString(outcome.error().message));
    }
}

void MainWindow::connectHistoryPane() {
    connect(m_actions.historyPane, &QAction::triggered, this, &MainWindow::showHistoryPane);
    connect(m_historyPane, &HistoryPane::openRequested, this, [this] { showHistoryPane(true); });
    connect(m_historyPane, &HistoryPane::closeRequested, this, [this] { showHistoryPane(false); });
    connect(m_historyPane, &HistoryPane::leaveRequested, this, [this] { m_view->setFocus(Qt::OtherFocusReason); });
    connect(&m_session->replica(), &replica::DocumentReplica::undoStepsChanged, m_stepsPage, &StepsPage::follow);
    connect(m_stepsPage, &StepsPage::stepsChosen, this, [this](StepDirection direction, event::LocalVersion first) {
        takeSteps(direction, first, m_stepsPage->listedCountMax());
    });
    connect(m_stepsPage, &StepsPage::stepUndoRequested, this, &MainWindow::takeStepAlone);
    connect(m_stepsPage, &StepsPage::branchRequested, this, &MainWindow::bringBackBranch);
    connect(m_stepsPage, &StepsPage::momentRequested, m_history, &HistoryMode::show);
}

void MainWindow::showHistoryPane(bool shown) {
    const bool hadFocus = m_historyPane->isAncestorOf(focusWidget());
    m_historyPane->setVisible(shown);
    m_actions.historyPane->setChecked(shown);
    if (!shown && hadFocus) m_view->setFocus(Qt::OtherFocusReason);
    QSettings().setValue(QStringLiteral("window/historyPane"), shown);
}

void MainWindow::showOutcome(const replica::UndoOutcome& outcome, StepDirection direction, int stepCount) {
    m_status->showPassing(outcomeWords(outcome, direction, stepCount, m_clock.nowMs()));
    // In a cell the caret is at the change already.
    if (!outcome.changed || m_view->insetPlace()) return;
    if (!outcome.isTextChanged) {
        // The page itself goes to changes of the text only; a block that became something else may be anywhere.
        const text::Range range = *outcome.changed;
        const text::Offset caret = m_view->caret();
        if (caret < range.begin || caret > range.end) m_view->setSelection({range.end, range.end});
        m_view->flashRange(range);
    }
    m_view->ensureVisible(*outcome.changed);
}

void MainWindow::showDocument() {
    const replica::DocumentReplica& replica = m_session->replica();
    if (projection::isPlainText(replica.log())) {
        // The tracker, which this would need otherwise, is not made before somebody asks for it.
        m_view->setDocument({replica.text(), m_view->heightEstimate()}, {}, &m_objects);
        return;
    }
    const merge::Tracker& tracker = replica.presentTracker();
    projection::ObjectRegisters registers(tracker.registers(replica.log(), merge::View::kEffect));
    projection::BlockSequence blocks =
        projection::readBlocks(replica.log(), tracker, merge::View::kEffect, event::WellKnownObject::kBody, registers,
                               m_view->heightEstimate());
    m_view->setDocument(std::move(blocks), std::move(registers), &m_objects);
}

void MainWindow::showPatch(const document::DocumentPatch& patch, replica::PatchOrigin origin) {
    // While the past is on display, history mode follows the log instead.
    if (m_history->isActive()) return;
    m_view->applyPatch(patch, origin);
    m_countTimer.start();
    m_presenceTimer.start();
}

void MainWindow::followLog() {
    if (m_history->isActive()) {
        m_history->followLog();
    } else if (!m_followTimer.isActive()) {
        m_followTimer.start();
    }
    updateStorage();
}

void MainWindow::showHistoryState(bool isActive) {
    // Words are counted now, not in the past.
    if (!isActive) m_countTimer.start();
    m_actions.history->setChecked(isActive);
    m_actions.restoreMoment->setEnabled(isActive && !m_session->isReadOnly());
    m_actions.returnToNow->setEnabled(isActive);
    m_actions.restoreMoment->setVisible(isActive);
    m_actions.returnToNow->setVisible(isActive);
    if (!isActive && m_session->isReadOnly()) {
        m_view->setReadOnly(true);
        m_view->setPageLook(PageLook::kNow);
    }
    m_messages->clear(kPastTopic);
    m_status->setWordCountVisible(!isActive);
    m_actions.counts->setEnabled(!isActive);
    updateActions();
    updateRemoteCarets();
    m_comments->showWritable();
}

void MainWindow::offerReturnToNow() {
    if (!m_history->isActive()) {
        m_status->showPassing(tr("This document can be read but not changed."));
        return;
    }
    m_messages->showMessage(
        kPastTopic, MessageBar::Kind::kNotice,
        tr("You are looking at the past. To write, go back to the document as it is now."),
        {{tr("Return to now"), QStringLiteral("barReturnToNow"), [this] { m_history->leave(); }},
         {tr("Start a draft here"), QStringLiteral("barStartDraft"), [this] { m_drafts->newDraft(); }}});
}

void MainWindow::cyclePanes(int direction) {
    std::vector<QWidget*> panes = {m_view, &m_panel->slider()};
    const auto addFirstOf = [&panes](const QWidget& parent) {
        for (QAbstractButton* button : parent.findChildren<QAbstractButton*>()) {
            if (!button->isVisible() || !button->isEnabled() || button->focusPolicy() == Qt::NoFocus) continue;
            panes.push_back(button);
            return;
        }
    };
    if (m_historyPane->isVisible() && m_historyPane->currentPage() != nullptr) {
        QWidget* page = m_historyPane->currentPage();
        panes.push_back(page->focusProxy() != nullptr ? page->focusProxy() : page);
    }
    if (m_outlinePane->isVisible()) panes.insert(panes.begin(), &m_outlinePane->tree());
    if (m_drafts->bar().isVisible()) addFirstOf(m_drafts->bar());
    if (m_messages->isVisible()) addFirstOf(*m_messages);
    if (m_findBar->isVisible()) panes.push_back(m_findBar->findChild<QLineEdit*>());
    addFirstOf(*m_toolBar);
    const QWidget* focused = focusWidget();
    const auto here = std::find_if(panes.begin(), panes.end(), [focused](const QWidget* pane) {
        return pane == focused || pane->isAncestorOf(focused);
    });
    const auto count = static_cast<std::ptrdiff_t>(panes.size());
    const std::ptrdiff_t index = here == panes.end() ? 0 : here - panes.begin() + direction;
    // Only this reason, and the Tab key itself, make buttons show that they have the focus.
    panes[static_cast<std::size_t>((index + count) % count)]->setFocus(Qt::ShortcutFocusReason);
}

}  // namespace varve::ui

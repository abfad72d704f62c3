// The part of the main window that shows the state of the document around the page.
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QMenu>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "projection/counts.h"
#include "projection/reading_text.h"
#include "ui/collaboration/people_label.h"
#include "ui/collaboration/presence_colours.h"
#include "ui/counts/selected_text.h"
#include "ui/drafts/drafts_mode.h"
#include "ui/editor/editor_view.h"
#include "ui/format/format_controls.h"
#include "ui/format/table_controls.h"
#include "ui/history/author_colours.h"
#include "ui/history/history_mode.h"
#include "ui/history/steps_page.h"
#include "ui/history/timeline_panel.h"
#include "ui/main_window.h"
#include "ui/main_window_status.h"
#include "ui/plain_tool_tip.h"
#include "ui/recent_files.h"
#include "ui/spelling/spelling_controls.h"

namespace varve::ui {

namespace {

constexpr qint64 kReadingBudgetMs = 4;
constexpr std::size_t kCountedAtOnceMax = 50'000;  // bytes

}  // namespace

void MainWindow::updateActions() {
    const replica::DocumentReplica& replica = m_session->replica();
    const bool canWrite = !m_history->isActive() && !m_session->isReadOnly();
    const auto inTable = m_view->tableSelection();
    const bool hasSelection = !m_view->focusedText().selection().isEmpty() || (inTable && inTable->isRectangle);
    m_actions.undo->setEnabled(canWrite && replica.canUndo());
    m_actions.redo->setEnabled(canWrite && replica.canRedo());
    m_actions.undoInSelection->setEnabled(canWrite && hasSelection && replica.canUndo());
    m_stepsPage->setWritable(canWrite);
    m_actions.cut->setEnabled(canWrite && hasSelection);
    m_actions.copy->setEnabled(hasSelection);
    m_actions.paste->setEnabled(canWrite);
    m_actions.pastePlain->setEnabled(canWrite);
    m_actions.importFile->setEnabled(canWrite);
    m_actions.pageSetup->setEnabled(canWrite);
    m_actions.erase->setEnabled(canWrite && hasSelection);
    m_format->setWritable(canWrite);
    m_tableControls->setWritable(canWrite);
    m_spelling->setWritable(canWrite);
}

void MainWindow::updateUndoTexts() {
    const replica::DocumentReplica& replica = m_session->replica();
    const auto named = [&replica](const QString& verb, const std::vector<history::UndoStep>& steps) {
        if (steps.empty()) return verb;
        QString name = stepName(replica.facts(steps.front()));
        name.replace(QLatin1Char('&'), QLatin1String("&&"));
        return tr("%1: %2", "Undo: the step").arg(verb, name);
    };
    m_actions.undo->setText(named(tr("&Undo"), replica.undoSteps(1)));
    m_actions.redo->setText(named(tr("&Redo"), replica.redoSteps(1)));
}

/// What the next press will do is said before it is pressed.
void MainWindow::updateUndoTips() {
    const replica::DocumentReplica& replica = m_session->replica();
    const auto show = [&](QAction& action, const QString& form, const std::vector<history::UndoStep>& steps) {
        const QString keys = action.shortcut().toString(QKeySequence::NativeText);
        const QString words =
            steps.empty() ? action.whatsThis() : form.arg(stepWords(replica.facts(steps.front()), m_clock.nowMs()));
        action.setToolTip(plainToolTip(tr("%1 (%2)", "purpose, keys").arg(words, keys)));
    };
    show(*m_actions.undo, tr("Undo: %1", "the step"), replica.undoSteps(1));
    show(*m_actions.redo, tr("Redo: %1", "the step"), replica.redoSteps(1));
}

void MainWindow::updateStorage() {
    using Storage = MainWindowStatus::Storage;
    if (m_session->isReadOnly()) {
        m_status->setStorage(Storage::kReadOnly);
    } else if (m_session->replica().isDurable()) {
        m_status->setStorage(Storage::kSaved);
    } else {
        m_status->setStorage(m_hasStorageFailure ? Storage::kFailed : Storage::kSaving);
    }
}

void MainWindow::countWords() {
    // The texts that the page knows are of another time; leaving the past counts again.
    if (m_history->isActive()) return;
    QElapsedTimer clock;
    clock.start();
    if (!m_view->readTextsBeside([&clock] { return clock.elapsed() < kReadingBudgetMs; })) {
        QTimer::singleShot(0, this, &MainWindow::countWords);
        return;
    }
    const quint64 request = ++m_countRequest;
    const QPointer<MainWindow> window(this);
    const text::Rope& body = m_session->replica().text();
    const auto beside = m_view->textsBeside().embeds();
    std::vector<projection::TextsOfEmbed> embeds(beside.begin(), beside.end());
    std::optional<SelectedText> selected = selectedTextOf(*m_view, body);
    if (selected->sizeBytes() <= kCountedAtOnceMax) selected.reset();
    QThreadPool::globalInstance()->start(
        [window, request, body, embeds = std::move(embeds), selected = std::move(selected)] {
            const projection::ReadingText text(body, embeds);
            const projection::TextCounts all = projection::countsOf(text.rope(), text.whole());
            const auto part = selected ? std::optional(selected->counts()) : std::nullopt;
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [window, request, all, part] {
                    if (window.isNull() || window->m_countRequest != request) return;
                    window->m_counts = all;
                    if (part && window->m_selectionCounts) window->m_selectionCounts = part;
                    window->m_status->setCounts(window->m_counts, window->m_selectionCounts);
                },
                Qt::QueuedConnection);
        });
}

void MainWindow::showWordCount() {
    const SelectedText selected =
        m_history->isActive() ? SelectedText() : selectedTextOf(*m_view, m_session->replica().text());
    if (selected.isEmpty()) {
        m_selectionCounts.reset();
    } else if (selected.sizeBytes() <= kCountedAtOnceMax) {
        m_selectionCounts = selected.counts();
    } else {
        // What is selected of a large text is counted like the text itself, when the hand rests.
        if (!m_selectionCounts) m_selectionCounts.emplace();
        m_countTimer.start();
    }
    m_status->setCounts(m_counts, m_selectionCounts);
}

void MainWindow::updateTitle() {
    const QString draft = m_drafts->shownName();
    const QString title =
        draft.isEmpty() ? m_session->title() : tr("%1 – %2", "document, draft of it").arg(m_session->title(), draft);
    setWindowTitle(tr("%1 — Varve", "document").arg(title));
    setWindowFilePath(QString::fromStdString(m_session->path().string()));
}

void MainWindow::updateSharing() {
    const bool isSharing = m_session->isSharing();
    m_actions.share->setChecked(isSharing);
    m_status->people().setPeople(inAuthorColours(m_panel->lanes(), m_session->colleagues()), isSharing,
                                 m_session->linkState(),
                                 [this](const session::Colleague& colleague) { return m_drafts->nameOf(colleague); });
}

void MainWindow::updateRemoteCarets() {
    std::vector<RemoteCaret> carets;
    if (!m_history->isActive()) {
        const replica::DocumentReplica& replica = m_session->replica();
        const bool isDark = themeColours(palette()).isDark;
        for (const session::Colleague& colleague : inAuthorColours(m_panel->lanes(), m_session->colleagues())) {
            if (!colleague.caret) continue;
            const event::ObjectId& text = colleague.sequence;
            const text::Offset caret = replica.offsetOf(*colleague.caret, text);
            const text::Offset start =
                colleague.selectionStart ? replica.offsetOf(*colleague.selectionStart, text) : caret;
            carets.push_back({.id = colleague.connection,
                              .name = colleague.name,
                              .colour = presenceColour(colleague.colourIndex, isDark),
                              .sequence = text,
                              .caret = caret,
                              .selection = {std::min(caret, start), std::max(caret, start)}});
        }
    }
    m_view->decorations().setRemoteCarets(carets);
}

void MainWindow::sendPresence() {
    if (m_history->isActive()) return;
    // In a cell that nobody wrote in yet there is no text to name: beside its table.
    const auto focused = m_view->focusedSelection();
    const Selection& selection = focused ? m_view->focusedText().selection() : m_view->selection();
    m_session->setPresence(selection.caret, selection.anchor,
                           focused ? focused->sequence : event::WellKnownObject::kBody);
}

void MainWindow::showAppearance() {
    QAction* chosen = m_actions.appearanceSystem;
    if (m_theme.appearance() == Appearance::kLight) chosen = m_actions.appearanceLight;
    if (m_theme.appearance() == Appearance::kDark) chosen = m_actions.appearanceDark;
    chosen->setChecked(true);
}

void MainWindow::showRecentFiles(QMenu* menu) {
    menu->clear();
    for (const QString& path : recentFiles()) {
        const QFileInfo file(path);
        QString text = tr("%1 – %2", "file, folder").arg(file.completeBaseName(), file.absolutePath());
        text.replace(QLatin1Char('&'), QLatin1String("&&"));
        QAction* action = menu->addAction(text);
        connect(action, &QAction::triggered, this, [this, path] {
            Q_EMIT
            openRequested(path);
        });
    }
    if (menu->isEmpty()) {
        menu->addAction(tr("No documents yet"))->setEnabled(false);
        return;
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Forget This List")), &QAction::triggered, this, &forgetRecentFiles);
}

}  // namespace varve::ui

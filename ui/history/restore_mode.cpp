#include "ui/history/restore_mode.h"

#include <QLocale>
#include <QMainWindow>
#include <QMenu>

#include "projection/section_text.h"
#include "projection/step_names.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"
#include "ui/message_bar.h"
#include "ui/window_action.h"

namespace varve::ui {

namespace {

const QString kTopic = QStringLiteral("restorePart");
constexpr qsizetype kNameMax = 40;

/// What comes and goes, in all texts.
struct ChangeCounts {
    quint64 added = 0;
    quint64 removed = 0;
};
ChangeCounts countsOf(const document::DocumentPatch& patch) {
    ChangeCounts counts{patch.body.addedCount(), patch.body.removedCount()};
    for (const document::SequencePatch& one : patch.sequences) {
        counts.added += one.patch.addedCount();
        counts.removed += one.patch.removedCount();
    }
    return counts;
}

}  // namespace

RestoreMode::RestoreMode(EditorView& view, HistoryMode& history, TimelinePanel& panel, MessageBar& messages,
                         QMainWindow* window, QMenu* menu, QAction* before)
    : QObject(&history), m_view(view), m_history(history), m_panel(panel), m_messages(messages) {
    m_section = addWindowAction(window,
                                {"restoreSection", tr("Restore This &Section…"),
                                 tr("Make the section with the caret what it was at the moment shown")},
                                {QKeySequence(Qt::ALT | Qt::Key_Return)});
    m_selection = addWindowAction(window,
                                  {"restoreSelection", tr("Restore the Se&lection…"),
                                   tr("Make the selected text what it was at the moment shown")},
                                  {QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Return)});
    menu->insertActions(before, {m_section, m_selection});
    auto* choices = new QMenu;
    choices->setObjectName(QStringLiteral("restoreMenu"));
    choices->addAction(tr("Restore the Whole &Document"), this, [this] {
        // What restoring does while a preview is shown is that of the preview.
        m_history.endPreview();
        m_history.restore();
    });
    choices->addActions({m_section, m_selection});
    m_panel.setRestoreMenu(choices);
    connect(m_section, &QAction::triggered, this, &RestoreMode::previewSection);
    connect(m_selection, &QAction::triggered, this, &RestoreMode::previewSelection);
    connect(&m_history, &HistoryMode::activeChanged, this, &RestoreMode::showAllowed);
    connect(&m_history, &HistoryMode::momentShown, this, &RestoreMode::showAllowed);
    connect(&m_view, &EditorView::selectionChanged, this, &RestoreMode::showAllowed);
    connect(&m_history, &HistoryMode::previewChanged, this, [this](bool isShown) {
        if (!isShown) m_messages.clear(kTopic);
        m_panel.setRestoringPart(isShown);
        showAllowed();
    });
    showAllowed();
}

void RestoreMode::showAllowed() {
    const bool isPast = m_history.isActive() && m_panel.isRestoreAllowed() && !m_history.isPreviewing() &&
                        m_history.position() < m_panel.axis().eventCount();
    for (QAction* action : {m_section, m_selection})
        action->setVisible(m_history.isActive());
    m_section->setEnabled(isPast);
    m_selection->setEnabled(isPast && !m_view.focusedText().selection().isEmpty());
}

void RestoreMode::previewSection() {
    if (!m_section->isEnabled()) return;
    const projection::BlockSequence& blocks = m_view.blocks();
    const projection::Outline outline = projection::outlineOf(blocks);
    const int index = projection::outlineIndexAt(outline, m_view.caret());
    history::PastPart part;
    part.headingLevel = document::kHeadingLevelMax;
    QString name = tr("what stands before the first heading");
    if (index >= 0) {
        const projection::OutlineEntry& entry = outline[static_cast<std::size_t>(index)];
        part.range = projection::textOfSection(outline, static_cast<std::size_t>(index), blocks);
        if (entry.level > 0) part.headingLevel = entry.level;
        QString words = entry.text;
        if (words.size() > kNameMax) words = words.left(kNameMax - 1) + u'…';
        name = words.isEmpty() ? tr("the section") : tr("the section “%1”").arg(words);
    } else {
        const text::Offset end = outline.empty() ? text::Offset{blocks.count()} : outline.front().offset - 1U;
        part.range = {{0}, end};
        if (outline.empty()) name = tr("the text");
    }
    preview(part, name);
}

void RestoreMode::previewSelection() {
    if (!m_selection->isEnabled()) return;
    const auto selected = m_view.focusedSelection();
    if (!selected || selected->range.isEmpty()) return;
    preview({.sequence = selected->sequence, .range = selected->range, .headingLevel = {}}, tr("the selected text"));
}

void RestoreMode::preview(const history::PastPart& part, const QString& name) {
    const QString when = m_panel.wordsAt(m_history.position()).section(QStringLiteral(" · "), 0, 0);
    m_history.previewPart(part, [this, name, when](const Result<document::DocumentPatch>& shown) {
        showAllowed();
        if (shown) {
            say(*shown, name, when);
        } else {
            Q_EMIT messageRaised(QString::fromStdString(shown.error().message));
        }
    });
}

void RestoreMode::say(const document::DocumentPatch& shown, const QString& name, const QString& when) {
    const ChangeCounts counts = countsOf(shown);
    const QString words = tr("This is how the document will be: %1 as at “%2”, everything else as it is now. "
                             "%3 come back, %4 go.")
                              .arg(name, when, projection::characterCountWords(counts.added),
                                   projection::characterCountWords(counts.removed));
    m_messages.showMessage(
        kTopic, MessageBar::Kind::kNotice, words,
        {{tr("Restore this part"), QStringLiteral("barRestorePart"), [this] { m_history.restore(); }},
         {tr("Back to the moment"), QStringLiteral("barEndPreview"), [this] { m_history.endPreview(); }}});
}

}  // namespace varve::ui

#include "ui/history/selection_walk.h"

#include <QKeySequence>
#include <QLocale>

#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"

namespace varve::ui {

SelectionWalk::SelectionWalk(const replica::DocumentReplica& replica, EditorView& view, HistoryMode& history,
                             TimelinePanel& panel, QObject* parent)
    : QObject(parent), m_replica(replica), m_view(view), m_history(history), m_panel(panel) {
    m_action.setObjectName(QStringLiteral("selectionHistory"));
    m_action.setText(tr("History of the &Selection"));
    m_action.setCheckable(true);
    m_action.setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F4));
    m_action.setWhatsThis(tr("Walk through the steps that changed the selected text"));
    m_action.setToolTip(
        tr("%1 (%2)").arg(m_action.whatsThis(), m_action.shortcut().toString(QKeySequence::NativeText)));
    connect(&m_action, &QAction::triggered, this, [this](bool wanted) { wanted ? begin() : end(); });
    connect(&m_history, &HistoryMode::activeChanged, this, [this](bool active) {
        if (!active) end();
    });
    connect(&m_history, &HistoryMode::momentShown, this, [this] {
        if (isOn() && m_eventCount != m_replica.timeline().eventCount()) showMarks();
    });
    connect(this, &SelectionWalk::messageRaised, &m_history, &HistoryMode::messageRaised);
}

/// The selection of the text that the caret is in, or the paragraph around the caret.
history::SelectedText SelectionWalk::selected() const {
    history::SelectedText selected;
    selected.position = m_history.position();
    const EditorView& text = m_view.focusedText();
    if (const auto inside = m_view.focusedSelection()) {
        selected.sequence = inside->sequence;
        selected.range = inside->range;
    }
    if (!selected.range.isEmpty()) return selected;
    const std::uint32_t block = text.blocks().positionOf(selected.range.begin).block;
    const text::Offset start = text.blocks().startOf(block);
    selected.range = {start, start + text.blocks().blockAt(block)->count};
    return selected;
}

void SelectionWalk::begin() {
    m_history.enter();
    const history::HistoryCursor& cursor = *m_history.cursor();
    const history::Timeline& timeline = m_panel.timeline();
    const history::TravelIndex* index = cursor.index();
    m_touches.clear();
    const history::SelectedText chosen = selected();
    if (index == nullptr || index->end() < chosen.position) {
        m_action.setChecked(false);
        Q_EMIT
        messageRaised(tr("The history of this document is too long to look into a selection."));
        return;
    }
    for (const history::SelectionTouch& touch : history::selectionHistory(*index, timeline, chosen)) {
        const history::TimelineEntry entry = timeline.entries()[timeline.entryIndexAt(touch.position - 1)];
        const event::LocalVersion first = m_replica.log().transactionRecord(entry.transaction).events.begin;
        m_touches.push_back(
            {first + static_cast<std::uint32_t>(touch.position - 1 - entry.beginPosition), touch.agent});
    }
    m_action.setChecked(!m_touches.empty());
    showMarks();
    if (m_touches.empty()) {
        Q_EMIT
        messageRaised(tr("Nothing ever changed here."));
        return;
    }
    m_panel.slider().setFocus(Qt::OtherFocusReason);
    const QString count = QLocale().toString(static_cast<qulonglong>(m_touches.size()));
    Q_EMIT
    messageRaised(m_touches.size() == 1
                      ? tr("1 step touched this text.")
                      : tr("%1 steps touched this text. Left and Right walk through them.").arg(count));
}

void SelectionWalk::end() {
    m_action.setChecked(false);
    m_touches.clear();
    showMarks();
}

void SelectionWalk::showMarks() {
    const history::Timeline& timeline = m_replica.timeline();
    m_eventCount = timeline.eventCount();
    std::vector<TimelineMark> marks;
    for (const Touch& touch : m_touches)
        marks.push_back({timeline.positionOf(m_replica.log(), touch.lastEvent) + 1, {}, static_cast<int>(touch.agent)});
    m_panel.setMarks(TimelineMarkKind::kSelectionChange, std::move(marks));
}

}  // namespace varve::ui

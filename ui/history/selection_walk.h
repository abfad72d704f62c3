// The history of a selection, in the window: narrows the timeline to the steps that touched the selected characters or
// what once stood between them. Marks them on the timeline, where Left and Right then walk from one to the next.
// Without a selection it is about the paragraph of the caret. GUI thread.
#pragma once

#include <QAction>
#include <QObject>
#include <vector>

#include "event/event_log.h"
#include "history/selection_history.h"
#include "replica/document_replica.h"

namespace varve::ui {

class EditorView;
class HistoryMode;
class TimelinePanel;

class SelectionWalk : public QObject {
    Q_OBJECT
  public:
    /// All must outlive it.
    SelectionWalk(const replica::DocumentReplica& replica, EditorView& view, HistoryMode& history, TimelinePanel& panel,
                  QObject* parent = nullptr);

    /// Narrows the timeline, and takes that back; for menus.
    [[nodiscard]] QAction& action() { return m_action; }
    /// Enters history mode where that is off, and finds the steps for what is selected now. Cost: selectionHistory.
    void begin();
    void end();
    [[nodiscard]] bool isOn() const { return m_action.isChecked(); }

  Q_SIGNALS:
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    [[nodiscard]] history::SelectedText selected() const;
    void showMarks();

    const replica::DocumentReplica& m_replica;
    EditorView& m_view;
    HistoryMode& m_history;
    TimelinePanel& m_panel;
    QAction m_action;
    /// A touch by its last event, whose number on the timeline may become another one.
    struct Touch {
        event::LocalVersion lastEvent;
        std::uint32_t agent = 0;
    };
    std::vector<Touch> m_touches;
    std::uint64_t m_eventCount = 0;  // of the timeline when the marks were shown
};

}  // namespace varve::ui

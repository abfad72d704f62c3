// Narrows the timeline to some of its steps: those that touched the selected characters or what once stood between
// them, those of a section or of a session, or those of a kind. Marks them on the timeline, where Left and Right then
// walk from one to the next; everything else steps back. Without a selection it is about the paragraph of the caret.
// GUI thread.
#pragma once

#include <QAction>
#include <QActionGroup>
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

    /// Which steps the timeline is narrowed to.
    enum class Filter : std::uint8_t { kNone, kSelection, kSection, kSession, kFormatting, kPasted, kTurns };
    Q_ENUM(Filter)

    /// Narrows the timeline to the selection, and takes that back; for menus.
    [[nodiscard]] QAction& action() { return m_action; }
    /// Enters history mode where that is off, and finds the steps for what is selected and shown now. Cost:
    /// selectionHistory, or O(steps of the document).
    void begin(Filter filter);
    void end();
    [[nodiscard]] Filter filter() const { return m_filter; }
    [[nodiscard]] bool isOn() const { return m_filter != Filter::kNone; }

  Q_SIGNALS:
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    void createMenu();
    [[nodiscard]] history::SelectedText selected() const;
    [[nodiscard]] history::SelectedText section() const;
    bool findTouches(const history::SelectedText& chosen);
    void findSteps(Filter filter);
    void addTouch(std::uint64_t position, std::uint32_t agent);
    void showMarks();
    void showFilter();

    const replica::DocumentReplica& m_replica;
    EditorView& m_view;
    HistoryMode& m_history;
    TimelinePanel& m_panel;
    QAction m_action;
    QActionGroup* m_filters = nullptr;
    Filter m_filter = Filter::kNone;
    /// A touch by its last event, whose number on the timeline may become another one.
    struct Touch {
        event::LocalVersion lastEvent;
        std::uint32_t agent = 0;
    };
    std::vector<Touch> m_touches;
    std::uint64_t m_eventCount = 0;  // of the timeline when the marks were shown
};

}  // namespace varve::ui

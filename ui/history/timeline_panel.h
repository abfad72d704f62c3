// The bottom edge of the window: the slider, and in history mode the moment in words above it with the buttons for what
// one does there, and below it the whole history with the part that is in sight. Knows the log and its timeline, not
// the document on display.
#pragma once

#include <QToolButton>
#include <QWidget>
#include <functional>

#include "event/event_log.h"
#include "history/timeline.h"
#include "ui/elided_label.h"
#include "ui/history/moment_words.h"
#include "ui/history/play_pace.h"
#include "ui/history/timeline_axis.h"
#include "ui/history/timeline_lanes.h"
#include "ui/history/timeline_marks.h"
#include "ui/history/timeline_slider.h"

class QActionGroup;
class QMenu;
class QPushButton;

namespace varve::ui {

class TimelineOverview;

class TimelinePanel : public QWidget {
    Q_OBJECT
  public:
    /// Gives the timeline of `log`, caught up, always the same object.
    using TimelineSource = std::function<const history::Timeline&()>;

    /// `log`, and what `timeline` gives, must outlive the panel. Nothing is asked before the first refresh().
    TimelinePanel(const event::EventLog& log, TimelineSource timeline, QWidget* parent = nullptr);

    /// Takes over what the log has got since. Cost: O(new) and one picture of the slider.
    void refresh();
    /// Only after the first refresh().
    [[nodiscard]] const history::Timeline& timeline() const { return *m_timeline; }
    [[nodiscard]] const TimelineAxis& axis() const { return m_axis; }
    /// Who wrote when; as far as the last refresh().
    [[nodiscard]] const TimelineLanes& lanes() const { return m_lanes; }
    [[nodiscard]] TimelineSlider& slider() { return *m_slider; }

    void setForm(TimelineSlider::Form form);
    [[nodiscard]] TimelineSlider::Form form() const { return m_slider->form(); }
    void setPosition(std::uint64_t position);
    [[nodiscard]] std::uint64_t position() const { return m_slider->position(); }
    void setPlaying(bool playing);
    /// Restoring needs a document that can be written; it is offered for past moments only.
    void setRestoreAllowed(bool allowed);
    [[nodiscard]] bool isRestoreAllowed() const { return m_isRestoreAllowed; }
    /// The reader's time, for "today" and "yesterday".
    void setNowMs(std::function<qint64()> nowMs);

    /// Replaces all marks of a kind.
    void setMarks(TimelineMarkKind kind, std::vector<TimelineMark> marks);
    [[nodiscard]] const TimelineMarks& marks() const { return m_slider->marks(); }
    /// From this moment on everything is new to the reader; shaded.
    void setNewSince(std::optional<std::uint64_t> position);
    /// What two compared moments differ in, beside the moment's words: "+120 −43 words". Empty for nothing.
    void setComparisonWords(const QString& words);
    /// A button of another part of the window, beside those of the panel, which owns it from now on.
    void addTool(QWidget* tool);
    /// Of the timeline itself; others may put choices into it.
    [[nodiscard]] QMenu& optionsMenu() { return *m_optionsMenu; }
    /// Opened from an arrow beside the button that restores the moment. The panel owns it from now on.
    void setRestoreMenu(QMenu* menu);
    /// While the page shows what restoring a part would make of it, the button restores that.
    void setRestoringPart(bool isRestoringPart);
    /// A row of another part of the window on top of the panel, in both forms.
    void addRow(QWidget* row);

    /// How fast to play, and whether the page goes along with the changes.
    [[nodiscard]] PlayPace pace() const { return m_pace; }
    void setPace(PlayPace pace);
    [[nodiscard]] bool isFollowing() const { return m_isFollowing; }
    void setFollowing(bool following);
    /// What dragging and the buttons beside the slider move by.
    [[nodiscard]] history::Grain grain() const { return m_grain; }
    void setGrain(history::Grain grain);

    /// The axis that the slider draws; remembered in the settings.
    [[nodiscard]] AxisKind axisKind() const { return m_axisKind; }
    void setAxisKind(AxisKind kind);

    /// The moment in words, as shown and as read out.
    [[nodiscard]] QString wordsAt(std::uint64_t position) const;

  Q_SIGNALS:
    void positionRequested(quint64 position);
    void commandRequested(varve::ui::HistoryCommand command);
    /// This moment is to be one of the two that are compared; `side`: 'A' or 'B'.
    void compareMarkRequested(char side, quint64 position);
    /// To the next change of the compared moments (1), or to the one before (-1).
    void changeStepRequested(int direction);
    void grainChanged(varve::history::Grain grain);
    /// Timeline, axes and lanes have followed the log.
    void followed();
    /// There are others among those who wrote.
    void authorsChanged();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void createWidgets();
    void createMenus();
    void addGrains(QMenu& menu);
    void layOut();
    void connectWidgets();
    void connectSlider();
    void followTimeline();
    [[nodiscard]] QString letterAt(std::uint64_t position) const;
    void showPace();
    void showGrain();
    void showZoom();
    void showWords();
    void showColours();
    void showButtonNames();

    const event::EventLog& m_log;
    TimelineSource m_source;
    const history::Timeline* m_timeline = nullptr;
    TimelineAxis m_axis;
    TimelineAxis m_clock{AxisKind::kClock};  // followed while it is shown
    TimelineLanes m_lanes;
    AxisKind m_axisKind = AxisKind::kActivity;
    std::function<qint64()> m_nowMs;
    PlayPace m_pace;
    bool m_isFollowing = true;
    history::Grain m_grain = history::Grain::kEvent;
    bool m_isRestoreAllowed = true;
    bool m_isRestoringPart = false;
    bool m_isShowingColours = false;
    QWidget* m_header = nullptr;
    ElidedLabel* m_title = nullptr;
    ElidedLabel* m_detail = nullptr;
    QLabel* m_comparison = nullptr;
    QToolButton* m_play = nullptr;
    QToolButton* m_paceButton = nullptr;
    QToolButton* m_grainButton = nullptr;
    QToolButton* m_options = nullptr;
    QMenu* m_optionsMenu = nullptr;
    QActionGroup* m_paces = nullptr;
    QActionGroup* m_grains = nullptr;
    QAction* m_clockAction = nullptr;
    QAction* m_followAction = nullptr;
    QWidget* m_footer = nullptr;
    TimelineOverview* m_overview = nullptr;
    QToolButton* m_zoomIn = nullptr;
    QToolButton* m_zoomOut = nullptr;
    QToolButton* m_showAll = nullptr;
    QPushButton* m_restore = nullptr;
    QToolButton* m_restoreMenu = nullptr;  // null: there is none
    QPushButton* m_return = nullptr;
    TimelineSlider* m_slider = nullptr;
};

}  // namespace varve::ui

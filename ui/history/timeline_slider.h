// The slider along the bottom edge: a thin strip of activity while writing, a tall one with a handle in history mode,
// which zooms at the pointer from the whole history to single events. It paints and turns mouse and keys into requests;
// the history mode decides what is shown. Reads timeline, axes and lanes through references that its owner keeps alive;
// caches its picture for each view of them, and drawing that picture costs the same for a thousand and for a million
// events.
#pragma once

#include <QPixmap>
#include <QTimer>
#include <QWidget>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "history/timeline.h"
#include "ui/history/timeline_axis.h"
#include "ui/history/timeline_flags.h"
#include "ui/history/timeline_lanes.h"
#include "ui/history/timeline_layout.h"
#include "ui/history/timeline_marks.h"
#include "ui/history/timeline_scale.h"

namespace varve::ui {

/// What the user asks of the past, by key or button.
enum class HistoryCommand : std::uint8_t { kTogglePlay, kRestore, kReturnToNow };

/// What a slider shows. `activity` is the axis of activity, `lanes` are of the same timeline.
struct TimelineSources {
    const history::Timeline* timeline = nullptr;
    const TimelineAxis* activity = nullptr;
    const TimelineLanes* lanes = nullptr;
};

class TimelineSlider : public QWidget {
    Q_OBJECT
  public:
    enum class Form : std::uint8_t { kStrip, kFull };

    explicit TimelineSlider(QWidget* parent = nullptr);

    /// What is shown; all must outlive the slider or be taken away by nullptr. Call contentsChanged() when they grew.
    void setSources(const TimelineSources& sources);
    void contentsChanged();
    /// The axis drawn, of activity or of the clock; it keeps the moments in sight. nullptr: the one of activity.
    void setShownAxis(const TimelineAxis* axis);
    void setForm(Form form);
    [[nodiscard]] Form form() const { return m_form; }

    /// The moment that the handle stands at: a number of events. Announced to screen readers, not signalled.
    void setPosition(std::uint64_t position);
    [[nodiscard]] std::uint64_t position() const { return m_position; }
    [[nodiscard]] std::uint64_t eventCount() const;
    void setMarks(TimelineMarkKind kind, std::vector<TimelineMark> marks);
    void setNewSince(std::optional<std::uint64_t> position);
    [[nodiscard]] const TimelineMarks& marks() const { return m_marks; }
    /// What dragging moves by.
    void setGrain(history::Grain grain);
    /// The author whose changes alone are walked and drawn in full; nothing for all.
    void setLane(std::optional<std::size_t> lane);
    [[nodiscard]] std::optional<std::size_t> lane() const { return m_lane; }
    /// Words for the value; asked by screen readers and tool tips.
    void setWords(std::function<QString(std::uint64_t position)> words) { m_words = std::move(words); }
    [[nodiscard]] QString wordsAt(std::uint64_t position) const;
    /// What an event wrote or removed, where that is one letter; shown when zoomed to single events.
    void setLetters(std::function<QString(std::uint64_t position)> letters) { m_letters = std::move(letters); }
    /// Where days begin to be told under the slider is relative to this time.
    void setNowMs(std::function<qint64()> nowMs) { m_nowMs = std::move(nowMs); }

    /// The part of the shown axis that is in sight.
    [[nodiscard]] AxisRange visible() const { return m_visible; }
    [[nodiscard]] bool isZoomed() const { return !m_isWhole; }
    void setVisible(AxisRange visible);
    /// Times shorter, around the handle (or the middle, where it is out of sight).
    void zoomBy(double factor);
    void zoomOut();
    [[nodiscard]] const TimelineScale& scale() const { return m_scale; }
    [[nodiscard]] const TimelineAxis* shownAxis() const { return m_axis; }
    /// Pixel of a position, for tests and for hints.
    [[nodiscard]] double xOf(std::uint64_t position) const;
    [[nodiscard]] TimelineLayout layoutNow() const;
    /// The picture drawn anew, as a frame of zooming or panning does; for measuring.
    void drawPictureAnew();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// The user wants to see this moment; at most once a frame while dragging, always the newest wish.
    void positionRequested(quint64 position);
    void commandRequested(varve::ui::HistoryCommand command);
    /// A letter was typed, which means nothing here: the user takes the past for a page to write on.
    void textTyped();
    void compareMarkRequested(char side, quint64 position);
    void changeStepRequested(int direction);
    /// Play faster (1) or slower (-1).
    void paceStepRequested(int direction);
    void visibleChanged();
    void laneChanged();
    /// The branch whose last moment this is was pressed.
    void branchPressed(quint64 position, const QPoint& globalPlace);

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    enum class Hold : std::uint8_t { kNothing, kHandle, kCompareA, kCompareB, kAxis };

    [[nodiscard]] TimelineContents contents() const;
    [[nodiscard]] ScaleFrame frame() const;
    [[nodiscard]] TimelineMatter matter() const;
    [[nodiscard]] TimelinePictureOptions pictureOptions() const;
    void rescale();
    void repaintPicture();
    void hold(double x);
    [[nodiscard]] std::uint64_t snapped(std::uint64_t position) const;
    void request(std::uint64_t position);
    void requestMark(std::optional<std::uint64_t> position);
    void requestHeld();
    void announce();
    /// The boundary of a grain next after (1) or last before (-1) the handle. Cost: O(log n).
    [[nodiscard]] std::uint64_t boundary(history::Grain grain, int direction) const;
    void stepEvent(int direction);
    void stepLane(int direction);
    bool moveByKey(const QKeyEvent& event);
    bool actByKey(const QKeyEvent& event);
    void paintHover(QPainter& painter, const TimelineLayout& layout) const;
    void paintHandle(QPainter& painter, const TimelineLayout& layout) const;
    [[nodiscard]] const TimelineFlag* flagAt(const QPointF& place) const;
    void showTip(const QPoint& globalPlace, const QPointF& place);

    TimelineSources m_sources;
    const TimelineAxis* m_axis = nullptr;  // shown
    bool m_isOtherAxis = false;            // not the one of activity
    std::function<QString(std::uint64_t)> m_words;
    std::function<QString(std::uint64_t)> m_letters;
    std::function<qint64()> m_nowMs;
    Form m_form = Form::kStrip;
    AxisRange m_visible;
    bool m_isWhole = true;
    TimelineScale m_scale;
    TimelineMarks m_marks;
    history::Grain m_grain = history::Grain::kEvent;
    std::optional<std::size_t> m_lane;
    QPixmap m_picture;                  // all but the handle and what follows the mouse; null when out of date
    std::vector<TimelineFlag> m_flags;  // of the picture
    std::uint64_t m_position = 0;
    double m_hoverX = -1;
    Hold m_hold = Hold::kNothing;
    std::uint64_t m_heldPosition = 0;  // where a held mark is to go
    double m_holdX = 0;                // where the axis was last taken
    QTimer m_requestTimer;             // one request a frame, the newest target wins
    QTimer m_announceTimer;            // a screen reader is told at most a few times a second
};

}  // namespace varve::ui

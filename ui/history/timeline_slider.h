// The slider along the bottom edge: a thin strip of activity while writing, a tall one with a handle in history mode.
// It paints and turns mouse and keys into requests; the history mode decides what is shown. Reads the timeline through
// references that its owner keeps alive; caches its picture for each size and length of the log, so that a paint costs
// the same for a thousand and for a million events.
#pragma once

#include <QPixmap>
#include <QTimer>
#include <QWidget>
#include <cstdint>
#include <functional>

#include "history/timeline.h"
#include "ui/history/timeline_axis.h"
#include "ui/history/timeline_marks.h"
#include "ui/history/timeline_scale.h"

namespace varve::ui {

/// What the user asks of the past, by key or button.
enum class HistoryCommand : std::uint8_t { kTogglePlay, kRestore, kReturnToNow };

class TimelineSlider : public QWidget {
    Q_OBJECT
  public:
    enum class Form : std::uint8_t { kStrip, kFull };

    explicit TimelineSlider(QWidget* parent = nullptr);

    /// What is shown; both must outlive the slider or be taken away by nullptr. Call contentsChanged() when they grew.
    void setSource(const history::Timeline* timeline, const TimelineAxis* axis);
    void contentsChanged();
    void setForm(Form form);
    [[nodiscard]] Form form() const { return m_form; }

    /// The moment that the handle stands at: a number of events. Announced to screen readers, not signalled.
    void setPosition(std::uint64_t position);
    [[nodiscard]] std::uint64_t position() const { return m_position; }
    [[nodiscard]] std::uint64_t eventCount() const;
    void setMarks(TimelineMarkKind kind, std::vector<TimelineMark> marks);
    void setNewSince(std::optional<std::uint64_t> position);
    [[nodiscard]] const TimelineMarks& marks() const { return m_marks; }
    /// Words for the value; asked by screen readers and tool tips.
    void setWords(std::function<QString(std::uint64_t position)> words) { m_words = std::move(words); }
    [[nodiscard]] QString wordsAt(std::uint64_t position) const;
    /// Where days begin to be told under the slider is relative to this time.
    void setNowMs(std::function<qint64()> nowMs) { m_nowMs = std::move(nowMs); }

    [[nodiscard]] const TimelineScale& scale() const { return m_scale; }
    /// Pixel of a position, for tests and for hints.
    [[nodiscard]] double xOf(std::uint64_t position) const;

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
    void rescale();
    void drag(double x);
    void request(std::uint64_t position);
    void announce();
    bool moveByKey(const QKeyEvent& event);
    bool actByKey(const QKeyEvent& event);
    void requestMark(std::optional<std::uint64_t> position);
    void paintMarks(QPainter& painter) const;
    void paintHandle(QPainter& painter) const;

    const history::Timeline* m_timeline = nullptr;
    const TimelineAxis* m_axis = nullptr;
    std::function<QString(std::uint64_t)> m_words;
    std::function<qint64()> m_nowMs;
    Form m_form = Form::kStrip;
    TimelineScale m_scale;
    TimelineMarks m_marks;
    QPixmap m_picture;  // histogram, notches and day labels; null when out of date
    std::uint64_t m_position = 0;
    double m_hoverX = -1;
    bool m_isDragging = false;
    int m_wheelRest = 0;
    QTimer m_requestTimer;   // one request a frame, the newest target wins
    QTimer m_announceTimer;  // a screen reader is told at most a few times a second
};

}  // namespace varve::ui

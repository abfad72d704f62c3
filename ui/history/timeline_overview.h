// The whole history in a thin strip, with a window on the part that the slider shows. Dragging the window pans, its
// edges zoom; a press beside it brings it there. Reads what the slider reads.
#pragma once

#include <QPixmap>
#include <QWidget>

#include "ui/history/timeline_slider.h"

namespace varve::ui {

class TimelineOverview : public QWidget {
    Q_OBJECT
  public:
    /// `slider` must outlive the overview.
    explicit TimelineOverview(TimelineSlider& slider, QWidget* parent = nullptr);

    /// What is shown has grown. `lanes` as in the slider.
    void setSources(const TimelineSources& sources);
    /// The part that the window lies on, in pixels of this widget.
    [[nodiscard]] QRectF window() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    enum class Hold : std::uint8_t { kNothing, kWindow, kLeftEdge, kRightEdge };

    [[nodiscard]] Hold holdAt(double x) const;
    [[nodiscard]] double unitsPerPixel() const;
    void redraw();
    void showWindow();

    TimelineSlider& m_slider;
    TimelineSources m_sources;
    QPixmap m_picture;                          // null when out of date
    const TimelineAxis* m_drawnAxis = nullptr;  // of the picture
    Hold m_hold = Hold::kNothing;
    double m_holdX = 0;
};

}  // namespace varve::ui

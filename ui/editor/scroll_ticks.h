// Small marks over a scroll bar that say where on the whole page something is, such as what a search found. Paints what
// it is told and takes no part in the mouse.
#pragma once

#include <QColor>
#include <QWidget>
#include <vector>

class QScrollBar;

namespace varve::ui {

class ScrollTicks : public QWidget {
    Q_OBJECT
  public:
    /// Lies over the whole bar, which owns it.
    explicit ScrollTicks(QScrollBar* bar);

    /// Pixels of the bar from its top, [begin, end).
    struct Tick {
        int begin = 0;
        int end = 0;
        friend bool operator==(const Tick&, const Tick&) = default;
    };
    /// `ticks`: ascending. `current` is drawn over them.
    void setTicks(std::vector<Tick> ticks, const QColor& colour);
    void setCurrent(const Tick& current, const QColor& colour);
    [[nodiscard]] const std::vector<Tick>& ticks() const { return m_ticks; }
    [[nodiscard]] const Tick& current() const { return m_current; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    std::vector<Tick> m_ticks;
    QColor m_colour;
    Tick m_current;  // empty: none
    QColor m_currentColour;
};

}  // namespace varve::ui

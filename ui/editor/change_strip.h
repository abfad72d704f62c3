// A slim strip beside the scroll bar that says where on the whole page words came and went. A press on it asks for
// that place. Paints what it is told; knows no document.
#pragma once

#include <QColor>
#include <QTimer>
#include <QWidget>
#include <cstdint>
#include <functional>
#include <vector>

class QAbstractScrollArea;

namespace varve::ui {

class ChangeStrip : public QWidget {
    Q_OBJECT
  public:
    /// Lies at the right edge of the area's viewport; the area owns it. `kinds`: asked, for so many pixels from the top
    /// to the bottom of all that can be scrolled to, which ChangeKinds each stands for.
    using KindsSource = std::function<std::vector<std::uint8_t>(int length)>;
    ChangeStrip(QAbstractScrollArea& area, KindsSource kinds);

    struct Colours {
        QColor inserted;
        QColor removed;
        QColor looks;
        friend bool operator==(const Colours&, const Colours&) = default;
    };
    void setColours(const Colours& colours);
    /// Something is elsewhere: asks again, at most a few times a second while things go on changing.
    void refresh();
    /// As painted, for each pixel.
    [[nodiscard]] const std::vector<std::uint8_t>& kinds() const { return m_kinds; }

  Q_SIGNALS:
    /// Of the whole height, 0 to 1.
    void placeRequested(qreal share);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void place();

    QAbstractScrollArea& m_area;
    KindsSource m_source;
    Colours m_colours;
    std::vector<std::uint8_t> m_kinds;
    QTimer m_timer;
};

}  // namespace varve::ui

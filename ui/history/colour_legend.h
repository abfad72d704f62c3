// What the colours on the page mean: a row with the authors, or with the ages from the oldest text to the newest, with
// the choice between the two and a way to close it. Shows what it is told. GUI thread.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

class QMenu;
class QToolButton;

namespace varve::ui {

class ColourLegend : public QWidget {
    Q_OBJECT
  public:
    /// A colour and what it stands for.
    struct Item {
        QColor tint;     // on the page
        QColor line;     // of a frame around it
        QString name{};  // beside it; in a scale only the first and the last one are written
        QString tip{};
        friend bool operator==(const Item&, const Item&) = default;
    };

    /// `choice`: the menu of what colours can mean; the legend owns it from now on.
    ColourLegend(QMenu* choice, QWidget* parent = nullptr);

    /// `title`: what the colours mean now. Of a scale the items adjoin, from the first to the last.
    void setItems(const QString& title, std::vector<Item> items, bool isScale);
    [[nodiscard]] const std::vector<Item>& items() const { return m_items; }
    /// Behind the tints: the page's.
    void setPageColour(const QColor& colour);

  Q_SIGNALS:
    void closeRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

  private:
    /// Where an item is drawn, and its name.
    struct Place {
        QRectF swatch;
        QRectF name;
        QString shown{};
    };
    void place();
    void placeNames(QRectF room);
    void placeScale(QRectF room);

    QToolButton* m_choice = nullptr;
    QToolButton* m_close = nullptr;
    std::vector<Item> m_items;
    bool m_isScale = false;
    QColor m_page;
    std::vector<Place> m_places;  // of the items that find room
    QRectF m_restPlace;           // of what tells how many did not
    QString m_rest;
};

}  // namespace varve::ui

// A small grid in which a table is drawn that is to be inserted: by mouse from its first cell on, or by arrow keys and
// Enter. What is larger is asked for in a dialog, which a button below opens. It decides nothing and inserts nothing.
// GUI thread.
#pragma once

#include <QFrame>
#include <QWidget>

class QLabel;

namespace varve::ui {

/// The grid alone.
class TableGrid : public QWidget {
    Q_OBJECT
  public:
    static constexpr int kRowCount = 8;
    static constexpr int kColumnCount = 10;

    explicit TableGrid(QWidget* parent = nullptr);

    struct Choice {
        int rows = 1;
        int columns = 1;
        friend bool operator==(const Choice&, const Choice&) = default;
    };
    [[nodiscard]] Choice choice() const { return m_choice; }
    /// Cut to the grid.
    void setChoice(Choice choice);
    /// Of a cell, counted from 0, in the grid.
    [[nodiscard]] QRect cellRect(int row, int column) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

  Q_SIGNALS:
    void choiceChanged();
    void chosen(int rows, int columns);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    [[nodiscard]] Choice choiceAt(QPoint place) const;
    [[nodiscard]] int cellSide() const;

    Choice m_choice;
};

/// The grid with its words and the button, as a popup.
class TablePicker : public QFrame {
    Q_OBJECT
  public:
    explicit TablePicker(QWidget* parent);

    /// Below a point, within the screen; the choice begins anew.
    void open(QPoint globalPlace);
    [[nodiscard]] TableGrid& grid() { return *m_grid; }

  Q_SIGNALS:
    void chosen(int rows, int columns);
    void otherSizeWanted();

  private:
    void showWords();

    TableGrid* m_grid = nullptr;
    QLabel* m_words = nullptr;
};

}  // namespace varve::ui

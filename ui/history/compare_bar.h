// The two moments that are compared, where a hand has pinned them: a row with a button for each that goes there, and
// one beside it that lets it go. Shows what it is told. GUI thread.
#pragma once

#include <QString>
#include <QWidget>
#include <array>

class QLabel;
class QToolButton;

namespace varve::ui {

class ElidedLabel;

class CompareBar : public QWidget {
    Q_OBJECT
  public:
    explicit CompareBar(QWidget* parent = nullptr);

    /// The moments in words; empty for one that is not pinned, which goes with the handle. With neither the row hides.
    void setMoments(const QString& a, const QString& b);
    /// What the moment that is not pinned is: "the step before".
    void setOther(const QString& words);

  Q_SIGNALS:
    /// `side`: 'A' or 'B'.
    void goRequested(char side);
    void letGoRequested(char side);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Side {
        QToolButton* moment = nullptr;
        QToolButton* letGo = nullptr;
    };
    Side createSide(char side);
    static void show(const Side& side, const QString& name, const QString& words);

    QLabel* m_lead = nullptr;
    QLabel* m_behindA = nullptr;
    QLabel* m_behindB = nullptr;
    ElidedLabel* m_other = nullptr;
    std::array<Side, 2> m_sides;
};

}  // namespace varve::ui

// A quiet line over the page while a draft is shown: which one, where it comes from, and the ways out of it. GUI
// thread.
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QToolButton;

namespace varve::ui {

class ElidedLabel;

class DraftBar : public QWidget {
    Q_OBJECT
  public:
    explicit DraftBar(QWidget* parent = nullptr);

    /// A button for the action, behind those that are there.
    void addButton(QAction* action);
    /// The name is shown whole where there is room, then what is told of it.
    void setWords(const QString& name, const QString& detail);
    [[nodiscard]] QString words() const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void showColours();

    QHBoxLayout* m_layout = nullptr;
    ElidedLabel* m_name = nullptr;
    ElidedLabel* m_detail = nullptr;
};

}  // namespace varve::ui

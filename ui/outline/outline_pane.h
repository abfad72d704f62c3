// The pane beside the page that shows the headings as a tree: to go to them, to fold them here, and to move a section
// with everything in it. Says what the user wants; changes no document. GUI thread.
#pragma once

#include <QDockWidget>
#include <QPersistentModelIndex>
#include <QTreeView>
#include <optional>

#include "ui/outline/outline_model.h"

class QLabel;
class QStackedWidget;

namespace varve::ui {

class OutlineTree : public QTreeView {
    Q_OBJECT
  public:
    explicit OutlineTree(QWidget* parent = nullptr);

  Q_SIGNALS:
    void goRequested(const QModelIndex& index);
    /// By the keyboard: one place up (-1) or down (1).
    void shiftRequested(const QModelIndex& index, int by);
    /// By the mouse: in front of `target`, or behind it and everything under it; to the end when it is not valid.
    void dropRequested(const QModelIndex& index, const QModelIndex& target, bool isBehind);
    void leaveRequested();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void startDrag(Qt::DropActions actions) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    /// Where a section would go: the upper half of a row is in front of it, the lower half behind.
    struct DropPlace {
        QPersistentModelIndex target;  // not valid: behind everything
        bool isBehind = false;
        friend bool operator==(const DropPlace&, const DropPlace&) = default;
    };

    void showColours();
    [[nodiscard]] DropPlace dropPlaceAt(QPoint place) const;
    void showDropPlace(std::optional<DropPlace> place);

    std::optional<DropPlace> m_dropPlace;
};

class OutlinePane : public QDockWidget {
    Q_OBJECT
  public:
    explicit OutlinePane(QWidget* parent = nullptr);

    [[nodiscard]] OutlineTree& tree() { return *m_tree; }
    [[nodiscard]] OutlineModel& model() { return m_model; }
    /// What is folded stays folded.
    void setOutline(projection::Outline outline);
    /// The section that the caret is in; -1 for none.
    void setCurrent(int entry);

  Q_SIGNALS:
    void closeRequested();

  private:
    QWidget* makeTitle();

    OutlineModel m_model;
    OutlineTree* m_tree = nullptr;
    QLabel* m_empty = nullptr;
    QStackedWidget* m_stack = nullptr;
};

}  // namespace varve::ui

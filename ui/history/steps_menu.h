// The drop-down lists beside undo and redo: the steps in words, newest first; choosing one takes back, or brings back,
// everything down to it. Filled when it opens.
#pragma once

#include <QMenu>
#include <functional>

#include "replica/document_replica.h"
#include "ui/history/step_words.h"

namespace varve::ui {

class StepsMenu : public QMenu {
    Q_OBJECT
  public:
    /// Most steps that a list shows; older ones are reached by going there first.
    static constexpr std::size_t kStepCountMax = 25;

    /// `replica` must outlive the menu.
    StepsMenu(const replica::DocumentReplica& replica, StepDirection direction, std::function<qint64()> nowMs,
              QWidget* parent = nullptr);

    void refill();

  Q_SIGNALS:
    /// The step that starts with event `first`, and all newer ones, are to be undone (or redone).
    void stepsChosen(varve::event::LocalVersion first);

  private:
    const replica::DocumentReplica& m_replica;
    StepDirection m_direction;
    std::function<qint64()> m_nowMs;
};

}  // namespace varve::ui

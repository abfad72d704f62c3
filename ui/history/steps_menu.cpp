#include "ui/history/steps_menu.h"

#include <utility>

namespace varve::ui {

StepsMenu::StepsMenu(const replica::DocumentReplica& replica, StepDirection direction, std::function<qint64()> nowMs,
                     QWidget* parent)
    : QMenu(parent), m_replica(replica), m_direction(direction), m_nowMs(std::move(nowMs)) {
    connect(this, &QMenu::aboutToShow, this, &StepsMenu::refill);
}

void StepsMenu::refill() {
    clear();
    const bool isUndo = m_direction == StepDirection::kUndo;
    const auto steps = isUndo ? m_replica.undoSteps(kStepCountMax) : m_replica.redoSteps(kStepCountMax);
    int number = 0;
    for (const history::UndoStep& step : steps) {
        ++number;
        // An ampersand in the text must not become a shortcut.
        QString words = stepWords(m_replica.facts(step), m_nowMs());
        words.replace(QLatin1Char('&'), QLatin1String("&&"));
        QAction* action = addAction(words);
        if (number > 1) {
            action->setStatusTip(isUndo ? tr("Undo %n steps, back to this one", nullptr, number)
                                        : tr("Redo %n steps, up to this one", nullptr, number));
        }
        connect(action, &QAction::triggered, this, [this, first = step.first] {
            Q_EMIT
            stepsChosen(first);
        });
    }
    if (steps.empty()) {
        addAction(isUndo ? tr("Nothing to undo") : tr("Nothing to redo"))->setEnabled(false);
    }
}

}  // namespace varve::ui

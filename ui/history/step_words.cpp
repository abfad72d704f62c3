#include "ui/history/step_words.h"

#include <QCoreApplication>
#include <QLocale>

#include "projection/counts.h"
#include "ui/history/time_words.h"

namespace varve::ui {

namespace {

using history::UndoStacks;

struct StepWords {
    Q_DECLARE_TR_FUNCTIONS(StepWords)
};

QString skippedWords(std::uint32_t count) {
    return count == 1 ? StepWords::tr("passed over 1 step that would have changed nothing")
                      : StepWords::tr("passed over %n steps that would have changed nothing", nullptr,
                                      static_cast<int>(count));
}

}  // namespace

QString stepWords(const UndoStacks::StepFacts& facts, qint64 nowMs) {
    return StepWords::tr("%1, %2", "step, time").arg(stepName(facts), shortTimeWords(facts.timeMs, nowMs));
}

QString outcomeWords(const replica::UndoOutcome& outcome, StepDirection direction, int stepCount, qint64 nowMs) {
    const bool isUndo = direction == StepDirection::kUndo;
    QString words;
    if (stepCount > 1) {
        words = isUndo ? StepWords::tr("Undone: %n steps, back to %1", nullptr, stepCount)
                       : StepWords::tr("Redone: %n steps, up to %1", nullptr, stepCount);
    } else {
        words = isUndo ? StepWords::tr("Undone: %1") : StepWords::tr("Redone: %1");
    }
    words = words.arg(stepWords(outcome.facts, nowMs));
    if (outcome.fromEarlierSession) {
        const QString day = dayWords(outcome.facts.timeMs, nowMs);
        words += isUndo ? StepWords::tr(" – undoing work from %1", "day").arg(day)
                        : StepWords::tr(" – redoing work from %1", "day").arg(day);
    }
    if (outcome.skippedCount > 0) words += StepWords::tr(" – %1").arg(skippedWords(outcome.skippedCount));
    return words;
}

int wordCount(const QString& text) {
    return static_cast<int>(projection::countsOf(text.toStdString()).words);
}

QString wordCountWords(int count) {
    return count == 1 ? StepWords::tr("1 word")
                      : StepWords::tr("%1 words", nullptr, count).arg(QLocale().toString(count));
}

}  // namespace varve::ui

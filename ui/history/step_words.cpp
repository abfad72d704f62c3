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

constexpr int kExcerptLengthMax = 24;

/// A few words of the text in quotation marks; cut at a word where one ends nearby. Empty when there is nothing to
/// read.
QString excerpt(const std::string& utf8, std::uint32_t wholeCount) {
    QString text = QString::fromStdString(utf8);
    const bool isPart = static_cast<std::uint32_t>(text.toUcs4().size()) < wholeCount;
    text = text.simplified();
    if (text.isEmpty()) return {};
    const bool isLong = text.size() > kExcerptLengthMax;
    if (isLong) {
        const qsizetype space = text.lastIndexOf(QLatin1Char(' '), kExcerptLengthMax);
        qsizetype length = space > kExcerptLengthMax / 2 ? space : kExcerptLengthMax;
        if (text.at(length - 1).isHighSurrogate()) --length;
        text.truncate(length);
    }
    return isLong || isPart ? StepWords::tr("“%1…”", "beginning of a longer text").arg(text)
                            : StepWords::tr("“%1”", "a text").arg(text);
}

bool isOnlyBreaks(const std::string& utf8, std::uint32_t count) {
    return count > 0 && utf8.size() == count && utf8.find_first_not_of('\n') == std::string::npos;
}

QString insertName(const UndoStacks::StepFacts& facts) {
    if (isOnlyBreaks(facts.insertedText, facts.insertedCount)) return StepWords::tr("New paragraph");
    const QString text = excerpt(facts.insertedText, facts.insertedCount);
    return text.isEmpty() ? StepWords::tr("Typing") : StepWords::tr("Typing %1").arg(text);
}

QString deleteName(const UndoStacks::StepFacts& facts) {
    if (isOnlyBreaks(facts.deletedText, facts.deletedCount)) return StepWords::tr("Joining paragraphs");
    const QString text = excerpt(facts.deletedText, facts.deletedCount);
    if (!text.isEmpty()) return StepWords::tr("Deleting %1").arg(text);
    return facts.deletedCount > 0 ? StepWords::tr("Deleting %1").arg(characterCountWords(facts.deletedCount))
                                  : StepWords::tr("Deleting");
}

QString editName(const UndoStacks::StepFacts& facts) {
    if (facts.insertedCount == 0) return deleteName(facts);
    if (facts.deletedCount == 0) return insertName(facts);
    const QString before = excerpt(facts.deletedText, facts.deletedCount);
    const QString after = excerpt(facts.insertedText, facts.insertedCount);
    // Typing with slips put right on the way is still typing; replacing means that something else stood there.
    if (before.isEmpty() || facts.deletedCount * 3 < facts.insertedCount) return insertName(facts);
    if (after.isEmpty()) return deleteName(facts);
    return StepWords::tr("Replacing %1 with %2").arg(before, after);
}

QString withText(const QString& name, const QString& nameWithText, const QString& text) {
    return text.isEmpty() ? name : nameWithText.arg(text);
}

QString skippedWords(std::uint32_t count) {
    return count == 1 ? StepWords::tr("passed over 1 step that would have changed nothing")
                      : StepWords::tr("passed over %n steps that would have changed nothing", nullptr,
                                      static_cast<int>(count));
}

}  // namespace

QString stepName(const UndoStacks::StepFacts& facts) {
    using event::TransactionKind;
    const QString inserted = excerpt(facts.insertedText, facts.insertedCount);
    const QString deleted = excerpt(facts.deletedText, facts.deletedCount);
    switch (facts.kind) {
        case TransactionKind::kEdit:
        case TransactionKind::kTyping:
            return editName(facts);
        case TransactionKind::kBackspace:
        case TransactionKind::kDelete:
            return deleteName(facts);
        case TransactionKind::kPaste:
            return withText(StepWords::tr("Pasting"), StepWords::tr("Pasting %1"), inserted);
        case TransactionKind::kCut:
            return withText(StepWords::tr("Cutting"), StepWords::tr("Cutting %1"), deleted);
        case TransactionKind::kMove:
            return withText(StepWords::tr("Moving text"), StepWords::tr("Moving %1"), inserted);
        case TransactionKind::kReplace:
            return withText(StepWords::tr("Replacing text"), StepWords::tr("Replacing %1"), deleted);
        case TransactionKind::kFormat:
            return StepWords::tr("Formatting");
        case TransactionKind::kImport:
            return StepWords::tr("Importing");
        case TransactionKind::kUndo:
            return StepWords::tr("Undoing");
        case TransactionKind::kRedo:
            return StepWords::tr("Redoing");
        case TransactionKind::kRestore:
            return StepWords::tr("Restoring an earlier moment");
        case TransactionKind::kRevert:
            return StepWords::tr("Reverting a change");
        case TransactionKind::kName:
            return StepWords::tr("Naming a moment");
    }
    return {};
}

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

QString characterCountWords(quint64 count) {
    return count == 1 ? StepWords::tr("1 character")
                      : StepWords::tr("%1 characters", nullptr, static_cast<int>(count)).arg(QLocale().toString(count));
}

}  // namespace varve::ui

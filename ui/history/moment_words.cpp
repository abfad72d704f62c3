#include "ui/history/moment_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <vector>

#include "ui/history/step_words.h"
#include "ui/history/time_words.h"

namespace varve::ui {

namespace {

struct MomentWords {
    Q_DECLARE_TR_FUNCTIONS(MomentWords)
};

constexpr std::size_t kCountedTextMax = 8192;  // a longer step is told in characters

/// What the events [begin, end) of one transaction inserted, appended to `text` while that stays small.
void appendInserted(const event::EventLog& log, event::LocalRange events, std::string& text) {
    auto at = events.begin;
    while (at < events.end && text.size() <= kCountedTextMax) {
        const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(at)];
        const auto end = std::min(run.events.end, events.end);
        if (run.type == event::OperationType::kInsert) text += log.insertedText({at, end});
        at = end;
    }
}

/// Units inserted and deleted among `events`.
void countUnits(const event::EventLog& log, event::LocalRange events, MomentFacts& facts) {
    auto at = events.begin;
    while (at < events.end) {
        const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(at)];
        const auto end = std::min(run.events.end, events.end);
        if (run.type == event::OperationType::kInsert) facts.insertedCount += end - at;
        if (run.type == event::OperationType::kDelete) facts.deletedCount += end - at;
        at = end;
    }
}

/// Adds up the step's entries from its first one to the moment.
void addStepFacts(const event::EventLog& log, const history::Timeline& timeline, std::uint64_t stepBegin,
                  MomentFacts& facts) {
    std::string inserted;
    std::vector<std::uint32_t> transactions;
    for (std::size_t index = timeline.entryIndexAt(stepBegin); index < timeline.entries().size(); ++index) {
        const history::TimelineEntry entry = timeline.entries()[index];
        if (entry.beginPosition >= facts.position) break;
        const auto shown =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(entry.eventCount, facts.position - entry.beginPosition));
        const event::LocalVersion first = log.transactionRecord(entry.transaction).events.begin;
        if (shown == entry.eventCount) {
            facts.insertedCount += entry.insertedCount;
            facts.deletedCount += entry.deletedCount;
        } else {
            countUnits(log, {first, first + shown}, facts);
        }
        transactions.push_back(entry.transaction);
        if (inserted.size() <= kCountedTextMax) appendInserted(log, {first, first + shown}, inserted);
    }
    facts.insertedWordCount = inserted.size() > kCountedTextMax ? 0 : wordCount(QString::fromStdString(inserted));
    facts.change = history::changeOf(log, nullptr, transactions, projection::kStepExcerptMax);
}

/// The change says more than the counts: an object came or went, or no text was written.
bool isAboutChange(const MomentFacts& facts) {
    if (facts.change.isAboutObjects()) return true;
    const bool isDeletion =
        facts.kind == event::TransactionKind::kBackspace || facts.kind == event::TransactionKind::kDelete;
    const bool hasText = facts.insertedCount > 0 || (isDeletion && facts.deletedCount > 0);
    return facts.change.subject != history::StepChange::Subject::kNone && !hasText;
}

QString changeWords(const MomentFacts& facts) {
    using event::TransactionKind;
    switch (facts.kind) {
        case TransactionKind::kUndo:
            return MomentWords::tr("undid a step");
        case TransactionKind::kRedo:
            return MomentWords::tr("redid a step");
        case TransactionKind::kRestore:
            return MomentWords::tr("restored an earlier moment");
        case TransactionKind::kRevert:
            return MomentWords::tr("reverted a change");
        case TransactionKind::kName:
            if (facts.change.subject == history::StepChange::Subject::kDraft) break;
            return MomentWords::tr("named this moment");
        default:
            break;
    }
    if (isAboutChange(facts)) return projection::changeName(facts.change);
    QStringList parts;
    if (facts.insertedCount > 0) {
        const bool isCountedInWords = facts.insertedWordCount > 0;
        parts << MomentWords::tr("added %1")
                     .arg(isCountedInWords ? wordCountWords(facts.insertedWordCount)
                                           : characterCountWords(facts.insertedCount));
    }
    if (facts.deletedCount > 0) parts << MomentWords::tr("removed %1").arg(characterCountWords(facts.deletedCount));
    return parts.join(MomentWords::tr(", ", "between two changes"));
}

QString numbered(std::size_t number) {
    return QLocale().toString(static_cast<qulonglong>(number));
}

}  // namespace

MomentFacts momentFacts(const event::EventLog& log, const history::Timeline& timeline, const TimelineAxis& axis,
                        std::uint64_t position) {
    MomentFacts facts;
    facts.eventCount = timeline.eventCount();
    facts.position = std::min(position, facts.eventCount);
    facts.sessionCount = axis.sessionBegins().size();
    facts.stepCount = axis.stepBegins().size();
    if (facts.position == 0) {
        if (!timeline.entries().empty()) facts.timeMs = timeline.entries().front().timeMs;
        return facts;
    }
    const history::TimelineEntry entry = timeline.entries()[timeline.entryIndexAt(facts.position - 1)];
    facts.timeMs = entry.timeMs;
    facts.kind = entry.kind;
    facts.author = QString::fromStdString(log.agents()[entry.agent].user);
    facts.sessionNumber = TimelineAxis::indexAt(axis.sessionBegins(), facts.position) + 1;
    const std::size_t step = TimelineAxis::indexAt(axis.stepBegins(), facts.position);
    facts.stepNumber = step + 1;
    addStepFacts(log, timeline, axis.stepBegins()[step], facts);
    return facts;
}

QString momentTitle(const MomentFacts& facts, qint64 nowMs) {
    if (facts.isNow()) return MomentWords::tr("Now");
    if (facts.isBeginning()) return MomentWords::tr("The beginning");
    return fullTimeWords(facts.timeMs, nowMs);
}

QString momentDetail(const MomentFacts& facts) {
    if (facts.eventCount == 0) return MomentWords::tr("nothing is written yet");
    if (facts.isBeginning()) return MomentWords::tr("before the first word");
    QStringList parts;
    if (!facts.author.isEmpty()) parts << facts.author;
    if (facts.sessionCount > 1) {
        parts << MomentWords::tr("session %1 of %2").arg(numbered(facts.sessionNumber), numbered(facts.sessionCount));
    }
    parts << MomentWords::tr("step %1").arg(numbered(facts.stepNumber));
    const QString change = changeWords(facts);
    if (!change.isEmpty()) parts << change;
    return parts.join(QStringLiteral(" · "));
}

QString momentWords(const MomentFacts& facts, qint64 nowMs) {
    return momentTitle(facts, nowMs) + QStringLiteral(" · ") + momentDetail(facts);
}

}  // namespace varve::ui

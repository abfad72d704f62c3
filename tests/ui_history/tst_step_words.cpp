// Steps and moments in words.
#include <QDateTime>
#include <QTest>

#include "support/event_builders.h"
#include "ui/history/moment_words.h"
#include "ui/history/step_words.h"
#include "ui/history/time_words.h"

using namespace varve;
using event::TransactionKind;
using Facts = history::UndoStacks::StepFacts;

namespace {

/// Wednesday 4 June 2025, 16:30 local time.
qint64 now() {
    return QDateTime(QDate(2025, 6, 4), QTime(16, 30)).toMSecsSinceEpoch();
}
qint64 at(const QDate& day, int hour, int minute) {
    return QDateTime(day, QTime(hour, minute)).toMSecsSinceEpoch();
}

Facts facts(TransactionKind kind, const std::string& inserted, const std::string& deleted = {}) {
    Facts result;
    result.kind = kind;
    result.insertedText = inserted;
    result.deletedText = deleted;
    result.insertedCount = static_cast<std::uint32_t>(QString::fromStdString(inserted).toUcs4().size());
    result.deletedCount = static_cast<std::uint32_t>(QString::fromStdString(deleted).toUcs4().size());
    result.timeMs = at(QDate(2025, 6, 4), 14, 2);
    return result;
}

}  // namespace

class StepWordsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void names_data();
    void names();
    void timeFollowsTheName();
    void longTextIsCutAtAWord();
    void surrogatePairsStayWhole();
    void times_data();
    void times();
    void outcomes();
    void countsAgreeInNumber();
    void moments();
    void momentsOfRichSteps();
};

void StepWordsTest::names_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("inserted");
    QTest::addColumn<QString>("deleted");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, TransactionKind kind, const char* inserted, const char* deleted,
                        const char* words) {
        QTest::newRow(name) << static_cast<int>(kind) << QString::fromUtf8(inserted) << QString::fromUtf8(deleted)
                            << QString::fromUtf8(words);
    };
    row("typing", TransactionKind::kTyping, "budget", "", "Typing “budget”");
    row("line break", TransactionKind::kTyping, "\n", "", "New paragraph");
    row("breaks and words", TransactionKind::kTyping, "\nNext\nline", "", "Typing “Next line”");
    row("only blanks", TransactionKind::kTyping, "  ", "", "Typing");
    row("backspace", TransactionKind::kBackspace, "", "slip", "Deleting “slip”");
    row("joined paragraphs", TransactionKind::kBackspace, "", "\n", "Joining paragraphs");
    row("deleted blanks", TransactionKind::kDelete, "", "   ", "Deleting 3 characters");
    row("one blank", TransactionKind::kDelete, "", " ", "Deleting 1 character");
    row("paste", TransactionKind::kPaste, "a quote", "", "Pasting “a quote”");
    row("paste of blanks", TransactionKind::kPaste, " ", "", "Pasting");
    row("cut", TransactionKind::kCut, "", "this", "Cutting “this”");
    row("replaced while typing", TransactionKind::kTyping, "new", "old one", "Replacing “old one” with “new”");
    row("a slip put right", TransactionKind::kTyping, "the whole sentence", "x", "Typing “the whole sentence”");
    row("restore", TransactionKind::kRestore, "", "", "Restoring an earlier moment");
}

void StepWordsTest::names() {
    QFETCH(int, kind);
    QFETCH(QString, inserted);
    QFETCH(QString, deleted);
    QFETCH(QString, words);
    QCOMPARE(ui::stepName(facts(static_cast<TransactionKind>(kind), inserted.toStdString(), deleted.toStdString())),
             words);
}

void StepWordsTest::timeFollowsTheName() {
    QCOMPARE(ui::stepWords(facts(TransactionKind::kTyping, "budget"), now()), QStringLiteral("Typing “budget”, 14:02"));
}

void StepWordsTest::longTextIsCutAtAWord() {
    QCOMPARE(ui::stepName(facts(TransactionKind::kTyping, "the budget of the coming year is")),
             QStringLiteral("Typing “the budget of the coming…”"));
    // An excerpt of a longer text says so even where it is short itself.
    Facts part = facts(TransactionKind::kPaste, "short");
    part.insertedCount = 900;
    QCOMPARE(ui::stepName(part), QStringLiteral("Pasting “short…”"));
}

void StepWordsTest::surrogatePairsStayWhole() {
    const QString many = QString::fromUtf8("a😀😀😀😀😀😀😀😀😀😀😀😀😀😀");
    const QString name = ui::stepName(facts(TransactionKind::kTyping, many.toStdString()));
    QVERIFY(name.isValidUtf16());
}

void StepWordsTest::times_data() {
    QTest::addColumn<qint64>("time");
    QTest::addColumn<QString>("shortWords");
    QTest::addColumn<QString>("fullWords");
    QTest::addColumn<QString>("day");
    QTest::newRow("today") << at(QDate(2025, 6, 4), 9, 5) << "09:05"
                           << "Today, 09:05"
                           << "today";
    QTest::newRow("yesterday") << at(QDate(2025, 6, 3), 14, 2) << "yesterday, 14:02"
                               << "Yesterday, 14:02"
                               << "yesterday";
    QTest::newRow("this week") << at(QDate(2025, 5, 30), 14, 2) << "Friday, 14:02"
                               << "Friday 30 May 2025, 14:02"
                               << "Friday";
    QTest::newRow("this year") << at(QDate(2025, 3, 1), 8, 0) << "1 March 2025, 08:00"
                               << "Saturday 1 March 2025, 08:00"
                               << "Saturday 1 March";
    QTest::newRow("long ago") << at(QDate(2019, 3, 1), 8, 0) << "1 March 2019, 08:00"
                              << "Friday 1 March 2019, 08:00"
                              << "1 March 2019";
    QTest::newRow("a clock ahead") << at(QDate(2025, 6, 6), 8, 0) << "6 June 2025, 08:00"
                                   << "Friday 6 June 2025, 08:00"
                                   << "6 June 2025";
}

void StepWordsTest::times() {
    QFETCH(qint64, time);
    QTEST(ui::shortTimeWords(time, now()), "shortWords");
    QTEST(ui::fullTimeWords(time, now()), "fullWords");
    QTEST(ui::dayWords(time, now()), "day");
}

void StepWordsTest::outcomes() {
    replica::UndoOutcome outcome;
    outcome.facts = facts(TransactionKind::kTyping, "budget");
    QCOMPARE(ui::outcomeWords(outcome, ui::StepDirection::kUndo, 1, now()),
             QStringLiteral("Undone: Typing “budget”, 14:02"));
    outcome.facts.timeMs = at(QDate(2025, 5, 30), 14, 2);
    outcome.fromEarlierSession = true;
    QCOMPARE(ui::outcomeWords(outcome, ui::StepDirection::kUndo, 1, now()),
             QStringLiteral("Undone: Typing “budget”, Friday, 14:02 – undoing work from Friday"));
    outcome.fromEarlierSession = false;
    outcome.skippedCount = 1;
    QVERIFY(ui::outcomeWords(outcome, ui::StepDirection::kUndo, 1, now())
                .endsWith(QStringLiteral("passed over 1 step that would have changed nothing")));
    outcome.skippedCount = 0;
    QVERIFY(
        ui::outcomeWords(outcome, ui::StepDirection::kRedo, 4, now()).startsWith(QStringLiteral("Redone: 4 steps")));
}

void StepWordsTest::momentsOfRichSteps() {
    event::EventLog log;
    log.addAgent({test::agent(1), "Ana", "test", 0});
    history::Timeline timeline;
    ui::TimelineAxis axis;
    const auto detailAfter = [&](std::vector<event::Operation> operations, TransactionKind kind) {
        event::Transaction transaction = test::next(log, 1, std::move(operations), 1'763'683'200'000);
        transaction.kind = kind;
        QString detail;
        if (!log.append(transaction)) return detail;
        timeline.followLog(log);
        axis.follow(timeline.entries());
        detail = ui::momentDetail(ui::momentFacts(log, timeline, axis, timeline.eventCount()));
        return detail.section(QStringLiteral(" · "), -1);
    };
    QCOMPARE(detailAfter({test::insertAt(0, "The budget")}, TransactionKind::kTyping), QStringLiteral("added 2 words"));
    QCOMPARE(detailAfter({test::markOf(4, 10, "bold", true)}, TransactionKind::kFormat), QStringLiteral("Bold"));
    QCOMPARE(detailAfter({test::setOf(event::WellKnownObject::kFirstBlock, "type", std::string("title"))},
                         TransactionKind::kFormat),
             QStringLiteral("Title"));
    QCOMPARE(detailAfter({test::insertAt(0, "\uFFFC"), test::setOf(test::id(1, 12), "type", std::string("image"))},
                         TransactionKind::kPaste),
             QStringLiteral("Inserted image"));
}

void StepWordsTest::countsAgreeInNumber() {
    QCOMPARE(ui::wordCountWords(1), QStringLiteral("1 word"));
    QCOMPARE(ui::wordCountWords(0), QStringLiteral("0 words"));
    QCOMPARE(ui::characterCountWords(1), QStringLiteral("1 character"));
    QCOMPARE(ui::characterCountWords(12), QStringLiteral("12 characters"));
    QCOMPARE(ui::wordCount(QStringLiteral("  two\nwords ")), 2);
    QCOMPARE(ui::wordCount(QString()), 0);
}

void StepWordsTest::moments() {
    ui::MomentFacts moment;
    moment.position = 900;
    moment.eventCount = 2000;
    moment.timeMs = at(QDate(2025, 5, 20), 14, 2);
    moment.author = QStringLiteral("Ana");
    moment.sessionNumber = 12;
    moment.sessionCount = 40;
    moment.stepNumber = 310;
    moment.insertedCount = 90;
    moment.insertedWordCount = 18;
    QCOMPARE(ui::momentWords(moment, now()),
             QStringLiteral("Tuesday 20 May 2025, 14:02 · Ana · session 12 of 40 · step 310 · added 18 words"));
    moment.sessionCount = 1;
    moment.insertedWordCount = 1;
    moment.deletedCount = 1;
    QCOMPARE(ui::momentDetail(moment), QStringLiteral("Ana · step 310 · added 1 word, removed 1 character"));
    // What was made of it says more than how many signs went.
    moment.insertedCount = 0;
    moment.change.subject = history::StepChange::Subject::kBlock;
    moment.change.key = "type";
    moment.change.value = std::string("bullet");
    QCOMPARE(ui::momentDetail(moment), QStringLiteral("Ana · step 310 · Bulleted list"));
    moment.kind = TransactionKind::kBackspace;
    QCOMPARE(ui::momentDetail(moment), QStringLiteral("Ana · step 310 · removed 1 character"));
    moment.change.subject = history::StepChange::Subject::kDeleted;
    moment.change.object = "image";
    moment.change.objectCount = 1;
    QCOMPARE(ui::momentDetail(moment), QStringLiteral("Ana · step 310 · Deleted image"));
    ui::MomentFacts named = moment;
    named.deletedCount = 0;
    named.kind = TransactionKind::kName;
    named.change = {};
    QCOMPARE(ui::momentDetail(named), QStringLiteral("Ana · step 310 · named this moment"));
    named.change.subject = history::StepChange::Subject::kDraft;
    named.change.key = "merged";
    QCOMPARE(ui::momentDetail(named), QStringLiteral("Ana · step 310 · Merged a draft"));
    moment.position = 0;
    QCOMPARE(ui::momentTitle(moment, now()), QStringLiteral("The beginning"));
    moment.position = 2000;
    QCOMPARE(ui::momentTitle(moment, now()), QStringLiteral("Now"));
}

QTEST_GUILESS_MAIN(StepWordsTest)
#include "tst_step_words.moc"

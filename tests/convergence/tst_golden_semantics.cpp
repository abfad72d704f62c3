// Merge semantics of a released version never change: histories of several authors, kept as JSON lines, give the states
// that were kept with them, at the end and at moments all along their timelines. WRITE_GOLDEN=1 makes the files that
// are missing, those of a new version.
#include <QFile>
#include <QTest>
#include <algorithm>

#include "convergence/random_graph.h"
#include "convergence/tracker_state.h"
#include "event/interchange.h"
#include "history/timeline.h"
#include "merge/tracker.h"

using namespace varve;

namespace {

const QString kFolder = QStringLiteral(VARVE_SOURCE_DIR "/tests/convergence/golden/");
constexpr std::uint64_t kStride = 7;  // events between the kept moments

QByteArray readFile(const QString& name) {
    QFile file(kFolder + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString& name, const std::string& bytes) {
    QFile file(kFolder + name);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::NewOnly));
    QCOMPARE(file.write(bytes.data(), static_cast<qint64>(bytes.size())), static_cast<qint64>(bytes.size()));
}

/// Every kept moment: the event count and what `describe` says of the version, on lines of their own.
template <typename Describe>
std::string statesOf(const event::EventLog& log, Describe describe) {
    history::Timeline timeline;
    timeline.followLog(log);
    std::string states;
    for (std::uint64_t position = 0;; position = std::min(position + kStride, timeline.eventCount())) {
        states += std::to_string(position) + " " + describe(timeline.versionAt(log, position)) + "\n";
        if (position == timeline.eventCount()) return states;
    }
}

/// A text on one line.
std::string oneLine(std::string text) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n'))
        text.replace(at, 1, "\u00b6");
    return text;
}

convergence::NaiveEvaluator definitionOf(const event::EventLog& log) {
    convergence::NaiveEvaluator naive;
    for (std::size_t index = 0; index < log.transactionCount(); ++index)
        naive.add(log.transaction(index));
    return naive;
}

std::string definedTexts(const event::EventLog& log) {
    const convergence::NaiveEvaluator naive = definitionOf(log);
    return statesOf(
        log, [&](const event::Version& version) { return oneLine(naive.text(naive.eventsOf(log.idsOf(version)))); });
}

std::string definedStates(const event::EventLog& log) {
    const convergence::NaiveEvaluator naive = definitionOf(log);
    return statesOf(
        log, [&](const event::Version& version) { return describe(naive.state(naive.eventsOf(log.idsOf(version)))); });
}

std::string trackedTexts(const event::EventLog& log) {
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    return statesOf(log, [&](const event::Version& version) {
        tracker.movePrepareTo(log, version);
        return oneLine(tracker.text(log, merge::View::kPrepare));
    });
}

std::string trackedStates(const event::EventLog& log) {
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    return statesOf(log, [&](const event::Version& version) {
        tracker.movePrepareTo(log, version);
        return describe(convergence::stateOf(log, tracker, merge::View::kPrepare));
    });
}

/// One kept history and the two ways to its states.
struct Golden {
    const char* name;
    convergence::GraphOptions options;
    std::string (*defined)(const event::EventLog&);
    std::string (*tracked)(const event::EventLog&);
};

const Golden kGoldens[] = {
    {"semantics-1", {.operationCount = 260, .invalidPercent = 2}, definedTexts, trackedTexts},
    {"semantics-1-formats",
     {.operationCount = 260, .markPercent = 25, .setPercent = 12, .elsewherePercent = 15, .invalidPercent = 2},
     definedStates,
     trackedStates},
};

}  // namespace

class GoldenSemanticsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void statesAreAsKept_data();
    void statesAreAsKept();
};

void GoldenSemanticsTest::initTestCase() {
    if (!qEnvironmentVariableIsSet("WRITE_GOLDEN")) return;
    for (const Golden& golden : kGoldens) {
        const QString name = QString::fromUtf8(golden.name);
        if (QFile::exists(kFolder + name + QStringLiteral(".jsonl"))) continue;
        const auto graph = convergence::makeRandomGraph(2026, golden.options);
        event::EventLog log;
        for (const event::AgentRecord& agent : graph.agents)
            log.addAgent(agent);
        for (const event::Transaction& transaction : graph.transactions)
            QVERIFY(log.append(transaction).has_value());
        std::string lines;
        event::writeInterchange(log, {.documentId = "00000000-0000-4000-8000-000000002026"},
                                [&](std::string_view line) { lines += line; });
        writeFile(name + QStringLiteral(".jsonl"), lines);
        writeFile(name + QStringLiteral(".states"), golden.defined(log));
    }
}

void GoldenSemanticsTest::statesAreAsKept_data() {
    QTest::addColumn<std::size_t>("index");
    for (std::size_t index = 0; index < std::size(kGoldens); ++index)
        QTest::newRow(kGoldens[index].name) << index;
}

void GoldenSemanticsTest::statesAreAsKept() {
    QFETCH(std::size_t, index);
    const Golden& golden = kGoldens[index];
    const QString name = QString::fromUtf8(golden.name);
    const QByteArray lines = readFile(name + QStringLiteral(".jsonl"));
    const QString states = QString::fromUtf8(readFile(name + QStringLiteral(".states")));
    QVERIFY2(!lines.isEmpty() && states.count(QLatin1Char('\n')) > 50, "the golden history is missing");
    const auto read = event::readInterchange({lines.constData(), static_cast<std::size_t>(lines.size())});
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    event::EventLog log;
    const event::AppendOutcome outcome = log.append(read->batch);
    QVERIFY(outcome.rejected.empty() && outcome.waiting.empty());
    QCOMPARE(QString::fromStdString(golden.defined(log)), states);
    QCOMPARE(QString::fromStdString(golden.tracked(log)), states);
}

QTEST_GUILESS_MAIN(GoldenSemanticsTest)
#include "tst_golden_semantics.moc"

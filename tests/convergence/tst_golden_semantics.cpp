// Merge semantics of a released version never change: a history of several authors, kept as JSON lines, gives the states
// that were kept with it, at the end and at moments all along its timeline. WRITE_GOLDEN=1 makes the files of a new version.
#include <QFile>
#include <QTest>
#include <algorithm>

#include "convergence/random_graph.h"
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
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes.data(), static_cast<qint64>(bytes.size())), static_cast<qint64>(bytes.size()));
}

/// Every kept moment on a line of its own: the event count and the text, its line breaks shown as a pilcrow.
std::string statesOf(const event::EventLog& log) {
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    history::Timeline timeline;
    timeline.followLog(log);
    std::string states;
    for (std::uint64_t position = 0;; position = std::min(position + kStride, timeline.eventCount())) {
        tracker.movePrepareTo(log, timeline.versionAt(log, position));
        std::string line = tracker.text(log, merge::View::kPrepare);
        for (std::size_t at = line.find('\n'); at != std::string::npos; at = line.find('\n')) line.replace(at, 1, "\u00b6");
        states += std::to_string(position) + " " + line + "\n";
        if (position == timeline.eventCount()) return states;
    }
}

}  // namespace

class GoldenSemanticsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void statesAreAsKept();
    void naiveEvaluatorAgrees();

  private:
    event::Interchange m_kept;
};

void GoldenSemanticsTest::initTestCase() {
    if (qEnvironmentVariableIsSet("WRITE_GOLDEN")) {
        const auto graph = convergence::makeRandomGraph(2026, {.operationCount = 260, .invalidPercent = 2});
        event::EventLog log;
        for (const event::AgentRecord& agent : graph.agents) log.addAgent(agent);
        for (const event::Transaction& transaction : graph.transactions) QVERIFY(log.append(transaction).has_value());
        std::string lines;
        event::writeInterchange(log, {.documentId = "00000000-0000-4000-8000-000000002026"},
                                [&](std::string_view line) { lines += line; });
        writeFile(QStringLiteral("semantics-1.jsonl"), lines);
        writeFile(QStringLiteral("semantics-1.states"), statesOf(log));
    }
    const QByteArray lines = readFile(QStringLiteral("semantics-1.jsonl"));
    QVERIFY2(!lines.isEmpty(), "the golden history is missing");
    auto read = event::readInterchange({lines.constData(), static_cast<std::size_t>(lines.size())});
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    m_kept = std::move(*read);
}

void GoldenSemanticsTest::statesAreAsKept() {
    event::EventLog log;
    const event::AppendOutcome outcome = log.append(m_kept.batch);
    QVERIFY(outcome.rejected.empty() && outcome.waiting.empty());
    const std::string states = statesOf(log);
    QVERIFY(std::ranges::count(states, '\n') > 50);
    QCOMPARE(QString::fromStdString(states), QString::fromUtf8(readFile(QStringLiteral("semantics-1.states"))));
}

void GoldenSemanticsTest::naiveEvaluatorAgrees() {
    convergence::NaiveEvaluator naive;
    for (std::size_t index = 0; index < m_kept.batch.transactions().size(); ++index) {
        naive.add(m_kept.batch.transaction(index));
    }
    std::string text = naive.text(naive.allEvents());
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n')) text.replace(at, 1, "\u00b6");
    const QByteArray states = readFile(QStringLiteral("semantics-1.states"));
    const QByteArray last = states.trimmed().mid(states.trimmed().lastIndexOf('\n') + 1);
    QCOMPARE(QString::fromStdString(text).trimmed(), QString::fromUtf8(last.mid(last.indexOf(' ') + 1)).trimmed());
}

QTEST_GUILESS_MAIN(GoldenSemanticsTest)
#include "tst_golden_semantics.moc"

// The tracker against the naive evaluator on random histories: every order of arrival, in pieces or at once, with
// duplicates and delays, gives the defined texts, formats and registers; every patch leads where it says; every moment
// of the past can be shown. Environment: SEED, GRAPHS. A failure prints the seed and the history in words.
#include <QTest>
#include <algorithm>
#include <csignal>
#include <cstdio>

#include "convergence/random_graph.h"
#include "convergence/tracker_state.h"
#include "merge/tracker.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::convergence;
using event::EventBatch;
using event::EventLog;
using merge::Tracker;
using merge::View;

namespace {

/// One replica that receives a graph piece by piece.
class Receiver {
  public:
    Receiver(const RandomGraph& graph, merge::FanOut fanOut, Random& random)
        : m_graph(graph), m_tracker(fanOut), m_random(random), m_order(randomCausalOrder(graph.transactions, random)) {
        shuffleLocally();
    }

    /// Empty when all went as defined, else what did not.
    std::string receiveAll() {
        while (m_delivered < m_order.size() || !m_waiting.empty()) {
            deliverBatch();
            if (std::string failed = applyNew(); !failed.empty()) return failed;
            if (m_random.chance(40)) {
                if (std::string failed = travel(); !failed.empty()) return failed;
            }
        }
        return {};
    }

    std::string travel() {
        const std::vector<Unit>& units = m_graph.naive.units();
        EventSet set;
        for (std::uint32_t heads = m_random.below(3); heads > 0 && m_log.end().value > 0; --heads) {
            const event::EventId id = m_log.idOf({m_random.below(m_log.end().value)});
            const EventSet& history = units[*m_graph.naive.find(id)].history;
            if (set.size() < history.size()) set.resize(history.size(), false);
            for (std::size_t i = 0; i < history.size(); ++i)
                set[i] = set[i] || history[i];
        }
        const std::vector<event::EventId> frontier = m_graph.naive.frontierOf(set);
        const DocumentState before = stateOf(m_log, m_tracker, View::kPrepare);
        if (before != m_graph.naive.state(eventsOf(m_tracker.prepareVersion())))
            return "prepared state is not its version's";
        DocumentState patched = withoutIds(before);
        const document::DocumentPatch patch = m_tracker.movePrepareTo(m_log, *m_log.versionOf(frontier));
        m_tracker.checkInvariants(m_log);
        const DocumentState expected = m_graph.naive.state(set);
        if (stateOf(m_log, m_tracker, View::kPrepare) != expected) return "state of the past";
        if (std::string failed = applyPatch(patched, patch); !failed.empty()) return failed + " on the way to the past";
        if (patched != withoutIds(expected)) return "patch to the past";
        if (withoutIds(stateOf(m_log, m_tracker, View::kEffect)) != m_state) return "travelling changed the present";
        return {};
    }

    [[nodiscard]] const EventLog& log() const { return m_log; }
    [[nodiscard]] const Tracker& tracker() const { return m_tracker; }

  private:
    /// Swaps neighbours, so that some transactions come before what they follow.
    void shuffleLocally() {
        for (std::size_t i = 1; i < m_order.size(); ++i) {
            if (m_random.chance(20))
                std::swap(m_order[i],
                          m_order[i - 1 - m_random.below(std::min<std::uint32_t>(3, static_cast<std::uint32_t>(i)))]);
        }
    }

    void deliverBatch() {
        std::vector<std::size_t> sent = std::exchange(m_waiting, {});
        for (std::uint32_t count = 1 + m_random.below(6); count > 0 && m_delivered < m_order.size(); --count)
            sent.push_back(m_order[m_delivered++]);
        while (m_delivered > 0 && m_random.chance(25))
            sent.push_back(m_order[m_random.below(static_cast<std::uint32_t>(m_delivered))]);
        EventBatch batch;
        for (const std::size_t index : sent)
            batch.add(m_graph.transactions[index]);
        const event::AppendOutcome outcome = m_log.append(batch);
        if (!outcome.rejected.empty()) qFatal("rejected: %s", outcome.rejected.front().second.message.c_str());
        for (const std::size_t index : outcome.waiting)
            m_waiting.push_back(sent[index]);
    }

    std::string applyNew() {
        const merge::ApplyOutcome outcome = m_tracker.applyNewEvents(m_log);
        m_tracker.checkInvariants(m_log);
        if (std::string failed = applyPatch(m_state, outcome.patch); !failed.empty()) return failed + " when applying";
        const DocumentState expected = m_graph.naive.state(eventsOf(m_log.version()));
        if (stateOf(m_log, m_tracker, View::kEffect) != expected) return "state after applying";
        if (m_state != withoutIds(expected)) return "patch of applying";
        return compareQuarantine();
    }

    std::string compareQuarantine() const {
        for (event::LocalVersion event; event < m_log.end(); event = event + 1) {
            const Unit& unit = m_graph.naive.units()[*m_graph.naive.find(m_log.idOf(event))];
            if (unit.quarantined != m_tracker.isQuarantined(event)) return "quarantine";
        }
        return {};
    }

    [[nodiscard]] EventSet eventsOf(const event::Version& version) const {
        return m_graph.naive.eventsOf(m_log.idsOf(version));
    }

    const RandomGraph& m_graph;
    EventLog m_log;
    Tracker m_tracker;
    Random& m_random;
    std::vector<std::size_t> m_order;
    std::size_t m_delivered = 0;
    std::vector<std::size_t> m_waiting;
    DocumentState m_state;  // by patches alone
};

/// What a character would get that is typed now, at one place of every text.
std::string compareNextFormats(const RandomGraph& graph, const EventLog& log, const Tracker& tracker, Random& random) {
    for (const event::ObjectId& sequence : graph.naive.sequences()) {
        NaiveEvaluator next = graph.naive;
        const std::uint32_t offset = random.below(tracker.count(View::kEffect, sequence) + 1);
        next.addOperation({test::agent(1), {0}}, log.idsOf(tracker.effectVersion()),
                          event::Insert{sequence, {offset}, "x"});
        const Format expected = next.format(next.units().size() - 1, next.allEvents());
        if (formatOf(tracker.formatForInsertAt(log, {offset}, sequence)) != expected) return "format of the next";
    }
    return {};
}

/// Single questions about the newest state.
std::string compareQueries(const RandomGraph& graph, const EventLog& log, const Tracker& tracker) {
    const EventSet all = graph.naive.allEvents();
    if (std::string failed = compareAnswers(log, tracker, graph.naive.state(all)); !failed.empty()) return failed;
    std::vector<event::LocalVersion> runs;
    for (const merge::VisibleRun& run : tracker.visibleRuns(View::kEffect)) {
        for (event::LocalVersion event = run.events.begin; event < run.events.end; event = event + 1)
            runs.push_back(event);
    }
    const std::vector<UnitIndex> visible = graph.naive.visibleUnits(all);
    if (!std::ranges::equal(runs, visible, {}, {},
                            [&](UnitIndex unit) { return *log.find(graph.naive.units()[unit].id); }))
        return "visible runs";
    for (const Unit& unit : graph.naive.units()) {
        if (unit.quarantined) continue;
        const event::LocalVersion event = *log.find(unit.id);
        const UnitIndex index = *graph.naive.find(unit.id);
        if (tracker.isAlive(View::kEffect, event) != graph.naive.isAlive(index, all)) return "liveness";
        if (unit.type == Unit::Type::kDelete &&
            tracker.deletedCharacter(event) != log.find(graph.naive.units()[*unit.target].id))
            return "deleted character";
    }
    return {};
}

std::string check(const RandomGraph& graph, std::uint64_t seed, merge::FanOut fanOut) {
    Random random(seed);
    for (int order = 0; order < 3; ++order) {
        Receiver receiver(graph, fanOut, random);
        if (std::string failed = receiver.receiveAll(); !failed.empty()) return failed;
        for (int i = 0; i < 4; ++i) {
            if (std::string failed = receiver.travel(); !failed.empty()) return failed;
        }
        if (std::string failed = compareQueries(graph, receiver.log(), receiver.tracker()); !failed.empty())
            return failed;
        if (std::string failed = compareNextFormats(graph, receiver.log(), receiver.tracker(), random); !failed.empty())
            return failed;
        Tracker atOnce(fanOut);
        atOnce.applyNewEventsQuietly(receiver.log());
        atOnce.checkInvariants(receiver.log());
        if (stateOf(receiver.log(), atOnce, View::kEffect) !=
            stateOf(receiver.log(), receiver.tracker(), View::kEffect))
            return "all at once";
    }
    return {};
}

/// Empty when a long history of so many marks that the tracker drops sets of them on the way goes as defined.
std::string checkManyMarks(std::uint64_t seed) {
    GraphOptions options;
    options.operationCount = 1500;
    options.markPercent = 75;
    options.livenessPercent = 3;
    options.deletePercent = 5;
    options.setPercent = 1;
    options.runCountMax = 12;
    options.mergePercent = 10;
    const RandomGraph graph = makeRandomGraph(seed, options);
    Random random(seed);
    EventLog log;
    Tracker tracker;
    DocumentState patched;
    std::size_t count = 0;
    for (const std::size_t index : randomCausalOrder(graph.transactions, random)) {
        if (!log.append(graph.transactions[index])) return "rejected";
        if (std::string failed = applyPatch(patched, tracker.applyNewEvents(log).patch); !failed.empty()) return failed;
        if (++count % 100 != 0) continue;
        const event::Version past = {{random.below(log.end().value)}};
        tracker.movePrepareTo(log, past);
        if (stateOf(log, tracker, View::kPrepare) != graph.naive.state(graph.naive.eventsOf(log.idsOf(past))))
            return "state of the past";
    }
    tracker.checkInvariants(log);
    const DocumentState expected = graph.naive.state(graph.naive.allEvents());
    if (stateOf(log, tracker, View::kEffect) != expected) return "state";
    return patched == withoutIds(expected) ? "" : "patches";
}

/// Empty when a history so long that it is applied in bulk goes as defined: all of it at once, and in two halves of
/// which the second goes on from what the bulk left.
std::string checkAtOnce(std::uint64_t seed) {
    GraphOptions options;
    options.operationCount = 700;
    options.runCountMax = 12;
    options.mergePercent = seed % 3 == 0 ? 5 : 30;
    if (seed % 4 == 0) options.markPercent = options.livenessPercent = 0;
    if (seed % 5 == 0) options.invalidPercent = 1;
    if (seed % 8 == 0) options.agentCountMax = 1, options.branchAgainPercent = 0;  // nothing is concurrent
    const RandomGraph graph = makeRandomGraph(seed, options);
    Random random(seed);
    const std::vector<std::size_t> order = randomCausalOrder(graph.transactions, random);
    const DocumentState expected = graph.naive.state(graph.naive.allEvents());
    for (const bool inHalves : {false, true}) {
        EventLog log;
        Tracker tracker;
        DocumentState patched;
        const std::size_t half = inHalves ? order.size() * 4 / 5 : order.size();
        for (std::size_t index = 0; index < order.size(); ++index) {
            if (!log.append(graph.transactions[order[index]])) return "rejected";
            if (index + 1 != half && index + 1 != order.size()) continue;
            if (index + 1 == half && log.end().value <= 1000) return "a history that is too short for this test";
            const merge::ApplyOutcome outcome = tracker.applyNewEvents(log);
            tracker.checkInvariants(log);
            if (std::string failed = applyPatch(patched, outcome.patch); !failed.empty()) return failed;
        }
        if (stateOf(log, tracker, View::kEffect) != expected) return "state";
        if (patched != withoutIds(expected)) return "patches";
        for (int i = 0; i < 3; ++i) {
            const event::Version past = {{random.below(log.end().value)}};
            tracker.movePrepareTo(log, past);
            tracker.checkInvariants(log);
            if (stateOf(log, tracker, View::kPrepare) != graph.naive.state(graph.naive.eventsOf(log.idsOf(past))))
                return "state of the past";
        }
    }
    return {};
}

GraphOptions optionsFor(std::uint64_t seed, bool longRun) {
    GraphOptions options;
    options.operationCount = 5 + static_cast<std::uint32_t>(seed % 26);
    if (seed % 25 == 0) options.operationCount = 80;
    if (longRun && seed % 100 == 0) options.operationCount = 300;
    if (seed % 7 == 0) options.mergePercent = 5;
    if (seed % 11 == 0) options.runCountMax = 12;
    if (seed % 3 == 0) options.markPercent = 40;
    if (seed % 9 == 0) options.breakPercent = 50;
    if (seed % 8 == 0) options.livenessPercent = 35;
    if (seed % 13 == 0) options.elsewherePercent = 45;
    return options;
}

std::uint64_t seedUnderTest = 0;

/// A broken invariant stops the program before Qt Test can say with which history.
extern "C" void printSeedAndStop(int) {
    std::fprintf(stderr, "SEED=%llu GRAPHS=1\n", static_cast<unsigned long long>(seedUnderTest));
    std::signal(SIGABRT, SIG_DFL);
    std::raise(SIGABRT);
}

}  // namespace

class ConvergenceTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void randomHistories_data();
    void randomHistories();
    void manyMarks();
    void longHistoriesAtOnce();
};

void ConvergenceTest::randomHistories_data() {
    QTest::addColumn<unsigned>("fanOut");
    QTest::addColumn<unsigned>("invalidPercent");
    QTest::newRow("default fan-out") << 32U << 0U;
    QTest::newRow("fan-out 2") << 2U << 0U;
    QTest::newRow("fan-out 3, offsets out of range") << 3U << 6U;
}

void ConvergenceTest::randomHistories() {
    QFETCH(unsigned, fanOut);
    QFETCH(unsigned, invalidPercent);
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 400);
    std::signal(SIGABRT, printSeedAndStop);
    const merge::FanOut fan{fanOut, std::min(fanOut, 16U)};
    for (std::uint64_t i = 0; i < count; ++i) {
        GraphOptions options = optionsFor(seed + i, count > 1000);
        options.invalidPercent = invalidPercent;
        seedUnderTest = seed + i;
        const RandomGraph graph = makeRandomGraph(seed + i, options);
        const std::string failed = check(graph, seed + i, fan);
        QVERIFY2(
            failed.empty(),
            (failed + " with SEED=" + std::to_string(seed + i) + " GRAPHS=1\n" + describe(graph.transactions)).c_str());
    }
}

void ConvergenceTest::manyMarks() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 400) / 400 + 1;
    std::signal(SIGABRT, printSeedAndStop);
    for (std::uint64_t i = 0; i < count; ++i) {
        seedUnderTest = seed + i;
        const std::string failed = checkManyMarks(seed + i);
        QVERIFY2(failed.empty(), (failed + " with SEED=" + std::to_string(seed + i) + " GRAPHS=1").c_str());
    }
}

void ConvergenceTest::longHistoriesAtOnce() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 400) / 100 + 1;
    std::signal(SIGABRT, printSeedAndStop);
    for (std::uint64_t i = 0; i < count; ++i) {
        seedUnderTest = seed + i;
        const std::string failed = checkAtOnce(seed + i);
        QVERIFY2(failed.empty(), (failed + " with SEED=" + std::to_string(seed + i) + " GRAPHS=1").c_str());
    }
}

QTEST_GUILESS_MAIN(ConvergenceTest)
#include "tst_convergence.moc"

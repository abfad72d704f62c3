// Tests of the tests: a walker without fault agrees with the naive evaluator on every random history, and each seeded
// fault is found within a bounded number of them. A generator that no longer makes the hard cases fails here.
#include <QTest>

#include "convergence/list_walker.h"
#include "convergence/random_graph.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::convergence;

namespace {

/// Whether the walker, on three orders of arrival and at some moments of the past, is as the definition says.
bool agrees(const RandomGraph& graph, std::uint64_t seed, WalkerFault fault) {
    Random random(seed);
    const DocumentState expected = graph.naive.state(graph.naive.allEvents());
    for (int order = 0; order < 3; ++order) {
        ListWalker walker(fault);
        for (const std::size_t index : randomCausalOrder(graph.transactions, random))
            walker.apply(graph.transactions[index]);
        if (walker.state() != expected) return false;
        for (int moment = 0; moment < 4; ++moment) {
            const auto unit = random.below(static_cast<std::uint32_t>(graph.naive.units().size()));
            const EventSet& set = graph.naive.units()[unit].history;
            if (walker.stateAt(graph.naive.frontierOf(set)) != graph.naive.state(set)) return false;
        }
    }
    return true;
}

/// Every character of the text, hidden ones too.
std::vector<event::EventId> idsOf(const NaiveEvaluator& naive, const event::ObjectId& sequence) {
    std::vector<event::EventId> ids;
    for (const UnitIndex unit : naive.order(sequence))
        ids.push_back(naive.units()[unit].id);
    return ids;
}

GraphOptions optionsFor(std::uint64_t seed) {
    GraphOptions options;
    options.operationCount = seed % 16 == 0 ? 60 : 6 + static_cast<std::uint32_t>(seed % 20);
    return options;
}

}  // namespace

class MutationsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void naiveEvaluatorIgnoresArrival();
    void walkerWithoutFaultAgrees();
    void faultIsFound_data();
    void faultIsFound();
};

void MutationsTest::naiveEvaluatorIgnoresArrival() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 200);
    for (std::uint64_t i = 0; i < count; ++i) {
        const RandomGraph graph = makeRandomGraph(seed + i, optionsFor(seed + i));
        Random random(i);
        NaiveEvaluator other;
        for (const std::size_t index : randomCausalOrder(graph.transactions, random))
            other.add(graph.transactions[index]);
        for (const event::ObjectId& sequence : graph.naive.sequences())
            QVERIFY2(idsOf(other, sequence) == idsOf(graph.naive, sequence), describe(graph.transactions).c_str());
        QVERIFY2(other.state(other.allEvents()) == graph.naive.state(graph.naive.allEvents()),
                 describe(graph.transactions).c_str());
    }
}

void MutationsTest::walkerWithoutFaultAgrees() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 300);
    for (std::uint64_t i = 0; i < count; ++i) {
        const RandomGraph graph = makeRandomGraph(seed + i, optionsFor(seed + i));
        QVERIFY2(agrees(graph, seed + i, WalkerFault::kNone), describe(graph.transactions).c_str());
    }
}

void MutationsTest::faultIsFound_data() {
    QTest::addColumn<int>("fault");
    for (int fault = 1; fault <= kWalkerFaultMax; ++fault)
        QTest::newRow(nameOf(static_cast<WalkerFault>(fault))) << fault;
}

void MutationsTest::faultIsFound() {
    QFETCH(int, fault);
    constexpr std::uint64_t kGraphsMax = 10'000;
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    std::uint64_t tried = 0;
    bool found = false;
    while (!found && tried < kGraphsMax) {
        const RandomGraph graph = makeRandomGraph(seed + tried, optionsFor(seed + tried));
        found = !agrees(graph, seed + tried, static_cast<WalkerFault>(fault));
        ++tried;
    }
    QVERIFY(found);
    qInfo("found after %llu histories", static_cast<unsigned long long>(tried));
}

QTEST_GUILESS_MAIN(MutationsTest)
#include "tst_mutations.moc"

// Replicas over a bad network end with the same log: in pairs, chains, rings and stars, over streams that break and
// brokers that lose, repeat and reorder.
#include <QtTest>
#include <algorithm>
#include <map>
#include <memory>

#include "sync/simulated_network.h"
#include "sync/test_replica.h"

using namespace varve;
using namespace varve::test;

namespace {

enum class Shape { kPair, kChain, kRing, kStar };

struct Scenario {
    Shape shape = Shape::kPair;
    NetworkFaults faults;
    bool isPartitioned = false;
};

constexpr NetworkFaults kCleanStream{true, 0, 0, 0, 0, 5};
constexpr NetworkFaults kBadStream{true, 8, 0, 0, 15, 5};
constexpr NetworkFaults kBadBroker{false, 10, 20, 20, 0, 5};
constexpr NetworkFaults kWorstBroker{false, 25, 40, 30, 10, 5};

}  // namespace

class SyncConvergenceTest : public QObject {
    Q_OBJECT

  private:
    using Replicas = std::vector<std::unique_ptr<TestReplica>>;

    static void link(SimulatedNetwork& network, Replicas& replicas, Shape shape) {
        const std::size_t count = replicas.size();
        const auto connect = [&](std::size_t a, std::size_t b) {
            network.link(replicas[a]->endpoint(), replicas[b]->endpoint());
        };
        for (std::size_t index = 1; index < count; ++index)
            connect(index, shape == Shape::kStar ? 0 : index - 1);
        if (shape == Shape::kRing) connect(0, count - 1);
    }

    static bool haveConverged(const Replicas& replicas) {
        const auto& first = replicas.front();
        return std::ranges::all_of(replicas, [&](const auto& replica) {
            return replica->log().versionVector() == first->log().versionVector();
        });
    }

    static void tickAll(Replicas& replicas) {
        for (auto& replica : replicas)
            replica->endpoint().tick();
    }

    static void compareLogs(const Replicas& replicas) {
        const auto expected = transactionsOf(replicas.front()->log());
        for (const auto& replica : replicas) {
            replica->log().checkInvariants();
            QVERIFY(transactionsOf(replica->log()) == expected);
            QCOMPARE(replica->log().agents().size(), replicas.size());
            for (const event::AgentRecord& record : replica->log().agents())
                QVERIFY(!record.user.empty());
            QCOMPARE(replica->endpoint().counters().violations, std::uint64_t{0});
        }
    }

  private Q_SLOTS:
    void convergesWhateverHappens_data() {
        QTest::addColumn<Scenario>("scenario");
        QTest::newRow("two, clean stream") << Scenario{Shape::kPair, kCleanStream, false};
        QTest::newRow("two, broken stream") << Scenario{Shape::kPair, kBadStream, false};
        QTest::newRow("two, lossy broker") << Scenario{Shape::kPair, kBadBroker, false};
        QTest::newRow("chain, broken stream") << Scenario{Shape::kChain, kBadStream, false};
        QTest::newRow("chain, lossy broker") << Scenario{Shape::kChain, kBadBroker, false};
        QTest::newRow("ring, broken stream") << Scenario{Shape::kRing, kBadStream, false};
        QTest::newRow("ring, worst broker") << Scenario{Shape::kRing, kWorstBroker, false};
        QTest::newRow("star, broken stream, partition") << Scenario{Shape::kStar, kBadStream, true};
        QTest::newRow("star, worst broker, partition") << Scenario{Shape::kStar, kWorstBroker, true};
    }
    void convergesWhateverHappens() {
        QFETCH(Scenario, scenario);
        const std::uint64_t seed = numberFromEnvironment("SEED", 1);
        const std::uint64_t operations = numberFromEnvironment("OPERATIONS", 400);
        Random random(seed);
        Replicas replicas;
        const std::uint32_t count = scenario.shape == Shape::kPair ? 2 : 4;
        for (std::uint32_t index = 0; index < count; ++index) {
            replicas.push_back(std::make_unique<TestReplica>(index + 1));
            for (std::uint32_t edit = random.below(30); edit > 0; --edit)
                replicas.back()->editAtRandom(random);
        }
        SimulatedNetwork network(seed + 17, scenario.faults);
        link(network, replicas, scenario.shape);

        for (std::uint64_t step = 0; step < operations; ++step) {
            if (scenario.isPartitioned && step == operations / 3) network.partition();
            if (scenario.isPartitioned && step == operations * 2 / 3) network.heal();
            TestReplica& writer = *replicas[random.below(count)];
            writer.editAtRandom(random);
            if (random.chance(20)) replicas[random.below(count)]->store();
            if (step % 10 == 0) tickAll(replicas);
            network.step();
        }
        std::uint32_t steps = 0;
        for (; steps < 20'000 && !haveConverged(replicas); ++steps) {
            network.step();
            if (steps % 10 == 0) tickAll(replicas);
        }
        QVERIFY2(haveConverged(replicas), "The replicas did not become equal.");
        compareLogs(replicas);
        sync::PeerCounters sum;
        for (const auto& replica : replicas)
            sum += replica->endpoint().counters();
        QVERIFY(scenario.faults.dropPercent == 0 || sum.resends > 0);
        QVERIFY(scenario.faults.duplicatePercent == 0 || sum.duplicates > 0);
        QVERIFY(scenario.faults.dropPercent == 0 || sum.penned > 0);
        QVERIFY(scenario.faults.cutPerThousand == 0 || network.cutCount() > 0);
    }

    /// When the network is well again, everyone learns that everyone has everything on disk.
    void acknowledgementsArrive() {
        Replicas replicas;
        for (std::uint32_t index = 0; index < 3; ++index)
            replicas.push_back(std::make_unique<TestReplica>(index + 1));
        SimulatedNetwork network(numberFromEnvironment("SEED", 2), kBadBroker);
        link(network, replicas, Shape::kChain);
        Random random(5);
        for (int step = 0; step < 100; ++step) {
            replicas[random.below(3)]->editAtRandom(random);
            network.step();
        }
        const auto facts = [&] { return replicas[1]->endpoint().facts(sync::ConnectionId{1}); };
        for (int step = 0; step < 2000; ++step) {
            network.step();
            if (step % 10 == 0) tickAll(replicas);
        }
        QVERIFY(haveConverged(replicas));
        QVERIFY(facts()->hasReceivedAll);
        QVERIFY(facts()->otherReceivedAll);
        QVERIFY(!facts()->otherStoredAll);
        for (auto& replica : replicas)
            replica->store();
        for (int step = 0; step < 500 && !facts()->otherStoredAll; ++step) {
            network.step();
            if (step % 10 == 0) tickAll(replicas);
        }
        QVERIFY(facts()->otherStoredAll);
    }

    void cleanStreamSendsNothingTwice() {
        Replicas replicas;
        for (std::uint32_t index = 0; index < 2; ++index)
            replicas.push_back(std::make_unique<TestReplica>(index + 1));
        Random random(7);
        for (int edit = 0; edit < 3000; ++edit)
            replicas[0]->editAtRandom(random);
        for (int edit = 0; edit < 10; ++edit)
            replicas[1]->editAtRandom(random);
        SimulatedNetwork network(3, kCleanStream);
        link(network, replicas, Shape::kPair);
        for (int step = 0; step < 300; ++step) {
            if (step % 3 == 0) replicas[step % 2]->editAtRandom(random);
            if (step % 5 == 0) tickAll(replicas);
            network.step();
        }
        for (int step = 0; step < 5; ++step)
            network.step();
        QVERIFY(haveConverged(replicas));
        for (const auto& replica : replicas) {
            const sync::PeerCounters counters = replica->endpoint().counters();
            QCOMPARE(counters.duplicates, std::uint64_t{0});
            QCOMPARE(counters.resends, std::uint64_t{0});
            QCOMPARE(counters.penned, std::uint64_t{0});
        }
    }
};

QTEST_GUILESS_MAIN(SyncConvergenceTest)
#include "tst_sync_convergence.moc"

// Restoring: the text becomes exactly what it was, by events that can be taken back and that merge with others' work.
#include <QTest>

#include "convergence/random_graph.h"
#include "history/test_replica.h"

using namespace varve;
using namespace varve::history;
using test::TestReplica;

namespace {

TestReplica replicaOf(const convergence::RandomGraph& graph) {
    TestReplica replica(99, "restorer");
    for (const event::Transaction& transaction : graph.transactions)
        replica.receive(transaction);
    return replica;
}

/// A random version, of one to three heads.
event::Version randomVersion(const event::EventLog& log, Random& random) {
    std::vector<event::LocalVersion> heads;
    for (std::uint32_t count = random.below(4); count > 0; --count)
        heads.push_back({random.below(log.end().value)});
    return log.graph().reduced(std::move(heads));
}

}  // namespace

class RestoreTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void randomHistories_data();
    void randomHistories();
    void mergesWithConcurrentWork();
    void namesOfMomentsStay();
    void nothingToRestore();
};

void RestoreTest::randomHistories_data() {
    QTest::addColumn<unsigned>("invalidPercent");
    QTest::newRow("valid") << 0U;
    QTest::newRow("with offsets out of range") << 8U;
}

void RestoreTest::randomHistories() {
    QFETCH(unsigned, invalidPercent);
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 200);
    for (std::uint64_t i = 0; i < count; ++i) {
        convergence::GraphOptions options;
        options.operationCount = 5 + static_cast<std::uint32_t>(i % 40);
        options.livenessPercent = 25;
        options.invalidPercent = invalidPercent;
        const auto graph = convergence::makeRandomGraph(seed + i, options);
        TestReplica replica = replicaOf(graph);
        Random random(seed + i);
        for (int round = 0; round < 4; ++round) {
            const event::Version version = randomVersion(replica.log(), random);
            convergence::NaiveEvaluator naive;
            for (std::size_t t = 0; t < replica.log().transactionCount(); ++t)
                naive.add(replica.log().transaction(t));
            const std::string expected = naive.text(naive.eventsOf(replica.log().idsOf(version)));
            const std::string before = replica.text();
            const bool changed = replica.restore(version);
            QVERIFY2(replica.text() == expected, qPrintable(QString::number(seed + i)));
            QVERIFY(restoreOperations(replica.log(), replica.tracker(), version).empty());
            if (!changed) continue;
            QVERIFY(replica.undo());
            QCOMPARE(replica.text(), before);
            if (random.chance(50)) {
                QVERIFY(replica.redo());
                QCOMPARE(replica.text(), expected);
            }
        }
    }
}

void RestoreTest::mergesWithConcurrentWork() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "one ");
    const event::Version first = ana.log().version();
    ana.insert(4, "two ");
    TestReplica::sync(ana, ben);
    ben.insert(8, "three");
    QVERIFY(ana.restore(first));
    TestReplica::sync(ana, ben);
    QCOMPARE(ana.text(), std::string("one three"));  // nobody's unseen work is lost
    QCOMPARE(ben.text(), ana.text());
}

void RestoreTest::namesOfMomentsStay() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");
    const event::Version first = ana.log().version();
    // Whatever else is in the same transaction belongs to the document, and so does a name of anything else.
    ana.write(
        {test::setOf(event::WellKnownObject::kDocument, "title", std::string("good")), test::insertAt(0, "smuggled"),
         test::setOf(event::WellKnownObject::kDocument, "moment:x:name", std::string("good"))},
        event::TransactionKind::kName);
    const event::LocalVersion name = ana.log().end() - 1;
    ana.insert(3, "two");
    QVERIFY(ana.restore(first));
    QCOMPARE(ana.text(), std::string("one"));
    QVERIFY(ana.tracker().isAlive(merge::View::kEffect, name));
    QVERIFY(!ana.tracker().registerValue(ana.log(), merge::View::kEffect, event::WellKnownObject::kDocument, "title"));
}

void RestoreTest::nothingToRestore() {
    TestReplica ana(1, "Ana");
    QVERIFY(restoreOperations(ana.log(), ana.tracker(), {}).empty());
    ana.insert(0, "one");
    QVERIFY(restoreOperations(ana.log(), ana.tracker(), ana.log().version()).empty());
}

QTEST_GUILESS_MAIN(RestoreTest)
#include "tst_restore.moc"

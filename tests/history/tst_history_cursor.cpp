// Time travel with a cursor of its own: every moment of the timeline, both ways, while the log goes on growing.
#include <QTest>

#include "convergence/random_graph.h"
#include "history/history_cursor.h"
#include "history/test_replica.h"
#include "history/timeline.h"

using namespace varve;
using namespace varve::history;
using test::TestReplica;

class HistoryCursorTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void beginsAtNow();
    void everyMomentOfTheTimeline();
    void shownMomentStaysWhileTheLogGrows();
};

void HistoryCursorTest::beginsAtNow() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "abc");
    ana.remove(1, 1);
    merge::Tracker behind;  // one that has not seen the newest events
    HistoryCursor cursor(ana.log(), behind);
    QCOMPARE(cursor.text(ana.log()), std::string("ac"));
    QCOMPARE(cursor.count(), 2U);
    QCOMPARE(cursor.version(), ana.log().version());
    const HistoryCursor empty{event::EventLog(), merge::Tracker()};
    QCOMPARE(empty.count(), 0U);
}

void HistoryCursorTest::everyMomentOfTheTimeline() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t i = 0; i < 30; ++i) {
        const auto graph = convergence::makeRandomGraph(seed + i, {.operationCount = 40});
        TestReplica replica(99, "reader");
        for (const event::Transaction& transaction : graph.transactions)
            replica.receive(transaction);
        const event::EventLog& log = replica.log();
        Timeline timeline;
        timeline.followLog(log);
        HistoryCursor cursor(log, replica.tracker());
        std::string shown = cursor.text(log);
        const auto show = [&](std::uint64_t position) {
            const event::Version version = timeline.versionAt(log, position);
            const document::Patch patch = cursor.moveTo(log, version);
            shown = patch.applied(shown);
            const std::string expected = graph.naive.text(graph.naive.eventsOf(log.idsOf(version)));
            return shown == expected && cursor.text(log) == expected;
        };
        for (std::uint64_t position = timeline.eventCount() + 1; position-- > 0;)
            QVERIFY(show(position));
        for (std::uint64_t position = 0; position <= timeline.eventCount(); ++position)
            QVERIFY(show(position));
        QCOMPARE(cursor.text(log), replica.text());
    }
}

void HistoryCursorTest::shownMomentStaysWhileTheLogGrows() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "one ");
    const event::Version first = ana.log().version();
    ana.insert(4, "two ");
    TestReplica::sync(ana, ben);
    HistoryCursor cursor(ana.log(), ana.tracker());
    cursor.moveTo(ana.log(), first);
    QCOMPARE(cursor.text(ana.log()), std::string("one "));
    ben.insert(0, "zero ");
    TestReplica::sync(ana, ben);
    cursor.followLog(ana.log());
    QCOMPARE(cursor.text(ana.log()), std::string("one "));
    QCOMPARE(cursor.version(), first);
    cursor.moveTo(ana.log(), ana.log().version());
    QCOMPARE(cursor.text(ana.log()), std::string("zero one two "));
}

QTEST_GUILESS_MAIN(HistoryCursorTest)
#include "tst_history_cursor.moc"

// Which objects a moment has and where they are, against a tracker whose prepare document is moved there: moments of
// the timeline by the index, other versions by the cursor's tracker, and a log that goes on growing.
#include <QTest>
#include <numeric>

#include "convergence/random_graph.h"
#include "history/history_cursor.h"
#include "history/object_places.h"
#include "history/test_replica.h"
#include "history/timeline.h"

using namespace varve;
using namespace varve::history;
using test::TestReplica;

class ObjectPlacesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyMoment();
    void versionsThatAreNoMoment();
    void withoutAnIndex();
    void undoneAndRedoneManyTimes();
    void longHistory();
    void lateArrivals();
    void unknownIds();
};

namespace {

constexpr auto kPrepare = merge::View::kPrepare;

std::uint64_t graphCount(std::uint64_t quick) {
    return test::numberFromEnvironment("GRAPHS", quick);
}

convergence::GraphOptions optionsOf(std::uint64_t index) {
    convergence::GraphOptions options{.operationCount = 60, .livenessPercent = 25, .breakPercent = 30};
    if (index % 2 == 0) options.elsewherePercent = 35;
    if (index % 4 == 0) options.invalidPercent = 10;
    return options;
}

void receiveAll(TestReplica& replica, const convergence::RandomGraph& graph) {
    for (const event::Transaction& transaction : graph.transactions)
        replica.receive(transaction);
}

std::vector<text::Offset> someOffsets(std::uint32_t count, Random& random) {
    std::vector<text::Offset> offsets;
    const std::uint32_t percent = random.chance(50) ? 100 : 20;
    for (std::uint32_t offset = 0; offset < count; ++offset) {
        if (random.chance(percent)) offsets.push_back({offset});
    }
    return offsets;
}

/// Whether the cursor answers as `tracker` does, which shows the same version in its prepare document.
bool isTheSame(const event::EventLog& log, HistoryCursor& cursor, const merge::Tracker& tracker, Random& random) {
    std::vector<event::ObjectId> sequences = tracker.sequences();
    sequences.emplace_back(event::WellKnownObject::kBody);
    for (const event::ObjectId& sequence : sequences) {
        const std::vector<text::Offset> offsets = someOffsets(tracker.count(kPrepare, sequence), random);
        if (cursor.idsAt(log, sequence, offsets) != idsAt(log, tracker, kPrepare, sequence, offsets)) return false;
    }
    for (event::LocalVersion event; event < log.end(); event = event + 1) {
        const event::EventId id = log.idOf(event);
        if (cursor.placeOf(log, id) != placeOf(log, tracker, kPrepare, id)) return false;
    }
    return true;
}

}  // namespace

void ObjectPlacesTest::everyMoment() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    qInfo("SEED=%zu", seed);
    for (std::uint64_t i = 0, count = graphCount(40); i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(seed + i, optionsOf(i));
        TestReplica replica(99, "reader");
        receiveAll(replica, graph);
        Timeline timeline;
        timeline.followLog(replica.log());
        HistoryCursor cursor(replica.log(), replica.tracker(), timeline);
        QVERIFY(cursor.index() != nullptr);
        merge::Tracker tracker = replica.tracker();
        Random random(seed + i);
        for (std::uint64_t step = 0; step <= timeline.eventCount(); ++step) {
            const std::uint64_t position =
                random.chance(70) ? step : random.below(static_cast<std::uint32_t>(timeline.eventCount() + 1));
            cursor.moveToPosition(replica.log(), position);
            tracker.movePrepareTo(replica.log(), timeline.versionAt(replica.log(), position));
            const bool isRight = isTheSame(replica.log(), cursor, tracker, random);
            if (!isRight) qWarning("seed %zu position %zu", seed + i, position);
            QVERIFY(isRight);
        }
    }
}

void ObjectPlacesTest::versionsThatAreNoMoment() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t i = 0, count = graphCount(20); i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(seed + i, optionsOf(i));
        TestReplica replica(99, "reader");
        receiveAll(replica, graph);
        const event::EventLog& log = replica.log();
        Timeline timeline;
        timeline.followLog(log);
        HistoryCursor cursor(log, replica.tracker(), timeline);
        merge::Tracker tracker = replica.tracker();
        Random random(seed + i);
        for (int jump = 0; jump < 30; ++jump) {
            event::Version version{{random.below(log.end().value)}, {random.below(log.end().value)}};
            version = log.graph().reduced(version);
            if (random.chance(30)) version = timeline.versionAt(log, random.below(log.end().value + 1));
            cursor.moveTo(log, version);
            tracker.movePrepareTo(log, version);
            QVERIFY(isTheSame(log, cursor, tracker, random));
        }
    }
}

void ObjectPlacesTest::withoutAnIndex() {
    const auto graph = convergence::makeRandomGraph(3, {.operationCount = 80, .livenessPercent = 25});
    TestReplica replica(99, "reader");
    receiveAll(replica, graph);
    Timeline timeline;
    timeline.followLog(replica.log());
    TravelIndexBounds bounds;
    bounds.switchCount = 1;
    HistoryCursor cursor(replica.log(), replica.tracker(), timeline, bounds);
    QVERIFY(cursor.index() == nullptr);
    merge::Tracker tracker = replica.tracker();
    Random random(3);
    for (std::uint64_t position = 0; position <= timeline.eventCount(); ++position) {
        cursor.moveToPosition(replica.log(), position);
        tracker.movePrepareTo(replica.log(), timeline.versionAt(replica.log(), position));
        QVERIFY(isTheSame(replica.log(), cursor, tracker, random));
    }
}

void ObjectPlacesTest::undoneAndRedoneManyTimes() {
    // More often than a block has stretches, so that those of one word go on in the next block.
    TestReplica ana(1, "Ana");
    ana.insert(0, "before ");
    ana.insert(7, "wörd");
    for (int round = 0; round < 200; ++round)
        QVERIFY(round % 2 == 0 ? ana.undo() : ana.redo());
    ana.insert(0, "x");
    ana.insert(12, " behind");
    ana.remove(8, 2, false, event::Direction::kBackward);
    Timeline timeline;
    timeline.followLog(ana.log());
    HistoryCursor cursor(ana.log(), ana.tracker(), timeline);
    QVERIFY(cursor.index()->stretchCount() > 100);
    merge::Tracker tracker = ana.tracker();
    Random random(1);
    for (std::uint64_t position = 0; position <= timeline.eventCount(); ++position) {
        cursor.moveToPosition(ana.log(), position);
        tracker.movePrepareTo(ana.log(), timeline.versionAt(ana.log(), position));
        QVERIFY(isTheSame(ana.log(), cursor, tracker, random));
    }
}

void ObjectPlacesTest::longHistory() {
    // Many blocks of stretches, and few of them touched by a move.
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    Random random(seed);
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    for (int round = 0; round < 2000; ++round) {
        TestReplica& writer = random.chance(50) ? ana : ben;
        const std::uint32_t count = writer.tracker().count(merge::View::kEffect);
        if (random.chance(15) && !writer.stacks().undoSteps().empty()) {
            writer.undo(random.below(static_cast<std::uint32_t>(writer.stacks().undoSteps().size())));
        } else if (random.chance(30) && count > 0) {
            const std::uint32_t at = random.below(count);
            writer.remove(at, 1 + random.below(std::min(5U, count - at)), false,
                          random.chance(50) ? event::Direction::kForward : event::Direction::kBackward);
        } else {
            writer.insert(random.below(count + 1), convergence::randomText(random, 6));
        }
        if (random.chance(5)) TestReplica::sync(ana, ben);
    }
    TestReplica::sync(ana, ben);
    Timeline timeline;
    timeline.followLog(ana.log());
    HistoryCursor cursor(ana.log(), ana.tracker(), timeline);
    QVERIFY(cursor.index()->stretchCount() > 1000);
    merge::Tracker tracker = ana.tracker();
    for (int jump = 0; jump < 30; ++jump) {
        const std::uint64_t position = random.below(static_cast<std::uint32_t>(timeline.eventCount() + 1));
        cursor.moveToPosition(ana.log(), position);
        tracker.movePrepareTo(ana.log(), timeline.versionAt(ana.log(), position));
        QVERIFY(isTheSame(ana.log(), cursor, tracker, random));
    }
}

void ObjectPlacesTest::lateArrivals() {
    // What arrives may belong before the moment shown; the cursor is asked before anybody moves it.
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t i = 0, count = graphCount(20); i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(seed + i, optionsOf(i));
        TestReplica replica(99, "reader");
        Timeline timeline;
        HistoryCursor cursor(replica.log(), replica.tracker(), timeline);
        merge::Tracker tracker;
        Random random(seed + i);
        for (const std::size_t index : convergence::randomCausalOrder(graph.transactions, random)) {
            replica.receive(graph.transactions[index]);
            tracker.applyNewEventsQuietly(replica.log());
            if (random.chance(60)) timeline.followLog(replica.log());
            const event::Version shown = cursor.version(replica.log());
            tracker.movePrepareTo(replica.log(), shown);
            QVERIFY(isTheSame(replica.log(), cursor, tracker, random));
            QCOMPARE(cursor.version(replica.log()), shown);
            if (random.chance(50))
                cursor.moveToPosition(replica.log(),
                                      random.below(static_cast<std::uint32_t>(timeline.eventCount() + 1)));
        }
    }
}

void ObjectPlacesTest::unknownIds() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "abc");
    ana.remove(1, 1);
    ana.write({event::Set{.key = "title", .value = std::string("one")}});
    Timeline timeline;
    timeline.followLog(ana.log());
    HistoryCursor cursor(ana.log(), ana.tracker(), timeline);
    cursor.moveToPosition(ana.log(), 2);
    QCOMPARE(cursor.placeOf(ana.log(), test::id(1, 1)), (ObjectPlace{event::WellKnownObject::kBody, text::Offset{1}}));
    QVERIFY(!cursor.placeOf(ana.log(), test::id(1, 2)));  // later
    cursor.moveToPosition(ana.log(), 5);
    QVERIFY(!cursor.placeOf(ana.log(), test::id(1, 1)));   // deleted
    QVERIFY(!cursor.placeOf(ana.log(), test::id(1, 3)));   // the deletion
    QVERIFY(!cursor.placeOf(ana.log(), test::id(1, 4)));   // a register
    QVERIFY(!cursor.placeOf(ana.log(), test::id(1, 99)));  // nothing yet
    QVERIFY(!cursor.placeOf(ana.log(), test::id(7, 0)));   // of nobody
    QVERIFY(cursor.idsAt(ana.log(), test::id(7, 0), {}).empty());
}

QTEST_GUILESS_MAIN(ObjectPlacesTest)
#include "tst_object_places.moc"

// Time travel: every moment of the timeline and every way between moments, against the naive evaluator and against a
// tracker whose prepare document moves there; versions that are no moment of the timeline; a log that goes on growing.
#include <QTest>
#include <array>

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
    void everyWayIsTheTrackersWay();
    void beyondTheBounds();
    void formatsAndRegisters();
    void versionsThatAreNoMoment();
    void shownMomentStaysWhileTheLogGrows();
    void lateArrivalsBeforeTheShownMoment();
    void growingLog();
    void ropeFollows();
    void undoneAndRedoneManyTimes();
    void deletedByTwoAndTakenBack();
    void switchedOneByOne();
    void longHistory();
};

namespace {

std::uint64_t graphCount(std::uint64_t quick) {
    return test::numberFromEnvironment("GRAPHS", quick);
}

/// A replica's timeline, and a cursor on it.
struct Traveller {
    explicit Traveller(const TestReplica& ofReplica) : replica(ofReplica) { timeline.followLog(replica.log()); }
    [[nodiscard]] const event::EventLog& log() const { return replica.log(); }
    [[nodiscard]] std::uint64_t end() const { return timeline.eventCount(); }
    HistoryCursor& cursor() {
        if (!m_cursor) m_cursor.emplace(log(), replica.tracker(), timeline);
        return *m_cursor;
    }
    /// What a tracker shows there.
    [[nodiscard]] std::string expectedText(const event::Version& version) const {
        merge::Tracker tracker = replica.tracker();
        tracker.movePrepareTo(log(), version);
        return tracker.text(log(), merge::View::kPrepare);
    }
    [[nodiscard]] std::string expectedText(std::uint64_t position) const {
        return expectedText(timeline.versionAt(log(), position));
    }

    const TestReplica& replica;
    Timeline timeline;

  private:
    std::optional<HistoryCursor> m_cursor;
};

void receiveAll(TestReplica& replica, const convergence::RandomGraph& graph) {
    for (const event::Transaction& transaction : graph.transactions)
        replica.receive(transaction);
}

/// Undoes and redoes here and there, so that the same characters come and go.
void writeAtRandom(TestReplica& replica, Random& random) {
    const std::uint32_t dice = random.below(100);
    const auto count = replica.tracker().count(merge::View::kEffect);
    if (dice < 20 && !replica.stacks().undoSteps().empty()) {
        replica.undo(random.below(static_cast<std::uint32_t>(replica.stacks().undoSteps().size())));
    } else if (dice < 35 && !replica.stacks().redoSteps().empty()) {
        replica.redo();
    } else if (dice < 60 && count > 0) {
        const std::uint32_t at = random.below(count);
        replica.remove(at, 1 + random.below(std::min(5U, count - at)), random.chance(30),
                       random.chance(50) ? event::Direction::kForward : event::Direction::kBackward);
    } else {
        replica.insert(random.below(count + 1), convergence::randomText(random, 6), random.chance(30));
    }
}

}  // namespace

void HistoryCursorTest::beginsAtNow() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "abc");
    ana.remove(1, 1);
    Traveller traveller(ana);
    QCOMPARE(traveller.cursor().text(ana.log()), std::string("ac"));
    QCOMPARE(traveller.cursor().count(), 2U);
    QCOMPARE(traveller.cursor().version(ana.log()), ana.log().version());
    const TestReplica nobody(2, "Ben");
    Traveller empty(nobody);
    QCOMPARE(empty.cursor().count(), 0U);
    QVERIFY(empty.cursor().moveToPosition(nobody.log(), 0).body.isEmpty());
    QVERIFY(empty.cursor().patchBetween(nobody.log(), 0, 0).body.isEmpty());
    QVERIFY(empty.cursor().version(nobody.log()).empty());
}

void HistoryCursorTest::everyMomentOfTheTimeline() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    qInfo("SEED=%zu", seed);
    const auto operations = static_cast<std::uint32_t>(test::numberFromEnvironment("OPERATIONS", 40));
    for (std::uint64_t i = 0, count = graphCount(60); i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(seed + i, {.operationCount = operations});
        TestReplica replica(99, "reader");
        receiveAll(replica, graph);
        Traveller traveller(replica);
        const event::EventLog& log = traveller.log();
        HistoryCursor& cursor = traveller.cursor();
        std::string shown = cursor.text(log);
        const auto show = [&](std::uint64_t position) {
            const document::Patch patch = cursor.moveToPosition(log, position).body;
            shown = patch.applied(shown);
            const event::Version version = traveller.timeline.versionAt(log, position);
            const std::string expected = graph.naive.text(graph.naive.eventsOf(log.idsOf(version)));
            const bool isRight = shown == expected && cursor.text(log) == expected && cursor.version(log) == version &&
                                 cursor.count() == cursor.rope(log).count() && cursor.rope(log).text() == expected;
            if (!isRight) qWarning("seed %zu position %zu", seed + i, position);
            return isRight;
        };
        for (std::uint64_t position = traveller.end() + 1; position-- > 0;)
            QVERIFY(show(position));
        for (std::uint64_t position = 0; position <= traveller.end(); ++position)
            QVERIFY(show(position));
        QCOMPARE(cursor.text(log), replica.text());
    }
}

void HistoryCursorTest::everyWayIsTheTrackersWay() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t i = 0, count = graphCount(60); i < count; ++i) {
        convergence::GraphOptions options{.operationCount = 60, .livenessPercent = 25};
        if (i % 3 == 0) options.markPercent = options.elsewherePercent = options.setPercent = 25;
        if (i % 4 == 0) options.invalidPercent = 10;
        const auto graph = convergence::makeRandomGraph(seed + i, options);
        TestReplica replica(99, "reader");
        receiveAll(replica, graph);
        Traveller traveller(replica);
        const event::EventLog& log = traveller.log();
        merge::Tracker tracker = replica.tracker();
        Random random(seed + i);
        std::uint64_t from = traveller.end();
        tracker.movePrepareTo(log, traveller.timeline.versionAt(log, from));
        for (int jump = 0; jump < 60; ++jump) {
            const std::uint64_t to = random.below(static_cast<std::uint32_t>(traveller.end() + 1));
            const document::DocumentPatch expected = tracker.movePrepareTo(log, traveller.timeline.versionAt(log, to));
            const document::DocumentPatch between = traveller.cursor().patchBetween(log, from, to);
            const document::DocumentPatch patch = random.chance(50)
                                                      ? traveller.cursor().moveToPosition(log, to)
                                                      : traveller.cursor().moveTo(log, tracker.prepareVersion());
            if (patch != expected || between != expected) {
                qWarning("seed %zu, from %zu to %zu", seed + i, from, to);
            }
            QCOMPARE(patch, expected);
            QCOMPARE(between, expected);
            from = to;
        }
    }
}

void HistoryCursorTest::beyondTheBounds() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    std::array<int, 3> without{};
    for (std::uint64_t i = 0; i < 30; ++i) {
        const auto graph =
            convergence::makeRandomGraph(seed + i, {.operationCount = 60, .livenessPercent = 25, .markPercent = 20});
        TestReplica replica(99, "reader");
        Timeline timeline;
        TravelIndexBounds bounds;
        (i % 3 == 0   ? bounds.formatChangeCount
         : i % 3 == 1 ? bounds.switchCount
                      : bounds.againCount) = i % 3 == 2 ? 1 : 30;
        HistoryCursor cursor(replica.log(), replica.tracker(), timeline, bounds);
        merge::Tracker tracker;
        Random random(seed + i);
        std::uint64_t from = 0;
        for (const event::Transaction& transaction : graph.transactions) {
            replica.receive(transaction);
            timeline.followLog(replica.log());
            tracker.applyNewEventsQuietly(replica.log());
            const event::Version shown = cursor.version(replica.log());
            cursor.followLog(replica.log());
            QCOMPARE(cursor.version(replica.log()), shown);
            tracker.movePrepareTo(replica.log(), shown);
            const std::uint64_t to = random.below(static_cast<std::uint32_t>(timeline.eventCount() + 1));
            const event::Version version = timeline.versionAt(replica.log(), to);
            QCOMPARE(cursor.moveToPosition(replica.log(), to), tracker.movePrepareTo(replica.log(), version));
            QCOMPARE(cursor.text(replica.log()), tracker.text(replica.log(), merge::View::kPrepare));
            QCOMPARE(cursor.rope(replica.log()).text(), cursor.text(replica.log()));
            from = std::min(from, to);
            tracker.movePrepareTo(replica.log(), timeline.versionAt(replica.log(), from));
            QCOMPARE(cursor.patchBetween(replica.log(), from, to), tracker.movePrepareTo(replica.log(), version));
        }
        if (cursor.index() == nullptr) ++without[i % 3];
    }
    for (const int count : without)
        QVERIFY(count >= 2);
}

void HistoryCursorTest::formatsAndRegisters() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "plain bold");
    event::Mark mark{.begin = {6}, .end = {10}, .key = "bold", .value = true};
    ana.write({mark});
    ana.write({event::Set{.key = "title", .value = std::string("one")}});
    ana.undo(1);
    ana.write({event::Set{.key = "title", .value = std::string("one")}});
    Traveller traveller(ana);
    HistoryCursor& cursor = traveller.cursor();
    QVERIFY(cursor.index() != nullptr);
    const document::DocumentPatch styled = cursor.patchBetween(ana.log(), 10, 11);
    QCOMPARE(styled.body.pieces().size(), std::size_t{2});
    QCOMPARE(styled.body.pieces()[1].kind, document::PatchPiece::Kind::kRestyle);
    QCOMPARE(styled.body.pieces()[1].count, 4U);
    QCOMPARE(*styled.body.formatOf(styled.body.pieces()[1]), (document::Format{{"bold", true}}));
    const document::DocumentPatch written = cursor.patchBetween(ana.log(), 0, 11);
    QCOMPARE(written.body.pieces().size(), std::size_t{2});
    QCOMPARE(*written.body.formatOf(written.body.pieces()[1]), (document::Format{{"bold", true}}));
    QCOMPARE(cursor.patchBetween(ana.log(), 11, 12).registers.size(), std::size_t{1});
    QVERIFY(cursor.patchBetween(ana.log(), 12, 14).registers.empty());  // the same value again
    QVERIFY(cursor.patchBetween(ana.log(), 13, 10).body.isEmpty());     // undone
}

void HistoryCursorTest::versionsThatAreNoMoment() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t i = 0, count = graphCount(60); i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(seed + i, {.operationCount = 40});
        TestReplica replica(99, "reader");
        receiveAll(replica, graph);
        Traveller traveller(replica);
        const event::EventLog& log = traveller.log();
        Random random(seed + i);
        std::string shown = replica.text();
        for (int jump = 0; jump < 40 && log.end().value > 0; ++jump) {
            event::Version version;
            for (int heads = 0; heads < 2; ++heads)
                version.push_back({random.below(log.end().value)});
            version = log.graph().reduced(version);
            if (random.chance(40)) version = traveller.timeline.versionAt(log, random.below(log.end().value + 1));
            shown = traveller.cursor().moveTo(log, version).body.applied(shown);
            QCOMPARE(shown, graph.naive.text(graph.naive.eventsOf(log.idsOf(version))));
            QCOMPARE(traveller.cursor().text(log), shown);
            QCOMPARE(traveller.cursor().rope(log).text(), shown);
            QCOMPARE(traveller.cursor().version(log), version);
            QCOMPARE(traveller.cursor().count(), traveller.cursor().rope(log).count());
        }
    }
}

void HistoryCursorTest::shownMomentStaysWhileTheLogGrows() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "one ");
    const event::Version first = ana.log().version();
    ana.insert(4, "two ");
    TestReplica::sync(ana, ben);
    Traveller traveller(ana);
    HistoryCursor& cursor = traveller.cursor();
    cursor.moveTo(ana.log(), first);
    QCOMPARE(cursor.text(ana.log()), std::string("one "));
    ben.insert(0, "zero ");
    TestReplica::sync(ana, ben);
    traveller.timeline.followLog(ana.log());
    cursor.followLog(ana.log());
    QCOMPARE(cursor.text(ana.log()), std::string("one "));
    QCOMPARE(cursor.version(ana.log()), first);
    QCOMPARE(cursor.index()->end(), 8U);  // nothing was made anew for what is not asked for
    cursor.moveTo(ana.log(), ana.log().version());
    QCOMPARE(cursor.text(ana.log()), std::string("zero one two "));
    QCOMPARE(cursor.index()->end(), 13U);
}

void HistoryCursorTest::lateArrivalsBeforeTheShownMoment() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "one");
    TestReplica::sync(ana, ben);
    ben.insert(3, " of Ben's");  // not sent yet
    ana.setNow(1'763'683'300'000);
    ana.insert(3, " two");
    const event::Version seen = ana.log().version();
    ana.insert(7, " three");
    Traveller traveller(ana);
    HistoryCursor& cursor = traveller.cursor();
    cursor.moveToPosition(ana.log(), 7);
    QCOMPARE(cursor.text(ana.log()), std::string("one two"));
    ana.receive(ben);
    traveller.timeline.followLog(ana.log());
    QCOMPARE(cursor.version(ana.log()), seen);
    cursor.followLog(ana.log());
    QCOMPARE(cursor.version(ana.log()), seen);
    QCOMPARE(cursor.text(ana.log()), std::string("one two"));
    const document::Patch patch = cursor.moveToPosition(ana.log(), 16).body;
    QCOMPARE(patch.removedCount(), 0U);
    QCOMPARE(patch.applied("one two"), traveller.expectedText(16));
    QCOMPARE(cursor.text(ana.log()), traveller.expectedText(16));
}

void HistoryCursorTest::growingLog() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t i = 0, count = graphCount(60); i < count; ++i) {
        Random random(seed + i);
        TestReplica ana(1, "Ana");
        TestReplica ben(2, "Ben");
        Traveller traveller(ana);
        HistoryCursor& cursor = traveller.cursor();
        std::string shown;
        for (int round = 0; round < 40; ++round) {
            writeAtRandom(random.chance(50) ? ana : ben, random);
            if (random.chance(30)) TestReplica::sync(ana, ben);
            if (random.chance(60)) {
                traveller.timeline.followLog(ana.log());
                if (random.chance(50)) {
                    const event::Version before = cursor.version(ana.log());
                    cursor.followLog(ana.log());
                    QCOMPARE(cursor.version(ana.log()), before);
                    QCOMPARE(cursor.text(ana.log()), shown);
                    QCOMPARE(cursor.text(ana.log()), traveller.expectedText(before));
                }
            }
            const std::uint64_t position = random.below(static_cast<std::uint32_t>(traveller.end() + 1));
            shown = cursor.moveToPosition(ana.log(), position).body.applied(shown);
            QCOMPARE(shown, traveller.expectedText(position));
            QCOMPARE(cursor.text(ana.log()), shown);
            QCOMPARE(cursor.rope(ana.log()).text(), shown);
        }
    }
}

void HistoryCursorTest::ropeFollows() {
    TestReplica ana(1, "Ana");
    Random random(7);
    for (int round = 0; round < 2000; ++round)
        writeAtRandom(ana, random);
    Traveller traveller(ana);
    HistoryCursor& cursor = traveller.cursor();
    text::Rope kept;
    std::string keptText;
    for (int move = 0; move < 200; ++move) {
        const auto end = static_cast<std::uint32_t>(traveller.end());
        const auto near =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(end, 7 * static_cast<std::uint64_t>(move)));
        cursor.moveToPosition(ana.log(), random.chance(80) ? near : random.below(end + 1));
        if (random.chance(20)) continue;  // not asked for
        cursor.rope(ana.log()).checkInvariants();
        QCOMPARE(cursor.rope(ana.log()).text(), cursor.text(ana.log()));
        QCOMPARE(kept.text(), keptText);
        kept = cursor.rope(ana.log());
        keptText = kept.text();
    }
}

void HistoryCursorTest::undoneAndRedoneManyTimes() {
    // More often than a block has stretches, so that those of one word go on in the next block.
    TestReplica ana(1, "Ana");
    ana.insert(0, "before ");
    ana.insert(7, "wörd");
    for (int round = 0; round < 200; ++round)
        QVERIFY(round % 2 == 0 ? ana.undo() : ana.redo());
    ana.insert(0, "x");
    ana.remove(8, 2, false, event::Direction::kBackward);
    Traveller traveller(ana);
    HistoryCursor& cursor = traveller.cursor();
    QVERIFY(cursor.index()->stretchCount() > 100);
    merge::Tracker tracker = ana.tracker();
    Random random(1);
    for (int jump = 0; jump < 500; ++jump) {
        const std::uint64_t to = random.below(static_cast<std::uint32_t>(traveller.end() + 1));
        QCOMPARE(cursor.moveToPosition(ana.log(), to),
                 tracker.movePrepareTo(ana.log(), traveller.timeline.versionAt(ana.log(), to)));
        QCOMPARE(cursor.text(ana.log()), traveller.expectedText(to));
    }
    // The word is there at both moments, whatever happened to it between them.
    QVERIFY(cursor.patchBetween(ana.log(), 11, 13).body.isEmpty());
    QVERIFY(cursor.patchBetween(ana.log(), 11, 211).body.isEmpty());
    QCOMPARE(cursor.patchBetween(ana.log(), 12, 211).body.addedCount(), 4U);
}

void HistoryCursorTest::deletedByTwoAndTakenBack() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "abcdef");
    TestReplica::sync(ana, ben);
    ana.remove(1, 3);
    ben.remove(2, 3, false, event::Direction::kBackward);
    TestReplica::sync(ana, ben);
    QVERIFY(ana.undo());
    TestReplica::sync(ana, ben);
    QVERIFY(ben.undo());
    TestReplica::sync(ana, ben);
    Traveller traveller(ana);
    QCOMPARE(ana.text(), std::string("abcdef"));
    for (std::uint64_t position = 0; position <= traveller.end(); ++position) {
        traveller.cursor().moveToPosition(ana.log(), position);
        QCOMPARE(traveller.cursor().text(ana.log()), traveller.expectedText(position));
    }
}

void HistoryCursorTest::switchedOneByOne() {
    // Liveness events that follow each other look like a deletion, but each may reach other characters too.
    TestReplica ana(1, "Ana");
    ana.insert(0, "abcdefgh");
    ana.remove(6, 1);
    const std::uint32_t end = ana.log().end().value;
    for (std::uint32_t unit = 0; unit < 4; ++unit) {
        ana.write({test::liveness({{test::id(1, unit), 1}, {test::id(1, 7 - unit), 1}}, false)},
                  event::TransactionKind::kRevert);
    }
    Traveller traveller(ana);
    QCOMPARE(traveller.end(), std::uint64_t{end} + 4);
    merge::Tracker tracker = ana.tracker();
    for (std::uint64_t from = 0; from <= traveller.end(); ++from) {
        for (std::uint64_t to = 0; to <= traveller.end(); ++to) {
            tracker.movePrepareTo(ana.log(), traveller.timeline.versionAt(ana.log(), from));
            traveller.cursor().moveToPosition(ana.log(), from);
            QCOMPARE(traveller.cursor().moveToPosition(ana.log(), to),
                     tracker.movePrepareTo(ana.log(), traveller.timeline.versionAt(ana.log(), to)));
            QCOMPARE(traveller.cursor().text(ana.log()), traveller.expectedText(to));
        }
    }
}

void HistoryCursorTest::longHistory() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    Random random(seed);
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    for (int round = 0; round < 3000; ++round) {
        writeAtRandom(random.chance(50) ? ana : ben, random);
        if (random.chance(5)) TestReplica::sync(ana, ben);
    }
    TestReplica::sync(ana, ben);
    Traveller traveller(ana);
    merge::Tracker tracker = ana.tracker();
    tracker.movePrepareTo(ana.log(), ana.log().version());
    auto here = static_cast<std::uint32_t>(traveller.end());
    std::string shown = ana.text();
    for (int jump = 0; jump < 300; ++jump) {
        const auto end = static_cast<std::uint32_t>(traveller.end());
        const std::uint32_t to = random.chance(50) ? random.below(end + 1) : std::min(end, here + random.below(100));
        here = to;
        const document::DocumentPatch patch = traveller.cursor().moveToPosition(ana.log(), to);
        QCOMPARE(patch, tracker.movePrepareTo(ana.log(), traveller.timeline.versionAt(ana.log(), to)));
        shown = patch.body.applied(shown);
        QCOMPARE(traveller.cursor().text(ana.log()), shown);
    }
}

QTEST_GUILESS_MAIN(HistoryCursorTest)
#include "tst_history_cursor.moc"

// Who wrote what: runs of authors against asking for every character, and the report against counting by hand.
#include <QTest>

#include "convergence/random_graph.h"
#include "history/author_report.h"
#include "history/authorship.h"
#include "history/rich_writer.h"
#include "history/test_replica.h"
#include "history/travel_index_builder.h"

using namespace varve;
using namespace varve::history;
using test::TestReplica;

class AuthorshipTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void runsOfTwoAuthors();
    void restoredTextStaysWithItsAuthor();
    void sittingsAndOriginsDivideRuns();
    void oneUserWithSeveralAgents();
    void reportCounts();
    void reportOfAPastMoment();
    void everyCharacterOfRandomHistories();
};

namespace {

struct Read {
    explicit Read(const TestReplica& replica) : log(replica.log()) {
        timeline.followLog(log);
        index = buildTravelIndex(log, replica.tracker(), timeline);
        CHECK(index);
    }
    [[nodiscard]] std::vector<AuthoredRun> runs(std::uint32_t position) const {
        std::vector<AuthoredRun> found;
        index->visitSequences([&](const event::ObjectId& sequence, const SequenceTravel& travel) {
            if (sequence == event::ObjectId{event::WellKnownObject::kBody})
                found = authoredRuns(log, timeline, travel, position);
        });
        return found;
    }
    [[nodiscard]] std::vector<AuthoredRun> runs() const { return runs(index->end()); }
    [[nodiscard]] std::vector<AuthorFacts> report(std::uint32_t position) const {
        return authorReport(log, timeline, *index, position, [](const event::ObjectId&) { return true; });
    }
    /// Author and count of each run, as "Ana 3, Ben 2".
    [[nodiscard]] std::string words() const {
        std::string all;
        for (const AuthoredRun& run : runs())
            all += (all.empty() ? "" : ", ") + log.agents()[run.author].user + " " + std::to_string(run.count);
        return all;
    }

    const event::EventLog& log;
    Timeline timeline;
    std::optional<TravelIndex> index;
};

constexpr auto kPasted = static_cast<std::size_t>(Origin::kPasted);
constexpr auto kTyped = static_cast<std::size_t>(Origin::kTyped);

}  // namespace

void AuthorshipTest::runsOfTwoAuthors() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "abcd");
    ben.receive(ana);
    ben.insert(2, "XY");
    ana.receive(ben);
    const Read read(ana);
    QCOMPARE(read.words(), std::string("Ana 2, Ben 2, Ana 2"));
    QCOMPARE(read.runs()[1].offset.value, 2U);
    QCOMPARE(read.runs(4).size(), 1U);
    QVERIFY(read.runs(0).empty());
}

void AuthorshipTest::restoredTextStaysWithItsAuthor() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "abcd");
    ben.receive(ana);
    const event::Version before = ben.log().version();
    ben.remove(0, 4);
    QVERIFY(ben.restore(before));
    QCOMPARE(Read(ben).words(), std::string("Ana 4"));
}

void AuthorshipTest::sittingsAndOriginsDivideRuns() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "ab");
    ana.insert(2, "cd", true);
    ana.write({test::insertAt(4, "pasted")}, event::TransactionKind::kPaste);
    ana.setNow(ana.now() + 10 * 60 * 1000);
    const std::int64_t later = ana.now();
    ana.insert(10, "ef");
    const auto runs = Read(ana).runs();
    QCOMPARE(runs.size(), 3U);
    QCOMPARE(runs[0].count, 4U);
    QVERIFY(runs[0].origin == Origin::kTyped && runs[0].firstMs < runs[0].lastMs);
    QVERIFY(runs[1].origin == Origin::kPasted);
    QCOMPARE(runs[2].firstMs, later);
    const Read read(ana);
    const Authored last = authoredBy(read.log, read.timeline, {11});
    QVERIFY(last.origin == Origin::kTyped && last.timeMs == later && last.position == 11);
}

void AuthorshipTest::oneUserWithSeveralAgents() {
    TestReplica first(1, "Ana");
    TestReplica second(2, "Ana");
    first.insert(0, "ab");
    second.receive(first);
    second.insert(2, "cd");
    QCOMPARE(Read(second).runs().front().author, Read(second).runs().back().author);
    QCOMPARE(Read(second).report(4).size(), 1U);
    QCOMPARE(authorsByAgent(second.log())[0], authorsByAgent(second.log())[1]);
}

void AuthorshipTest::reportCounts() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "abcdef");
    ana.write({test::insertAt(6, "ZZ")}, event::TransactionKind::kPaste);
    ben.receive(ana);
    ben.remove(0, 3);
    ben.insert(0, "x");
    ana.receive(ben);
    // Both together never pause for three minutes, Ana alone does.
    ana.setNow(ana.now() + 2 * 60 * 1000);
    ben.receive(ana);
    ben.setNow(ana.now());
    ben.insert(0, "w");
    ana.receive(ben);
    ana.setNow(ana.now() + 2 * 60 * 1000);
    ana.insert(0, "y");
    QCOMPARE(Read(ana).timeline.spans(Grain::kSession).size(), std::size_t{1});
    const auto report = Read(ana).report(14);
    QCOMPARE(report.size(), 2U);
    QCOMPARE(report[0].user, std::string("Ana"));
    QCOMPARE(report[0].standing[kTyped], 4U);
    QCOMPARE(report[0].standing[kPasted], 2U);
    QCOMPARE(report[0].writtenCount(), 9U);
    QCOMPARE(report[0].deleted, 0U);
    QCOMPARE(report[0].sessionCount, 2U);
    QVERIFY(qFuzzyCompare(report[0].pastedShare(), 2.0 / 9));
    QCOMPARE(report[1].standingCount(), 2U);
    QCOMPARE(report[1].deleted, 3U);
    QCOMPARE(report[1].sessionCount, 1U);
    QVERIFY(report[1].firstMs <= report[1].lastMs);
    QCOMPARE(report[1].pastedShare(), 0.0);
}

void AuthorshipTest::reportOfAPastMoment() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "abc");
    ana.remove(0, 2);
    const Read read(ana);
    QVERIFY(read.report(0).empty());
    QCOMPARE(read.report(3)[0].standingCount(), 3U);
    QCOMPARE(read.report(5)[0].standingCount(), 1U);
    QCOMPARE(read.report(3)[0].deleted, 0U);
}

void AuthorshipTest::everyCharacterOfRandomHistories() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    qInfo("SEED=%zu", seed);
    for (std::uint64_t i = 0, count = test::numberFromEnvironment("GRAPHS", 60); i < count; ++i) {
        Random random(seed + i);
        TestReplica ana(1, "Ana");
        TestReplica ben(2, "Ben");
        test::writeRichTogether(ana, ben, 60, random);
        const Read read(ana);
        const std::vector<std::uint32_t> authors = authorsByAgent(read.log);
        for (int round = 0; round < 10; ++round) {
            const std::uint32_t position = random.below(read.index->end() + 1);
            merge::Tracker tracker = ana.tracker();
            tracker.movePrepareTo(read.log, read.timeline.versionAt(read.log, position));
            std::uint32_t offset = 0;
            for (const AuthoredRun& run : read.runs(position)) {
                QCOMPARE(run.offset.value, offset);
                for (; offset < run.offset.value + run.count; ++offset) {
                    const auto event = tracker.characterAt(merge::View::kPrepare, {offset});
                    const Authored one = authoredBy(read.log, read.timeline, event);
                    QCOMPARE(authors[one.agent], run.author);
                    QVERIFY(one.origin == run.origin && one.timeMs >= run.firstMs && one.timeMs <= run.lastMs);
                }
            }
            QCOMPARE(offset, tracker.count(merge::View::kPrepare));
        }
    }
}

QTEST_GUILESS_MAIN(AuthorshipTest)
#include "tst_authorship.moc"

// Where keyframes go and which stay.
#include <QtTest>

#include "base/random.h"
#include "history/keyframe_policy.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::event;
using namespace varve::history;
using namespace varve::test;

namespace {

/// Every transaction types a letter at the front of the text, so that each is an operation run of its own.
void type(EventLog& log, std::uint32_t agentNumber, const Version& version) {
    log.append(nextAt(log, agentNumber, version, {insertAt(0, "x")})).value();
}

std::vector<LocalVersion> ends(const EventLog& log, const std::vector<Version>& named = {}) {
    return milestoneEnds(log, CriticalVersions(log.graph()), named, 10);
}

}  // namespace

class KeyframePolicyTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void shortHistoriesHaveNone() {
        EventLog log;
        QVERIFY(ends(log).empty());
        for (int i = 0; i < 10; ++i)
            type(log, 1, log.version());
        QVERIFY(ends(log).empty());
    }

    void oneForEachStepOfALinearHistory() {
        EventLog log;
        for (int i = 0; i < 35; ++i)
            type(log, 1, log.version());
        QCOMPARE(ends(log), (std::vector<LocalVersion>{{10}, {20}, {30}}));
    }

    void theNearestCriticalVersionIsTaken() {
        EventLog log;
        for (int i = 0; i < 7; ++i)
            type(log, 1, log.version());
        // Two branches from 7 to 19: run 10 is nearest to end 7, run 20 to end 19.
        const Version fork = log.version();
        Version one = fork;
        Version other = fork;
        for (int i = 0; i < 6; ++i) {
            type(log, 1, one);
            one = {log.end() - 1};
            type(log, 2, other);
            other = {log.end() - 1};
        }
        for (int i = 0; i < 10; ++i)
            type(log, 1, log.version());
        QCOMPARE(ends(log), (std::vector<LocalVersion>{{7}, {20}}));
    }

    void noneWhereNothingIsCriticalNearby() {
        EventLog log;
        for (std::uint32_t i = 0; i < 40; ++i)
            type(log, 1 + i % 2, i < 2 ? Version{} : Version{{i - 2}});
        QVERIFY(ends(log).empty());
    }

    void namedOnesWhereCritical() {
        EventLog log;
        for (int i = 0; i < 15; ++i)
            type(log, 1, log.version());
        type(log, 2, Version{{5}});
        type(log, 1, log.version());
        QCOMPARE(ends(log), (std::vector<LocalVersion>{{6}}));
        QCOMPARE(ends(log, {{{2}}, {{7}}, {{14}, {15}}, {}}), (std::vector<LocalVersion>{{3}, {6}, {16}}));
        QCOMPARE(ends(log, {log.version()}), (std::vector<LocalVersion>{{6}}));
    }

    void theBaseMovesWhereItGains() {
        EventGraph graph;
        graph.append(3'000'000, {});
        graph.append(10, Version{{2'500'000}});
        graph.append(10, graph.frontier());
        const CriticalVersions critical(graph);
        const auto next = [&](std::uint32_t base, std::uint32_t limit) {
            const auto end = nextBase(critical, {base}, {limit});
            return end ? end->value : 0;
        };
        QCOMPARE(next(0, 2'000'000), 2'000'000U);
        QCOMPARE(next(0, 2'900'000), 2'500'001U);  // not among branches
        QCOMPARE(next(0, 3'000'020), 3'000'020U);
        QCOMPARE(next(0, 999'999), 0U);
        QCOMPARE(next(2'000'000, 2'900'000), 0U);
        QCOMPARE(next(2'000'000, 1'000'000), 0U);
    }

    void trackersOfBranchingHistoriesAreKept() {
        EventGraph graph;
        graph.append(1, {});
        QVERIFY(!isTrackerWorthKeeping(graph));
        for (std::uint32_t i = 0; i < 10'000; ++i)
            graph.append(1, Version{{i / 2}});
        QVERIFY(isTrackerWorthKeeping(graph));
    }

    void theMiddleIsThinnedFirst() {
        const std::vector<MilestoneSize> milestones{{100, 10}, {200, 10}, {290, 10}, {400, 10}, {500, 10}};
        QVERIFY(milestonesToDrop(milestones, 50).empty());
        QCOMPARE(milestonesToDrop(milestones, 49), (std::vector<std::size_t>{1}));
        QCOMPARE(milestonesToDrop(milestones, 30), (std::vector<std::size_t>{1, 3}));
        QCOMPARE(milestonesToDrop(milestones, 20), (std::vector<std::size_t>{1, 2, 3}));
        QCOMPARE(milestonesToDrop(milestones, 10), (std::vector<std::size_t>{0, 1, 2, 3}));
        QCOMPARE(milestonesToDrop(milestones, 9), (std::vector<std::size_t>{0, 1, 2, 3, 4}));
        QVERIFY(milestonesToDrop({}, 0).empty());
    }

    void whatStaysFitsTheBudget() {
        Random random(numberFromEnvironment("SEED", 1));
        for (int round = 0; round < 500; ++round) {
            std::vector<MilestoneSize> milestones(random.below(12));
            std::uint64_t position = 0;
            std::uint64_t total = 0;
            for (MilestoneSize& milestone : milestones) {
                position += 1 + random.below(1000);
                milestone = {position, 1 + random.below(50)};
                total += milestone.sizeBytes;
            }
            const std::uint64_t budget = random.below(400);
            const auto dropped = milestonesToDrop(milestones, budget);
            QVERIFY(std::ranges::adjacent_find(dropped, std::greater_equal<>()) == dropped.end());
            for (const std::size_t index : dropped)
                total -= milestones.at(index).sizeBytes;
            QVERIFY(total <= budget);
            // The newest goes only when it does not fit on its own.
            if (!dropped.empty() && dropped.back() + 1 == milestones.size())
                QVERIFY(milestones.back().sizeBytes > budget);
        }
    }
};

QTEST_GUILESS_MAIN(KeyframePolicyTest)
#include "tst_keyframe_policy.moc"

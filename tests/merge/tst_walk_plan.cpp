// Walk plans: every event once, after its parents, in the version of its parents; and cheap where a cheap order exists.
#include <QtTest>
#include <set>

#include "base/random.h"
#include "merge/walk_plan.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::event;
using namespace varve::merge;
using namespace varve::test;

namespace {

LocalRange append(EventGraph& graph, std::uint32_t count, Version parents) {
    return graph.append(count, parents);
}

Version versionOfMembers(const EventGraph& graph, const std::set<std::uint32_t>& members) {
    std::vector<LocalVersion> heads;
    for (const std::uint32_t member : members)
        heads.push_back({member});
    return graph.reduced(std::move(heads));
}

/// Executes the plan on a set of events and checks each step.
void verifyPlan(const EventGraph& graph, const Version& prepare, LocalRange events, const WalkPlan& plan) {
    std::set<std::uint32_t> members;
    std::set<std::uint32_t> applied;
    for (const LocalRange& range : graph.difference({}, prepare).onlyTo) {
        for (std::uint32_t event = range.begin.value; event < range.end.value; ++event)
            members.insert(event);
    }
    for (std::uint32_t event = 0; event < events.begin.value; ++event)
        applied.insert(event);
    std::uint64_t toggledCount = 0;
    for (const WalkStep& step : plan.steps) {
        QVERIFY(!step.events.isEmpty());
        if (step.action == WalkAction::kApply) {
            QCOMPARE(versionOfMembers(graph, members), graph.parentsOf(step.events.begin));
        } else {
            toggledCount += step.events.count();
        }
        for (std::uint32_t event = step.events.begin.value; event < step.events.end.value; ++event) {
            switch (step.action) {
                case WalkAction::kRetreat:
                    QVERIFY(members.erase(event) == 1);
                    break;
                case WalkAction::kAdvance:
                    QVERIFY(applied.contains(event) && members.insert(event).second);
                    break;
                case WalkAction::kApply:
                    if (event > step.events.begin.value) {
                        QCOMPARE(graph.parentsOf(LocalVersion{event}), (Version{{event - 1}}));
                    }
                    QVERIFY(applied.insert(event).second && members.insert(event).second);
                    break;
            }
        }
    }
    QCOMPARE(applied.size(), std::size_t{graph.end().value});
    QCOMPARE(plan.toggledCount, toggledCount);
}

}  // namespace

class WalkPlanTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void linearHistoryIsOneStep() {
        EventGraph graph;
        append(graph, 5, {});
        append(graph, 7, {{4}});
        const WalkPlan plan = planWalk(graph, {{4}}, {{5}, {12}});
        QCOMPARE(plan.steps, (std::vector<WalkStep>{{WalkAction::kApply, {{5}, {12}}}}));
        QCOMPARE(plan.toggledCount, 0U);
    }

    void theLongBranchIsVisitedLast() {
        EventGraph graph;
        append(graph, 10, {});
        append(graph, 1000, {{9}});  // 10..1009
        append(graph, 3, {{9}});     // 1010..1012
        append(graph, 1, {{1009}, {1012}});
        const WalkPlan plan = planWalk(graph, {}, {{0}, {1014}});
        verifyPlan(graph, {}, {{0}, {1014}}, plan);
        QCOMPARE(plan.toggledCount, 6U);
    }

    void aBranchFromTheMiddleOfARunIsVisitedThere() {
        EventGraph graph;
        append(graph, 100, {});
        append(graph, 2, {{49}});  // 100, 101
        append(graph, 1, {{99}, {101}});
        const WalkPlan plan = planWalk(graph, {}, {{0}, {103}});
        verifyPlan(graph, {}, {{0}, {103}}, plan);
        QCOMPARE(plan.toggledCount, 4U);
    }

    void oneRemoteEventDuringLocalTyping() {
        EventGraph graph;
        append(graph, 20, {});
        append(graph, 1, {{14}});
        const WalkPlan plan = planWalk(graph, {{19}}, {{20}, {21}});
        verifyPlan(graph, {{19}}, {{20}, {21}}, plan);
        QCOMPARE(plan.steps,
                 (std::vector<WalkStep>{{WalkAction::kRetreat, {{15}, {20}}}, {WalkAction::kApply, {{20}, {21}}}}));
    }

    void manyBranchesFromOneRoot() {
        EventGraph graph;
        append(graph, 1, {});
        Version heads;
        for (int branch = 0; branch < 1000; ++branch)
            heads.push_back(append(graph, 3, {{0}}).end - 1);
        append(graph, 1, heads);
        const WalkPlan plan = planWalk(graph, {}, {{0}, graph.end()});
        QVERIFY(plan.toggledCount <= 2U * 3 * 999);
        verifyPlan(graph, {}, {{0}, graph.end()}, plan);
    }

    void deepGraphsNeedNoStack() {
        EventGraph graph;
        append(graph, 1, {});
        Version heads{{0}};
        for (int depth = 0; depth < 20000; ++depth) {
            const LocalVersion left = append(graph, 1, heads).begin;
            const LocalVersion right = append(graph, 1, heads).begin;
            heads = {left, right};
        }
        const WalkPlan plan = planWalk(graph, {}, {{0}, graph.end()});
        QVERIFY(plan.toggledCount <= 4U * graph.end().value);
    }

    void randomGraphs() {
        const std::uint64_t seed = numberFromEnvironment("SEED", 1);
        const std::uint64_t operations = numberFromEnvironment("OPERATIONS", 200);
        for (std::uint64_t round = 0; round < operations; ++round) {
            Random random(seed * 1'000'003 + round);
            EventGraph graph;
            std::vector<LocalVersion> cuts{{0}};
            // In a few large graphs branches meet again only far away.
            const std::uint32_t runCount = 1 + random.below(random.chance(8) ? 400 : 25);
            for (std::uint32_t run = 0; run < runCount; ++run) {
                std::vector<LocalVersion> parents;
                for (std::uint32_t parent = random.below(3); parent > 0 && graph.end().value > 0; --parent) {
                    parents.push_back({random.below(graph.end().value)});
                }
                if (random.chance(40)) parents.assign(graph.frontier().begin(), graph.frontier().end());
                append(graph, 1 + random.below(6), graph.reduced(std::move(parents)));
                cuts.push_back(graph.end());
            }
            const LocalVersion begin = cuts[random.below(static_cast<std::uint32_t>(cuts.size()) - 1)];
            Version prepare;
            if (begin.value > 0) {
                prepare = graph.reduced({{random.below(begin.value)}, {random.below(begin.value)}});
            }
            const LocalRange events{begin, graph.end()};
            verifyPlan(graph, prepare, events, planWalk(graph, prepare, events));
        }
    }
};

QTEST_GUILESS_MAIN(WalkPlanTest)
#include "tst_walk_plan.moc"

// The critical versions found in one pass against EventGraph::isCritical on every prefix of random graphs.
#include <QtTest>

#include "base/random.h"
#include "event/critical_versions.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::event;

namespace {

Version frontierOfPrefix(const EventGraph& graph, LocalVersion end) {
    Version frontier;
    for (const GraphRun& run : graph.runs()) {
        if (run.events.begin >= end) break;
        advanceFrontier(frontier, graph.parentsOf(run), std::min(run.events.end, end) - 1);
    }
    return frontier;
}

std::vector<LocalVersion> criticalEndsOf(const EventGraph& graph) {
    std::vector<LocalVersion> ends;
    for (LocalVersion end; end <= graph.end(); end = end + 1) {
        if (graph.isCritical(frontierOfPrefix(graph, end))) ends.push_back(end);
    }
    return ends;
}

std::vector<LocalVersion> endsOf(const CriticalVersions& versions) {
    std::vector<LocalVersion> ends;
    for (const CriticalVersions::Stretch& stretch : versions.stretches()) {
        for (LocalVersion end = stretch.first; end <= stretch.last; end = end + 1)
            ends.push_back(end);
    }
    return ends;
}

LocalVersion nearest(const std::vector<LocalVersion>& ends, LocalVersion place) {
    const auto distance = [place](LocalVersion end) { return end < place ? place - end : end - place; };
    return *std::ranges::min_element(ends, {}, distance);
}

}  // namespace

class CriticalVersionsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSingleAuthorIsCriticalEverywhere() {
        EventGraph graph;
        graph.append(5, {});
        const CriticalVersions versions(graph);
        QCOMPARE(endsOf(versions), (std::vector<LocalVersion>{{0}, {1}, {2}, {3}, {4}, {5}}));
        QCOMPARE(criticalVersionAt(graph, {3}), (Version{{2}}));
        QVERIFY(criticalVersionAt(graph, {0}).empty());
    }

    void aJunctionIsOneAndItsBranchesAreNot() {
        EventGraph graph;
        graph.append(2, {});            // 0 1
        graph.append(2, Version{{0}});  // 2 3
        CriticalVersions versions(graph);
        QCOMPARE(endsOf(versions), (std::vector<LocalVersion>{{0}, {1}, {4}}));
        graph.append(2, graph.frontier());  // 4 5
        versions.follow(graph);
        QCOMPARE(endsOf(versions), (std::vector<LocalVersion>{{0}, {1}, {4}, {5}, {6}}));
        QCOMPARE(criticalVersionAt(graph, {4}), (Version{{1}, {3}}));
        QCOMPARE(versions.latestUpTo({3}), (LocalVersion{1}));
        QCOMPARE(versions.nearestTo({3}), (LocalVersion{4}));
        graph.append(1, {});  // 6, a second beginning
        versions.follow(graph);
        QCOMPARE(endsOf(versions), (std::vector<LocalVersion>{{0}, {7}}));
    }

    void matchesTheDefinitionOnRandomGraphs() {
        Random seeds(test::numberFromEnvironment("SEED", 1));
        const std::uint64_t graphCount = test::numberFromEnvironment("GRAPHS", 1000);
        std::uint64_t junctionCount = 0;
        for (std::uint64_t round = 0; round < graphCount; ++round) {
            Random random(seeds.next());
            EventGraph graph;
            CriticalVersions growing;
            const std::uint32_t runCount = 1 + random.below(25);
            const std::uint32_t mergePercent = random.below(100);
            for (std::uint32_t run = 0; run < runCount; ++run) {
                Version parents;
                if (graph.end().value > 0 && !random.chance(2)) {
                    Version heads(1 + random.below(3));
                    for (LocalVersion& head : heads)
                        head.value = random.below(graph.end().value);
                    parents = random.chance(mergePercent) ? graph.frontier() : graph.reduced(heads);
                }
                graph.append(1 + random.below(4), parents);
                if (random.chance(50)) growing.follow(graph);
            }
            growing.follow(graph);
            const CriticalVersions fresh(graph);
            const std::vector<LocalVersion> expected = criticalEndsOf(graph);
            QCOMPARE(endsOf(fresh), expected);
            QCOMPARE(endsOf(growing), expected);
            for (LocalVersion end; end <= graph.end(); end = end + 1) {
                QCOMPARE(fresh.isCritical(end), std::ranges::binary_search(expected, end));
                QCOMPARE(fresh.nearestTo(end), nearest(expected, end));
                if (fresh.isCritical(end)) {
                    const Version version = criticalVersionAt(graph, end);
                    QCOMPARE(version, frontierOfPrefix(graph, end));
                    if (version.size() > 1 && end < graph.end()) ++junctionCount;
                }
            }
            // No other version is one.
            for (int check = 0; check < 10; ++check) {
                const Version heads =
                    graph.reduced({{random.below(graph.end().value)}, {random.below(graph.end().value)}});
                const LocalVersion end = heads.back() + 1;
                const bool isPrefix = frontierOfPrefix(graph, end) == heads;
                QCOMPARE(graph.isCritical(heads), isPrefix && fresh.isCritical(end));
            }
        }
        QVERIFY2(graphCount < 100 || junctionCount > 0, "no graph had a junction");
    }

    void wideGraphsStayLinear() {
        // 200,000 branches from one root and a merge of all: quadratic work would take minutes.
        EventGraph graph;
        CriticalVersions versions;
        graph.append(1, {});
        for (int branch = 0; branch < 200'000; ++branch)
            graph.append(1, Version{{0}});
        versions.follow(graph);
        QCOMPARE(versions.stretches().size(), std::size_t{3});
        graph.append(1, graph.frontier());
        versions.follow(graph);
        QCOMPARE(versions.stretches().back(), (CriticalVersions::Stretch{{200'002}, {200'002}, 1}));
        QVERIFY(versions.isCritical({200'001}));
    }
};

QTEST_GUILESS_MAIN(CriticalVersionsTest)
#include "tst_critical_versions.moc"

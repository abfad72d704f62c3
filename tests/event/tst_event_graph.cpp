// The event graph against the plain definition: a history is a set of events.
#include <QtTest>
#include <set>

#include "base/random.h"
#include "event/event_graph.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::event;

namespace {

using History = std::set<std::uint32_t>;

/// One event a node with its parents, no runs.
class NaiveGraph {
  public:
    void append(std::uint32_t count, const Version& parents) {
        for (std::uint32_t k = 0; k < count; ++k) {
            History history;
            const auto event = static_cast<std::uint32_t>(m_histories.size());
            if (k > 0) history = m_histories[event - 1];
            for (const LocalVersion parent : k == 0 ? parents : Version{}) {
                history.insert(m_histories[parent.value].begin(), m_histories[parent.value].end());
            }
            history.insert(event);
            m_histories.push_back(std::move(history));
        }
    }
    [[nodiscard]] History historyOf(const Version& version) const {
        History history;
        for (const LocalVersion head : version) {
            history.insert(m_histories[head.value].begin(), m_histories[head.value].end());
        }
        return history;
    }
    [[nodiscard]] Version reduced(const Version& heads) const {
        std::set<LocalVersion> result;
        for (const LocalVersion head : heads) {
            const bool isCovered = std::ranges::any_of(heads, [&](LocalVersion other) {
                return other != head && m_histories[other.value].contains(head.value);
            });
            if (!isCovered) result.insert(head);
        }
        return {result.begin(), result.end()};
    }
    [[nodiscard]] bool isCritical(const Version& version) const {
        const History inside = historyOf(version);
        for (std::uint32_t event = 0; event < m_histories.size(); ++event) {
            if (inside.contains(event)) continue;
            if (!std::ranges::all_of(version,
                                     [&](LocalVersion head) { return m_histories[event].contains(head.value); })) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(m_histories.size()); }

  private:
    std::vector<History> m_histories;
};

std::vector<LocalRange> rangesOf(const History& events) {
    std::vector<LocalRange> ranges;
    for (const std::uint32_t event : events) {
        if (!ranges.empty() && ranges.back().end.value == event) {
            ranges.back().end = ranges.back().end + 1;
        } else {
            ranges.push_back({{event}, {event + 1}});
        }
    }
    return ranges;
}

History minus(const History& a, const History& b) {
    History result;
    std::ranges::set_difference(a, b, std::inserter(result, result.end()));
    return result;
}

Version randomHeads(Random& random, std::uint32_t eventCount) {
    Version heads(random.below(4));
    for (LocalVersion& head : heads)
        head.value = random.below(eventCount);
    return heads;
}

}  // namespace

class EventGraphTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSingleAuthorIsOneRun() {
        EventGraph graph;
        graph.append(3, {});
        graph.append(4, graph.frontier());
        QCOMPARE(graph.runs().size(), std::size_t{1});
        QCOMPARE(graph.frontier(), (Version{{6}}));
        QCOMPARE(graph.lamportOf({6}), 6U);
        QVERIFY(graph.parentsOf(LocalVersion{0}).empty());
        QCOMPARE(graph.parentsOf(LocalVersion{3}), (Version{{2}}));
        const Difference parts = graph.difference(Version{{1}}, Version{{4}});
        QVERIFY(parts.onlyFrom.empty());
        QCOMPARE(parts.onlyTo, (std::vector<LocalRange>{{{2}, {5}}}));
    }

    void branchesJoin() {
        EventGraph graph;
        graph.append(2, {});            // 0 1
        graph.append(2, Version{{0}});  // 2 3
        QCOMPARE(graph.frontier(), (Version{{1}, {3}}));
        QCOMPARE(graph.lamportOf({2}), 1U);
        graph.append(1, graph.frontier());  // 4
        QCOMPARE(graph.frontier(), (Version{{4}}));
        QCOMPARE(graph.lamportOf({4}), 3U);
        QVERIFY(graph.isCritical(Version{{0}}));
        QVERIFY(!graph.isCritical(Version{{1}}));
        QVERIFY(graph.isCritical(Version{{1}, {3}}));
        QCOMPARE(graph.compare(Version{{1}}, Version{{3}}), Causality::kConcurrent);
        QCOMPARE(graph.compare(Version{{1}}, Version{{4}}), Causality::kBefore);
        QCOMPARE(graph.compare(Version{{4}}, Version{}), Causality::kAfter);
    }

    void matchesSetsOfEvents() {
        Random seeds(test::numberFromEnvironment("SEED", 1));
        const std::uint64_t graphCount = test::numberFromEnvironment("OPERATIONS", 300);
        for (std::uint64_t round = 0; round < graphCount; ++round) {
            Random random(seeds.next());
            EventGraph graph;
            NaiveGraph naive;
            const std::uint32_t runCount = 1 + random.below(25);
            for (std::uint32_t run = 0; run < runCount; ++run) {
                Version parents;
                if (naive.count() > 0 && !random.chance(5)) {
                    parents = random.chance(40) ? graph.frontier() : naive.reduced(randomHeads(random, naive.count()));
                }
                const std::uint32_t count = 1 + random.below(4);
                graph.append(count, parents);
                naive.append(count, parents);
                graph.checkInvariants();
            }
            Difference reused;
            for (int check = 0; check < 20; ++check)
                compareOnce(graph, naive, random, reused);
        }
    }

  private:
    static void compareOnce(const EventGraph& graph, const NaiveGraph& naive, Random& random, Difference& reused) {
        const Version heads = randomHeads(random, naive.count());
        const Version a = graph.reduced(heads);
        const Version b = graph.reduced(randomHeads(random, naive.count()));
        QCOMPARE(a, naive.reduced(heads));
        const History historyA = naive.historyOf(a);
        const History historyB = naive.historyOf(b);
        graph.difference(a, b, reused);
        QCOMPARE(reused.onlyFrom, rangesOf(minus(historyA, historyB)));
        QCOMPARE(reused.onlyTo, rangesOf(minus(historyB, historyA)));
        const Causality expected = historyA == historyB                        ? Causality::kEqual
                                   : std::ranges::includes(historyB, historyA) ? Causality::kBefore
                                   : std::ranges::includes(historyA, historyB) ? Causality::kAfter
                                                                               : Causality::kConcurrent;
        QCOMPARE(graph.compare(a, b), expected);
        Version both = a;
        both.insert(both.end(), b.begin(), b.end());
        QCOMPARE(graph.merged(a, b), naive.reduced(both));
        QCOMPARE(graph.isCritical(a), naive.isCritical(a));
        const std::uint32_t event = random.below(naive.count());
        QCOMPARE(graph.contains(a, {event}), historyA.contains(event));
    }
};

QTEST_GUILESS_MAIN(EventGraphTest)
#include "tst_event_graph.moc"

// Random event graphs: whatever the order of arrival, the size of the batches and the fan-out, trackers agree; patches
// carry a string along; time travel is exact in both directions.
#include <QtTest>

#include "base/random.h"
#include "merge/tracker.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::event;
using namespace varve::merge;
using namespace varve::test;

namespace {

/// The text at a version by event ids, so that logs with different orders of arrival can be compared.
std::vector<EventId> visibleIds(const EventLog& log, const Tracker& tracker, View view) {
    std::vector<EventId> ids;
    for (const VisibleRun& run : tracker.visibleRuns(view)) {
        for (LocalVersion event = run.events.begin; event < run.events.end; event = event + 1) {
            ids.push_back(log.idOf(event));
        }
    }
    return ids;
}

struct Graph {
    EventLog log;
    std::vector<Version> versions{{}};
};

Operation randomOperation(Random& random, const EventLog& log, const Version& version, std::uint32_t count) {
    if (count > 0 && random.chance(30)) {
        const std::uint32_t offset = random.below(count);
        const std::uint32_t length = 1 + random.below(std::min(count - offset, 4U));
        return deleteAt(offset, length, random.chance(50) ? Direction::kBackward : Direction::kForward);
    }
    if (!version.empty() && random.chance(25)) {
        const auto past = log.graph().difference({}, version).onlyTo;
        const LocalRange range = past[random.below(static_cast<std::uint32_t>(past.size()))];
        const LocalVersion begin = range.begin + random.below(range.count());
        const LocalRange targets{begin, begin + (1 + random.below(std::min(range.end - begin, 5U)))};
        return liveness(log.spansOf({&targets, 1}), random.chance(40));
    }
    if (count > 0 && random.chance(5)) return markOf(0, 1 + random.below(count), "bold", true);
    // Both ends and one place in the middle are where authors meet.
    const std::uint32_t places[] = {0, count, count / 2, random.below(count + 1)};
    std::string text(1 + random.below(3), static_cast<char>('a' + random.below(26)));
    if (random.chance(10)) text += "é😀";
    return insertAt(places[random.below(4)], std::move(text));
}

Graph randomGraph(Random& random, std::uint32_t transactionCount) {
    Graph graph;
    Tracker tracker;
    const std::uint32_t agentCount = 1 + random.below(4);
    for (std::uint32_t index = 0; index < transactionCount; ++index) {
        Version version = graph.versions[random.below(static_cast<std::uint32_t>(graph.versions.size()))];
        if (random.chance(50)) version = graph.versions.back();
        if (random.chance(25)) version = graph.log.graph().merged(version, graph.versions.back());
        if (random.chance(15)) version = graph.log.version();
        tracker.applyNewEventsQuietly(graph.log);
        tracker.movePrepareTo(graph.log, version);
        const std::uint32_t count = tracker.count(View::kPrepare);
        const Operation operation =
            random.chance(2) ? Operation{insertAt(count + 1, "?")} : randomOperation(random, graph.log, version, count);
        const auto events = graph.log.append(nextAt(graph.log, random.below(agentCount), version, {operation})).value();
        graph.versions.push_back({events.end - 1});
    }
    return graph;
}

/// Many authors at few places, mostly without knowing each other.
Graph crowdedGraph(Random& random, std::uint32_t transactionCount) {
    Graph graph;
    Tracker tracker;
    const std::uint32_t agentCount = 5 + random.below(60);
    for (std::uint32_t index = 0; index < transactionCount; ++index) {
        Version version = graph.versions[random.below(std::min<std::uint32_t>(3 + index / 10, graph.versions.size()))];
        if (random.chance(20))
            version = graph.versions[random.below(static_cast<std::uint32_t>(graph.versions.size()))];
        if (random.chance(5)) version = graph.log.graph().merged(version, graph.versions.back());
        tracker.applyNewEventsQuietly(graph.log);
        tracker.movePrepareTo(graph.log, version);
        const std::uint32_t count = tracker.count(View::kPrepare);
        const std::uint32_t places[] = {0, 0, std::min(1U, count), count, random.below(count + 1)};
        Operation operation = insertAt(places[random.below(5)], std::string(1 + random.below(2), 'x'));
        if (count > 0 && random.chance(8)) operation = deleteAt(random.below(count), 1);
        const auto events = graph.log.append(nextAt(graph.log, random.below(agentCount), version, {operation})).value();
        graph.versions.push_back({events.end - 1});
    }
    return graph;
}

/// The same transactions in another causal order.
EventLog shuffled(Random& random, const EventLog& log) {
    std::vector<Transaction> waiting;
    for (std::size_t index = 0; index < log.transactionCount(); ++index)
        waiting.push_back(log.transaction(index));
    EventLog result;
    while (!waiting.empty()) {
        const std::size_t index = random.below(static_cast<std::uint32_t>(waiting.size()));
        if (result.append(waiting[index])) waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(index));
    }
    return result;
}

/// Feeds a tracker transaction by transaction or in larger batches; the string follows by patches alone.
void verifyIncremental(Random& random, const EventLog& log, Tracker& tracker) {
    EventLog growing;
    std::string shown;
    for (std::size_t index = 0; index < log.transactionCount();) {
        for (std::uint32_t batch = 1 + random.below(random.chance(50) ? 1 : 8);
             batch > 0 && index < log.transactionCount(); --batch) {
            QVERIFY(growing.append(log.transaction(index++)).has_value());
        }
        shown = tracker.applyNewEvents(growing).patch.applied(shown);
        tracker.checkInvariants(growing);
        QCOMPARE(shown, tracker.text(growing, View::kEffect));
        if (random.chance(20)) tracker.movePrepareTo(growing, {{random.below(growing.end().value)}});
    }
}

}  // namespace

class TrackerRandomTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void ordersAgree() {
        const std::uint64_t seed = numberFromEnvironment("SEED", 1);
        const std::uint64_t operations = numberFromEnvironment("OPERATIONS", 120);
        constexpr FanOut kFanOuts[] = {{2, 2}, {3, 3}, {5, 2}, {32, 16}};
        for (std::uint64_t round = 0; round < operations; ++round) {
            Random random(seed * 1'000'003 + round);
            const Graph graph = randomGraph(random, 3 + random.below(round % 10 == 0 ? 90 : 25));
            Tracker first;
            const auto quarantined = first.applyNewEventsQuietly(graph.log);
            first.checkInvariants(graph.log);
            const auto expected = visibleIds(graph.log, first, View::kEffect);
            for (const FanOut fanOut : kFanOuts) {
                const EventLog log = shuffled(random, graph.log);
                Tracker atOnce(fanOut);
                const auto alsoQuarantined = atOnce.applyNewEventsQuietly(log);
                QCOMPARE(log.spansOf(alsoQuarantined), graph.log.spansOf(quarantined));
                QCOMPARE(visibleIds(log, atOnce, View::kEffect), expected);
                Tracker inSteps(fanOut);
                verifyIncremental(random, log, inSteps);
                if (QTest::currentTestFailed())
                    QFAIL(qPrintable(QStringLiteral("SEED=%1, round %2").arg(seed).arg(round)));
                QCOMPARE(visibleIds(log, inSteps, View::kEffect), expected);
                QCOMPARE(log.idsOf(inSteps.effectVersion()), graph.log.idsOf(first.effectVersion()));
                verifyTravel(random, graph, first, log, inSteps);
            }
        }
    }

    /// Crowds and the shortcuts of the search take part from a handful of items on in small nodes, from dozens on in
    /// large ones.
    void crowdsAgree() {
        const std::uint64_t seed = numberFromEnvironment("SEED", 1);
        const std::uint64_t operations = numberFromEnvironment("OPERATIONS", 60);
        constexpr FanOut kFanOuts[] = {{2, 2}, {3, 3}, {7, 3}, {32, 16}};
        for (std::uint64_t round = 0; round < operations; ++round) {
            Random random(seed * 1'000'003 + round);
            const Graph graph = crowdedGraph(random, 10 + random.below(round % 5 == 0 ? 300 : 60));
            Tracker first;
            first.applyNewEventsQuietly(graph.log);
            first.checkInvariants(graph.log);
            const auto expected = visibleIds(graph.log, first, View::kEffect);
            for (const FanOut fanOut : kFanOuts) {
                const EventLog log = shuffled(random, graph.log);
                Tracker tracker(fanOut);
                if (round % 2 == 0) {
                    tracker.applyNewEventsQuietly(log);
                } else {
                    verifyIncremental(random, log, tracker);
                }
                tracker.checkInvariants(log);
                QVERIFY2(visibleIds(log, tracker, View::kEffect) == expected,
                         qPrintable(QStringLiteral("SEED=%1, round %2").arg(seed).arg(round)));
            }
        }
    }

  private:
    void verifyTravel(Random& random, const Graph& graph, Tracker& first, const EventLog& log, Tracker& other) {
        std::string shown = other.text(log, View::kPrepare);
        for (int move = 0; move < 6; ++move) {
            const Version& target = graph.versions[random.below(static_cast<std::uint32_t>(graph.versions.size()))];
            const Version same = log.versionOf(graph.log.idsOf(target)).value();
            first.movePrepareTo(graph.log, target);
            const Version origin = other.prepareVersion();
            const std::string before = shown;
            const document::Patch patch = other.movePrepareTo(log, same);
            shown = patch.applied(shown);
            other.checkInvariants(log);
            QCOMPARE(shown, other.text(log, View::kPrepare));
            QCOMPARE(visibleIds(log, other, View::kPrepare), visibleIds(graph.log, first, View::kPrepare));
            const document::Patch back = other.movePrepareTo(log, origin);
            QCOMPARE(back.applied(shown), before);
            QCOMPARE(back.removedCount(), patch.addedCount());
            QCOMPARE(other.movePrepareTo(log, same), patch);
        }
        other.movePrepareTo(log, log.version());
        QCOMPARE(visibleIds(log, other, View::kPrepare), visibleIds(log, other, View::kEffect));
    }
};

QTEST_GUILESS_MAIN(TrackerRandomTest)
#include "tst_tracker_random.moc"

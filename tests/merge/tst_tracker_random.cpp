// Random event graphs: whatever the order of arrival, the size of the batches and the fan-out, trackers agree; patches
// carry a string along; time travel is exact in both directions.
#include <QtTest>
#include <map>

#include "base/random.h"
#include "merge/shown_document.h"
#include "merge/tracker.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::event;
using namespace varve::merge;
using namespace varve::test;

namespace {

/// A document by event ids, so that logs with different orders of arrival can be compared.
struct Content {
    struct Scalar {
        EventId id;
        document::Format format;
        friend bool operator==(const Scalar&, const Scalar&) = default;
    };
    std::map<ObjectId, std::vector<Scalar>> texts;
    std::vector<document::RegisterChange> registers;
    friend bool operator==(const Content&, const Content&) = default;
};

Content contentOf(const EventLog& log, const Tracker& tracker, View view) {
    Content content;
    for (const ObjectId& sequence : allSequences(tracker)) {
        std::vector<Content::Scalar> text;
        for (const FormattedRun& run : tracker.formattedRuns(log, view, sequence)) {
            for (LocalVersion unit = run.events.begin; unit < run.events.end; unit = unit + 1)
                text.push_back({log.idOf(unit), run.format ? *run.format : document::Format{}});
        }
        if (!text.empty()) content.texts.emplace(sequence, std::move(text));
    }
    content.registers = tracker.registers(log, view);
    return content;
}

struct Graph {
    EventLog log;
    std::vector<Version> versions{{}};
};

Operation randomText(Random& random, std::uint32_t count, const ObjectId& sequence) {
    if (count > 0 && random.chance(30)) {
        const std::uint32_t offset = random.below(count);
        const std::uint32_t length = 1 + random.below(std::min(count - offset, 4U));
        return Delete{sequence, {offset}, length, random.chance(50) ? Direction::kBackward : Direction::kForward};
    }
    // Both ends and one place in the middle are where authors meet.
    const std::uint32_t places[] = {0, count, count / 2, random.below(count + 1)};
    std::string text(1 + random.below(3), static_cast<char>('a' + random.below(26)));
    if (random.chance(10)) text += "é😀";
    if (random.chance(20)) text.insert(random.below(2), "\n");
    return Insert{sequence, {places[random.below(4)]}, std::move(text)};
}

Mark randomMark(Random& random, std::uint32_t count, const ObjectId& sequence) {
    const char* const keys[] = {"bold", "link", "size"};
    const Value values[] = {true, std::int64_t{7}, std::string("x"), std::monostate{}};
    Mark mark = markOf(random.below(count), 0, keys[random.below(3)], values[random.below(4)]);
    mark.end = {mark.begin.value + 1 + random.below(count - mark.begin.value)};
    mark.sequence = sequence;
    mark.expandBegin = random.chance(40);
    mark.expandEnd = random.chance(60);
    return mark;
}

Operation randomOperation(Random& random, const EventLog& log, const Version& version, std::uint32_t count,
                          const ObjectId& sequence, std::uint32_t markPercent) {
    if (count > 0 && random.chance(markPercent)) return randomMark(random, count, sequence);
    if (version.empty() || random.chance(60)) return randomText(random, count, sequence);
    const auto past = log.graph().difference({}, version).onlyTo;
    const LocalRange range = past[random.below(static_cast<std::uint32_t>(past.size()))];
    const LocalVersion begin = range.begin + random.below(range.count());
    if (random.chance(30)) {
        const ObjectId objects[] = {WellKnownObject::kDocument, WellKnownObject::kFirstBlock, log.idOf(begin)};
        const Value values[] = {false, std::int64_t{1}, std::string("y"), std::monostate{}};
        return setOf(objects[random.below(3)], random.chance(50) ? "type" : "level", values[random.below(4)]);
    }
    const LocalRange targets{begin, begin + (1 + random.below(std::min(range.end - begin, 5U)))};
    return liveness(log.spansOf({&targets, 1}), random.chance(40));
}

Graph randomGraph(Random& random, std::uint32_t transactionCount) {
    Graph graph;
    Tracker tracker;
    const std::uint32_t agentCount = 1 + random.below(4);
    const std::uint32_t markPercent = random.below(2) * 25;
    const std::uint32_t sequencePercent = random.below(2) * 25;
    for (std::uint32_t index = 0; index < transactionCount; ++index) {
        Version version = graph.versions[random.below(static_cast<std::uint32_t>(graph.versions.size()))];
        if (random.chance(50)) version = graph.versions.back();
        if (random.chance(25)) version = graph.log.graph().merged(version, graph.versions.back());
        if (random.chance(15)) version = graph.log.version();
        tracker.applyNewEventsQuietly(graph.log);
        tracker.movePrepareTo(graph.log, version);
        // Sequences are named after the first events of all, of which each version but the empty one has some.
        ObjectId sequence = WellKnownObject::kBody;
        const LocalVersion namesake{random.below(3)};
        if (random.chance(sequencePercent) && namesake < graph.log.end() &&
            graph.log.graph().contains(version, namesake))
            sequence = graph.log.idOf(namesake);
        const std::uint32_t count = tracker.count(View::kPrepare, sequence);
        const Operation operation = random.chance(2)
                                        ? Operation{insertAt(count + 1, "?")}
                                        : randomOperation(random, graph.log, version, count, sequence, markPercent);
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

/// Feeds a tracker transaction by transaction or in larger batches; the document follows by patches alone.
void verifyIncremental(Random& random, const EventLog& log, Tracker& tracker) {
    EventLog growing;
    ShownDocument shown;
    for (std::size_t index = 0; index < log.transactionCount();) {
        for (std::uint32_t batch = 1 + random.below(random.chance(50) ? 1 : 8);
             batch > 0 && index < log.transactionCount(); --batch) {
            QVERIFY(growing.append(log.transaction(index++)).has_value());
        }
        shown.apply(tracker.applyNewEvents(growing).patch);
        tracker.checkInvariants(growing);
        QVERIFY(shown == shownBy(growing, tracker, View::kEffect));
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
            const Content expected = contentOf(graph.log, first, View::kEffect);
            for (const FanOut fanOut : kFanOuts) {
                const EventLog log = shuffled(random, graph.log);
                Tracker atOnce(fanOut);
                const auto alsoQuarantined = atOnce.applyNewEventsQuietly(log);
                QCOMPARE(log.spansOf(alsoQuarantined), graph.log.spansOf(quarantined));
                QVERIFY(contentOf(log, atOnce, View::kEffect) == expected);
                Tracker inSteps(fanOut);
                verifyIncremental(random, log, inSteps);
                if (QTest::currentTestFailed())
                    QFAIL(qPrintable(QStringLiteral("SEED=%1, round %2").arg(seed).arg(round)));
                QVERIFY(contentOf(log, inSteps, View::kEffect) == expected);
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
            const Content expected = contentOf(graph.log, first, View::kEffect);
            for (const FanOut fanOut : kFanOuts) {
                const EventLog log = shuffled(random, graph.log);
                Tracker tracker(fanOut);
                if (round % 2 == 0) {
                    tracker.applyNewEventsQuietly(log);
                } else {
                    verifyIncremental(random, log, tracker);
                }
                tracker.checkInvariants(log);
                QVERIFY2(contentOf(log, tracker, View::kEffect) == expected,
                         qPrintable(QStringLiteral("SEED=%1, round %2").arg(seed).arg(round)));
            }
        }
    }

  private:
    void verifyTravel(Random& random, const Graph& graph, Tracker& first, const EventLog& log, Tracker& other) {
        ShownDocument shown = shownBy(log, other, View::kPrepare);
        for (int move = 0; move < 6; ++move) {
            const Version& target = graph.versions[random.below(static_cast<std::uint32_t>(graph.versions.size()))];
            const Version same = log.versionOf(graph.log.idsOf(target)).value();
            first.movePrepareTo(graph.log, target);
            const Version origin = other.prepareVersion();
            const ShownDocument before = shown;
            const document::DocumentPatch patch = other.movePrepareTo(log, same);
            shown.apply(patch);
            other.checkInvariants(log);
            QVERIFY(shown == shownBy(log, other, View::kPrepare));
            QVERIFY(contentOf(log, other, View::kPrepare) == contentOf(graph.log, first, View::kPrepare));
            const document::DocumentPatch back = other.movePrepareTo(log, origin);
            ShownDocument returned = shown;
            returned.apply(back);
            QVERIFY(returned == before);
            QCOMPARE(back.body.removedCount(), patch.body.addedCount());
            QVERIFY(other.movePrepareTo(log, same) == patch);
        }
        other.movePrepareTo(log, log.version());
        QVERIFY(contentOf(log, other, View::kPrepare) == contentOf(log, other, View::kEffect));
    }
};

QTEST_GUILESS_MAIN(TrackerRandomTest)
#include "tst_tracker_random.moc"

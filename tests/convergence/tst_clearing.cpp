// Trackers that were cleared at critical versions, or that were stored and read again, against the naive evaluator on
// random histories: whatever was forgotten, everything that comes later is the same. Where something comes that a
// cleared tracker cannot take, it says so. Environment: SEED, GRAPHS. A failure prints the seed and the history in
// words.
#include <QFile>
#include <QTest>
#include <algorithm>
#include <array>

#include "base/compression.h"
#include "convergence/list_walker.h"
#include "convergence/random_graph.h"
#include "convergence/tracker_state.h"
#include "event/critical_versions.h"
#include "merge/current_state.h"
#include "merge/tracker.h"
#include "merge/tracker_difference.h"
#include "merge/tracker_snapshot.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::convergence;
using event::EventLog;
using event::LocalVersion;
using merge::Tracker;
using merge::View;

namespace {

/// What happens to a tracker between two batches of events.
enum class Restart : std::uint8_t { kClear, kSnapshot, kClearedSnapshot };

struct Counts {
    int cleared = 0;
    int clearedInThePast = 0;  // with events behind the base
    int refused = 0;           // something would have been forgotten that a later event switches
    int rebuilt = 0;           // something came that the cleared tracker could not take
    int snapshots = 0;
};

/// One replica that receives a graph piece by piece and forgets now and then.
class ForgetfulReceiver {
  public:
    ForgetfulReceiver(const RandomGraph& graph, merge::FanOut fanOut, Restart restart, Random& random, Counts& counts)
        : m_graph(graph),
          m_fanOut(fanOut),
          m_tracker(fanOut),
          m_restart(restart),
          m_random(random),
          m_counts(counts),
          m_order(randomCausalOrder(graph.transactions, random)) {}

    /// Empty when all went as defined, else what did not.
    std::string receiveAll() {
        while (m_delivered < m_order.size()) {
            for (std::uint32_t count = 1 + m_random.below(6); count > 0 && m_delivered < m_order.size(); --count) {
                if (!m_log.append(m_graph.transactions[m_order[m_delivered++]])) return "append";
            }
            if (std::string failed = applyNew(); !failed.empty()) return failed;
            if (m_random.chance(40)) {
                if (std::string failed = restart(); !failed.empty()) return "restart: " + failed;
            }
            if (m_random.chance(40)) {
                if (std::string failed = travel(); !failed.empty()) return "travel: " + failed;
            }
        }
        return {};
    }

  private:
    std::string applyNew() {
        if (!m_tracker.canApplyNewEvents(m_log)) {
            ++m_counts.rebuilt;
            m_tracker = Tracker(m_fanOut);
            m_shown = {};
        }
        const merge::ApplyOutcome outcome = m_tracker.applyNewEvents(m_log);
        if (std::string failed = applyPatch(m_shown, outcome.patch); !failed.empty()) return failed;
        return check();
    }

    std::string check() {
        m_tracker.checkInvariants(m_log);
        const DocumentState expected = m_graph.naive.state(m_graph.naive.eventsOf(m_log.idsOf(m_log.version())));
        if (stateOf(m_log, m_tracker, View::kEffect) != expected) return "state";
        if (m_shown != withoutIds(expected)) return "patch";
        return {};
    }

    std::string restart() {
        if (m_restart != Restart::kSnapshot) clear();
        if (m_restart != Restart::kClear) {
            const Bytes bytes = merge::encodeTracker(m_log, m_tracker);
            Result<Tracker> read = merge::decodeTracker(m_log, bytes);
            if (!read) return read.error().message;
            if (merge::encodeTracker(m_log, *read) != bytes) return "a snapshot of a snapshot differs";
            m_tracker = std::move(*read);
            ++m_counts.snapshots;
        }
        return check();
    }

    void clear() {
        const event::CriticalVersions critical(m_log.graph());
        const LocalVersion wish =
            m_random.chance(50) ? m_log.end() : LocalVersion{m_random.below(m_log.end().value + 1)};
        const LocalVersion end = critical.nearestTo(wish);
        if (end < m_tracker.base()) return;
        if (std::optional<Tracker> based = m_tracker.basedAt(m_log, end)) {
            ++m_counts.cleared;
            if (end < m_log.end()) ++m_counts.clearedInThePast;
            m_tracker = std::move(*based);
        } else {
            ++m_counts.refused;
        }
    }

    /// Goes to a version that has all of the base.
    std::string travel() {
        std::vector<event::EventId> frontier;
        const LocalVersion base = m_tracker.base();
        if (base < m_log.end()) {
            const LocalVersion event{base.value + m_random.below(m_log.end() - base)};
            frontier = {m_log.idOf(event)};
        } else {
            frontier = m_log.idsOf(m_log.version());
        }
        DocumentState shown = withoutIds(stateOf(m_log, m_tracker, View::kPrepare));
        const auto patch = m_tracker.movePrepareTo(m_log, *m_log.versionOf(frontier));
        m_tracker.checkInvariants(m_log);
        const DocumentState expected = m_graph.naive.state(m_graph.naive.eventsOf(frontier));
        if (stateOf(m_log, m_tracker, View::kPrepare) != expected) return "state";
        if (std::string failed = applyPatch(shown, patch); !failed.empty()) return failed;
        return shown == withoutIds(expected) ? std::string() : "patch";
    }

    const RandomGraph& m_graph;
    merge::FanOut m_fanOut;
    EventLog m_log;
    Tracker m_tracker;
    Restart m_restart;
    Random& m_random;
    Counts& m_counts;
    std::vector<std::size_t> m_order;
    std::size_t m_delivered = 0;
    DocumentState m_shown;
};

/// The same snapshot with its content as it is, so that every byte means something, whatever compressed it.
Bytes unpacked(const Bytes& snapshot) {
    if (snapshot.at(1) == 0) return snapshot;
    return Bytes{snapshot[0], '\0'} + decompressBytes(BytesView(snapshot).substr(2), std::size_t{1} << 24).value();
}

/// Histories in which authors meet often enough for critical versions to be there.
GraphOptions optionsFor(std::uint64_t seed) {
    GraphOptions options;
    options.operationCount = seed % 16 == 0 ? 80 : 8 + static_cast<std::uint32_t>(seed % 24);
    options.agentCountMax = 1 + static_cast<std::uint32_t>(seed % 4);
    options.mergePercent = 50 + static_cast<std::uint32_t>(seed % 50);
    options.branchAgainPercent = seed % 3 == 0 ? 3 : 0;
    if (seed % 5 == 0) options.livenessPercent = 40;
    if (seed % 7 == 0) options.invalidPercent = 2;
    return options;
}

/// Where a list walker is cleared, for better or worse.
enum class Clearing : std::uint8_t { kLegal, kNotCritical, kInsideLivenessReach };

/// Ends of transactions behind which such a clearing can happen in this order of arrival.
std::vector<LocalVersion> clearableEnds(const EventLog& log, Clearing clearing) {
    const event::CriticalVersions critical(log.graph());
    Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    std::vector<LocalVersion> ends;
    for (std::size_t index = 0; index + 1 < log.transactionCount(); ++index) {
        const LocalVersion end = log.transactionRecord(index).events.end;
        const bool isCritical = critical.isCritical(end);
        const bool isLegal = isCritical && tracker.basedAt(log, end).has_value();
        const Clearing found = isLegal      ? Clearing::kLegal
                               : isCritical ? Clearing::kInsideLivenessReach
                                            : Clearing::kNotCritical;
        if (found == clearing) ends.push_back(end);
    }
    return ends;
}

/// Whether a list walker that is cleared now and then ends where the definition does. Nothing when it never was.
std::optional<bool> agreesWhenCleared(std::uint64_t seed, Clearing clearing) {
    GraphOptions options = optionsFor(seed);
    options.invalidPercent = 0;
    const RandomGraph graph = makeRandomGraph(seed, options);
    Random random(seed);
    EventLog log;
    std::vector<std::size_t> order = randomCausalOrder(graph.transactions, random);
    for (const std::size_t index : order) {
        if (!log.append(graph.transactions[index])) qFatal("a transaction of a random graph was not taken");
    }
    const std::vector<LocalVersion> ends = clearableEnds(log, clearing);
    if (ends.empty()) return std::nullopt;
    ListWalker walker;
    EventLog growing;
    for (const std::size_t index : order) {
        const LocalVersion end = growing.append(graph.transactions[index])->end;
        walker.apply(graph.transactions[index]);
        if (std::ranges::binary_search(ends, end) && random.chance(50))
            walker.clearAt(growing.idsOf(growing.version()));
    }
    const std::vector<event::EventId> newest = log.idsOf(log.version());
    return walker.stateAt(newest) == graph.naive.state(graph.naive.allEvents());
}

}  // namespace

class ClearingTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void nothingLaterChanges_data();
    void nothingLaterChanges();
    void restingDocumentsAreWhole();
    void wrongTrackersAreCorrected();
    void legalClearingsChangeNothing();
    void illegalClearingsAreFound_data();
    void illegalClearingsAreFound();
    void damagedSnapshotsAreRefusedOrSafe();
    void snapshotsServeOneOrderOfArrival();
    void goldenSnapshot();
};

void ClearingTest::nothingLaterChanges_data() {
    QTest::addColumn<int>("restart");
    QTest::newRow("clearing") << static_cast<int>(Restart::kClear);
    QTest::newRow("snapshot") << static_cast<int>(Restart::kSnapshot);
    QTest::newRow("keyframe") << static_cast<int>(Restart::kClearedSnapshot);
}

void ClearingTest::nothingLaterChanges() {
    QFETCH(int, restart);
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 200);
    Counts counts;
    for (std::uint64_t i = 0; i < count; ++i) {
        const RandomGraph graph = makeRandomGraph(seed + i, optionsFor(seed + i));
        Random random(seed + i);
        for (int order = 0; order < 3; ++order) {
            const std::array<merge::FanOut, 3> fanOuts{{{2, 2}, {3, 3}, {}}};
            ForgetfulReceiver receiver(graph, fanOuts[random.below(3)], static_cast<Restart>(restart), random, counts);
            const std::string failed = receiver.receiveAll();
            QVERIFY2(failed.empty(), ("seed " + std::to_string(seed + i) + ", order " + std::to_string(order) + ": " +
                                      failed + "\n" + describe(graph.transactions))
                                         .c_str());
        }
    }
    qInfo("%d cleared, %d of them in the past, %d refused, %d rebuilt, %d snapshots", counts.cleared,
          counts.clearedInThePast, counts.refused, counts.rebuilt, counts.snapshots);
    if (count < 100) return;
    const bool clears = static_cast<Restart>(restart) != Restart::kSnapshot;
    QVERIFY(!clears || (counts.cleared > 0 && counts.clearedInThePast > 0 && counts.refused > 0 && counts.rebuilt > 0));
    QVERIFY(static_cast<Restart>(restart) == Restart::kClear || counts.snapshots > 0);
}

/// The owner of a tracker lets it forget now and then and asks for more than it knows.
void ClearingTest::restingDocumentsAreWhole() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 200);
    int restCount = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const RandomGraph graph = makeRandomGraph(seed + i, optionsFor(seed + i));
        Random random(seed + i);
        merge::CurrentState state;
        DocumentState shown;
        for (const std::size_t index : randomCausalOrder(graph.transactions, random)) {
            event::EventBatch batch;
            batch.add(graph.transactions[index]);
            const merge::CurrentState::Received received = state.receive(batch);
            QVERIFY(received.appended.rejected.empty() && received.appended.waiting.empty());
            const std::string failed = applyPatch(shown, received.applied.patch);
            QVERIFY2(failed.empty(), failed.c_str());
            const EventSet known = graph.naive.eventsOf(state.log().idsOf(state.log().version()));
            const DocumentState expected = graph.naive.state(known);
            QVERIFY2(shown == withoutIds(expected), ("seed " + std::to_string(seed + i)).c_str());
            QCOMPARE(state.text().text(), graph.naive.text(known));
            QVERIFY(stateOf(state.log(), state.presentTracker(), View::kEffect) == expected);
            if (random.chance(30)) {
                const event::CriticalVersions critical(state.log().graph());
                restCount += state.rest(critical.latestUpTo({random.below(state.log().end().value + 1)})) ? 1 : 0;
            }
            if (random.chance(10)) QCOMPARE(state.tracker().base(), LocalVersion{0});
        }
    }
    QVERIFY(restCount > 0);
}

/// Damaged snapshots that can be read say something else than the events; the difference is found and made good.
void ClearingTest::wrongTrackersAreCorrected() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 60);
    int differentCount = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const RandomGraph graph = makeRandomGraph(seed + i, optionsFor(seed + i));
        Random random(seed + i);
        EventLog log;
        for (const std::size_t index : randomCausalOrder(graph.transactions, random))
            QVERIFY(log.append(graph.transactions[index]).has_value());
        Tracker right;
        right.applyNewEventsQuietly(log);
        QVERIFY(merge::areSame(log, right, right));
        const Bytes good = unpacked(merge::encodeTracker(log, right));
        for (int damage = 0; damage < 200; ++damage) {
            Bytes bytes = good;
            const std::uint32_t at = random.below(static_cast<std::uint32_t>(bytes.size()));
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
            Result<Tracker> wrong = merge::decodeTracker(log, bytes);
            if (!wrong || wrong->base() > LocalVersion{0} || wrong->appliedEnd() != log.end()) continue;
            const bool isSame = merge::areSame(log, *wrong, right);
            QVERIFY(isSame == merge::areSame(log, right, *wrong));
            if (!isSame) ++differentCount;
            const DocumentState before = stateOf(log, *wrong, View::kEffect);
            QVERIFY(!isSame || before == stateOf(log, right, View::kEffect));
            merge::CurrentState state(log, *wrong);
            DocumentState shown = withoutIds(before);
            const std::string failed = applyPatch(shown, state.correct(right));
            // A coarse patch may say again what was so already.
            QVERIFY2(failed.empty() || failed == "a format that was so already", failed.c_str());
            QVERIFY(shown == withoutIds(stateOf(log, right, View::kEffect)));
            QCOMPARE(state.text().text(), right.text(log, View::kEffect));
            QVERIFY(merge::areSame(log, state.tracker(), right));
        }
    }
    QVERIFY(differentCount > 0);
}

/// What the rules call legal, in a walker that shares nothing with the tracker.
void ClearingTest::legalClearingsChangeNothing() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 300);
    std::uint64_t cleared = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::optional<bool> agrees = agreesWhenCleared(seed + i, Clearing::kLegal);
        QVERIFY2(agrees.value_or(true), ("seed " + std::to_string(seed + i)).c_str());
        cleared += agrees ? 1 : 0;
    }
    QVERIFY(cleared > 0);
}

void ClearingTest::illegalClearingsAreFound_data() {
    QTest::addColumn<int>("clearing");
    QTest::newRow("where nothing is critical") << static_cast<int>(Clearing::kNotCritical);
    QTest::newRow("between a deletion and a switch of it") << static_cast<int>(Clearing::kInsideLivenessReach);
}

void ClearingTest::illegalClearingsAreFound() {
    QFETCH(int, clearing);
    constexpr std::uint64_t kGraphsMax = 1000;
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    std::uint64_t tried = 0;
    bool found = false;
    for (; !found && tried < kGraphsMax; ++tried)
        found = !agreesWhenCleared(seed + tried, static_cast<Clearing>(clearing)).value_or(true);
    QVERIFY(found);
    qInfo("found after %llu histories", static_cast<unsigned long long>(tried));
}

void ClearingTest::damagedSnapshotsAreRefusedOrSafe() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 60);
    int readableCount = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const RandomGraph graph = makeRandomGraph(seed + i, optionsFor(seed + i));
        Random random(seed + i);
        EventLog log;
        const std::vector<std::size_t> order = randomCausalOrder(graph.transactions, random);
        const std::size_t known = 1 + random.below(static_cast<std::uint32_t>(order.size()));
        for (std::size_t at = 0; at < known; ++at)
            QVERIFY(log.append(graph.transactions[order[at]]).has_value());
        Tracker tracker;
        tracker.applyNewEventsQuietly(log);
        if (std::optional<Tracker> based = tracker.basedAt(log, log.end()); based && random.chance(50))
            tracker = std::move(*based);
        const Bytes packed = merge::encodeTracker(log, tracker);
        const Bytes good = unpacked(packed);
        for (std::size_t at = known; at < order.size(); ++at)
            QVERIFY(log.append(graph.transactions[order[at]]).has_value());
        QVERIFY(merge::decodeTracker(log, good).has_value() && merge::decodeTracker(log, packed).has_value());
        for (std::size_t at = 0; at < packed.size() && packed != good; ++at) {
            Bytes flipped = packed;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << random.below(8)));
            // zstd has a bit without meaning.
            const Result<Tracker> read = merge::decodeTracker(log, flipped);
            QVERIFY(!read || stateOf(log, *read, View::kEffect) == stateOf(log, tracker, View::kEffect));
        }
        for (std::size_t size = 0; size < good.size(); ++size)
            QVERIFY(!merge::decodeTracker(log, BytesView(good).substr(0, size)).has_value());
        for (int damage = 0; damage < 300; ++damage) {
            Bytes bytes = good;
            for (std::uint32_t changes = 1 + random.below(3); changes > 0; --changes) {
                const std::uint32_t at = random.below(static_cast<std::uint32_t>(bytes.size()));
                bytes[at] =
                    static_cast<char>(random.chance(50) ? random.below(256) : bytes[at] ^ (1 << random.below(8)));
            }
            Result<Tracker> read = merge::decodeTracker(log, bytes);
            if (!read) continue;
            ++readableCount;
            if (!read->canApplyNewEvents(log)) continue;
            static_cast<void>(read->applyNewEvents(log));
            if (read->base() == LocalVersion{0}) {
                static_cast<void>(read->movePrepareTo(log, {LocalVersion{random.below(log.end().value)}}));
                static_cast<void>(read->movePrepareTo(log, {}));
            }
            static_cast<void>(stateOf(log, *read, View::kPrepare));
            static_cast<void>(stateOf(log, *read, View::kEffect));
        }
    }
    qInfo("%d damaged snapshots could be read", readableCount);
}

void ClearingTest::snapshotsServeOneOrderOfArrival() {
    const auto typed = [](std::uint32_t agent, const char* text) {
        return test::transaction(test::id(agent, 0), {}, {test::insertAt(0, text)});
    };
    EventLog one;
    EventLog other;
    QVERIFY(one.append(typed(1, "ab")).has_value() && one.append(typed(2, "cd")).has_value());
    QVERIFY(other.append(typed(2, "cd")).has_value() && other.append(typed(1, "ab")).has_value());
    Tracker tracker;
    tracker.applyNewEventsQuietly(one);
    const Bytes bytes = merge::encodeTracker(one, tracker);
    QVERIFY(merge::decodeTracker(one, bytes).has_value());
    QCOMPARE(merge::decodeTracker(other, bytes).error().code, ErrorCode::kMalformed);
    QCOMPARE(merge::decodeTracker(EventLog(), bytes).error().code, ErrorCode::kMalformed);
    Bytes newer = bytes;
    newer[0] = 2;
    QCOMPARE(merge::decodeTracker(one, newer).error().code, ErrorCode::kUnsupported);
    // More events may have come since.
    QVERIFY(one.append(test::next(one, 3, {test::insertAt(2, "x")})).has_value());
    Result<Tracker> read = merge::decodeTracker(one, bytes);
    QVERIFY(read.has_value());
    QCOMPARE(read->applyNewEvents(one).patch.body.addedCount(), 1U);
    QCOMPARE(read->text(one, View::kEffect), std::string("abxcd"));
}

/// Has everything that a snapshot can have but a base.
static EventLog goldenLog() {
    EventLog log;
    const auto append = [&log](std::uint32_t agent, const event::Version& version, event::Operation operation) {
        log.append(test::nextAt(log, agent, version, {std::move(operation)})).value();
        return event::Version{log.end() - 1};
    };
    const auto start = append(1, {}, test::insertAt(0, "Hello, world"));
    const auto other = append(2, start, test::insertAt(5, "é中"));
    append(1, start, test::deleteAt(3, 4));
    append(1, log.version(), test::markOf(1, 4, "bold", true));
    append(2, other, test::deleteAt(2, 2, event::Direction::kBackward));
    append(3, start, test::markOf(0, 12, "comment", std::string("?")));
    append(1, log.version(), test::setOf(event::WellKnownObject::kDocument, "title", std::string("Golden")));
    append(2, log.version(), test::liveness({{test::id(1, 12), 2}}, false));
    append(1, log.version(), event::Insert{.sequence = test::id(1, 0), .offset = {}, .text = "cell"});
    append(3, start, test::deleteAt(50, 1));  // quarantined
    return log;
}

void ClearingTest::goldenSnapshot() {
    const EventLog log = goldenLog();
    Tracker tracker;
    QCOMPARE(tracker.applyNewEvents(log).quarantined.size(), std::size_t{1});
    QFile file(QStringLiteral(VARVE_SOURCE_DIR "/tests/convergence/golden/tracker_snapshot_v1.bin"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const Bytes golden = file.readAll().toStdString();
    const Result<Tracker> read = merge::decodeTracker(log, golden);
    QVERIFY(read.has_value());
    read->checkInvariants(log);
    QVERIFY(stateOf(log, *read, View::kEffect) == stateOf(log, tracker, View::kEffect));
    QVERIFY(unpacked(merge::encodeTracker(log, *read)) == golden);
}

QTEST_GUILESS_MAIN(ClearingTest)
#include "tst_clearing.moc"

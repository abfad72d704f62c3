// The timeline against a naive sort: same order on every replica, every prefix a version, positions, grains, activity.
#include <QTest>
#include <algorithm>
#include <limits>
#include <tuple>

#include "convergence/random_graph.h"
#include "history/timeline.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::history;
using convergence::makeRandomGraph;
using convergence::RandomGraph;
using event::EventId;
using event::EventLog;
using event::Transaction;

namespace {

void appendTo(EventLog& log, const Transaction& transaction) {
    const auto outcome = log.append(transaction);
    QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message.c_str());
}

/// First ids of the transactions in timeline order, from nothing but the rule.
std::vector<EventId> naiveOrder(const RandomGraph& graph) {
    using Key = std::tuple<std::int64_t, std::uint32_t, EventId>;
    std::vector<Key> keys;
    std::vector<std::int64_t> corrected(graph.naive.units().size());
    for (const Transaction& transaction : graph.transactions) {
        std::int64_t time = transaction.timeMs;
        for (const EventId& parent : transaction.parents)
            time = std::max(time, corrected[*graph.naive.find(parent)]);
        const auto first = *graph.naive.find(transaction.first);
        for (std::size_t i = 0; i < event::unitCount(transaction); ++i)
            corrected[first + i] = time;
        keys.emplace_back(time, graph.naive.units()[first].lamport, transaction.first);
    }
    std::sort(keys.begin(), keys.end());
    std::vector<EventId> order;
    for (const Key& key : keys)
        order.push_back(std::get<2>(key));
    return order;
}

std::vector<EventId> orderOf(const EventLog& log, const Timeline& timeline) {
    std::vector<EventId> order;
    for (const TimelineEntry entry : timeline.entries())
        order.push_back(log.idOf(log.transactionRecord(entry.transaction).events.begin));
    return order;
}

/// One author's transactions, each one insert or delete of `count` scalars at the start, at the given times.
struct Author {
    EventLog& log;
    event::AgentId agent;
    std::uint32_t next = 0;

    void insert(std::int64_t timeMs, std::uint32_t count = 1, bool joins = false, std::vector<EventId> parents = {}) {
        write(timeMs, event::Insert{event::WellKnownObject::kBody, {0}, std::string(count, 'a')}, joins,
              std::move(parents));
    }
    void write(std::int64_t timeMs, event::Operation operation, bool joins, std::vector<EventId> parents) {
        Transaction transaction;
        transaction.first = {agent, {next}};
        transaction.parents = parents.empty() ? log.idsOf(log.version()) : std::move(parents);
        transaction.timeMs = timeMs;
        transaction.joinsPrevious = joins;
        transaction.operations.push_back(std::move(operation));
        next += event::unitCount(transaction);
        appendTo(log, transaction);
    }
};

event::AgentId agentNumber(std::uint8_t number) {
    event::AgentId agent;
    agent.bytes[15] = number;
    return agent;
}

}  // namespace

class TimelineTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void randomGraphs();
    void equalTimesFollowLamportAndAgent();
    void grains();
    void daysBeginWhereTheReaderIs();
    void activityAddsUp();
    void sessionsAreOfEverybodyTogether();
    void extremeTimes();
    void emptyLog();
    void manyTransactions();
    void manyBranches();
};

void TimelineTest::manyBranches() {
    // Frontiers too wide to be stored at every checkpoint, arriving in order and then once more from the past.
    EventLog log;
    constexpr std::uint32_t kBranchCount = 1000;
    for (std::uint32_t i = 0; i < kBranchCount; ++i)
        appendTo(log, test::transaction(test::id(1, i), {}, {test::insertAt(0, "a")}, 1000 + i));
    Timeline timeline;
    timeline.followLog(log);
    const auto check = [&](std::uint32_t eventCount) {
        QCOMPARE(timeline.eventCount(), std::uint64_t{eventCount});
        for (std::uint32_t position = 0; position <= eventCount; position += 37) {
            event::Version expected;
            for (std::uint32_t i = 0; i < position; ++i)
                expected.push_back(log.transactionRecord(timeline.entries()[i].transaction).events.begin);
            std::sort(expected.begin(), expected.end());
            QCOMPARE(timeline.versionAt(log, position), expected);
        }
    };
    check(kBranchCount);
    for (std::uint32_t i = 0; i < kBranchCount; ++i)
        appendTo(log, test::transaction(test::id(2, i), {}, {test::insertAt(0, "b")}, 1500 + i / 4));
    timeline.followLog(log);
    check(2 * kBranchCount);
}

void TimelineTest::randomGraphs() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 150);
    for (std::uint64_t i = 0; i < count; ++i) {
        convergence::GraphOptions options;
        options.operationCount = 8 + static_cast<std::uint32_t>(i % 3 == 0 ? 150 : 30);
        const RandomGraph graph = makeRandomGraph(seed + i, options);
        const std::vector<EventId> expected = naiveOrder(graph);
        Random random(seed + i);
        for (int order = 0; order < 3; ++order) {
            EventLog log;
            for (const event::AgentRecord& agent : graph.agents)
                log.addAgent(agent);
            Timeline timeline;
            for (const std::size_t index : convergence::randomCausalOrder(graph.transactions, random)) {
                appendTo(log, graph.transactions[index]);
                if (random.chance(30)) timeline.followLog(log);
            }
            timeline.followLog(log);
            QVERIFY2(orderOf(log, timeline) == expected, qPrintable(QString::number(seed + i)));
            Timeline atOnce;
            atOnce.followLog(log);
            QCOMPARE(atOnce.spans(Grain::kSession), timeline.spans(Grain::kSession));
            QCOMPARE(atOnce.spans(Grain::kStep), timeline.spans(Grain::kStep));
            QCOMPARE(timeline.eventCount(), std::uint64_t{log.end().value});
            // Every prefix is the version of exactly its events.
            convergence::EventSet set(graph.naive.units().size(), false);
            std::uint64_t position = 0;
            for (std::size_t index = 0; index < timeline.entries().size(); ++index) {
                const TimelineEntry entry = timeline.entries()[index];
                for (std::uint32_t unit = 0; unit < entry.eventCount; ++unit, ++position) {
                    QCOMPARE(timeline.entryIndexAt(position), index);
                    if (position % 7 == 0 || unit == 0) {
                        QCOMPARE(log.idsOf(timeline.versionAt(log, position)), graph.naive.frontierOf(set));
                    }
                    const auto event = log.transactionRecord(entry.transaction).events.begin + unit;
                    set[*graph.naive.find(log.idOf(event))] = true;
                }
            }
            QCOMPARE(timeline.versionAt(log, position), log.version());
        }
    }
}

void TimelineTest::equalTimesFollowLamportAndAgent() {
    EventLog log;
    Author second{log, agentNumber(2)};
    Author first{log, agentNumber(1)};
    second.insert(0);                                    // Lamport 0
    first.insert(0, 1, false, {{agentNumber(2), {0}}});  // Lamport 1, arrives before an equal one of a lower agent
    Author third{log, agentNumber(0)};
    third.insert(0, 1, false, {{agentNumber(2), {0}}});  // Lamport 1
    Timeline timeline;
    timeline.followLog(log);
    const std::vector<EventId> expected = {{agentNumber(2), {0}}, {agentNumber(0), {0}}, {agentNumber(1), {0}}};
    QCOMPARE(orderOf(log, timeline), expected);
}

void TimelineTest::grains() {
    EventLog log;
    log.addAgent({agentNumber(1), "Ana", "desk", 0});
    log.addAgent({agentNumber(2), "Ben", "desk", 0});
    Author ana{log, agentNumber(1)};
    Author ben{log, agentNumber(2)};
    const std::int64_t start = 1'763'683'200'000;
    ana.insert(start, 3);                    // events 0-2
    ana.insert(start + 100, 2, true);        // 3-4, same step
    ana.insert(start + 5'000, 1);            // 5, next step
    ana.insert(start + 5'000 + 180'000, 1);  // 6, exactly three minutes: same session
    ana.insert(start + 500'000, 1);          // 7, next session
    ben.insert(start + 500'001, 2);          // 8-9, another author in the same session
    Timeline timeline;
    timeline.followLog(log);

    QCOMPARE(timeline.spans(Grain::kEvent).size(), std::size_t{10});
    QCOMPARE(timeline.spans(Grain::kStep).size(), std::size_t{5});
    QCOMPARE(timeline.spans(Grain::kSession).size(), std::size_t{2});
    QCOMPARE(timeline.spans(Grain::kDay).size(), std::size_t{1});
    const TimelineSpan step = timeline.spanAt(4, Grain::kStep);
    QCOMPARE(step, (TimelineSpan{0, 5, start, start + 100, 0, 5, 0, 0, 2}));
    QCOMPARE(timeline.spanAt(9, Grain::kSession).beginPosition, std::uint64_t{7});
    QCOMPARE(timeline.spanAt(3, Grain::kEvent), (TimelineSpan{3, 4, start + 100, start + 100, 0, 1, 0, 1, 1}));

    QCOMPARE(timeline.nextBoundary(0, Grain::kStep), std::uint64_t{5});
    QCOMPARE(timeline.nextBoundary(4, Grain::kStep), std::uint64_t{5});
    QCOMPARE(timeline.nextBoundary(5, Grain::kStep), std::uint64_t{6});
    QCOMPARE(timeline.nextBoundary(0, Grain::kSession), std::uint64_t{7});
    QCOMPARE(timeline.nextBoundary(8, Grain::kSession), std::uint64_t{10});
    QCOMPARE(timeline.nextBoundary(10, Grain::kEvent), std::uint64_t{10});
    QCOMPARE(timeline.previousBoundary(5, Grain::kStep), std::uint64_t{0});
    QCOMPARE(timeline.previousBoundary(6, Grain::kStep), std::uint64_t{5});
    QCOMPARE(timeline.previousBoundary(10, Grain::kSession), std::uint64_t{7});
    QCOMPARE(timeline.previousBoundary(7, Grain::kSession), std::uint64_t{0});
    QCOMPARE(timeline.previousBoundary(10, Grain::kDay), std::uint64_t{0});
    QCOMPARE(timeline.previousBoundary(0, Grain::kEvent), std::uint64_t{0});

    QCOMPARE(timeline.positionAtTime(start - 1), std::uint64_t{0});
    QCOMPARE(timeline.positionAtTime(start), std::uint64_t{3});
    QCOMPARE(timeline.positionAtTime(start + 4'999), std::uint64_t{5});
    QCOMPARE(timeline.positionAtTime(start + 900'000), std::uint64_t{10});
}

void TimelineTest::daysBeginWhereTheReaderIs() {
    EventLog log;
    Author ana{log, agentNumber(1)};
    const std::int64_t midnightUtc = 1'763'683'200'000;
    ana.insert(midnightUtc - 60'000);
    ana.insert(midnightUtc + 60'000);
    Timeline utc;
    utc.followLog(log);
    QCOMPARE(utc.spans(Grain::kDay).size(), std::size_t{2});
    Timeline berlin(60);
    berlin.followLog(log);
    QCOMPARE(berlin.spans(Grain::kDay).size(), std::size_t{1});
}

void TimelineTest::activityAddsUp() {
    const RandomGraph graph = makeRandomGraph(77, {.operationCount = 300});
    EventLog log;
    for (const Transaction& transaction : graph.transactions)
        appendTo(log, transaction);
    Timeline timeline;
    timeline.followLog(log);
    std::uint64_t inserted = 0;
    std::uint64_t deleted = 0;
    for (const TimelineEntry entry : timeline.entries()) {
        inserted += entry.insertedCount;
        deleted += entry.deletedCount;
    }
    QVERIFY(inserted > 100 && deleted > 20);
    for (const std::size_t buckets : {std::size_t{1}, std::size_t{7}, std::size_t{100}, std::size_t{5000}}) {
        std::uint64_t insertedHere = 0;
        std::uint64_t deletedHere = 0;
        const auto activity = timeline.activity(0, timeline.eventCount(), buckets);
        QCOMPARE(activity.size(), buckets);
        for (const Activity& bucket : activity) {
            insertedHere += bucket.insertedCount;
            deletedHere += bucket.deletedCount;
        }
        QCOMPARE(insertedHere, inserted);
        QCOMPARE(deletedHere, deleted);
    }
    QVERIFY(timeline.activity(0, 10, 0).empty());
}

void TimelineTest::sessionsAreOfEverybodyTogether() {
    EventLog log;
    Author desk{log, agentNumber(1)};
    Author phone{log, agentNumber(2)};
    Author ben{log, agentNumber(3)};
    const auto idle = static_cast<std::int64_t>(kSessionIdleMs);
    std::int64_t nowMs = 1'000;
    for (int turn = 0; turn < 50; ++turn) {
        phone.insert(nowMs += 100);
        ben.insert(nowMs += idle);
        desk.insert(nowMs += 100);
    }
    ben.insert(nowMs += idle + 1);
    Timeline timeline;
    timeline.followLog(log);
    const auto sessions = timeline.spans(Grain::kSession);
    QCOMPARE(sessions.size(), std::size_t{2});
    // Agents in the order of the log; who they are may become known late.
    QCOMPARE(timeline.agentsIn(log, sessions[0]), (std::vector<std::uint32_t>{0, 1, 2}));
    log.addAgent({agentNumber(1), "Ana", "desk", 0});
    log.addAgent({agentNumber(2), "Ana", "phone", 0});
    log.addAgent({agentNumber(3), "Ben", "desk", 0});
    timeline.followLog(log);
    QCOMPARE(timeline.agentsIn(log, sessions[0]), (std::vector<std::uint32_t>{0, 1}));
    QCOMPARE(timeline.agentsIn(log, sessions[1]), (std::vector<std::uint32_t>{1}));
    QCOMPARE(timeline.agentsIn(log, timeline.spanAt(2, Grain::kStep)), (std::vector<std::uint32_t>{2}));
}

void TimelineTest::extremeTimes() {
    EventLog log;
    Author ana{log, agentNumber(1)};
    ana.insert(std::numeric_limits<std::int64_t>::min());
    ana.insert(0);
    ana.insert(std::numeric_limits<std::int64_t>::max());
    ana.insert(5);  // a clock that was set back: never before its parent
    Timeline timeline(60);
    timeline.followLog(log);
    QCOMPARE(timeline.entries().back().timeMs, std::numeric_limits<std::int64_t>::max());
    QCOMPARE(timeline.spans(Grain::kSession).size(), std::size_t{3});
    QCOMPARE(timeline.positionAtTime(std::numeric_limits<std::int64_t>::max()), std::uint64_t{4});
}

void TimelineTest::emptyLog() {
    const EventLog log;
    Timeline timeline;
    timeline.followLog(log);
    QCOMPARE(timeline.eventCount(), std::uint64_t{0});
    QVERIFY(timeline.versionAt(log, 0).empty());
    QCOMPARE(timeline.nextBoundary(0, Grain::kDay), std::uint64_t{0});
    QCOMPARE(timeline.previousBoundary(0, Grain::kDay), std::uint64_t{0});
    QVERIFY(timeline.spans(Grain::kEvent).empty());
    QCOMPARE(timeline.activity(0, 0, 3), std::vector<Activity>(3));
}

void TimelineTest::manyTransactions() {
    // Not timed here; a quarter of a million transactions must simply work, in order and with a late arrival.
    EventLog log;
    event::EventBatch batch;
    const event::AgentId agent = agentNumber(1);
    constexpr std::uint32_t kCount = 260'000;
    for (std::uint32_t i = 0; i < kCount; ++i) {
        const EventId parent{agent, {i - 1}};
        batch.beginTransaction({agent, {i}}, std::span(&parent, i > 0 ? 1 : 0), i * 150,
                               event::TransactionKind::kTyping, i % 20 != 0, std::nullopt);
        batch.addInsert(event::WellKnownObject::kBody, {i}, "a");
    }
    log.append(batch);
    Timeline timeline;
    timeline.followLog(log);
    QCOMPARE(timeline.eventCount(), std::uint64_t{kCount});
    QCOMPARE(timeline.spans(Grain::kStep).size(), std::size_t{kCount / 20});
    QCOMPARE(timeline.versionAt(log, 123'457), event::Version{{123'456}});
    Author other{log, agentNumber(2)};
    other.insert(150 * 1000, 1, false, {{agent, {500}}});
    timeline.followLog(log);
    QCOMPARE(timeline.versionAt(log, 1002), (event::Version{{1000}, {kCount}}));
    QCOMPARE(timeline.versionAt(log, kCount + 1), log.version());
}

QTEST_GUILESS_MAIN(TimelineTest)
#include "tst_timeline.moc"

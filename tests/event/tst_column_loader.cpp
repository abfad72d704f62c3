// Columns straight into a log against the plain way, decodeColumns() and append(): the same bytes must give the same
// log, or the same refusal, whatever the bytes are.
#include <QtTest>

#include "base/random.h"
#include "event/event_codec.h"
#include "event/event_log.h"
#include "support/event_builders.h"
#include "support/random_events.h"

using namespace varve;
using namespace varve::event;
using namespace varve::test;

namespace {

DecodeLimits smallLimits() {
    return {.unitCountMax = 300'000, .transactionCountMax = 3000, .operationCountMax = 3000};
}

/// More of everything than randomTransaction() has: captions, properties, long deletions, several operations.
Transaction richTransaction(Random& random, const EventLog& log) {
    Transaction made = randomTransaction(random, log);
    const std::uint32_t unitCount = log.end().value;
    const auto someId = [&] { return log.idOf({random.below(unitCount)}); };
    if (unitCount > 0 && random.chance(10)) {
        made.operations.emplace_back(setOf(someId(), "level", std::int64_t{random.below(9)}));
    }
    if (unitCount > 0 && random.chance(10))
        made.operations.emplace_back(Insert{someId(), {random.below(3)}, "cäption"});
    if (random.chance(8))
        made.operations.emplace_back(insertAt(random.below(9), std::string(random.below(2500) + 1, 'x')));
    if (random.chance(2)) made.operations.emplace_back(deleteAt(0, 1000 + random.below(60)));
    if (random.chance(20)) made.operations.emplace_back(insertAt(random.below(9), "tail"));
    if (random.chance(5)) made.reference = made.first;  // not before itself
    if (random.chance(3)) made.parents.assign(1, id(9, 5));
    if (random.chance(3) && unitCount > 1) made.parents = {log.idOf({0}), log.idOf({unitCount - 1})};
    if (random.chance(3)) made.first.sequence.value += 1;
    return made;
}

/// Many transactions of a few units, as typing gives; some of them faulty when `faultPercent` says so.
EventBatch randomBatch(Random& random, EventLog& log, std::uint32_t count, bool mayBeFaulty) {
    EventBatch batch;
    batch.agents = {{agent(0), "Ana", "laptop", 7}, {agent(2), "Žofie", "", -1}};
    std::uint32_t caret = 0;
    for (std::uint32_t k = 0; k < count; ++k) {
        if (random.chance(60)) {
            const bool erases = caret > 0 && random.chance(30);
            Transaction typed = next(log, 1,
                                     {erases ? Operation(deleteAt(caret - 1, 1, Direction::kBackward))
                                             : Operation(insertAt(caret, random.chance(90) ? "k" : "ł"))},
                                     static_cast<std::int64_t>(k) * 10);
            typed.kind = erases ? TransactionKind::kBackspace : TransactionKind::kTyping;
            caret = erases ? caret - 1 : caret + 1;
            if (log.append(typed)) batch.add(typed);
            continue;
        }
        const Transaction made = richTransaction(random, log);
        const bool isTaken = log.append(made).has_value();
        if (isTaken || mayBeFaulty) batch.add(made);
        if (mayBeFaulty && isTaken && random.chance(3)) batch.add(made);  // once more
    }
    return batch;
}

bool sameRuns(const EventLog& a, const EventLog& b) {
    const auto key = [](const OperationRun& run) {
        return std::tuple(run.events.begin, run.events.end, run.type, run.direction, run.sequence, run.offset,
                          run.contentBegin, run.side);
    };
    return std::ranges::equal(a.operationRuns(), b.operationRuns(), {}, key, key);
}

bool sameGraph(const EventGraph& a, const EventGraph& b) {
    return std::ranges::equal(a.runs(), b.runs(), [&](const GraphRun& left, const GraphRun& right) {
        return left.events == right.events && left.lamport == right.lamport &&
               std::ranges::equal(a.parentsOf(left), b.parentsOf(right));
    });
}

/// Where the two logs differ, or null.
const char* differenceOf(const EventLog& a, const EventLog& b) {
    if (!sameGraph(a.graph(), b.graph()) || a.version() != b.version()) return "graph";
    if (!sameRuns(a, b)) return "operation runs";
    if (a.content() != b.content()) return "content";
    if (!std::ranges::equal(a.sequences(), b.sequences())) return "sequences";
    if (!std::ranges::equal(a.agents(), b.agents())) return "agents";
    for (std::uint32_t index = 0; index < a.agents().size(); ++index) {
        if (a.hasAgentRecord(index) != b.hasAgentRecord(index)) return "records";
    }
    if (a.transactionCount() != b.transactionCount()) return "transaction count";
    return a.batch(0, a.transactionCount()) == b.batch(0, b.transactionCount()) ? nullptr : "transactions";
}

/// Feeds the same bytes to two copies of `log` in the two ways. What differs, or null. `wasWhole`: went the direct way.
const char* difference(const EventLog& log, BytesView bytes, const DecodeLimits& limits, bool& wasWhole) {
    EventLog direct = log;
    wasWhole = direct.appendWholeColumns(bytes, limits);
    if (!wasWhole) {
        if (const char* part = differenceOf(direct, log)) return part;
    }
    direct = log;
    EventLog plain = log;
    const Result<AppendOutcome> taken = direct.appendColumns(bytes, limits);
    const Result<EventBatch> batch = decodeColumns(bytes, limits);
    if (taken.has_value() != batch.has_value()) return "verdict";
    if (!batch) return taken.error().message == batch.error().message ? differenceOf(direct, log) : "message";
    const AppendOutcome expected = plain.append(*batch);
    if (taken->events != expected.events || taken->duplicateCount != expected.duplicateCount ||
        taken->waiting != expected.waiting || taken->rejected.size() != expected.rejected.size()) {
        return "outcome";
    }
    for (std::size_t index = 0; index < expected.rejected.size(); ++index) {
        if (taken->rejected[index].first != expected.rejected[index].first ||
            taken->rejected[index].second.message != expected.rejected[index].second.message) {
            return "rejections";
        }
    }
    direct.checkInvariants();
    return differenceOf(direct, plain);
}

}  // namespace

class ColumnLoaderTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void bothWaysAgree() {
        Random seeds(numberFromEnvironment("SEED", 1));
        const std::uint64_t roundCount = numberFromEnvironment("OPERATIONS", 600);
        std::uint64_t wholeCount = 0;
        std::uint64_t validCount = 0;
        for (std::uint64_t round = 0; round < roundCount; ++round) {
            const std::uint64_t seed = seeds.next();
            Random random(seed);
            // The sender knows more and more; the receiver knows a part of it, which need not be the last one.
            EventLog sender;
            randomBatch(random, sender, random.below(20), false);
            const EventLog before = sender;
            randomBatch(random, sender, random.below(20), false);
            const EventLog receiver = random.chance(30) ? EventLog() : random.chance(60) ? sender : before;
            const bool mayBeFaulty = random.chance(40);
            const EventBatch batch = randomBatch(random, sender, random.below(60), mayBeFaulty);
            Bytes bytes = encodeColumns(random.chance(50) ? batch : sender.missingFrom(receiver.versionVector()));
            const bool isValid = !mayBeFaulty && bytes == encodeColumns(sender.missingFrom(receiver.versionVector()));
            const bool isDamaged = random.chance(40);
            for (std::uint32_t flip = 0; isDamaged && flip <= random.below(3); ++flip) {
                const std::size_t at = random.below(static_cast<std::uint32_t>(bytes.size()));
                bytes[at] =
                    static_cast<char>(bytes[at] ^ (random.chance(50) ? 1 << random.below(8) : random.below(256)));
            }
            bool wasWhole = false;
            const char* part = difference(receiver, bytes, smallLimits(), wasWhole);
            if (part != nullptr) QFAIL(qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(QLatin1String(part))));
            if (isValid && !isDamaged) {
                ++validCount;
                wholeCount += wasWhole ? 1 : 0;
            }
        }
        QVERIFY(validCount > 0);
        // What a log gave out as missing goes the direct way, but for deletions beyond all text.
        QVERIFY(wholeCount * 10 >= validCount * 9);
    }

    void limitsAreKept() {
        Random random(3);
        EventLog sender;
        randomBatch(random, sender, 200, false);
        const Bytes bytes = encodeColumns(sender.batch(0, sender.transactionCount()));
        bool wasWhole = false;
        for (const DecodeLimits& limits :
             {DecodeLimits{.rawSizeMax = 10}, DecodeLimits{.unitCountMax = 5}, DecodeLimits{.transactionCountMax = 5},
              DecodeLimits{.operationCountMax = 5}, DecodeLimits{.parentsCountMax = 0}}) {
            QCOMPARE(difference(EventLog(), bytes, limits, wasWhole), nullptr);
            QVERIFY(!wasWhole);
        }
        QCOMPARE(difference(EventLog(), bytes, {}, wasWhole), nullptr);
        QVERIFY(wasWhole);
    }

    /// A writer of ours joins runs that continue each other, and what a transaction may say depends on that.
    void runsThatShouldBeOneGoThePlainWay() {
        EventBatch batch;
        batch.add(transaction(id(1, 0), {}, {insertAt(0, "ab")}));
        Bytes bytes = encodeColumns(batch);
        const Bytes counts = Bytes("\x18\x02\x02\x01", 4);  // column 12: one literal, 1
        const std::size_t at = bytes.find(counts);
        QVERIFY(at != Bytes::npos);
        bytes.replace(at, counts.size(), Bytes("\x16\x03\x04\x00\x00", 5));  // column 11: two inserts of one unit
        bool wasWhole = true;
        QCOMPARE(difference(EventLog(), bytes, {}, wasWhole), nullptr);
        QVERIFY(!wasWhole);
        EventLog log;
        QCOMPARE(log.appendColumns(bytes).value().events.count(), 2U);
        QCOMPARE(log.operationRuns().size(), std::size_t{1});
    }

    void memoryFollowsTheRuns() {
        EventLog log;
        EventBatch batch;
        for (std::uint32_t unit = 0; unit < 200'000; ++unit) {
            const EventId previous = id(1, unit - 1);
            batch.beginTransaction(id(1, unit), std::span(&previous, unit == 0 ? 0 : 1), unit * 100,
                                   TransactionKind::kTyping, unit % 6 != 0, {});
            batch.addInsert(WellKnownObject::kBody, {unit}, "a");
        }
        QVERIFY(log.appendWholeColumns(encodeColumns(batch)));
        log.checkInvariants();
        QCOMPARE(log.operationRuns().size(), std::size_t{1});
        QCOMPARE(log.content().size(), std::size_t{200'000});
        QVERIFY(log.memoryBytes() < 200'000 + 200'000 / 4 + 2000);
    }
};

QTEST_GUILESS_MAIN(ColumnLoaderTest)
#include "tst_column_loader.moc"

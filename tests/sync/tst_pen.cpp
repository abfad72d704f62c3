// What arrives early waits within bounds, and leaves in causal order when its parents are known.
#include <QtTest>
#include <algorithm>

#include "base/random.h"
#include "support/event_builders.h"
#include "sync/pen.h"

using namespace varve;
using namespace varve::event;
using namespace varve::sync;
using namespace varve::test;

namespace {

/// A history of three agents with merges, as single transactions in causal order.
std::vector<Transaction> randomHistory(Random& random, std::size_t count) {
    EventLog log;
    std::vector<Transaction> history;
    while (history.size() < count) {
        const std::uint32_t writer = 1 + random.below(3);
        Version version = log.version();
        const SequenceNumber own = log.nextSequence(agent(writer));
        if (own.value > 0 && random.chance(50)) version = {*log.find({agent(writer), {own.value - 1}})};
        Transaction made = nextAt(log, writer, version, {insertAt(0, std::string(1 + random.below(3), 'x'))});
        if (!log.append(made)) qFatal("The history is not valid.");
        history.push_back(std::move(made));
    }
    return history;
}

}  // namespace

class PenTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everythingLeavesInCausalOrder() {
        const std::uint64_t seed = numberFromEnvironment("SEED", 1);
        const std::uint64_t rounds = numberFromEnvironment("OPERATIONS", 60);
        for (std::uint64_t round = 0; round < rounds; ++round) {
            Random random(seed + round);
            std::vector<Transaction> arriving = randomHistory(random, 60);
            for (std::size_t index = arriving.size() - 1; index > 0; --index) {
                std::swap(arriving[index], arriving[random.below(static_cast<std::uint32_t>(index + 1))]);
            }
            EventLog log;
            Pen pen({});
            for (const Transaction& transaction : arriving) {
                EventBatch batch;
                batch.add(transaction);
                if (!log.append(batch).waiting.empty()) QVERIFY(pen.add(transaction, log) == Pen::AddOutcome::kWaits);
                const EventBatch ready = pen.release(log);
                const AppendOutcome outcome = log.append(ready);
                QVERIFY(outcome.waiting.empty());
                QVERIFY(outcome.rejected.empty());
                QVERIFY(pen.release(log).isEmpty());
            }
            QVERIFY(pen.isEmpty());
            QCOMPARE(pen.sizeBytes(), std::size_t{0});
            QCOMPARE(log.transactionCount(), arriving.size());
            log.checkInvariants();
        }
    }

    void countIsBounded() {
        EventLog log;
        Pen pen({3, 1U << 20});
        for (std::uint32_t number = 1; number <= 3; ++number) {
            QVERIFY(pen.add(transaction(id(1, number), {id(1, number - 1)}, {insertAt(0, "x")}), log) ==
                    Pen::AddOutcome::kWaits);
        }
        QVERIFY(pen.add(transaction(id(1, 4), {id(1, 3)}, {insertAt(0, "x")}), log) == Pen::AddOutcome::kNoRoom);
        QVERIFY(pen.add(transaction(id(1, 2), {id(1, 1)}, {insertAt(0, "x")}), log) == Pen::AddOutcome::kAlreadyWaits);
        QCOMPARE(pen.transactionCount(), std::size_t{3});
    }

    void sizeIsBounded() {
        EventLog log;
        Pen pen({1000, 64U << 10});
        std::uint32_t sequence = 1;
        std::string text(10'000, 'x');
        while (pen.add(transaction(id(1, sequence), {id(1, sequence - 1)}, {insertAt(0, text)}), log) ==
               Pen::AddOutcome::kWaits) {
            sequence += 10'000;
            QVERIFY(pen.sizeBytes() <= (64U << 10));
        }
        QVERIFY(pen.transactionCount() >= 5);
        QVERIFY(pen.transactionCount() <= 6);
        pen.clear();
        QVERIFY(pen.isEmpty());
        QCOMPARE(pen.sizeBytes(), std::size_t{0});
    }

    /// A long chain that waits for one event leaves at once and in order.
    void longChainLeavesTogether() {
        EventLog log;
        Pen pen({});
        for (std::uint32_t number = 3000; number > 0; --number) {
            QVERIFY(pen.add(transaction(id(1, number), {id(1, number - 1)}, {insertAt(0, "x")}), log) ==
                    Pen::AddOutcome::kWaits);
        }
        QVERIFY(pen.release(log).isEmpty());
        QVERIFY(log.append(transaction(id(1, 0), {}, {insertAt(0, "x")})).has_value());
        const EventBatch ready = pen.release(log);
        QCOMPARE(ready.transactions().size(), std::size_t{3000});
        QVERIFY(log.append(ready).waiting.empty());
        QVERIFY(pen.isEmpty());
    }
};

QTEST_GUILESS_MAIN(PenTest)
#include "tst_pen.moc"

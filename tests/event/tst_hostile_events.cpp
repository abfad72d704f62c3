// What a hostile peer may send to the log, each with a stated bound. Bounds are counted in events, bytes and refusals,
// never in seconds: the time limit of the test is the only clock.
#include <QtTest>

#include "event/event_codec.h"
#include "event/event_log.h"
#include "event/integer_column.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::event;
using namespace varve::test;

namespace {

Bytes withColumns(const std::vector<std::pair<std::uint64_t, Bytes>>& columns) {
    ByteWriter bytes;
    bytes.writeByte(kColumnFormatVersion);
    bytes.writeByte(kOperationVersion);
    for (const auto& [column, content] : columns) {
        bytes.writeVarint(column << 1);
        bytes.writeString(content);
    }
    return bytes.take();
}

Bytes varints(const std::vector<std::uint64_t>& values) {
    ByteWriter bytes;
    for (const std::uint64_t value : values)
        bytes.writeVarint(value);
    return bytes.take();
}

const Bytes kAuthor = Bytes(16, 'a') + '\0';

}  // namespace

class HostileEventsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// 10^6 one-character transactions cost four bytes each beside their text, and no more than two runs.
    void aMillionOneCharacterEvents() {
        constexpr std::uint32_t kCount = 1'000'000;
        const Bytes columns = withColumns({{1, varints({kCount, kCount})},
                                           {2, kAuthor},
                                           {12, varints({1 << 1, kCount - 1})},
                                           {17, Bytes(kCount, 'x')}});
        EventLog log;
        QVERIFY(log.appendWholeColumns(columns));
        QCOMPARE(log.transactionCount(), std::size_t{kCount});
        QCOMPARE(log.operationRuns().size(), std::size_t{1});
        QVERIFY(log.memoryBytes() < 5 * std::size_t{kCount});
    }

    /// The same scattered: each is a run of its own, as far as the limits of a batch let them through.
    void aMillionScatteredEvents() {
        constexpr std::uint32_t kCount = 1'000'000;
        const Bytes columns = withColumns({{1, varints({kCount, kCount})},
                                           {2, kAuthor},
                                           {11, {}},
                                           {13, varints({kCount << 1 | 1, zigzag(1)})},
                                           {17, Bytes(kCount, 'x')}});
        EventLog log;
        const auto outcome = log.appendColumns(columns);
        QVERIFY(outcome.has_value() && outcome->rejected.empty());
        QCOMPARE(log.operationRuns().size(), std::size_t{kCount});
        QVERIFY(log.memoryBytes() < 64 * std::size_t{kCount});
        QVERIFY(!log.appendColumns(columns, {.transactionCountMax = 4096}).has_value());
    }

    /// One transaction with 100,000 parents is taken: the graph looks at each of them a bounded number of times.
    void aHundredThousandParents() {
        constexpr std::uint32_t kHeadCount = 100'000;
        EventBatch batch;
        std::vector<EventId> heads;
        for (std::uint32_t head = 0; head < kHeadCount; ++head) {
            heads.push_back(id(head + 1, 0));
            batch.add(transaction(heads.back(), {}, {insertAt(0, "x")}));
        }
        batch.add(transaction(id(1, 1), heads, {insertAt(0, "merge")}));
        EventLog log;
        const auto outcome = log.appendColumns(encodeColumns(batch));
        QVERIFY(outcome.has_value() && outcome->rejected.empty() && outcome->waiting.empty());
        QCOMPARE(log.version().size(), std::size_t{1});
        QCOMPARE(log.graph().parentsOf(LocalVersion{kHeadCount}).size(), std::size_t{kHeadCount});
        QVERIFY(!EventLog().appendColumns(encodeColumns(batch), {.parentsCountMax = 1024}).has_value());
    }

    /// Runs that claim more than the bytes behind them are refused before anything grows.
    void claimsWithoutBytes_data() {
        QTest::addColumn<Bytes>("columns");
        QTest::newRow("text") << withColumns({{1, varints({1, 40'000'000})},
                                              {2, kAuthor},
                                              {6, varints({1 << 1, 39'999'999})},
                                              {12, varints({1 << 1, 39'999'999})},
                                              {17, "abc"}});
        QTest::newRow("units of a transaction") << withColumns({{1, varints({1, 50'000'001})},
                                                                {2, kAuthor},
                                                                {6, varints({1 << 1, 50'000'000})},
                                                                {11, varints({1 << 1, 1})},
                                                                {12, varints({1 << 1, 50'000'000})}});
        QTest::newRow("units that wrap") << withColumns(
            {{1, varints({1, 7})}, {2, kAuthor}, {6, varints({1 << 1, ~std::uint64_t{0}})}, {17, "abcdefg"}});
        QTest::newRow("repeats that wrap") << withColumns({{1, varints({1U << 20, 1U << 20})},
                                                           {2, kAuthor},
                                                           {6, varints({~std::uint64_t{0}, std::uint64_t{1} << 62})},
                                                           {17, "abcdefg"}});
        QTest::newRow("operation codes") << withColumns({{1, varints({1, 3})},
                                                         {2, kAuthor},
                                                         {6, varints({1 << 1, 2})},
                                                         {11, varints({~std::uint64_t{1}})},
                                                         {17, "abc"}});
    }

    void claimsWithoutBytes() {
        QFETCH(Bytes, columns);
        EventLog log;
        const std::size_t before = log.memoryBytes();
        QVERIFY(!log.appendWholeColumns(columns));
        QVERIFY(!log.appendColumns(columns).has_value());
        QCOMPARE(log.end().value, 0U);
        QVERIFY(log.memoryBytes() <= before + 4096);
    }

    /// Deletions of more than was ever written are refused, however they are cut; shorter ones are the tracker's
    /// affair.
    void tombstoneBombs() {
        EventBatch written;
        written.add(transaction(id(1, 0), {}, {insertAt(0, "hello")}));
        EventLog log;
        QVERIFY(log.appendColumns(encodeColumns(written)).has_value());
        EventBatch bomb;
        bomb.add(transaction(id(2, 0), {id(1, 4)}, {deleteAt(0, 40'000'000)}));
        const auto outcome = log.appendColumns(encodeColumns(bomb));
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->rejected.size(), std::size_t{1});
        QCOMPARE(log.end().value, 5U);
        // A million deletions of one unit each are one run, and take no memory but their times.
        EventBatch many;
        for (std::uint32_t unit = 0; unit < 1'000'000; ++unit) {
            const EventId parent = unit == 0 ? id(1, 4) : id(2, unit - 1);
            many.beginTransaction(id(2, unit), {&parent, 1}, 0, TransactionKind::kEdit, false, {});
            many.addDelete(WellKnownObject::kBody, {0}, 1, Direction::kForward);
        }
        QVERIFY(log.appendColumns(encodeColumns(many)).value().rejected.empty());
        QCOMPARE(log.operationRuns().size(), std::size_t{2});
        QVERIFY(log.memoryBytes() < 1'000'000);
    }
};

QTEST_GUILESS_MAIN(HostileEventsTest)
#include "tst_hostile_events.moc"

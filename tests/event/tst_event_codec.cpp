// The byte format: same batch, same bytes, for ever; and no bytes from outside do harm.
#include <QtTest>
#include <fstream>
#include <iterator>

#include "base/hash.h"
#include "base/random.h"
#include "event/event_codec.h"
#include "event/event_log.h"
#include "event/integer_column.h"
#include "support/event_builders.h"
#include "support/random_events.h"

using namespace varve;
using namespace varve::event;
using namespace varve::test;

namespace {

/// Everything that the format can say, once. Changing it means a new golden file beside the old one.
EventBatch everything() {
    EventBatch batch;
    batch.agents = {{agent(7), "Ana", "laptop", 1'763'683'200'000}, {agent(300), "Žofie", "", -5}};
    batch.add(transaction(id(7, 0), {}, {insertAt(0, "Grüße, 世界 👍")}, 1'763'683'200'123));
    Transaction typed = transaction(id(7, 12), {id(7, 11)}, {insertAt(12, "!")}, 1'763'683'200'323);
    typed.kind = TransactionKind::kTyping;
    batch.add(typed);
    typed = transaction(id(7, 13), {id(7, 12)}, {deleteAt(12, 1, Direction::kBackward)}, 1'763'683'200'523);
    typed.joinsPrevious = true;
    typed.kind = TransactionKind::kBackspace;
    batch.add(typed);
    batch.add(transaction(id(1, 40), {id(7, 4)}, {deleteAt(1, 3), insertAt(1, "x")}, -1));
    Mark mark = markOf(0, 5, "link", "https://example.org/");
    mark.expandEnd = true;
    batch.add(transaction(id(300, 0), {id(1, 43), id(7, 13)},
                          {mark, setOf(WellKnownObject::kFirstBlock, "level", std::int64_t{-2}),
                           setOf(id(7, 3), "done", false), setOf(WellKnownObject::kDocument, "title", {}),
                           Insert{id(7, 5), {0}, "caption"}, Delete{id(7, 5), {2}, 2, Direction::kForward}}));
    Transaction undo = transaction(id(7, 14), {id(300, 12)}, {liveness({{id(7, 12), 2}, {id(1, 40), 4}}, false)}, 9);
    undo.kind = TransactionKind::kUndo;
    undo.reference = id(7, 12);
    batch.add(undo);
    return batch;
}

Bytes fileBytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Header and the columns given as (tag, content).
Bytes withColumns(const std::vector<std::pair<std::uint64_t, Bytes>>& columns, std::uint8_t formatVersion = 1,
                  std::uint8_t operationVersion = 1) {
    ByteWriter bytes;
    bytes.writeByte(formatVersion);
    bytes.writeByte(operationVersion);
    for (const auto& [tag, content] : columns) {
        bytes.writeVarint(tag);
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

}  // namespace

class EventCodecTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void integersComeBack_data() {
        QTest::addColumn<std::vector<std::uint64_t>>("values");
        QTest::newRow("zeros") << std::vector<std::uint64_t>(100, 0);
        QTest::newRow("one repeat") << std::vector<std::uint64_t>(100, 5);
        std::vector<std::uint64_t> mixed{1, 2, 3, 3, 3, ~0ULL};
        mixed.insert(mixed.end(), 50, 9);
        mixed.push_back(2);
        QTest::newRow("mixed") << mixed;
    }

    void integersComeBack() {
        QFETCH(std::vector<std::uint64_t>, values);
        IntegerColumnWriter writer;
        for (const std::uint64_t value : values)
            writer.push(value);
        const Bytes bytes = writer.take();
        IntegerColumnReader reader(bytes);
        for (const std::uint64_t value : values)
            QCOMPARE(reader.next(), value);
        QVERIFY(reader.isFinished());
        QVERIFY(values.front() != values.back() || bytes.size() <= 4);
    }

    void matchesTheGoldenFile() {
        const std::string path = VARVE_SOURCE_DIR "/tests/event/golden/events_v1.bin";
        const Bytes encoded = encodeColumns(everything());
        if (qEnvironmentVariableIsSet("WRITE_GOLDEN")) std::ofstream(path, std::ios::binary) << encoded;
        const Bytes golden = fileBytes(path);
        QCOMPARE(varve::toHex(encoded), varve::toHex(golden));
        const auto decoded = decodeColumns(golden);
        QVERIFY(decoded.has_value());
        QVERIFY(*decoded == everything());
    }

    void randomHistoriesComeBack() {
        Random seeds(numberFromEnvironment("SEED", 1));
        const std::uint64_t roundCount = numberFromEnvironment("OPERATIONS", 30);
        for (std::uint64_t round = 0; round < roundCount; ++round) {
            const EventLog log = randomLog(seeds.next(), 1 + seeds.below(150));
            const std::size_t first = seeds.below(static_cast<std::uint32_t>(log.transactionCount()));
            for (const EventBatch& batch :
                 {log.batch(0, log.transactionCount()), log.batch(first, log.transactionCount()), EventBatch{}}) {
                const Bytes bytes = encodeColumns(batch);
                const auto decoded = decodeColumns(bytes);
                QVERIFY2(decoded.has_value(), decoded.has_value() ? "" : decoded.error().message.c_str());
                QVERIFY(*decoded == batch);
                QCOMPARE(encodeColumns(*decoded), bytes);
            }
            const Transaction one = log.transaction(first);
            QVERIFY(decodeRow(encodeRow(one)) == one);
        }
    }

    void plainTypingIsSmall() {
        EventBatch batch;
        for (std::uint32_t k = 0; k < 100'000; ++k) {
            const EventId previous = id(1, k - 1);
            batch.beginTransaction(id(1, k), std::span(&previous, k == 0 ? 0 : 1), 0, TransactionKind::kEdit, false,
                                   {});
            batch.addInsert(WellKnownObject::kBody, {k}, "a");
        }
        const Bytes bytes = encodeColumns(batch);
        QVERIFY(bytes.size() < 100'000 + 64);
        QVERIFY(decodeColumns(bytes) == batch);
    }

    void everyTruncationIsRefused() {
        const Bytes whole = encodeColumns(everything());
        for (std::size_t size = 0; size < whole.size(); ++size) {
            QVERIFY(!decodeColumns(BytesView(whole).substr(0, size)).has_value());
        }
        QVERIFY(!decodeColumns(whole + '\0').has_value());
    }

    void damageDoesNoHarm() {
        Random random(numberFromEnvironment("SEED", 1));
        const std::uint64_t roundCount = numberFromEnvironment("OPERATIONS", 20'000);
        const Bytes whole = encodeColumns(everything());
        const Bytes longer = encodeColumns(randomLog(5, 60).batch(0, 60));
        DecodeLimits limits;
        limits.transactionCountMax = 2000;
        limits.operationCountMax = 2000;
        for (std::uint64_t round = 0; round < roundCount; ++round) {
            Bytes bytes = round % 2 == 0 ? whole : longer;
            for (std::uint32_t flip = 0; flip <= random.below(4); ++flip) {
                const std::size_t at = random.below(static_cast<std::uint32_t>(bytes.size()));
                bytes[at] =
                    static_cast<char>(bytes[at] ^ (random.chance(50) ? 1 << random.below(8) : random.below(256)));
            }
            const auto decoded = decodeColumns(bytes, limits);
            if (!decoded) {
                QVERIFY(!decoded.error().message.empty());
                continue;
            }
            QVERIFY(decoded->transactions().size() <= 2000 && decoded->operations().size() <= 2000);
            EventLog log;
            log.append(*decoded);
            log.checkInvariants();
        }
    }

    void whatALogTookIsReadAgain() {
        EventLog log;
        constexpr std::uint32_t kHeadCount = 5000;
        for (std::uint32_t unit = 0; unit < kHeadCount; ++unit)
            QVERIFY(log.append(transaction(id(1, unit), {}, {insertAt(0, "a")})).has_value());
        const Transaction merge = next(log, 2, {insertAt(0, "b")});
        QCOMPARE(merge.parents.size(), std::size_t{kHeadCount});
        QVERIFY(log.append(merge).has_value());
        QVERIFY(decodeRow(encodeRow(merge)) == merge);
        // What could not be read again is not taken in the first place.
        QCOMPARE(log.append(next(log, 2, {deleteAt(0, 60'000'000)})).error().code, ErrorCode::kInvalidInput);
        const std::string large(std::size_t{33} << 20, 'x');
        const Operation set = setOf(WellKnownObject::kDocument, "title", large);
        QCOMPARE(log.append(next(log, 2, {set, set, set, set})).error().code, ErrorCode::kInvalidInput);
        log.checkInvariants();
    }

    void bombsAreRefused_data() {
        QTest::addColumn<Bytes>("bytes");
        QTest::addColumn<ErrorCode>("code");
        const Bytes author = Bytes(16, 'a') + '\0';
        const Bytes manyDeletions = varints({(1ULL << 40) << 1 | 1, 1});
        const Bytes faraway = varints({(1ULL << 40) << 1 | 1, zigzag(7)});
        QTest::newRow("transactions") << withColumns({{1 << 1, varints({1ULL << 40, 1ULL << 40})},
                                                      {2 << 1, author},
                                                      {11 << 1, manyDeletions}})
                                      << ErrorCode::kLimitExceeded;
        QTest::newRow("units") << withColumns({{1 << 1, varints({1, 1ULL << 40})}, {2 << 1, author}})
                               << ErrorCode::kLimitExceeded;
        QTest::newRow("operations") << withColumns({{1 << 1, varints({1, 40'000'000})},
                                                    {2 << 1, author},
                                                    {6 << 1, varints({1 << 1, 39'999'999})},
                                                    {11 << 1, manyDeletions},
                                                    {13 << 1, faraway}})
                                    << ErrorCode::kLimitExceeded;
        QTest::newRow("parents") << withColumns({{1 << 1, varints({1, 1})},
                                                 {2 << 1, author},
                                                 {5 << 1, varints({0, 1ULL << 50})}})
                                 << ErrorCode::kLimitExceeded;
        QTest::newRow("targets") << withColumns({{1 << 1, varints({1, 1})},
                                                 {2 << 1, author},
                                                 {11 << 1, varints({1 << 1, 5})},
                                                 {16 << 1, varints({1ULL << 50})}})
                                 << ErrorCode::kMalformed;
        QTest::newRow("text") << withColumns({{1 << 1, varints({1, 1'000'000})},
                                              {2 << 1, author},
                                              {6 << 1, varints({1 << 1, 999'999})},
                                              {12 << 1, varints({1 << 1, 999'999})},
                                              {17 << 1, "abc"}})
                              << ErrorCode::kMalformed;
    }

    void bombsAreRefused() {
        QFETCH(Bytes, bytes);
        QFETCH(ErrorCode, code);
        const auto decoded = decodeColumns(bytes);
        QVERIFY(!decoded.has_value());
        QCOMPARE(decoded.error().code, code);
    }

    void newerPartsAreToldApart() {
        const Bytes whole = encodeColumns(everything());
        const Bytes extra = varints({40 << 1 | 1, 2, 0, 0});
        QVERIFY(decodeColumns(whole + extra) == everything());
        const Bytes needed = varints({40 << 1, 2, 0, 0});
        QCOMPARE(decodeColumns(whole + needed).error().code, ErrorCode::kUnsupported);
        Bytes newer = whole;
        newer[0] = 2;
        QCOMPARE(decodeColumns(newer).error().code, ErrorCode::kUnsupported);
        newer = whole;
        newer[1] = 2;
        QCOMPARE(decodeColumns(newer).error().code, ErrorCode::kUnsupported);
        QCOMPARE(decodeRow(whole).error().code, ErrorCode::kMalformed);
    }

    void olderOperationsAreRaised() {
        // A version that never was, in which marks were called differently.
        static constexpr Upcaster kTable[] = {{0, [](Operation operation) {
                                                   if (auto* mark = std::get_if<Mark>(&operation)) mark->key += "-1";
                                                   return operation;
                                               }}};
        Bytes old = encodeColumns(everything());
        old[1] = 0;
        QCOMPARE(decodeColumns(old).error().code, ErrorCode::kUnsupported);
        const auto raised = decodeColumns(old, {}, kTable);
        QVERIFY(raised.has_value());
        QCOMPARE(std::get<Mark>(raised->transaction(4).operations[0]).key, std::string("link-1"));
        QCOMPARE(raised->transaction(3), everything().transaction(3));
        QCOMPARE(raised->agents, everything().agents);
        const auto current = decodeColumns(encodeColumns(everything()), {}, kTable);
        QVERIFY(current == everything());
    }
};

QTEST_GUILESS_MAIN(EventCodecTest)
#include "tst_event_codec.moc"

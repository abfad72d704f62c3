// Sealing: rows of the tail become chunks, in bulk, on the way and on closing, and nothing is lost or changed by it.

#include <QtTest>

#include "storage/store_fixture.h"

namespace varve {

using storage::SqliteEventStore;
using storage::StoreMode;
using storage::StoreOptions;

class SealingTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() { m_fixture = std::make_unique<test::StoreFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void sealsOldTransactionsIntoChunks();
    void bulkAppendGoesStraightIntoChunks();
    void closedFileIsOnePlainFile();
    void closingSealsTheWholeTail();
    void lastChunkGrowsUpToItsBound();
    void closedFileHasOnlyTablesInUse();
    void damagedChunkNeverGrows();

  private:
    std::unique_ptr<test::StoreFixture> m_fixture;
};

void SealingTest::sealsOldTransactionsIntoChunks() {
    test::SampleHistory history(2);
    StoreOptions options = test::smallOptions();
    options.chunkEventCountMax = 5000;
    options.bulkEventCount = 5000;
    auto store = m_fixture->create(options);
    const event::EventBatch batch = history.batch(120, true);
    VERIFY_OK(store->append(batch));
    QCOMPARE(store->info()->chunkCount, std::uint64_t{0});
    // One more makes the tail too long: full blocks go, the rest stays.
    const event::EventBatch last = history.batch(1);
    VERIFY_OK(store->append(last));
    const auto info = store->info();
    VERIFY_OK(info);
    QVERIFY(info->chunkCount >= 2);
    QVERIFY(info->tailTransactionCount < 50);
    test::compareWith(*store, test::transactionsOf({batch, last}));
    const auto report = store->verify();
    VERIFY_OK(report);
    QVERIFY(report->isIntact());
    const auto nothing = store->seal();
    VERIFY_OK(nothing);
    QCOMPARE(*nothing, std::uint64_t{0});
}

void SealingTest::bulkAppendGoesStraightIntoChunks() {
    test::SampleHistory history(3);
    auto store = m_fixture->create(test::smallOptions());
    const event::EventBatch before = history.batch(30);
    const event::EventBatch bulk = history.batch(900, true);
    const event::EventBatch after = history.batch(10);
    // One transaction with more than fits into a chunk gets one of its own.
    event::EventBatch paste;
    paste.add({{test::agentNumber(99), {0}},
               {},
               1,
               event::TransactionKind::kPaste,
               false,
               {},
               {event::Insert{{}, {0}, std::string(5000, 'x')}}});
    VERIFY_OK(store->append(before));
    VERIFY_OK(store->append(bulk));
    QCOMPARE(store->info()->tailTransactionCount, std::uint64_t{0});
    VERIFY_OK(store->append(after));
    VERIFY_OK(store->append(paste));
    QCOMPARE(store->info()->tailTransactionCount, std::uint64_t{0});
    test::compareWith(*store, test::transactionsOf({before, bulk, after, paste}));
    VERIFY_OK(store->close());
    auto again = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
    VERIFY_OK(again);
    test::compareWith(**again, test::transactionsOf({before, bulk, after, paste}));
}

void SealingTest::closedFileIsOnePlainFile() {
    test::SampleHistory history(7);
    auto store = m_fixture->create();
    VERIFY_OK(store->append(history.batch(20)));
    QVERIFY(std::filesystem::exists(m_fixture->pathOf("novel.varve-wal")));
    VERIFY_OK(store->checkpoint());
    QCOMPARE(std::filesystem::file_size(m_fixture->pathOf("novel.varve-wal")), std::uintmax_t{0});
    // What a bulk of rows needed before they were sealed is given back.
    for (int i = 0; i < 4; ++i)
        VERIFY_OK(store->append(history.batch(1100)));
    VERIFY_OK(store->checkpoint());
    const auto before = std::filesystem::file_size(m_fixture->path);
    VERIFY_OK(store->close());
    QVERIFY(std::filesystem::file_size(m_fixture->path) * 2 < before);
    const QDir folder(m_fixture->folder.path());
    QCOMPARE(folder.entryList(QDir::Files | QDir::Hidden), QStringList{QStringLiteral("novel.varve")});
    QCOMPARE(test::readFile(m_fixture->path).substr(18, 2), std::string("\1\1"));
}

void SealingTest::closingSealsTheWholeTail() {
    test::SampleHistory history(21);
    std::vector<event::EventBatch> batches;
    for (int round = 0; round < 5; ++round) {
        auto opened = round == 0 ? m_fixture->create()
                                 : std::move(*SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite));
        for (int i = 0; i < 3; ++i) {
            batches.push_back(history.batch(7, true));
            VERIFY_OK(opened->append(batches.back()));
        }
        QCOMPARE(opened->info()->tailTransactionCount, std::uint64_t{21});
        VERIFY_OK(opened->close());
        auto again = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
        VERIFY_OK(again);
        QCOMPARE((*again)->info()->tailTransactionCount, std::uint64_t{0});
        // Chunks of earlier sessions do not pile up.
        QCOMPARE((*again)->info()->chunkCount, std::uint64_t{1});
        test::compareWith(**again, test::transactionsOf(batches));
        QVERIFY((*again)->verify()->isIntact());
    }
}

void SealingTest::lastChunkGrowsUpToItsBound() {
    test::SampleHistory history(22);
    StoreOptions options = test::smallOptions();
    options.growRawSizeMax = 4000;
    auto store = m_fixture->create(options);
    std::vector<event::EventBatch> batches;
    for (int round = 0; round < 60; ++round) {
        batches.push_back(history.batch(10, round % 7 == 0));
        VERIFY_OK(store->append(batches.back()));
        // Rows may follow a chunk that grows later, a bulk as well.
        if (round % 4 == 0) VERIFY_OK(store->sealAll());
        if (round == 30) {
            batches.push_back(history.batch(250));
            VERIFY_OK(store->append(batches.back()));
        }
    }
    VERIFY_OK(store->sealAll());
    test::compareWith(*store, test::transactionsOf(batches));
    const auto report = store->verify();
    VERIFY_OK(report);
    QVERIFY(report->isIntact());
    QVERIFY(report->events.chunkCount >= 3 && report->events.chunkCount < 15);
    const auto largest = store->connection().queryInteger("SELECT max(raw_size) FROM chunk");
    VERIFY_OK(largest);
    QVERIFY(*largest > 4000);
    // Of those sealed from rows, all but the last and the one before the bulk had reached the bound.
    const auto smallCount = store->connection().queryInteger(
        "SELECT count(*) FROM chunk WHERE raw_size <= 4000 AND row_hash IS NOT NULL AND "
        "last_seq < (SELECT max(last_seq) FROM chunk)");
    VERIFY_OK(smallCount);
    QVERIFY(*smallCount <= 1);
}

void SealingTest::closedFileHasOnlyTablesInUse() {
    const auto tables = [&] {
        auto store = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
        if (!store) qFatal("%s", store.error().message.c_str());
        // What is missing looks empty.
        if (!(*store)->info() || (*store)->info()->keyframeCount != 0) qFatal("no stand-in");
        return (*store)->connection().queryText(
            "SELECT group_concat(name) FROM (SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name)");
    };
    VERIFY_OK(m_fixture->create()->close());
    QCOMPARE(*tables(), std::string("agent,chunk,meta"));
    QVERIFY(std::filesystem::file_size(m_fixture->path) <= 5120);
    test::SampleHistory history(23);
    auto store = SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite);
    VERIFY_OK(store);
    VERIFY_OK((*store)->append(history.batch(3)));
    QCOMPARE(*(*store)->connection().queryText("SELECT value FROM meta WHERE key = 'tail'"), std::string("1"));
    VERIFY_OK((*store)->close());
    QCOMPARE(*tables(), std::string("agent,chunk,meta"));
    StoreOptions keepsTail;
    keepsTail.sealsTailOnClose = false;
    store = SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite, keepsTail);
    VERIFY_OK(store);
    VERIFY_OK((*store)->append(history.batch(3)));
    VERIFY_OK((*store)->close());
    QCOMPARE(*tables(), std::string("agent,chunk,event,meta"));
}

void SealingTest::damagedChunkNeverGrows() {
    test::SampleHistory history(24);
    auto store = m_fixture->create();
    const event::EventBatch first = history.batch(30);
    VERIFY_OK(store->append(first));
    VERIFY_OK(store->close());
    QCOMPARE(test::runSql(m_fixture->path, "UPDATE chunk SET first_ms = first_ms + 1"), std::string());
    // Nobody has read the file yet, so it takes events; but what is damaged stays as it is, for whoever repairs it.
    auto again = SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite);
    VERIFY_OK(again);
    VERIFY_OK((*again)->append(history.batch(5)));
    const std::string end = std::to_string(first.unitCount());
    VERIFY_ERROR((*again)->sealAll(), ErrorCode::kMalformed,
                 "“novel.varve” is damaged: events 1 to " + end +
                     " cannot be read, because their bytes have changed since they were written.");
    VERIFY_OK((*again)->close());
    again = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
    VERIFY_OK(again);
    const auto report = (*again)->verify();
    VERIFY_OK(report);
    QCOMPARE(report->events.damaged.size(), std::size_t{1});
    QCOMPARE(report->events.rowCount, std::uint64_t{5});
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::SealingTest)
#include "tst_sealing.moc"

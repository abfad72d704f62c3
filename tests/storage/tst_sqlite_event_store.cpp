// The document file: what goes in comes out, nothing can be changed behind its back, and a disk that fails loses
// nothing.
#include <signal.h>
#include <sys/resource.h>

#include <QtTest>

#include "storage/store_fixture.h"

namespace varve {

using storage::SqliteEventStore;
using storage::StoreMode;
using storage::StoreOptions;

namespace {

/// No file of this process grows beyond `bytes` for as long as it lives.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    rlimit m_before{};
};

}  // namespace

class SqliteEventStoreTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() { m_fixture = std::make_unique<test::StoreFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void roundTripsAcrossReopening();
    void keepsWhateverALogTakes_data();
    void keepsWhateverALogTakes();
    void remembersFirstRecordOfAgent();
    void refusesWhatDoesNotContinue();
    void openingAndClosingChangesNothing();
    void everyConnectionIsSetForSafety();
    void readsUnclosedFileWithoutTouchingIt();
    void refusesChangesBehindItsBack_data();
    void refusesChangesBehindItsBack();
    void fullDiskLosesNothing_data();
    void fullDiskLosesNothing();
    void movedFileIsNoticed();
    void verifyAndInfoCount();

  private:
    std::unique_ptr<test::StoreFixture> m_fixture;
};

void SqliteEventStoreTest::roundTripsAcrossReopening() {
    test::SampleHistory history(1, 40);
    std::vector<event::Transaction> expected;
    auto store = m_fixture->create(test::smallOptions());
    QCOMPARE(store->documentId(), test::kDocumentId);
    test::compareWith(*store, {});
    for (int round = 0; round < 6; ++round) {
        for (int i = 0; i < 12; ++i) {
            const event::EventBatch batch = history.batch(1 + static_cast<std::size_t>(i % 9), round == 3);
            VERIFY_OK(store->append(batch));
            for (auto& transaction : test::transactionsOf({batch}))
                expected.push_back(std::move(transaction));
        }
        test::compareWith(*store, expected);
        VERIFY_OK(store->close());
        auto again = SqliteEventStore::open(
            m_fixture->path, round % 2 == 0 ? StoreMode::kReadOnly : StoreMode::kReadWrite, test::smallOptions());
        VERIFY_OK(again);
        test::compareWith(**again, expected);
        again->reset();
        again = SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite, test::smallOptions());
        VERIFY_OK(again);
        store = std::move(*again);
    }
    QCOMPARE(test::loadAll(*store).agents.size(), std::size_t{40});
}

void SqliteEventStoreTest::keepsWhateverALogTakes_data() {
    QTest::addColumn<quint32>("parentCount");
    QTest::addColumn<quint32>("deletedCount");
    QTest::newRow("after ten thousand branches") << 10'000U << 1U;
    QTest::newRow("a hundred million characters go") << 1U << 100'000'000U;
}

void SqliteEventStoreTest::keepsWhateverALogTakes() {
    QFETCH(quint32, parentCount);
    QFETCH(quint32, deletedCount);
    event::Transaction transaction;
    transaction.first = {test::agentNumber(1), {0}};
    for (std::uint32_t i = 0; i < parentCount; ++i)
        transaction.parents.push_back({test::agentNumber(2 + i), {0}});
    std::ranges::sort(transaction.parents);
    transaction.operations.push_back(event::Delete{{}, {}, deletedCount, event::Direction::kForward});
    event::EventBatch batch;
    batch.add(transaction);
    auto store = m_fixture->create();
    VERIFY_OK(store->append(batch));
    VERIFY_OK(store->close());
    auto again = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
    VERIFY_OK(again);
    test::compareWith(**again, {transaction});
}

void SqliteEventStoreTest::remembersFirstRecordOfAgent() {
    auto store = m_fixture->create();
    test::SampleHistory history(4);
    VERIFY_OK(store->append(history.batch(5)));  // authors without records
    event::EventBatch people;
    people.agents = {test::SampleHistory::record(0)};
    VERIFY_OK(store->append(people));
    people.agents[0].user = "someone else";
    VERIFY_OK(store->append(people));
    const test::Loaded loaded = test::loadAll(*store);
    QCOMPARE(loaded.agents.size(), std::size_t{1});
    QVERIFY(loaded.agents[0] == test::SampleHistory::record(0));
}

void SqliteEventStoreTest::refusesWhatDoesNotContinue() {
    auto store = m_fixture->create();
    test::SampleHistory history(5, 1);
    const event::EventBatch first = history.batch(1);
    VERIFY_OK(store->append(first));
    const std::string next = std::to_string(first.unitCount());
    VERIFY_ERROR(
        store->append(first), ErrorCode::kConflict,
        "“novel.varve” holds events of this author up to number " + next + ", so one numbered 0 cannot follow.");
    static_cast<void>(history.next());
    QVERIFY(!store->append(history.batch(1)).has_value());
    test::compareWith(*store, test::transactionsOf({first}));
}

void SqliteEventStoreTest::openingAndClosingChangesNothing() {
    test::SampleHistory history(6);
    VERIFY_OK(m_fixture->create()->append(history.batch(20)));
    const std::string before = test::readFile(m_fixture->path);
    for (const StoreMode mode : {StoreMode::kReadOnly, StoreMode::kReadWrite}) {
        auto store = SqliteEventStore::open(m_fixture->path, mode);
        VERIFY_OK(store);
        QVERIFY(!test::loadAll(**store).error);
        VERIFY_OK((*store)->close());
        QVERIFY(test::readFile(m_fixture->path) == before);
    }
}

void SqliteEventStoreTest::everyConnectionIsSetForSafety() {
    test::SampleHistory history(16);
    auto store = m_fixture->create();
    VERIFY_OK(store->append(history.batch(1)));
    const std::map<std::string, std::string> wanted = {
        {"journal_mode", "wal"}, {"synchronous", "2"},    {"locking_mode", "exclusive"}, {"mmap_size", "0"},
        {"foreign_keys", "1"},   {"trusted_schema", "0"}, {"cell_size_check", "1"},      {"recursive_triggers", "1"}};
    for (const auto& [name, value] : wanted) {
        const Result<std::string> seen = store->connection().queryText("PRAGMA " + name);
        VERIFY_OK(seen);
        QVERIFY2(*seen == value, name.c_str());
    }
    int defensive = 0;
    sqlite3_db_config(store->connection().handle(), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    QCOMPARE(defensive, 1);
    int powersafeOverwrite = -1;
    sqlite3_file_control(store->connection().handle(), "main", SQLITE_FCNTL_POWERSAFE_OVERWRITE, &powersafeOverwrite);
    QCOMPARE(powersafeOverwrite, 0);
}

void SqliteEventStoreTest::readsUnclosedFileWithoutTouchingIt() {
    // Given a file and its log as a killed program leaves them,
    test::SampleHistory history(8);
    auto store = m_fixture->create();
    const event::EventBatch batch = history.batch(20);
    VERIFY_OK(store->append(batch));
    const std::string file = test::readFile(m_fixture->path);
    const std::string log = test::readFile(m_fixture->pathOf("novel.varve-wal"));
    test::writeFile(m_fixture->pathOf("left.varve"), file);
    test::writeFile(m_fixture->pathOf("left.varve-wal"), log);
    // when it is opened for reading, then everything is seen, and neither file has changed.
    auto left = SqliteEventStore::open(m_fixture->pathOf("left.varve"), StoreMode::kReadOnly);
    VERIFY_OK(left);
    test::compareWith(**left, test::transactionsOf({batch}));
    VERIFY_OK((*left)->close());
    QVERIFY(test::readFile(m_fixture->pathOf("left.varve")) == file);
    QVERIFY(test::readFile(m_fixture->pathOf("left.varve-wal")) == log);
    QVERIFY(!std::filesystem::exists(m_fixture->pathOf("left.varve-shm")));
}

void SqliteEventStoreTest::refusesChangesBehindItsBack_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* sql, const char* message) {
        QTest::newRow(name) << QString::fromUtf8(sql) << QString::fromUtf8(message);
    };
    row("update event", "UPDATE event SET body = x'00'", "events are never changed");
    row("delete event", "DELETE FROM event", "events are never deleted");
    row("delete newest event", "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
        "events are never deleted");
    row("insert or replace event", "INSERT OR REPLACE INTO event SELECT * FROM event LIMIT 1",
        "events are appended in order");
    row("replace by author's number",
        "INSERT OR REPLACE INTO event SELECT (SELECT max(seq + event_count) FROM event), agent, agent_seq, "
        "event_count, "
        "version, hash, body FROM event LIMIT 1",
        "events are never deleted");
    row("insert with a gap",
        "INSERT INTO event SELECT seq + 1000000, agent, agent_seq + 1000000, event_count, version, "
        "hash, body FROM event LIMIT 1",
        "events are appended in order");
    row("shrink chunk", "UPDATE chunk SET last_seq = last_seq - 1 WHERE first_seq = (SELECT max(first_seq) FROM chunk)",
        "chunks are never changed");
    row("grow over nothing",
        "UPDATE chunk SET last_seq = last_seq + 1000000 WHERE first_seq = (SELECT max(first_seq) FROM chunk)",
        "chunks are never changed");
    row("grow in the middle",
        "UPDATE chunk SET last_seq = (SELECT max(seq + event_count) - 1 FROM event) WHERE first_seq = 0",
        "chunks are never changed");
    row("move chunk",
        "UPDATE chunk SET first_seq = first_seq + 1, last_seq = (SELECT max(seq + event_count) - 1 FROM event)",
        "chunks are never changed");
    row("update chunk", "UPDATE chunk SET data = x'00'", "chunks are never changed");
    row("delete chunk", "DELETE FROM chunk", "chunks are never deleted");
    row("insert or replace chunk", "INSERT OR REPLACE INTO chunk SELECT * FROM chunk LIMIT 1",
        "chunks are appended in order");
    row("update or replace", "UPDATE OR REPLACE event SET seq = 0", "events are never changed");
    row("delete agent", "DELETE FROM agent", "agents are never deleted");
    row("rename agent", "UPDATE agent SET user = 'me'", "agents are never changed");
    row("upsert event", "INSERT INTO event SELECT * FROM event WHERE true ON CONFLICT(seq) DO UPDATE SET body = x'00'",
        "events are appended in order");
}

void SqliteEventStoreTest::refusesChangesBehindItsBack() {
    QFETCH(QString, sql);
    QFETCH(QString, message);
    test::SampleHistory history(9);
    auto store = m_fixture->create(test::smallOptions());
    std::vector<event::EventBatch> batches = {history.batch(100, true), history.batch(40)};
    VERIFY_OK(store->append(batches[0]));
    VERIFY_OK(store->seal());
    VERIFY_OK(store->append(batches[1]));
    VERIFY_ERROR(store->connection().execute(sql.toStdString()), ErrorCode::kConflict,
                 "“novel.varve” refused a change that contradicts its history (" + message.toStdString() + ").");
    test::compareWith(*store, test::transactionsOf(batches));
}

void SqliteEventStoreTest::fullDiskLosesNothing_data() {
    QTest::addColumn<bool>("byPages");
    QTest::newRow("no more pages") << true;
    QTest::newRow("file size limit") << false;
}

void SqliteEventStoreTest::fullDiskLosesNothing() {
    QFETCH(bool, byPages);
    test::SampleHistory history(12);
    StoreOptions options;
    if (byPages) options.pageCountMax = 320;
    auto store = m_fixture->create(options);
    std::vector<event::EventBatch> kept;
    event::EventBatch refused;
    {
        const auto limit = byPages ? nullptr : std::make_unique<FileSizeLimit>(200'000);
        for (int i = 0; i < 200 && refused.isEmpty(); ++i) {
            event::EventBatch batch = history.batch(100);
            const Result<void> appended = store->append(batch);
            if (appended) {
                kept.push_back(std::move(batch));
                continue;
            }
            refused = std::move(batch);
            VERIFY_ERROR(appended, ErrorCode::kNoSpace,
                         "“novel.varve” cannot grow: the disk is full or a size limit is reached.");
        }
        QVERIFY(!refused.isEmpty());
        test::compareWith(*store, test::transactionsOf(kept));
    }
    // With space again, the same store takes what it had refused.
    if (byPages) VERIFY_OK(store->connection().execute("PRAGMA max_page_count=100000"));
    VERIFY_OK(store->append(refused));
    kept.push_back(refused);
    VERIFY_OK(store->close());
    auto again = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
    VERIFY_OK(again);
    test::compareWith(**again, test::transactionsOf(kept));
}

void SqliteEventStoreTest::movedFileIsNoticed() {
    test::SampleHistory history(13);
    auto store = m_fixture->create();
    VERIFY_OK(store->append(history.batch(3)));
    std::filesystem::rename(m_fixture->path, m_fixture->pathOf("moved.varve"));
    VERIFY_ERROR(
        store->append(history.batch(1)), ErrorCode::kInputOutput,
        "“novel.varve” was moved, replaced or removed while it was open, so nothing more is written to it. Save "
        "the document elsewhere.");
}

void SqliteEventStoreTest::verifyAndInfoCount() {
    test::SampleHistory history(14);
    auto store = m_fixture->create(test::smallOptions());
    const event::EventBatch batch = history.batch(130, true);
    VERIFY_OK(store->append(batch));
    const auto info = store->info();
    VERIFY_OK(info);
    QCOMPARE(info->documentId, test::kDocumentId);
    QCOMPARE(info->formatVersion, storage::kFormatVersion);
    QCOMPARE(info->semanticsVersion, storage::kSemanticsVersion);
    QCOMPARE(info->eventCount, batch.unitCount());
    QCOMPARE(info->transactionCount, std::uint64_t{130});
    QCOMPARE(info->agentCount, std::uint64_t{3});
    QVERIFY(info->fileSizeBytes > 0 && info->chunkSizeBytes > 0 && info->chunkRawSizeBytes > 0);
    const auto report = store->verify();
    VERIFY_OK(report);
    QVERIFY(report->isIntact());
    QCOMPARE(report->events.eventCount, batch.unitCount());
    QCOMPARE(report->events.transactionCount, std::uint64_t{130});
    QCOMPARE(report->events.chunkCount, info->chunkCount);
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::SqliteEventStoreTest)
#include "tst_sqlite_event_store.moc"

// The document file: what goes in comes out, nothing can be changed behind its back, and every file that cannot be used
// is refused with one sentence that says why.
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>

#include "storage/store_helpers.h"

namespace varve {

using storage::SqliteEventStore;
using storage::StoreMode;
using storage::StoreOptions;

namespace {

StoreOptions smallOptions() {
    StoreOptions options;
    options.sealRowCount = 50;
    options.tailRowCountMax = 120;
    options.bulkTransactionCount = 200;
    options.chunkEventCountMax = 300;
    return options;
}

/// Runs SQL on a file with a plain connection, as another program would. Returns SQLite's message, empty when fine.
std::string runSql(const std::filesystem::path& path, const std::string& sql) {
    sqlite3* database = nullptr;
    std::string message;
    char* said = nullptr;
    if (sqlite3_open(path.c_str(), &database) != SQLITE_OK) message = sqlite3_errmsg(database);
    if (message.empty() && sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &said) != SQLITE_OK) message = said;
    sqlite3_free(said);
    sqlite3_close(database);
    return message;
}

/// Without the rights of root for as long as it lives, so that permissions mean something.
class OrdinaryUser {
  public:
    OrdinaryUser() : m_wasRoot(::geteuid() == 0) {
        if (m_wasRoot && ::seteuid(65534) != 0) qFatal("cannot give up rights");
    }
    ~OrdinaryUser() {
        if (m_wasRoot && ::seteuid(0) != 0) qFatal("cannot take rights back");
    }
    OrdinaryUser(const OrdinaryUser&) = delete;
    OrdinaryUser& operator=(const OrdinaryUser&) = delete;

  private:
    bool m_wasRoot;
};

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
    void init();
    void cleanup();
    void roundTripsAcrossReopening();
    void sealsOldTransactionsIntoChunks();
    void bulkAppendGoesStraightIntoChunks();
    void keepsWhateverALogTakes_data();
    void keepsWhateverALogTakes();
    void remembersFirstRecordOfAgent();
    void refusesWhatDoesNotContinue();
    void openingAndClosingChangesNothing();
    void everyConnectionIsSetForSafety();
    void closedFileIsOnePlainFile();
    void readsUnclosedFileWithoutTouchingIt();
    void refusesChangesBehindItsBack_data();
    void refusesChangesBehindItsBack();
    void refusesHostileSchema_data();
    void refusesHostileSchema();
    void refusesUnusableFile_data();
    void refusesUnusableFile();
    void refusesNewerFiles_data();
    void refusesNewerFiles();
    void opensReadOnlyWhenAskedOrForced();
    void createNeverReplaces();
    void namesTheProcessThatHasTheFile();
    void keepsOthersOutAlthoughSomebodyLookedAtTheFile();
    void fullDiskLosesNothing_data();
    void fullDiskLosesNothing();
    void movedFileIsNoticed();
    void verifyAndInfoCount();

  private:
    std::filesystem::path pathOf(const char* name) const {
        return std::filesystem::path(m_folder->path().toStdString()) / name;
    }
    std::unique_ptr<SqliteEventStore> create(const StoreOptions& options = {}) {
        auto store = SqliteEventStore::create(m_path, test::kDocumentId, options);
        if (!store) qFatal("%s", store.error().message.c_str());
        return std::move(*store);
    }
    void compareWith(SqliteEventStore& store, const std::vector<event::Transaction>& expected) {
        const test::Loaded loaded = test::loadAll(store);
        QVERIFY2(!loaded.error, loaded.error ? loaded.error->message.c_str() : "");
        QVERIFY(loaded.transactions == expected);
        QCOMPARE(store.transactionCount(), static_cast<std::uint64_t>(expected.size()));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
};

void SqliteEventStoreTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    // So that tests can look at it as an ordinary user too.
    ::chmod(m_folder->path().toLocal8Bit().constData(), 0755);
    m_path = pathOf("novel.varve");
}

void SqliteEventStoreTest::cleanup() {
    m_folder.reset();
}

void SqliteEventStoreTest::roundTripsAcrossReopening() {
    test::SampleHistory history(1, 40);
    std::vector<event::Transaction> expected;
    auto store = create(smallOptions());
    QCOMPARE(store->documentId(), test::kDocumentId);
    compareWith(*store, {});
    for (int round = 0; round < 6; ++round) {
        for (int i = 0; i < 12; ++i) {
            const event::EventBatch batch = history.batch(1 + static_cast<std::size_t>(i % 9), round == 3);
            VERIFY_OK(store->append(batch));
            for (auto& transaction : test::transactionsOf({batch}))
                expected.push_back(std::move(transaction));
        }
        compareWith(*store, expected);
        VERIFY_OK(store->close());
        auto again = SqliteEventStore::open(m_path, round % 2 == 0 ? StoreMode::kReadOnly : StoreMode::kReadWrite,
                                            smallOptions());
        VERIFY_OK(again);
        compareWith(**again, expected);
        again->reset();
        again = SqliteEventStore::open(m_path, StoreMode::kReadWrite, smallOptions());
        VERIFY_OK(again);
        store = std::move(*again);
    }
    QCOMPARE(test::loadAll(*store).agents.size(), std::size_t{40});
}

void SqliteEventStoreTest::sealsOldTransactionsIntoChunks() {
    test::SampleHistory history(2);
    StoreOptions options = smallOptions();
    options.chunkEventCountMax = 5000;
    auto store = create(options);
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
    compareWith(*store, test::transactionsOf({batch, last}));
    const auto report = store->verify();
    VERIFY_OK(report);
    QVERIFY(report->isIntact());
    const auto nothing = store->seal();
    VERIFY_OK(nothing);
    QCOMPARE(*nothing, std::uint64_t{0});
}

void SqliteEventStoreTest::bulkAppendGoesStraightIntoChunks() {
    test::SampleHistory history(3);
    auto store = create(smallOptions());
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
    compareWith(*store, test::transactionsOf({before, bulk, after, paste}));
    VERIFY_OK(store->close());
    auto again = SqliteEventStore::open(m_path, StoreMode::kReadOnly);
    VERIFY_OK(again);
    compareWith(**again, test::transactionsOf({before, bulk, after, paste}));
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
    auto store = create();
    VERIFY_OK(store->append(batch));
    VERIFY_OK(store->close());
    auto again = SqliteEventStore::open(m_path, StoreMode::kReadOnly);
    VERIFY_OK(again);
    compareWith(**again, {transaction});
}

void SqliteEventStoreTest::remembersFirstRecordOfAgent() {
    auto store = create();
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
    auto store = create();
    test::SampleHistory history(5, 1);
    const event::EventBatch first = history.batch(1);
    VERIFY_OK(store->append(first));
    const std::string next = std::to_string(first.unitCount());
    VERIFY_ERROR(
        store->append(first), ErrorCode::kConflict,
        "“novel.varve” holds events of this author up to number " + next + ", so one numbered 0 cannot follow.");
    static_cast<void>(history.next());
    QVERIFY(!store->append(history.batch(1)).has_value());
    compareWith(*store, test::transactionsOf({first}));
}

void SqliteEventStoreTest::openingAndClosingChangesNothing() {
    test::SampleHistory history(6);
    VERIFY_OK(create()->append(history.batch(20)));
    const std::string before = test::readFile(m_path);
    for (const StoreMode mode : {StoreMode::kReadOnly, StoreMode::kReadWrite}) {
        auto store = SqliteEventStore::open(m_path, mode);
        VERIFY_OK(store);
        QVERIFY(!test::loadAll(**store).error);
        VERIFY_OK((*store)->close());
        QVERIFY(test::readFile(m_path) == before);
    }
}

void SqliteEventStoreTest::everyConnectionIsSetForSafety() {
    test::SampleHistory history(16);
    auto store = create();
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

void SqliteEventStoreTest::closedFileIsOnePlainFile() {
    test::SampleHistory history(7);
    auto store = create();
    VERIFY_OK(store->append(history.batch(20)));
    QVERIFY(std::filesystem::exists(pathOf("novel.varve-wal")));
    VERIFY_OK(store->checkpoint());
    QCOMPARE(std::filesystem::file_size(pathOf("novel.varve-wal")), std::uintmax_t{0});
    // What a bulk of rows needed before they were sealed is given back.
    for (int i = 0; i < 4; ++i)
        VERIFY_OK(store->append(history.batch(1100)));
    VERIFY_OK(store->checkpoint());
    const auto before = std::filesystem::file_size(m_path);
    VERIFY_OK(store->close());
    QVERIFY(std::filesystem::file_size(m_path) * 2 < before);
    const QDir folder(m_folder->path());
    QCOMPARE(folder.entryList(QDir::Files | QDir::Hidden), QStringList{QStringLiteral("novel.varve")});
    QCOMPARE(test::readFile(m_path).substr(18, 2), std::string("\1\1"));
}

void SqliteEventStoreTest::readsUnclosedFileWithoutTouchingIt() {
    // Given a file and its log as a killed program leaves them,
    test::SampleHistory history(8);
    auto store = create();
    const event::EventBatch batch = history.batch(20);
    VERIFY_OK(store->append(batch));
    const std::string file = test::readFile(m_path);
    const std::string log = test::readFile(pathOf("novel.varve-wal"));
    test::writeFile(pathOf("left.varve"), file);
    test::writeFile(pathOf("left.varve-wal"), log);
    // when it is opened for reading, then everything is seen, and neither file has changed.
    auto left = SqliteEventStore::open(pathOf("left.varve"), StoreMode::kReadOnly);
    VERIFY_OK(left);
    compareWith(**left, test::transactionsOf({batch}));
    VERIFY_OK((*left)->close());
    QVERIFY(test::readFile(pathOf("left.varve")) == file);
    QVERIFY(test::readFile(pathOf("left.varve-wal")) == log);
    QVERIFY(!std::filesystem::exists(pathOf("left.varve-shm")));
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
    auto store = create(smallOptions());
    std::vector<event::EventBatch> batches = {history.batch(100, true), history.batch(40)};
    VERIFY_OK(store->append(batches[0]));
    VERIFY_OK(store->seal());
    VERIFY_OK(store->append(batches[1]));
    VERIFY_ERROR(store->connection().execute(sql.toStdString()), ErrorCode::kConflict,
                 "“novel.varve” refused a change that contradicts its history (" + message.toStdString() + ").");
    compareWith(*store, test::transactionsOf(batches));
}

void SqliteEventStoreTest::refusesHostileSchema_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const char* sql, const char* sentence) {
        QTest::newRow(name) << QString::fromUtf8(sql) << QString::fromUtf8(sentence);
    };
    row("extra trigger", "CREATE TRIGGER spy AFTER INSERT ON event BEGIN DELETE FROM blob; END",
        "“novel.varve” holds something that no Varve document has (trigger “spy”) and was not opened.");
    row("extra table", "CREATE TABLE more(a)",
        "“novel.varve” holds something that no Varve document has (table “more”) and was not opened.");
    row("extra view", "CREATE VIEW event2 AS SELECT * FROM event",
        "“novel.varve” holds something that no Varve document has (view “event2”) and was not opened.");
    row("extra index", "CREATE INDEX slow ON event(body)",
        "“novel.varve” holds something that no Varve document has (index “slow”) and was not opened.");
    row("statistics", "ANALYZE",
        "“novel.varve” holds something that no Varve document has (table “sqlite_stat1”) and was not opened.");
    row("missing trigger", "DROP TRIGGER event_never_changes",
        "“novel.varve” lacks a part of every Varve document (trigger “event_never_changes”) and was not opened.");
    row("changed table", "DROP TABLE blob; CREATE TABLE blob(hash BLOB PRIMARY KEY, data TEXT)",
        "“novel.varve” holds something that no Varve document has (table “blob”) and was not opened.");
}

void SqliteEventStoreTest::refusesHostileSchema() {
    QFETCH(QString, sql);
    QFETCH(QString, sentence);
    VERIFY_OK(create()->close());
    QCOMPARE(runSql(m_path, sql.toStdString()), std::string());
    for (const StoreMode mode : {StoreMode::kReadOnly, StoreMode::kReadWrite}) {
        VERIFY_ERROR(SqliteEventStore::open(m_path, mode), ErrorCode::kUnsupported, sentence.toStdString());
    }
}

void SqliteEventStoreTest::refusesUnusableFile_data() {
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, ErrorCode code, const char* sentence) {
        QTest::newRow(name) << static_cast<int>(code) << QString::fromUtf8(sentence);
    };
    row("missing", ErrorCode::kNotFound, "There is no file “novel.varve” in “FOLDER”.");
    row("folder", ErrorCode::kInvalidInput, "“novel.varve” is a folder, not a document.");
    row("pipe", ErrorCode::kInvalidInput, "“novel.varve” is a device or a pipe, not a document.");
    row("empty", ErrorCode::kMalformed, "“novel.varve” is empty: it holds no document.");
    row("short text", ErrorCode::kMalformed, "“novel.varve” is not a Varve document.");
    row("long text", ErrorCode::kMalformed, "“novel.varve” is not a Varve document.");
    row("first 60 bytes", ErrorCode::kMalformed, "“novel.varve” is cut off: only its first 60 bytes are there.");
    row("first 9000 bytes", ErrorCode::kMalformed, "“novel.varve” is cut off: 9000 of its SIZE bytes are there.");
    row("other database", ErrorCode::kUnsupported,
        "“novel.varve” is a database of another program, not a Varve document.");
    row("no permission", ErrorCode::kReadOnly, "You do not have permission to read “novel.varve”.");
    row("broken schema page", ErrorCode::kMalformed, "“novel.varve” is damaged: its inner structure cannot be read.");
}

void SqliteEventStoreTest::refusesUnusableFile() {
    QFETCH(int, code);
    QFETCH(QString, sentence);
    const std::string kind = QTest::currentDataTag();
    VERIFY_OK(create()->close());
    const std::string whole = test::readFile(m_path);
    std::filesystem::remove(m_path);
    if (kind == "folder") std::filesystem::create_directory(m_path);
    if (kind == "pipe") QCOMPARE(::mkfifo(m_path.c_str(), 0600), 0);
    if (kind == "empty") test::writeFile(m_path, "");
    if (kind == "short text") test::writeFile(m_path, "Dear");
    if (kind == "long text") test::writeFile(m_path, std::string(20'000, 'x'));
    if (kind == "first 60 bytes") test::writeFile(m_path, whole.substr(0, 60));
    if (kind == "first 9000 bytes") test::writeFile(m_path, whole.substr(0, 9000));
    if (kind == "other database") QCOMPARE(runSql(m_path, "CREATE TABLE bookmarks(url)"), std::string());
    if (kind == "no permission") {
        test::writeFile(m_path, whole);
        ::chmod(m_path.c_str(), 0);
    }
    if (kind == "broken schema page") {
        std::string broken = whole;
        std::fill_n(broken.begin() + 100, 200, '\x7f');
        test::writeFile(m_path, broken);
    }
    sentence.replace(QStringLiteral("FOLDER"), m_folder->path());
    sentence.replace(QStringLiteral("SIZE"), QString::number(whole.size()));
    // Root may read everything.
    const auto user = kind == "no permission" ? std::make_unique<OrdinaryUser>() : nullptr;
    for (const StoreMode mode : {StoreMode::kReadOnly, StoreMode::kReadWrite}) {
        VERIFY_ERROR(SqliteEventStore::open(m_path, mode), static_cast<ErrorCode>(code), sentence.toStdString());
    }
}

void SqliteEventStoreTest::refusesNewerFiles_data() {
    QTest::addColumn<QString>("sql");
    QTest::newRow("layout") << QStringLiteral("PRAGMA user_version=2");
    QTest::newRow("format") << QStringLiteral("UPDATE meta SET value = 2 WHERE key = 'format'");
    QTest::newRow("reader") << QStringLiteral("UPDATE meta SET value = 2 WHERE key = 'min_reader'");
    QTest::newRow("semantics") << QStringLiteral("UPDATE meta SET value = 2 WHERE key = 'semantics'");
}

void SqliteEventStoreTest::refusesNewerFiles() {
    QFETCH(QString, sql);
    VERIFY_OK(create()->close());
    QCOMPARE(runSql(m_path, sql.toStdString()), std::string());
    VERIFY_ERROR(SqliteEventStore::open(m_path, StoreMode::kReadWrite), ErrorCode::kUnsupported,
                 "“novel.varve” was written by a newer Varve that this one cannot read. Update Varve to open it.");
}

void SqliteEventStoreTest::opensReadOnlyWhenAskedOrForced() {
    test::SampleHistory history(10);
    VERIFY_OK(create()->append(history.batch(5)));
    const event::EventBatch more = history.batch(1);
    const auto check = [&](StoreMode mode, const std::string& sentence) {
        auto store = SqliteEventStore::open(m_path, mode);
        VERIFY_OK(store);
        QVERIFY(!test::loadAll(**store).error);
        VERIFY_ERROR((*store)->append(more), ErrorCode::kReadOnly, sentence);
        VERIFY_OK((*store)->close());
    };
    check(StoreMode::kReadOnly, "“novel.varve” was opened for reading only.");
    if (QTest::currentTestFailed()) return;
    ::chmod(m_path.c_str(), 0444);
    {
        const OrdinaryUser user;
        check(StoreMode::kReadWrite,
              "You do not have permission to change “novel.varve”, so it was opened for reading only.");
    }
    if (QTest::currentTestFailed()) return;
    ::chmod(m_path.c_str(), 0666);
    ::chmod(m_folder->path().toLocal8Bit().constData(), 0555);
    {
        const OrdinaryUser user;
        check(StoreMode::kReadWrite,
              "The folder of “novel.varve” cannot be written to, so it was opened for reading only.");
    }
    if (QTest::currentTestFailed()) return;
    ::chmod(m_folder->path().toLocal8Bit().constData(), 0755);
    QCOMPARE(runSql(m_path, "UPDATE meta SET value = 2 WHERE key = 'min_writer'"), std::string());
    check(StoreMode::kReadWrite,
          "“novel.varve” was written by a newer Varve that asks older ones not to change it, so it was opened for "
          "reading "
          "only.");
}

void SqliteEventStoreTest::createNeverReplaces() {
    test::writeFile(m_path, "mine");
    VERIFY_ERROR(SqliteEventStore::create(m_path, test::kDocumentId), ErrorCode::kAlreadyExists,
                 "“novel.varve” already exists and was left as it is.");
    QCOMPARE(test::readFile(m_path), std::string("mine"));
    test::writeFile(pathOf("second.varve-wal"), "log");
    VERIFY_ERROR(
        SqliteEventStore::create(pathOf("second.varve"), test::kDocumentId), ErrorCode::kAlreadyExists,
        "“second.varve-wal” is left over from another document and may hold unsaved parts of it. Move it away or "
        "choose another name.");
    VERIFY_ERROR(SqliteEventStore::create(pathOf("missing/novel.varve"), test::kDocumentId), ErrorCode::kNotFound,
                 "There is no folder “" + pathOf("missing").string() + "”.");
    VERIFY_ERROR(SqliteEventStore::create(pathOf("third.varve"), "my novel"), ErrorCode::kInvalidInput,
                 "“my novel” is not the id of a document: a lower-case UUID is needed.");
    // A name full of characters that mean something in a URI is only a name.
    const std::filesystem::path odd = pathOf("a?b#c %41 ü.varve");
    VERIFY_OK(SqliteEventStore::create(odd, test::kDocumentId));
    QVERIFY(std::filesystem::exists(odd));
    VERIFY_OK(SqliteEventStore::open("/" + odd.string(), StoreMode::kReadWrite));
}

void SqliteEventStoreTest::namesTheProcessThatHasTheFile() {
    test::SampleHistory history(11);
    auto store = create();
    for (const StoreMode mode : {StoreMode::kReadOnly, StoreMode::kReadWrite}) {
        VERIFY_ERROR(SqliteEventStore::open(m_path, mode), ErrorCode::kBusy,
                     "“novel.varve” is already open in this program.");
    }
    // Another process is refused too, before and after the first write; asking has not loosened our lock.
    for (int round = 0; round < 2; ++round) {
        for (const char* mode : {"r", "w"}) {
            QProcess other;
            other.start(QStringLiteral(STORAGE_OPENER),
                        {QString::fromStdString(m_path.string()), QString::fromUtf8(mode)});
            QVERIFY(other.waitForFinished());
            QCOMPARE(
                QString::fromUtf8(other.readAllStandardOutput()),
                QStringLiteral("“novel.varve” is open in “tst_sqlite_even” (process %1 on this computer). Close it "
                               "there first.")
                    .arg(QCoreApplication::applicationPid()));
        }
        VERIFY_OK(store->append(history.batch(1)));
    }
    VERIFY_OK(store->close());
    VERIFY_OK(SqliteEventStore::open(m_path, StoreMode::kReadWrite));
}

void SqliteEventStoreTest::keepsOthersOutAlthoughSomebodyLookedAtTheFile() {
    // A file dialog of this process opens each file that it lists, and closes it: with that, SQLite's locks are gone.
    test::SampleHistory history(15);
    auto store = create();
    VERIFY_OK(store->append(history.batch(1)));
    QVERIFY(!test::readFile(m_path).empty());
    for (const char* mode : {"r", "w"}) {
        QProcess other;
        other.start(QStringLiteral(STORAGE_OPENER), {QString::fromStdString(m_path.string()), QString::fromUtf8(mode)});
        QVERIFY(other.waitForFinished());
        QCOMPARE(QString::fromUtf8(other.readAllStandardOutput()),
                 QStringLiteral("“novel.varve” is open in another program or on another computer. Close it there "
                                "first."));
    }
    VERIFY_OK(store->close());
    VERIFY_OK(SqliteEventStore::open(m_path, StoreMode::kReadWrite));
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
    if (byPages) options.pageCountMax = 40;
    auto store = create(options);
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
        compareWith(*store, test::transactionsOf(kept));
    }
    // With space again, the same store takes what it had refused.
    if (byPages) VERIFY_OK(store->connection().execute("PRAGMA max_page_count=100000"));
    VERIFY_OK(store->append(refused));
    kept.push_back(refused);
    VERIFY_OK(store->close());
    auto again = SqliteEventStore::open(m_path, StoreMode::kReadOnly);
    VERIFY_OK(again);
    compareWith(**again, test::transactionsOf(kept));
}

void SqliteEventStoreTest::movedFileIsNoticed() {
    test::SampleHistory history(13);
    auto store = create();
    VERIFY_OK(store->append(history.batch(3)));
    std::filesystem::rename(m_path, pathOf("moved.varve"));
    VERIFY_ERROR(
        store->append(history.batch(1)), ErrorCode::kInputOutput,
        "“novel.varve” was moved, replaced or removed while it was open, so nothing more is written to it. Save "
        "the document elsewhere.");
}

void SqliteEventStoreTest::verifyAndInfoCount() {
    test::SampleHistory history(14);
    auto store = create(smallOptions());
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

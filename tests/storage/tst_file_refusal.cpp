// Every file that cannot be used, or not for writing, is refused with one sentence that says why.
#include <sys/stat.h>
#include <unistd.h>

#include <QtTest>

#include "storage/store_fixture.h"

namespace varve {

using storage::SqliteEventStore;
using storage::StoreMode;
using storage::StoreOptions;

namespace {

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

}  // namespace

class FileRefusalTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() { m_fixture = std::make_unique<test::StoreFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void refusesHostileSchema_data();
    void refusesHostileSchema();
    void refusesFileThatLostItsTail_data();
    void refusesFileThatLostItsTail();
    void refusesUnusableFile_data();
    void refusesUnusableFile();
    void refusesNewerFiles_data();
    void refusesNewerFiles();
    void opensReadOnlyWhenAskedOrForced();
    void createNeverReplaces();
    void namesTheProcessThatHasTheFile();
    void keepsOthersOutAlthoughSomebodyLookedAtTheFile();

  private:
    std::unique_ptr<test::StoreFixture> m_fixture;
};

void FileRefusalTest::refusesHostileSchema_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const char* sql, const char* sentence) {
        QTest::newRow(name) << QString::fromUtf8(sql) << QString::fromUtf8(sentence);
    };
    row("extra trigger", "CREATE TRIGGER spy AFTER INSERT ON chunk BEGIN DELETE FROM agent; END",
        "“novel.varve” holds something that no Varve document has (trigger “spy”) and was not opened.");
    row("extra table", "CREATE TABLE more(a)",
        "“novel.varve” holds something that no Varve document has (table “more”) and was not opened.");
    row("extra view", "CREATE VIEW event AS SELECT * FROM chunk",
        "“novel.varve” holds something that no Varve document has (view “event”) and was not opened.");
    row("extra index", "CREATE INDEX slow ON chunk(data)",
        "“novel.varve” holds something that no Varve document has (index “slow”) and was not opened.");
    row("statistics", "ANALYZE",
        "“novel.varve” holds something that no Varve document has (table “sqlite_stat1”) and was not opened.");
    row("missing table", "DROP TABLE agent",
        "“novel.varve” lacks a part of every Varve document (table “agent”) and was not opened.");
    row("changed table", "DROP TABLE agent; CREATE TABLE agent(idx INTEGER PRIMARY KEY, id TEXT)",
        "“novel.varve” holds something that no Varve document has (table “agent”) and was not opened.");
    row("changed table on demand", "CREATE TABLE keyframe(projection TEXT NOT NULL, data TEXT)",
        "“novel.varve” holds something that no Varve document has (table “keyframe”) and was not opened.");
    row("tables of another format", "PRAGMA user_version=1",
        "“novel.varve” holds something that no Varve document has (table “agent”) and was not opened.");
}

void FileRefusalTest::refusesHostileSchema() {
    QFETCH(QString, sql);
    QFETCH(QString, sentence);
    VERIFY_OK(m_fixture->create()->close());
    QCOMPARE(test::runSql(m_fixture->path, sql.toStdString()), std::string());
    for (const StoreMode mode : {StoreMode::kReadOnly, StoreMode::kReadWrite}) {
        VERIFY_ERROR(SqliteEventStore::open(m_fixture->path, mode), ErrorCode::kUnsupported, sentence.toStdString());
    }
}

void FileRefusalTest::refusesFileThatLostItsTail_data() {
    QTest::addColumn<QString>("sql");
    QTest::newRow("table gone") << QStringLiteral(
        "PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE tbl_name = 'event'");
    QTest::newRow("mark gone") << QStringLiteral("DELETE FROM meta WHERE key = 'tail'");
}

void FileRefusalTest::refusesFileThatLostItsTail() {
    QFETCH(QString, sql);
    test::SampleHistory history(17);
    auto store = m_fixture->create(test::smallOptions());
    VERIFY_OK(store->append(history.batch(5)));
    VERIFY_OK(store->close());
    QCOMPARE(test::runSql(m_fixture->path, sql.toStdString()), std::string());
    for (const StoreMode mode : {StoreMode::kReadOnly, StoreMode::kReadWrite}) {
        VERIFY_ERROR(SqliteEventStore::open(m_fixture->path, mode), ErrorCode::kMalformed,
                     "“novel.varve” is damaged: its newest events cannot be read.");
    }
}

void FileRefusalTest::refusesUnusableFile_data() {
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
    row("first 3000 bytes", ErrorCode::kMalformed, "“novel.varve” is cut off: 3000 of its SIZE bytes are there.");
    row("other database", ErrorCode::kUnsupported,
        "“novel.varve” is a database of another program, not a Varve document.");
    row("no permission", ErrorCode::kReadOnly, "You do not have permission to read “novel.varve”.");
    row("broken schema page", ErrorCode::kMalformed, "“novel.varve” is damaged: its inner structure cannot be read.");
}

void FileRefusalTest::refusesUnusableFile() {
    QFETCH(int, code);
    QFETCH(QString, sentence);
    const std::string kind = QTest::currentDataTag();
    VERIFY_OK(m_fixture->create()->close());
    const std::string whole = test::readFile(m_fixture->path);
    std::filesystem::remove(m_fixture->path);
    if (kind == "folder") std::filesystem::create_directory(m_fixture->path);
    if (kind == "pipe") QCOMPARE(::mkfifo(m_fixture->path.c_str(), 0600), 0);
    if (kind == "empty") test::writeFile(m_fixture->path, "");
    if (kind == "short text") test::writeFile(m_fixture->path, "Dear");
    if (kind == "long text") test::writeFile(m_fixture->path, std::string(20'000, 'x'));
    if (kind == "first 60 bytes") test::writeFile(m_fixture->path, whole.substr(0, 60));
    if (kind == "first 3000 bytes") test::writeFile(m_fixture->path, whole.substr(0, 3000));
    if (kind == "other database") QCOMPARE(test::runSql(m_fixture->path, "CREATE TABLE bookmarks(url)"), std::string());
    if (kind == "no permission") {
        test::writeFile(m_fixture->path, whole);
        ::chmod(m_fixture->path.c_str(), 0);
    }
    if (kind == "broken schema page") {
        std::string broken = whole;
        std::fill_n(broken.begin() + 100, 200, '\x7f');
        test::writeFile(m_fixture->path, broken);
    }
    sentence.replace(QStringLiteral("FOLDER"), m_fixture->folder.path());
    sentence.replace(QStringLiteral("SIZE"), QString::number(whole.size()));
    // Root may read everything.
    const auto user = kind == "no permission" ? std::make_unique<OrdinaryUser>() : nullptr;
    for (const StoreMode mode : {StoreMode::kReadOnly, StoreMode::kReadWrite}) {
        VERIFY_ERROR(SqliteEventStore::open(m_fixture->path, mode), static_cast<ErrorCode>(code),
                     sentence.toStdString());
    }
}

void FileRefusalTest::refusesNewerFiles_data() {
    QTest::addColumn<QString>("sql");
    QTest::newRow("layout") << QStringLiteral("PRAGMA user_version=3");
    QTest::newRow("format") << QStringLiteral("UPDATE meta SET value = 3 WHERE key = 'format'");
    QTest::newRow("reader") << QStringLiteral("UPDATE meta SET value = 3 WHERE key = 'min_reader'");
    QTest::newRow("semantics") << QStringLiteral("UPDATE meta SET value = 3 WHERE key = 'semantics'");
}

void FileRefusalTest::refusesNewerFiles() {
    QFETCH(QString, sql);
    VERIFY_OK(m_fixture->create()->close());
    QCOMPARE(test::runSql(m_fixture->path, sql.toStdString()), std::string());
    VERIFY_ERROR(SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite), ErrorCode::kUnsupported,
                 "“novel.varve” was written by a newer Varve that this one cannot read. Update Varve to open it.");
}

void FileRefusalTest::opensReadOnlyWhenAskedOrForced() {
    test::SampleHistory history(10);
    VERIFY_OK(m_fixture->create()->append(history.batch(5)));
    const event::EventBatch more = history.batch(1);
    const auto check = [&](StoreMode mode, const std::string& sentence) {
        auto store = SqliteEventStore::open(m_fixture->path, mode);
        VERIFY_OK(store);
        QVERIFY(!test::loadAll(**store).error);
        VERIFY_ERROR((*store)->append(more), ErrorCode::kReadOnly, sentence);
        VERIFY_OK((*store)->close());
    };
    check(StoreMode::kReadOnly, "“novel.varve” was opened for reading only.");
    if (QTest::currentTestFailed()) return;
    ::chmod(m_fixture->path.c_str(), 0444);
    {
        const OrdinaryUser user;
        check(StoreMode::kReadWrite,
              "You do not have permission to change “novel.varve”, so it was opened for reading only.");
    }
    if (QTest::currentTestFailed()) return;
    ::chmod(m_fixture->path.c_str(), 0666);
    ::chmod(m_fixture->folder.path().toLocal8Bit().constData(), 0555);
    {
        const OrdinaryUser user;
        check(StoreMode::kReadWrite,
              "The folder of “novel.varve” cannot be written to, so it was opened for reading only.");
    }
    if (QTest::currentTestFailed()) return;
    ::chmod(m_fixture->folder.path().toLocal8Bit().constData(), 0755);
    QCOMPARE(test::runSql(m_fixture->path, "UPDATE meta SET value = 3 WHERE key = 'min_writer'"), std::string());
    check(StoreMode::kReadWrite,
          "“novel.varve” was written by a newer Varve that asks older ones not to change it, so it was opened for "
          "reading "
          "only.");
}

void FileRefusalTest::createNeverReplaces() {
    test::writeFile(m_fixture->path, "mine");
    VERIFY_ERROR(SqliteEventStore::create(m_fixture->path, test::kDocumentId), ErrorCode::kAlreadyExists,
                 "“novel.varve” already exists and was left as it is.");
    QCOMPARE(test::readFile(m_fixture->path), std::string("mine"));
    test::writeFile(m_fixture->pathOf("second.varve-wal"), "log");
    VERIFY_ERROR(
        SqliteEventStore::create(m_fixture->pathOf("second.varve"), test::kDocumentId), ErrorCode::kAlreadyExists,
        "“second.varve-wal” is left over from another document and may hold unsaved parts of it. Move it away or "
        "choose another name.");
    VERIFY_ERROR(SqliteEventStore::create(m_fixture->pathOf("missing/novel.varve"), test::kDocumentId),
                 ErrorCode::kNotFound, "There is no folder “" + m_fixture->pathOf("missing").string() + "”.");
    VERIFY_ERROR(SqliteEventStore::create(m_fixture->pathOf("third.varve"), "my novel"), ErrorCode::kInvalidInput,
                 "“my novel” is not the id of a document: a lower-case UUID is needed.");
    // A name full of characters that mean something in a URI is only a name.
    const std::filesystem::path odd = m_fixture->pathOf("a?b#c %41 ü.varve");
    VERIFY_OK(SqliteEventStore::create(odd, test::kDocumentId));
    QVERIFY(std::filesystem::exists(odd));
    VERIFY_OK(SqliteEventStore::open("/" + odd.string(), StoreMode::kReadWrite));
}

void FileRefusalTest::namesTheProcessThatHasTheFile() {
    test::SampleHistory history(11);
    auto store = m_fixture->create();
    for (const StoreMode mode : {StoreMode::kReadOnly, StoreMode::kReadWrite}) {
        VERIFY_ERROR(SqliteEventStore::open(m_fixture->path, mode), ErrorCode::kBusy,
                     "“novel.varve” is already open in this program.");
    }
    // Another process is refused too, before and after the first write; asking has not loosened our lock.
    for (int round = 0; round < 2; ++round) {
        for (const char* mode : {"r", "w"}) {
            QProcess other;
            other.start(QStringLiteral(STORAGE_OPENER),
                        {QString::fromStdString(m_fixture->path.string()), QString::fromUtf8(mode)});
            QVERIFY(other.waitForFinished());
            QCOMPARE(
                QString::fromUtf8(other.readAllStandardOutput()),
                QStringLiteral("“novel.varve” is open in “tst_file_refusa” (process %1 on this computer). Close it "
                               "there first.")
                    .arg(QCoreApplication::applicationPid()));
        }
        VERIFY_OK(store->append(history.batch(1)));
    }
    VERIFY_OK(store->close());
    VERIFY_OK(SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite));
}

void FileRefusalTest::keepsOthersOutAlthoughSomebodyLookedAtTheFile() {
    // A file dialog of this process opens each file that it lists, and closes it: with that, SQLite's locks are gone.
    test::SampleHistory history(15);
    auto store = m_fixture->create();
    VERIFY_OK(store->append(history.batch(1)));
    QVERIFY(!test::readFile(m_fixture->path).empty());
    for (const char* mode : {"r", "w"}) {
        QProcess other;
        other.start(QStringLiteral(STORAGE_OPENER),
                    {QString::fromStdString(m_fixture->path.string()), QString::fromUtf8(mode)});
        QVERIFY(other.waitForFinished());
        QCOMPARE(QString::fromUtf8(other.readAllStandardOutput()),
                 QStringLiteral("“novel.varve” is open in another program or on another computer. Close it there "
                                "first."));
    }
    VERIFY_OK(store->close());
    VERIFY_OK(SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite));
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::FileRefusalTest)
#include "tst_file_refusal.moc"

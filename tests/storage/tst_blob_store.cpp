// Blobs beside the log: they come back as they went in or not at all, stand in the file no later than the events that
// name them, and damage is told.
#include "storage/sqlite_blob_store.h"

#include <QtTest>

#include "storage/store_fixture.h"

namespace varve {

using document::SharedBlob;
using storage::SqliteBlobStore;
using storage::SqliteEventStore;
using storage::StoreMode;

class BlobStoreTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() { m_fixture = std::make_unique<test::StoreFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void comesBackAsItWentIn_data();
    void comesBackAsItWentIn();
    void aDocumentWithoutBlobsHasNoTable();
    void aSecondTimeIsNotWrittenAgain();
    void changedBytesAreTold_data();
    void changedBytesAreTold();
    void damagedBytesAreReplaced();
    void aDiskThatIsFullTakesNeitherBlobNorEvents();
    void aReadOnlyFileTakesNone();
    void formatOneKeepsThemToo();

  private:
    static SharedBlob blobOf(std::size_t size, char seed = 'a') {
        Bytes bytes(size, seed);
        for (std::size_t i = 0; i < size; ++i)
            bytes[i] = static_cast<char>(seed + static_cast<char>((i * i / 7) % 101));
        return *document::makeBlob(std::move(bytes), "image/png");
    }
    /// What the file says of the blob once it was closed and opened again.
    Result<SharedBlob> readAgain(const Hash& name) const {
        auto store = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
        if (!store) return std::unexpected(store.error());
        return SqliteBlobStore(**store).read(name);
    }

    std::unique_ptr<test::StoreFixture> m_fixture;
};

void BlobStoreTest::comesBackAsItWentIn_data() {
    QTest::addColumn<quint64>("size");
    QTest::newRow("a byte") << quint64{1};
    QTest::newRow("a page") << quint64{512};
    QTest::newRow("a megabyte") << quint64{1'000'000};
    QTest::newRow("the largest") << quint64{document::kBlobSizeMax};
}

void BlobStoreTest::comesBackAsItWentIn() {
    QFETCH(quint64, size);
    const SharedBlob blob = blobOf(size);
    test::SampleHistory history(1);
    const event::EventBatch batch = history.batch(3);
    auto store = m_fixture->create();
    VERIFY_OK(store->append(std::span(&batch, 1), std::span(&blob, 1)));
    VERIFY_OK(store->close());
    const auto again = readAgain(blob->name);
    VERIFY_OK(again);
    QVERIFY(*again && **again == *blob);
    auto reader = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
    VERIFY_OK(reader);
    QCOMPARE((*reader)->info()->blobCount, std::uint64_t{1});
    QCOMPARE((*reader)->info()->blobSizeBytes, std::uint64_t{size});
    QVERIFY((*reader)->verify()->isIntact());
    QVERIFY(*SqliteBlobStore(**reader).names() == std::vector{blob->name});
    const auto missing = SqliteBlobStore(**reader).read(hashBytes("something else"));
    VERIFY_OK(missing);
    QVERIFY(*missing == nullptr);
}

void BlobStoreTest::aDocumentWithoutBlobsHasNoTable() {
    test::SampleHistory history(1);
    auto store = m_fixture->create();
    VERIFY_OK(store->append(history.batch(3)));
    VERIFY_OK(store->close());
    QCOMPARE(QString::fromStdString(test::runSql(m_fixture->path, "SELECT * FROM blob")),
             QStringLiteral("no such table: blob"));
    const auto none = readAgain(hashBytes("x"));
    VERIFY_OK(none);
    QVERIFY(*none == nullptr);
}

void BlobStoreTest::aSecondTimeIsNotWrittenAgain() {
    const std::vector<SharedBlob> blobs = {blobOf(100'000), blobOf(5, 'b'), blobOf(100'000)};
    auto store = m_fixture->create();
    VERIFY_OK(store->append({}, blobs));
    const auto changes = store->connection().queryInteger("SELECT total_changes()");
    VERIFY_OK(store->append({}, blobs));
    QCOMPARE(store->connection().queryInteger("SELECT total_changes()"), changes);
    QCOMPARE(store->info()->blobCount, std::uint64_t{2});
}

void BlobStoreTest::changedBytesAreTold_data() {
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("other bytes") << QByteArray("UPDATE blob SET data = x'01', size = 1");
    QTest::newRow("one byte less") << QByteArray("UPDATE blob SET data = substr(data, 2), size = size - 1");
    QTest::newRow("another size") << QByteArray("UPDATE blob SET size = size + 1");
    QTest::newRow("no bytes") << QByteArray("UPDATE blob SET data = x'', size = 0");
    QTest::newRow("more than a blob has") << QByteArray("UPDATE blob SET data = zeroblob(40000000), size = 40000000");
}

void BlobStoreTest::changedBytesAreTold() {
    QFETCH(QByteArray, sql);
    const SharedBlob blob = blobOf(1000);
    auto store = m_fixture->create();
    VERIFY_OK(store->append({}, std::span(&blob, 1)));
    VERIFY_OK(store->close());
    QCOMPARE(test::runSql(m_fixture->path, sql.toStdString()), std::string());
    const std::string sentence =
        "An image in “novel.varve” is damaged: its bytes have changed since they were stored (" +
        document::blobNameText(blob->name).substr(0, 12) + "…).";
    VERIFY_ERROR(readAgain(blob->name), ErrorCode::kMalformed, sentence);
    auto reader = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
    const auto report = (*reader)->verify();
    VERIFY_OK(report);
    QCOMPARE(report->problems, std::vector{sentence});
}

void BlobStoreTest::damagedBytesAreReplaced() {
    const SharedBlob blob = blobOf(1000);
    auto store = m_fixture->create();
    VERIFY_OK(store->append({}, std::span(&blob, 1)));
    VERIFY_OK(store->close());
    QCOMPARE(test::runSql(m_fixture->path, "UPDATE blob SET data = zeroblob(1000)"), std::string());
    auto writer = SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite);
    VERIFY_OK(writer);
    VERIFY_OK((*writer)->append({}, std::span(&blob, 1)));
    VERIFY_OK((*writer)->close());
    const auto again = readAgain(blob->name);
    VERIFY_OK(again);
    QVERIFY(**again == *blob);
}

void BlobStoreTest::aDiskThatIsFullTakesNeitherBlobNorEvents() {
    test::SampleHistory history(2);
    storage::StoreOptions options;
    options.pageCountMax = 200;
    auto store = m_fixture->create(options);
    VERIFY_OK(store->append(history.batch(3)));
    const SharedBlob small = blobOf(1000);
    const SharedBlob large = blobOf(200'000, 'b');
    const std::vector<SharedBlob> both = {small, large};
    const event::EventBatch naming = history.batch(3);
    const auto full = store->append(std::span(&naming, 1), both);
    QVERIFY(!full && full.error().code == ErrorCode::kNoSpace);
    QCOMPARE(store->transactionCount(), std::uint64_t{3});
    QCOMPARE(store->info()->blobCount, std::uint64_t{0});
    // Once there is room, the same is taken.
    VERIFY_OK(store->connection().execute("PRAGMA max_page_count=10000"));
    VERIFY_OK(store->append(std::span(&naming, 1), both));
    VERIFY_OK(store->close());
    QVERIFY(**readAgain(large->name) == *large);
}

void BlobStoreTest::aReadOnlyFileTakesNone() {
    VERIFY_OK(m_fixture->create()->close());
    auto reader = SqliteEventStore::open(m_fixture->path, StoreMode::kReadOnly);
    VERIFY_OK(reader);
    const SharedBlob blob = blobOf(10);
    const auto refused = (*reader)->append({}, std::span(&blob, 1));
    QVERIFY(!refused && refused.error().code == ErrorCode::kReadOnly);
}

void BlobStoreTest::formatOneKeepsThemToo() {
    std::filesystem::copy_file(std::filesystem::path(VARVE_SOURCE_DIR) / "tests/storage/golden/v1.varve",
                               m_fixture->path);
    auto store = SqliteEventStore::open(m_fixture->path, StoreMode::kReadWrite);
    VERIFY_OK(store);
    const SharedBlob blob = blobOf(70'000);
    VERIFY_OK((*store)->append({}, std::span(&blob, 1)));
    VERIFY_OK((*store)->close());
    const auto again = readAgain(blob->name);
    VERIFY_OK(again);
    QVERIFY(**again == *blob);
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::BlobStoreTest)
#include "tst_blob_store.moc"

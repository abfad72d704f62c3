// Files of every format version must open for ever and say what they said. golden/v1.varve and v2.varve have sealed
// chunks of both kinds and a tail; golden/v1.jsonl is the content of both in the interchange format. v2-blobs.varve is
// v2.varve with images. WRITE_GOLDEN=folder makes new ones of format 2.
#include <QTemporaryDir>
#include <QtTest>

#include "event/event_log.h"
#include "event/interchange.h"
#include "storage/sample_blobs.h"
#include "storage/sqlite_blob_store.h"
#include "storage/store_helpers.h"
#include "support/random_events.h"

namespace varve {

namespace {

std::filesystem::path goldenFolder() {
    return std::filesystem::path(VARVE_SOURCE_DIR) / "tests/storage/golden";
}

std::string linesOf(const event::EventLog& log) {
    std::string lines;
    event::writeInterchange(log, {test::kDocumentId, 1}, [&](std::string_view line) { lines += line; });
    return lines;
}

}  // namespace

class GoldenFileTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void writesWhenAsked();
    void everyVersionStillOpens_data();
    void everyVersionStillOpens();
};

void GoldenFileTest::writesWhenAsked() {
    const QByteArray folder = qgetenv("WRITE_GOLDEN");
    if (folder.isEmpty()) QSKIP("WRITE_GOLDEN is not set");
    const std::filesystem::path path = std::filesystem::path(folder.toStdString()) / "v2.varve";
    storage::StoreOptions options;
    options.sealRowCount = 45;
    options.tailRowCountMax = 60;
    options.bulkTransactionCount = 100;
    options.growRawSizeMax = 0;
    options.sealsTailOnClose = false;
    auto store = storage::SqliteEventStore::create(path, test::kDocumentId, options);
    VERIFY_OK(store);
    event::EventLog log = test::randomLog(2026, 240);
    for (std::uint32_t i = 0; i < log.agents().size(); ++i) {
        const event::AgentId id = log.agents()[i].id;
        log.addAgent({id, "Zoë " + std::to_string(i), "device " + std::to_string(i), 1'763'683'200'000 + i});
    }
    VERIFY_OK((*store)->append(log.batch(0, 70)));    // sealed from rows
    VERIFY_OK((*store)->append(log.batch(70, 200)));  // a chunk at once
    for (std::size_t i = 200; i < 240; ++i)
        VERIFY_OK((*store)->append(log.batch(i, i + 1)));
    VERIFY_OK((*store)->close());
    const std::filesystem::path withBlobs = path.parent_path() / "v2-blobs.varve";
    std::filesystem::copy_file(path, withBlobs);
    store = storage::SqliteEventStore::open(withBlobs, storage::StoreMode::kReadWrite, options);
    VERIFY_OK(store);
    VERIFY_OK((*store)->append({}, test::blobsOfTransactions(0, 30)));
    VERIFY_OK((*store)->close());
}

void GoldenFileTest::everyVersionStillOpens_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("format");
    QTest::newRow("format 1") << QStringLiteral("v1.varve") << 1;
    QTest::newRow("format 2") << QStringLiteral("v2.varve") << 2;
    QTest::newRow("format 2 with blobs") << QStringLiteral("v2-blobs.varve") << 2;
}

void GoldenFileTest::everyVersionStillOpens() {
    QFETCH(QString, name);
    QFETCH(int, format);
    // Copied, because a test must not be able to change it.
    const QTemporaryDir folder;
    const std::filesystem::path path = std::filesystem::path(folder.path().toStdString()) / name.toStdString();
    std::filesystem::copy_file(goldenFolder() / name.toStdString(), path);
    auto store = storage::SqliteEventStore::open(path, storage::StoreMode::kReadWrite);
    VERIFY_OK(store);
    QCOMPARE((*store)->documentId(), test::kDocumentId);
    event::EventLog log;
    bool isTaken = true;
    VERIFY_OK((*store)->load([&](event::EventBatch&& batch) {
        const event::AppendOutcome outcome = log.append(batch);
        isTaken = isTaken && outcome.waiting.empty() && outcome.rejected.empty();
    }));
    QVERIFY(isTaken);
    const auto info = (*store)->info();
    VERIFY_OK(info);
    QVERIFY(info->chunkCount >= 2 && info->tailTransactionCount > 0);
    QCOMPARE(info->formatVersion, std::int64_t{format});
    QCOMPARE(QString::fromStdString(linesOf(log)), QString::fromStdString(test::readFile(goldenFolder() / "v1.jsonl")));
    const auto blobs =
        name.contains(QStringLiteral("blobs")) ? test::blobsOfTransactions(0, 30) : std::vector<document::SharedBlob>();
    for (const document::SharedBlob& blob : blobs) {
        const auto stored = storage::SqliteBlobStore(**store).read(blob->name);
        VERIFY_OK(stored);
        QVERIFY(*stored && **stored == *blob);
    }
    QCOMPARE(info->blobCount > 0, !blobs.empty());
    const auto report = (*store)->verify();
    VERIFY_OK(report);
    QVERIFY(report->isIntact());
    // It can be written on, and what was there stays.
    test::SampleHistory history(1);
    VERIFY_OK((*store)->append(history.batch(10)));
    const std::uint64_t bulk = storage::StoreOptions{}.bulkTransactionCount + 1;
    VERIFY_OK((*store)->append(history.batch(bulk)));
    VERIFY_OK((*store)->append(history.batch(3)));
    VERIFY_OK((*store)->close());
    store = storage::SqliteEventStore::open(path, storage::StoreMode::kReadOnly);
    VERIFY_OK(store);
    QVERIFY((*store)->verify()->isIntact());
    // A file keeps its format, so that the Varve that made it can read what was added.
    QCOMPARE((*store)->info()->formatVersion, std::int64_t{format});
    const auto otherCodecs =
        (*store)->connection().queryInteger("SELECT count(*) FROM chunk WHERE codec > " + std::to_string(format));
    VERIFY_OK(otherCodecs);
    QCOMPARE(*otherCodecs, std::int64_t{0});
    QCOMPARE((*store)->info()->tailTransactionCount, std::uint64_t{format == 1 ? 3U : 0U});
    QCOMPARE((*store)->transactionCount(), 240 + 10 + bulk + 3);
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::GoldenFileTest)
#include "tst_golden_file.moc"

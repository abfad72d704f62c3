// The worker: says "durable" only for what another process could read, gathers batches, and keeps what it cannot write.
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "storage/sqlite_blob_store.h"
#include "storage/storage_worker.h"
#include "storage/store_helpers.h"

namespace varve {

using namespace std::chrono_literals;
using storage::SqliteEventStore;
using storage::StorageWorker;
using storage::StoreMode;
using storage::WorkerOptions;

namespace {

/// Nothing happens unless asked for.
constexpr WorkerOptions kManual{1h, 1h, 1h, 1h};

}  // namespace

class StorageWorkerTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void durableMeansOnDisk();
    void gathersBatchesIntoOneCommit();
    void writesByItself();
    void failureKeepsEverything();
    void failureIsSaidOnceUntilRetry();
    void tidiesUpWhenIdle();
    void idleWorkRunsBeforeClosing();
    void destructionWritesWhatWaits();
    void closeWithFailureGoesOn();
    void removedFileIsNoticedThoughNothingIsWritten();
    void closingTellsThatTheFileIsGone();
    void blobsAreDurableWithWhatNamesThem();
    void blobsThatCannotBeWrittenAreKept();
    void readsBlobs();

  private:
    std::unique_ptr<SqliteEventStore> create(std::uint64_t pageCountMax = 0) {
        storage::StoreOptions options;
        options.pageCountMax = pageCountMax;
        auto store = SqliteEventStore::create(m_path, test::kDocumentId, options);
        if (!store) qFatal("%s", store.error().message.c_str());
        return std::move(*store);
    }
    std::size_t transactionsOnDisk(const std::filesystem::path& path) {
        auto store = SqliteEventStore::open(path, StoreMode::kReadOnly);
        if (!store) qFatal("%s", store.error().message.c_str());
        return test::loadAll(**store).transactions.size();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
};

void StorageWorkerTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = std::filesystem::path(m_folder->path().toStdString()) / "novel.varve";
}

void StorageWorkerTest::durableMeansOnDisk() {
    test::SampleHistory history(1);
    StorageWorker worker(create(), kManual);
    QSignalSpy durable(&worker, &StorageWorker::durable);
    // At the very moment of each signal, the file and its log as they are on disk hold that many transactions.
    int checks = 0;
    connect(&worker, &StorageWorker::durable, this, [&](std::size_t count) {
        std::filesystem::path copy = m_path.parent_path() / ("copy" + std::to_string(++checks) + ".varve");
        std::filesystem::path log = copy;
        test::writeFile(copy, test::readFile(m_path));
        test::writeFile(log += "-wal", test::readFile(m_path.string() + "-wal"));
        QVERIFY(transactionsOnDisk(copy) >= count);
    });
    for (int i = 0; i < 5; ++i) {
        worker.enqueue(history.batch(3));
        QCOMPARE(durable.count(), i);
        VERIFY_OK(worker.flush(10s));
        QCOMPARE(durable.count(), i);  // the signal is queued, never sent from the other thread
        QTRY_COMPARE(durable.count(), i + 1);
        QCOMPARE(durable.last().first().toULongLong(), static_cast<qulonglong>(3 * (i + 1)));
    }
    QCOMPARE(checks, 5);
    VERIFY_OK(worker.close(10s));
    QCOMPARE(transactionsOnDisk(m_path), std::size_t{15});
}

void StorageWorkerTest::gathersBatchesIntoOneCommit() {
    test::SampleHistory history(2);
    StorageWorker worker(create(), kManual);
    QSignalSpy durable(&worker, &StorageWorker::durable);
    for (int i = 0; i < 20; ++i)
        worker.enqueue(history.batch(1));
    QCOMPARE(worker.waitingTransactionCount(), std::size_t{20});
    VERIFY_OK(worker.flush(10s));
    QCOMPARE(worker.waitingTransactionCount(), std::size_t{0});
    QTRY_COMPARE(durable.count(), 1);
    QCOMPARE(durable.first().first().toULongLong(), 20ULL);
}

void StorageWorkerTest::writesByItself() {
    test::SampleHistory history(3);
    StorageWorker worker(create());
    QSignalSpy durable(&worker, &StorageWorker::durable);
    worker.enqueue(history.batch(1));
    QTRY_COMPARE(durable.count(), 1);
}

void StorageWorkerTest::failureKeepsEverything() {
    test::SampleHistory history(4);
    StorageWorker worker(create(40), kManual);
    QSignalSpy failed(&worker, &StorageWorker::failed);
    QSignalSpy recovered(&worker, &StorageWorker::recovered);
    const event::EventBatch first = history.batch(3);
    const event::EventBatch second = history.batch(3000);
    const event::EventBatch third = history.batch(3);
    worker.enqueue(first);
    VERIFY_OK(worker.flush(10s));
    worker.enqueue(second);
    VERIFY_ERROR(worker.flush(10s), ErrorCode::kNoSpace,
                 "“novel.varve” cannot grow: the disk is full or a size limit is reached.");
    worker.enqueue(third);
    QCOMPARE(worker.waitingTransactionCount(), std::size_t{3003});
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(recovered.count(), 0);
    // What was acknowledged before is untouched.
    std::filesystem::path copy = m_path.parent_path() / "copy.varve";
    std::filesystem::path log = copy;
    test::writeFile(copy, test::readFile(m_path));
    test::writeFile(log += "-wal", test::readFile(m_path.string() + "-wal"));
    QCOMPARE(transactionsOnDisk(copy), std::size_t{3});
}

void StorageWorkerTest::failureIsSaidOnceUntilRetry() {
    // The folder of the file goes away, and comes back.
    test::SampleHistory history(5);
    StorageWorker worker(create(), kManual);
    QSignalSpy failed(&worker, &StorageWorker::failed);
    QSignalSpy recovered(&worker, &StorageWorker::recovered);
    QSignalSpy durable(&worker, &StorageWorker::durable);
    std::filesystem::rename(m_path, m_path.string() + ".away");
    worker.enqueue(history.batch(1));
    QVERIFY(!worker.flush(10s).has_value());
    worker.enqueue(history.batch(1));
    QVERIFY(!worker.flush(10s).has_value());
    QTRY_COMPARE(failed.count(), 1);
    worker.retry();
    QTRY_COMPARE(failed.count(), 2);
    std::filesystem::rename(m_path.string() + ".away", m_path);
    worker.retry();
    QTRY_COMPARE(durable.count(), 1);
    QCOMPARE(durable.first().first().toULongLong(), 2ULL);
    QCOMPARE(recovered.count(), 1);
    QCOMPARE(failed.count(), 2);
}

void StorageWorkerTest::tidiesUpWhenIdle() {
    test::SampleHistory history(6);
    WorkerOptions options = kManual;
    options.idleMin = 0ms;
    StorageWorker worker(create(), options);
    worker.enqueue(history.batch(50));
    VERIFY_OK(worker.flush(10s));
    QTRY_COMPARE(std::filesystem::file_size(m_path.string() + "-wal"), std::uintmax_t{0});
}

void StorageWorkerTest::idleWorkRunsBeforeClosing() {
    test::SampleHistory history(7);
    StorageWorker worker(create(), kManual);
    std::uint64_t seen = 0;
    worker.enqueueIdleWork([](SqliteEventStore&) { qFatal("this was replaced"); });
    worker.enqueueIdleWork([&seen](SqliteEventStore& store) { seen = store.transactionCount(); });
    worker.enqueue(history.batch(4));
    VERIFY_OK(worker.close(10s));
    QCOMPARE(seen, std::uint64_t{4});
}

void StorageWorkerTest::destructionWritesWhatWaits() {
    test::SampleHistory history(8);
    {
        StorageWorker worker(create(), kManual);
        worker.enqueue(history.batch(9));
    }
    QCOMPARE(transactionsOnDisk(m_path), std::size_t{9});
    QVERIFY(!std::filesystem::exists(m_path.string() + "-wal"));
}

void StorageWorkerTest::closeWithFailureGoesOn() {
    test::SampleHistory history(9);
    StorageWorker worker(create(), kManual);
    std::filesystem::rename(m_path, m_path.string() + ".away");
    worker.enqueue(history.batch(2));
    QVERIFY(!worker.close(10s).has_value());
    QCOMPARE(worker.waitingTransactionCount(), std::size_t{2});
    std::filesystem::rename(m_path.string() + ".away", m_path);
    VERIFY_OK(worker.close(10s));
    QCOMPARE(transactionsOnDisk(m_path), std::size_t{2});
}

void StorageWorkerTest::removedFileIsNoticedThoughNothingIsWritten() {
    test::SampleHistory history(10);
    WorkerOptions options = kManual;
    options.idleMin = options.lookPause = 10ms;
    StorageWorker worker(create(), options);
    QSignalSpy failed(&worker, &StorageWorker::failed);
    QSignalSpy recovered(&worker, &StorageWorker::recovered);
    worker.enqueue(history.batch(3));
    VERIFY_OK(worker.flush(10s));
    std::filesystem::rename(m_path, m_path.string() + ".away");
    QTRY_COMPARE(failed.count(), 1);
    std::filesystem::rename(m_path.string() + ".away", m_path);
    QTRY_COMPARE(recovered.count(), 1);
    QCOMPARE(failed.count(), 1);
}

void StorageWorkerTest::closingTellsThatTheFileIsGone() {
    // Everything was acknowledged, and would be lost without a word.
    test::SampleHistory history(11);
    StorageWorker worker(create(), kManual);
    worker.enqueue(history.batch(3));
    VERIFY_OK(worker.flush(10s));
    std::filesystem::remove(m_path);
    VERIFY_ERROR(worker.close(10s), ErrorCode::kInputOutput,
                 "“novel.varve” was moved, replaced or removed while it was open, so nothing more is written to it. "
                 "Save the document elsewhere.");
}

void StorageWorkerTest::blobsAreDurableWithWhatNamesThem() {
    test::SampleHistory history(11);
    StorageWorker worker(create(), kManual);
    QSignalSpy durable(&worker, &StorageWorker::durable);
    std::vector<Hash> saved;
    connect(&worker, &StorageWorker::blobDurable, this, [&](const Hash& name) { saved.push_back(name); });
    const document::SharedBlob blob = *document::makeBlob(Bytes(100'000, 'x'), "image/png");
    connect(&worker, &StorageWorker::durable, this, [&] {
        // At the moment of the signal, what is on disk has the blob.
        const std::filesystem::path copy = m_path.parent_path() / "copy.varve";
        test::writeFile(copy, test::readFile(m_path));
        test::writeFile(copy.string() + "-wal", test::readFile(m_path.string() + "-wal"));
        auto store = SqliteEventStore::open(copy, StoreMode::kReadOnly);
        VERIFY_OK(store);
        QVERIFY(**storage::SqliteBlobStore(**store).read(blob->name) == *blob);
    });
    worker.enqueueBlob(blob);
    worker.enqueue(history.batch(1));
    VERIFY_OK(worker.flush(10s));
    QTRY_COMPARE(durable.count(), 1);
    QCOMPARE(saved, std::vector{blob->name});
    // One alone is written as well.
    const document::SharedBlob other = *document::makeBlob("y", "image/png");
    worker.enqueueBlob(other);
    VERIFY_OK(worker.flush(10s));
    QTRY_COMPARE(saved.size(), std::size_t{2});
    VERIFY_OK(worker.close(10s));
}

void StorageWorkerTest::blobsThatCannotBeWrittenAreKept() {
    test::SampleHistory history(12);
    StorageWorker worker(create(), kManual);
    QSignalSpy durable(&worker, &StorageWorker::durable);
    int savedCount = 0;
    connect(&worker, &StorageWorker::blobDurable, this, [&] { ++savedCount; });
    std::filesystem::rename(m_path, m_path.string() + ".away");
    const document::SharedBlob blob = *document::makeBlob(Bytes(100'000, 'x'), "image/png");
    worker.enqueueBlob(blob);
    worker.enqueue(history.batch(1));
    QVERIFY(!worker.flush(10s).has_value());
    QCoreApplication::processEvents();
    QCOMPARE(durable.count(), 0);
    QCOMPARE(savedCount, 0);
    std::filesystem::rename(m_path.string() + ".away", m_path);
    VERIFY_OK(worker.flush(10s));
    QTRY_COMPARE(durable.count(), 1);
    QCOMPARE(savedCount, 1);
    VERIFY_OK(worker.close(10s));
    auto store = SqliteEventStore::open(m_path, StoreMode::kReadOnly);
    VERIFY_OK(store);
    QVERIFY(**storage::SqliteBlobStore(**store).read(blob->name) == *blob);
}

void StorageWorkerTest::readsBlobs() {
    StorageWorker worker(create(), kManual);
    const document::SharedBlob blob = *document::makeBlob(Bytes(100'000, 'x'), "image/png");
    worker.enqueueBlob(blob);
    VERIFY_OK(worker.flush(10s));
    std::vector<std::pair<Hash, Result<document::SharedBlob>>> answers;
    connect(&worker, &StorageWorker::blobRead, this,
            [&](const Hash& name, const Result<document::SharedBlob>& read) { answers.emplace_back(name, read); });
    worker.requestBlob(blob->name);
    worker.requestBlob(hashBytes("nobody"));
    QVERIFY(answers.empty());
    QTRY_COMPARE(answers.size(), std::size_t{2});
    QVERIFY(answers[0].first == blob->name && **answers[0].second == *blob);
    QVERIFY(answers[1].second.has_value() && *answers[1].second == nullptr);
    worker.requestBlob(blob->name);
    VERIFY_OK(worker.close(10s));
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::StorageWorkerTest)
#include "tst_storage_worker.moc"

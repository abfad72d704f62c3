// Images of an opened document: what is added comes back after reopening, goes along into copies, is read away from the
// GUI thread, and takes a bounded amount of memory.
#include <QSignalSpy>
#include <QThread>

#include <atomic>

#include "session/blob_keeper.h"
#include "session/session_helpers.h"
#include "storage/sqlite_blob_store.h"

using namespace varve;
using namespace varve::session;

namespace {

Bytes imageOf(std::size_t size, char seed = 'a') {
    Bytes bytes(size, seed);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(seed + static_cast<char>(i % 19));
    return bytes;
}

/// An edit that names the blob, as far as storage and sync are concerned.
void name(replica::DocumentReplica& replica, const std::string& blob) {
    const auto applied = replica.apply(
        {.kind = event::TransactionKind::kFormat, .registers = {{event::WellKnownObject::kDocument, "blob", blob}}});
    QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
}

std::size_t blobCountOf(const std::filesystem::path& path) {
    const auto file = openFile(path, OpenMode::kReadOnly);
    return file ? (*file)->blobNames.size() : 999;
}

}  // namespace

class DocumentBlobsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void comesBackAfterReopening();
    void nobodyNamedItSoNothingIsLeft();
    void savedMeansThatTheBytesAreOnDisk();
    void readsInAReadOnlyDocument();
    void aCopyHasWhatTheDocumentNames();
    void aCopyOfAReadOnlyDocumentToo();
    void aCopyTellsWhatItLacks();
    void otherThreadsReadBeforeAndAfterClosing();
    void damagedBytesAreTold();
    void memoryIsBounded();
    void aSlowDiskStopsTheFlow();
    void colleaguesSeeTheSameImages();
    void whoJoinsLaterGetsThemAll();
    void whatTheHostGetsLaterArrives();

  private:
    const PrivateRuntimeFolder m_runtime;
};

void DocumentBlobsTest::comesBackAfterReopening() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ann");
    const Bytes bytes = imageOf(100'000);
    const auto added = session->addBlob(bytes, "image/png");
    QVERIFY(added.has_value());
    QCOMPARE(session->blob(*added)->bytes, bytes);
    name(session->replica(), *added);
    QCOMPARE(session->missingBlobCount(), std::size_t{0});
    QVERIFY(session->close().has_value());
    session.reset();

    session = opened(folder / "a.varve", "Ann");
    QSignalSpy arrived(session.get(), &DocumentSession::blobArrived);
    QVERIFY(session->blob(*added) == nullptr);
    QVERIFY(session->blob(*added) == nullptr);
    QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 1, kWaitMs);
    QCOMPARE(session->blob(*added)->bytes, bytes);
    QCOMPARE(session->blob(*added)->media, std::string("image/png"));
    QVERIFY(session->blob("no name") == nullptr);
}

void DocumentBlobsTest::nobodyNamedItSoNothingIsLeft() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ann");
    QVERIFY(session->addBlob(imageOf(1000), "image/png").has_value());
    insert(*session, 0, "text");
    QVERIFY(session->close().has_value());
    QCOMPARE(blobCountOf(folder / "a.varve"), std::size_t{0});
}

void DocumentBlobsTest::savedMeansThatTheBytesAreOnDisk() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ann");
    const auto added = session->addBlob(imageOf(500'000), "image/png");
    name(session->replica(), *added);
    QVERIFY(!session->replica().isDurable());
    QTRY_VERIFY_WITH_TIMEOUT(session->replica().isDurable(), kWaitMs);
    // As another program would find it after a crash at this moment.
    std::filesystem::copy_file(folder / "a.varve", folder / "b.varve");
    std::filesystem::copy_file((folder / "a.varve").string() + "-wal", (folder / "b.varve").string() + "-wal");
    QCOMPARE(blobCountOf(folder / "b.varve"), std::size_t{1});
}

void DocumentBlobsTest::readsInAReadOnlyDocument() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ann");
    const auto added = session->addBlob(imageOf(1000), "image/png");
    name(session->replica(), *added);
    QVERIFY(session->close().has_value());
    session = sessionOn(openFile(folder / "a.varve", OpenMode::kReadOnly), "Ann");
    QSignalSpy arrived(session.get(), &DocumentSession::blobArrived);
    QVERIFY(session->blob(*added) == nullptr);
    QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 1, kWaitMs);
    QCOMPARE(session->blob(*added)->bytes, imageOf(1000));
    QCOMPARE(session->addBlob("x", "image/png").error().code, ErrorCode::kReadOnly);
}

void DocumentBlobsTest::aCopyHasWhatTheDocumentNames() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ann");
    const auto first = session->addBlob(imageOf(1000), "image/png");
    name(session->replica(), *first);
    QTRY_VERIFY_WITH_TIMEOUT(session->replica().isDurable(), kWaitMs);
    const auto second = session->addBlob(imageOf(2000, 'b'), "image/png");
    name(session->replica(), *second);
    QVERIFY(session->addBlob(imageOf(3000, 'c'), "image/png").has_value());
    QSignalSpy saved(session.get(), &DocumentSession::copySaved);
    QSignalSpy incomplete(session.get(), &DocumentSession::copyIncomplete);
    session->saveCopy(folder / "b.varve");
    QVERIFY(session->close().has_value());  // which the copy survives
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kWaitMs);
    QCOMPARE(blobCountOf(folder / "b.varve"), std::size_t{2});
    QCOMPARE(incomplete.count(), 0);
}

void DocumentBlobsTest::aCopyOfAReadOnlyDocumentToo() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ann");
    name(session->replica(), *session->addBlob(imageOf(1000), "image/png"));
    QVERIFY(session->close().has_value());
    session = sessionOn(openFile(folder / "a.varve", OpenMode::kReadOnly), "Ann");
    QSignalSpy saved(session.get(), &DocumentSession::copySaved);
    session->saveCopy(folder / "b.varve");
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kWaitMs);
    QCOMPARE(blobCountOf(folder / "b.varve"), std::size_t{1});
}

void DocumentBlobsTest::aCopyTellsWhatItLacks() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ann");
    name(session->replica(), std::string(64, '0'));
    QCOMPARE(session->missingBlobCount(), std::size_t{1});
    QSignalSpy incomplete(session.get(), &DocumentSession::copyIncomplete);
    session->saveCopy(folder / "b.varve");
    QTRY_COMPARE_WITH_TIMEOUT(incomplete.count(), 1, kWaitMs);
    QCOMPARE(blobCountOf(folder / "b.varve"), std::size_t{0});
}

void DocumentBlobsTest::otherThreadsReadBeforeAndAfterClosing() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ann");
    std::vector<Hash> names;
    for (char seed = 'a'; seed < 'k'; ++seed) {
        const auto added = session->addBlob(imageOf(300'000, seed), "image/png");
        name(session->replica(), *added);
        names.push_back(*document::blobNameOf(*added));
    }
    QTRY_VERIFY_WITH_TIMEOUT(session->replica().isDurable(), kWaitMs);
    std::atomic<int> readCount = 0;
    std::atomic<bool> isWrong = false;
    const std::unique_ptr<QThread> thread(QThread::create([&, source = session->blobSource()] {
        for (int round = 0; round < 30; ++round) {
            for (const Hash& one : names) {
                const auto blob = source(one);
                if (!blob || *blob == nullptr || (*blob)->name != one) isWrong = true;
                ++readCount;
            }
        }
    }));
    thread->start();
    while (readCount < 20)
        QThread::yieldCurrentThread();
    QVERIFY(session->close().has_value());
    QVERIFY(thread->wait(kWaitMs));
    QVERIFY(!isWrong);
    QCOMPARE(readCount.load(), 300);
}

void DocumentBlobsTest::damagedBytesAreTold() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ann");
    const auto added = session->addBlob(Bytes(1000, 'x'), "image/png");
    name(session->replica(), *added);
    QVERIFY(session->close().has_value());
    session.reset();
    QFile file(QString::fromStdString((folder / "a.varve").string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 place = file.readAll().indexOf(QByteArray(300, 'x'));
    QVERIFY(place > 0 && file.seek(place) && file.write("y") == 1);
    file.close();

    session = opened(folder / "a.varve", "Ann");
    QSignalSpy unavailable(session.get(), &DocumentSession::blobUnavailable);
    QVERIFY(session->blob(*added) == nullptr);
    QTRY_COMPARE_WITH_TIMEOUT(unavailable.count(), 1, kWaitMs);
    QVERIFY(unavailable.first().last().toString().contains(QStringLiteral("damaged")));
    QCOMPARE(session->missingBlobCount(), std::size_t{1});
    // Whoever has the image adds it again, and it is whole.
    QVERIFY(session->addBlob(Bytes(1000, 'x'), "image/png").has_value());
    QVERIFY(session->close().has_value());
    const auto again = openFile(folder / "a.varve", OpenMode::kReadOnly);
    QVERIFY((*storage::SqliteBlobStore(*(*again)->store).read(*document::blobNameOf(*added))) != nullptr);
}

void DocumentBlobsTest::memoryIsBounded() {
    const Folder folder;
    auto store = storage::SqliteEventStore::create(folder / "a.varve", newDocumentId());
    QVERIFY(store.has_value());
    storage::StorageWorker worker(std::move(*store));
    BlobKeeper keeper({}, 2500);
    keeper.setWorker(&worker);
    event::EventLog log;
    std::vector<Hash> names;
    for (char seed = 'a'; seed < 'f'; ++seed) {
        const auto added = keeper.add(imageOf(1000, seed), "image/png");
        QVERIFY(added.has_value());
        names.push_back(*added);
        event::Transaction transaction;
        const auto sequence = static_cast<std::uint32_t>(seed - 'a');
        transaction.first = {{.bytes = {1}}, {sequence}};
        if (sequence > 0) transaction.parents = {{{.bytes = {1}}, {sequence - 1}}};
        transaction.operations = {
            event::Set{event::WellKnownObject::kDocument, "blob", document::blobNameText(*added)}};
        QVERIFY(log.append(transaction).has_value());
        keeper.followLog(log);
    }
    QTRY_COMPARE_WITH_TIMEOUT(keeper.unsaved().size(), std::size_t{0}, kWaitMs);
    QCOMPARE(keeper.cacheSizeBytes(), std::size_t{2000});
    QSignalSpy arrived(&keeper, &BlobKeeper::arrived);
    for (const Hash& name : names)
        static_cast<void>(keeper.find(name));
    QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 3, kWaitMs);
    QVERIFY(keeper.cacheSizeBytes() <= 2500);
    QVERIFY(keeper.find(names[2]) != nullptr);
}

void DocumentBlobsTest::aSlowDiskStopsTheFlow() {
    const Folder folder;
    auto store = storage::SqliteEventStore::create(folder / "a.varve", newDocumentId());
    QVERIFY(store.has_value());
    storage::StorageWorker worker(std::move(*store), {.gatherMax = std::chrono::hours(1)});
    BlobKeeper keeper({});
    keeper.setWorker(&worker);
    event::EventLog log;
    std::vector<document::SharedBlob> blobs;
    for (char seed = 'a'; seed < 'd'; ++seed) {
        blobs.push_back(*document::makeBlob(imageOf(document::kBlobSizeMax, seed), "image/png"));
        event::Transaction transaction;
        const auto sequence = static_cast<std::uint32_t>(seed - 'a');
        transaction.first = {{.bytes = {1}}, {sequence}};
        if (sequence > 0) transaction.parents = {{{.bytes = {1}}, {sequence - 1}}};
        transaction.operations = {
            event::Set{event::WellKnownObject::kDocument, "blob", document::blobNameText(blobs.back()->name)}};
        QVERIFY(log.append(transaction).has_value());
    }
    keeper.followLog(log);
    QCOMPARE(keeper.wantedBlobs().size(), std::size_t{3});
    keeper.receiveBlob(blobs[0]);
    QCOMPARE(keeper.wantedBlobs().size(), std::size_t{2});
    keeper.receiveBlob(blobs[1]);
    QCOMPARE(keeper.wantedBlobs().size(), std::size_t{0});
    QCOMPARE(keeper.missing().size(), std::size_t{1});
    QSignalSpy changed(&keeper, &BlobKeeper::wantedChanged);
    QVERIFY(worker.flush(std::chrono::seconds(30)).has_value());
    QTRY_VERIFY_WITH_TIMEOUT(changed.count() > 0, kWaitMs);
    QCOMPARE(keeper.wantedBlobs().size(), std::size_t{1});
}

void DocumentBlobsTest::colleaguesSeeTheSameImages() {
    const Folder folder;
    auto host = created(folder / "a.varve", "Ann");
    QVERIFY(host->startSharing().has_value());
    auto guest = joined(onlyShared(), folder / "b.varve", "Ben");
    QTRY_COMPARE_WITH_TIMEOUT(guest->linkState(), LinkState::kConnected, kWaitMs);
    QSignalSpy atGuest(guest.get(), &DocumentSession::blobArrived);
    QSignalSpy atHost(host.get(), &DocumentSession::blobArrived);
    const Bytes large = imageOf(3'000'000);
    const Bytes small = imageOf(10, 'b');
    const auto ofHost = host->addBlob(large, "image/jpeg");
    name(host->replica(), *ofHost);
    const auto ofGuest = guest->addBlob(small, "image/png");
    name(guest->replica(), *ofGuest);
    QTRY_COMPARE_WITH_TIMEOUT(atGuest.count(), 1, kWaitMs);
    QTRY_COMPARE_WITH_TIMEOUT(atHost.count(), 1, kWaitMs);
    QCOMPARE(guest->blob(*ofHost)->bytes, large);
    QCOMPARE(guest->blob(*ofHost)->media, std::string("image/jpeg"));
    QCOMPARE(host->blob(*ofGuest)->bytes, small);
    QVERIFY(guest->close().has_value());
    QVERIFY(host->close().has_value());
    QCOMPARE(blobCountOf(folder / "a.varve"), std::size_t{2});
    QCOMPARE(blobCountOf(folder / "b.varve"), std::size_t{2});
}

void DocumentBlobsTest::whoJoinsLaterGetsThemAll() {
    const Folder folder;
    auto host = created(folder / "a.varve", "Ann");
    std::vector<std::string> names;
    for (char seed = 'a'; seed < 'k'; ++seed) {
        names.push_back(*host->addBlob(imageOf(50'000, seed), "image/png"));
        name(host->replica(), names.back());
    }
    QVERIFY(host->close().has_value());
    host = opened(folder / "a.varve", "Ann");  // so that they are on disk only
    QVERIFY(host->startSharing().has_value());
    auto guest = joined(onlyShared(), folder / "b.varve", "Ben");
    QSignalSpy arrived(guest.get(), &DocumentSession::blobArrived);
    QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 10, kWaitMs);
    QCOMPARE(guest->missingBlobCount(), std::size_t{0});
    QCOMPARE(guest->blob(names[3])->bytes, imageOf(50'000, 'd'));
}

void DocumentBlobsTest::whatTheHostGetsLaterArrives() {
    const Folder folder;
    auto host = created(folder / "a.varve", "Ann");
    name(host->replica(), document::blobNameText(hashBytes(imageOf(1000))));
    QVERIFY(host->startSharing().has_value());
    auto guest = joined(onlyShared(), folder / "b.varve", "Ben");
    QTRY_COMPARE_WITH_TIMEOUT(guest->missingBlobCount(), std::size_t{1}, kWaitMs);
    QSignalSpy arrived(guest.get(), &DocumentSession::blobArrived);
    QTest::qWait(50);  // long enough to be told that it is not there
    QVERIFY(host->addBlob(imageOf(1000), "image/png").has_value());
    QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 1, kWaitMs);
}

QTEST_GUILESS_MAIN(DocumentBlobsTest)
#include "tst_document_blobs.moc"

// Files of every released format version must open for ever and say what they said. golden/v1.varve has sealed chunks
// of both kinds and a tail; golden/v1.jsonl is its content in the interchange format. WRITE_GOLDEN=folder makes new
// ones.
#include <QTemporaryDir>
#include <QtTest>

#include "event/event_log.h"
#include "event/interchange.h"
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
    void versionOneStillOpens();
};

void GoldenFileTest::writesWhenAsked() {
    const QByteArray folder = qgetenv("WRITE_GOLDEN");
    if (folder.isEmpty()) QSKIP("WRITE_GOLDEN is not set");
    const std::filesystem::path path = std::filesystem::path(folder.toStdString()) / "v1.varve";
    storage::StoreOptions options;
    options.sealRowCount = 45;
    options.tailRowCountMax = 60;
    options.bulkTransactionCount = 100;
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
    (*store).reset();
    test::writeFile(path.parent_path() / "v1.jsonl", linesOf(log));
}

void GoldenFileTest::versionOneStillOpens() {
    // Copied, because a test must not be able to change it.
    const QTemporaryDir folder;
    const std::filesystem::path path = std::filesystem::path(folder.path().toStdString()) / "v1.varve";
    std::filesystem::copy_file(goldenFolder() / "v1.varve", path);
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
    QCOMPARE(QString::fromStdString(linesOf(log)), QString::fromStdString(test::readFile(goldenFolder() / "v1.jsonl")));
    const auto report = (*store)->verify();
    VERIFY_OK(report);
    QVERIFY(report->isIntact());
    // It can be written on, and what was there stays.
    VERIFY_OK((*store)->append(test::SampleHistory(1).batch(10)));
    VERIFY_OK((*store)->close());
    QVERIFY((*storage::SqliteEventStore::open(path, storage::StoreMode::kReadOnly))->verify()->isIntact());
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::GoldenFileTest)
#include "tst_golden_file.moc"

// A writing process is killed at random moments; every transaction it had acknowledged must be there afterwards, in
// order, with an intact chain, and with the blobs that came with them. SEED, KILLS.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <chrono>

#include "storage/sample_blobs.h"
#include "storage/sqlite_blob_store.h"
#include "storage/store_helpers.h"

extern char** environ;

namespace varve {

namespace {

constexpr std::uint64_t kKillsPerFile = 20;

/// The writer, and the end of the pipe on which its acknowledgements arrive.
struct Writer {
    pid_t process = -1;
    int pipe = -1;
};

Writer startWriter(const std::filesystem::path& file, std::uint64_t historySeed, std::uint64_t stepSeed) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string program = STORAGE_WRITER;
    std::string path = file.string();
    std::string history = std::to_string(historySeed);
    std::string step = std::to_string(stepSeed);
    char* arguments[] = {program.data(), path.data(), history.data(), step.data(), nullptr};
    Writer writer;
    if (posix_spawn(&writer.process, program.c_str(), &actions, nullptr, arguments, environ) != 0) writer.process = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    writer.pipe = ends[0];
    return writer;
}

/// The next acknowledged count, or nothing when the writer is gone.
std::optional<std::uint64_t> readAcknowledged(const Writer& writer) {
    std::uint64_t count = 0;
    return ::read(writer.pipe, &count, sizeof count) == sizeof count ? std::optional(count) : std::nullopt;
}

/// Lets the writer get somewhere between two acknowledgements.
void spinFor(std::chrono::microseconds duration) {
    const auto end = std::chrono::steady_clock::now() + duration;
    while (std::chrono::steady_clock::now() < end) {
    }
}

}  // namespace

class KillTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void acknowledgedTransactionsSurvive();

  private:
    void killOnce(const std::filesystem::path& file, std::uint64_t historySeed, Random& random,
                  std::uint64_t& acknowledged);
    void checkFile(const std::filesystem::path& file, std::uint64_t historySeed, storage::StoreMode mode,
                   std::uint64_t acknowledged);
};

void KillTest::killOnce(const std::filesystem::path& file, std::uint64_t historySeed, Random& random,
                        std::uint64_t& acknowledged) {
    const Writer writer = startWriter(file, historySeed, random.next());
    QVERIFY(writer.process > 0);
    const std::uint32_t appendsBefore = random.below(30);
    bool alive = true;
    for (std::uint32_t i = 0; i < appendsBefore && alive; ++i) {
        const auto count = readAcknowledged(writer);
        alive = count.has_value();
        if (alive) acknowledged = *count;
    }
    QVERIFY2(alive, "the writer stopped by itself");
    spinFor(std::chrono::microseconds(random.below(1500)));
    ::kill(writer.process, SIGKILL);
    int status = 0;
    QCOMPARE(::waitpid(writer.process, &status, 0), writer.process);
    QVERIFY(WIFSIGNALED(status));
    while (const auto count = readAcknowledged(writer))
        acknowledged = *count;
    ::close(writer.pipe);
}

void KillTest::checkFile(const std::filesystem::path& file, std::uint64_t historySeed, storage::StoreMode mode,
                         std::uint64_t acknowledged) {
    auto store = storage::SqliteEventStore::open(file, mode);
    VERIFY_OK(store);
    const test::Loaded loaded = test::loadAll(**store);
    QVERIFY2(!loaded.error, loaded.error ? loaded.error->message.c_str() : "");
    QVERIFY2(loaded.transactions.size() >= acknowledged, "acknowledged transactions are lost");
    test::SampleHistory history(historySeed);
    for (const event::Transaction& transaction : loaded.transactions)
        QVERIFY(transaction == history.next());
    // No transaction is there without the blobs that came with it.
    for (const document::SharedBlob& blob : test::blobsOfTransactions(0, loaded.transactions.size())) {
        const auto stored = storage::SqliteBlobStore(**store).read(blob->name);
        VERIFY_OK(stored);
        QVERIFY2(*stored && **stored == *blob, "a blob is lost");
    }
    const auto report = (*store)->verify();
    VERIFY_OK(report);
    QVERIFY2(report->isIntact(), report->problems.empty() ? "events" : report->problems.front().c_str());
}

void KillTest::acknowledgedTransactionsSurvive() {
    const std::uint64_t seed = test::environmentNumber("SEED", 1);
    const std::uint64_t kills = test::environmentNumber("KILLS", 220);
    qInfo("SEED=%llu KILLS=%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(kills));
    Random random(seed);
    // A killed process loses nothing that it wrote, synced or not, so a file system in memory is as good and faster.
    const QString inMemory = QStringLiteral("/dev/shm");
    const QTemporaryDir folder((QFileInfo(inMemory).isWritable() ? inMemory : QDir::tempPath()) +
                               QStringLiteral("/kill-XXXXXX"));
    QVERIFY(folder.isValid());
    std::uint64_t acknowledged = 0;
    std::uint64_t total = 0;
    std::filesystem::path file;
    for (std::uint64_t i = 0; i < kills; ++i) {
        const std::uint64_t number = i / kKillsPerFile;
        if (i % kKillsPerFile == 0) {
            total += std::exchange(acknowledged, 0);
            file = std::filesystem::path(folder.path().toStdString()) / (std::to_string(number) + ".varve");
            VERIFY_OK(storage::SqliteEventStore::create(file, test::kDocumentId));
        }
        killOnce(file, seed + number, random, acknowledged);
        if (QTest::currentTestFailed()) return;
        // Reading must see everything without touching the file; writing folds the log in, or leaves that to the next.
        if (random.chance(60)) checkFile(file, seed + number, storage::StoreMode::kReadOnly, acknowledged);
        if (QTest::currentTestFailed()) return;
        if (random.chance(60)) checkFile(file, seed + number, storage::StoreMode::kReadWrite, acknowledged);
        if (QTest::currentTestFailed()) return;
        if (i % kKillsPerFile == kKillsPerFile - 1 || i + 1 == kills) {
            checkFile(file, seed + number, storage::StoreMode::kReadWrite, acknowledged);
        }
        if (QTest::currentTestFailed()) return;
    }
    qInfo("%llu acknowledged transactions, none lost", static_cast<unsigned long long>(total + acknowledged));
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::KillTest)
#include "tst_kill.moc"

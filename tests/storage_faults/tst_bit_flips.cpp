// Damage: bits flipped and ends cut off all over a document file. Whatever happens, nothing crashes, and what is handed
// over as intact is what was written, events and blobs. SEED, FLIPS.
#include <QTemporaryDir>
#include <QtTest>

#include "storage/sample_blobs.h"
#include "storage/sqlite_blob_store.h"
#include "storage/store_helpers.h"

namespace varve {

namespace {

constexpr std::size_t kPageSize = 512;

}  // namespace

class BitFlipsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void flippedBitsAreNoticedOrHarmless();
    void zeroedPagesAreNoticedOrHarmless();
    void cutEndsAreNoticed();
    void damageIsNamedAndTheRestIsRead();

  private:
    enum class Outcome : std::uint8_t { kRefused, kDamageNamed, kUnharmed, kWrong };
    Outcome outcomeOf(const std::string& bytes);

    QTemporaryDir m_folder;
    std::filesystem::path m_path;
    std::string m_bytes;  // of an undamaged file with chunks and a tail
    std::vector<event::Transaction> m_transactions;
    std::vector<event::AgentRecord> m_agents;
    std::vector<document::SharedBlob> m_blobs;
};

void BitFlipsTest::initTestCase() {
    m_path = std::filesystem::path(m_folder.path().toStdString()) / "novel.varve";
    storage::StoreOptions options;
    options.sealRowCount = 100;
    options.tailRowCountMax = 250;
    options.bulkTransactionCount = 1000;
    options.growRawSizeMax = 0;
    options.sealsTailOnClose = false;
    auto store = storage::SqliteEventStore::create(m_path, test::kDocumentId, options);
    VERIFY_OK(store);
    test::SampleHistory history(7);
    for (std::uint64_t i = 0; i < 12; ++i) {
        const event::EventBatch batch = history.batch(60, true);
        VERIFY_OK((*store)->append(std::span(&batch, 1), test::blobsOfTransactions(i * 60, (i + 1) * 60)));
    }
    m_blobs = test::blobsOfTransactions(0, 720);
    const test::Loaded loaded = test::loadAll(**store);
    QVERIFY(!loaded.error);
    m_transactions = loaded.transactions;
    m_agents = loaded.agents;
    QCOMPARE(m_transactions.size(), std::size_t{720});
    VERIFY_OK((*store)->close());
    m_bytes = test::readFile(m_path);
    QVERIFY(outcomeOf(m_bytes) == Outcome::kUnharmed);
}

BitFlipsTest::Outcome BitFlipsTest::outcomeOf(const std::string& bytes) {
    test::writeFile(m_path, bytes);
    auto store = storage::SqliteEventStore::open(m_path, storage::StoreMode::kReadOnly);
    if (!store) return store.error().message.empty() ? Outcome::kWrong : Outcome::kRefused;
    const test::Loaded loaded = test::loadAll(**store);
    if (loaded.error) {
        // What came before the damage must be right too.
        const bool isPrefix =
            loaded.transactions.size() <= m_transactions.size() &&
            std::equal(loaded.transactions.begin(), loaded.transactions.end(), m_transactions.begin());
        return isPrefix && !loaded.error->message.empty() ? Outcome::kDamageNamed : Outcome::kWrong;
    }
    // A blob is what it was, or is told to be damaged or not there.
    bool areBlobsWhole = true;
    for (const document::SharedBlob& blob : m_blobs) {
        const auto stored = storage::SqliteBlobStore(**store).read(blob->name);
        if (stored && *stored && (*stored)->bytes != blob->bytes) return Outcome::kWrong;
        areBlobsWhole = areBlobsWhole && stored && *stored;
    }
    if (!areBlobsWhole) return Outcome::kDamageNamed;
    const bool isSame = loaded.transactions == m_transactions && loaded.agents == m_agents;
    return isSame && (*store)->documentId() == test::kDocumentId ? Outcome::kUnharmed : Outcome::kWrong;
}

void BitFlipsTest::flippedBitsAreNoticedOrHarmless() {
    const std::uint64_t seed = test::environmentNumber("SEED", 1);
    const std::uint64_t flips = test::environmentNumber("FLIPS", 600);
    qInfo("SEED=%llu FLIPS=%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(flips));
    Random random(seed);
    std::map<Outcome, int> counts;
    for (std::uint64_t i = 0; i < flips; ++i) {
        std::string bytes = m_bytes;
        // Half of them in page headers, where a single bit does the most.
        std::size_t place = random.below(static_cast<std::uint32_t>(bytes.size()));
        if (i % 2 == 0) place = place / kPageSize * kPageSize + random.below(140);
        // Unused space is zeroed and tells nothing.
        while (place < bytes.size() && bytes[place] == 0)
            ++place;
        if (place >= bytes.size()) continue;
        const std::uint32_t bit = random.below(8);
        bytes[place] = static_cast<char>(bytes[place] ^ (1 << bit));
        const Outcome outcome = outcomeOf(bytes);
        counts[outcome] += 1;
        QVERIFY2(outcome != Outcome::kWrong, qPrintable(QStringLiteral("byte %1, bit %2").arg(place).arg(bit)));
    }
    qInfo("refused %d, damage named %d, harmless %d", counts[Outcome::kRefused], counts[Outcome::kDamageNamed],
          counts[Outcome::kUnharmed]);
    QVERIFY(counts[Outcome::kDamageNamed] > 0);
}

void BitFlipsTest::zeroedPagesAreNoticedOrHarmless() {
    for (std::size_t page = 0; page * kPageSize < m_bytes.size(); ++page) {
        std::string bytes = m_bytes;
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page * kPageSize), kPageSize, '\0');
        QVERIFY2(outcomeOf(bytes) != Outcome::kWrong, qPrintable(QStringLiteral("page %1").arg(page + 1)));
    }
}

void BitFlipsTest::cutEndsAreNoticed() {
    for (std::size_t size = 0; size < m_bytes.size(); size += size < 200 ? 7 : 531) {
        const Outcome outcome = outcomeOf(m_bytes.substr(0, size));
        QVERIFY2(outcome == Outcome::kRefused, qPrintable(QStringLiteral("%1 bytes").arg(size)));
    }
}

void BitFlipsTest::damageIsNamedAndTheRestIsRead() {
    // Given a file whose second chunk has one changed byte,
    test::writeFile(m_path, m_bytes);
    auto intact = storage::SqliteEventStore::open(m_path, storage::StoreMode::kReadOnly);
    VERIFY_OK(intact);
    const auto data = (*intact)->connection().queryText("SELECT data FROM chunk ORDER BY first_seq LIMIT 1 OFFSET 1");
    const auto first =
        (*intact)->connection().queryInteger("SELECT first_seq FROM chunk ORDER BY first_seq LIMIT 1 OFFSET 1");
    const auto last =
        (*intact)->connection().queryInteger("SELECT last_seq FROM chunk ORDER BY first_seq LIMIT 1 OFFSET 1");
    const std::uint64_t eventCount = (*intact)->eventCount();
    intact->reset();
    std::size_t place = std::string::npos;
    // The border between two pages may lie in a piece; it does not in the next one.
    for (std::size_t offset = 100; place == std::string::npos && offset < 200; offset += 40)
        place = m_bytes.find(data->substr(offset, 40));
    QVERIFY(place != std::string::npos);
    std::string bytes = m_bytes;
    bytes[place + 20] = static_cast<char>(bytes[place + 20] ^ 1);
    test::writeFile(m_path, bytes);
    // when it is opened for writing and read,
    auto store = storage::SqliteEventStore::open(m_path, storage::StoreMode::kReadWrite);
    VERIFY_OK(store);
    const test::Loaded loaded = test::loadAll(**store);
    // then the sentence names the events, the rest is counted, and the file takes nothing more and stays as it is.
    QVERIFY(loaded.error.has_value());
    const auto lost = static_cast<std::uint64_t>(*last - *first + 1);
    const std::string sentence =
        "“novel.varve” is damaged: events " + std::to_string(*first + 1) + " to " + std::to_string(*last + 1) +
        " cannot be read, because their bytes have changed since " + "they were written. The other " +
        std::to_string(eventCount - lost) + " events are intact, and the file was left as it is.";
    QCOMPARE(QString::fromStdString(loaded.error->message), QString::fromStdString(sentence));
    event::EventBatch batch;
    VERIFY_ERROR((*store)->append(batch), ErrorCode::kReadOnly,
                 "“novel.varve” is damaged and is not changed any more.");
    const auto report = (*store)->verify();
    VERIFY_OK(report);
    QCOMPARE(report->events.damaged.size(), std::size_t{1});
    store->reset();
    QVERIFY(test::readFile(m_path) == bytes);
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::BitFlipsTest)
#include "tst_bit_flips.moc"

// Blobs reach everybody who has the events that name them, over every bad network, and nobody can send what was not
// asked for, or make anybody ask without end.
#include <QtTest>
#include <memory>
#include <vector>

#include "document/blob_names.h"
#include "support/event_builders.h"
#include "sync/blob_exchange.h"
#include "sync/simulated_network.h"

using namespace varve;
using namespace varve::sync;
using namespace varve::test;

namespace {

constexpr const char* kId = "0b2f6f2e-0000-4000-8000-5f6d1e0c9a12";

document::SharedBlob blobOf(std::size_t size, char seed) {
    Bytes bytes(size, seed);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(seed + static_cast<char>((i * i) % 89));
    return *document::makeBlob(std::move(bytes), "image/png");
}

/// Blobs in a map; reading "from disk" may take until the next tick.
class MapPort : public BlobPort {
  public:
    const std::set<Hash>& wantedBlobs() const override { return wanted; }
    bool holdsBlob(const Hash& name) const override { return blobs.contains(name); }
    document::SharedBlob blobForOthers(const Hash& name) override {
        if (!isSlow || loaded.contains(name)) return blobs.at(name);
        loading.insert(name);
        return nullptr;
    }
    void receiveBlob(document::SharedBlob blob) override {
        wanted.erase(blob->name);
        const Hash name = blob->name;
        blobs.emplace(name, std::move(blob));
        if (onReceived) onReceived(name);
    }
    std::set<Hash> wanted;
    std::map<Hash, document::SharedBlob> blobs;
    std::set<Hash> loading;
    std::set<Hash> loaded;
    bool isSlow = false;
    std::function<void(const Hash&)> onReceived;
};

class BlobReplica : public ReplicaPort {
  public:
    explicit BlobReplica(std::uint32_t agentNumber) : m_agentNumber(agentNumber) {
        EndpointConfig config;
        config.documentId = kId;
        config.agent = agent(agentNumber);
        endpoint = std::make_unique<SyncEndpoint>(config, *this, &port);
        endpoint->setAdmitsColleagues(true);
        // What arrives is on disk at once.
        port.onReceived = [this](const Hash& name) { endpoint->blobStored(name); };
    }
    const event::EventLog& log() const override { return m_log; }
    event::AppendOutcome receive(const event::EventBatch& batch) override {
        event::AppendOutcome outcome = m_log.append(batch);
        noteGrowth();
        return outcome;
    }
    std::optional<event::LocalRange> receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                  const event::AgentId& except) override {
        const event::LocalVersion begin = m_log.end();
        if (!m_log.appendWholeColumns(columns, limits, &except)) return std::nullopt;
        noteGrowth();
        return event::LocalRange{begin, m_log.end()};
    }
    void name(const Hash& blob) {
        const auto appended = m_log.append(next(
            m_log, m_agentNumber, {setOf(event::WellKnownObject::kDocument, "blob", document::blobNameText(blob))}));
        if (!appended) qFatal("%s", appended.error().message.c_str());
        noteGrowth();
    }
    void add(const document::SharedBlob& blob) {
        port.wanted.erase(blob->name);
        port.blobs.emplace(blob->name, blob);
        endpoint->blobsChanged();
        endpoint->blobStored(blob->name);
    }
    void tick() {
        port.loaded.merge(port.loading);
        port.loading.clear();
        endpoint->blobsChanged();
        endpoint->tick();
    }

    MapPort port;
    std::unique_ptr<SyncEndpoint> endpoint;

  private:
    void noteGrowth() {
        for (const Hash& name : m_names.followLog(m_log)) {
            if (!port.blobs.contains(name)) port.wanted.insert(name);
            if (port.blobs.contains(name)) endpoint->blobStored(name);
        }
        endpoint->blobsChanged();
        endpoint->logGrew();
    }

    std::uint32_t m_agentNumber;
    event::EventLog m_log;
    document::BlobNames m_names;
};

using Replicas = std::vector<std::unique_ptr<BlobReplica>>;

Replicas replicasOf(std::uint32_t count) {
    Replicas replicas;
    for (std::uint32_t number = 1; number <= count; ++number)
        replicas.push_back(std::make_unique<BlobReplica>(number));
    return replicas;
}

bool haveAll(const Replicas& replicas, std::size_t count) {
    return std::ranges::all_of(replicas, [&](const auto& replica) { return replica->port.blobs.size() == count; });
}

/// Steps until everybody has `count` blobs; how many it took, or nothing when it never comes to that.
std::optional<std::uint32_t> stepsUntilAll(SimulatedNetwork& network, Replicas& replicas, std::size_t count) {
    for (std::uint32_t step = 0; step < 30'000; ++step) {
        if (haveAll(replicas, count)) return step;
        network.step();
        if (step % 40 != 0) continue;
        for (auto& replica : replicas)
            replica->tick();
    }
    return std::nullopt;
}

constexpr ConnectionId kOther{1};

/// One exchange that wants a blob of three stretches from one other, and has asked.
struct Asking {
    explicit Asking(std::size_t size = 3 * kBlobWindowSizeMax) : blob(blobOf(size, 'a')), exchange(&port) {
        port.wanted.insert(blob->name);
        exchange.opened(kOther);
    }
    std::optional<WantBlob> asked(ConnectionId id = kOther) {
        exchange.prepare();
        const auto message = exchange.next(id);
        if (!message) return std::nullopt;
        const auto* want = std::get_if<WantBlob>(&*message);
        return want ? std::optional(*want) : std::nullopt;
    }
    [[nodiscard]] BlobPart part(std::size_t offset, std::size_t size) const {
        return {blob->name, static_cast<std::uint32_t>(blob->bytes.size()), blob->media,
                static_cast<std::uint32_t>(offset), blob->bytes.substr(offset, size)};
    }
    void give(std::size_t begin, std::size_t end) {
        for (std::size_t offset = begin; offset < end; offset += kBlobPartSizeMax) {
            QVERIFY(exchange.receive(kOther, part(offset, std::min(kBlobPartSizeMax, end - offset))).has_value());
        }
    }

    MapPort port;
    document::SharedBlob blob;
    BlobExchange exchange;
};

}  // namespace

class BlobExchangeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everybodyGetsEverything_data();
    void everybodyGetsEverything();
    void whoGetsItLaterTellsIt();
    void asksForOneStretchAfterTheOther();
    void asksAgainForWhatIsLost();
    void takesPartsThatComeEarly();
    void takesNothingThatWasNotAskedFor();
    void asksSomebodyElse();
    void wrongBytesOfOneHarmNobodyElse();
    void trickleIsNotWaitedForForEver();
    void misbehaviourEndsIt_data();
    void misbehaviourEndsIt();
    void aLiarIsSentAway();
    void givesOnlyWhatItHolds();
    void waitsForTheDisk();
    void manyWishesCostLittle();
};

void BlobExchangeTest::everybodyGetsEverything_data() {
    QTest::addColumn<NetworkFaults>("faults");
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("isSlow");
    constexpr NetworkFaults kClean{true, 0, 0, 0, 0, 5};
    constexpr NetworkFaults kBroken{true, 8, 0, 0, 15, 5};
    constexpr NetworkFaults kLossy{false, 10, 20, 20, 0, 5};
    constexpr NetworkFaults kWorst{false, 25, 40, 30, 10, 5};
    QTest::newRow("two, clean") << kClean << 2 << false;
    QTest::newRow("two, slow disks") << kClean << 2 << true;
    QTest::newRow("chain, clean") << kClean << 4 << false;
    QTest::newRow("two, broken stream") << kBroken << 2 << false;
    QTest::newRow("chain, broken stream, slow disks") << kBroken << 3 << true;
    QTest::newRow("two, lossy broker") << kLossy << 2 << false;
    QTest::newRow("chain, worst broker") << kWorst << 3 << true;
}

void BlobExchangeTest::everybodyGetsEverything() {
    QFETCH(NetworkFaults, faults);
    QFETCH(int, count);
    QFETCH(bool, isSlow);
    Replicas replicas = replicasOf(static_cast<std::uint32_t>(count));
    std::size_t blobCount = 0;
    for (auto& replica : replicas) {
        replica->port.isSlow = isSlow;
        for (const std::size_t size : {std::size_t{1}, std::size_t{300'000}, std::size_t{1'400'000}}) {
            const document::SharedBlob blob = blobOf(size, static_cast<char>('a' + blobCount++));
            replica->add(blob);
            replica->name(blob->name);
        }
    }
    SimulatedNetwork network(numberFromEnvironment("SEED", 3), faults);
    for (std::size_t index = 1; index < replicas.size(); ++index)
        network.link(*replicas[index]->endpoint, *replicas[index - 1]->endpoint);
    const auto steps = stepsUntilAll(network, replicas, blobCount);
    QVERIFY2(steps.has_value(), "Somebody still lacks a blob.");
    qInfo("%u steps", *steps);
    for (const auto& replica : replicas) {
        QVERIFY(replica->port.wanted.empty());
        QCOMPARE(replica->endpoint->counters().violations, std::uint64_t{0});
        for (const auto& [name, blob] : replica->port.blobs)
            QCOMPARE(hashBytes(blob->bytes), name);
    }
}

void BlobExchangeTest::whoGetsItLaterTellsIt() {
    Replicas replicas = replicasOf(2);
    const document::SharedBlob blob = blobOf(5000, 'x');
    replicas[0]->name(blob->name);
    SimulatedNetwork network(1, {true, 0, 0, 0, 0, 5});
    network.link(*replicas[0]->endpoint, *replicas[1]->endpoint);
    for (int step = 0; step < 100; ++step)
        network.step();
    QVERIFY(replicas[1]->port.wanted.contains(blob->name));
    QVERIFY(replicas[1]->endpoint->isBlobLackedByAll(blob->name));
    const std::uint64_t sentBefore = replicas[1]->endpoint->counters().messagesSent;
    for (int step = 0; step < 100; ++step)
        network.step();
    QCOMPARE(replicas[1]->endpoint->counters().messagesSent, sentBefore);  // it does not go on asking
    replicas[0]->add(blob);
    for (int step = 0; step < 20; ++step)
        network.step();
    QVERIFY(haveAll(replicas, 1));
    QVERIFY(replicas[0]->endpoint->otherHoldsBlob(ConnectionId{1}, blob->name));
    // It is said again when it is named again.
    QVERIFY(replicas[1]->endpoint->otherHoldsBlob(ConnectionId{1}, blob->name));
}

void BlobExchangeTest::asksForOneStretchAfterTheOther() {
    Asking asking;
    for (std::size_t begin = 0; begin < 3 * kBlobWindowSizeMax; begin += kBlobWindowSizeMax) {
        const auto want = asking.asked();
        QVERIFY(want.has_value());
        QCOMPARE(std::size_t{want->offset}, begin);
        QCOMPARE(std::size_t{want->count}, kBlobWindowSizeMax);
        QVERIFY(!asking.asked().has_value());
        asking.give(begin, begin + kBlobWindowSizeMax);
    }
    QVERIFY(!asking.asked().has_value());
    QVERIFY(*asking.port.blobs.at(asking.blob->name) == *asking.blob);
}

void BlobExchangeTest::asksAgainForWhatIsLost() {
    Asking asking;
    QVERIFY(asking.asked().has_value());
    asking.give(0, 2 * kBlobPartSizeMax);
    asking.exchange.tick();
    asking.exchange.tick();
    QVERIFY(!asking.asked().has_value());
    asking.exchange.tick();
    const auto want = asking.asked();
    QVERIFY(want.has_value());
    QCOMPARE(std::size_t{want->offset}, 2 * kBlobPartSizeMax);
    // What came late after all is passed over, and the end is the same.
    asking.give(0, 4 * kBlobPartSizeMax);
    asking.give(2 * kBlobPartSizeMax, 3 * kBlobWindowSizeMax / 3 + 2 * kBlobPartSizeMax);
    while (const auto more = asking.asked())
        asking.give(more->offset, std::min<std::size_t>(more->offset + more->count, asking.blob->bytes.size()));
    QVERIFY(asking.port.blobs.contains(asking.blob->name));
}

void BlobExchangeTest::takesPartsThatComeEarly() {
    Asking asking(kBlobWindowSizeMax);
    QVERIFY(asking.asked().has_value());
    for (std::size_t offset = kBlobWindowSizeMax; offset > 0; offset -= kBlobPartSizeMax)
        asking.give(offset - kBlobPartSizeMax, offset);
    QVERIFY(asking.port.blobs.contains(asking.blob->name));
}

void BlobExchangeTest::takesNothingThatWasNotAskedFor() {
    Asking asking;
    // Before anything was asked,
    QVERIFY(asking.exchange.receive(kOther, asking.part(0, 100)).has_value());
    QCOMPARE(asking.asked()->offset, 0U);
    // from somebody else, of another blob, beyond the stretch.
    asking.exchange.opened(ConnectionId{2});
    QVERIFY(asking.exchange.receive(ConnectionId{2}, asking.part(0, 100)).has_value());
    const document::SharedBlob other = blobOf(100, 'z');
    QVERIFY(asking.exchange.receive(kOther, BlobPart{other->name, 100, "image/png", 0, other->bytes}).has_value());
    QVERIFY(asking.exchange.receive(kOther, asking.part(kBlobWindowSizeMax, 100)).has_value());
    QVERIFY(asking.port.blobs.empty());
    asking.exchange.tick();
    asking.exchange.tick();
    QCOMPARE(asking.asked()->offset, 0U);
    // What nobody wants any more is not taken either.
    asking.port.wanted.clear();
    asking.exchange.portChanged();
    QVERIFY(!asking.asked().has_value());
    asking.give(0, kBlobWindowSizeMax);
    QVERIFY(asking.port.blobs.empty());
}

void BlobExchangeTest::asksSomebodyElse() {
    Asking asking(1000);
    const ConnectionId second{2};
    asking.exchange.opened(second);
    QVERIFY(asking.asked().has_value());
    // Not here:
    QVERIFY(asking.exchange.receive(kOther, BlobPart{asking.blob->name, 0, {}, 0, {}}).has_value());
    QVERIFY(asking.asked(second).has_value());
    // gone in the middle:
    QVERIFY(asking.exchange.receive(second, asking.part(0, 500)).has_value());
    asking.exchange.closed(second);
    QVERIFY(!asking.asked().has_value());
    QVERIFY(asking.exchange.isLackedByAll(asking.blob->name));
    // has it now, and what has come counts:
    QVERIFY(asking.exchange.receive(kOther, HoldBlobs{{asking.blob->name}}).has_value());
    QCOMPARE(asking.asked()->offset, 500U);
    asking.give(500, 1000);
    QVERIFY(asking.port.blobs.contains(asking.blob->name));
}

void BlobExchangeTest::wrongBytesOfOneHarmNobodyElse() {
    Asking asking(1000);
    const ConnectionId second{2};
    QVERIFY(asking.asked().has_value());
    BlobPart wrong = asking.part(0, 500);
    wrong.bytes[3] ^= 1;
    QVERIFY(asking.exchange.receive(kOther, wrong).has_value());
    asking.exchange.closed(kOther);
    asking.exchange.opened(second);
    QCOMPARE(asking.asked(second)->offset, 500U);
    QVERIFY(asking.exchange.receive(second, asking.part(500, 500)).has_value());
    QVERIFY(asking.port.blobs.empty());
    // From the beginning, all from one; and when that one breaks off, once more from the beginning.
    QCOMPARE(asking.asked(second)->offset, 0U);
    QVERIFY(asking.exchange.receive(second, asking.part(0, 500)).has_value());
    asking.exchange.closed(second);
    asking.exchange.opened(kOther);
    QCOMPARE(asking.asked()->offset, 0U);
    asking.give(0, 1000);
    QVERIFY(asking.port.blobs.contains(asking.blob->name));
}

void BlobExchangeTest::trickleIsNotWaitedForForEver() {
    Asking asking;
    QVERIFY(asking.asked().has_value());
    std::size_t offset = 0;
    int ticks = 0;
    while (!asking.exchange.isLackedByAll(asking.blob->name) && ticks < 1000) {
        QVERIFY(asking.exchange.receive(kOther, asking.part(offset++, 1)).has_value());
        asking.exchange.tick();
        ++ticks;
    }
    QVERIFY2(ticks < 100, qPrintable(QString::number(ticks)));
}

void BlobExchangeTest::misbehaviourEndsIt_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("other bytes") << 0;
    QTest::newRow("another size") << 1;
    QTest::newRow("beyond the end") << 2;
    QTest::newRow("no bytes") << 3;
}

void BlobExchangeTest::misbehaviourEndsIt() {
    QFETCH(int, kind);
    Asking asking(1000);
    QVERIFY(asking.asked().has_value());
    QVERIFY(asking.exchange.receive(kOther, asking.part(0, 500)).has_value());
    BlobPart part = asking.part(500, 500);
    if (kind == 0) part.bytes[7] ^= 1;
    if (kind == 1) part.size = 2000;
    if (kind == 2) part.bytes += "more";
    if (kind == 3) part.bytes.clear();
    QVERIFY(!asking.exchange.receive(kOther, part).has_value());
    QVERIFY(asking.port.blobs.empty());
}

void BlobExchangeTest::aLiarIsSentAway() {
    Replicas replicas = replicasOf(2);
    const document::SharedBlob blob = blobOf(5000, 'x');
    replicas[0]->name(blob->name);
    // It says that other bytes have the name.
    replicas[0]->port.wanted.clear();
    replicas[0]->port.blobs.emplace(blob->name, std::make_shared<const document::Blob>(
                                                    document::Blob{blob->name, blob->media, blobOf(5000, 'y')->bytes}));
    SimulatedNetwork network(1, {true, 0, 0, 0, 0, 1000});
    network.link(*replicas[0]->endpoint, *replicas[1]->endpoint);
    for (int step = 0; step < 50; ++step)
        network.step();
    QVERIFY(replicas[1]->port.blobs.empty());
    QCOMPARE(replicas[1]->endpoint->counters().violations, std::uint64_t{1});
    QCOMPARE(replicas[1]->endpoint->connectionCount(), std::size_t{0});
}

void BlobExchangeTest::givesOnlyWhatItHolds() {
    MapPort port;
    BlobExchange exchange(&port);
    exchange.opened(kOther);
    const document::SharedBlob blob = blobOf(1000, 'a');
    QVERIFY(exchange.receive(kOther, WantBlob{blob->name, 0, 500}).has_value());
    const BlobPart notHere{blob->name, 0, {}, 0, {}};
    QVERIFY(exchange.next(kOther) == std::optional<BlobMessage>(notHere));
    QVERIFY(!exchange.next(kOther).has_value());
    port.blobs.emplace(blob->name, blob);
    QVERIFY(exchange.receive(kOther, WantBlob{blob->name, 100, 500}).has_value());
    const BlobPart part{blob->name, 1000, blob->media, 100, blob->bytes.substr(100, 500)};
    QVERIFY(exchange.next(kOther) == std::optional<BlobMessage>(part));
    QVERIFY(!exchange.next(kOther).has_value());
    QVERIFY(exchange.receive(kOther, WantBlob{blob->name, 1000, 500}).has_value());
    QVERIFY(exchange.next(kOther) == std::optional<BlobMessage>(notHere));
    // Of what is announced, only what the document names is remembered.
    QVERIFY(exchange.receive(kOther, HoldBlobs{{blob->name, hashBytes("?")}}).has_value());
    QVERIFY(exchange.otherHolds(kOther, blob->name));
    QVERIFY(!exchange.otherHolds(kOther, hashBytes("?")));
}

void BlobExchangeTest::waitsForTheDisk() {
    MapPort port;
    port.isSlow = true;
    BlobExchange exchange(&port);
    exchange.opened(kOther);
    const document::SharedBlob blob = blobOf(1000, 'a');
    port.blobs.emplace(blob->name, blob);
    QVERIFY(exchange.receive(kOther, WantBlob{blob->name, 0, 1000}).has_value());
    QVERIFY(!exchange.next(kOther).has_value());
    port.loaded.insert(blob->name);
    QVERIFY(std::get<BlobPart>(*exchange.next(kOther)).bytes == blob->bytes);
    // It turned out to be damaged.
    port.loaded.clear();
    QVERIFY(exchange.receive(kOther, WantBlob{blob->name, 0, 1000}).has_value());
    QVERIFY(!exchange.next(kOther).has_value());
    port.blobs.clear();
    QCOMPARE(std::get<BlobPart>(*exchange.next(kOther)).size, 0U);
}

void BlobExchangeTest::manyWishesCostLittle() {
    MapPort port;
    BlobExchange exchange(&port);
    for (int i = 0; i < 50'000; ++i)
        port.wanted.insert(hashBytes(std::to_string(i)));
    exchange.opened(kOther);
    std::size_t askedCount = 0;
    for (exchange.prepare(); const auto want = exchange.next(kOther); exchange.prepare()) {
        ++askedCount;
        const BlobPart notHere{std::get<WantBlob>(*want).name, 0, {}, 0, {}};
        QVERIFY(exchange.receive(kOther, notHere).has_value());
    }
    QCOMPARE(askedCount, port.wanted.size());
    for (int i = 0; i < 1'000'000; ++i)
        exchange.prepare();
}

QTEST_GUILESS_MAIN(BlobExchangeTest)
#include "tst_blob_exchange.moc"

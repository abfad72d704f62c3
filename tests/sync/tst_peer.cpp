// The conversation rule by rule: greetings and refusals, what is sent when, and how a peer that lies, forges or floods
// is shown the door.
#include <QtTest>

#include "base/compression.h"
#include "base/random.h"
#include "event/event_codec.h"
#include "support/event_builders.h"
#include "sync/peer.h"
#include "sync/test_replica.h"

using namespace varve;
using namespace varve::sync;
using namespace varve::test;

namespace {

class BareReplica : public ReplicaPort {
  public:
    const event::EventLog& log() const override { return m_log; }
    event::AppendOutcome receive(const event::EventBatch& batch) override { return m_log.append(batch); }
    std::optional<event::LocalRange> receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                  const event::AgentId& except) override {
        const event::LocalVersion begin = m_log.end();
        if (!m_log.appendWholeColumns(columns, limits, &except)) return std::nullopt;
        return event::LocalRange{begin, m_log.end()};
    }
    void edit(std::uint32_t agentNumber, std::vector<event::Operation> operations) {
        if (!m_log.append(next(m_log, agentNumber, std::move(operations)))) qFatal("The edit is not valid.");
    }

  private:
    event::EventLog m_log;
};

PeerConfig config(std::uint32_t agentNumber, bool greetsFirst) {
    PeerConfig config;
    config.documentId = kDocumentId;
    config.agent = agent(agentNumber);
    config.name = "User " + std::to_string(agentNumber);
    config.greetsFirst = greetsFirst;
    return config;
}

/// Two peers and what passes between them, without a network.
struct Pair {
    explicit Pair(PeerConfig callerConfig = config(1, true), PeerConfig calledConfig = config(2, false))
        : caller(std::move(callerConfig), first), called(std::move(calledConfig), second) {}

    static bool move(Peer& from, Peer& to) {
        bool moved = false;
        while (const auto frame = from.takeFrame()) {
            to.receive(*frame);
            moved = true;
        }
        return moved;
    }
    void run() {
        while (move(caller, called) || move(called, caller)) {
        }
    }

    BareReplica first;
    BareReplica second;
    Peer caller;
    Peer called;
};

Bytes framed(const Message& message) {
    return encodeFrame(*encodeMessage(message));
}

Hello hello(std::uint32_t agentNumber, event::VersionVector known = {}) {
    return {kProtocolVersion, false, Purpose::kColleague, kDocumentId, agent(agentNumber), "Other", std::move(known)};
}

/// The messages that the peer has to say now.
std::vector<Message> said(Peer& peer) {
    std::vector<Message> messages;
    while (const auto frame = peer.takeFrame()) {
        messages.push_back(*decodeMessage(BytesView(*frame).substr(kFrameHeaderSize)));
    }
    return messages;
}

}  // namespace

class PeerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void greetingExchangesWhatIsMissing() {
        Pair pair;
        for (int index = 0; index < 2000; ++index)
            pair.first.edit(1, {insertAt(0, "ab")});
        for (int index = 0; index < 5; ++index)
            pair.second.edit(2, {insertAt(0, "c")});
        pair.run();
        QCOMPARE(pair.caller.state(), Peer::State::kOpen);
        QCOMPARE(pair.called.state(), Peer::State::kOpen);
        QCOMPARE(pair.first.log().versionVector(), pair.second.log().versionVector());
        QCOMPARE(pair.called.counters().transactionsReceived, std::uint64_t{2000});
        QCOMPARE(pair.called.otherHello()->name, std::string("User 1"));

        pair.first.edit(1, {insertAt(0, "live")});
        pair.run();
        QCOMPARE(pair.first.log().versionVector(), pair.second.log().versionVector());
        QCOMPARE(pair.caller.counters().transactionsReceived, std::uint64_t{5});
    }

    void calledSideIsSilentUntilGreeted() {
        BareReplica replica;
        replica.edit(2, {insertAt(0, "secret")});
        Peer peer(config(2, false), replica);
        peer.tick();
        QVERIFY(!peer.takeFrame());
    }

    void silentStrangerIsDismissed() {
        BareReplica replica;
        Peer peer(config(2, false), replica);
        for (int tick = 0; tick < 9; ++tick)
            peer.tick();
        QCOMPARE(peer.state(), Peer::State::kClosed);
        QCOMPARE(std::get<Refused>(said(peer).at(0)).reason, RefusalReason::kSilent);
        QCOMPARE(peer.counters().violations, std::uint64_t{0});
    }

    void refusals_data() {
        QTest::addColumn<PeerConfig>("caller");
        QTest::addColumn<PeerConfig>("called");
        QTest::addColumn<int>("reason");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, PeerConfig caller, PeerConfig called, RefusalReason reason,
                            const char* sentence) {
            QTest::newRow(name) << caller << called << static_cast<int>(reason) << QString::fromUtf8(sentence);
        };
        PeerConfig otherDocument = config(1, true);
        otherDocument.documentId = "another";
        row("another document", otherDocument, config(2, false), RefusalReason::kWrongDocument,
            "The document that is open here is not the one that was asked for.");
        PeerConfig closed = config(2, false);
        closed.admitsColleagues = false;
        row("not shared", config(1, true), closed, RefusalReason::kNotShared,
            "This document is not shared at the moment.");
        row("itself", config(2, true), config(2, false), RefusalReason::kSelf,
            "A document cannot be joined from the window in which it is open.");
    }
    void refusals() {
        QFETCH(PeerConfig, caller);
        QFETCH(PeerConfig, called);
        QFETCH(int, reason);
        QFETCH(QString, sentence);
        Pair pair(caller, called);
        pair.second.edit(2, {insertAt(0, "secret")});
        pair.run();
        QCOMPARE(pair.caller.state(), Peer::State::kClosed);
        QCOMPARE(pair.called.state(), Peer::State::kClosed);
        QVERIFY(pair.caller.ending()->isByOther);
        QCOMPARE(static_cast<int>(pair.caller.ending()->reason), reason);
        QCOMPARE(QString::fromStdString(pair.caller.ending()->sentence), sentence);
        QCOMPARE(pair.first.log().end().value, 0U);
    }

    void toolIsLetInThoughNotShared() {
        PeerConfig tool = config(1, true);
        tool.purpose = Purpose::kTool;
        PeerConfig closed = config(2, false);
        closed.admitsColleagues = false;
        Pair pair(tool, closed);
        pair.second.edit(2, {insertAt(0, "text")});
        pair.run();
        QCOMPARE(pair.first.log().end().value, 4U);
        pair.called.setAdmitsColleagues(false);
        QCOMPARE(pair.called.state(), Peer::State::kOpen);
    }

    void newerVersionIsRefusedInWords() {
        BareReplica replica;
        Peer peer(config(2, false), replica);
        Hello newer = hello(1);
        newer.protocolVersion = 2;
        peer.receive(framed(newer));
        const std::vector<Message> answer = said(peer);
        QCOMPARE(answer.size(), std::size_t{1});
        QVERIFY(std::get<Refused>(answer[0]).sentence.find("different versions") != std::string::npos);
        QCOMPARE(std::get<Refused>(answer[0]).reason, RefusalReason::kOtherVersion);
    }

    void stopSharingSendsColleaguesAway() {
        Pair pair;
        pair.run();
        pair.called.setAdmitsColleagues(false);
        pair.run();
        QCOMPARE(pair.caller.ending()->sentence, std::string("Sharing of this document was stopped."));
    }

    void leavingIsPeaceful() {
        Pair pair;
        pair.run();
        pair.caller.leave();
        pair.run();
        QVERIFY(pair.called.ending()->isPeaceful);
        QVERIFY(pair.called.ending()->isByOther);
    }

    void acknowledgementFollowsTheDisk() {
        Pair pair;
        pair.first.edit(1, {insertAt(0, "abc")});
        pair.run();
        QVERIFY(pair.caller.otherDurable().empty());
        pair.called.setDurable(pair.second.log().versionVector());
        pair.run();
        QCOMPARE(pair.caller.otherDurable(), (event::VersionVector{{agent(1), {3}}}));
    }

    void lostEventsComeAgain() {
        Pair pair;
        pair.run();
        pair.first.edit(1, {insertAt(0, "lost")});
        QVERIFY(pair.caller.takeFrame().has_value());  // and it is gone
        for (int tick = 0; tick < 3; ++tick) {
            pair.called.tick();
            pair.run();
        }
        QCOMPARE(pair.second.log().end().value, 4U);
        QCOMPARE(pair.caller.counters().resends, std::uint64_t{1});
    }

    void gapWaitsAndIsFilled() {
        Pair pair;
        pair.run();
        pair.first.edit(1, {insertAt(0, "lost")});
        QVERIFY(pair.caller.takeFrame().has_value());
        pair.first.edit(1, {insertAt(0, "seen")});
        pair.run();
        QCOMPARE(pair.called.pen().transactionCount(), std::size_t{1});
        pair.called.tick();
        pair.run();
        QCOMPARE(pair.second.log().end().value, 8U);
        QVERIFY(pair.called.pen().isEmpty());
    }

    void fullPenAsksAgain() {
        PeerConfig small = config(2, false);
        small.penBounds = {4, 1U << 20};
        Pair pair(config(1, true), small);
        pair.run();
        pair.first.edit(1, {insertAt(0, "lost")});
        QVERIFY(pair.caller.takeFrame().has_value());
        for (int index = 0; index < 20; ++index)
            pair.first.edit(1, {insertAt(0, "x")});
        pair.run();
        QCOMPARE(pair.second.log().versionVector(), pair.first.log().versionVector());
        QVERIFY(pair.called.counters().penOverflows > 0);
    }

    /// One change beyond every bound ends the conversation with a sentence, and nothing is sent in part.
    void tooLargeAChangeIsExplained_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<int>("operationCount");
        QTest::newRow("text") << std::string(kEventsRawSizeMax + 1, 'x') << 1;
        QTest::newRow("operations") << std::string("x") << static_cast<int>(kEventsOperationCountMax) + 1;
    }
    void tooLargeAChangeIsExplained() {
        QFETCH(std::string, text);
        QFETCH(int, operationCount);
        Pair pair;
        pair.first.edit(1, std::vector<event::Operation>(static_cast<std::size_t>(operationCount), insertAt(0, text)));
        pair.run();
        QCOMPARE(pair.called.ending()->reason, RefusalReason::kTooLarge);
        QVERIFY(pair.called.ending()->isByOther);
        QCOMPARE(pair.second.log().end().value, 0U);
    }

    void duplicatesAreHarmless() {
        Pair pair;
        pair.run();
        pair.first.edit(1, {insertAt(0, "twice")});
        const Bytes frame = *pair.caller.takeFrame();
        pair.called.receive(frame);
        pair.called.receive(frame);
        QCOMPARE(pair.second.log().end().value, 5U);
        QCOMPARE(pair.called.counters().duplicates, std::uint64_t{1});
        QCOMPARE(pair.called.state(), Peer::State::kOpen);
    }

    void misbehaviourEndsTheConversation_data() {
        QTest::addColumn<Bytes>("bytes");
        const auto events = [](std::vector<event::Transaction> transactions) {
            event::EventBatch batch;
            for (const event::Transaction& transaction : transactions)
                batch.add(transaction);
            return framed(*eventsOf(batch));
        };
        QTest::newRow("forged event of this session") << events({transaction(id(2, 0), {}, {insertAt(0, "x")})});
        QTest::newRow("contradiction") << events(
            {transaction(id(1, 0), {}, {insertAt(0, "abc")}), transaction(id(1, 0), {}, {insertAt(0, "abd")})});
        QTest::newRow("target is no ancestor")
            << events({transaction(id(1, 0), {}, {insertAt(0, "abc")}),
                       transaction(id(3, 0), {}, {liveness({{id(1, 0), 1}}, false)})});
        QTest::newRow("other greeting") << framed(hello(5));
        QTest::newRow("length 2^32-1") << Bytes("\xff\xff\xff\xff\0\0\0\0\x02", 9);
        QTest::newRow("zero bytes") << Bytes(64, '\0');
        const Bytes bomb = compressBytes(Bytes(kEventsRawSizeMax + 1, '\0'), 3);
        QTest::newRow("compression bomb") << encodeFrame(Bytes("\x02\x01", 2) + bomb);
    }
    void misbehaviourEndsTheConversation() {
        QFETCH(Bytes, bytes);
        BareReplica replica;
        Peer peer(config(2, false), replica);
        peer.receive(framed(hello(1)));
        said(peer);
        peer.receive(bytes);
        QCOMPARE(peer.state(), Peer::State::kClosed);
        QCOMPARE(peer.counters().violations, std::uint64_t{1});
        QVERIFY(!peer.ending()->sentence.empty());
        QCOMPARE(said(peer).size(), std::size_t{1});
        replica.log().checkInvariants();
        peer.receive(framed(hello(1)));  // nobody listens any more
        QVERIFY(!peer.takeFrame());
    }

    void randomBytesNeverHarm() {
        const std::uint64_t seed = numberFromEnvironment("SEED", 1);
        const std::uint64_t operations = numberFromEnvironment("OPERATIONS", 2000);
        for (std::uint64_t round = 0; round < operations; ++round) {
            Random random(seed + round);
            Pair pair;
            for (std::uint32_t index = 0; index < 3; ++index)
                pair.first.edit(1, {insertAt(0, "abc")});
            Bytes stream;
            while (const auto frame = pair.caller.takeFrame())
                stream += *frame;
            pair.called.receive(stream);
            while (const auto frame = pair.called.takeFrame())
                pair.caller.receive(*frame);
            stream.clear();
            while (const auto frame = pair.caller.takeFrame())
                stream += *frame;
            for (std::uint32_t flips = random.below(4); flips > 0; --flips) {
                const std::uint32_t at = random.below(static_cast<std::uint32_t>(stream.size()));
                stream[at] = static_cast<char>(random.below(256));
            }
            if (random.chance(30)) stream.resize(random.below(static_cast<std::uint32_t>(stream.size())));
            for (std::uint32_t extra = random.below(40); extra > 0; --extra) {
                stream.push_back(static_cast<char>(random.below(256)));
            }
            pair.called.receive(stream);
            pair.second.log().checkInvariants();
        }
    }

    /// Whatever another side claims to have, it gets what the log has and nothing breaks.
    void receiptsMayLie() {
        const std::uint64_t seed = numberFromEnvironment("SEED", 1);
        for (std::uint64_t round = 0; round < 300; ++round) {
            Random random(seed + round);
            BareReplica replica;
            for (int index = 0; index < 20; ++index) {
                replica.edit(1 + random.below(3), {insertAt(0, std::string(1 + random.below(5), 'x'))});
            }
            Peer peer(config(1, false), replica);
            const auto lie = [&] {
                event::VersionVector known;
                for (std::uint32_t number = 1; number < 5; ++number) {
                    if (random.chance(60)) known[agent(number)] = {1 + random.below(random.chance(50) ? 30 : ~0U)};
                }
                return known;
            };
            peer.receive(framed(hello(4, lie())));
            said(peer);
            for (int index = 0; index < 20; ++index) {
                if (random.chance(50)) peer.tick();
                if (random.chance(30)) replica.edit(1 + random.below(3), {insertAt(0, "new")});
                peer.receive(framed(Offer{random.chance(50), random.chance(50), lie()}));
                peer.receive(framed(Acknowledge{lie()}));
                said(peer);
            }
            QCOMPARE(peer.state(), Peer::State::kOpen);
        }
    }

    void askingForEverythingAgainAndAgainIsNotServed() {
        Pair pair;
        for (int index = 0; index < 1000; ++index)
            pair.first.edit(1, {insertAt(0, "x")});
        pair.caller.receive(framed(hello(2)));
        for (int index = 0; index < 100; ++index) {
            said(pair.caller);
            pair.caller.receive(framed(Offer{true, false, {}}));
        }
        QCOMPARE(pair.caller.counters().resends, std::uint64_t{1});
        QCOMPARE(pair.caller.counters().transactionsSent, std::uint64_t{2000});
    }

    void floodOfAuthorsEnds() {
        BareReplica replica;
        Peer peer(config(2, false), replica);
        peer.receive(framed(hello(1)));
        for (std::uint32_t message = 0; message < 100 && peer.state() == Peer::State::kOpen; ++message) {
            event::EventBatch batch;
            for (std::uint32_t index = 0; index < 500; ++index)
                batch.agents.push_back({agent(100 + message * 500 + index), "U", "D", 0});
            peer.receive(framed(*eventsOf(batch)));
        }
        QCOMPARE(peer.state(), Peer::State::kClosed);
        QVERIFY(replica.log().agents().size() < 5000);
    }

    /// Twenty thousand early transactions from one peer: the pen stays within its bounds.
    void floodOfEarlyEventsStaysBounded() {
        BareReplica replica;
        Peer peer(config(2, false), replica);
        peer.receive(framed(hello(1)));
        for (std::uint32_t message = 0; message < 200; ++message) {
            event::EventBatch batch;
            for (std::uint32_t index = 0; index < 100; ++index) {
                const std::uint32_t sequence = 1 + message * 100 + index;
                batch.add(transaction(id(1, sequence), {id(1, sequence - 1)}, {insertAt(0, "x")}));
            }
            peer.receive(framed(*eventsOf(batch)));
        }
        QCOMPARE(peer.state(), Peer::State::kOpen);
        QCOMPARE(peer.pen().transactionCount(), PeerConfig().penBounds.transactionCountMax);
        QVERIFY(peer.pen().sizeBytes() <= PeerConfig().penBounds.sizeBytesMax);
        QCOMPARE(replica.log().end().value, 0U);
        QVERIFY(peer.otherKnown().empty());
    }
};

QTEST_GUILESS_MAIN(PeerTest)
#include "tst_peer.moc"

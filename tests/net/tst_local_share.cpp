// Two replicas in one process over real local sockets: joining, refusal, tools, loss and return, and how long a letter
// takes to the other person.
#include <QElapsedTimer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>

#include "base/random.h"
#include "net/endpoint_timer.h"
#include "net/local_link.h"
#include "net/local_share_server.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::net;
using namespace varve::test;

namespace {

class Replica : public sync::ReplicaPort {
  public:
    Replica(std::uint32_t agentNumber, sync::Purpose purpose, const std::string& documentId)
        : m_agentNumber(agentNumber) {
        sync::EndpointConfig config;
        config.documentId = documentId;
        config.agent = agent(agentNumber);
        config.name = "User " + std::to_string(agentNumber);
        config.purpose = purpose;
        m_endpoint = std::make_unique<sync::SyncEndpoint>(config, *this);
    }
    const event::EventLog& log() const override { return m_log; }
    event::AppendOutcome receive(const event::EventBatch& batch) override {
        event::AppendOutcome outcome = m_log.append(batch);
        if (!outcome.events.isEmpty()) m_endpoint->logGrew();
        if (onReceived) onReceived();
        return outcome;
    }
    std::optional<event::LocalRange> receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                  const event::AgentId& except) override {
        const event::LocalVersion begin = m_log.end();
        if (!m_log.appendWholeColumns(columns, limits, &except)) return std::nullopt;
        m_endpoint->logGrew();
        if (onReceived) onReceived();
        return event::LocalRange{begin, m_log.end()};
    }
    void type(const std::string& text) {
        if (!m_log.append(next(m_log, m_agentNumber, {insertAt(0, text)}))) qFatal("The edit is not valid.");
        m_endpoint->logGrew();
    }
    sync::SyncEndpoint& endpoint() { return *m_endpoint; }

    std::function<void()> onReceived;

  private:
    std::uint32_t m_agentNumber;
    event::EventLog m_log;
    std::unique_ptr<sync::SyncEndpoint> m_endpoint;
};

/// A document that is open, with its server.
struct Host {
    Host(const LocalRegistry& registry, bool isShared, std::uint32_t agentNumber = 1,
         const std::string& documentId = "doc")
        : replica(agentNumber, sync::Purpose::kColleague, documentId), server(replica.endpoint(), registry) {
        LocalDocument document;
        document.documentId = "doc";
        document.title = QStringLiteral("Letter");
        document.userName = QStringLiteral("Ana");
        document.path = QStringLiteral("/home/ana/letter.varve");
        if (!server.open(document) || !server.setShared(isShared)) qFatal("The server does not open.");
    }
    Replica replica;
    LocalShareServer server;
};

/// Someone who joins.
struct Guest {
    explicit Guest(const LocalRegistry& registry, std::uint32_t agentNumber = 2,
                   sync::Purpose purpose = sync::Purpose::kColleague)
        : replica(agentNumber, purpose, "doc"), link(replica.endpoint(), registry) {}
    Replica replica;
    LocalLink link;
};

}  // namespace

class LocalShareTest : public QObject {
    Q_OBJECT

  private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LocalRegistry> m_registry;

    static bool areEqual(const Replica& a, const Replica& b) {
        return a.log().versionVector() == b.log().versionVector();
    }

  private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_registry = std::make_unique<LocalRegistry>(LocalRegistry::at(m_folder->path()).value());
    }
    void cleanup() { QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::System), QStringList()); }

    void joiningExchangesEverything() {
        Host host(*m_registry, true);
        Guest guest(*m_registry);
        host.replica.type("from the host");
        guest.replica.type("from the guest");
        const auto shared = m_registry->listShared();
        QCOMPARE(shared.size(), std::size_t{1});
        QCOMPARE(shared[0].title, QStringLiteral("Letter"));
        QCOMPARE(shared[0].processId, QCoreApplication::applicationPid());
        guest.link.follow(shared[0]);
        QTRY_COMPARE(guest.link.state(), LinkState::kConnected);
        QTRY_VERIFY(areEqual(host.replica, guest.replica));
        host.replica.type("x");
        QTRY_VERIFY(areEqual(host.replica, guest.replica));
        guest.replica.endpoint().setPresence(document::Anchor{id(1, 0), document::Side::kAfter}, std::nullopt);
        QTRY_COMPARE(host.replica.endpoint().colleagues().size(), std::size_t{1});
        QTRY_VERIFY(host.replica.endpoint().colleagues()[0].caret.has_value());
        guest.link.stop();
        QTRY_COMPARE(host.replica.endpoint().connectionCount(), std::size_t{0});
    }

    void notSharedIsRefusedInWords() {
        Host host(*m_registry, false);
        Guest guest(*m_registry);
        QVERIFY(m_registry->listShared().empty());
        guest.link.follow(m_registry->listOpen().at(0));
        QTRY_COMPARE(guest.link.state(), LinkState::kOffline);
        QCOMPARE(guest.link.reason(), QStringLiteral("This document is not shared at the moment."));
        QVERIFY(host.server.setShared(true).has_value());
        QTRY_COMPARE(guest.link.state(), LinkState::kConnected);
    }

    void wrongDocumentIsRefusedForGood() {
        Host host(*m_registry, true, 1, "another");
        Guest guest(*m_registry);
        guest.link.follow(m_registry->listOpen().at(0));
        QTRY_COMPARE(guest.link.state(), LinkState::kRefused);
        QVERIFY(!guest.link.reason().isEmpty());
    }

    void toolIsServedThoughNotShared() {
        Host host(*m_registry, false);
        host.replica.type("text");
        Guest tool(*m_registry, 7, sync::Purpose::kTool);
        tool.link.setRetries(false);
        tool.link.follow(m_registry->findByPath(QStringLiteral("/home/ana/letter.varve")).value());
        QTRY_COMPARE(tool.replica.log().end().value, 4U);
        tool.replica.type("!");
        QTRY_COMPARE(host.replica.log().end().value, 5U);
        const auto isStored = [&] { return tool.replica.endpoint().facts(*tool.link.connection())->otherStoredAll; };
        QVERIFY(!isStored());
        host.replica.endpoint().setDurableTransactionCount(host.replica.log().transactionCount());
        QTRY_VERIFY(isStored());
        QVERIFY(host.replica.endpoint().colleagues().empty());
    }

    void stopSharingSendsColleaguesAway() {
        Host host(*m_registry, true);
        Guest guest(*m_registry);
        Guest tool(*m_registry, 7, sync::Purpose::kTool);
        guest.link.follow(m_registry->listOpen().at(0));
        tool.link.follow(m_registry->listOpen().at(0));
        QTRY_COMPARE(guest.link.state(), LinkState::kConnected);
        QTRY_COMPARE(tool.link.state(), LinkState::kConnected);
        QVERIFY(host.server.setShared(false).has_value());
        QTRY_COMPARE(guest.link.state(), LinkState::kOffline);
        QCOMPARE(guest.link.reason(), QStringLiteral("Sharing of this document was stopped."));
        QCOMPARE(tool.link.state(), LinkState::kConnected);
    }

    void goesOfflineAndComesBack() {
        Guest guest(*m_registry);
        auto host = std::make_unique<Host>(*m_registry, true);
        host->replica.type("one");
        guest.link.follow(m_registry->listShared().at(0));
        QTRY_VERIFY(areEqual(host->replica, guest.replica));
        host.reset();
        QTRY_COMPARE(guest.link.state(), LinkState::kOffline);
        guest.replica.type("written alone");
        host = std::make_unique<Host>(*m_registry, true, 3);  // another process, another socket, the same file
        QTRY_COMPARE(guest.link.state(), LinkState::kConnected);
        QTRY_VERIFY(areEqual(host->replica, guest.replica));
        QCOMPARE(host->replica.log().end().value, 16U);
    }

    void chainOfThreePassesOn() {
        Host host(*m_registry, true);
        Guest middle(*m_registry);
        middle.link.follow(m_registry->listShared().at(0));
        LocalShareServer relay(middle.replica.endpoint(), *m_registry);
        LocalDocument copy;
        copy.documentId = "doc";
        copy.path = QStringLiteral("/home/bea/letter.varve");
        QVERIFY(relay.open(copy).has_value());
        QVERIFY(relay.setShared(true).has_value());
        Guest last(*m_registry, 3);
        last.link.follow(m_registry->findByPath(copy.path).value());
        host.replica.type("a");
        last.replica.type("b");
        QTRY_VERIFY(areEqual(host.replica, last.replica) && host.replica.log().end().value == 2);
        QTRY_COMPARE(host.replica.endpoint().colleagues().size(), std::size_t{2});
    }

    void tenThousandEventsBothWays() {
        Host host(*m_registry, true);
        Guest guest(*m_registry);
        for (int index = 0; index < 10'000; ++index) {
            host.replica.type("h");
            guest.replica.type("g");
        }
        QElapsedTimer elapsed;
        elapsed.start();
        guest.link.follow(m_registry->listShared().at(0));
        QTRY_VERIFY(areEqual(host.replica, guest.replica));
        const sync::PeerCounters counters = guest.replica.endpoint().counters();
        qInfo("10,000 transactions each way: %lld ms, %llu bytes received", static_cast<long long>(elapsed.elapsed()),
              static_cast<unsigned long long>(counters.bytesReceived));
        QCOMPARE(counters.duplicates, std::uint64_t{0});
    }

    void largePasteArrives() {
        Host host(*m_registry, true);
        Guest guest(*m_registry);
        guest.link.follow(m_registry->listShared().at(0));
        QTRY_COMPARE(guest.link.state(), LinkState::kConnected);
        Random random(1);
        std::string text;
        for (int index = 0; index < 3'000'000; ++index)
            text.push_back(static_cast<char>('a' + random.below(26)));
        host.replica.type(text);
        host.replica.type("x");
        QTRY_VERIFY(areEqual(host.replica, guest.replica));
    }

    void strangerCannotStayOrHarm() {
        Host host(*m_registry, true);
        host.replica.type("text");
        EndpointTimer timer(host.replica.endpoint(), 5);
        QLocalSocket silent;
        silent.connectToServer(host.server.document().socketName);
        QLocalSocket noisy;
        noisy.connectToServer(host.server.document().socketName);
        QVERIFY(noisy.waitForConnected());
        noisy.write(QByteArray(100'000, '\xff'));
        QTRY_COMPARE(noisy.state(), QLocalSocket::UnconnectedState);
        QTRY_COMPARE(silent.state(), QLocalSocket::UnconnectedState);
        QTRY_COMPARE(host.replica.endpoint().connectionCount(), std::size_t{0});
        QCOMPARE(host.replica.endpoint().counters().violations, std::uint64_t{1});
    }

    void tooManyAreTurnedAway() {
        Host host(*m_registry, true);
        std::vector<std::unique_ptr<QLocalSocket>> crowd;
        for (std::size_t index = 0; index < LocalShareServer::kConnectionCountMax; ++index) {
            crowd.push_back(std::make_unique<QLocalSocket>());
            crowd.back()->connectToServer(host.server.document().socketName);
            QTRY_COMPARE(host.replica.endpoint().connectionCount(), index + 1);
        }
        Guest guest(*m_registry);
        guest.link.follow(m_registry->describedAs("doc", QStringLiteral("/home/ana/letter.varve")).value());
        QTRY_COMPARE(guest.link.state(), LinkState::kOffline);
        QTRY_COMPARE(guest.link.reason(), QStringLiteral("Too many programs are connected to this document already."));
    }

    /// A reader that has stopped must not fill this program's memory.
    void slowReaderIsNotBufferedFor() {
        Host host(*m_registry, true);
        Guest guest(*m_registry);
        for (int index = 0; index < 400; ++index) {
            std::string text;
            Random random(static_cast<std::uint64_t>(index));
            for (int letter = 0; letter < 20'000; ++letter)
                text.push_back(static_cast<char>('!' + random.below(90)));
            host.replica.type(text);
        }
        QLocalSocket stopped;
        stopped.setReadBufferSize(1024);
        stopped.connectToServer(host.server.document().socketName);
        const sync::Hello hello{1, false, sync::Purpose::kColleague, "doc", agent(9), "Slow", {}};
        const Bytes frame = sync::encodeFrame(*sync::encodeMessage(hello));
        stopped.write(frame.data(), static_cast<qint64>(frame.size()));
        QTRY_COMPARE(host.replica.endpoint().connectionCount(), std::size_t{1});
        guest.link.follow(m_registry->listShared().at(0));
        QTRY_VERIFY(areEqual(host.replica, guest.replica));  // the other one is served meanwhile
        const auto facts = host.replica.endpoint().facts(sync::ConnectionId{1});
        QVERIFY(facts.has_value());
        QVERIFY(facts->counters.bytesSent < 2'000'000);
    }

    void letterArrivesQuickly() {
        Host host(*m_registry, true);
        Guest guest(*m_registry);
        guest.link.follow(m_registry->listShared().at(0));
        QTRY_COMPARE(guest.link.state(), LinkState::kConnected);
        std::vector<qint64> nanoseconds;
        for (int letter = 0; letter < 200; ++letter) {
            QElapsedTimer elapsed;
            QEventLoop loop;
            qint64 took = 0;
            guest.replica.onReceived = [&] {
                took = elapsed.nsecsElapsed();
                loop.quit();
            };
            elapsed.start();
            host.replica.type("a");
            loop.exec();
            nanoseconds.push_back(took);
        }
        guest.replica.onReceived = nullptr;
        std::ranges::sort(nanoseconds);
        qInfo("One letter to the other person: median %.2f ms, 99 in 100 below %.2f ms",
              static_cast<double>(nanoseconds[100]) / 1e6, static_cast<double>(nanoseconds[197]) / 1e6);
        QVERIFY(areEqual(host.replica, guest.replica));
    }
};

QTEST_GUILESS_MAIN(LocalShareTest)
#include "tst_local_share.moc"

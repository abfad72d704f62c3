#include "sync/sync_endpoint.h"

#include <utility>

#include "base/check.h"
#include "sync/receipt.h"

namespace varve::sync {

class SyncEndpoint::Connection final : public TransportListener {
  public:
    Connection(SyncEndpoint& endpoint, ConnectionId ownId, Transport& pipe, Role ownRole, PeerConfig config)
        : id(ownId),
          role(ownRole),
          transport(&pipe),
          peer(std::move(config), endpoint.m_replica),
          m_endpoint(endpoint) {}

    // The endpoint may destroy this connection before these return.
    void bytesArrived(BytesView bytes) override { m_endpoint.bytesArrived(id, bytes); }
    void becameWritable() override { m_endpoint.becameWritable(id); }
    void connectionLost() override { m_endpoint.connectionLost(id); }

    [[nodiscard]] bool hasColleague() const {
        return peer.state() == Peer::State::kOpen && peer.otherHello()->purpose == Purpose::kColleague;
    }

    const ConnectionId id;
    const Role role;
    Transport* transport;  // nothing once it is closed or lost
    Peer peer;
    ConnectionCallbacks callbacks;
    Bytes pending;  // received and not looked at yet
    bool isWelcomed = false;
    bool hasChanged = false;

  private:
    SyncEndpoint& m_endpoint;
};

SyncEndpoint::SyncEndpoint(EndpointConfig config, ReplicaPort& replica, BlobPort* blobs)
    : m_config(std::move(config)), m_replica(replica), m_blobs(blobs), m_seenEnd(replica.log().end()) {}

SyncEndpoint::~SyncEndpoint() {
    m_isSettling = true;
    for (auto& [id, connection] : m_connections) {
        connection->peer.leave();
        fill(*connection);
    }
}

ConnectionId SyncEndpoint::attach(Transport& transport, Role role, ConnectionCallbacks callbacks) {
    const ConnectionId id{m_nextConnection++};
    PeerConfig config;
    config.documentId = m_config.documentId;
    config.agent = m_config.agent;
    config.name = m_config.name;
    config.purpose = m_config.purpose;
    config.greetsFirst = role == Role::kCaller;
    config.admitsColleagues = role == Role::kCaller || m_admitsColleagues;
    auto connection = std::make_unique<Connection>(*this, id, transport, role, std::move(config));
    connection->callbacks = std::move(callbacks);
    connection->peer.setDurable(m_durable);
    transport.open(*connection);
    m_connections.emplace(id, std::move(connection));
    settle();
    return id;
}

void SyncEndpoint::detach(ConnectionId id) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) return;
    found->second->peer.leave();
    settle();
}

void SyncEndpoint::bytesArrived(ConnectionId id, BytesView bytes) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) return;
    found->second->pending.append(bytes);
    settle();
}

void SyncEndpoint::becameWritable(ConnectionId id) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) return;
    settle();
}

void SyncEndpoint::connectionLost(ConnectionId id) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) return;
    found->second->transport = nullptr;
    settle();
}

void SyncEndpoint::logGrew() {
    settle();
}

void SyncEndpoint::setDurableTransactionCount(std::size_t count) {
    const event::EventLog& log = m_replica.log();
    CHECK(count <= log.transactionCount());
    if (count <= m_durableTransactionCount) return;
    for (; m_durableTransactionCount < count; ++m_durableTransactionCount) {
        const event::LocalRange events = log.transactionRecord(m_durableTransactionCount).events;
        const event::EventId first = log.idOf(events.begin);
        raise(m_durable, first.agent, first.sequence + events.count());
    }
    for (auto& [id, connection] : m_connections)
        connection->peer.setDurable(m_durable);
    settle();
}

void SyncEndpoint::blobsChanged() {
    m_blobs.portChanged();
    settle();
}

void SyncEndpoint::blobStored(const Hash& name) {
    m_blobs.announce(name);
    settle();
}

void SyncEndpoint::setPresence(std::optional<document::Anchor> caret, std::optional<document::Anchor> selectionStart,
                               std::optional<event::EventId> text) {
    if (caret == m_caret && selectionStart == m_selectionStart && text == m_presenceText) return;
    m_presenceText = text;
    m_caret = std::move(caret);
    m_selectionStart = std::move(selectionStart);
    announceSelf();
    settle();
}

void SyncEndpoint::setAdmitsColleagues(bool admits) {
    m_admitsColleagues = admits;
    for (auto& [id, connection] : m_connections) {
        if (connection->role == Role::kCalled) connection->peer.setAdmitsColleagues(admits);
    }
    settle();
}

void SyncEndpoint::tick() {
    m_presences.tick();
    for (auto& [id, connection] : m_connections)
        connection->peer.tick();
    m_blobs.tick();
    announceSelf();
    settle();
}

// Presence

void SyncEndpoint::announceSelf() {
    if (m_config.purpose == Purpose::kTool) return;
    ++m_presenceCounter;
    const Presence presence{m_config.agent, m_presenceCounter, false,         m_config.colourIndex, m_config.name,
                            m_caret,        m_selectionStart,  m_presenceText};
    passOn(presence, ConnectionId());
}

void SyncEndpoint::passOn(const Presence& presence, ConnectionId except) {
    for (auto& [id, connection] : m_connections) {
        if (id != except && connection->hasColleague()) connection->peer.sendPresence(presence);
    }
}

void SyncEndpoint::welcome(Connection& connection) {
    connection.isWelcomed = true;
    m_blobs.opened(connection.id);
    if (!connection.hasColleague()) return;
    for (const PresenceTable::Entry& entry : m_presences.present())
        connection.peer.sendPresence(entry.presence);
    // With a new counter: the others may have been told that this agent is gone, with the counter of that time.
    announceSelf();
}

void SyncEndpoint::gatherPresences(Connection& connection) {
    for (const Presence& presence : connection.peer.takePresences()) {
        if (presence.agent == m_config.agent) continue;
        if (m_presences.take(presence, connection.id)) passOn(presence, connection.id);
    }
}

void SyncEndpoint::gatherBlobMessages(Connection& connection) {
    for (const BlobMessage& message : connection.peer.takeBlobMessages()) {
        const Result<void> taken = m_blobs.receive(connection.id, message);
        if (!taken) return connection.peer.violation(taken.error().message);
    }
}

std::optional<document::Anchor> SyncEndpoint::resolvable(const std::optional<document::Anchor>& anchor,
                                                         const std::optional<event::EventId>& text) const {
    const event::EventLog& log = m_replica.log();
    if (text && !log.find(*text)) return std::nullopt;
    if (!anchor || !anchor->character) return anchor;
    const std::optional<event::LocalVersion> event = log.find(*anchor->character);
    if (!event) return std::nullopt;
    const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(*event)];
    const event::ObjectId sequence = text ? event::ObjectId{*text} : event::WellKnownObject::kBody;
    const bool isOfText = run.type == event::OperationType::kInsert && log.sequences()[run.sequence] == sequence;
    return isOfText ? anchor : std::nullopt;
}

std::vector<Colleague> SyncEndpoint::colleagues() const {
    std::vector<Colleague> colleagues;
    for (const PresenceTable::Entry& entry : m_presences.present()) {
        const Presence& presence = entry.presence;
        colleagues.push_back({entry.number, presence.agent, presence.name, presence.colourIndex,
                              resolvable(presence.caret, presence.text),
                              resolvable(presence.selectionStart, presence.text), presence.text});
    }
    return colleagues;
}

std::optional<ConnectionFacts> SyncEndpoint::facts(ConnectionId id) const {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) return std::nullopt;
    const Peer& peer = found->second->peer;
    ConnectionFacts facts;
    facts.state = peer.state();
    facts.role = found->second->role;
    facts.counters = peer.counters();
    if (!peer.otherHello()) return facts;
    const event::VersionVector known = m_replica.log().versionVector();
    facts.otherName = peer.otherHello()->name;
    facts.otherPurpose = peer.otherHello()->purpose;
    facts.hasReceivedAll = coversAll(known, peer.otherKnown());
    facts.otherReceivedAll = coversAll(peer.otherKnown(), known);
    facts.otherStoredAll = coversAll(peer.otherDurable(), known);
    return facts;
}

PeerCounters SyncEndpoint::counters() const {
    PeerCounters sum = m_pastCounters;
    for (const auto& [id, connection] : m_connections)
        sum += connection->peer.counters();
    return sum;
}

// Settling

void SyncEndpoint::settle() {
    m_isDirty = true;
    if (m_isSettling) return;  // the replica, for one, announces the growth of its log while a peer is still at work
    m_isSettling = true;
    while (std::exchange(m_isDirty, false))
        settleOnce();
    m_isSettling = false;
    callBack();
}

void SyncEndpoint::receivePending(Connection& connection) {
    while (!connection.pending.empty()) {
        connection.peer.receive(std::exchange(connection.pending, Bytes()));
        connection.hasChanged = true;
    }
}

void SyncEndpoint::settleOnce() {
    for (auto& [id, connection] : m_connections)
        receivePending(*connection);
    while (m_seenEnd != m_replica.log().end()) {
        m_seenEnd = m_replica.log().end();
        for (auto& [id, connection] : m_connections) {
            connection->peer.logGrew();
            connection->hasChanged = true;
        }
    }
    for (auto& [id, connection] : m_connections) {
        const bool isNew = connection->peer.state() == Peer::State::kOpen && !connection->isWelcomed;
        if (isNew) welcome(*connection);
        gatherPresences(*connection);
        gatherBlobMessages(*connection);
    }
    m_blobs.prepare();
    for (auto& [id, connection] : m_connections)
        fill(*connection);
    reap();
    for (auto& [id, connection] : m_connections) {
        const auto& onChanged = connection->callbacks.onChanged;
        const bool isDue = std::exchange(connection->hasChanged, false) && onChanged;
        if (isDue) m_callbacksDue.push_back([onChanged, changed = id] { onChanged(changed); });
    }
    noteColleagues();
}

void SyncEndpoint::fill(Connection& connection) {
    if (connection.transport == nullptr) return;
    const auto isClosed = [&] { return connection.peer.state() == Peer::State::kClosed; };
    while (isClosed() || connection.transport->unsentSize() < m_config.unsentSizeMax) {
        std::optional<Bytes> frame = connection.peer.takeFrame();
        if (!frame && !isClosed()) {
            std::optional<BlobMessage> aboutBlobs = m_blobs.next(connection.id);
            if (aboutBlobs) connection.peer.sendBlobMessage(std::move(*aboutBlobs));
            if (aboutBlobs) frame = connection.peer.takeFrame();
        }
        if (!frame) break;
        connection.transport->send(std::move(*frame));
    }
    if (!isClosed()) return;
    connection.transport->close();
    connection.transport = nullptr;
}

void SyncEndpoint::reap() {
    std::vector<std::unique_ptr<Connection>> ended;
    for (auto connection = m_connections.begin(); connection != m_connections.end();) {
        if (connection->second->transport != nullptr) {
            ++connection;
            continue;
        }
        ended.push_back(std::move(connection->second));
        connection = m_connections.erase(connection);
    }
    for (const std::unique_ptr<Connection>& connection : ended) {
        m_pastCounters += connection->peer.counters();
        m_blobs.closed(connection->id);
        for (const Presence& farewell : m_presences.forget(connection->id))
            passOn(farewell, connection->id);
        m_isDirty = true;  // the farewells are to be sent
        const auto& onEnded = connection->callbacks.onEnded;
        if (!onEnded) continue;
        m_callbacksDue.push_back(
            [onEnded, id = connection->id, ending = connection->peer.ending()] { onEnded(id, ending); });
    }
}

void SyncEndpoint::noteColleagues() {
    std::vector<Colleague> now = colleagues();
    if (now == m_announcedColleagues) return;
    m_announcedColleagues = std::move(now);
    m_callbacksDue.push_back([this] {
        if (onColleaguesChanged) onColleaguesChanged();
    });
}

void SyncEndpoint::callBack() {
    while (!m_callbacksDue.empty()) {
        const std::function<void()> due = std::move(m_callbacksDue.front());
        m_callbacksDue.pop_front();
        due();
    }
}

}  // namespace varve::sync

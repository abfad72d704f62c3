// Everything that one replica says to others: its connections, whatever carries them, each with its Peer. New events of
// one connection are passed on to all others, so replicas reach each other through one in the middle; carets likewise.
// Pure and single-threaded (the thread of the replica): bytes come through Transport, time through tick(). The session
// owns it, `net` attaches connections to it. It wires like this:
//
//     class SessionPort : public sync::ReplicaPort {                     // over a DocumentReplica
//         const event::EventLog& log() const override { return m_replica.log(); }
//         event::AppendOutcome receive(const event::EventBatch& batch) override { return m_replica.receive(batch); }
//         ...                                                            // and receiveWhole()
//     };
//     SyncEndpoint endpoint({replica.documentId(), replica.agent().id, identity.user, colour}, port);
//     endpoint.onColleaguesChanged = [this] { Q_EMIT colleaguesChanged(); };
//     connect(&replica, &DocumentReplica::transactionsAppended, this, [&] { endpoint.logGrew(); });
//     // when the storage worker reports: endpoint.setDurableTransactionCount(count);
//     // when the caret moves:            endpoint.setPresence(caretAnchor, selectionAnchor);
//     net::EndpointTimer timer(endpoint);             // calls tick()
//     net::LocalShareServer server(endpoint, registry);  // attaches who connects
//     net::LocalLink link(endpoint, registry);        // attaches the document that is followed
//
// The replica may announce events from within ReplicaPort::receive; logGrew() and the setters may be called then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync/blob_exchange.h"
#include "sync/peer.h"
#include "sync/presence_table.h"
#include "sync/transport.h"

namespace varve::sync {

struct EndpointConfig {
    std::string documentId;
    event::AgentId agent;  // of this session
    std::string name;      // of its user, as colleagues see it
    std::uint32_t colourIndex = 0;
    Purpose purpose = Purpose::kColleague;   // what this endpoint says where it connects
    std::size_t unsentSizeMax = 256U << 10;  // per connection; above it, nothing more is handed to the transport
};

/// Which side made the connection. Who was called admits colleagues only while shared, and waits for the greeting.
enum class Role : std::uint8_t { kCaller, kCalled };

/// Another person in the document, directly or through others.
struct Colleague {
    std::uint64_t number = 0;  // stays the same while the person is here
    event::AgentId agent;
    std::string name;
    std::uint32_t colourIndex = 0;
    std::optional<document::Anchor> caret;  // only where this log has the character, as inserted in that text
    std::optional<document::Anchor> selectionStart;
    std::optional<event::EventId> text{};  // a cell or a caption that this log knows; nothing: the body
    friend bool operator==(const Colleague&, const Colleague&) = default;
};

/// How one connection stands.
struct ConnectionFacts {
    Peer::State state = Peer::State::kGreeting;
    Role role = Role::kCalled;
    std::string otherName;
    Purpose otherPurpose = Purpose::kColleague;
    bool hasReceivedAll = false;    // this log has everything that the other side is known to have
    bool otherReceivedAll = false;  // and the other way round
    bool otherStoredAll = false;    // everything in this log is on the other side's disk
    PeerCounters counters;
};

/// For whoever attaches a connection; either may be empty. Called at the end of the call that was the cause. They may
/// call any function of the endpoint but must not destroy it, and the connection they speak of may be over by then.
struct ConnectionCallbacks {
    /// The conversation opened, or events or acknowledgements arrived.
    std::function<void(ConnectionId)> onChanged;
    /// The connection is over. Nothing: it was lost without a word.
    std::function<void(ConnectionId, const std::optional<Ending>&)> onEnded;
};

class SyncEndpoint {
  public:
    /// `replica` must outlive the endpoint, and `blobs` as well; without it, blobs are neither asked for nor given.
    SyncEndpoint(EndpointConfig config, ReplicaPort& replica, BlobPort* blobs = nullptr);
    /// Closes every connection.
    ~SyncEndpoint();
    SyncEndpoint(const SyncEndpoint&) = delete;
    SyncEndpoint& operator=(const SyncEndpoint&) = delete;

    /// Someone came, left, or moved. Called as ConnectionCallbacks are.
    std::function<void()> onColleaguesChanged;

    /// Takes up a connection; `transport` must live until its close() or until it reports connectionLost().
    ConnectionId attach(Transport& transport, Role role, ConnectionCallbacks callbacks = {});
    /// Ends a connection with a Bye.
    void detach(ConnectionId id);

    void logGrew();
    /// Transactions before this index of the log are on disk for good. Grows only. Cost: O(new ones + agents).
    void setDurableTransactionCount(std::size_t count);
    /// What the port for blobs wants or has at hand has changed.
    void blobsChanged();
    /// A blob is on disk for good.
    void blobStored(const Hash& name);
    /// `text`: that both are in; nothing: the body.
    void setPresence(std::optional<document::Anchor> caret, std::optional<document::Anchor> selectionStart,
                     std::optional<event::EventId> text = std::nullopt);
    /// Whether colleagues who call are admitted; those connected are sent away when not.
    void setAdmitsColleagues(bool admits);
    [[nodiscard]] bool admitsColleagues() const { return m_admitsColleagues; }
    /// Every two seconds or so: greetings and version vectors go out again.
    void tick();

    [[nodiscard]] std::vector<Colleague> colleagues() const;
    [[nodiscard]] std::size_t connectionCount() const { return m_connections.size(); }
    /// Nothing when the connection is over.
    [[nodiscard]] std::optional<ConnectionFacts> facts(ConnectionId id) const;
    /// The other side said that the blob is on its disk.
    [[nodiscard]] bool otherHoldsBlob(ConnectionId id, const Hash& name) const { return m_blobs.otherHolds(id, name); }
    /// Somebody is connected, and nobody of them has the blob.
    [[nodiscard]] bool isBlobLackedByAll(const Hash& name) const { return m_blobs.isLackedByAll(name); }
    /// Sums over all connections, the ended ones included.
    [[nodiscard]] PeerCounters counters() const;

  private:
    class Connection;

    void bytesArrived(ConnectionId id, BytesView bytes);
    void becameWritable(ConnectionId id);
    void connectionLost(ConnectionId id);

    void welcome(Connection& connection);
    void gatherPresences(Connection& connection);
    void gatherBlobMessages(Connection& connection);
    void passOn(const Presence& presence, ConnectionId except);
    void announceSelf();
    [[nodiscard]] std::optional<document::Anchor> resolvable(const std::optional<document::Anchor>& anchor,
                                                             const std::optional<event::EventId>& text) const;
    /// Carries out what the calls so far have made due, until nothing is: presence, frames, endings, callbacks.
    void settle();
    void settleOnce();
    void receivePending(Connection& connection);
    void fill(Connection& connection);
    void reap();
    void noteColleagues();
    void callBack();

    EndpointConfig m_config;
    ReplicaPort& m_replica;
    std::map<ConnectionId, std::unique_ptr<Connection>> m_connections;
    std::uint64_t m_nextConnection = 1;
    bool m_admitsColleagues = false;
    PeerCounters m_pastCounters;

    event::VersionVector m_durable;
    std::size_t m_durableTransactionCount = 0;

    PresenceTable m_presences;
    std::uint32_t m_presenceCounter = 0;
    std::optional<document::Anchor> m_caret;
    std::optional<document::Anchor> m_selectionStart;
    std::optional<event::EventId> m_presenceText;
    std::vector<Colleague> m_announcedColleagues;

    BlobExchange m_blobs;

    event::LocalVersion m_seenEnd;
    bool m_isSettling = false;
    bool m_isDirty = false;
    std::deque<std::function<void()>> m_callbacksDue;
};

}  // namespace varve::sync

// The conversation with one other replica, as a state machine: bytes go in, frames and events come out. It greets,
// works out from version vectors what the other side lacks, sends it in bounded batches, follows the log as it grows,
// keeps what arrives too early in its pen, and ends the conversation with a reason when the other side misbehaves.
// Pure: no clock (time comes as tick()), no randomness, no sockets. Called by SyncEndpoint. Rules: PROTOCOL.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sync/frame.h"
#include "sync/messages.h"
#include "sync/pen.h"
#include "sync/replica_port.h"

namespace varve::sync {

struct PeerConfig {
    std::string documentId;
    event::AgentId agent;                   // of this replica's session
    std::string name;                       // of this replica's user
    Purpose purpose = Purpose::kColleague;  // what this side says of itself
    bool greetsFirst = false;               // the side that made the connection; both may
    bool admitsColleagues = true;           // otherwise only tools are let in, as on the side that was called
    Pen::Bounds penBounds;
    std::uint32_t batchTransactionCountMax = 16'384;
    std::uint32_t batchUnitCountMax = 1U << 18;  // a larger transaction travels alone
    std::uint32_t greetingTickCountMax = 8;      // ticks after which a silent stranger is dismissed
};

/// Why a conversation is over.
struct Ending {
    RefusalReason reason = RefusalReason::kMisbehaved;
    std::string sentence;
    bool isByOther = false;   // the other side refused
    bool isPeaceful = false;  // Bye, from either side; reason and sentence are empty
    friend bool operator==(const Ending&, const Ending&) = default;
};

/// What happened so far; kept and added up by the endpoint after the conversation is over.
struct PeerCounters {
    std::uint64_t messagesReceived = 0;
    std::uint64_t messagesSent = 0;
    std::uint64_t bytesReceived = 0;
    std::uint64_t bytesSent = 0;
    std::uint64_t transactionsReceived = 0;
    std::uint64_t transactionsSent = 0;
    std::uint64_t duplicates = 0;    // transactions received and already known
    std::uint64_t penned = 0;        // transactions that had to wait for their parents
    std::uint64_t penOverflows = 0;  // transactions dropped because the pen was full
    std::uint64_t resends = 0;       // times the other side had to be sent something again
    std::uint64_t violations = 0;    // messages that were damaged, impossible or out of place
    friend bool operator==(const PeerCounters&, const PeerCounters&) = default;
    PeerCounters& operator+=(const PeerCounters& other);
};

class Peer {
  public:
    /// `replica` must outlive the peer.
    Peer(PeerConfig config, ReplicaPort& replica);

    enum class State : std::uint8_t { kGreeting, kOpen, kClosed };
    [[nodiscard]] State state() const { return m_state; }
    /// Set when closed.
    [[nodiscard]] const std::optional<Ending>& ending() const { return m_ending; }

    /// Received bytes, cut anywhere. Events go to the replica before it returns.
    void receive(BytesView bytes);
    /// The next frame to send, or nothing. Made on demand, so that nothing piles up behind a slow connection.
    /// Cost: O(size of the frame), plus O(known transactions log log) once per greeting.
    [[nodiscard]] std::optional<Bytes> takeFrame();

    /// The log of the replica has grown, whoever was the reason: sends it on, and releases what waited for it.
    void logGrew();
    /// Everything that is durable here. Grows only.
    void setDurable(const event::VersionVector& durable);
    /// Queues a presence message; a newer one of the same agent replaces one that has not left yet.
    void sendPresence(const Presence& presence);
    /// Queues a message about blobs, to go after everything else.
    void sendBlobMessage(BlobMessage message) { m_blobMessagesDue.push_back(std::move(message)); }
    /// Time passes: greets again or offers the version vector again. Every few seconds, or as the transport needs.
    void tick();
    /// Colleagues are admitted or not from now on; a connected colleague is refused when they are not.
    void setAdmitsColleagues(bool admits);
    /// Ends the conversation: one last frame, Refused or Bye, is left to take.
    void refuse(RefusalReason reason, std::string sentence);
    void leave();

    /// Presence messages received since the last call, oldest first.
    [[nodiscard]] std::vector<Presence> takePresences();

    /// Likewise about blobs.
    [[nodiscard]] std::vector<BlobMessage> takeBlobMessages();
    /// The other side did what the protocol does not allow, in a sentence: ends the conversation.
    void violation(const std::string& what);

    /// The greeting of the other side, once open.
    [[nodiscard]] const std::optional<Hello>& otherHello() const { return m_otherHello; }
    /// What the other side is known to have, and to have on disk.
    [[nodiscard]] const event::VersionVector& otherKnown() const { return m_otherKnown; }
    [[nodiscard]] const event::VersionVector& otherDurable() const { return m_otherDurable; }
    [[nodiscard]] const PeerCounters& counters() const { return m_counters; }
    [[nodiscard]] const Pen& pen() const { return m_pen; }

  private:
    void handle(const Message& message);
    void handleHello(const Hello& hello);
    [[nodiscard]] std::optional<Ending> objectionTo(const Hello& hello) const;
    void handleEvents(const Events& events);
    [[nodiscard]] bool takeWhole(const Events& events);
    void takeSingly(const Events& events);
    void handleOffer(const Offer& offer);
    [[nodiscard]] bool forgesOwnEvents(const event::EventBatch& batch) const;
    void take(const event::EventBatch& batch);
    void releasePen();
    void learn(event::VersionVector& receipt, const event::VersionVector& told);

    [[nodiscard]] std::optional<std::size_t> firstLacking(const event::VersionVector& wanted) const;
    void rewind(std::size_t transactionIndex);
    [[nodiscard]] Result<std::optional<Message>> nextMessage();
    [[nodiscard]] event::EventBatch nextBatch();
    [[nodiscard]] Message greeting();
    [[nodiscard]] Message offer();
    void addAgentRecord(event::EventBatch& batch, const event::EventLog& log, std::uint32_t agentIndex);
    void end(Ending ending, std::optional<Message> lastMessage);

    PeerConfig m_config;
    ReplicaPort& m_replica;
    State m_state = State::kGreeting;
    std::optional<Ending> m_ending;
    std::optional<Message> m_lastMessage;
    FrameReader m_reader;
    Pen m_pen;
    PeerCounters m_counters;

    std::optional<Hello> m_otherHello;
    event::VersionVector m_otherKnown;
    event::VersionVector m_otherDurable;
    bool m_greetingDue = false;
    bool m_answerDue = false;
    std::uint32_t m_greetingTicks = 0;

    std::size_t m_cursor = 0;                      // transactions before it were sent, or the other side had them
    event::VersionVector m_sent;                   // what was sent in this conversation
    std::set<event::AgentId> m_agentsTold;         // whose records went along
    std::optional<event::EventId> m_lackedBefore;  // first unit that the previous offer lacked
    bool m_rewoundSinceTick = false;               // once is enough, however often the other side asks

    bool m_offerDue = false;
    bool m_hasDropped = false;      // something found no room in the pen
    bool m_askedSinceTick = false;  // to send again; once is enough
    event::VersionVector m_durable;
    event::VersionVector m_acknowledged;
    bool m_acknowledgeDue = false;
    std::map<event::AgentId, Presence> m_presencesDue;
    std::vector<Presence> m_presencesReceived;
    std::deque<BlobMessage> m_blobMessagesDue;
    std::vector<BlobMessage> m_blobMessagesReceived;
};

}  // namespace varve::sync

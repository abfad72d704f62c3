#include "sync/peer.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "event/event_codec.h"
#include "sync/receipt.h"
#include "sync/transaction_size.h"

namespace varve::sync {

namespace {

constexpr std::size_t kBatchSizeBytesMax =
    1U << 20;  // of texts, at four bytes a unit, and values; one transaction may have more
constexpr std::size_t kBatchOperationCountMax = 32'768;  // some milliseconds of the receiver's window
constexpr std::size_t kIdleAgentCountMax = 4096;

/// Bytes that the texts and values of `events` take at most. Moves `runIndex` to the run that holds their first one.
std::size_t sizeBytesMax(const event::EventLog& log, event::LocalRange events, std::size_t& runIndex) {
    const auto runs = log.operationRuns();
    while (runs[runIndex].events.end <= events.begin)
        ++runIndex;
    std::size_t size = 0;
    for (std::size_t index = runIndex; index < runs.size() && runs[index].events.begin < events.end; ++index) {
        const event::OperationRun& run = runs[index];
        if (run.type == event::OperationType::kInsert) {
            const event::LocalVersion begin = std::max(run.events.begin, events.begin);
            size += 4 * std::size_t{std::min(run.events.end, events.end) - begin};
        } else if (run.type != event::OperationType::kDelete) {
            size += approximateSizeBytes(log.sideOperation(run));
        }
    }
    return size;
}

std::string versionSentence(std::uint32_t otherVersion) {
    return "The two copies of Varve speak different versions of the exchange (" + std::to_string(kProtocolVersion) +
           " and " + std::to_string(otherVersion) + "); update the older one.";
}

}  // namespace

PeerCounters& PeerCounters::operator+=(const PeerCounters& other) {
    messagesReceived += other.messagesReceived;
    messagesSent += other.messagesSent;
    bytesReceived += other.bytesReceived;
    bytesSent += other.bytesSent;
    transactionsReceived += other.transactionsReceived;
    transactionsSent += other.transactionsSent;
    duplicates += other.duplicates;
    penned += other.penned;
    penOverflows += other.penOverflows;
    resends += other.resends;
    violations += other.violations;
    return *this;
}

Peer::Peer(PeerConfig config, ReplicaPort& replica)
    : m_config(std::move(config)), m_replica(replica), m_pen(m_config.penBounds), m_greetingDue(m_config.greetsFirst) {
    m_config.name = presentable(m_config.name, kNameSizeMax);
}

// Receiving

void Peer::receive(BytesView bytes) {
    if (m_state == State::kClosed) return;
    m_counters.bytesReceived += bytes.size();
    m_reader.feed(bytes);
    while (m_state != State::kClosed) {
        const Result<std::optional<BytesView>> payload = m_reader.next();
        if (!payload) return violation(payload.error().message);
        if (!*payload) return;
        ++m_counters.messagesReceived;
        // Before the greetings the rest is unwanted, and on a transport that reorders it is nobody's fault.
        const bool isEarly = m_state == State::kGreeting;
        if (isEarly && !mayPrecedeHello(static_cast<std::uint8_t>((*payload)->front()))) continue;
        const Result<Message> message = decodeMessage(**payload);
        if (!message) return violation(message.error().message);
        handle(*message);
    }
}

void Peer::handle(const Message& message) {
    struct Handler {
        Peer& peer;
        void operator()(const Hello& hello) const { peer.handleHello(hello); }
        void operator()(const Events& events) const { peer.handleEvents(events); }
        void operator()(const Offer& offer) const { peer.handleOffer(offer); }
        void operator()(const Acknowledge& acknowledge) const {
            peer.learn(peer.m_otherDurable, acknowledge.durable);
            peer.learn(peer.m_otherKnown, acknowledge.durable);
        }
        void operator()(const Presence& presence) const { peer.m_presencesReceived.push_back(presence); }
        void operator()(const Refused& refused) const {
            peer.end({refused.reason, refused.sentence, true, false}, std::nullopt);
        }
        void operator()(const Bye&) const { peer.end({{}, {}, true, true}, std::nullopt); }
        void operator()(const WantBlob& want) const { peer.m_blobMessagesReceived.emplace_back(want); }
        void operator()(const BlobPart& part) const { peer.m_blobMessagesReceived.emplace_back(part); }
        void operator()(const HoldBlobs& hold) const { peer.m_blobMessagesReceived.emplace_back(hold); }
    };
    std::visit(Handler{*this}, message);
}

std::optional<Ending> Peer::objectionTo(const Hello& hello) const {
    if (hello.protocolVersion != kProtocolVersion) {
        return Ending{RefusalReason::kOtherVersion, versionSentence(hello.protocolVersion)};
    }
    if (hello.documentId != m_config.documentId) {
        return Ending{RefusalReason::kWrongDocument,
                      "The document that is open here is not the one that was asked for."};
    }
    if (hello.agent == m_config.agent) {
        return Ending{RefusalReason::kSelf, "A document cannot be joined from the window in which it is open."};
    }
    if (hello.purpose == Purpose::kColleague && !m_config.admitsColleagues) {
        return Ending{RefusalReason::kNotShared, "This document is not shared at the moment."};
    }
    return std::nullopt;
}

void Peer::handleHello(const Hello& hello) {
    if (auto objection = objectionTo(hello)) return refuse(objection->reason, std::move(objection->sentence));
    if (m_otherHello && (hello.agent != m_otherHello->agent || hello.purpose != m_otherHello->purpose)) {
        return violation("A second greeting came from someone else.");
    }
    learn(m_otherKnown, hello.known);
    if (m_state == State::kClosed) return;
    m_answerDue = m_answerDue || !hello.isAnswer;
    if (m_state == State::kOpen) return;
    m_state = State::kOpen;
    m_otherHello = hello;
    m_otherHello->known = hello.known;
    m_acknowledgeDue = true;
    const event::EventLog& log = m_replica.log();
    m_cursor = firstLacking(log.versionVector()).value_or(log.transactionCount());
}

void Peer::learn(event::VersionVector& receipt, const event::VersionVector& told) {
    raiseAll(receipt, told);
    if (receipt.size() > kReceiptCountMax) violation("More agents were listed than a document can have.");
}

bool Peer::forgesOwnEvents(const event::EventBatch& batch) const {
    const event::SequenceNumber next = m_replica.log().nextSequence(m_config.agent);
    return std::ranges::any_of(batch.transactions(), [&](const event::EventBatch::TransactionEntry& entry) {
        return batch.firstOf(entry).agent == m_config.agent && entry.first + entry.unitCount > next;
    });
}

void Peer::handleEvents(const Events& events) {
    const std::size_t agentCount = m_replica.log().agents().size();
    if (!takeWhole(events)) takeSingly(events);
    if (m_state == State::kClosed) return;
    const event::EventLog& log = m_replica.log();
    // Records stay in the log for ever. Those of authors whose events have not come yet are few, unless someone floods.
    const bool hasNewAgents = log.agents().size() > agentCount;
    if (hasNewAgents && log.agents().size() > log.versionVector().size() + kIdleAgentCountMax) {
        return violation("More authors were named than have written.");
    }
    releasePen();
}

/// What a message should be: new and valid from the first to the last event. Returns false, and has taken nothing, when
/// it is not.
bool Peer::takeWhole(const Events& events) {
    const auto taken = m_replica.receiveWhole(events.columns, kEventsLimits, m_config.agent);
    if (!taken) return false;
    const event::EventLog& log = m_replica.log();
    if (taken->isEmpty()) return true;
    const std::size_t first = log.transactionIndexOf(taken->begin);
    m_counters.transactionsReceived += log.transactionIndexOf(taken->end - 1) + 1 - first;
    log.visitSpans(*taken, [this](const event::EventSpan& span) {
        raise(m_otherKnown, span.first.agent, span.first.sequence + span.count);
    });
    return true;
}

void Peer::takeSingly(const Events& events) {
    const Result<event::EventBatch> batch = event::decodeColumns(events.columns, kEventsLimits);
    if (!batch) return violation(batch.error().message);
    m_counters.transactionsReceived += batch->transactions().size();
    if (forgesOwnEvents(*batch)) return violation("A change was sent in the name of this session.");
    take(*batch);
    if (m_state == State::kClosed) return;
    const event::EventLog& log = m_replica.log();
    for (const auto& entry : batch->transactions()) {
        const event::AgentId& agent = batch->firstOf(entry).agent;
        const event::SequenceNumber end = entry.first + entry.unitCount;
        if (log.nextSequence(agent) >= end) raise(m_otherKnown, agent, end);
    }
}

void Peer::take(const event::EventBatch& batch) {
    const event::AppendOutcome outcome = m_replica.receive(batch);
    m_counters.duplicates += outcome.duplicateCount;
    if (!outcome.rejected.empty()) {
        return violation("A change contradicts this document: " + outcome.rejected.front().second.message);
    }
    for (const std::size_t index : outcome.waiting) {
        const Pen::AddOutcome added = m_pen.add(batch.transaction(index), m_replica.log());
        if (added == Pen::AddOutcome::kWaits) ++m_counters.penned;
        if (added != Pen::AddOutcome::kNoRoom) continue;
        ++m_counters.penOverflows;
        m_hasDropped = true;
        m_offerDue = m_offerDue || !m_askedSinceTick;
        m_askedSinceTick = true;
    }
}

void Peer::releasePen() {
    while (m_state != State::kClosed && !m_pen.isEmpty()) {
        const event::EventBatch ready = m_pen.release(m_replica.log());
        if (ready.isEmpty()) return;
        const event::LocalVersion before = m_replica.log().end();
        take(ready);
        if (m_replica.log().end() == before) return;
    }
}

void Peer::handleOffer(const Offer& offer) {
    learn(m_otherKnown, offer.known);
    if (offer.allDurable) learn(m_otherDurable, offer.known);
    if (m_state == State::kClosed) return;
    const std::optional<std::size_t> lacking = firstLacking(m_sent);
    if (!lacking) {
        m_lackedBefore.reset();
        return;
    }
    // What the offer lacks may still be on its way. Lacking it twice, or saying so, means that it was lost.
    const event::EventLog& log = m_replica.log();
    const event::EventId first = log.idOf(log.transactionRecord(*lacking).events.begin);
    const bool isLost = offer.resend || m_lackedBefore == first;
    m_lackedBefore = first;
    if (isLost && !m_rewoundSinceTick) rewind(*lacking);
}

void Peer::violation(const std::string& what) {
    ++m_counters.violations;
    refuse(RefusalReason::kMisbehaved, "The connection was ended because of what came over it. " + what);
}

// Sending

std::optional<std::size_t> Peer::firstLacking(const event::VersionVector& wanted) const {
    const event::EventLog& log = m_replica.log();
    std::optional<std::size_t> first;
    for (const auto& [agent, end] : wanted) {
        if (covers(m_otherKnown, agent, end)) continue;
        const auto known = m_otherKnown.find(agent);
        const event::SequenceNumber next = known == m_otherKnown.end() ? event::SequenceNumber{} : known->second;
        const std::optional<event::LocalVersion> event = log.find({agent, next});
        CHECK(event.has_value());
        const std::size_t index = log.transactionIndexOf(*event);
        first = std::min(first.value_or(index), index);
    }
    return first;
}

void Peer::rewind(std::size_t transactionIndex) {
    ++m_counters.resends;
    m_rewoundSinceTick = true;
    m_cursor = std::min(m_cursor, transactionIndex);
    m_lackedBefore.reset();
    m_agentsTold.clear();
    m_sent.clear();  // what lies between and was not lost is covered by what the other side has
}

void Peer::addAgentRecord(event::EventBatch& batch, const event::EventLog& log, std::uint32_t agentIndex) {
    const event::AgentRecord& record = log.agents()[agentIndex];
    if (m_agentsTold.insert(record.id).second) batch.agents.push_back(record);
}

/// What the other side lacks, from the cursor on, as much as one message takes; empty when it lacks nothing.
event::EventBatch Peer::nextBatch() {
    const event::EventLog& log = m_replica.log();
    event::EventBatch batch;
    std::size_t size = 0;
    std::size_t runIndex = 0;
    for (; m_cursor < log.transactionCount(); ++m_cursor) {
        const event::TransactionRecord record = log.transactionRecord(m_cursor);
        const event::EventId first = log.idOf(record.events.begin);
        const event::SequenceNumber end = first.sequence + record.events.count();
        if (covers(m_otherKnown, first.agent, end)) continue;
        if (batch.isEmpty()) runIndex = log.operationRunIndexOf(record.events.begin);
        size += sizeBytesMax(log, record.events, runIndex);
        const bool isFull = batch.transactions().size() >= m_config.batchTransactionCountMax ||
                            batch.unitCount() + record.events.count() > m_config.batchUnitCountMax ||
                            batch.operations().size() >= kBatchOperationCountMax || size > kBatchSizeBytesMax;
        if (isFull && !batch.isEmpty()) break;
        addAgentRecord(batch, log, record.agent);
        log.addTransactionTo(batch, m_cursor, runIndex);
        raise(m_sent, first.agent, end);
    }
    m_counters.transactionsSent += batch.transactions().size();
    return batch;
}

Message Peer::greeting() {
    const bool isAnswer = m_answerDue;
    m_greetingDue = false;
    m_answerDue = false;
    return Hello{kProtocolVersion,
                 isAnswer,
                 m_config.purpose,
                 m_config.documentId,
                 m_config.agent,
                 m_config.name,
                 m_replica.log().versionVector()};
}

Message Peer::offer() {
    m_offerDue = false;
    const bool resend = m_hasDropped || !m_pen.isEmpty();
    m_hasDropped = false;
    event::VersionVector known = m_replica.log().versionVector();
    const bool allDurable = coversAll(m_durable, known);
    return Offer{resend, allDurable, std::move(known)};
}

/// Nothing when there is nothing to say. Errors: kLimitExceeded.
Result<std::optional<Message>> Peer::nextMessage() {
    if (m_state == State::kClosed) return std::exchange(m_lastMessage, std::nullopt);
    if (m_greetingDue || m_answerDue) return greeting();
    if (m_state != State::kOpen) return std::nullopt;
    if (m_offerDue) return offer();
    if (std::exchange(m_acknowledgeDue, false)) {
        Acknowledge acknowledge{grownSince(m_durable, m_acknowledged)};
        m_acknowledged = m_durable;
        if (!acknowledge.durable.empty()) return acknowledge;
    }
    if (const event::EventBatch batch = nextBatch(); !batch.isEmpty()) return eventsOf(batch);
    if (!m_presencesDue.empty()) return std::move(m_presencesDue.extract(m_presencesDue.begin()).mapped());
    if (m_blobMessagesDue.empty()) return std::nullopt;
    Message about =
        std::visit([](auto&& message) { return Message(std::move(message)); }, std::move(m_blobMessagesDue.front()));
    m_blobMessagesDue.pop_front();
    return about;
}

std::optional<Bytes> Peer::takeFrame() {
    const Result<std::optional<Message>> message = nextMessage();
    if (message && !*message) return std::nullopt;
    Result<Bytes> payload = message ? encodeMessage(**message) : std::unexpected(message.error());
    if (!payload) {
        refuse(RefusalReason::kTooLarge,
               "The document holds a single change that is too large to be sent live; "
               "merge the files of the two copies instead.");
        payload = encodeMessage(*std::exchange(m_lastMessage, std::nullopt));
        CHECK(payload.has_value());
    }
    ++m_counters.messagesSent;
    Bytes frame = encodeFrame(*payload);
    m_counters.bytesSent += frame.size();
    return frame;
}

// What the owner says

void Peer::logGrew() {
    releasePen();
}

void Peer::setDurable(const event::VersionVector& durable) {
    m_durable = durable;
    m_acknowledgeDue = true;
}

void Peer::sendPresence(const Presence& presence) {
    Presence& due = m_presencesDue[presence.agent];
    due = presence;
    due.name = presentable(presence.name, kNameSizeMax);
}

void Peer::tick() {
    if (m_state == State::kGreeting) {
        m_greetingDue = m_config.greetsFirst;
        if (++m_greetingTicks > m_config.greetingTickCountMax) {
            refuse(RefusalReason::kSilent, "The other side did not answer in time.");
        }
    }
    if (m_state != State::kOpen) return;
    m_offerDue = true;
    m_askedSinceTick = false;
    m_rewoundSinceTick = false;
}

void Peer::setAdmitsColleagues(bool admits) {
    m_config.admitsColleagues = admits;
    const bool isColleague = m_state == State::kOpen && m_otherHello->purpose == Purpose::kColleague;
    if (!admits && isColleague) refuse(RefusalReason::kNotShared, "Sharing of this document was stopped.");
}

void Peer::refuse(RefusalReason reason, std::string sentence) {
    std::string shown = presentable(sentence, kSentenceSizeMax);
    end({reason, shown, false, false}, Refused{reason, shown});
}

void Peer::leave() {
    end({{}, {}, false, true}, Bye());
}

void Peer::end(Ending ending, std::optional<Message> lastMessage) {
    if (m_state == State::kClosed) return;
    m_state = State::kClosed;
    m_ending = std::move(ending);
    m_lastMessage = std::move(lastMessage);
    m_pen.clear();
    m_presencesDue.clear();
    m_blobMessagesDue.clear();
    m_blobMessagesReceived.clear();
}

std::vector<Presence> Peer::takePresences() {
    return std::exchange(m_presencesReceived, {});
}

std::vector<BlobMessage> Peer::takeBlobMessages() {
    return std::exchange(m_blobMessagesReceived, {});
}

}  // namespace varve::sync

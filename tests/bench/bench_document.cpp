#include "bench/bench_document.h"

#include <algorithm>

#include "base/check.h"
#include "bench/measuring.h"
#include "event/event_codec.h"
#include "storage/chunk_packing.h"
#include "storage/row_body.h"
#include "storage/sqlite_event_store.h"
#include "sync/messages.h"
#include "sync/peer.h"

namespace varve::bench {

namespace {

/// Of the session that loads, receives or sends; no trace has it.
event::AgentId ownAgent() {
    event::AgentId agent;
    agent.bytes.fill(0xff);
    return agent;
}

/// A replica that only sends.
class SendingReplica final : public sync::ReplicaPort {
  public:
    explicit SendingReplica(const event::EventLog& log) : m_log(log) {}
    [[nodiscard]] const event::EventLog& log() const override { return m_log; }
    event::AppendOutcome receive(const event::EventBatch&) override { stop("Nobody sends anything."); }
    std::optional<event::LocalRange> receiveWhole(BytesView, const event::DecodeLimits&,
                                                  const event::AgentId&) override {
        stop("Nobody sends anything.");
    }

  private:
    const event::EventLog& m_log;
};

}  // namespace

TypedSession::TypedSession(const event::EventBatch& batch) : m_agent(batch.agentIds().front()) {
    for (const event::EventBatch::TransactionEntry& entry : batch.transactions()) {
        m_editsBegin.push_back(m_edits.size());
        m_steps.push_back({.agent = 0,
                           .parents = {},
                           .timeMs = entry.timeMs,
                           .kind = entry.kind,
                           .joinsPrevious = entry.joinsPrevious});
        for (const event::EventBatch::OperationEntry& operation : batch.operationsOf(entry)) {
            const bool inserts = operation.type == event::OperationType::kInsert;
            m_edits.push_back({.offset = operation.offset,
                               .deletedCount = inserts ? 0 : operation.count,
                               .inserted = inserts ? batch.textOf(operation) : std::string_view(),
                               .direction = operation.direction});
        }
    }
    m_editsBegin.push_back(m_edits.size());
}

TypedDocument::TypedDocument(const event::AgentId& agent) {
    m_log.addAgent({.id = agent, .user = "bench", .device = "", .startedMs = 0});
    m_agent = *m_log.agentIndex(agent);
}

void TypedDocument::type(event::LocalStep step, std::span<const event::LocalEdit> edits) {
    step.agent = m_agent;
    step.parents = m_log.version();
    const auto appended = m_log.appendLocal(step, edits);
    if (!appended) stop(appended.error().message);
    for (const event::LocalEdit& edit : edits) {
        if (edit.deletedCount > 0) m_text.erase({edit.offset, edit.offset + edit.deletedCount});
        if (!edit.inserted.empty()) m_text.insert(edit.offset, edit.inserted);
    }
}

void ReceivedDocument::receive(const event::EventBatch& batch) {
    const merge::CurrentState::Received received = m_state.receive(batch);
    const event::AppendOutcome& outcome = received.appended;
    if (!outcome.rejected.empty() || !outcome.waiting.empty()) stop("A transaction of the trace was not taken.");
    if (!received.applied.quarantined.empty()) stop("A place in the trace does not exist.");
}

void ReceivedDocument::receiveMessage(BytesView payload) {
    const sync::Message message = orStop(sync::decodeMessage(payload));
    const auto received =
        m_state.receiveWhole(std::get<sync::Events>(message).columns, sync::kEventsLimits, ownAgent());
    if (!received) stop("A message is not new from its first to its last event.");
    if (!received->applied.quarantined.empty()) stop("A place in the trace does not exist.");
}

std::vector<Bytes> messagesOf(const event::EventLog& log) {
    SendingReplica replica(log);
    sync::PeerConfig config;
    config.agent = ownAgent();
    sync::Peer peer(config, replica);
    peer.receive(sync::encodeFrame(orStop(sync::encodeMessage(sync::Hello()))));
    std::vector<Bytes> messages;
    while (const std::optional<Bytes> frame = peer.takeFrame()) {
        Bytes payload = frame->substr(sync::kFrameHeaderSize);
        if (std::holds_alternative<sync::Events>(orStop(sync::decodeMessage(payload))))
            messages.push_back(std::move(payload));
    }
    return messages;
}

std::vector<Bytes> liveMessagesOf(const event::EventBatch& batch) {
    std::vector<Bytes> messages;
    for (std::size_t index = 0; index < batch.transactions().size(); ++index) {
        event::EventBatch one;
        one.add(batch.transaction(index));
        messages.push_back(orStop(sync::encodeMessage(orStop(sync::eventsOf(one)))));
    }
    return messages;
}

Bytes savedHistory(const event::EventBatch& batch) {
    const Bytes columns = event::encodeColumns(batch);
    ByteWriter writer;
    writer.writeVarint(columns.size());
    writer.writeRaw(storage::packColumns(columns, {}));
    return writer.take();
}

namespace {

Bytes unpackedHistory(BytesView bytes) {
    ByteReader reader(bytes);
    const auto rawSize = static_cast<std::size_t>(reader.readVarintUpTo(storage::kStoredLimits.rawSizeMax));
    return orStop(storage::unpackColumns(reader.readRaw(reader.remaining()), storage::Packing().codec, rawSize));
}

}  // namespace

ReceivedDocument loadedHistory(BytesView bytes) {
    const Bytes columns = unpackedHistory(bytes);
    event::EventLog log;
    const event::AppendOutcome outcome = orStop(log.appendColumns(columns, storage::kStoredLimits));
    if (!outcome.rejected.empty() || !outcome.waiting.empty()) stop("A saved transaction was not taken.");
    return ReceivedDocument(std::move(log));
}

PhaseTimes phasesOfLoad(BytesView bytes) {
    PhaseTimes times;
    Bytes columns;
    event::EventLog log;
    times.unpackMs = timedMs([&] { columns = unpackedHistory(bytes); });
    times.appendMs = timedMs([&] { static_cast<void>(orStop(log.appendColumns(columns, storage::kStoredLimits))); });
    std::optional<ReceivedDocument> document;
    times.mergeMs = timedMs([&] { document.emplace(std::move(log)); });
    return times;
}

PhaseTimes phasesOfReceipt(const std::vector<Bytes>& messages) {
    PhaseTimes times;
    event::EventLog log;
    ReceivedDocument document;
    for (const Bytes& payload : messages) {
        Bytes columns;
        times.unpackMs +=
            timedMs([&] { columns = std::get<sync::Events>(orStop(sync::decodeMessage(payload))).columns; });
        times.appendMs += timedMs([&] { CHECK(log.appendWholeColumns(columns, sync::kEventsLimits)); });
        times.mergeMs += timedMs([&] { document.receiveMessage(payload); });
    }
    times.mergeMs -= times.unpackMs + times.appendMs;
    return times;
}

history::Keyframe keyframeOf(const ReceivedDocument& document) {
    return {.state = history::documentStateOf(document.log(), document.tracker(), merge::View::kEffect),
            .eventCount = document.log().end().value,
            .createdMs = 0,
            .tracker = {}};
}

}  // namespace varve::bench

#include "bench/bench_document.h"

#include <algorithm>

#include "base/check.h"
#include "base/compression.h"
#include "bench/measuring.h"
#include "event/event_codec.h"
#include "storage/row_body.h"
#include "storage/sqlite_event_store.h"
#include "sync/messages.h"
#include "sync/peer.h"

namespace varve::bench {

void patchRope(text::Rope& rope, const document::Patch& patch) {
    text::Offset at;
    for (const document::PatchPiece& piece : patch.pieces()) {
        if (piece.kind == document::PatchPiece::Kind::kRemove) rope.erase({at, at + piece.count});
        if (piece.kind == document::PatchPiece::Kind::kAdd) rope.insert(at, patch.textOf(piece));
        at = at + piece.newCount();
    }
}

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
    const event::AppendOutcome outcome = log.append(batch);
    if (!outcome.rejected.empty() || !outcome.waiting.empty()) stop("A transaction of the trace was not taken.");
    const merge::ApplyOutcome applied = tracker.applyNewEvents(log);
    if (!applied.quarantined.empty()) stop("A place in the trace does not exist.");
    patchRope(text, applied.patch.body);
}

void ReceivedDocument::receiveMessage(BytesView payload) {
    const sync::Message message = orStop(sync::decodeMessage(payload));
    receive(std::get<sync::Events>(message).batch);
}

std::vector<Bytes> messagesOf(const event::EventLog& log, std::size_t first, std::size_t end) {
    const sync::PeerConfig bounds;
    std::vector<Bytes> messages;
    while (first < end) {
        std::size_t next = first;
        std::uint64_t unitCount = 0;
        while (next < end && next - first < bounds.batchTransactionCountMax) {
            unitCount += log.transactionRecord(next).events.count();
            if (next > first && unitCount > bounds.batchUnitCountMax) break;
            ++next;
        }
        messages.push_back(orStop(sync::encodeMessage(sync::Events{log.batch(first, next)})));
        first = next;
    }
    return messages;
}

std::vector<Bytes> liveMessagesOf(const event::EventBatch& batch) {
    std::vector<Bytes> messages;
    for (std::size_t index = 0; index < batch.transactions().size(); ++index) {
        event::EventBatch one;
        one.add(batch.transaction(index));
        messages.push_back(orStop(sync::encodeMessage(sync::Events{std::move(one)})));
    }
    return messages;
}

Bytes savedHistory(const event::EventBatch& batch) {
    return compressBytes(event::encodeColumns(batch), storage::StoreOptions{}.compressionLevel);
}

ReceivedDocument loadedHistory(BytesView bytes) {
    ReceivedDocument document;
    const Bytes columns = orStop(decompressBytes(bytes, storage::kStoredLimits.rawSizeMax));
    const event::AppendOutcome outcome = orStop(document.log.appendColumns(columns, storage::kStoredLimits));
    if (!outcome.rejected.empty() || !outcome.waiting.empty()) stop("A saved transaction was not taken.");
    if (!document.tracker.applyNewEventsQuietly(document.log).empty()) stop("A saved place does not exist.");
    document.text = text::Rope(document.tracker.text(document.log, merge::View::kEffect));
    return document;
}

PhaseTimes phasesOfLoad(BytesView bytes) {
    PhaseTimes times;
    Bytes columns;
    ReceivedDocument document;
    times.unpackMs = timedMs([&] { columns = orStop(decompressBytes(bytes, storage::kStoredLimits.rawSizeMax)); });
    times.appendMs =
        timedMs([&] { static_cast<void>(orStop(document.log.appendColumns(columns, storage::kStoredLimits))); });
    times.mergeMs = timedMs([&] { static_cast<void>(document.tracker.applyNewEventsQuietly(document.log)); });
    times.textMs =
        timedMs([&] { document.text = text::Rope(document.tracker.text(document.log, merge::View::kEffect)); });
    return times;
}

PhaseTimes phasesOfReceipt(const std::vector<Bytes>& messages) {
    PhaseTimes times;
    ReceivedDocument document;
    for (const Bytes& payload : messages) {
        event::EventBatch batch;
        merge::ApplyOutcome applied;
        times.decodeMs += timedMs([&] { batch = std::get<sync::Events>(orStop(sync::decodeMessage(payload))).batch; });
        times.appendMs += timedMs([&] { static_cast<void>(document.log.append(batch)); });
        times.mergeMs += timedMs([&] { applied = document.tracker.applyNewEvents(document.log); });
        times.textMs += timedMs([&] { patchRope(document.text, applied.patch.body); });
    }
    return times;
}

history::Keyframe keyframeOf(const ReceivedDocument& document) {
    return {.state = history::documentStateOf(document.log, document.tracker, merge::View::kEffect),
            .eventCount = document.log.end().value,
            .createdMs = 0,
            .tracker = {}};
}

}  // namespace varve::bench

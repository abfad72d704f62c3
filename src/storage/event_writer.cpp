#include "storage/event_writer.h"

#include <algorithm>

#include "base/check.h"
#include "event/event_codec.h"
#include "storage/row_body.h"
#include "storage/sqlite_error.h"

namespace varve::storage {

void copyTransactions(const event::EventBatch& from, std::size_t first, std::size_t end, event::EventBatch& to) {
    CHECK(first <= end && end <= from.transactions().size());
    for (const auto& entry : from.transactions().subspan(first, end - first)) {
        to.beginTransaction(from.firstOf(entry), from.parentsOf(entry), entry.timeMs, entry.kind, entry.joinsPrevious,
                            entry.reference);
        for (const auto& operation : from.operationsOf(entry)) {
            switch (operation.type) {
                case event::OperationType::kInsert:
                    to.addInsert(from.sequences()[operation.sequence], operation.offset, from.textOf(operation));
                    break;
                case event::OperationType::kDelete:
                    to.addDelete(from.sequences()[operation.sequence], operation.offset, operation.count,
                                 operation.direction);
                    break;
                case event::OperationType::kMark:
                case event::OperationType::kSet:
                case event::OperationType::kLiveness:
                    to.addOperation(from.sideOperations()[operation.side]);
                    break;
            }
        }
    }
}

AgentRanges rangesOf(const event::EventBatch& batch) {
    AgentRanges ranges;
    for (const auto& entry : batch.transactions()) {
        const std::uint32_t begin = entry.first.value;
        const auto [place, isNew] = ranges.try_emplace(batch.agentIds()[entry.agent], AgentRange{begin, begin});
        place->second.end = begin + entry.unitCount;
    }
    return ranges;
}

void addKnownAgents(const AgentRows& agents, event::EventBatch& batch) {
    const auto authors = batch.agentIds();
    for (const event::AgentRecord& record : agents.records) {
        if (std::ranges::find(authors, record.id) != authors.end()) batch.agents.push_back(record);
    }
}

Result<TailWriter> TailWriter::prepare(SqliteConnection& connection) {
    Result<Statement> insert = connection.prepare(
        "INSERT INTO event(seq, agent, agent_seq, event_count, version, hash, body) VALUES(?, ?, ?, ?, ?, ?, ?)");
    if (!insert) return std::unexpected(insert.error());
    return TailWriter(std::move(*insert));
}

Result<void> TailWriter::write(StoreState& state, const event::EventBatch& batch, std::size_t index) {
    const auto& entry = batch.transactions()[index];
    const Bytes body = encodeRowBody(batch, index);
    const RowHeader header{state.eventCount, batch.firstOf(entry), entry.unitCount, kRowVersion};
    const Hash hash = rowHash(state.rowLink, header, body);
    AgentState& agent = state.agents.at(header.first.agent);
    Result<void> written =
        m_insert
            .with(static_cast<std::int64_t>(header.firstSeq), agent.index, std::int64_t{header.first.sequence.value},
                  std::int64_t{header.eventCount}, header.version, Blob{hashView(hash)}, Blob{body})
            .run();
    if (!written) return written;
    agent.nextSequence = header.first.sequence.value + entry.unitCount;
    state.rowLink = hash;
    state.rowCount += 1;
    state.eventCount += entry.unitCount;
    state.transactionCount += 1;
    return {};
}

namespace {

constexpr const char* kInsertChunk =
    "INSERT INTO chunk(first_seq, last_seq, transaction_count, first_ms, last_ms, encoding, codec, raw_size, "
    "version_vector, prev_hash, row_hash, hash, data) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kGrowChunk =
    "UPDATE chunk SET last_seq = ?2, transaction_count = ?3, first_ms = ?4, last_ms = ?5, encoding = ?6, codec = ?7, "
    "raw_size = ?8, version_vector = ?9, prev_hash = ?10, row_hash = ?11, hash = ?12, data = ?13 WHERE first_seq = ?1";

}  // namespace

Result<void> writeChunk(SqliteConnection& connection, StoreState& state, const event::EventBatch& batch,
                        const std::optional<Hash>& rowHash, const Packing& packing, const ChunkHeader* grown) {
    CHECK(!batch.isEmpty());
    const Bytes raw = event::encodeColumns(batch);
    const Result<event::EventBatch> again = event::decodeColumns(raw, kStoredLimits);
    if (!again || !(*again == batch)) {
        return failure(ErrorCode::kInvalidInput, "Events of " + quotedName(connection.pathShown()) +
                                                     " could not be packed without loss and were left as they are.");
    }
    const auto byTime = [](const auto& a, const auto& b) { return a.timeMs < b.timeMs; };
    const auto [earliest, latest] = std::ranges::minmax_element(batch.transactions(), byTime);
    ChunkHeader header;
    header.firstSeq = grown != nullptr ? grown->firstSeq : state.sealedEventCount;
    header.lastSeq = header.firstSeq + batch.unitCount() - 1;
    header.transactionCount = batch.transactions().size();
    header.firstMs = earliest->timeMs;
    header.lastMs = latest->timeMs;
    header.encoding = kChunkEncoding;
    header.codec = packing.codec;
    header.rawSize = raw.size();
    const AgentRanges ranges = rangesOf(batch);
    header.versionVector = encodeVersionVector(ranges);
    header.previousHash = grown != nullptr ? grown->previousHash : state.chunkLink;
    header.rowHash = rowHash;
    header.hash = chunkHash(header, raw);
    const Bytes data = packColumns(raw, packing);
    Result<Statement> insert = connection.prepare(grown != nullptr ? kGrowChunk : kInsertChunk);
    if (!insert) return std::unexpected(insert.error());
    const std::optional<Blob> rowHashBlob =
        rowHash ? std::optional(Blob{hashView(*header.rowHash)}) : std::optional<Blob>();
    Result<void> written =
        insert
            ->with(static_cast<std::int64_t>(header.firstSeq), static_cast<std::int64_t>(header.lastSeq),
                   static_cast<std::int64_t>(header.transactionCount), header.firstMs, header.lastMs, header.encoding,
                   header.codec, static_cast<std::int64_t>(header.rawSize), Blob{header.versionVector},
                   Blob{hashView(header.previousHash)}, rowHashBlob, Blob{hashView(header.hash)}, Blob{data})
            .run();
    if (!written) return written;
    state.chunkLink = header.hash;
    state.tailLink = header.linkForRows();
    // Of sealed rows this is known already and may be further on.
    for (const auto& [agent, range] : ranges) {
        std::uint32_t& next = state.agents.at(agent).nextSequence;
        next = std::max(next, range.end);
    }
    if (grown == nullptr) state.chunkCount += 1;
    state.sealedEventCount = header.lastSeq + 1;
    return {};
}

}  // namespace varve::storage

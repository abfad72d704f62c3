// Writes events into the two tables that hold them: transactions as rows of the tail, and batches as sealed chunks.
// Runs inside a transaction that the caller commits; keeps the caller's StoreState in step.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "event/event_batch.h"
#include "storage/chain.h"
#include "storage/chunk_packing.h"
#include "storage/store_state.h"

namespace varve::storage {

inline constexpr std::int64_t kChunkEncoding = 1;  // event::encodeColumns, version 1
/// Adds transactions [first, end) of `from` to `to`, without the records of agents.
void copyTransactions(const event::EventBatch& from, std::size_t first, std::size_t end, event::EventBatch& to);

/// Which events of whom a batch holds.
AgentRanges rangesOf(const event::EventBatch& batch);

/// Adds the records of the batch's authors that are known, so that a chunk says by itself who wrote it.
void addKnownAgents(const AgentRows& agents, event::EventBatch& batch);

class TailWriter {
  public:
    static Result<TailWriter> prepare(SqliteConnection& connection);
    /// One row for transaction number `index`.
    Result<void> write(StoreState& state, const event::EventBatch& batch, std::size_t index);

  private:
    explicit TailWriter(Statement insert) : m_insert(std::move(insert)) {}
    Statement m_insert;
};

/// One chunk that follows the last one or, with `grown`, takes the place of that last one, whose events `batch` begins
/// with. rowHash: see ChunkHeader. The chunk is decoded again and compared before it is written, since its rows go.
/// Changes chunkLink, tailLink, chunkCount and sealedEventCount of the state, nothing else.
Result<void> writeChunk(SqliteConnection& connection, StoreState& state, const event::EventBatch& batch,
                        const std::optional<Hash>& rowHash, const Packing& packing, const ChunkHeader* grown = nullptr);

}  // namespace varve::storage

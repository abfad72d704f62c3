// Reads every stored event back: sealed chunks first, then the tail, with every hash checked on the way. Damage is
// handed over as a range and reading goes on behind it, so that the same walk serves loading and verifying.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "event/event_batch.h"
#include "event/event_log.h"
#include "storage/chain.h"
#include "storage/sqlite_connection.h"
#include "storage/store_state.h"

namespace varve::storage {

/// Events [beginSeq, endSeq) in arrival order that cannot be trusted. endSeq == beginSeq: it is not known how many.
struct DamagedRange {
    std::uint64_t beginSeq = 0;
    std::uint64_t endSeq = 0;
    std::string reason;  // a clause in plain words
    friend bool operator==(const DamagedRange&, const DamagedRange&) = default;
};

/// What a walk over all events found.
struct ReadReport {
    std::uint64_t eventCount = 0;  // events whose hash fitted
    std::uint64_t transactionCount = 0;
    std::uint64_t chunkCount = 0;
    std::uint64_t rowCount = 0;
    std::vector<DamagedRange> damaged;
    [[nodiscard]] bool isIntact() const { return damaged.empty(); }
};

enum class AfterDamage : std::uint8_t { kStop, kGoOn };

/// Hands over events in arrival order. Batches carry no agent records except those sealed with them.
/// `log`: when given, chunks of which all is new and well-formed go straight into it and are not handed over; after
/// damage it may hold events that should not be there.
/// Errors: only where SQLite or the system stop the walk; damage is in the report.
Result<ReadReport> readEvents(SqliteConnection& connection, const std::string& documentId, const AgentRows& agents,
                              AfterDamage afterDamage, const std::function<void(event::EventBatch&&)>& receive,
                              event::EventLog* log = nullptr);

/// The oldest rows of the tail as a batch: at most `rowCountMax` rows, and no more than `eventCountMax` events unless
/// the first row alone has more.
struct TailBlock {
    event::EventBatch batch;
    std::uint64_t rowCount = 0;
    Hash lastHash{};
};
/// previous: what the first row chains to. Errors: kMalformed when a row does not fit its hash.
Result<TailBlock> readTailBlock(SqliteConnection& connection, const AgentRows& agents, const Hash& previous,
                                std::uint64_t rowCountMax, std::uint64_t eventCountMax);

/// The newest chunk with its events, without records of agents.
struct LastChunk {
    ChunkHeader header;
    event::EventBatch batch;
};
/// Nothing when there is no chunk or the newest has more than `rawSizeMax` bytes of columns. Errors: kMalformed when it
/// does not fit its hash.
Result<std::optional<LastChunk>> readLastChunk(SqliteConnection& connection, std::uint64_t rawSizeMax);

/// A sentence about damage: what cannot be read, and what is still there.
std::string damageSentence(const std::filesystem::path& path, const ReadReport& report);

}  // namespace varve::storage

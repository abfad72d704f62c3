// The hash chain over stored events: what one link covers, for rows of the tail and for sealed chunks. Pure functions
// over values; the tables that hold them are read and written in tail_table and chunk_table. FORMAT.md has the byte
// layout.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/bytes.h"
#include "base/hash.h"
#include "event/event_batch.h"

namespace varve::storage {

/// One transaction in the unsealed tail, without its body.
struct RowHeader {
    std::uint64_t firstSeq = 0;  // number of events before it, in arrival order
    event::EventId first;
    std::uint32_t eventCount = 0;
    std::int64_t version = 1;  // of the row format
};

/// One sealed chunk, without its data.
struct ChunkHeader {
    std::uint64_t firstSeq = 0;
    std::uint64_t lastSeq = 0;  // inclusive
    std::uint64_t transactionCount = 0;
    std::int64_t firstMs = 0;  // earliest and latest wall clock in it
    std::int64_t lastMs = 0;
    std::int64_t encoding = 1;
    std::int64_t codec = 1;
    std::uint64_t rawSize = 0;
    Bytes versionVector;  // encodeVersionVector() of its events
    Hash previousHash{};
    std::optional<Hash> rowHash;  // of the last row sealed into it: the tail goes on from there
    Hash hash{};

    [[nodiscard]] std::uint64_t eventCount() const { return lastSeq - firstSeq + 1; }
    /// What the next row chains to.
    [[nodiscard]] const Hash& linkForRows() const { return rowHash ? *rowHash : hash; }
};

/// H(previous ‖ row header ‖ body).
Hash rowHash(const Hash& previous, const RowHeader& header, BytesView body);
/// H(previous ‖ chunk header ‖ uncompressed columns); header.hash is not looked at.
Hash chunkHash(const ChunkHeader& header, BytesView raw);
/// Covers everything that is stored of an agent.
Hash agentHash(const event::AgentId& id, const std::optional<event::AgentRecord>& record);

/// Sequence numbers of one agent that a chunk holds: [begin, end).
struct AgentRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    friend bool operator==(const AgentRange&, const AgentRange&) = default;
};
using AgentRanges = std::map<event::AgentId, AgentRange>;

/// Which events of whom: the same bytes for the same ranges.
Bytes encodeVersionVector(const AgentRanges& ranges);
/// Nothing when the bytes are malformed.
std::optional<AgentRanges> decodeVersionVector(BytesView bytes);

}  // namespace varve::storage

// What a store remembers of its file between calls: where the log ends, what the next link chains to, and how far each
// agent is. Read from the file when it opens, and again after a failed write.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/hash.h"
#include "event/event_batch.h"
#include "storage/chain.h"
#include "storage/sqlite_connection.h"

namespace varve::storage {

struct AgentState {
    std::int64_t index = -1;  // agent.idx; -1 where a damaged file lacks the row, which no event may name
    bool isRecorded = false;  // user, device and start are known
    std::uint32_t nextSequence = 0;
};

struct StoreState {
    std::uint64_t eventCount = 0;
    std::uint64_t transactionCount = 0;
    std::uint64_t chunkCount = 0;
    std::uint64_t sealedEventCount = 0;
    std::uint64_t rowCount = 0;  // transactions in the tail
    Hash chunkLink{};            // what the next chunk chains to
    Hash rowLink{};              // what the next row chains to
    Hash tailLink{};             // what the oldest row of the tail chains to
    std::map<event::AgentId, AgentState> agents;
    std::int64_t nextAgentIndex = 0;
};

/// Cost: O(chunks + rows in the tail). Hashes are not checked here but when events are read. Errors: kMalformed where
/// SQLite cannot read its own pages.
Result<StoreState> readState(SqliteConnection& connection, const std::string& documentId);

/// Who the agents are.
struct AgentRows {
    std::map<std::int64_t, event::AgentId> ids;
    std::vector<event::AgentRecord> records;  // in the order in which they became known; only those recorded
    std::vector<std::int64_t> damaged;        // rows whose hash does not fit
};
Result<AgentRows> readAgents(SqliteConnection& connection);

/// Makes sure that the agent has a row; fills in `record` when given and not yet known. Inside a transaction.
Result<void> rememberAgent(SqliteConnection& connection, StoreState& state, const event::AgentId& id,
                           const event::AgentRecord* record);

}  // namespace varve::storage

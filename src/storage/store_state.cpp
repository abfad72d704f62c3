#include "storage/store_state.h"

#include <algorithm>

#include "storage/schema.h"

namespace varve::storage {

namespace {

constexpr std::size_t kAgentIdSize = 16;

std::optional<event::AgentId> agentIdFromBytes(BytesView bytes) {
    event::AgentId id;
    if (bytes.size() != kAgentIdSize) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(id.bytes.data()));
    return id;
}

BytesView bytesOf(const event::AgentId& id) {
    return {reinterpret_cast<const char*>(id.bytes.data()), kAgentIdSize};
}

Hash hashFromBytes(BytesView bytes) {
    Hash hash{};
    if (bytes.size() == hash.size()) std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(hash.data()));
    return hash;
}

Result<void> addAgents(SqliteConnection& connection, StoreState& state) {
    Result<Statement> rows = connection.prepare("SELECT idx, id, user IS NOT NULL FROM agent ORDER BY idx");
    if (!rows) return std::unexpected(rows.error());
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return {};
        state.nextAgentIndex = rows->integer(0) + 1;
        const std::optional<event::AgentId> id = agentIdFromBytes(rows->blob(1));
        if (id) state.agents[*id] = {rows->integer(0), rows->integer(2) != 0, 0};
    }
}

Result<void> addChunks(SqliteConnection& connection, StoreState& state) {
    Result<Statement> rows = connection.prepare(
        "SELECT last_seq, transaction_count, version_vector, row_hash, hash FROM chunk ORDER BY first_seq");
    if (!rows) return std::unexpected(rows.error());
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return {};
        state.chunkCount += 1;
        state.sealedEventCount = static_cast<std::uint64_t>(rows->integer(0)) + 1;
        state.transactionCount += static_cast<std::uint64_t>(rows->integer(1));
        state.chunkLink = hashFromBytes(rows->blob(4));
        state.rowLink = state.tailLink = rows->isNull(3) ? state.chunkLink : hashFromBytes(rows->blob(3));
        const std::optional<AgentRanges> ranges = decodeVersionVector(rows->blob(2));
        if (!ranges) continue;  // reading the chunk reports the damage
        for (const auto& [id, range] : *ranges)
            state.agents[id].nextSequence = range.end;
    }
}

Result<void> addRows(SqliteConnection& connection, StoreState& state) {
    Result<Statement> rows = connection.prepare(
        "SELECT e.seq, a.id, e.agent_seq, e.event_count, e.hash FROM event e LEFT JOIN agent a ON a.idx = e.agent "
        "ORDER BY e.seq");
    if (!rows) return std::unexpected(rows.error());
    state.eventCount = state.sealedEventCount;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return {};
        state.rowCount += 1;
        state.transactionCount += 1;
        state.eventCount = static_cast<std::uint64_t>(rows->integer(0) + rows->integer(3));
        state.rowLink = hashFromBytes(rows->blob(4));
        if (const std::optional<event::AgentId> id = agentIdFromBytes(rows->blob(1))) {
            state.agents[*id].nextSequence = static_cast<std::uint32_t>(rows->integer(2) + rows->integer(3));
        }
    }
}

}  // namespace

Result<StoreState> readState(SqliteConnection& connection, const std::string& documentId) {
    StoreState state;
    state.chunkLink = state.rowLink = state.tailLink = genesisHash(documentId);
    if (Result<void> added = addAgents(connection, state); !added) return std::unexpected(added.error());
    if (Result<void> added = addChunks(connection, state); !added) return std::unexpected(added.error());
    if (Result<void> added = addRows(connection, state); !added) return std::unexpected(added.error());
    return state;
}

Result<AgentRows> readAgents(SqliteConnection& connection) {
    Result<Statement> rows =
        connection.prepare("SELECT idx, id, user, device, started_ms, hash FROM agent ORDER BY idx");
    if (!rows) return std::unexpected(rows.error());
    AgentRows agents;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return agents;
        const std::int64_t index = rows->integer(0);
        const std::optional<event::AgentId> id = agentIdFromBytes(rows->blob(1));
        if (!id) {
            agents.damaged.push_back(index);
            continue;
        }
        agents.ids[index] = *id;
        std::optional<event::AgentRecord> record;
        if (!rows->isNull(2)) {
            record = {*id, std::string(rows->text(2)), std::string(rows->text(3)), rows->integer(4)};
        }
        if (rows->blob(5) != hashView(agentHash(*id, record))) {
            agents.damaged.push_back(index);
        } else if (record) {
            agents.records.push_back(std::move(*record));
        }
    }
}

Result<void> rememberAgent(SqliteConnection& connection, StoreState& state, const event::AgentId& id,
                           const event::AgentRecord* record) {
    const auto known = state.agents.find(id);
    const bool exists = known != state.agents.end();
    if (exists && (record == nullptr || known->second.isRecorded)) return {};
    const std::int64_t index = exists ? known->second.index : state.nextAgentIndex;
    const Hash hash = agentHash(id, record == nullptr ? std::nullopt : std::optional(*record));
    Result<Statement> statement = connection.prepare(
        exists ? "UPDATE agent SET user = ?3, device = ?4, started_ms = ?5, hash = ?6 WHERE idx = ?1 AND id = ?2"
               : "INSERT INTO agent(idx, id, user, device, started_ms, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    if (!statement) return std::unexpected(statement.error());
    const Blob idBlob{bytesOf(id)};
    const Blob hashBlob{hashView(hash)};
    Result<void> done;
    if (record != nullptr) {
        done = statement
                   ->with(index, idBlob, std::string_view(record->user), std::string_view(record->device),
                          record->startedMs, hashBlob)
                   .run();
    } else {
        done = statement->with(index, idBlob, nullptr, nullptr, nullptr, hashBlob).run();
    }
    if (!done) return done;
    AgentState& agent = state.agents[id];
    agent.index = index;
    agent.isRecorded = record != nullptr;
    state.nextAgentIndex = std::max(state.nextAgentIndex, index + 1);
    return {};
}

}  // namespace varve::storage

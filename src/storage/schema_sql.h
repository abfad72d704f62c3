// The SQL of the tables, for each format version (FORMAT.md beside this file). SQLite stores each statement as it is
// written here, and a file is compared with what is written here: never reformat one.
#pragma once

#include <array>

namespace varve::storage {

/// Format 1: every object, triggers too, is in the file from the beginning.
inline constexpr std::array<const char*, 15> kSchemaOfFormat1 = {
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT",
    "CREATE TABLE agent(idx INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK(length(id) = 16), user TEXT, device "
    "TEXT, "
    "started_ms INTEGER, public_key BLOB, hash BLOB NOT NULL) STRICT",
    "CREATE TABLE event(seq INTEGER PRIMARY KEY, agent INTEGER NOT NULL REFERENCES agent(idx), "
    "agent_seq INTEGER NOT NULL, event_count INTEGER NOT NULL CHECK(event_count > 0), version INTEGER NOT NULL, "
    "hash BLOB NOT NULL, body BLOB NOT NULL, UNIQUE(agent, agent_seq)) STRICT",
    "CREATE TABLE chunk(first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL UNIQUE, "
    "transaction_count INTEGER NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, encoding INTEGER NOT "
    "NULL, "
    "codec INTEGER NOT NULL, raw_size INTEGER NOT NULL, version_vector BLOB NOT NULL, prev_hash BLOB NOT NULL, "
    "row_hash BLOB, hash BLOB NOT NULL, data BLOB NOT NULL, CHECK(last_seq >= first_seq)) STRICT",
    "CREATE TABLE keyframe(projection TEXT NOT NULL, seq INTEGER NOT NULL, version BLOB NOT NULL, "
    "state_hash BLOB NOT NULL, codec INTEGER NOT NULL, created_ms INTEGER NOT NULL, data BLOB NOT NULL, "
    "PRIMARY KEY(projection, seq)) STRICT",
    "CREATE TABLE tracking(consumer TEXT NOT NULL, upstream TEXT NOT NULL, position INTEGER NOT NULL, "
    "updated_ms INTEGER NOT NULL, PRIMARY KEY(consumer, upstream)) STRICT",
    "CREATE TABLE blob(hash BLOB PRIMARY KEY, media_type TEXT NOT NULL, size INTEGER NOT NULL, data BLOB NOT NULL) "
    "STRICT",
    "CREATE TRIGGER event_in_order BEFORE INSERT ON event WHEN NEW.seq <> coalesce("
    "(SELECT seq + event_count FROM event ORDER BY seq DESC LIMIT 1), "
    "(SELECT last_seq + 1 FROM chunk ORDER BY last_seq DESC LIMIT 1), 0) "
    "BEGIN SELECT RAISE(ABORT, 'events are appended in order'); END",
    "CREATE TRIGGER event_never_changes BEFORE UPDATE ON event "
    "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
    "CREATE TRIGGER event_leaves_only_sealed BEFORE DELETE ON event WHEN NOT EXISTS ("
    "SELECT 1 FROM chunk WHERE last_seq >= OLD.seq + OLD.event_count - 1 AND +first_seq <= OLD.seq) "
    "BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    "CREATE TRIGGER chunk_in_order BEFORE INSERT ON chunk WHEN NEW.first_seq <> coalesce("
    "(SELECT last_seq + 1 FROM chunk ORDER BY last_seq DESC LIMIT 1), 0) "
    "BEGIN SELECT RAISE(ABORT, 'chunks are appended in order'); END",
    "CREATE TRIGGER chunk_never_changes BEFORE UPDATE ON chunk "
    "BEGIN SELECT RAISE(ABORT, 'chunks are never changed'); END",
    "CREATE TRIGGER chunk_never_leaves BEFORE DELETE ON chunk "
    "BEGIN SELECT RAISE(ABORT, 'chunks are never deleted'); END",
    "CREATE TRIGGER agent_known_never_changes BEFORE UPDATE ON agent WHEN OLD.user IS NOT NULL "
    "OR NEW.idx <> OLD.idx OR NEW.id <> OLD.id BEGIN SELECT RAISE(ABORT, 'agents are never changed'); END",
    "CREATE TRIGGER agent_never_leaves BEFORE DELETE ON agent "
    "BEGIN SELECT RAISE(ABORT, 'agents are never deleted'); END",
};

/// Format 2: what every file has.
inline constexpr std::array<const char*, 3> kTables = {
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE agent(idx INTEGER PRIMARY KEY, id BLOB NOT NULL, user TEXT, device TEXT, started_ms INTEGER, "
    "hash BLOB NOT NULL) STRICT",
    "CREATE TABLE chunk(first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL UNIQUE, "
    "transaction_count INTEGER NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, "
    "encoding INTEGER NOT NULL, codec INTEGER NOT NULL, raw_size INTEGER NOT NULL, version_vector BLOB NOT NULL, "
    "prev_hash BLOB NOT NULL, row_hash BLOB, hash BLOB NOT NULL, data BLOB NOT NULL) STRICT",
};

/// A table that a file has only while there is something to be in it.
struct TableOnDemand {
    const char* name;
    const char* sql;
    const char* shadow;  // an empty stand-in of the connection's own, so that queries need not know whether it is there
};
inline constexpr std::array<TableOnDemand, 3> kTablesOnDemand = {{
    {"event",
     "CREATE TABLE event(seq INTEGER PRIMARY KEY, agent INTEGER NOT NULL REFERENCES agent(idx), "
     "agent_seq INTEGER NOT NULL, event_count INTEGER NOT NULL CHECK(event_count > 0), version INTEGER NOT NULL, "
     "hash BLOB NOT NULL, body BLOB NOT NULL, UNIQUE(agent, agent_seq)) STRICT",
     "CREATE TEMP TABLE event(seq INTEGER PRIMARY KEY, agent, agent_seq, event_count, version, hash, body)"},
    {"keyframe",
     "CREATE TABLE keyframe(projection TEXT NOT NULL, seq INTEGER NOT NULL, version BLOB NOT NULL, "
     "state_hash BLOB NOT NULL, codec INTEGER NOT NULL, created_ms INTEGER NOT NULL, data BLOB NOT NULL, "
     "PRIMARY KEY(projection, seq)) STRICT, WITHOUT ROWID",
     "CREATE TEMP TABLE keyframe(projection, seq, version, state_hash, codec, created_ms, data)"},
    // The same as in format 1, so that what reads and writes it need not tell the two apart.
    {"blob",
     "CREATE TABLE blob(hash BLOB PRIMARY KEY, media_type TEXT NOT NULL, size INTEGER NOT NULL, data BLOB NOT NULL) "
     "STRICT",
     "CREATE TEMP TABLE blob(hash, media_type, size, data)"},
}};

/// Triggers of each connection that writes. They keep our own mistakes from the history; what others do to a file, the
/// hash chain tells. A chunk may only grow, over rows of the tail that follow it.
inline constexpr std::array<const char*, 8> kGuards = {
    "CREATE TEMP TRIGGER event_in_order BEFORE INSERT ON main.event WHEN NEW.seq <> coalesce("
    "(SELECT seq + event_count FROM event ORDER BY seq DESC LIMIT 1), "
    "(SELECT last_seq + 1 FROM chunk ORDER BY last_seq DESC LIMIT 1), 0) "
    "BEGIN SELECT RAISE(ABORT, 'events are appended in order'); END",
    "CREATE TEMP TRIGGER event_never_changes BEFORE UPDATE ON main.event "
    "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
    "CREATE TEMP TRIGGER event_leaves_only_sealed BEFORE DELETE ON main.event WHEN NOT EXISTS ("
    "SELECT 1 FROM chunk WHERE last_seq >= OLD.seq + OLD.event_count - 1 AND +first_seq <= OLD.seq) "
    "BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    "CREATE TEMP TRIGGER chunk_in_order BEFORE INSERT ON main.chunk WHEN NEW.last_seq < NEW.first_seq OR "
    "NEW.first_seq <> coalesce((SELECT last_seq + 1 FROM chunk ORDER BY last_seq DESC LIMIT 1), 0) "
    "BEGIN SELECT RAISE(ABORT, 'chunks are appended in order'); END",
    "CREATE TEMP TRIGGER chunk_only_grows BEFORE UPDATE ON main.chunk WHEN NEW.first_seq <> OLD.first_seq "
    "OR NEW.prev_hash <> OLD.prev_hash OR NEW.last_seq <= OLD.last_seq "
    "OR OLD.last_seq <> (SELECT last_seq FROM chunk ORDER BY last_seq DESC LIMIT 1) "
    "OR NOT EXISTS (SELECT 1 FROM event WHERE seq + event_count = NEW.last_seq + 1) "
    "BEGIN SELECT RAISE(ABORT, 'chunks are never changed'); END",
    "CREATE TEMP TRIGGER chunk_never_leaves BEFORE DELETE ON main.chunk "
    "BEGIN SELECT RAISE(ABORT, 'chunks are never deleted'); END",
    "CREATE TEMP TRIGGER agent_known_never_changes BEFORE UPDATE ON main.agent WHEN OLD.user IS NOT NULL "
    "OR NEW.idx <> OLD.idx OR NEW.id <> OLD.id BEGIN SELECT RAISE(ABORT, 'agents are never changed'); END",
    "CREATE TEMP TRIGGER agent_never_leaves BEFORE DELETE ON main.agent "
    "BEGIN SELECT RAISE(ABORT, 'agents are never deleted'); END",
};

}  // namespace varve::storage

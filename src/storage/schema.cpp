#include "storage/schema.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <set>

#include "storage/file_probe.h"
#include "storage/sqlite_error.h"

namespace varve::storage {

namespace {

/// Each statement is stored by SQLite as written here and compared as written here: never reformat one.
constexpr std::array<const char*, 15> kSchema = {
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

/// type, name, table and SQL of every object, in a form that can be compared.
Result<std::set<std::string>> schemaObjects(SqliteConnection& connection) {
    Result<Statement> rows = connection.prepare("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema");
    if (!rows) return std::unexpected(rows.error());
    std::set<std::string> objects;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return objects;
        std::string object;
        for (int column = 0; column < 4; ++column)
            object += std::string(rows->text(column)) + '\x1f';
        objects.insert(std::move(object));
    }
}

/// What schemaObjects() gives for a file of ours, taken from a database in memory, so that the list exists once.
std::set<std::string> expectedObjects() {
    Result<std::unique_ptr<SqliteConnection>> memory = SqliteConnection::openInMemory();
    if (!memory) return {};
    for (const char* sql : kSchema) {
        if (!(*memory)->execute(sql)) return {};
    }
    return schemaObjects(**memory).value_or(std::set<std::string>{});
}

std::string nameOfObject(const std::string& object) {
    const std::size_t begin = object.find('\x1f') + 1;
    return object.substr(0, begin - 1) + " “" + object.substr(begin, object.find('\x1f', begin) - begin) + "”";
}

std::uint32_t bigEndian32(BytesView bytes, std::size_t offset) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | static_cast<std::uint8_t>(bytes[offset + i]);
    return value;
}

Error needsNewer(const std::string& name) {
    return {ErrorCode::kUnsupported,
            name + " was written by a newer Varve that this one cannot read. Update Varve to open it."};
}

}  // namespace

Result<void> createSchema(SqliteConnection& connection, const std::string& documentId) {
    // Sealing leaves free pages behind; closing gives them back, so that a document is as small as its content.
    if (Result<void> sized = connection.execute("PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL"); !sized)
        return sized;
    Result<SqlTransaction> transaction = SqlTransaction::begin(connection, "EXCLUSIVE");
    if (!transaction) return std::unexpected(transaction.error());
    for (const char* sql : kSchema) {
        if (Result<void> created = connection.execute(sql); !created) return created;
    }
    Result<Statement> insert = connection.prepare("INSERT INTO meta(key, value) VALUES(?, ?)");
    if (!insert) return std::unexpected(insert.error());
    if (Result<void> done = insert->with("document", std::string_view(documentId)).run(); !done) return done;
    const std::array<std::pair<const char*, std::int64_t>, 4> numbers = {{{"format", kFormatVersion},
                                                                          {"semantics", kSemanticsVersion},
                                                                          {"min_reader", kFormatVersion},
                                                                          {"min_writer", kFormatVersion}}};
    for (const auto& [key, value] : numbers) {
        if (Result<void> done = insert->with(key, value).run(); !done) return done;
    }
    const std::string marks = "PRAGMA application_id=" + std::to_string(kApplicationId) +
                              "; PRAGMA user_version=" + std::to_string(kFormatVersion);
    if (Result<void> marked = connection.execute(marks); !marked) return marked;
    return transaction->commit();
}

Result<JournalKind> checkHeader(SqliteConnection& connection) {
    const std::string name = quotedName(connection.pathShown());
    const Result<Bytes> header = connection.readHeader(kSqliteHeaderSize);
    if (!header) return std::unexpected(header.error());
    if (header->empty()) return failure(ErrorCode::kMalformed, name + " is empty: it holds no document.");
    constexpr BytesView kMagic("SQLite format 3\0", 16);
    const BytesView seen(*header);
    if (seen.substr(0, kMagic.size()) != kMagic.substr(0, std::min(seen.size(), kMagic.size()))) {
        return failure(ErrorCode::kMalformed, name + " is not a Varve document.");
    }
    if (seen.size() < kSqliteHeaderSize) {
        return failure(ErrorCode::kMalformed,
                       name + " is cut off: only its first " + std::to_string(seen.size()) + " bytes are there.");
    }
    if (bigEndian32(seen, 68) != kApplicationId) {
        return failure(ErrorCode::kUnsupported, name + " is a database of another program, not a Varve document.");
    }
    if (bigEndian32(seen, 60) > kFormatVersion) return std::unexpected(needsNewer(name));
    const std::uint32_t pageSize = static_cast<std::uint8_t>(seen[16]) * 256U + static_cast<std::uint8_t>(seen[17]);
    const std::uint64_t sizeStated = std::uint64_t{pageSize} * bigEndian32(seen, 28);
    const Result<std::uint64_t> sizeSeen = connection.fileSize();
    if (!sizeSeen) return std::unexpected(sizeSeen.error());
    // The stated size counts only when written by the same change as the rest of the header. A log beside the file may
    // hold the pages that are missing: a checkpoint writes the header first.
    const bool isStated = bigEndian32(seen, 24) == bigEndian32(seen, 92) && !hasLeftoverLog(connection.path());
    if (isStated && *sizeSeen < sizeStated) {
        return failure(ErrorCode::kMalformed, name + " is cut off: " + std::to_string(*sizeSeen) + " of its " +
                                                  std::to_string(sizeStated) + " bytes are there.");
    }
    return seen[18] == 2 || seen[19] == 2 ? JournalKind::kWriteAhead : JournalKind::kRollback;
}

Result<void> checkSchema(SqliteConnection& connection) {
    const Result<std::set<std::string>> found = schemaObjects(connection);
    if (!found) return std::unexpected(found.error());
    const std::set<std::string> expected = expectedObjects();
    const std::string name = quotedName(connection.pathShown());
    for (const std::string& object : *found) {
        if (!expected.contains(object)) {
            return failure(ErrorCode::kUnsupported, name + " holds something that no Varve document has (" +
                                                        nameOfObject(object) + ") and was not opened.");
        }
    }
    for (const std::string& object : expected) {
        if (!found->contains(object)) {
            return failure(ErrorCode::kUnsupported, name + " lacks a part of every Varve document (" +
                                                        nameOfObject(object) + ") and was not opened.");
        }
    }
    return {};
}

Result<Meta> readMeta(SqliteConnection& connection) {
    const std::string name = quotedName(connection.pathShown());
    Result<Statement> query = connection.prepare("SELECT value FROM meta WHERE key = ?");
    if (!query) return std::unexpected(query.error());
    const auto number = [&](const char* key) -> Result<std::int64_t> {
        const Result<bool> row = query->with(key).step();
        if (!row) return std::unexpected(row.error());
        const std::int64_t value = *row ? query->integer(0) : 0;
        query->reset();
        if (value < 1)
            return failure(ErrorCode::kMalformed, name + " is damaged: its “" + key + "” entry cannot be read.");
        return value;
    };
    for (const auto& [key, ours] : {std::pair{"format", kFormatVersion}, std::pair{"min_reader", kFormatVersion},
                                    std::pair{"semantics", kSemanticsVersion}}) {
        const Result<std::int64_t> value = number(key);
        if (!value) return std::unexpected(value.error());
        if (*value > ours) return std::unexpected(needsNewer(name));
    }
    const Result<std::int64_t> minWriter = number("min_writer");
    if (!minWriter) return std::unexpected(minWriter.error());
    Meta meta;
    meta.isWritable = *minWriter <= kFormatVersion;
    const Result<bool> row = query->with("document").step();
    if (!row) return std::unexpected(row.error());
    if (*row) meta.documentId = query->text(0);
    if (!isDocumentId(meta.documentId)) {
        return failure(ErrorCode::kMalformed, name + " is damaged: its document id cannot be read.");
    }
    return meta;
}

bool isDocumentId(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

Hash genesisHash(const std::string& documentId) {
    return hashBytes("varve chain 1 " + documentId);
}

}  // namespace varve::storage

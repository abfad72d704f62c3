#include "storage/sqlite_keyframe_store.h"

#include <algorithm>

#include "base/compression.h"
#include "storage/sqlite_error.h"

namespace varve::storage {

namespace {

constexpr std::string_view kProjection = "text";
constexpr std::int64_t kCodecZstd = 1;
constexpr int kCompressionLevel = 3;  // rewritten often, never sent
constexpr std::size_t kRawSizeMax = std::size_t{1} << 30;

/// agent and sequence number of each head, in the keyframe's order.
Bytes versionBytes(const history::Keyframe& keyframe) {
    ByteWriter writer;
    for (const event::EventId& id : keyframe.version) {
        writer.writeRaw({reinterpret_cast<const char*>(id.agent.bytes.data()), id.agent.bytes.size()});
        writer.writeVarint(id.sequence.value);
    }
    return writer.take();
}

/// The row's keyframe, when every part of the row fits the others.
Result<history::Keyframe> readRow(const Statement& rows) {
    Error unreadable{ErrorCode::kMalformed, "A stored state of the text is damaged. It is made anew from the events."};
    if (rows.integer(2) != kCodecZstd) return std::unexpected(std::move(unreadable));
    const Result<Bytes> raw = decompressBytes(rows.blob(3), kRawSizeMax);
    if (!raw) return std::unexpected(std::move(unreadable));
    Result<history::Keyframe> keyframe = history::decodeKeyframe(*raw);
    if (!keyframe) return keyframe;
    if (versionBytes(*keyframe) != rows.blob(0) || hashView(history::stateHash(*keyframe)) != rows.blob(1)) {
        return std::unexpected(std::move(unreadable));
    }
    return keyframe;
}

Result<Statement> newestFirst(SqliteConnection& connection) {
    return connection.prepare(
        "SELECT version, state_hash, codec, data FROM keyframe WHERE projection = 'text' ORDER BY seq DESC");
}

}  // namespace

Result<void> SqliteKeyframeStore::save(const history::Keyframe& keyframe) {
    const Result<SqliteConnection*> connection = m_store.connectionForWriting();
    if (!connection) return std::unexpected(connection.error());
    SqliteConnection& database = **connection;
    const Bytes version = versionBytes(keyframe);
    const Hash hash = history::stateHash(keyframe);
    const Bytes data = compressBytes(history::encodeKeyframe(keyframe), kCompressionLevel);
    Result<SqlTransaction> transaction = SqlTransaction::begin(database);
    if (!transaction) return std::unexpected(transaction.error());
    Result<Statement> same = database.prepare("DELETE FROM keyframe WHERE projection = ? AND version = ?");
    if (!same) return std::unexpected(same.error());
    if (Result<void> done = same->with(kProjection, Blob{version}).run(); !done) return done;
    Result<Statement> insert = database.prepare(
        "INSERT INTO keyframe(projection, seq, version, state_hash, codec, created_ms, data) "
        "SELECT ?1, coalesce(max(seq) + 1, 0), ?2, ?3, ?4, ?5, ?6 FROM keyframe WHERE projection = ?1");
    if (!insert) return std::unexpected(insert.error());
    Result<void> inserted =
        insert->with(kProjection, Blob{version}, Blob{hashView(hash)}, kCodecZstd, keyframe.createdMs, Blob{data})
            .run();
    if (!inserted) return inserted;
    Result<Statement> thin = database.prepare(
        "DELETE FROM keyframe WHERE projection = ?1 AND seq NOT IN "
        "(SELECT seq FROM keyframe WHERE projection = ?1 ORDER BY seq DESC LIMIT ?2)");
    if (!thin) return std::unexpected(thin.error());
    if (Result<void> done = thin->with(kProjection, std::int64_t{kKeyframeCountMax}).run(); !done) return done;
    return transaction->commit();
}

Result<std::optional<history::Keyframe>> SqliteKeyframeStore::newest() {
    Result<Statement> rows = newestFirst(m_store.connection());
    if (!rows) return std::unexpected(rows.error());
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return std::nullopt;
        if (Result<history::Keyframe> keyframe = readRow(*rows)) return std::move(*keyframe);
    }
}

Result<std::vector<history::Keyframe>> SqliteKeyframeStore::load() {
    Result<Statement> rows = newestFirst(m_store.connection());
    if (!rows) return std::unexpected(rows.error());
    std::vector<history::Keyframe> keyframes;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) break;
        Result<history::Keyframe> keyframe = readRow(*rows);
        if (!keyframe) return std::unexpected(keyframe.error());
        keyframes.push_back(std::move(*keyframe));
    }
    std::ranges::reverse(keyframes);
    return keyframes;
}

}  // namespace varve::storage

#include "storage/sqlite_keyframe_store.h"

#include "base/compression.h"
#include "history/keyframe_policy.h"
#include "storage/sqlite_error.h"

namespace varve::storage {

namespace {

constexpr std::string_view kNewest = "state";
constexpr std::string_view kMilestone = "milestone";
constexpr std::int64_t kCodecRaw = 0;
constexpr std::int64_t kCodecZstd = 1;
constexpr int kCompressionLevel = 3;

/// agent and sequence number of each head, in the keyframe's order.
Bytes versionBytes(const history::Keyframe& keyframe) {
    ByteWriter writer;
    for (const event::EventId& id : keyframe.state.version) {
        writer.writeRaw({reinterpret_cast<const char*>(id.agent.bytes.data()), id.agent.bytes.size()});
        writer.writeVarint(id.sequence.value);
    }
    return writer.take();
}

/// The row's keyframe, when its parts fit each other. The state hash is not computed: that takes longer than the rest.
Result<history::Keyframe> readRow(const Statement& rows) {
    Error unreadable{ErrorCode::kMalformed, "A stored state of the text is damaged. It is made anew from the events."};
    Bytes unpacked;
    BytesView bytes = rows.blob(2);
    if (rows.integer(1) == kCodecZstd) {
        Result<Bytes> raw = decompressBytes(bytes, history::kKeyframeSizeMax);
        if (!raw) return std::unexpected(std::move(unreadable));
        unpacked = std::move(*raw);
        bytes = unpacked;
    } else if (rows.integer(1) != kCodecRaw) {
        return std::unexpected(std::move(unreadable));
    }
    Result<history::Keyframe> keyframe = history::decodeKeyframe(bytes);
    if (keyframe && versionBytes(*keyframe) != rows.blob(0)) return std::unexpected(std::move(unreadable));
    return keyframe;
}

constexpr const char* kSelect =
    "SELECT version, codec, data, state_hash FROM keyframe WHERE projection IN ('state', 'milestone') ";

}  // namespace

Result<void> SqliteKeyframeStore::insert(SqliteConnection& connection, std::string_view projection,
                                         const history::Keyframe& keyframe) {
    const bool isNewest = projection == kNewest;
    Bytes data = history::encodeKeyframe(keyframe);
    if (!isNewest) data = compressBytes(data, kCompressionLevel);
    const Hash hash = history::stateHash(keyframe.state);
    Result<Statement> row = connection.prepare(
        "INSERT OR REPLACE INTO keyframe(projection, seq, version, state_hash, codec, created_ms, data) "
        "VALUES(?, ?, ?, ?, ?, ?, ?)");
    if (!row) return std::unexpected(row.error());
    return row
        ->with(projection, static_cast<std::int64_t>(keyframe.eventCount), Blob{versionBytes(keyframe)},
               Blob{hashView(hash)}, isNewest ? kCodecRaw : kCodecZstd, keyframe.createdMs, Blob{data})
        .run();
}

Result<void> SqliteKeyframeStore::saveNewest(const history::Keyframe& keyframe) {
    const Result<SqliteConnection*> connection = m_store.connectionForWriting();
    if (!connection) return std::unexpected(connection.error());
    Result<SqlTransaction> transaction = SqlTransaction::begin(**connection);
    if (!transaction) return std::unexpected(transaction.error());
    // Whatever an earlier Varve kept goes as well.
    Result<void> done = (*connection)->execute("DELETE FROM keyframe WHERE projection <> 'milestone'");
    if (done) done = insert(**connection, kNewest, keyframe);
    if (!done) return done;
    return transaction->commit();
}

Result<void> SqliteKeyframeStore::saveMilestone(const history::Keyframe& keyframe) {
    const Result<SqliteConnection*> connection = m_store.connectionForWriting();
    if (!connection) return std::unexpected(connection.error());
    Result<SqlTransaction> transaction = SqlTransaction::begin(**connection);
    if (!transaction) return std::unexpected(transaction.error());
    Result<void> done = insert(**connection, kMilestone, keyframe);
    if (done) done = thinMilestones(**connection);
    if (!done) return done;
    return transaction->commit();
}

Result<void> SqliteKeyframeStore::thinMilestones(SqliteConnection& connection) {
    const Result<std::int64_t> eventSize = connection.queryInteger(
        "SELECT coalesce((SELECT sum(length(data)) FROM chunk), 0) + coalesce((SELECT sum(length(body)) FROM event), "
        "0)");
    if (!eventSize) return std::unexpected(eventSize.error());
    Result<Statement> rows =
        connection.prepare("SELECT seq, length(data) FROM keyframe WHERE projection = 'milestone' ORDER BY seq");
    if (!rows) return std::unexpected(rows.error());
    std::vector<history::MilestoneSize> sizes;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) break;
        sizes.push_back({static_cast<std::uint64_t>(rows->integer(0)), static_cast<std::uint64_t>(rows->integer(1))});
    }
    const std::uint64_t budget = history::milestoneBudget(static_cast<std::uint64_t>(*eventSize));
    for (const std::size_t index : history::milestonesToDrop(sizes, budget)) {
        Result<Statement> drop = connection.prepare("DELETE FROM keyframe WHERE projection = 'milestone' AND seq = ?");
        if (!drop) return std::unexpected(drop.error());
        Result<void> dropped = drop->with(static_cast<std::int64_t>(sizes[index].eventCount)).run();
        if (!dropped) return dropped;
    }
    return {};
}

Result<std::optional<history::Keyframe>> SqliteKeyframeStore::newest() {
    Result<Statement> rows =
        m_store.connection().prepare(std::string(kSelect) + "ORDER BY projection = 'state' DESC, seq DESC");
    if (!rows) return std::unexpected(rows.error());
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return std::nullopt;
        if (Result<history::Keyframe> keyframe = readRow(*rows)) return std::move(*keyframe);
    }
}

Result<std::vector<std::uint64_t>> SqliteKeyframeStore::milestones() {
    Result<Statement> rows =
        m_store.connection().prepare("SELECT seq FROM keyframe WHERE projection = 'milestone' ORDER BY seq");
    if (!rows) return std::unexpected(rows.error());
    std::vector<std::uint64_t> counts;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return counts;
        counts.push_back(static_cast<std::uint64_t>(rows->integer(0)));
    }
}

Result<std::vector<history::Keyframe>> SqliteKeyframeStore::load() {
    Result<Statement> rows = m_store.connection().prepare(std::string(kSelect) + "ORDER BY projection = 'state', seq");
    if (!rows) return std::unexpected(rows.error());
    std::vector<history::Keyframe> keyframes;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return keyframes;
        Result<history::Keyframe> keyframe = readRow(*rows);
        if (!keyframe) return std::unexpected(keyframe.error());
        if (hashView(history::stateHash(keyframe->state)) != rows->blob(3)) {
            return failure(ErrorCode::kMalformed, "A stored state of the text differs from the hash beside it.");
        }
        keyframes.push_back(std::move(*keyframe));
    }
}

Result<void> SqliteKeyframeStore::clear() {
    const Result<SqliteConnection*> connection = m_store.connectionForWriting();
    if (!connection) return std::unexpected(connection.error());
    return (*connection)->execute("DELETE FROM keyframe");
}

}  // namespace varve::storage

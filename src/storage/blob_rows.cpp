#include "storage/blob_rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "storage/sqlite_error.h"

namespace varve::storage {

namespace {

constexpr const char* kUnknownMedia = "application/octet-stream";

std::unexpected<Error> damaged(const SqliteConnection& connection, const Hash& name) {
    return failure(ErrorCode::kMalformed, "An image in " + quotedName(connection.pathShown()) +
                                              " is damaged: its bytes have changed since they were stored (" +
                                              document::blobNameText(name).substr(0, 12) + "…).");
}

enum class Presence : std::uint8_t { kMissing, kThere, kImpossible };

/// Looks without reading the bytes: of a hostile file, they may be more than memory has.
Result<Presence> presenceOf(SqliteConnection& connection, const Hash& name) {
    Result<Statement> row = connection.prepare("SELECT size, length(data) FROM blob WHERE hash = ?");
    if (!row) return std::unexpected(row.error());
    const Result<bool> isThere = row->with(Blob{hashView(name)}).step();
    if (!isThere) return std::unexpected(isThere.error());
    if (!*isThere) return Presence::kMissing;
    const std::int64_t size = row->integer(1);
    const bool isPossible =
        size >= 1 && size <= static_cast<std::int64_t>(document::kBlobSizeMax) && size == row->integer(0);
    return isPossible ? Presence::kThere : Presence::kImpossible;
}

Result<void> replaceBlob(SqliteConnection& connection, const document::Blob& blob) {
    Result<Statement> remove = connection.prepare("DELETE FROM blob WHERE hash = ?");
    if (!remove) return std::unexpected(remove.error());
    if (Result<void> removed = remove->with(Blob{hashView(blob.name)}).run(); !removed) return removed;
    Result<Statement> insert = connection.prepare("INSERT INTO blob(hash, media_type, size, data) VALUES(?, ?, ?, ?)");
    if (!insert) return std::unexpected(insert.error());
    return insert
        ->with(Blob{hashView(blob.name)}, std::string_view(blob.media), static_cast<std::int64_t>(blob.bytes.size()),
               Blob{blob.bytes})
        .run();
}

}  // namespace

Result<void> writeBlobs(SqliteConnection& connection, std::span<const document::SharedBlob> blobs) {
    for (const document::SharedBlob& blob : blobs) {
        const Result<document::SharedBlob> known = readBlob(connection, blob->name);
        if (!known && known.error().code != ErrorCode::kMalformed) return std::unexpected(known.error());
        if (known && *known) continue;
        if (Result<void> written = replaceBlob(connection, *blob); !written) return written;
    }
    return {};
}

Result<document::SharedBlob> readBlob(SqliteConnection& connection, const Hash& name) {
    const Result<Presence> presence = presenceOf(connection, name);
    if (!presence) return std::unexpected(presence.error());
    if (*presence == Presence::kMissing) return nullptr;
    if (*presence == Presence::kImpossible) return damaged(connection, name);
    Result<Statement> row = connection.prepare("SELECT media_type, data FROM blob WHERE hash = ?");
    if (!row) return std::unexpected(row.error());
    const Result<bool> isThere = row->with(Blob{hashView(name)}).step();
    if (!isThere) return std::unexpected(isThere.error());
    if (!*isThere) return nullptr;
    std::string media(row->text(0));
    Result<document::SharedBlob> blob = document::makeBlob(Bytes(row->blob(1)), media);
    // The name vouches for the bytes alone.
    if (!blob) blob = document::makeBlob(Bytes(row->blob(1)), kUnknownMedia);
    if (!blob || (*blob)->name != name) return damaged(connection, name);
    return blob;
}

Result<std::vector<Hash>> blobNames(SqliteConnection& connection) {
    Result<Statement> rows = connection.prepare("SELECT hash FROM blob ORDER BY hash");
    if (!rows) return std::unexpected(rows.error());
    std::vector<Hash> names;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return names;
        Hash& name = names.emplace_back();
        const BytesView bytes = rows->blob(0);
        std::memcpy(name.data(), bytes.data(), std::min(bytes.size(), name.size()));
    }
}

Result<std::vector<std::string>> problemsOfBlobs(SqliteConnection& connection, std::size_t countMax) {
    const Result<std::vector<Hash>> names = blobNames(connection);
    if (!names && names.error().code == ErrorCode::kMalformed) return std::vector{names.error().message};
    if (!names) return std::unexpected(names.error());
    std::vector<std::string> problems;
    for (const Hash& name : *names) {
        if (problems.size() >= countMax) break;
        const Result<document::SharedBlob> blob = readBlob(connection, name);
        if (!blob && blob.error().code != ErrorCode::kMalformed) return std::unexpected(blob.error());
        if (!blob) problems.push_back(blob.error().message);
        if (blob && !*blob) problems.push_back("An image is stored under a name that is none.");
    }
    return problems;
}

}  // namespace varve::storage

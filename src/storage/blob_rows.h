// Rows of the table `blob` (FORMAT.md): written inside of the transaction that the caller commits, and compared with
// their names whenever they are read. Called by the event store, which writes them together with the events that name
// them, and by SqliteBlobStore.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "document/blob.h"
#include "storage/sqlite_connection.h"

namespace varve::storage {

/// Adds those that are not there. Bytes that are there but do not fit their name are replaced.
[[nodiscard]] Result<void> writeBlobs(SqliteConnection& connection, std::span<const document::SharedBlob> blobs);
/// Null when there is no such blob. Errors: kMalformed when the bytes do not fit the name. Cost: O(size).
[[nodiscard]] Result<document::SharedBlob> readBlob(SqliteConnection& connection, const Hash& name);
/// Every name, ascending, whether or not the bytes fit.
[[nodiscard]] Result<std::vector<Hash>> blobNames(SqliteConnection& connection);
/// One sentence for each blob whose bytes do not fit its name, at most `countMax`. Cost: O(bytes of all).
[[nodiscard]] Result<std::vector<std::string>> problemsOfBlobs(SqliteConnection& connection, std::size_t countMax);

}  // namespace varve::storage

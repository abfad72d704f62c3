// The tables of a .varve file (FORMAT.md beside this file), how a new file gets them, and the check that a file has
// exactly them. Called when a file is created, opened, first written to and closed.
#pragma once

#include <cstdint>
#include <string>

#include "base/hash.h"
#include "storage/sqlite_connection.h"

namespace varve::storage {

/// "Vrve" in the SQLite header, by which file(1) and we tell a document from any other database.
inline constexpr std::uint32_t kApplicationId = 0x56727665;
/// Layout of tables in new files; also `user_version`. Files of format 1 are read, and written on as they are.
inline constexpr std::int64_t kFormatVersion = 2;
/// Rules by which events become text.
inline constexpr std::int64_t kSemanticsVersion = 1;
inline constexpr std::size_t kSqliteHeaderSize = 100;

/// What the first 100 bytes of the file say.
enum class JournalKind : std::uint8_t { kRollback, kWriteAhead };

/// What `meta` says.
struct Meta {
    std::string documentId;
    std::int64_t format = kFormatVersion;
    bool isWritable = true;  // false: a newer Varve asked that older ones only read
};

/// Tables and meta of an empty document, in one transaction. The connection must be on an empty file.
Result<void> createSchema(SqliteConnection& connection, const std::string& documentId);

/// Looks at the header without taking a lock. Errors: kMalformed (not a database, empty, shorter than it says),
/// kUnsupported (someone else's database, or a newer format).
Result<JournalKind> checkHeader(SqliteConnection& connection);
/// Compares every schema object with ours, byte by byte. Result: the format whose tables the file has. Errors:
/// kUnsupported naming the first object that differs.
Result<std::int64_t> checkSchema(SqliteConnection& connection);
/// format: what checkSchema() said. Errors: kUnsupported (needs a newer Varve), kMalformed (values that cannot be, or
/// the table of the tail is gone).
Result<Meta> readMeta(SqliteConnection& connection, std::int64_t format);

/// Gives the connection an empty stand-in for each table that this file has only on demand and has not now. Writes
/// nothing to the file.
Result<void> shadowMissingTables(SqliteConnection& connection);
/// Format 2, before the first write: makes those tables, and sets the triggers that guard this connection's writes.
Result<void> completeTables(SqliteConnection& connection);
/// Format 2, before closing: drops those of them that are empty.
Result<void> dropEmptyTables(SqliteConnection& connection);

/// A lower-case UUID: 8-4-4-4-12 hexadecimal digits.
bool isDocumentId(std::string_view text);

/// Where the hash chain of a document begins, so that a changed document id breaks it.
Hash genesisHash(const std::string& documentId);

}  // namespace varve::storage

#include "storage/schema.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <vector>

#include "storage/file_probe.h"
#include "storage/schema_sql.h"
#include "storage/sqlite_error.h"

namespace varve::storage {

namespace {

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

/// What schemaObjects() gives for these tables and triggers, taken from a database in memory, so that the list exists
/// once.
std::set<std::string> objectsMadeBy(std::span<const char* const> statements) {
    Result<std::unique_ptr<SqliteConnection>> memory = SqliteConnection::openInMemory();
    if (!memory) return {};
    for (const char* sql : statements) {
        if (!(*memory)->execute(sql)) return {};
    }
    return schemaObjects(**memory).value_or(std::set<std::string>{});
}

/// What a file of this format must have, and what it may have beyond.
struct ExpectedObjects {
    std::set<std::string> needed;
    std::array<std::set<std::string>, kTablesOnDemand.size()> possible;  // each there as a whole or not at all
};

ExpectedObjects expectedObjects(std::int64_t format) {
    if (format == 1) return {objectsMadeBy(kSchemaOfFormat1), {}};
    std::vector<const char*> statements(kTables.begin(), kTables.end());
    for (const TableOnDemand& table : kTablesOnDemand)
        statements.push_back(table.sql);
    ExpectedObjects expected{objectsMadeBy(statements), {}};
    for (std::size_t index = 0; index < kTablesOnDemand.size(); ++index) {
        const std::string ofTable = '\x1f' + std::string(kTablesOnDemand[index].name) + '\x1f';
        std::erase_if(expected.needed, [&](const std::string& object) {
            return object.find(ofTable) != std::string::npos && expected.possible[index].insert(object).second;
        });
    }
    return expected;
}

Result<bool> hasTable(SqliteConnection& connection, const char* name) {
    Result<Statement> query =
        connection.prepare("SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name = ?");
    if (!query) return std::unexpected(query.error());
    const Result<bool> row = query->with(std::string_view(name)).step();
    if (!row) return std::unexpected(row.error());
    return *row && query->integer(0) > 0;
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

/// The table of the tail, and the entry of meta that a file of format 2 has while it has that table: without it, losing
/// the table's entry in the schema would look like a document that has no tail.
constexpr std::string_view kTail = "event";
constexpr std::string_view kTailMark = "tail";

Result<void> checkTailMark(SqliteConnection& connection, Statement& valueOf, std::int64_t format) {
    if (format == 1) return {};
    const Result<bool> isMarked = valueOf.with(kTailMark).step();
    if (!isMarked) return std::unexpected(isMarked.error());
    valueOf.reset();
    const Result<bool> isThere = hasTable(connection, kTail.data());
    if (!isThere) return std::unexpected(isThere.error());
    if (*isMarked == *isThere) return {};
    return failure(ErrorCode::kMalformed,
                   quotedName(connection.pathShown()) + " is damaged: its newest events cannot be read.");
}

Error needsNewer(const std::string& name) {
    return {ErrorCode::kUnsupported,
            name + " was written by a newer Varve that this one cannot read. Update Varve to open it."};
}

}  // namespace

Result<void> createSchema(SqliteConnection& connection, const std::string& documentId) {
    // Sealing leaves free pages behind; closing gives them back, so that a document is as small as its content. Small
    // pages for the same reason: most tables of most documents fill less than one.
    if (Result<void> sized = connection.execute("PRAGMA page_size=512; PRAGMA auto_vacuum=INCREMENTAL"); !sized)
        return sized;
    Result<SqlTransaction> transaction = SqlTransaction::begin(connection, "EXCLUSIVE");
    if (!transaction) return std::unexpected(transaction.error());
    for (const char* sql : kTables) {
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
    if (bigEndian32(seen, 60) < 1) return failure(ErrorCode::kMalformed, name + " is damaged: it has no version.");
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

Result<std::int64_t> checkSchema(SqliteConnection& connection) {
    const Result<std::int64_t> format = connection.queryInteger("PRAGMA user_version");
    if (!format) return std::unexpected(format.error());
    const Result<std::set<std::string>> found = schemaObjects(connection);
    if (!found) return std::unexpected(found.error());
    ExpectedObjects expected = expectedObjects(*format);
    for (std::set<std::string>& table : expected.possible) {
        if (std::ranges::any_of(table, [&](const std::string& object) { return found->contains(object); }))
            expected.needed.merge(table);
    }
    const std::string name = quotedName(connection.pathShown());
    for (const std::string& object : *found) {
        if (!expected.needed.contains(object)) {
            return failure(ErrorCode::kUnsupported, name + " holds something that no Varve document has (" +
                                                        nameOfObject(object) + ") and was not opened.");
        }
    }
    for (const std::string& object : expected.needed) {
        if (!found->contains(object)) {
            return failure(ErrorCode::kUnsupported, name + " lacks a part of every Varve document (" +
                                                        nameOfObject(object) + ") and was not opened.");
        }
    }
    return format;
}

Result<Meta> readMeta(SqliteConnection& connection, std::int64_t format) {
    const std::string name = quotedName(connection.pathShown());
    Result<Statement> query = connection.prepare("SELECT value FROM meta WHERE key = ?");
    if (!query) return std::unexpected(query.error());
    const auto number = [&](const char* key) -> Result<std::int64_t> {
        const Result<bool> row = query->with(key).step();
        if (!row) return std::unexpected(row.error());
        const std::int64_t value = *row ? query->integer(0) : 0;
        query->reset();
        const bool isOther = key == std::string_view("format") && value != format && value <= kFormatVersion;
        if (value < 1 || isOther)
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
    meta.format = format;
    meta.isWritable = *minWriter <= kFormatVersion;
    const Result<bool> row = query->with("document").step();
    if (!row) return std::unexpected(row.error());
    if (*row) meta.documentId = query->text(0);
    if (!isDocumentId(meta.documentId)) {
        return failure(ErrorCode::kMalformed, name + " is damaged: its document id cannot be read.");
    }
    query->reset();
    if (Result<void> checked = checkTailMark(connection, *query, format); !checked) {
        return std::unexpected(checked.error());
    }
    return meta;
}

Result<void> shadowMissingTables(SqliteConnection& connection) {
    for (const TableOnDemand& table : kTablesOnDemand) {
        const Result<bool> isThere = hasTable(connection, table.name);
        if (!isThere) return std::unexpected(isThere.error());
        if (*isThere) continue;
        if (Result<void> made = connection.execute(table.shadow); !made) return made;
    }
    return {};
}

Result<void> completeTables(SqliteConnection& connection) {
    Result<SqlTransaction> transaction = SqlTransaction::begin(connection);
    if (!transaction) return std::unexpected(transaction.error());
    for (const TableOnDemand& table : kTablesOnDemand) {
        const Result<bool> isThere = hasTable(connection, table.name);
        if (!isThere) return std::unexpected(isThere.error());
        if (*isThere) continue;
        Result<void> made = connection.execute("DROP TABLE IF EXISTS temp." + std::string(table.name));
        if (made) made = connection.execute(table.sql);
        if (made && table.name == kTail) {
            made = connection.execute("INSERT INTO meta(key, value) VALUES('" + std::string(kTailMark) + "', 1)");
        }
        if (!made) return made;
    }
    for (const char* sql : kGuards) {
        if (Result<void> made = connection.execute(sql); !made) return made;
    }
    return transaction->commit();
}

Result<void> dropEmptyTables(SqliteConnection& connection) {
    Result<SqlTransaction> transaction = SqlTransaction::begin(connection);
    if (!transaction) return std::unexpected(transaction.error());
    for (const TableOnDemand& table : kTablesOnDemand) {
        const std::string name = table.name;
        const Result<std::int64_t> isUsed = connection.queryInteger("SELECT EXISTS(SELECT 1 FROM main." + name + ")");
        if (!isUsed) return std::unexpected(isUsed.error());
        if (*isUsed != 0) continue;
        Result<void> done = connection.execute("DROP TABLE main." + name);
        if (done && table.name == kTail) {
            done = connection.execute("DELETE FROM meta WHERE key = '" + std::string(kTailMark) + "'");
        }
        if (!done) return done;
    }
    return transaction->commit();
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

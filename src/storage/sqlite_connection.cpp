#include "storage/sqlite_connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "storage/sqlite_error.h"

namespace varve::storage {

namespace {

/// A bound on one value, so that a hostile file cannot ask for a gigabyte.
constexpr int kValueSizeMax = 300 << 20;

/// The path as a URI with psow=0: without it SQLite believes that a sector torn by a power cut leaves its neighbours
/// alone, which garbage sectors disprove.
std::string uriOf(const std::filesystem::path& path) {
    // With an empty authority, or a path that begins with two slashes would be taken for one.
    std::string uri = path.is_absolute() ? "file://" : "file:";
    for (const char c : path.string()) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                           c == '.' || c == '-' || c == '_';
        if (plain) {
            uri.push_back(c);
        } else {
            static constexpr char kDigits[] = "0123456789ABCDEF";
            const auto byte = static_cast<unsigned char>(c);
            uri += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
        }
    }
    return uri + "?psow=0";
}

sqlite3_file* fileOf(sqlite3* database) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    return file != nullptr && file->pMethods != nullptr ? file : nullptr;
}

/// What the operating system said about the last failed access. SQLite keeps the number with the file, and tells the
/// connection only about some failures; the log is a file of its own.
int systemErrnoOf(sqlite3* database) {
    if (const int number = sqlite3_system_errno(database); number != 0) return number;
    for (const int which : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
        sqlite3_file* file = nullptr;
        sqlite3_file_control(database, "main", which, &file);
        int number = 0;
        if (file == nullptr || file->pMethods == nullptr) continue;
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
        if (number != 0) return number;
    }
    return 0;
}

Result<void> harden(SqliteConnection& connection) {
    sqlite3* database = connection.handle();
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, kValueSizeMax);
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // A file that was refused or found damaged must not change by being closed: the store folds the log in itself.
    sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    return connection.execute(
        "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON;"
        "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY");
}

}  // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement::Statement(SqliteConnection& connection, sqlite3_stmt* statement)
    : m_connection(&connection), m_statement(statement) {}

Result<bool> Statement::step() {
    const int code = m_bindCode != SQLITE_OK ? m_bindCode : sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    Error error = m_connection->lastError();
    reset();
    return std::unexpected(std::move(error));
}

Result<void> Statement::run() {
    const Result<bool> row = step();
    if (!row) return std::unexpected(row.error());
    CHECK(!*row);
    return {};
}

void Statement::reset() {
    sqlite3_reset(m_statement.get());
    m_bindCode = SQLITE_OK;
}

void Statement::bind(int index, std::int64_t value) {
    const int code = sqlite3_bind_int64(m_statement.get(), index, value);
    if (code != SQLITE_OK) m_bindCode = code;
}

void Statement::bind(int index, std::string_view value) {
    const int code =
        sqlite3_bind_text64(m_statement.get(), index, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) m_bindCode = code;
}

void Statement::bind(int index, Blob value) {
    // A null pointer would bind NULL instead of an empty value.
    const char* data = value.bytes.data() != nullptr ? value.bytes.data() : "";
    const int code = sqlite3_bind_blob64(m_statement.get(), index, data, value.bytes.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) m_bindCode = code;
}

void Statement::bind(int index, std::nullptr_t) {
    const int code = sqlite3_bind_null(m_statement.get(), index);
    if (code != SQLITE_OK) m_bindCode = code;
}

void Statement::bind(int index, const std::optional<Blob>& value) {
    if (value) {
        bind(index, *value);
    } else {
        bind(index, nullptr);
    }
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement.get(), column);
}

BytesView Statement::blob(int column) const {
    const void* data = sqlite3_column_blob(m_statement.get(), column);
    if (data == nullptr) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

std::string_view Statement::text(int column) const {
    return blob(column);
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::filesystem::path& path,
                                                                 ConnectionMode mode) {
    sqlite3* database = nullptr;
    const int access = mode == ConnectionMode::kReadWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    const int flags = access | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(uriOf(path).c_str(), &database, flags, nullptr);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(path, database));
    if (code != SQLITE_OK) return std::unexpected(connection->lastError());
    if (const Result<void> hardened = harden(*connection); !hardened) return std::unexpected(hardened.error());
    return connection;
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::openInMemory() {
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(":memory:", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(":memory:", database));
    if (code != SQLITE_OK) return std::unexpected(connection->lastError());
    return connection;
}

SqliteConnection::SqliteConnection(std::filesystem::path path, sqlite3* database)
    : m_path(std::move(path)), m_pathShown(m_path), m_database(database) {}

SqliteConnection::~SqliteConnection() {
    sqlite3_close_v2(m_database);
}

Result<void> SqliteConnection::execute(const std::string& sql) {
    if (sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return std::unexpected(lastError());
    }
    return {};
}

Result<Statement> SqliteConnection::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(m_database, sql.data(), static_cast<int>(sql.size()), 0, &statement, nullptr);
    if (code != SQLITE_OK) return std::unexpected(lastError());
    return Statement(*this, statement);
}

Result<std::int64_t> SqliteConnection::queryInteger(std::string_view sql) {
    Result<Statement> statement = prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    const Result<bool> row = statement->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return std::unexpected(sqliteError(m_pathShown, SQLITE_CORRUPT, 0, ""));
    return statement->integer(0);
}

Result<std::string> SqliteConnection::queryText(std::string_view sql) {
    Result<Statement> statement = prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    const Result<bool> row = statement->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return std::unexpected(sqliteError(m_pathShown, SQLITE_CORRUPT, 0, ""));
    return std::string(statement->text(0));
}

Result<Bytes> SqliteConnection::readHeader(std::size_t size) {
    const Result<std::uint64_t> sizeSeen = fileSize();
    if (!sizeSeen) return std::unexpected(sizeSeen.error());
    Bytes bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size, *sizeSeen)), '\0');
    if (bytes.empty()) return bytes;
    sqlite3_file* file = fileOf(m_database);
    const int code = file->pMethods->xRead(file, bytes.data(), static_cast<int>(bytes.size()), 0);
    if (code != SQLITE_OK) return std::unexpected(sqliteError(m_pathShown, code, 0, ""));
    return bytes;
}

Result<std::uint64_t> SqliteConnection::fileSize() {
    sqlite3_file* file = fileOf(m_database);
    sqlite3_int64 size = 0;
    const int code = file == nullptr ? SQLITE_CANTOPEN : file->pMethods->xFileSize(file, &size);
    if (code != SQLITE_OK) return std::unexpected(sqliteError(m_pathShown, code, 0, ""));
    return static_cast<std::uint64_t>(std::max<sqlite3_int64>(size, 0));
}

Result<void> SqliteConnection::syncLog() {
    sqlite3_file* log = nullptr;
    sqlite3_file_control(m_database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log == nullptr || log->pMethods == nullptr) return {};
    const int code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK) return std::unexpected(sqliteError(m_pathShown, code, systemErrnoOf(m_database), ""));
    return {};
}

bool SqliteConnection::isReadOnly() const {
    return sqlite3_db_readonly(m_database, "main") != 0;
}

bool SqliteConnection::isInTransaction() const {
    return sqlite3_get_autocommit(m_database) == 0;
}

bool SqliteConnection::hasMoved() const {
    int moved = 0;
    return sqlite3_file_control(m_database, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

Error SqliteConnection::lastError() const {
    if (m_database == nullptr) return sqliteError(m_pathShown, SQLITE_NOMEM, 0, "");
    const int code = sqlite3_extended_errcode(m_database);
    const int systemErrno =
        (code & 0xff) == SQLITE_IOERR ? systemErrnoOf(m_database) : sqlite3_system_errno(m_database);
    return sqliteError(m_pathShown, code, systemErrno, sqlite3_errmsg(m_database));
}

Result<SqlTransaction> SqlTransaction::begin(SqliteConnection& connection, const char* kind) {
    if (Result<void> begun = connection.execute(std::string("BEGIN ") + kind); !begun) {
        return std::unexpected(begun.error());
    }
    return SqlTransaction(connection);
}

SqlTransaction::SqlTransaction(SqlTransaction&& other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr)) {}

SqlTransaction::~SqlTransaction() {
    // SQLite rolls back by itself on some errors; asking again would then only hide the first error.
    if (m_connection != nullptr && m_connection->isInTransaction()) {
        static_cast<void>(m_connection->execute("ROLLBACK"));
    }
}

Result<void> SqlTransaction::commit() {
    CHECK(m_connection != nullptr);
    Result<void> committed = m_connection->execute("COMMIT");
    if (committed) m_connection = nullptr;
    return committed;
}

}  // namespace varve::storage

// One SQLite connection and its prepared statements, as values that release themselves and return errors as sentences.
// Knows nothing of documents. Used by one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace varve::storage {

class SqliteConnection;

/// A value bound as BLOB. The bytes must stay until the statement was stepped.
struct Blob {
    BytesView bytes;
};

/// A prepared statement. Must not outlive its connection.
class Statement {
  public:
    Statement(SqliteConnection& connection, sqlite3_stmt* statement);

    /// Forgets the last run and binds all parameters, from 1 on. Failures show at the next step().
    template <typename... Values>
    Statement& with(const Values&... values) {
        reset();
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }
    /// Runs to the next row. True: a row can be read. False: the statement is done and has been reset.
    [[nodiscard]] Result<bool> step();
    /// Runs a statement that returns no row.
    [[nodiscard]] Result<void> run();
    void reset();

    /// Columns of the current row, from 0. Views are valid until the next step or reset. Wrong types give 0 or nothing.
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] BytesView blob(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] bool isNull(int column) const;

  private:
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const;
    };
    void bind(int index, std::int64_t value);
    void bind(int index, std::string_view value);
    void bind(int index, Blob value);
    void bind(int index, std::nullptr_t value);
    void bind(int index, const std::optional<Blob>& value);

    SqliteConnection* m_connection;
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
    int m_bindCode = 0;
};

enum class ConnectionMode : std::uint8_t { kReadOnly, kReadWrite };

class SqliteConnection {
  public:
    /// Opens an existing file (never creates one) with power-safe overwrite assumptions off, and hardens the connection
    /// against a hostile file. Reads and locks nothing yet.
    static Result<std::unique_ptr<SqliteConnection>> open(const std::filesystem::path& path, ConnectionMode mode);
    /// An empty database that no file stands behind.
    static Result<std::unique_ptr<SqliteConnection>> openInMemory();
    /// Closes without folding a write-ahead log into the file.
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    /// The path that messages name; it differs from path() when a private copy is open.
    [[nodiscard]] const std::filesystem::path& pathShown() const { return m_pathShown; }
    void setPathShown(std::filesystem::path path) { m_pathShown = std::move(path); }

    /// Runs SQL without parameters whose rows nobody wants.
    [[nodiscard]] Result<void> execute(const std::string& sql);
    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    /// First column of the first row. Errors: kMalformed when there is no row.
    [[nodiscard]] Result<std::int64_t> queryInteger(std::string_view sql);
    [[nodiscard]] Result<std::string> queryText(std::string_view sql);
    /// The first bytes of the file as they are on disk, without a lock and without a second file descriptor (closing
    /// one would drop the locks of this process). Shorter when the file is.
    [[nodiscard]] Result<Bytes> readHeader(std::size_t size);
    /// Makes durable what is in the write-ahead log, if there is one.
    [[nodiscard]] Result<void> syncLog();
    /// Bytes of the main file.
    [[nodiscard]] Result<std::uint64_t> fileSize();

    /// The operating system gave no right to write, so the file was opened for reading.
    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] bool isInTransaction() const;
    /// The file at path() is no longer the one that is open: it was moved, replaced or removed.
    [[nodiscard]] bool hasMoved() const;
    /// The last failure as an error.
    [[nodiscard]] Error lastError() const;
    [[nodiscard]] sqlite3* handle() const { return m_database; }

  private:
    SqliteConnection(std::filesystem::path path, sqlite3* database);

    std::filesystem::path m_path;
    std::filesystem::path m_pathShown;
    sqlite3* m_database;
};

/// BEGIN at construction, ROLLBACK at destruction unless committed.
class SqlTransaction {
  public:
    [[nodiscard]] static Result<SqlTransaction> begin(SqliteConnection& connection, const char* kind = "IMMEDIATE");
    SqlTransaction(SqlTransaction&& other) noexcept;
    SqlTransaction& operator=(SqlTransaction&&) = delete;
    SqlTransaction(const SqlTransaction&) = delete;
    SqlTransaction& operator=(const SqlTransaction&) = delete;
    ~SqlTransaction();

    /// When it returns without error, the changes are durable. On error nothing of them remains.
    [[nodiscard]] Result<void> commit();

  private:
    explicit SqlTransaction(SqliteConnection& connection) : m_connection(&connection) {}
    SqliteConnection* m_connection;
};

}  // namespace varve::storage

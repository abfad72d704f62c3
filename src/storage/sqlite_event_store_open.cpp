// Creating and opening a document file: every way in which it can be unusable is told apart here.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/check.h"
#include "base/hash.h"
#include "base/random.h"
#include "storage/sqlite_error.h"
#include "storage/sqlite_event_store.h"

namespace varve::storage {

namespace {

/// Long enough for a reader to finish its look, short enough for a person who waits for an answer.
constexpr int kBusyWaitMs = 250;

/// Pages of the log beyond which a commit folds it in by itself. Above SQLite's default, so that this mostly happens in
/// checkpoint(), when nobody waits.
constexpr const char* kLogSetting = "PRAGMA wal_autocheckpoint=4000";

/// An empty file beside `path`, under a name that nobody else has, with the rights that the user's new files have.
Result<std::filesystem::path> makeDraft(const std::filesystem::path& path) {
    const std::array<std::uint8_t, 16> random = systemRandom16();
    const std::string suffix = toHex({reinterpret_cast<const char*>(random.data()), random.size()});
    const std::filesystem::path draft = folderOf(path) / (".varve-draft-" + suffix);
    const int descriptor = ::open(draft.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return failure(ErrorCode::kNotFound, "There is no folder “" + folderOf(path).string() + "”.");
        }
        return std::unexpected(systemError(path, "created", errno));
    }
    ::close(descriptor);
    return draft;
}

Result<void> fillDraft(const std::filesystem::path& draft, const std::filesystem::path& path,
                       const std::string& documentId) {
    Result<std::unique_ptr<SqliteConnection>> connection = SqliteConnection::open(draft, ConnectionMode::kReadWrite);
    if (!connection) return std::unexpected(connection.error());
    (*connection)->setPathShown(path);
    return createSchema(**connection, documentId);
}

}  // namespace

struct SqliteEventStore::Opened {
    std::unique_ptr<FileClaim> claim;  // outlives the connection
    std::unique_ptr<SqliteConnection> connection;
    Meta meta;
    JournalKind journal = JournalKind::kRollback;
    std::unique_ptr<PrivateCopy> copy;
};

Result<std::unique_ptr<SqliteEventStore>> SqliteEventStore::create(const std::filesystem::path& path,
                                                                   const std::string& documentId,
                                                                   const StoreOptions& options) {
    if (!isDocumentId(documentId)) {
        return failure(ErrorCode::kInvalidInput,
                       "“" + documentId + "” is not the id of a document: a lower-case UUID is needed.");
    }
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) {
        return failure(ErrorCode::kAlreadyExists, quotedName(path) + " already exists and was left as it is.");
    }
    // SQLite would take such a log for the new document's own, and its events may be all that is left of another one.
    if (const std::filesystem::path log = takenLogName(path); !log.empty()) {
        return failure(ErrorCode::kAlreadyExists, quotedName(log) +
                                                      " is left over from another document and may hold " +
                                                      "unsaved parts of it. Move it away or choose another name.");
    }
    const Result<std::filesystem::path> draft = makeDraft(path);
    if (!draft) return std::unexpected(draft.error());
    Result<void> made = fillDraft(*draft, path, documentId);
    if (made) made = renameWithoutReplacing(*draft, path);
    if (made) made = syncFolder(folderOf(path));
    if (!made) {
        std::filesystem::remove(*draft, ignored);
        return std::unexpected(made.error());
    }
    return open(path, StoreMode::kReadWrite, options);
}

Result<std::unique_ptr<SqliteEventStore>> SqliteEventStore::open(const std::filesystem::path& path, StoreMode mode,
                                                                 const StoreOptions& options) {
    const Result<FileFacts> facts = probeFile(path);
    if (!facts) return std::unexpected(facts.error());
    std::string reason;
    if (mode == StoreMode::kReadOnly) {
        reason = quotedName(path) + " was opened for reading only.";
    } else if (!facts->fileIsWritable) {
        reason = "You do not have permission to change " + quotedName(path) + ", so it was opened for reading only.";
    } else if (!facts->folderIsWritable) {
        reason = "The folder of " + quotedName(path) + " cannot be written to, so it was opened for reading only.";
    }
    if (reason.empty()) {
        Result<std::unique_ptr<FileClaim>> claim = FileClaim::take(path, kBusyWaitMs);
        if (!claim) return std::unexpected(busyError(path));
        Result<Opened> opened = openConnection(path, StoreMode::kReadWrite);
        if (!opened && opened.error().code == ErrorCode::kBusy) {
            // Asked again without our own descriptor, which would look as if this program had the file open.
            claim->reset();
            return std::unexpected(busyError(path));
        }
        if (!opened) return std::unexpected(opened.error());
        opened->claim = std::move(*claim);
        if (opened->meta.isWritable) return finishOpening(path, std::move(*opened), {}, options);
        reason = quotedName(path) + " was written by a newer Varve that asks older ones not to change it, so it was " +
                 "opened for reading only.";
        opened->connection.reset();
        opened->claim.reset();
    }
    Result<Opened> opened = openForReading(path);
    if (!opened) return std::unexpected(opened.error());
    return finishOpening(path, std::move(*opened), std::move(reason), options);
}

Result<SqliteEventStore::Opened> SqliteEventStore::openConnection(const std::filesystem::path& path, StoreMode mode) {
    const bool writing = mode == StoreMode::kReadWrite;
    Opened opened;
    const auto run = [&]() -> Result<void> {
        auto connection =
            SqliteConnection::open(path, writing ? ConnectionMode::kReadWrite : ConnectionMode::kReadOnly);
        if (!connection) return std::unexpected(connection.error());
        opened.connection = std::move(*connection);
        sqlite3_busy_timeout(opened.connection->handle(), kBusyWaitMs);
        const Result<JournalKind> journal = checkHeader(*opened.connection);
        if (!journal) return std::unexpected(journal.error());
        opened.journal = *journal;
        if (writing) {
            if (Result<void> locked = lockForWriting(*opened.connection); !locked) return locked;
        }
        const Result<std::int64_t> format = checkSchema(*opened.connection);
        if (!format) return std::unexpected(format.error());
        Result<Meta> meta = readMeta(*opened.connection, *format);
        if (!meta) return std::unexpected(meta.error());
        if (Result<void> shadowed = shadowMissingTables(*opened.connection); !shadowed) return shadowed;
        opened.meta = std::move(*meta);
        return {};
    };
    const Result<void> done = run();
    if (done) return opened;
    opened.connection.reset();
    if (done.error().code == ErrorCode::kBusy) return std::unexpected(busyError(path));
    return std::unexpected(done.error());
}

Result<SqliteEventStore::Opened> SqliteEventStore::openForReading(const std::filesystem::path& path) {
    bool needsCopy = hasLeftoverLog(path);
    if (!needsCopy) {
        Result<std::unique_ptr<SqliteConnection>> probe = SqliteConnection::open(path, ConnectionMode::kReadOnly);
        if (!probe) return std::unexpected(probe.error());
        const Result<JournalKind> journal = checkHeader(**probe);
        if (!journal) return std::unexpected(journal.error());
        needsCopy = *journal == JournalKind::kWriteAhead;
    }
    if (!needsCopy) return openConnection(path, StoreMode::kReadOnly);
    // The last program did not get to close it. Reading its log in place would change the file or its folder.
    Result<PrivateCopy> copy = PrivateCopy::make(path);
    if (!copy) return std::unexpected(copy.error());
    Result<Opened> opened = openConnection(copy->path(), StoreMode::kReadWrite);
    if (!opened) {
        const std::string shown = quotedName(copy->path());
        Error error = opened.error();
        if (const std::size_t at = error.message.find(shown); at != std::string::npos) {
            error.message.replace(at, shown.size(), quotedName(path));
        }
        return std::unexpected(std::move(error));
    }
    opened->connection->setPathShown(path);
    opened->copy = std::make_unique<PrivateCopy>(std::move(*copy));
    return opened;
}

Result<void> SqliteEventStore::lockForWriting(SqliteConnection& connection) {
    if (connection.isReadOnly()) return std::unexpected(sqliteError(connection.pathShown(), SQLITE_READONLY, 0, ""));
    // The exclusive lock is taken without writing anything and stays with the connection.
    return connection.execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL; BEGIN EXCLUSIVE; COMMIT;" +
                              std::string(kLogSetting));
}

Result<std::unique_ptr<SqliteEventStore>> SqliteEventStore::finishOpening(const std::filesystem::path& path,
                                                                          Opened opened, std::string readOnlyReason,
                                                                          const StoreOptions& options) {
    std::unique_ptr<SqliteEventStore> store(new SqliteEventStore(path, options));
    store->m_copy = std::move(opened.copy);
    store->m_claim = std::move(opened.claim);
    store->m_connection = std::move(opened.connection);
    store->m_documentId = std::move(opened.meta.documentId);
    store->m_format = opened.meta.format;
    store->m_readOnlyReason = std::move(readOnlyReason);
    store->m_hasLog = opened.journal == JournalKind::kWriteAhead;
    if (Result<void> refreshed = store->refreshState(); !refreshed) return std::unexpected(refreshed.error());
    if (store->m_hasLog && !store->isReadOnly()) {
        // A program that was killed may have written its last events without having waited for the disk. From now on
        // they count as saved.
        Result<void> synced = store->m_connection->syncLog();
        if (synced) synced = syncFolder(folderOf(path));
        if (!synced) return std::unexpected(synced.error());
    }
    std::string setting;
    if (store->isReadOnly()) {
        setting = "PRAGMA query_only=ON";
    } else if (options.pageCountMax > 0) {
        setting = "PRAGMA max_page_count=" + std::to_string(options.pageCountMax);
    }
    if (Result<void> set = store->m_connection->execute(setting); !set) return std::unexpected(set.error());
    return store;
}

}  // namespace varve::storage

// The document file: an event::EventStore on one SQLite database (FORMAT.md). Appends are durable when they return;
// older transactions are sealed into compressed chunks; every stored byte of an event is covered by a hash chain. Also
// says what is in the file. Knows no text: events go in and out as they are. Used by one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "document/blob.h"
#include "event/event_store.h"
#include "storage/event_reader.h"
#include "storage/event_writer.h"
#include "storage/file_claim.h"
#include "storage/file_probe.h"
#include "storage/schema.h"
#include "storage/sqlite_connection.h"
#include "storage/store_state.h"

namespace varve::storage {

enum class StoreMode : std::uint8_t { kReadWrite, kReadOnly };

/// Sizes, changed only by tests.
struct StoreOptions {
    std::uint64_t sealRowCount = 4096;     // transactions that become one chunk
    std::uint64_t tailRowCountMax = 7000;  // a longer tail is sealed while appending
    /// An append of more transactions or events than these goes straight into chunks. No more events than that are
    /// sealed from the tail at once either, unless one transaction alone has more.
    std::uint64_t bulkTransactionCount = 4096;
    std::uint64_t bulkEventCount = 65'536;
    std::uint64_t chunkEventCountMax = 262'144;  // of a chunk, unless one transaction alone has more
    /// What is sealed joins the last chunk while that has no more bytes of columns than this; 0: always a new chunk.
    /// Only in files of format 2.
    std::uint64_t growRawSizeMax = 32U << 10;
    bool sealsTailOnClose = true;    // all of it, in files of format 2
    int compressionLevel = 9;        // of zstd, in files of format 1
    std::uint64_t pageCountMax = 0;  // the file may not grow beyond; 0: no bound
};

/// What `varve-cli info` shows of a file.
struct StoreInfo {
    std::string documentId;
    std::int64_t formatVersion = 0;
    std::int64_t semanticsVersion = 0;
    std::uint64_t eventCount = 0;
    std::uint64_t transactionCount = 0;
    std::uint64_t agentCount = 0;
    std::uint64_t chunkCount = 0;
    std::uint64_t sealedEventCount = 0;
    std::uint64_t tailTransactionCount = 0;
    std::uint64_t keyframeCount = 0;
    std::uint64_t fileSizeBytes = 0;
    std::uint64_t chunkSizeBytes = 0;     // compressed
    std::uint64_t chunkRawSizeBytes = 0;  // uncompressed columns
    std::uint64_t keyframeSizeBytes = 0;
    std::uint64_t blobCount = 0;
    std::uint64_t blobSizeBytes = 0;
};

/// What a check of the whole file found.
struct VerifyReport {
    ReadReport events;
    std::vector<std::string> problems;  // sentences: of SQLite's own check, about agents and blobs
    [[nodiscard]] bool isIntact() const { return events.isIntact() && problems.empty(); }
};

class SqliteEventStore final : public event::EventStore {
  public:
    /// A new, empty document. Never replaces anything; a file under this name is always a complete document.
    /// Errors: kAlreadyExists, kInvalidInput (no UUID), kReadOnly, kNotFound (no such folder), kNoSpace.
    static Result<std::unique_ptr<SqliteEventStore>> create(const std::filesystem::path& path,
                                                            const std::string& documentId,
                                                            const StoreOptions& options = {});
    /// Opens an existing document and, for writing, keeps everybody else out until it is closed. Where writing is not
    /// permitted, or a newer Varve asked older ones to keep off, a store opened for writing is read-only; see
    /// readOnlyReason(). Nothing is written before the first append. Opened for reading only, the file is never
    /// changed. Errors: one sentence for each way in which a file can be unusable. kBusy names who has it open.
    static Result<std::unique_ptr<SqliteEventStore>> open(const std::filesystem::path& path, StoreMode mode,
                                                          const StoreOptions& options = {});
    /// Closes like close(), without reporting.
    ~SqliteEventStore() override;
    SqliteEventStore(const SqliteEventStore&) = delete;
    SqliteEventStore& operator=(const SqliteEventStore&) = delete;

    [[nodiscard]] const std::string& documentId() const override { return m_documentId; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] bool isReadOnly() const { return !m_readOnlyReason.empty(); }
    /// A sentence, empty when the store can be written.
    [[nodiscard]] const std::string& readOnlyReason() const { return m_readOnlyReason; }
    [[nodiscard]] std::uint64_t transactionCount() const { return m_state.transactionCount; }
    [[nodiscard]] std::uint64_t eventCount() const { return m_state.eventCount; }

    /// First one batch with the records of all agents, then the events. On damage (kMalformed, naming the events) what
    /// comes before it has been handed over, and the store takes no more appends and leaves the file as it is.
    [[nodiscard]] Result<void> load(const std::function<void(event::EventBatch&&)>& receive) override;
    /// The same, straight into an empty log, which is good for nothing after an error. Errors: also kMalformed where
    /// events contradict each other.
    [[nodiscard]] Result<void> loadInto(event::EventLog& log);
    /// Errors: kReadOnly, kNoSpace, kInputOutput, kConflict (a transaction that does not continue its author's events).
    [[nodiscard]] Result<void> append(const event::EventBatch& batch) override;
    /// Several batches in one step: all of them or none.
    [[nodiscard]] Result<void> append(std::span<const event::EventBatch> batches);
    /// The same together with blobs that the batches may name. Blobs that the file has already are not written again,
    /// but take the place of bytes that were damaged.
    [[nodiscard]] Result<void> append(std::span<const event::EventBatch> batches,
                                      std::span<const document::SharedBlob> blobs);

    /// Whether the file that is open is still the one at path(). Errors: kInputOutput when it was moved, replaced or
    /// removed: what was written to it may be out of reach once it is closed.
    [[nodiscard]] Result<void> checkInPlace() const;

    /// Moves whole blocks of the oldest transactions from the tail into chunks. Result: chunks written.
    [[nodiscard]] Result<std::uint64_t> seal();
    /// The same with the whole tail, however short. Cost: up to 1.3 ms a KiB of columns.
    [[nodiscard]] Result<std::uint64_t> sealAll();
    /// Folds the write-ahead log into the file. Does nothing when there is none.
    [[nodiscard]] Result<void> checkpoint();
    /// Seals the tail, folds the log in and leaves one plain file that can be copied. The store must not be used
    /// afterwards. On error everything acknowledged is still on disk, in the file and the log beside it.
    [[nodiscard]] Result<void> close();

    /// Reads everything and compares it with the hash chain. Errors: only what kept the check from running.
    [[nodiscard]] Result<VerifyReport> verify();
    [[nodiscard]] Result<StoreInfo> info();

    /// For the other stores of this layer that keep their tables in the same file. Prepares the file for a write.
    /// Errors: kReadOnly.
    [[nodiscard]] Result<SqliteConnection*> connectionForWriting();
    [[nodiscard]] SqliteConnection& connection() { return *m_connection; }

  private:
    struct Opened;
    SqliteEventStore(std::filesystem::path path, StoreOptions options) : m_path(std::move(path)), m_options(options) {}

    Result<void> loadThrough(const std::function<void(event::EventBatch&&)>& receive, event::EventLog* log);

    static Result<Opened> openConnection(const std::filesystem::path& path, StoreMode mode);
    static Result<Opened> openForReading(const std::filesystem::path& path);
    static Result<void> lockForWriting(SqliteConnection& connection);
    static Result<std::unique_ptr<SqliteEventStore>> finishOpening(const std::filesystem::path& path, Opened opened,
                                                                   std::string readOnlyReason,
                                                                   const StoreOptions& options);
    Result<void> startWriting();
    Result<void> startLog();
    Result<void> inTransaction(const std::function<Result<void>()>& work);
    Result<void> refreshState();
    Result<void> checkContinues(std::span<const event::EventBatch> batches) const;
    Result<void> write(std::span<const event::EventBatch> batches);
    Result<void> writeBulk(const event::EventBatch& batch);
    enum class Haste : std::uint8_t { kSomebodyWaits, kNone };
    [[nodiscard]] Packing packingFor(Haste haste) const;
    Result<std::uint64_t> sealForClose();
    Result<std::uint64_t> sealFrom(std::uint64_t rowCountMin, Haste haste);
    Result<std::uint64_t> sealBlocks(std::uint64_t rowCountMin, const AgentRows& agents, Haste haste);
    Result<void> sealBlock(const AgentRows& agents, Haste haste);

    std::filesystem::path m_path;
    StoreOptions m_options;
    std::unique_ptr<PrivateCopy> m_copy;  // outlives the connection to it
    std::unique_ptr<FileClaim> m_claim;   // likewise; nothing where there is no need or no way
    std::unique_ptr<SqliteConnection> m_connection;
    std::string m_documentId;
    std::int64_t m_format = kFormatVersion;
    std::string m_readOnlyReason;
    StoreState m_state;
    bool m_hasLog = false;        // the file is in write-ahead mode
    bool m_isComplete = false;    // all tables are there, and what guards them
    bool m_stateIsStale = false;  // a write failed half way
};

}  // namespace varve::storage

#include "storage/sqlite_event_store.h"

#include <sqlite3.h>

#include <algorithm>

#include "base/check.h"
#include "storage/blob_rows.h"
#include "storage/row_body.h"
#include "storage/sqlite_error.h"

namespace varve::storage {

namespace {

/// What can be read again: half of what kStoredLimits allows.
constexpr std::size_t kChunkTransactionCountMax = kStoredLimits.transactionCountMax / 2;
constexpr std::int64_t kTightCloseSizeMax = 256 << 10;  // of rows, which have about five times the bytes of columns
constexpr std::int64_t kCloseSizeMax = 2 << 20;
constexpr int kHastyLevel = 5;  // of brotli: a few milliseconds for a chunk

}  // namespace

SqliteEventStore::~SqliteEventStore() {
    if (m_connection != nullptr) static_cast<void>(close());
}

Result<void> SqliteEventStore::load(const std::function<void(event::EventBatch&&)>& receive) {
    return loadThrough(receive, nullptr);
}

Result<void> SqliteEventStore::loadInto(event::EventLog& log) {
    std::optional<Error> problem;
    Result<void> loaded = loadThrough(
        [&](event::EventBatch&& batch) {
            const event::AppendOutcome outcome = log.append(batch);
            if (problem) return;
            if (!outcome.rejected.empty()) problem = outcome.rejected.front().second;
            if (!outcome.waiting.empty()) {
                problem = Error{ErrorCode::kMalformed, "events build on others that the file does not have."};
            }
        },
        &log);
    if (!loaded || !problem) return loaded;
    return failure(ErrorCode::kMalformed,
                   m_path.string() + " is damaged: " + problem->message + " The file was not changed.");
}

Result<void> SqliteEventStore::loadThrough(const std::function<void(event::EventBatch&&)>& receive,
                                           event::EventLog* log) {
    Result<AgentRows> agents = readAgents(*m_connection);
    if (!agents) return std::unexpected(agents.error());
    event::EventBatch people;
    people.agents = agents->records;
    if (!people.agents.empty()) receive(std::move(people));
    Result<ReadReport> report = readEvents(*m_connection, m_documentId, *agents, AfterDamage::kStop, receive, log);
    if (!report) return std::unexpected(report.error());
    if (report->isIntact() && agents->damaged.empty()) return {};
    // From here on the file is evidence: whoever repairs it must find it as it is.
    const std::string name = quotedName(m_path);
    if (!isReadOnly()) m_readOnlyReason = name + " is damaged and is not changed any more.";
    if (report->isIntact()) {
        return failure(ErrorCode::kMalformed, name + " is damaged: the names of its authors cannot be read. All " +
                                                  std::to_string(report->eventCount) +
                                                  " events are intact, and the file was left as it is.");
    }
    Result<ReadReport> whole =
        readEvents(*m_connection, m_documentId, *agents, AfterDamage::kGoOn, [](event::EventBatch&&) {});
    if (!whole) return std::unexpected(whole.error());
    return failure(ErrorCode::kMalformed, damageSentence(m_path, *whole));
}

Result<void> SqliteEventStore::append(const event::EventBatch& batch) {
    return append(std::span(&batch, 1));
}

Result<void> SqliteEventStore::append(std::span<const event::EventBatch> batches) {
    return append(batches, {});
}

Result<void> SqliteEventStore::append(std::span<const event::EventBatch> batches,
                                      std::span<const document::SharedBlob> blobs) {
    if (Result<void> started = startWriting(); !started) return started;
    if (Result<void> continues = checkContinues(batches); !continues) return continues;
    Result<void> committed = inTransaction([&] {
        Result<void> done = writeBlobs(*m_connection, blobs);
        return done ? write(batches) : done;
    });
    if (committed && m_state.rowCount > m_options.tailRowCountMax) {
        // The events are safe already; where sealing fails, the tail stays longer and the next append tries again.
        static_cast<void>(sealFrom(m_options.sealRowCount, Haste::kSomebodyWaits));
    }
    return committed;
}

Result<void> SqliteEventStore::inTransaction(const std::function<Result<void>()>& work) {
    m_stateIsStale = true;
    Result<void> done;
    {
        Result<SqlTransaction> transaction = SqlTransaction::begin(*m_connection);
        done = transaction ? work() : std::unexpected(transaction.error());
        if (done) done = transaction->commit();
    }
    if (done) {
        m_stateIsStale = false;
    } else {
        // What was counted along the way was rolled back. Where even reading fails now, the next write tries again.
        static_cast<void>(refreshState());
    }
    return done;
}

Result<void> SqliteEventStore::checkInPlace() const {
    if (!m_connection->hasMoved()) return {};
    return failure(ErrorCode::kInputOutput, quotedName(m_path) + " was moved, replaced or removed while it was open, " +
                                                "so nothing more is written to it. Save the document elsewhere.");
}

Result<void> SqliteEventStore::startWriting() {
    if (isReadOnly()) return failure(ErrorCode::kReadOnly, m_readOnlyReason);
    if (Result<void> inPlace = checkInPlace(); !inPlace) return inPlace;
    if (m_stateIsStale) {
        if (Result<void> refreshed = refreshState(); !refreshed) return refreshed;
    }
    if (!m_hasLog) {
        if (Result<void> logged = startLog(); !logged) return logged;
    }
    if (m_isComplete || m_format == 1) return {};
    Result<void> completed = completeTables(*m_connection);
    m_isComplete = completed.has_value();
    return completed;
}

Result<void> SqliteEventStore::startLog() {
    const Result<std::string> journal = m_connection->queryText("PRAGMA journal_mode=WAL");
    if (!journal) return std::unexpected(journal.error());
    if (*journal != "wal") {
        return failure(ErrorCode::kInputOutput, "The place of " + quotedName(m_path) +
                                                    " does not allow safe saving. Save the document elsewhere.");
    }
    m_hasLog = true;
    return {};
}

Result<void> SqliteEventStore::refreshState() {
    Result<StoreState> state = readState(*m_connection, m_documentId);
    if (!state) return std::unexpected(state.error());
    m_state = std::move(*state);
    m_stateIsStale = false;
    return {};
}

Result<void> SqliteEventStore::checkContinues(std::span<const event::EventBatch> batches) const {
    std::map<event::AgentId, std::uint64_t> next;
    std::uint64_t eventCount = m_state.eventCount;
    for (const event::EventBatch& batch : batches) {
        for (const auto& entry : batch.transactions()) {
            const event::AgentId& agent = batch.agentIds()[entry.agent];
            auto place = next.find(agent);
            if (place == next.end()) {
                const auto known = m_state.agents.find(agent);
                place = next.emplace(agent, known == m_state.agents.end() ? 0 : known->second.nextSequence).first;
            }
            if (entry.first.value != place->second || entry.unitCount == 0) {
                return failure(ErrorCode::kConflict, quotedName(m_path) + " holds events of this author up to number " +
                                                         std::to_string(place->second) + ", so one numbered " +
                                                         std::to_string(entry.first.value) + " cannot follow.");
            }
            place->second += entry.unitCount;
            eventCount += entry.unitCount;
        }
    }
    if (eventCount <= UINT32_MAX) return {};
    return failure(ErrorCode::kLimitExceeded, quotedName(m_path) + " cannot hold more than 4,294,967,295 events.");
}

Result<void> SqliteEventStore::write(std::span<const event::EventBatch> batches) {
    std::uint64_t transactionCount = 0;
    std::uint64_t eventCount = 0;
    for (const event::EventBatch& batch : batches) {
        transactionCount += batch.transactions().size();
        eventCount += batch.unitCount();
        for (const event::AgentRecord& record : batch.agents) {
            if (Result<void> done = rememberAgent(*m_connection, m_state, record.id, &record); !done) return done;
        }
        for (const event::AgentId& agent : batch.agentIds()) {
            if (Result<void> done = rememberAgent(*m_connection, m_state, agent, nullptr); !done) return done;
        }
    }
    if (transactionCount > m_options.bulkTransactionCount || eventCount > m_options.bulkEventCount) {
        for (const event::EventBatch& batch : batches) {
            if (Result<void> written = writeBulk(batch); !written) return written;
        }
        return {};
    }
    Result<TailWriter> writer = TailWriter::prepare(*m_connection);
    if (!writer) return std::unexpected(writer.error());
    for (const event::EventBatch& batch : batches) {
        for (std::size_t i = 0; i < batch.transactions().size(); ++i) {
            if (Result<void> written = writer->write(m_state, batch, i); !written) return written;
        }
    }
    return {};
}

Result<void> SqliteEventStore::writeBulk(const event::EventBatch& batch) {
    const Result<AgentRows> agents = readAgents(*m_connection);
    if (!agents) return std::unexpected(agents.error());
    // Chunks come before the tail, so the tail has to become one first.
    if (const Result<std::uint64_t> sealed = sealBlocks(1, *agents, Haste::kNone); !sealed) {
        return std::unexpected(sealed.error());
    }
    const auto entries = batch.transactions();
    std::size_t first = 0;
    while (first < entries.size()) {
        std::size_t end = first;
        std::uint64_t eventCount = 0;
        while (end < entries.size() && end - first < kChunkTransactionCountMax &&
               (end == first || eventCount + entries[end].unitCount <= m_options.chunkEventCountMax)) {
            eventCount += entries[end++].unitCount;
        }
        event::EventBatch part;
        copyTransactions(batch, first, end, part);
        addKnownAgents(*agents, part);
        const Result<void> written = writeChunk(*m_connection, m_state, part, std::nullopt, packingFor(Haste::kNone));
        if (!written) return written;
        m_state.transactionCount += end - first;
        m_state.eventCount += eventCount;
        m_state.rowLink = m_state.tailLink;
        first = end;
    }
    return {};
}

Packing SqliteEventStore::packingFor(Haste haste) const {
    if (m_format == 1) return {kChunkCodecZstd, m_options.compressionLevel};
    return haste == Haste::kSomebodyWaits ? Packing{kChunkCodecBrotli, kHastyLevel} : Packing{};
}

Result<std::uint64_t> SqliteEventStore::seal() {
    return sealFrom(m_options.sealRowCount, Haste::kNone);
}

Result<std::uint64_t> SqliteEventStore::sealAll() {
    return sealFrom(1, Haste::kNone);
}

/// Somebody waits for the window to go: what is short is packed well, what is longer fast, and what is very long stays
/// in the tail but for whole blocks.
Result<std::uint64_t> SqliteEventStore::sealForClose() {
    if (m_format == 1 || !m_options.sealsTailOnClose) return seal();
    const Result<std::int64_t> size = m_connection->queryInteger("SELECT coalesce(sum(length(body)), 0) FROM event");
    if (!size) return std::unexpected(size.error());
    if (*size <= kTightCloseSizeMax) return sealAll();
    return sealFrom(*size <= kCloseSizeMax ? 1 : m_options.sealRowCount, Haste::kSomebodyWaits);
}

Result<std::uint64_t> SqliteEventStore::sealFrom(std::uint64_t rowCountMin, Haste haste) {
    if (Result<void> started = startWriting(); !started) return std::unexpected(started.error());
    if (m_state.rowCount < rowCountMin) return 0;
    const Result<AgentRows> agents = readAgents(*m_connection);
    if (!agents) return std::unexpected(agents.error());
    std::uint64_t chunkCount = 0;
    const Result<void> sealed = inTransaction([&]() -> Result<void> {
        const Result<std::uint64_t> count = sealBlocks(rowCountMin, *agents, haste);
        if (!count) return std::unexpected(count.error());
        chunkCount = *count;
        return {};
    });
    if (!sealed) return std::unexpected(sealed.error());
    return chunkCount;
}

Result<std::uint64_t> SqliteEventStore::sealBlocks(std::uint64_t rowCountMin, const AgentRows& agents, Haste haste) {
    std::uint64_t chunkCount = 0;
    while (m_state.rowCount >= rowCountMin) {
        if (Result<void> sealed = sealBlock(agents, haste); !sealed) return std::unexpected(sealed.error());
        ++chunkCount;
    }
    return chunkCount;
}

Result<void> SqliteEventStore::sealBlock(const AgentRows& agents, Haste haste) {
    const Result<TailBlock> block =
        readTailBlock(*m_connection, agents, m_state.tailLink, m_options.sealRowCount, m_options.bulkEventCount);
    if (!block) return std::unexpected(block.error());
    if (block->rowCount == 0)
        return failure(ErrorCode::kMalformed, quotedName(m_path) + " is damaged: its newest events are gone.");
    const std::uint64_t growSizeMax = m_format == 1 ? 0 : m_options.growRawSizeMax;
    Result<std::optional<LastChunk>> last = readLastChunk(*m_connection, growSizeMax);
    if (!last) return std::unexpected(last.error());
    event::EventBatch together;
    if (*last) copyTransactions((*last)->batch, 0, (*last)->batch.transactions().size(), together);
    copyTransactions(block->batch, 0, block->batch.transactions().size(), together);
    addKnownAgents(agents, together);
    Result<void> written = writeChunk(*m_connection, m_state, together, block->lastHash, packingFor(haste),
                                      *last ? &(*last)->header : nullptr);
    if (!written) return written;
    Result<Statement> remove = m_connection->prepare("DELETE FROM event WHERE seq < ?");
    if (!remove) return std::unexpected(remove.error());
    if (Result<void> removed = remove->with(static_cast<std::int64_t>(m_state.sealedEventCount)).run(); !removed) {
        return removed;
    }
    m_state.rowCount -= block->rowCount;
    return {};
}

Result<void> SqliteEventStore::checkpoint() {
    if (isReadOnly() || !m_hasLog) return {};
    // The row is (busy, pages in the log, pages folded in); with the only connection there is, nothing can be busy.
    const Result<std::int64_t> busy = m_connection->queryInteger("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!busy) return std::unexpected(busy.error());
    return {};
}

Result<void> SqliteEventStore::close() {
    CHECK(m_connection != nullptr);
    Result<void> closed;
    if (!isReadOnly() && m_hasLog) {
        // A tail that could not be sealed is as safe as a chunk, and free pages do no harm, so only the rest decides.
        static_cast<void>(sealForClose());
        if (m_isComplete) static_cast<void>(dropEmptyTables(*m_connection));
        static_cast<void>(m_connection->execute("PRAGMA incremental_vacuum"));
        closed = checkpoint();
        if (closed) {
            const Result<std::string> journal = m_connection->queryText("PRAGMA journal_mode=DELETE");
            if (!journal) closed = std::unexpected(journal.error());
        }
    }
    m_connection.reset();
    m_claim.reset();
    return closed;
}

Result<SqliteConnection*> SqliteEventStore::connectionForWriting() {
    if (Result<void> started = startWriting(); !started) return std::unexpected(started.error());
    return m_connection.get();
}

}  // namespace varve::storage

// What is in a document file and whether it is whole.
#include "storage/blob_rows.h"
#include "storage/sqlite_error.h"
#include "storage/sqlite_event_store.h"

namespace varve::storage {

namespace {

constexpr int kProblemCountMax = 20;

/// SQLite's own check of pages, indexes and references. It knows nothing of contents.
Result<std::vector<std::string>> structureProblems(SqliteConnection& connection) {
    Result<Statement> rows = connection.prepare("PRAGMA integrity_check(" + std::to_string(kProblemCountMax) + ")");
    if (!rows) return std::unexpected(rows.error());
    std::vector<std::string> problems;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row && row.error().code != ErrorCode::kMalformed) return std::unexpected(row.error());
        if (!row) problems.push_back(row.error().message);
        if (!row || !*row) return problems;
        if (rows->text(0) != "ok")
            problems.push_back("The inner structure has a fault: " + std::string(rows->text(0)) + ".");
    }
}

}  // namespace

Result<VerifyReport> SqliteEventStore::verify() {
    VerifyReport report;
    Result<std::vector<std::string>> problems = structureProblems(*m_connection);
    if (!problems) return std::unexpected(problems.error());
    report.problems = std::move(*problems);
    const Result<AgentRows> agents = readAgents(*m_connection);
    if (!agents) return std::unexpected(agents.error());
    for (const std::int64_t index : agents->damaged) {
        report.problems.push_back("The name of author number " + std::to_string(index + 1) +
                                  " has changed since it was written.");
    }
    Result<ReadReport> events =
        readEvents(*m_connection, m_documentId, *agents, AfterDamage::kGoOn, [](event::EventBatch&&) {});
    if (!events) return std::unexpected(events.error());
    report.events = std::move(*events);
    Result<std::vector<std::string>> blobProblems = problemsOfBlobs(*m_connection, kProblemCountMax);
    if (!blobProblems) return std::unexpected(blobProblems.error());
    report.problems.insert(report.problems.end(), blobProblems->begin(), blobProblems->end());
    return report;
}

Result<StoreInfo> SqliteEventStore::info() {
    StoreInfo info;
    info.documentId = m_documentId;
    info.eventCount = m_state.eventCount;
    info.transactionCount = m_state.transactionCount;
    info.agentCount = m_state.agents.size();
    info.chunkCount = m_state.chunkCount;
    info.sealedEventCount = m_state.sealedEventCount;
    info.tailTransactionCount = m_state.rowCount;
    const auto number = [this](const char* sql, auto& into) -> Result<void> {
        const Result<std::int64_t> value = m_connection->queryInteger(sql);
        if (!value) return std::unexpected(value.error());
        into = static_cast<std::remove_reference_t<decltype(into)>>(*value);
        return {};
    };
    Result<void> read = number("SELECT value FROM meta WHERE key = 'format'", info.formatVersion);
    if (read) read = number("SELECT value FROM meta WHERE key = 'semantics'", info.semanticsVersion);
    if (read) read = number("SELECT count(*) FROM keyframe", info.keyframeCount);
    if (read) read = number("SELECT coalesce(sum(length(data)), 0) FROM keyframe", info.keyframeSizeBytes);
    if (read) read = number("SELECT coalesce(sum(length(data)), 0) FROM chunk", info.chunkSizeBytes);
    if (read) read = number("SELECT coalesce(sum(raw_size), 0) FROM chunk", info.chunkRawSizeBytes);
    if (read) read = number("SELECT count(*) FROM blob", info.blobCount);
    if (read) read = number("SELECT coalesce(sum(length(data)), 0) FROM blob", info.blobSizeBytes);
    if (!read) return std::unexpected(read.error());
    const Result<std::uint64_t> size = m_connection->fileSize();
    if (!size) return std::unexpected(size.error());
    info.fileSizeBytes = *size;
    return info;
}

}  // namespace varve::storage

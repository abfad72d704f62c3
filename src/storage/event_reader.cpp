#include "storage/event_reader.h"

#include <sqlite3.h>

#include <algorithm>
#include <optional>

#include "event/event_codec.h"
#include "storage/chunk_packing.h"
#include "storage/event_writer.h"
#include "storage/row_body.h"
#include "storage/schema.h"
#include "storage/sqlite_error.h"

namespace varve::storage {

namespace {

constexpr std::uint64_t kBatchEventCountMax = 65'536;
constexpr const char* kContradiction = "their content contradicts their number";
constexpr const char* kRowColumns =
    "SELECT seq, agent, agent_seq, event_count, version, hash, body FROM event ORDER BY seq";

constexpr const char* kChunkColumns =
    "SELECT first_seq, last_seq, transaction_count, first_ms, last_ms, encoding, codec, raw_size, version_vector, "
    "prev_hash, row_hash, hash, data FROM chunk ";

std::optional<Hash> hashFromBytes(BytesView bytes) {
    Hash hash{};
    if (bytes.size() != hash.size()) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(hash.data()));
    return hash;
}

std::uint64_t count64(std::int64_t value) {
    return value < 0 ? 0 : static_cast<std::uint64_t>(value);
}

/// Why content whose hash fits could not be decoded, as a clause.
std::string clauseOf(const Error& error) {
    return error.code == ErrorCode::kUnsupported ? "they need a newer Varve" : "they do not follow their format";
}

/// A row as it is stored, with its own hash and whether it fits.
struct RowRead {
    RowHeader header;
    Hash hash{};
    std::optional<std::string> damage;
};

/// Decodes the row at `rows` and adds it to `batch` when everything fits.
RowRead readRow(const Statement& rows, const AgentRows& agents, const Hash& previous, event::EventBatch& batch) {
    RowRead row;
    row.header.firstSeq = count64(rows.integer(0));
    row.header.eventCount = static_cast<std::uint32_t>(std::clamp<std::int64_t>(rows.integer(3), 0, UINT32_MAX));
    row.header.version = rows.integer(4);
    const std::optional<Hash> hash = hashFromBytes(rows.blob(5));
    if (hash) row.hash = *hash;
    const auto agent = agents.ids.find(rows.integer(1));
    if (agent == agents.ids.end()) {
        row.damage = "their author is not recorded";
        return row;
    }
    row.header.first = {agent->second, {static_cast<std::uint32_t>(rows.integer(2))}};
    if (!hash || rowHash(previous, row.header, rows.blob(6)) != *hash) {
        row.damage = "their bytes have changed since they were written";
        return row;
    }
    const std::size_t index = batch.transactions().size();
    const std::uint64_t unitsBefore = batch.unitCount();
    if (Result<void> decoded = decodeRowBody(rows.blob(6), row.header.version, batch); !decoded) {
        row.damage = clauseOf(decoded.error());
    } else if (batch.firstOf(batch.transactions()[index]) != row.header.first ||
               batch.unitCount() - unitsBefore != row.header.eventCount) {
        row.damage = kContradiction;
    }
    return row;
}

ChunkHeader readChunkHeader(const Statement& rows) {
    ChunkHeader header;
    header.firstSeq = count64(rows.integer(0));
    header.lastSeq = count64(rows.integer(1));
    header.transactionCount = count64(rows.integer(2));
    header.firstMs = rows.integer(3);
    header.lastMs = rows.integer(4);
    header.encoding = rows.integer(5);
    header.codec = rows.integer(6);
    header.rawSize = count64(rows.integer(7));
    header.versionVector = rows.blob(8);
    header.previousHash = hashFromBytes(rows.blob(9)).value_or(Hash{});
    if (!rows.isNull(10)) header.rowHash = hashFromBytes(rows.blob(10)).value_or(Hash{});
    header.hash = hashFromBytes(rows.blob(11)).value_or(Hash{});
    return header;
}

/// The columns of a chunk, or a clause about what is wrong with it.
std::expected<Bytes, std::string> unpackChunk(const ChunkHeader& header, BytesView data) {
    const bool isKnown = header.codec == kChunkCodecZstd || header.codec == kChunkCodecBrotli;
    if (header.encoding != kChunkEncoding || !isKnown) {
        return std::unexpected("they are packed in a way that needs a newer Varve");
    }
    const std::size_t sizeMax = std::min<std::uint64_t>(header.rawSize, kStoredLimits.rawSizeMax);
    Result<Bytes> raw = unpackColumns(data, header.codec, sizeMax);
    if (!raw || raw->size() != header.rawSize || chunkHash(header, *raw) != header.hash) {
        return std::unexpected("their bytes have changed since they were written");
    }
    return std::move(*raw);
}

/// The events of a chunk, or a clause about what is wrong with it.
std::expected<event::EventBatch, std::string> readChunk(const ChunkHeader& header, BytesView raw) {
    Result<event::EventBatch> batch = event::decodeColumns(raw, kStoredLimits);
    if (!batch) return std::unexpected(clauseOf(batch.error()));
    if (batch->unitCount() != header.eventCount() || batch->transactions().size() != header.transactionCount ||
        encodeVersionVector(rangesOf(*batch)) != header.versionVector) {
        return std::unexpected(kContradiction);
    }
    return std::move(*batch);
}

/// Whether what the log has got since `begin` and transaction `firstTransaction` is what the header says.
bool isWhatWasSealed(const ChunkHeader& header, const event::EventLog& log, event::LocalVersion begin,
                     std::size_t firstTransaction) {
    const event::LocalRange events{begin, log.end()};
    AgentRanges ranges;
    for (const event::EventSpan& span : log.spansOf({&events, 1})) {
        const std::uint32_t first = span.first.sequence.value;
        const auto [place, isNew] = ranges.try_emplace(span.first.agent, AgentRange{first, first});
        place->second.end = first + span.count;
    }
    return events.count() == header.eventCount() &&
           log.transactionCount() - firstTransaction == header.transactionCount &&
           encodeVersionVector(ranges) == header.versionVector;
}

/// The walk: where it is, and what it has found so far.
class Walk {
  public:
    Walk(SqliteConnection& connection, const AgentRows& agents, Hash genesis, AfterDamage afterDamage,
         const std::function<void(event::EventBatch&&)>& receive, event::EventLog* log)
        : m_connection(connection),
          m_agents(agents),
          m_afterDamage(afterDamage),
          m_receive(receive),
          m_log(log),
          m_chunkLink(genesis),
          m_rowLink(genesis) {}

    Result<ReadReport> run() {
        if (Result<void> read = readChunks(); !read) return std::unexpected(read.error());
        if (!m_stopped) {
            if (Result<void> read = readRows(); !read) return std::unexpected(read.error());
        }
        if (!m_stopped) {
            if (Result<void> compared = compareCounts(); !compared) return std::unexpected(compared.error());
        }
        return std::move(m_report);
    }

  private:
    void damage(std::uint64_t begin, std::uint64_t end, std::string reason) {
        m_report.damaged.push_back({begin, end, std::move(reason)});
        if (m_afterDamage == AfterDamage::kStop) m_stopped = true;
    }

    /// What SQLite itself cannot read is damage from here on, except that a failing disk is an error.
    Result<bool> next(Statement& rows) {
        Result<bool> row = rows.step();
        if (row || row.error().code != ErrorCode::kMalformed) return row;
        damage(m_seq, m_seq, "the file's inner structure is broken from there on");
        m_stopped = true;
        return false;
    }

    Result<void> readChunks() {
        Result<Statement> rows = m_connection.prepare(std::string(kChunkColumns) + "ORDER BY first_seq");
        if (!rows) return std::unexpected(rows.error());
        while (!m_stopped) {
            const Result<bool> row = next(*rows);
            if (!row) return std::unexpected(row.error());
            if (!*row) break;
            takeChunk(readChunkHeader(*rows), rows->blob(12));
        }
        return {};
    }

    void takeChunk(const ChunkHeader& header, BytesView data) {
        m_report.chunkCount += 1;
        if (header.firstSeq > m_seq) damage(m_seq, header.firstSeq, "they are missing");
        if (m_stopped) return;
        std::expected<Bytes, std::string> raw = unpackChunk(header, data);
        if (raw && header.firstSeq < m_seq) raw = std::unexpected("they overlap what is before them");
        if (raw && header.previousHash != m_chunkLink) raw = std::unexpected("they do not follow what is before them");
        const std::uint64_t end = std::max(m_seq, header.lastSeq + 1);
        const std::expected<void, std::string> taken = raw ? takeColumns(header, *raw) : std::unexpected(raw.error());
        if (taken) {
            m_report.eventCount += header.eventCount();
            m_report.transactionCount += header.transactionCount;
        } else {
            damage(header.firstSeq, end, taken.error());
        }
        m_seq = end;
        m_chunkLink = header.hash;
        m_rowLink = header.linkForRows();
    }

    std::expected<void, std::string> takeColumns(const ChunkHeader& header, BytesView raw) {
        if (m_log != nullptr) {
            const event::LocalVersion begin = m_log->end();
            const std::size_t transaction = m_log->transactionCount();
            if (m_log->appendWholeColumns(raw, kStoredLimits)) {
                if (isWhatWasSealed(header, *m_log, begin, transaction)) return {};
                return std::unexpected(kContradiction);
            }
        }
        auto batch = readChunk(header, raw);
        if (!batch) return std::unexpected(batch.error());
        m_receive(std::move(*batch));
        return {};
    }

    Result<void> readRows() {
        Result<Statement> rows = m_connection.prepare(kRowColumns);
        if (!rows) return std::unexpected(rows.error());
        while (!m_stopped) {
            const Result<bool> row = next(*rows);
            if (!row) return std::unexpected(row.error());
            if (!*row) break;
            takeRow(*rows);
            if (m_batch.unitCount() >= kBatchEventCountMax) deliver();
        }
        deliver();
        return {};
    }

    void takeRow(const Statement& rows) {
        m_report.rowCount += 1;
        const std::uint64_t firstSeq = count64(rows.integer(0));
        if (firstSeq > m_seq) damage(m_seq, firstSeq, "they are missing");
        if (m_stopped) return;
        const std::uint64_t goodTransactionCount = m_batch.transactions().size();
        RowRead row = readRow(rows, m_agents, m_rowLink, m_batch);
        if (!row.damage && firstSeq < m_seq) row.damage = "they overlap what is before them";
        const std::uint64_t end = std::max(m_seq, firstSeq + row.header.eventCount);
        if (row.damage) {
            // What a damaged row may have left in the batch must not be handed over.
            event::EventBatch good;
            copyTransactions(m_batch, 0, goodTransactionCount, good);
            m_batch = std::move(good);
            deliver();
            damage(firstSeq, end, *row.damage);
        } else {
            m_report.eventCount += row.header.eventCount;
            m_report.transactionCount += 1;
        }
        m_seq = end;
        m_rowLink = row.hash;
    }

    void deliver() {
        if (!m_batch.isEmpty()) m_receive(std::move(m_batch));
        m_batch = event::EventBatch();
    }

    /// Lost rows at the very end leave no gap, but the index beside each table still has them: count(*) walks the
    /// index.
    Result<void> compareCounts() {
        for (const auto& [sql, seen] : {std::pair{"SELECT count(*) FROM chunk", m_report.chunkCount},
                                        std::pair{"SELECT count(*) FROM event", m_report.rowCount}}) {
            const Result<std::int64_t> counted = m_connection.queryInteger(sql);
            if (!counted && counted.error().code != ErrorCode::kMalformed) return std::unexpected(counted.error());
            if (!counted || count64(*counted) != seen)
                damage(m_seq, m_seq, "the file's inner structure is broken from there on");
        }
        return {};
    }

    SqliteConnection& m_connection;
    const AgentRows& m_agents;
    AfterDamage m_afterDamage;
    const std::function<void(event::EventBatch&&)>& m_receive;
    event::EventLog* m_log;
    Hash m_chunkLink;
    Hash m_rowLink;
    std::uint64_t m_seq = 0;
    bool m_stopped = false;
    event::EventBatch m_batch;
    ReadReport m_report;
};

std::string rangeWords(const DamagedRange& range) {
    const std::string first = std::to_string(range.beginSeq + 1);
    if (range.endSeq <= range.beginSeq) return "from event " + first + " on";
    if (range.endSeq == range.beginSeq + 1) return "event " + first;
    return "events " + first + " to " + std::to_string(range.endSeq);
}

}  // namespace

Result<ReadReport> readEvents(SqliteConnection& connection, const std::string& documentId, const AgentRows& agents,
                              AfterDamage afterDamage, const std::function<void(event::EventBatch&&)>& receive,
                              event::EventLog* log) {
    return Walk(connection, agents, genesisHash(documentId), afterDamage, receive, log).run();
}

Result<TailBlock> readTailBlock(SqliteConnection& connection, const AgentRows& agents, const Hash& previous,
                                std::uint64_t rowCountMax, std::uint64_t eventCountMax) {
    Result<Statement> rows = connection.prepare(kRowColumns);
    if (!rows) return std::unexpected(rows.error());
    TailBlock block;
    block.lastHash = previous;
    while (block.rowCount < rowCountMax) {
        const Result<bool> row = rows->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) break;
        if (block.rowCount > 0 && block.batch.unitCount() + count64(rows->integer(3)) > eventCountMax) break;
        const RowRead read = readRow(*rows, agents, block.lastHash, block.batch);
        if (read.damage) {
            const DamagedRange range{read.header.firstSeq, read.header.firstSeq + read.header.eventCount, {}};
            return failure(ErrorCode::kMalformed, quotedName(connection.pathShown()) +
                                                      " is damaged: " + rangeWords(range) +
                                                      " cannot be read, because " + *read.damage + ".");
        }
        block.lastHash = read.hash;
        block.rowCount += 1;
    }
    return block;
}

Result<std::optional<LastChunk>> readLastChunk(SqliteConnection& connection, std::uint64_t rawSizeMax) {
    Result<Statement> rows = connection.prepare(std::string(kChunkColumns) + "ORDER BY first_seq DESC LIMIT 1");
    if (!rows) return std::unexpected(rows.error());
    const Result<bool> row = rows->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return std::nullopt;
    LastChunk last{readChunkHeader(*rows), {}};
    if (last.header.rawSize > rawSizeMax) return std::nullopt;
    const std::expected<Bytes, std::string> raw = unpackChunk(last.header, rows->blob(12));
    std::expected<event::EventBatch, std::string> batch =
        raw ? readChunk(last.header, *raw) : std::unexpected(raw.error());
    if (!batch) {
        const DamagedRange range{last.header.firstSeq, last.header.lastSeq + 1, {}};
        return failure(ErrorCode::kMalformed, quotedName(connection.pathShown()) + " is damaged: " + rangeWords(range) +
                                                  " cannot be read, because " + batch.error() + ".");
    }
    last.batch = std::move(*batch);
    return last;
}

std::string damageSentence(const std::filesystem::path& path, const ReadReport& report) {
    constexpr std::size_t kRangesNamedMax = 3;
    std::string ranges;
    for (std::size_t i = 0; i < std::min(report.damaged.size(), kRangesNamedMax); ++i) {
        const DamagedRange& range = report.damaged[i];
        if (i > 0) ranges += "; ";
        ranges += rangeWords(range) + " cannot be read, because " + range.reason;
    }
    if (report.damaged.size() > kRangesNamedMax) {
        ranges += "; and " + std::to_string(report.damaged.size() - kRangesNamedMax) + " more places";
    }
    return quotedName(path) + " is damaged: " + ranges + ". The other " + std::to_string(report.eventCount) +
           " events are intact, and the file was left as it is.";
}

}  // namespace varve::storage

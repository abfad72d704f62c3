// The columns of a batch taken apart, each with a reader of its own, and what every reader of the format needs: heads,
// ids, objects and side operations. Every byte is hostile: counts are bounded before anything grows, values are checked
// for their range. Private part of the codec; the two who read are event_decoder.cpp and column_loader.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "event/event_columns.h"
#include "event/integer_column.h"
#include "event/limits.h"
#include "event/transaction.h"

namespace varve::event::columns {

inline constexpr std::int64_t kUint32Max = std::numeric_limits<std::uint32_t>::max();

/// "The events are damaged: ..."
Error damaged(const std::string& what);

/// Counterpart of the encoder's list of exceptions: distances between transactions, each followed by its data.
class ExceptionReader {
  public:
    explicit ExceptionReader(BytesView bytes) : m_bytes(bytes) { readDistance(); }

    /// Whether transaction number `index` has data of its own, which must then be read through bytes() and close().
    [[nodiscard]] bool isDue(std::uint64_t index) const { return m_hasNext && m_next == index; }
    /// How many transactions from number `index` on have none, at most `countMax`.
    [[nodiscard]] std::uint64_t countBeforeDue(std::uint64_t index, std::uint64_t countMax) const {
        return m_hasNext && m_next - index < countMax ? m_next - index : countMax;
    }
    ByteReader& bytes() { return m_bytes; }
    void close() {
        ++m_next;
        readDistance();
    }
    [[nodiscard]] bool isFinished() const { return !m_bytes.failed() && !m_hasNext; }

  private:
    void readDistance() {
        m_hasNext = !m_bytes.atEnd();
        if (m_hasNext) m_next += m_bytes.readVarintUpTo(static_cast<std::uint64_t>(kUint32Max));
    }

    ByteReader m_bytes;
    std::uint64_t m_next = 0;
    bool m_hasNext = false;
};

/// An id whose agent is an index into the agent table.
struct ColumnId {
    std::uint32_t agent = 0;
    std::uint32_t sequence = 0;
};

using Columns = std::array<BytesView, kColumnEnd>;

/// The columns of `bytes`, without its two bytes of versions. Errors: kMalformed, kUnsupported.
Result<Columns> splitColumns(BytesView bytes);

/// Reads are in the order that FORMAT.md gives; `states` moves along.
struct Input {
    explicit Input(const Columns& columns);

    /// Counts, agents and sequences, which come before everything else. The error that speaks against them, if one
    /// does.
    [[nodiscard]] std::optional<Error> readHeads(const Columns& columns, const DecodeLimits& limits);

    [[nodiscard]] EventId idOf(const ColumnId& id) const { return {agentIds[id.agent], {id.sequence}}; }
    /// `moves`: an id beyond what is expected of its agent becomes the new expectation.
    ColumnId readId(ByteReader& bytes, bool moves);
    ObjectId readObject(ByteReader& bytes) const;
    /// `code`: of a mark, set or liveness. What it means is for the log to check; damage shows in sides.failed().
    Operation readSideOperation(std::uint8_t code);
    /// Whether every column ended exactly where its values do.
    [[nodiscard]] bool isFinished() const;

    IntegerColumnReader transactionAgents, unitCounts, times, kinds, joins;
    IntegerColumnReader codes, counts, offsets, sequenceIndexes;
    ExceptionReader firstSequences, parents, references;
    ByteReader sides;
    BytesView text;  // what has not been read of it

    std::uint64_t transactionCount = 0;
    std::uint64_t unitCount = 0;
    std::vector<AgentId> agentIds;
    std::vector<AgentState> states;    // parallel to agentIds
    std::vector<AgentRecord> records;  // of those agents that have one
    std::vector<ObjectId> sequences;
};

}  // namespace varve::event::columns

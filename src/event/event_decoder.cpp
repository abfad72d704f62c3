// Every byte is hostile here: counts are bounded before anything grows, every value is checked for its range, and every
// column must end exactly where its values end. What the events mean is for the log to check.
#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "event/event_codec.h"
#include "event/event_columns.h"
#include "event/integer_column.h"
#include "text/utf8.h"

namespace varve::event {

namespace {

using namespace columns;

constexpr std::int64_t kUint32Max = std::numeric_limits<std::uint32_t>::max();

/// Counterpart of the encoder's list of exceptions: distances between transactions, each followed by its data.
class ExceptionReader {
  public:
    explicit ExceptionReader(BytesView bytes) : m_bytes(bytes) { readDistance(); }

    /// Whether transaction number `index` has data of its own, which must then be read through bytes() and close().
    [[nodiscard]] bool isDue(std::uint64_t index) const { return m_hasNext && m_next == index; }
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

using Columns = std::array<BytesView, kColumnEnd>;

Error damaged(const std::string& what) {
    return {ErrorCode::kMalformed, "The events are damaged: " + what + "."};
}

Result<Columns> splitColumns(BytesView bytes) {
    Columns columns;
    ByteReader reader(bytes);
    std::uint64_t previous = 0;
    while (!reader.atEnd()) {
        const std::uint64_t tag = reader.readVarint();
        const BytesView content = reader.readString(reader.remaining());
        const std::uint64_t column = tag >> 1;
        const bool isOptional = (tag & 1) != 0;
        if (reader.failed() || column <= previous) return std::unexpected(damaged("the list of columns is not whole"));
        if (column < kColumnEnd && !isOptional) {
            columns[column] = content;
        } else if (!isOptional) {
            return failure(ErrorCode::kUnsupported,
                           "These events hold something that only a newer version of Varve understands.");
        }
        previous = column;
    }
    return columns;
}

class Decoder {
  public:
    Decoder(const Columns& columns, const DecodeLimits& limits)
        : m_columns(columns),
          m_limits(limits),
          m_transactionAgents(columns[kTransactionAgents]),
          m_unitCounts(columns[kUnitCounts]),
          m_times(columns[kTimes]),
          m_kinds(columns[kKinds]),
          m_joins(columns[kJoins]),
          m_codes(columns[kOperationCodes]),
          m_counts(columns[kOperationCounts]),
          m_offsets(columns[kOffsets]),
          m_sequenceIndexes(columns[kSequenceIndexes]),
          m_firstSequences(columns[kFirstSequences]),
          m_parents(columns[kParents]),
          m_references(columns[kReferences]),
          m_sides(columns[kSideOperations]),
          m_text(columns[kText]) {}

    Result<EventBatch> run();

  private:
    struct Run {
        std::uint8_t code = 0;
        std::uint32_t agent = 0;
        std::uint32_t sequence = 0;
        std::int64_t position = 0;
        std::uint32_t left = 0;
    };

    bool refuse(const char* what) {
        if (!m_error) m_error = damaged(what);
        return false;
    }
    bool exceed(const char* what) {
        if (!m_error) m_error = Error{ErrorCode::kLimitExceeded, std::string("The events are refused: ") + what + "."};
        return false;
    }
    bool readCounts();
    bool readAgents();
    bool readSequences();
    bool readTransaction(std::uint64_t index);
    bool readParents(std::uint64_t index, std::vector<EventId>& parents);
    bool readOperations(std::uint32_t agent, std::uint32_t unitCount);
    bool startRun(std::uint32_t agent);
    bool takeFromRun(std::uint32_t count);
    bool readSideOperation(std::uint8_t code);
    bool isWhole();
    EventId readId(ByteReader& bytes, bool moves);
    ObjectId readObject(ByteReader& bytes) const;
    static Value readValue(ByteReader& bytes);
    static std::string readText(ByteReader& bytes);

    const Columns& m_columns;
    const DecodeLimits& m_limits;
    IntegerColumnReader m_transactionAgents, m_unitCounts, m_times, m_kinds, m_joins;
    IntegerColumnReader m_codes, m_counts, m_offsets, m_sequenceIndexes;
    ExceptionReader m_firstSequences, m_parents, m_references;
    ByteReader m_sides;
    BytesView m_text;

    std::uint64_t m_transactionCount = 0;
    std::uint64_t m_unitCount = 0;
    std::vector<AgentId> m_agentIds;
    std::vector<AgentState> m_states;
    std::vector<ObjectId> m_sequences;
    std::int64_t m_timeMs = 0;
    EventId m_previousLast;
    Run m_run;
    std::uint64_t m_operationCount = 0;
    std::vector<EventId> m_parentIds;
    EventBatch m_batch;
    std::optional<Error> m_error;
};

Result<EventBatch> Decoder::run() {
    if (readCounts() && readAgents() && readSequences()) {
        if (!text::isValidUtf8(m_text)) refuse("their text is not valid UTF-8");
        // Regular history may be long and its bytes few: what is reserved follows the bytes.
        const std::size_t sensible = m_text.size() + 4096;
        m_batch.reserve(std::min<std::size_t>(m_transactionCount, sensible),
                        std::min<std::size_t>(m_transactionCount, sensible), m_text.size());
        for (std::uint64_t index = 0; index < m_transactionCount && !m_error; ++index)
            readTransaction(index);
        if (!m_error) isWhole();
    }
    if (m_error) return std::unexpected(std::move(*m_error));
    return std::move(m_batch);
}

bool Decoder::readCounts() {
    ByteReader bytes(m_columns[kCounts]);
    m_transactionCount = bytes.readVarint();
    m_unitCount = bytes.readVarint();
    if (bytes.failed() || !bytes.atEnd()) return refuse("their count is missing");
    if (m_transactionCount > m_limits.transactionCountMax) return exceed("they are too many transactions at once");
    if (m_unitCount > m_limits.unitCountMax) return exceed("they are too many at once");
    return true;
}

bool Decoder::readAgents() {
    ByteReader bytes(m_columns[kAgents]);
    std::set<AgentId> seen;
    while (!bytes.atEnd()) {
        AgentRecord record;
        const BytesView id = bytes.readRaw(record.id.bytes.size());
        const std::uint8_t hasRecord = bytes.readByte();
        if (!bytes.failed()) std::ranges::copy(id, record.id.bytes.begin());
        if (hasRecord == 1) {
            record.user = readText(bytes);
            record.device = readText(bytes);
            record.startedMs = bytes.readSignedVarint();
        }
        if (bytes.failed() || hasRecord > 1 || !seen.insert(record.id).second) {
            return refuse("the list of authors is not whole");
        }
        m_agentIds.push_back(record.id);
        m_states.emplace_back();
        if (hasRecord == 1) m_batch.agents.push_back(std::move(record));
    }
    return true;
}

bool Decoder::readSequences() {
    ByteReader bytes(m_columns[kSequences]);
    if (bytes.atEnd()) m_sequences.emplace_back(WellKnownObject::kBody);
    while (!bytes.atEnd()) {
        m_sequences.push_back(readObject(bytes));
        if (bytes.failed()) return refuse("the list of texts is not whole");
    }
    return true;
}

bool Decoder::readTransaction(std::uint64_t index) {
    const std::uint64_t agent = m_transactionAgents.next();
    if (agent >= m_states.size()) return refuse("an author is unknown");
    if (!readParents(index, m_parentIds)) return false;
    AgentState& state = m_states[agent];
    std::int64_t first = state.nextSequence;
    if (m_firstSequences.isDue(index)) {
        const std::int64_t distance = m_firstSequences.bytes().readSignedVarint();
        m_firstSequences.close();
        if (distance < -kUint32Max || distance > kUint32Max) return refuse("an event number is out of range");
        first += distance;
    }
    const std::uint64_t unitCount = m_unitCounts.next() + 1;
    if (unitCount == 0 || unitCount > m_unitCount) return refuse("the counts of events do not agree");
    m_unitCount -= unitCount;
    state.nextSequence = first + static_cast<std::int64_t>(unitCount);
    if (first < 0 || state.nextSequence > kUint32Max) return refuse("an event number is out of range");
    m_timeMs = static_cast<std::int64_t>(static_cast<std::uint64_t>(m_timeMs) +
                                         static_cast<std::uint64_t>(m_times.nextSigned()));
    const std::uint64_t kind = m_kinds.next();
    const std::uint64_t joins = m_joins.next();
    if (kind > kTransactionKindMax || joins > 1) return refuse("a transaction has an unknown kind");
    std::optional<EventId> reference;
    if (m_references.isDue(index)) {
        reference = readId(m_references.bytes(), false);
        if (m_references.bytes().failed()) return refuse("a reference is not whole");
        m_references.close();
    }
    const EventId id{m_agentIds[agent], {static_cast<std::uint32_t>(first)}};
    m_batch.beginTransaction(id, m_parentIds, m_timeMs, static_cast<TransactionKind>(kind), joins == 1, reference);
    m_previousLast = {id.agent, {static_cast<std::uint32_t>(state.nextSequence - 1)}};
    return readOperations(static_cast<std::uint32_t>(agent), static_cast<std::uint32_t>(unitCount));
}

bool Decoder::readParents(std::uint64_t index, std::vector<EventId>& parents) {
    parents.clear();
    if (!m_parents.isDue(index)) {
        if (index > 0) parents.push_back(m_previousLast);
        return true;
    }
    ByteReader& bytes = m_parents.bytes();
    const std::uint64_t count = bytes.readVarint();
    if (count > m_limits.parentsCountMax) return exceed("a transaction has too many parents");
    for (std::uint64_t k = 0; k < count && !bytes.failed(); ++k)
        parents.push_back(readId(bytes, true));
    if (bytes.failed()) return refuse("the parents of a transaction are not whole");
    m_parents.close();
    return true;
}

bool Decoder::readOperations(std::uint32_t agent, std::uint32_t unitCount) {
    while (unitCount > 0) {
        if (++m_operationCount > m_limits.operationCountMax) return exceed("they hold too many operations at once");
        if (m_run.left == 0 && !startRun(agent)) return false;
        if (m_run.agent != agent) return refuse("an operation has two authors");
        if (m_run.code >= kMarkCode) {
            if (!readSideOperation(m_run.code)) return false;
            m_run.left = 0;
            --unitCount;
            continue;
        }
        const std::uint32_t count = std::min(unitCount, m_run.left);
        if (!takeFromRun(count)) return false;
        unitCount -= count;
    }
    return true;
}

bool Decoder::startRun(std::uint32_t agent) {
    const std::uint64_t code = m_codes.next();
    if (m_codes.failed() || code > kLivenessCode) {
        return refuse("an operation has an unknown type");
    }
    m_run = {static_cast<std::uint8_t>(code), agent, 0, 0, 1};
    if (code >= kMarkCode) return true;
    const std::uint64_t countLessOne = m_counts.next();
    const std::uint64_t sequence = m_sequenceIndexes.next();
    const std::int64_t distance = m_offsets.nextSigned();
    if (countLessOne >= static_cast<std::uint64_t>(kUint32Max) || sequence >= m_sequences.size() ||
        distance < -kUint32Max || distance > kUint32Max) {
        return refuse("an operation is out of range");
    }
    m_run.left = static_cast<std::uint32_t>(countLessOne + 1);
    m_run.sequence = static_cast<std::uint32_t>(sequence);
    m_run.position = m_states[agent].position + distance;
    const std::int64_t end = endPosition(m_run.code, m_run.position, m_run.left);
    if (m_run.position < 0 || m_run.position > kUint32Max || end < 0 || end > kUint32Max) {
        return refuse("an operation is out of range");
    }
    m_states[agent].position = end;
    return true;
}

bool Decoder::takeFromRun(std::uint32_t count) {
    const ObjectId& sequence = m_sequences[m_run.sequence];
    const std::int64_t start = m_run.position;
    m_run.position = endPosition(m_run.code, start, count);
    m_run.left -= count;
    if (m_run.code == kInsertCode) {
        std::size_t size = 0;
        for (std::uint32_t k = 0; k < count; ++k) {
            if (size >= m_text.size()) return refuse("a part of their text is missing");
            const auto lead = static_cast<unsigned char>(m_text[size]);
            size += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        }
        m_batch.addInsert(sequence, {static_cast<std::uint32_t>(start)}, m_text.substr(0, size));
        m_text.remove_prefix(size);
        return true;
    }
    const bool isForward = m_run.code == kDeleteForwardCode;
    m_batch.addDelete(sequence, {static_cast<std::uint32_t>(isForward ? start : m_run.position)}, count,
                      isForward ? Direction::kForward : Direction::kBackward);
    return true;
}

bool Decoder::readSideOperation(std::uint8_t code) {
    if (code == kMarkCode) {
        Mark mark;
        mark.sequence = readObject(m_sides);
        mark.begin.value = static_cast<std::uint32_t>(m_sides.readVarintUpTo(static_cast<std::uint64_t>(kUint32Max)));
        mark.end.value = static_cast<std::uint32_t>(m_sides.readVarintUpTo(static_cast<std::uint64_t>(kUint32Max)));
        const std::uint8_t expands = m_sides.readByte();
        if (expands > 3) m_sides.fail();
        mark.expandBegin = (expands & 1) != 0;
        mark.expandEnd = (expands & 2) != 0;
        mark.key = readText(m_sides);
        mark.value = readValue(m_sides);
        m_batch.addOperation(mark);
    } else if (code == kSetCode) {
        Set set;
        set.object = readObject(m_sides);
        set.key = readText(m_sides);
        set.value = readValue(m_sides);
        m_batch.addOperation(set);
    } else {
        Liveness liveness;
        const std::uint64_t header = m_sides.readVarint();
        liveness.alive = (header & 1) != 0;
        for (std::uint64_t k = 0; k < header >> 1 && !m_sides.failed(); ++k) {
            const EventId first = readId(m_sides, false);
            const auto count = m_sides.readVarintUpTo(static_cast<std::uint64_t>(kUint32Max));
            liveness.targets.push_back({first, static_cast<std::uint32_t>(count)});
        }
        m_batch.addOperation(liveness);
    }
    return !m_sides.failed() || refuse("a mark, a property or an undo is not whole");
}

bool Decoder::isWhole() {
    const bool integersFinished = m_transactionAgents.isFinished() && m_unitCounts.isFinished() &&
                                  m_times.isFinished() && m_kinds.isFinished() && m_joins.isFinished() &&
                                  m_codes.isFinished() && m_counts.isFinished() && m_offsets.isFinished() &&
                                  m_sequenceIndexes.isFinished();
    const bool listsFinished = m_firstSequences.isFinished() && m_parents.isFinished() && m_references.isFinished();
    const bool isFinished = integersFinished && listsFinished && !m_sides.failed() && m_sides.atEnd() &&
                            m_text.empty() && m_run.left == 0 && m_unitCount == 0;
    return isFinished || refuse("their parts do not belong together");
}

EventId Decoder::readId(ByteReader& bytes, bool moves) {
    const std::uint64_t agent = bytes.readVarint();
    const std::int64_t distance = bytes.readSignedVarint();
    if (bytes.failed() || agent >= m_states.size() || distance < -kUint32Max - 1 || distance > kUint32Max) {
        bytes.fail();
        return {};
    }
    AgentState& state = m_states[agent];
    const std::int64_t sequence = state.nextSequence - 1 - distance;
    if (sequence < 0 || sequence > kUint32Max) {
        bytes.fail();
        return {};
    }
    if (moves) state.nextSequence = std::max(state.nextSequence, sequence + 1);
    return {m_agentIds[agent], {static_cast<std::uint32_t>(sequence)}};
}

ObjectId Decoder::readObject(ByteReader& bytes) const {
    const std::uint64_t number = bytes.readVarint();
    if (number < kObjectAgentBegin) return static_cast<WellKnownObject>(number);
    const std::uint64_t sequence = bytes.readVarintUpTo(static_cast<std::uint64_t>(kUint32Max));
    if (number - kObjectAgentBegin >= m_agentIds.size()) {
        bytes.fail();
        return {};
    }
    return EventId{m_agentIds[number - kObjectAgentBegin], {static_cast<std::uint32_t>(sequence)}};
}

Value Decoder::readValue(ByteReader& bytes) {
    switch (bytes.readByte()) {
        case 0:
            return {};
        case 1:
            return false;
        case 2:
            return true;
        case 3:
            return bytes.readSignedVarint();
        case 4:
            return readText(bytes);
        default:
            bytes.fail();
            return {};
    }
}

std::string Decoder::readText(ByteReader& bytes) {
    const BytesView content = bytes.readString(bytes.remaining());
    if (!text::isValidUtf8(content)) bytes.fail();
    return std::string(content);
}

}  // namespace

Result<EventBatch> decodeColumns(BytesView bytes, const DecodeLimits& limits, std::span<const Upcaster> table) {
    if (bytes.size() > limits.rawSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "The events are refused: they are too many bytes at once.");
    }
    ByteReader header(bytes.substr(0, 2));
    const std::uint8_t formatVersion = header.readByte();
    const std::uint8_t operationVersion = header.readByte();
    if (header.failed() || formatVersion == 0) return std::unexpected(damaged("they do not say their version"));
    if (formatVersion > kColumnFormatVersion || operationVersion > kOperationVersion) {
        return failure(ErrorCode::kUnsupported, "These events were written by a newer version of Varve.");
    }
    const Result<Columns> split = splitColumns(bytes.substr(2));
    if (!split) return std::unexpected(split.error());
    Result<EventBatch> batch = Decoder(*split, limits).run();
    if (!batch) return batch;
    return upcast(std::move(*batch), operationVersion, kOperationVersion, table);
}

Result<EventBatch> decodeColumns(BytesView bytes, const DecodeLimits& limits) {
    return decodeColumns(bytes, limits, upcasters());
}

Result<Transaction> decodeRow(BytesView bytes, const DecodeLimits& limits) {
    const Result<EventBatch> batch = decodeColumns(bytes, limits);
    if (!batch) return std::unexpected(batch.error());
    if (batch->transactions().size() != 1) return std::unexpected(damaged("a row does not hold one transaction"));
    return batch->transaction(0);
}

}  // namespace varve::event

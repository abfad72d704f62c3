// Every byte is hostile here: counts are bounded before anything grows, every value is checked for its range, and every
// column must end exactly where its values end. What the events mean is for the log to check.
#include <algorithm>

#include "event/column_input.h"
#include "event/event_codec.h"
#include "text/utf8.h"

namespace varve::event {

namespace {

using namespace columns;

class Decoder {
  public:
    Decoder(const Columns& columns, const DecodeLimits& limits) : m_limits(limits), m_input(columns) {
        m_error = m_input.readHeads(columns, limits);
    }

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
    bool readTransaction(std::uint64_t index);
    bool readParents(std::uint64_t index, std::vector<EventId>& parents);
    bool readOperations(std::uint32_t agent, std::uint32_t unitCount);
    bool startRun(std::uint32_t agent);
    bool takeFromRun(std::uint32_t count);

    const DecodeLimits& m_limits;
    Input m_input;
    std::uint64_t m_unitsLeft = 0;
    std::int64_t m_timeMs = 0;
    EventId m_previousLast;
    Run m_run;
    std::uint64_t m_operationCount = 0;
    std::vector<EventId> m_parentIds;
    EventBatch m_batch;
    std::optional<Error> m_error;
};

Result<EventBatch> Decoder::run() {
    if (!m_error) {
        const std::size_t textSize = m_input.text.size();
        if (!text::isValidUtf8(m_input.text)) refuse("their text is not valid UTF-8");
        // Regular history may be long and its bytes few: what is reserved follows the bytes.
        const auto sensible = std::min<std::size_t>(m_input.transactionCount, textSize + 4096);
        m_batch.reserve(sensible, sensible, textSize);
        m_batch.agents = std::move(m_input.records);
        m_unitsLeft = m_input.unitCount;
        for (std::uint64_t index = 0; index < m_input.transactionCount && !m_error; ++index)
            readTransaction(index);
        const bool isWhole = m_input.isFinished() && m_run.left == 0 && m_unitsLeft == 0;
        if (!m_error && !isWhole) refuse("their parts do not belong together");
    }
    if (m_error) return std::unexpected(std::move(*m_error));
    return std::move(m_batch);
}

bool Decoder::readTransaction(std::uint64_t index) {
    const std::uint64_t agent = m_input.transactionAgents.next();
    if (agent >= m_input.states.size()) return refuse("an author is unknown");
    if (!readParents(index, m_parentIds)) return false;
    AgentState& state = m_input.states[agent];
    std::int64_t first = state.nextSequence;
    if (m_input.firstSequences.isDue(index)) {
        const std::int64_t distance = m_input.firstSequences.bytes().readSignedVarint();
        m_input.firstSequences.close();
        if (distance < -kUint32Max || distance > kUint32Max) return refuse("an event number is out of range");
        first += distance;
    }
    const std::uint64_t unitCount = m_input.unitCounts.next() + 1;
    if (unitCount == 0 || unitCount > m_unitsLeft) return refuse("the counts of events do not agree");
    m_unitsLeft -= unitCount;
    state.nextSequence = first + static_cast<std::int64_t>(unitCount);
    if (first < 0 || state.nextSequence > kUint32Max) return refuse("an event number is out of range");
    m_timeMs = static_cast<std::int64_t>(static_cast<std::uint64_t>(m_timeMs) +
                                         static_cast<std::uint64_t>(m_input.times.nextSigned()));
    const std::uint64_t kind = m_input.kinds.next();
    const std::uint64_t joins = m_input.joins.next();
    if (kind > kTransactionKindMax || joins > 1) return refuse("a transaction has an unknown kind");
    std::optional<EventId> reference;
    if (m_input.references.isDue(index)) {
        reference = m_input.idOf(m_input.readId(m_input.references.bytes(), false));
        if (m_input.references.bytes().failed()) return refuse("a reference is not whole");
        m_input.references.close();
    }
    const EventId id{m_input.agentIds[agent], {static_cast<std::uint32_t>(first)}};
    m_batch.beginTransaction(id, m_parentIds, m_timeMs, static_cast<TransactionKind>(kind), joins == 1, reference);
    m_previousLast = {id.agent, {static_cast<std::uint32_t>(state.nextSequence - 1)}};
    return readOperations(static_cast<std::uint32_t>(agent), static_cast<std::uint32_t>(unitCount));
}

bool Decoder::readParents(std::uint64_t index, std::vector<EventId>& parents) {
    parents.clear();
    if (!m_input.parents.isDue(index)) {
        if (index > 0) parents.push_back(m_previousLast);
        return true;
    }
    ByteReader& bytes = m_input.parents.bytes();
    const std::uint64_t count = bytes.readVarint();
    if (count > m_limits.parentsCountMax) return exceed("a transaction has too many parents");
    for (std::uint64_t k = 0; k < count && !bytes.failed(); ++k)
        parents.push_back(m_input.idOf(m_input.readId(bytes, true)));
    if (bytes.failed()) return refuse("the parents of a transaction are not whole");
    m_input.parents.close();
    return true;
}

bool Decoder::readOperations(std::uint32_t agent, std::uint32_t unitCount) {
    while (unitCount > 0) {
        if (++m_operationCount > m_limits.operationCountMax) return exceed("they hold too many operations at once");
        if (m_run.left == 0 && !startRun(agent)) return false;
        if (m_run.agent != agent) return refuse("an operation has two authors");
        if (m_run.code >= kMarkCode) {
            m_batch.addOperation(m_input.readSideOperation(m_run.code));
            if (m_input.sides.failed()) return refuse("a mark, a property or an undo is not whole");
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
    const std::uint64_t code = m_input.codes.next();
    if (m_input.codes.failed() || code > kLivenessCode) {
        return refuse("an operation has an unknown type");
    }
    m_run = {static_cast<std::uint8_t>(code), agent, 0, 0, 1};
    if (code >= kMarkCode) return true;
    const std::uint64_t countLessOne = m_input.counts.next();
    const std::uint64_t sequence = m_input.sequenceIndexes.next();
    const std::int64_t distance = m_input.offsets.nextSigned();
    if (countLessOne >= static_cast<std::uint64_t>(kUint32Max) || sequence >= m_input.sequences.size() ||
        distance < -kUint32Max || distance > kUint32Max) {
        return refuse("an operation is out of range");
    }
    m_run.left = static_cast<std::uint32_t>(countLessOne + 1);
    m_run.sequence = static_cast<std::uint32_t>(sequence);
    m_run.position = m_input.states[agent].position + distance;
    const std::int64_t end = endPosition(m_run.code, m_run.position, m_run.left);
    if (m_run.position < 0 || m_run.position > kUint32Max || end < 0 || end > kUint32Max) {
        return refuse("an operation is out of range");
    }
    m_input.states[agent].position = end;
    return true;
}

bool Decoder::takeFromRun(std::uint32_t count) {
    const ObjectId& sequence = m_input.sequences[m_run.sequence];
    const std::int64_t start = m_run.position;
    m_run.position = endPosition(m_run.code, start, count);
    m_run.left -= count;
    if (m_run.code == kInsertCode) {
        std::size_t size = 0;
        for (std::uint32_t k = 0; k < count; ++k) {
            if (size >= m_input.text.size()) return refuse("a part of their text is missing");
            const auto lead = static_cast<unsigned char>(m_input.text[size]);
            size += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        }
        m_batch.addInsert(sequence, {static_cast<std::uint32_t>(start)}, m_input.text.substr(0, size));
        m_input.text.remove_prefix(size);
        return true;
    }
    const bool isForward = m_run.code == kDeleteForwardCode;
    m_batch.addDelete(sequence, {static_cast<std::uint32_t>(isForward ? start : m_run.position)}, count,
                      isForward ? Direction::kForward : Direction::kBackward);
    return true;
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

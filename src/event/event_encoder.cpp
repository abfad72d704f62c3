#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "base/check.h"
#include "event/event_codec.h"
#include "event/event_columns.h"
#include "event/integer_column.h"

namespace varve::event {

namespace {

using namespace columns;
using OperationEntry = EventBatch::OperationEntry;
using TransactionEntry = EventBatch::TransactionEntry;

/// Numbers of transactions that differ from the expected, as distances.
class ExceptionWriter {
  public:
    ByteWriter& begin(std::uint64_t index) {
        m_bytes.writeVarint(index - m_next);
        m_next = index + 1;
        return m_bytes;
    }
    [[nodiscard]] Bytes take() { return m_bytes.take(); }

  private:
    ByteWriter m_bytes;
    std::uint64_t m_next = 0;
};

class Encoder {
  public:
    explicit Encoder(const EventBatch& batch) : m_batch(batch) {}

    Bytes run() {
        collectAgents();
        for (std::size_t index = 0; index < m_batch.transactions().size(); ++index)
            addTransaction(index);
        flushRun();
        return assemble();
    }

  private:
    /// Operations that continue each other, over the transactions of one agent.
    struct Run {
        std::uint8_t code = 0;
        std::uint32_t agent = 0;
        std::uint32_t sequence = 0;
        std::int64_t start = 0;
        std::uint64_t count = 0;
    };

    void collectAgents();
    std::uint32_t agentIndex(const AgentId& id);
    void writeId(ByteWriter& bytes, const EventId& id, bool moves);
    void writeObject(ByteWriter& bytes, const ObjectId& object);
    static void writeValue(ByteWriter& bytes, const Value& value);

    void addTransaction(std::size_t index);
    void addParents(std::size_t index);
    void addOperation(const OperationEntry& operation, std::uint32_t agent);
    void addSideOperation(const Operation& operation);
    void flushRun();
    Bytes assemble();

    const EventBatch& m_batch;
    ByteWriter m_agentTable;
    std::map<AgentId, std::uint32_t> m_agentIndexes;
    std::vector<AgentState> m_states;
    std::vector<std::uint32_t> m_batchAgents;  // index in the batch -> index in the table
    Run m_run;

    IntegerColumnWriter m_transactionAgents, m_unitCounts, m_times, m_kinds, m_joins;
    IntegerColumnWriter m_codes, m_counts, m_offsets, m_sequenceIndexes;
    ExceptionWriter m_firstSequences, m_parents, m_references;
    ByteWriter m_sides;
    std::int64_t m_lastTimeMs = 0;
    Bytes m_text;
};

void Encoder::collectAgents() {
    for (const AgentRecord& record : m_batch.agents) {
        const bool isNew = m_agentIndexes.try_emplace(record.id, static_cast<std::uint32_t>(m_states.size())).second;
        CHECK(isNew);
        m_states.emplace_back();
        m_agentTable.writeRaw({reinterpret_cast<const char*>(record.id.bytes.data()), record.id.bytes.size()});
        m_agentTable.writeByte(1);
        m_agentTable.writeString(record.user);
        m_agentTable.writeString(record.device);
        m_agentTable.writeSignedVarint(record.startedMs);
    }
    for (const AgentId& id : m_batch.agentIds())
        m_batchAgents.push_back(agentIndex(id));
}

std::uint32_t Encoder::agentIndex(const AgentId& id) {
    const auto [place, isNew] = m_agentIndexes.try_emplace(id, static_cast<std::uint32_t>(m_states.size()));
    if (isNew) {
        m_states.emplace_back();
        m_agentTable.writeRaw({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
        m_agentTable.writeByte(0);
    }
    return place->second;
}

/// `moves`: an id beyond what was expected of its agent becomes the new expectation.
void Encoder::writeId(ByteWriter& bytes, const EventId& id, bool moves) {
    const std::uint32_t agent = agentIndex(id.agent);
    const std::int64_t sequence = id.sequence.value;
    bytes.writeVarint(agent);
    bytes.writeSignedVarint(m_states[agent].nextSequence - 1 - sequence);
    if (moves) m_states[agent].nextSequence = std::max(m_states[agent].nextSequence, sequence + 1);
}

void Encoder::writeObject(ByteWriter& bytes, const ObjectId& object) {
    if (const auto* id = std::get_if<EventId>(&object)) {
        bytes.writeVarint(kObjectAgentBegin + agentIndex(id->agent));
        bytes.writeVarint(id->sequence.value);
    } else {
        bytes.writeVarint(static_cast<std::uint64_t>(std::get<WellKnownObject>(object)));
    }
}

void Encoder::writeValue(ByteWriter& bytes, const Value& value) {
    struct Visitor {
        ByteWriter& bytes;
        void operator()(std::monostate) const { bytes.writeByte(0); }
        void operator()(bool flag) const { bytes.writeByte(flag ? 2 : 1); }
        void operator()(std::int64_t number) const {
            bytes.writeByte(3);
            bytes.writeSignedVarint(number);
        }
        void operator()(const std::string& text) const {
            bytes.writeByte(4);
            bytes.writeString(text);
        }
    };
    std::visit(Visitor{bytes}, value);
}

void Encoder::addTransaction(std::size_t index) {
    const TransactionEntry& entry = m_batch.transactions()[index];
    CHECK(entry.operationsCount > 0 && entry.unitCount > 0);
    const std::uint32_t agent = m_batchAgents[entry.agent];
    m_transactionAgents.push(agent);
    addParents(index);
    AgentState& state = m_states[agent];
    if (state.nextSequence != entry.first.value) {
        m_firstSequences.begin(index).writeSignedVarint(std::int64_t{entry.first.value} - state.nextSequence);
    }
    state.nextSequence = std::int64_t{entry.first.value} + entry.unitCount;
    m_unitCounts.push(entry.unitCount - 1);
    const auto elapsed = static_cast<std::uint64_t>(entry.timeMs) - static_cast<std::uint64_t>(m_lastTimeMs);
    m_times.pushSigned(static_cast<std::int64_t>(elapsed));
    m_lastTimeMs = entry.timeMs;
    m_kinds.push(static_cast<std::uint64_t>(entry.kind));
    m_joins.push(entry.joinsPrevious ? 1 : 0);
    if (entry.reference) writeId(m_references.begin(index), *entry.reference, false);
    for (const OperationEntry& operation : m_batch.operationsOf(entry))
        addOperation(operation, agent);
}

void Encoder::addParents(std::size_t index) {
    const auto transactions = m_batch.transactions();
    const auto parents = m_batch.parentsOf(transactions[index]);
    if (index == 0 && parents.empty()) return;
    if (index > 0 && parents.size() == 1) {
        const TransactionEntry& previous = transactions[index - 1];
        if (parents.front() == EventId{m_batch.agentIds()[previous.agent], previous.first + (previous.unitCount - 1)}) {
            return;
        }
    }
    ByteWriter& bytes = m_parents.begin(index);
    bytes.writeVarint(parents.size());
    for (const EventId& parent : parents)
        writeId(bytes, parent, true);
}

void Encoder::addOperation(const OperationEntry& operation, std::uint32_t agent) {
    CHECK(operation.count > 0);
    std::uint8_t code = kInsertCode;
    switch (operation.type) {
        case OperationType::kInsert:
            m_text.append(m_batch.textOf(operation));
            break;
        case OperationType::kDelete:
            code = operation.direction == Direction::kForward ? kDeleteForwardCode : kDeleteBackwardCode;
            break;
        case OperationType::kMark:
        case OperationType::kSet:
        case OperationType::kLiveness:
            flushRun();
            addSideOperation(m_batch.sideOperations()[operation.side]);
            return;
    }
    const std::int64_t start = startPosition(code, operation.offset.value, operation.count);
    const bool continues = m_run.count > 0 && m_run.code == code && m_run.agent == agent &&
                           m_run.sequence == operation.sequence &&
                           endPosition(code, m_run.start, static_cast<std::int64_t>(m_run.count)) == start &&
                           m_run.count + operation.count <= std::numeric_limits<std::uint32_t>::max();
    if (continues) {
        m_run.count += operation.count;
    } else {
        flushRun();
        m_run = {code, agent, operation.sequence, start, operation.count};
    }
}

void Encoder::flushRun() {
    if (m_run.count == 0) return;
    AgentState& state = m_states[m_run.agent];
    m_codes.push(m_run.code);
    m_counts.push(m_run.count - 1);
    m_offsets.pushSigned(m_run.start - state.position);
    m_sequenceIndexes.push(m_run.sequence);
    state.position = endPosition(m_run.code, m_run.start, static_cast<std::int64_t>(m_run.count));
    m_run.count = 0;
}

void Encoder::addSideOperation(const Operation& operation) {
    if (const auto* mark = std::get_if<Mark>(&operation)) {
        m_codes.push(kMarkCode);
        writeObject(m_sides, mark->sequence);
        m_sides.writeVarint(mark->begin.value);
        m_sides.writeVarint(mark->end.value);
        m_sides.writeByte(static_cast<std::uint8_t>((mark->expandBegin ? 1 : 0) | (mark->expandEnd ? 2 : 0)));
        m_sides.writeString(mark->key);
        writeValue(m_sides, mark->value);
    } else if (const auto* set = std::get_if<Set>(&operation)) {
        m_codes.push(kSetCode);
        writeObject(m_sides, set->object);
        m_sides.writeString(set->key);
        writeValue(m_sides, set->value);
    } else {
        const auto& liveness = std::get<Liveness>(operation);
        m_codes.push(kLivenessCode);
        m_sides.writeVarint(liveness.targets.size() << 1 | (liveness.alive ? 1 : 0));
        for (const EventSpan& span : liveness.targets) {
            writeId(m_sides, span.first, false);
            m_sides.writeVarint(span.count);
        }
    }
}

Bytes Encoder::assemble() {
    std::array<Bytes, kColumnEnd> all;
    ByteWriter counts;
    counts.writeVarint(m_batch.transactions().size());
    counts.writeVarint(m_batch.unitCount());
    all[kCounts] = counts.take();
    ByteWriter sequences;
    const ObjectId body = WellKnownObject::kBody;
    if (m_batch.sequences().size() != 1 || m_batch.sequences().front() != body) {
        for (const ObjectId& sequence : m_batch.sequences())
            writeObject(sequences, sequence);
    }
    all[kSequences] = sequences.take();
    all[kAgents] = m_agentTable.take();  // last: writing ids may add to it
    all[kTransactionAgents] = m_transactionAgents.take();
    all[kFirstSequences] = m_firstSequences.take();
    all[kParents] = m_parents.take();
    all[kUnitCounts] = m_unitCounts.take();
    all[kTimes] = m_times.take();
    all[kKinds] = m_kinds.take();
    all[kJoins] = m_joins.take();
    all[kReferences] = m_references.take();
    all[kOperationCodes] = m_codes.take();
    all[kOperationCounts] = m_counts.take();
    all[kOffsets] = m_offsets.take();
    all[kSequenceIndexes] = m_sequenceIndexes.take();
    all[kSideOperations] = m_sides.take();
    all[kText] = std::move(m_text);
    ByteWriter bytes;
    bytes.writeByte(kColumnFormatVersion);
    bytes.writeByte(kOperationVersion);
    for (std::size_t column = 1; column < kColumnEnd; ++column) {
        if (all[column].empty()) continue;
        bytes.writeVarint(column << 1);
        bytes.writeString(all[column]);
    }
    return bytes.take();
}

}  // namespace

Bytes encodeColumns(const EventBatch& batch) {
    return Encoder(batch).run();
}

Bytes encodeRow(const Transaction& transaction) {
    EventBatch batch;
    batch.add(transaction);
    return encodeColumns(batch);
}

}  // namespace varve::event

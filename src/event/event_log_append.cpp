// The door of the log: what is taken, what waits, what is refused. Everything is looked at before anything is changed.
#include <algorithm>
#include <limits>

#include "base/check.h"
#include "event/event_log.h"
#include "event/limits.h"
#include "event/operation_checks.h"
#include "text/utf8.h"

namespace varve::event {

namespace {

using OperationEntry = EventBatch::OperationEntry;
using TransactionEntry = EventBatch::TransactionEntry;

constexpr std::uint64_t kOffsetMax = std::numeric_limits<std::uint32_t>::max();

Error invalid(const EventId& first, const std::string& why) {
    return {ErrorCode::kInvalidInput, "The transaction at event " + nameOf(first) + " was not taken: " + why};
}

}  // namespace

class EventLog::Appender {
  public:
    Appender(EventLog& log, const EventBatch& batch) : m_log(log), m_batch(batch), m_checks(log) {
        m_agents.resize(batch.agentIds().size(), kUnresolved);
        m_sequences.resize(batch.sequences().size(), kUnresolved);
    }

    AppendOutcome run();

  private:
    enum class Verdict : std::uint8_t { kNew, kDuplicate, kWaiting, kRejected };
    static constexpr std::uint32_t kUnresolved = ~std::uint32_t{0};

    Verdict examine(const TransactionEntry& entry);
    Verdict examineKnown(const TransactionEntry& entry, std::uint32_t agent);
    [[nodiscard]] bool equalsKnown(const TransactionEntry& entry, std::size_t index) const;
    Verdict examineParents(const TransactionEntry& entry);
    Verdict examineOperations(const TransactionEntry& entry);
    [[nodiscard]] const char* faultOf(const OperationEntry& operation, std::uint32_t unitIndex) const;
    [[nodiscard]] std::uint64_t sizeOf(const OperationEntry& operation) const;
    void take(const TransactionEntry& entry);
    void takeOperation(const OperationEntry& operation, LocalVersion at, bool mayContinue);
    std::uint32_t resolveAgent(std::uint32_t batchAgent);
    std::uint32_t resolveSequence(std::uint32_t batchSequence);
    Verdict reject(const TransactionEntry& entry, const std::string& why) {
        m_error = invalid(m_batch.firstOf(entry), why);
        return Verdict::kRejected;
    }

    EventLog& m_log;
    const EventBatch& m_batch;
    std::vector<std::uint32_t> m_agents;      // index in the batch -> index in the log
    std::vector<std::uint32_t> m_sequences;   // likewise
    std::uint32_t m_lastAgent = kUnresolved;  // of the newest transaction taken, in the batch
    SequenceNumber m_lastEnd;                 // one past its last unit
    OperationChecks m_checks;                 // of the transaction at hand
    Error m_error{};
};

AppendOutcome EventLog::Appender::run() {
    AppendOutcome outcome;
    const LocalVersion begin = m_log.end();
    for (const AgentRecord& record : m_batch.agents)
        m_log.addAgent(record);
    const auto transactions = m_batch.transactions();
    for (std::size_t index = 0; index < transactions.size(); ++index) {
        switch (examine(transactions[index])) {
            case Verdict::kNew:
                take(transactions[index]);
                break;
            case Verdict::kDuplicate:
                ++outcome.duplicateCount;
                break;
            case Verdict::kWaiting:
                outcome.waiting.push_back(index);
                break;
            case Verdict::kRejected:
                outcome.rejected.emplace_back(index, std::move(m_error));
                break;
        }
    }
    outcome.events = {begin, m_log.end()};
    return outcome;
}

EventLog::Appender::Verdict EventLog::Appender::examine(const TransactionEntry& entry) {
    const AgentId& id = m_batch.agentIds()[entry.agent];
    if (m_agents[entry.agent] == kUnresolved) {
        const auto known = m_log.agentIndex(id);
        if (known) m_agents[entry.agent] = *known;
    }
    const std::uint32_t agent = m_agents[entry.agent];
    const SequenceNumber next = agent == kUnresolved ? SequenceNumber{} : m_log.m_identities.nextSequence(agent);
    if (entry.operationsCount == 0) return reject(entry, "it has no operations.");
    if (entry.first < next) return examineKnown(entry, agent);
    if (next < entry.first) return Verdict::kWaiting;
    if (entry.unitCount + std::uint64_t{m_log.end().value} > kEventCountMax) {
        return reject(entry, "the document would have more than 268 million events.");
    }
    if (entry.unitCount > kTransactionUnitCountMax || entry.operationsCount > kTransactionOperationCountMax ||
        entry.parentsCount > kTransactionParentsCountMax) {
        return reject(entry, "it is too large for one transaction.");
    }
    const Verdict parents = examineParents(entry);
    return parents == Verdict::kNew ? examineOperations(entry) : parents;
}

EventLog::Appender::Verdict EventLog::Appender::examineKnown(const TransactionEntry& entry, std::uint32_t agent) {
    const auto known = m_log.find({m_log.agents()[agent].id, entry.first});
    if (equalsKnown(entry, m_log.m_transactions.indexOf(*known))) return Verdict::kDuplicate;
    m_error = {ErrorCode::kConflict, "The transaction at event " + nameOf(m_batch.firstOf(entry)) +
                                         " was not taken: a different one is already recorded there."};
    return Verdict::kRejected;
}

bool EventLog::Appender::equalsKnown(const TransactionEntry& entry, std::size_t index) const {
    const TransactionTable::Row row = m_log.m_transactions.row(index);
    if (m_log.idOf(row.events.begin) != m_batch.firstOf(entry) || row.events.count() != entry.unitCount ||
        row.timeMs != entry.timeMs || row.kind != entry.kind || row.joinsPrevious != entry.joinsPrevious ||
        row.reference.has_value() != entry.reference.has_value() ||
        (row.reference && m_log.idOf(*row.reference) != *entry.reference) ||
        !std::ranges::equal(m_log.idsOf(m_log.m_graph.parentsOf(row.events.begin)), m_batch.parentsOf(entry))) {
        return false;
    }
    std::size_t runIndex = m_log.operationRunIndexOf(row.events.begin);
    LocalRange rest = row.events;
    for (const OperationEntry& operation : m_batch.operationsOf(entry)) {
        if (rest.isEmpty()) return false;
        while (m_log.m_operationRuns[runIndex].events.end <= rest.begin)
            ++runIndex;
        const OperationEntry piece = m_log.pieceAt(runIndex, rest);
        if (piece.type != operation.type || piece.count != operation.count) return false;
        if (piece.type == OperationType::kInsert || piece.type == OperationType::kDelete) {
            if (piece.offset != operation.offset || piece.direction != operation.direction ||
                m_log.m_sequences[piece.sequence] != m_batch.sequences()[operation.sequence] ||
                std::string_view(m_log.m_content).substr(piece.textBegin, piece.textSize) !=
                    m_batch.textOf(operation)) {
                return false;
            }
        } else if (m_log.m_sideOperations[piece.side] != m_batch.sideOperations()[operation.side]) {
            return false;
        }
        rest.begin = rest.begin + piece.count;
    }
    return rest.isEmpty();
}

EventLog::Appender::Verdict EventLog::Appender::examineParents(const TransactionEntry& entry) {
    const auto parents = m_batch.parentsOf(entry);
    m_checks.begin(m_batch.agentIds()[entry.agent], entry.first);
    std::vector<LocalVersion>& known = m_checks.parents();
    // The usual case: it continues the transaction taken just before.
    if (parents.size() == 1 && m_lastAgent != kUnresolved && parents.front().sequence + 1 == m_lastEnd &&
        parents.front().agent == m_batch.agentIds()[m_lastAgent]) {
        known.push_back(m_log.end() - 1);
        return Verdict::kNew;
    }
    for (std::size_t index = 0; index < parents.size(); ++index) {
        if (index > 0 && parents[index] <= parents[index - 1]) {
            return reject(entry, "its parents are not in order, or one is named twice.");
        }
        if (parents[index].agent == m_batch.agentIds()[entry.agent] && entry.first <= parents[index].sequence) {
            return reject(entry, "it names itself or a later event as its parent.");
        }
    }
    for (const EventId& parent : parents) {
        const auto found = m_log.find(parent);
        if (!found) return Verdict::kWaiting;
        known.push_back(*found);
    }
    if (!m_checks.sortParents()) return reject(entry, "one of its parents happened before another one of them.");
    return Verdict::kNew;
}

EventLog::Appender::Verdict EventLog::Appender::examineOperations(const TransactionEntry& entry) {
    if (static_cast<std::uint8_t>(entry.kind) > kTransactionKindMax) return reject(entry, "its kind is unknown.");
    if (entry.unitCount > kOffsetMax - entry.first.value) return reject(entry, "its event numbers are too large.");
    if (entry.reference && !m_checks.isInPast(0, {*entry.reference, 1})) {
        return reject(entry, "it refers to an event that did not happen before it.");
    }
    std::uint32_t unitIndex = 0;
    std::uint64_t contentSize = m_log.m_content.size();
    std::uint64_t size = 0;
    for (const OperationEntry& operation : m_batch.operationsOf(entry)) {
        if (const char* fault = faultOf(operation, unitIndex)) return reject(entry, fault);
        unitIndex += operation.count;
        contentSize += operation.textSize;
        size += sizeOf(operation);
        if (operation.type == OperationType::kInsert) m_checks.addInserted(operation.count);
    }
    if (contentSize > kOffsetMax) return reject(entry, "the document would hold more than four gigabytes of text.");
    if (size > kTransactionSizeMax) return reject(entry, "it is too large for one transaction.");
    return Verdict::kNew;
}

const char* EventLog::Appender::faultOf(const OperationEntry& operation, std::uint32_t unitIndex) const {
    switch (operation.type) {
        case OperationType::kInsert:
        case OperationType::kDelete:
            break;
        case OperationType::kMark:
        case OperationType::kSet:
        case OperationType::kLiveness:
            return m_checks.faultOfSide(m_batch.sideOperations()[operation.side], unitIndex);
    }
    if (const char* fault = m_checks.faultOfRange(operation.offset, operation.count)) return fault;
    if (operation.type == OperationType::kDelete) {
        if (const char* fault = m_checks.faultOfLongDelete(operation.offset, operation.count)) return fault;
    } else if (!text::isValidUtf8(m_batch.textOf(operation))) {
        return "the text it inserts is not valid UTF-8.";
    }
    return m_checks.faultOfSequence(m_batch.sequences()[operation.sequence], unitIndex);
}

/// Bytes that the operation adds to a transaction, fixed-size parts left aside.
std::uint64_t EventLog::Appender::sizeOf(const OperationEntry& operation) const {
    const bool isText = operation.type == OperationType::kInsert || operation.type == OperationType::kDelete;
    return isText ? operation.textSize : OperationChecks::sizeOfSide(m_batch.sideOperations()[operation.side]);
}

std::uint32_t EventLog::Appender::resolveAgent(std::uint32_t batchAgent) {
    if (m_agents[batchAgent] == kUnresolved) {
        m_agents[batchAgent] = m_log.m_identities.internAgent(m_batch.agentIds()[batchAgent]);
    }
    return m_agents[batchAgent];
}

std::uint32_t EventLog::Appender::resolveSequence(std::uint32_t batchSequence) {
    if (m_sequences[batchSequence] == kUnresolved) {
        m_sequences[batchSequence] = m_log.internSequence(m_batch.sequences()[batchSequence]);
    }
    return m_sequences[batchSequence];
}

void EventLog::Appender::take(const TransactionEntry& entry) {
    const std::uint32_t agent = resolveAgent(entry.agent);
    const LocalVersion begin = m_log.end();
    const std::vector<LocalVersion>& parents = m_checks.parents();
    const bool continuesGraph = parents.size() == 1 && parents.front() + 1 == begin;
    const bool continuesAgent = m_log.m_identities.isNewest(agent);
    const LocalRange events = m_log.m_graph.append(entry.unitCount, parents);
    m_log.m_identities.append(agent, events);
    m_log.m_transactions.append({.events = events,
                                 .timeMs = entry.timeMs,
                                 .kind = entry.kind,
                                 .joinsPrevious = entry.joinsPrevious,
                                 .reference = entry.reference ? m_log.find(*entry.reference) : std::nullopt});
    LocalVersion at = begin;
    for (const OperationEntry& operation : m_batch.operationsOf(entry)) {
        takeOperation(operation, at, at != begin || (continuesGraph && continuesAgent));
        at = at + operation.count;
    }
    m_lastAgent = entry.agent;
    m_lastEnd = entry.first + entry.unitCount;
}

void EventLog::Appender::takeOperation(const OperationEntry& operation, LocalVersion at, bool mayContinue) {
    const bool isInsert = operation.type == OperationType::kInsert;
    if (!isInsert && operation.type != OperationType::kDelete) {
        m_log.addSideRun(at, m_batch.sideOperations()[operation.side]);
        return;
    }
    OperationRun run{.events = {at, at + operation.count},
                     .type = operation.type,
                     .direction = operation.direction,
                     .sequence = resolveSequence(operation.sequence),
                     .offset = operation.offset.value};
    if (isInsert) {
        run.contentBegin = static_cast<std::uint32_t>(m_log.m_content.size());
        m_log.m_content.append(m_batch.textOf(operation));
        m_log.addInsertRun(run, mayContinue, m_batch.textOf(operation));
        return;
    }
    if (operation.direction == Direction::kBackward) run.offset += operation.count - 1;
    m_log.addRun(run, mayContinue);
}

AppendOutcome EventLog::append(const EventBatch& batch) {
    return Appender(*this, batch).run();
}

Result<LocalRange> EventLog::append(const Transaction& transaction) {
    EventBatch batch;
    batch.add(transaction);
    AppendOutcome outcome = append(batch);
    if (!outcome.rejected.empty()) return std::unexpected(std::move(outcome.rejected.front().second));
    if (!outcome.waiting.empty()) {
        return failure(ErrorCode::kMissingParents, "The transaction at event " + nameOf(transaction.first) +
                                                       " builds on events that are not known yet.");
    }
    return outcome.events;
}

}  // namespace varve::event

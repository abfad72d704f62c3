#include "event/event_batch.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::event {

namespace {

std::uint32_t addSaturating(std::uint32_t a, std::uint32_t b) {
    return b > std::numeric_limits<std::uint32_t>::max() - a ? std::numeric_limits<std::uint32_t>::max() : a + b;
}

}  // namespace

void EventBatch::add(const Transaction& transaction) {
    beginTransaction(transaction.first, transaction.parents, transaction.timeMs, transaction.kind,
                     transaction.joinsPrevious, transaction.reference);
    for (const Operation& operation : transaction.operations)
        addOperation(operation);
}

void EventBatch::reserve(std::size_t transactionCount, std::size_t operationCount, std::size_t contentSize) {
    m_transactions.reserve(transactionCount);
    m_operations.reserve(operationCount);
    m_content.reserve(contentSize);
}

void EventBatch::beginTransaction(EventId first, std::span<const EventId> parents, std::int64_t timeMs,
                                  TransactionKind kind, bool joinsPrevious, std::optional<EventId> reference) {
    m_transactions.push_back({.agent = internAgent(first.agent),
                              .first = first.sequence,
                              .parentsBegin = static_cast<std::uint32_t>(m_parents.size()),
                              .parentsCount = static_cast<std::uint32_t>(parents.size()),
                              .operationsBegin = static_cast<std::uint32_t>(m_operations.size()),
                              .operationsCount = 0,
                              .unitCount = 0,
                              .timeMs = timeMs,
                              .kind = kind,
                              .joinsPrevious = joinsPrevious,
                              .reference = reference});
    m_parents.insert(m_parents.end(), parents.begin(), parents.end());
}

void EventBatch::addInsert(const ObjectId& sequence, text::Offset offset, std::string_view utf8) {
    CHECK(utf8.size() <= std::numeric_limits<std::uint32_t>::max() - m_content.size());
    const std::uint32_t sequenceIndex = internSequence(sequence);
    const std::uint32_t count = text::scalarCount(utf8);
    const auto size = static_cast<std::uint32_t>(utf8.size());
    const OperationEntry* last = lastOperation();
    const bool continues = last != nullptr && last->type == OperationType::kInsert && last->sequence == sequenceIndex &&
                           last->count > 0 && count > 0 &&
                           std::uint64_t{last->offset.value} + last->count == offset.value;
    if (continues) {
        m_operations.back().textSize += size;
        growOperation(count);
    } else {
        OperationEntry& entry = pushOperation(OperationType::kInsert, count);
        entry.offset = offset;
        entry.sequence = sequenceIndex;
        entry.textBegin = static_cast<std::uint32_t>(m_content.size());
        entry.textSize = size;
    }
    m_content.append(utf8);
}

void EventBatch::addDelete(const ObjectId& sequence, text::Offset offset, std::uint32_t count, Direction direction) {
    const std::uint32_t sequenceIndex = internSequence(sequence);
    const OperationEntry* last = lastOperation();
    const bool sameKind = last != nullptr && last->type == OperationType::kDelete && last->direction == direction &&
                          last->sequence == sequenceIndex && last->count > 0 && count > 0 &&
                          count <= std::numeric_limits<std::uint32_t>::max() - last->count;
    if (sameKind && direction == Direction::kForward && last->offset == offset) {
        growOperation(count);
    } else if (sameKind && direction == Direction::kBackward &&
               std::uint64_t{offset.value} + count == last->offset.value) {
        m_operations.back().offset = offset;
        growOperation(count);
    } else {
        OperationEntry& entry = pushOperation(OperationType::kDelete, count);
        entry.direction = direction;
        entry.offset = offset;
        entry.sequence = sequenceIndex;
    }
}

void EventBatch::addOperation(const Operation& operation) {
    struct Visitor {
        EventBatch& batch;
        void operator()(const Insert& insert) const { batch.addInsert(insert.sequence, insert.offset, insert.text); }
        void operator()(const Delete& deletion) const {
            batch.addDelete(deletion.sequence, deletion.offset, deletion.count, deletion.direction);
        }
        void operator()(const Mark& mark) const { addSide(OperationType::kMark, mark); }
        void operator()(const Set& set) const { addSide(OperationType::kSet, set); }
        void operator()(const Liveness& liveness) const { addSide(OperationType::kLiveness, liveness); }
        void addSide(OperationType type, Operation side) const {
            batch.pushOperation(type, 1).side = static_cast<std::uint32_t>(batch.m_sideOperations.size());
            batch.m_sideOperations.push_back(std::move(side));
        }
    };
    std::visit(Visitor{*this}, operation);
}

Operation EventBatch::operation(const OperationEntry& entry) const {
    switch (entry.type) {
        case OperationType::kInsert:
            return Insert{m_sequences[entry.sequence], entry.offset, std::string(textOf(entry))};
        case OperationType::kDelete:
            return Delete{m_sequences[entry.sequence], entry.offset, entry.count, entry.direction};
        case OperationType::kMark:
        case OperationType::kSet:
        case OperationType::kLiveness:
            break;
    }
    return m_sideOperations[entry.side];
}

Transaction EventBatch::transaction(std::size_t index) const {
    CHECK(index < m_transactions.size());
    const TransactionEntry& entry = m_transactions[index];
    const auto parents = parentsOf(entry);
    Transaction result{.first = firstOf(entry),
                       .parents = {parents.begin(), parents.end()},
                       .timeMs = entry.timeMs,
                       .kind = entry.kind,
                       .joinsPrevious = entry.joinsPrevious,
                       .reference = entry.reference,
                       .operations = {}};
    result.operations.reserve(entry.operationsCount);
    for (const OperationEntry& part : operationsOf(entry))
        result.operations.push_back(operation(part));
    return result;
}

bool operator==(const EventBatch& a, const EventBatch& b) {
    if (a.agents != b.agents || a.m_transactions.size() != b.m_transactions.size()) return false;
    for (std::size_t index = 0; index < a.m_transactions.size(); ++index) {
        if (a.transaction(index) != b.transaction(index)) return false;
    }
    return true;
}

std::uint32_t EventBatch::internAgent(const AgentId& agent) {
    if (!m_transactions.empty() && m_agentIds[m_transactions.back().agent] == agent) return m_transactions.back().agent;
    const auto [place, isNew] = m_agentIndexes.try_emplace(agent, static_cast<std::uint32_t>(m_agentIds.size()));
    if (isNew) m_agentIds.push_back(agent);
    return place->second;
}

std::uint32_t EventBatch::internSequence(const ObjectId& sequence) {
    if (!m_operations.empty()) {
        const OperationEntry& last = m_operations.back();
        const bool isText = last.type == OperationType::kInsert || last.type == OperationType::kDelete;
        if (isText && m_sequences[last.sequence] == sequence) return last.sequence;
    }
    const auto [place, isNew] = m_sequenceIndexes.try_emplace(sequence, static_cast<std::uint32_t>(m_sequences.size()));
    if (isNew) m_sequences.push_back(sequence);
    return place->second;
}

const EventBatch::OperationEntry* EventBatch::lastOperation() const {
    CHECK(!m_transactions.empty());
    return m_transactions.back().operationsCount == 0 ? nullptr : &m_operations.back();
}

void EventBatch::growOperation(std::uint32_t count) {
    m_operations.back().count += count;
    m_transactions.back().unitCount = addSaturating(m_transactions.back().unitCount, count);
    m_unitCount += count;
}

EventBatch::OperationEntry& EventBatch::pushOperation(OperationType type, std::uint32_t count) {
    CHECK(!m_transactions.empty());
    m_operations.push_back({.type = type, .offset = {}});
    ++m_transactions.back().operationsCount;
    growOperation(count);
    return m_operations.back();
}

}  // namespace varve::event

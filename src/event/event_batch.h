// A batch of transactions in flat arrays: what a chunk of the file, a message to a peer and a bulk import carry. A pure
// value without local versions; appending it to a log gives it those. Chosen over std::vector<Transaction> because a
// document of a million events must be decoded without a million small allocations.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "event/transaction.h"

namespace varve::event {

enum class OperationType : std::uint8_t { kInsert = 0, kDelete = 1, kMark = 2, kSet = 3, kLiveness = 4 };

class EventBatch {
  public:
    struct OperationEntry {
        OperationType type = OperationType::kInsert;
        Direction direction = Direction::kForward;  // delete only
        std::uint32_t count = 0;                    // units
        text::Offset offset;                        // insert, delete
        std::uint32_t sequence = 0;                 // insert, delete: index into sequences()
        std::uint32_t textBegin = 0;                // insert: byte range in content()
        std::uint32_t textSize = 0;
        std::uint32_t side = 0;  // mark, set, liveness: index into sideOperations()
    };
    struct TransactionEntry {
        std::uint32_t agent = 0;  // index into agentIds()
        SequenceNumber first;
        std::uint32_t parentsBegin = 0;
        std::uint32_t parentsCount = 0;
        std::uint32_t operationsBegin = 0;
        std::uint32_t operationsCount = 0;
        std::uint32_t unitCount = 0;
        std::int64_t timeMs = 0;
        TransactionKind kind = TransactionKind::kEdit;
        bool joinsPrevious = false;
        std::optional<EventId> reference;
    };

    /// Who the agents of this batch are, where the sender knew. Unique ids.
    std::vector<AgentRecord> agents;

    void add(const Transaction& transaction);
    /// Room for what is about to be added; only a hint.
    void reserve(std::size_t transactionCount, std::size_t operationCount, std::size_t contentSize);
    /// Lower-level building for decoders and importers: begin, then operations, in order. Nothing is validated, but
    /// within a transaction an operation that continues the one before it is joined to it, so that every batch is in
    /// the one form that log and codec give back.
    void beginTransaction(EventId first, std::span<const EventId> parents, std::int64_t timeMs, TransactionKind kind,
                          bool joinsPrevious, std::optional<EventId> reference);
    void addInsert(const ObjectId& sequence, text::Offset offset, std::string_view utf8);
    void addDelete(const ObjectId& sequence, text::Offset offset, std::uint32_t count, Direction direction);
    void addOperation(const Operation& operation);

    [[nodiscard]] bool isEmpty() const { return m_transactions.empty(); }
    [[nodiscard]] std::span<const TransactionEntry> transactions() const { return m_transactions; }
    [[nodiscard]] std::span<const OperationEntry> operations() const { return m_operations; }
    [[nodiscard]] std::span<const OperationEntry> operationsOf(const TransactionEntry& entry) const {
        return std::span(m_operations).subspan(entry.operationsBegin, entry.operationsCount);
    }
    [[nodiscard]] std::span<const EventId> parentsOf(const TransactionEntry& entry) const {
        return std::span(m_parents).subspan(entry.parentsBegin, entry.parentsCount);
    }
    [[nodiscard]] EventId firstOf(const TransactionEntry& entry) const {
        return {m_agentIds[entry.agent], entry.first};
    }
    [[nodiscard]] std::string_view textOf(const OperationEntry& entry) const {
        return std::string_view(m_content).substr(entry.textBegin, entry.textSize);
    }
    [[nodiscard]] std::span<const AgentId> agentIds() const { return m_agentIds; }
    [[nodiscard]] std::span<const ObjectId> sequences() const { return m_sequences; }
    [[nodiscard]] std::span<const Operation> sideOperations() const { return m_sideOperations; }
    [[nodiscard]] const std::string& content() const { return m_content; }
    /// Units in all transactions.
    [[nodiscard]] std::uint64_t unitCount() const { return m_unitCount; }

    /// One operation as a value of its own.
    [[nodiscard]] Operation operation(const OperationEntry& entry) const;
    /// The transaction with number `index` as a value of its own.
    [[nodiscard]] Transaction transaction(std::size_t index) const;

    /// Equal transactions in equal order with equal agents, however the arrays are laid out.
    friend bool operator==(const EventBatch& a, const EventBatch& b);

  private:
    std::uint32_t internAgent(const AgentId& agent);
    std::uint32_t internSequence(const ObjectId& sequence);
    /// Last operation of the open transaction, if it has one.
    [[nodiscard]] const OperationEntry* lastOperation() const;
    void growOperation(std::uint32_t count);
    OperationEntry& pushOperation(OperationType type, std::uint32_t count);

    std::vector<TransactionEntry> m_transactions;
    std::vector<OperationEntry> m_operations;
    std::vector<EventId> m_parents;
    std::vector<AgentId> m_agentIds;    // unique, in order of appearance
    std::vector<ObjectId> m_sequences;  // unique, in order of appearance
    std::vector<Operation> m_sideOperations;
    std::string m_content;
    std::uint64_t m_unitCount = 0;
    std::map<AgentId, std::uint32_t> m_agentIndexes;
    std::map<ObjectId, std::uint32_t> m_sequenceIndexes;
};

}  // namespace varve::event

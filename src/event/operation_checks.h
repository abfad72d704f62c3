// What an operation may say, and what it may refer to: only what happened before it. Looked at for a chain of units of
// one agent, a transaction or several that follow each other, before the log takes any of them. A fault is a clause for
// the message, or null. Private part of EventLog.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "event/event_log.h"

namespace varve::event {

class EventLog::OperationChecks {
  public:
    explicit OperationChecks(const EventLog& log) : m_log(log) {}

    /// The chain starts with unit `first` of `agent`, which must outlive it; its parents are then put into parents().
    void begin(const AgentId& agent, SequenceNumber first) {
        m_agent = &agent;
        m_first = first.value;
        m_ownInsertedCount = 0;
        m_searchCount = 0;
        m_unseen.reset();
        m_parents.clear();
    }
    /// Of the first unit: known, ascending, unique, reduced.
    [[nodiscard]] std::vector<LocalVersion>& parents() { return m_parents; }
    /// Parents in the order of their ids have been found and put into parents(): sorts them. Whether none of them
    /// happened before another one.
    [[nodiscard]] bool sortParents();
    void addInserted(std::uint32_t count) { m_ownInsertedCount += count; }

    /// `unitIndex`: number of the unit within the chain. Cost: O(text), and for a place in a text other than the body
    /// that of isInPast.
    [[nodiscard]] const char* faultOfRange(text::Offset lowest, std::uint32_t count) const;
    [[nodiscard]] const char* faultOfLongDelete(text::Offset lowest, std::uint32_t count) const;
    [[nodiscard]] const char* faultOfSequence(const ObjectId& sequence, std::uint32_t unitIndex) const;
    [[nodiscard]] const char* faultOfSide(const Operation& operation, std::uint32_t unitIndex) const;
    /// Whether every unit of `span` is an ancestor of unit number `unitIndex` of the chain. The parents are known,
    /// hence all their ancestors too: what is unknown cannot be one.
    [[nodiscard]] bool isInPast(std::uint32_t unitIndex, const EventSpan& span) const;

    /// Bytes that a mark, set or liveness adds to a transaction, fixed-size parts left aside.
    [[nodiscard]] static std::uint64_t sizeOfSide(const Operation& operation);

  private:
    [[nodiscard]] const char* faultOfMark(const Mark& mark, std::uint32_t unitIndex) const;
    [[nodiscard]] const char* faultOfSet(const Set& set, std::uint32_t unitIndex) const;
    [[nodiscard]] const char* faultOfLiveness(const Liveness& liveness, std::uint32_t unitIndex) const;
    [[nodiscard]] bool isInPast(LocalRange range) const;
    [[nodiscard]] const std::vector<LocalRange>& unseen() const;
    [[nodiscard]] std::uint64_t insertedBefore() const;

    const EventLog& m_log;
    const AgentId* m_agent = nullptr;
    std::uint32_t m_first = 0;
    std::vector<LocalVersion> m_parents;
    std::uint64_t m_ownInsertedCount = 0;  // units that the chain has inserted so far
    mutable std::uint32_t m_searchCount = 0;
    mutable std::optional<std::vector<LocalRange>> m_unseen;
};

}  // namespace varve::event

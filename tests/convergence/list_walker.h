// The walker of src/merge/SEMANTICS.md in the small: prepare and effect state on a plain vector, retreat and advance
// one unit at a time. It can be built with a fault, so that the tests can prove that they would notice it. Tests only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "event/transaction.h"

namespace varve::convergence {

enum class WalkerFault : std::uint8_t {
    kNone,
    kTieByArrival,              // concurrent inserts at one place: the later arrival goes right
    kTieByAgentIndex,           // ... the agent that was heard of first goes left
    kSameAgentTieReversed,      // ... one agent on two branches: the later sequence number first
    kRightOriginFirstVisible,   // skips hidden characters that the author knew
    kNoScanning,                // takes the place of the last tie instead of the first
    kNoBreakAtOuterOrigin,      // scans beyond characters that belong further left
    kRetreatAscending,          // undoes the oldest first, which is wrong with liveness
    kRedundantDeleteUncounted,  // a delete of a deleted character is dropped instead of counted
    kBackwardRunForward,        // backspaced characters are taken for deleted ones
    kLivenessByArrival,         // the switch that arrived last wins
};
inline constexpr std::uint8_t kWalkerFaultMax = static_cast<std::uint8_t>(WalkerFault::kLivenessByArrival);
[[nodiscard]] const char* nameOf(WalkerFault fault);

class ListWalker {
  public:
    explicit ListWalker(WalkerFault fault = WalkerFault::kNone) : m_fault(fault) {}

    /// Applies a transaction whose parents and predecessors have been applied. Body text and liveness only.
    void apply(const event::Transaction& transaction);
    /// Everything applied.
    [[nodiscard]] std::string text() const;
    /// Goes to the version, which stays prepared, and reads it.
    [[nodiscard]] std::string textAt(std::span<const event::EventId> frontier);

  private:
    using Index = std::size_t;  // order of arrival
    struct State {
        bool inserted = false;
        bool dead = false;
        int deletions = 0;
        [[nodiscard]] bool isVisible() const { return inserted && !dead && deletions == 0; }
    };
    struct Item {
        Index unit = 0;
        std::ptrdiff_t leftOrigin = -1;
        std::ptrdiff_t rightOrigin = -1;
        State prepare;
        State effect;
    };
    struct Unit {
        event::EventId id;
        std::vector<Index> parents;
        std::uint32_t lamport = 0;
        bool isInsert = false;
        std::string scalar;
        std::optional<Index> deleted;  // delete: its character
        std::vector<Index> targets;    // liveness
        bool alive = true;
        bool prepared = false;
    };

    Index addUnit(const event::EventId& id, std::vector<Index> parents);
    void prepareParents(const std::vector<Index>& parents);
    [[nodiscard]] std::vector<bool> historyOf(const std::vector<Index>& heads) const;
    void toggle(Index unit, bool on);
    void toggleLiveness(Index unit, bool on);
    [[nodiscard]] bool isAlive(Index unit, State Item::*view) const;
    void insertAt(std::uint32_t offset, Index unit);
    void deleteAt(std::uint32_t offset, Index unit);
    [[nodiscard]] std::size_t integrate(std::size_t place, const Item& item) const;
    [[nodiscard]] bool goesBefore(Index unit, Index other) const;
    [[nodiscard]] std::size_t nthVisible(std::uint32_t n) const;
    [[nodiscard]] std::ptrdiff_t placeOf(std::ptrdiff_t unit, std::ptrdiff_t otherwise) const;
    [[nodiscard]] Item& itemOf(Index unit);

    WalkerFault m_fault;
    std::vector<Unit> m_units;
    std::vector<Item> m_items;
    std::map<event::EventId, Index> m_indexes;
    std::map<event::AgentId, std::size_t> m_agentOrder;
    std::map<Index, std::vector<Index>> m_registers;  // target -> switches
    std::vector<Index> m_version;                     // prepared
};

}  // namespace varve::convergence

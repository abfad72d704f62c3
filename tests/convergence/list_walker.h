// The walker of src/merge/SEMANTICS.md in the small: prepare and effect state on a plain vector, retreat and advance
// one unit at a time. It can be built with a fault, so that the tests can prove that they would notice it. Tests only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "convergence/document_state.h"
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
    kMarksForOpenMarks,         // the marks that a neighbour has are taken for those whose range holds it
    kAnchorsForInheritance,     // characters typed later go by the mark's range, not by their neighbours
    kHiddenNotMarked,           // a mark passes over the hidden characters in its range
    kBlockStartIgnored,         // text before the first character of a block takes the format above
    kExpandSidesSwapped,        // a mark grows at its begin where it should at its end
    kDeadMarksNotInherited,     // a mark that is undone while somebody types is not there after the redo
    kMarkByArrival,             // the mark that arrived last wins
    kRegisterByArrival,         // the value that arrived last wins
    kSequencesMixed,            // two texts of objects with the same agent are taken for one
};
inline constexpr std::uint8_t kWalkerFaultMax = static_cast<std::uint8_t>(WalkerFault::kSequencesMixed);
[[nodiscard]] const char* nameOf(WalkerFault fault);

class ListWalker {
  public:
    explicit ListWalker(WalkerFault fault = WalkerFault::kNone) : m_fault(fault) {}

    /// Applies a transaction whose parents and predecessors have been applied, and whose offsets are valid.
    void apply(const event::Transaction& transaction);
    /// Goes to the version and forgets what is hidden there, and of what is seen where it came from and between whose
    /// anchors it stands. Everything must be applied. Where the version is critical and no later switch asks for what
    /// is forgotten, nothing later changes by that; elsewhere it is a fault.
    void clearAt(std::span<const event::EventId> frontier);
    /// Everything applied.
    [[nodiscard]] DocumentState state() const { return stateIn(&Item::effect); }
    /// Goes to the version, which stays prepared, and reads it.
    [[nodiscard]] DocumentState stateAt(std::span<const event::EventId> frontier);

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
        std::set<Index> marks;      // on the character
        std::set<Index> openMarks;  // whose range between anchors holds its place
    };
    using Text = std::vector<Item>;
    struct Unit {
        event::EventId id;
        std::vector<Index> parents;
        std::uint32_t lamport = 0;
        event::ObjectId sequence;  // insert, delete, mark
        bool isInsert = false;
        std::string scalar;
        std::optional<event::Mark> mark;
        std::optional<Index> deleted;  // delete: its character
        std::vector<Index> targets;    // liveness
        bool alive = true;
        bool prepared = false;
    };

    void applyOperation(Index unit, std::uint32_t number, const event::Operation& operation);
    Index addUnit(const event::EventId& id, std::vector<Index> parents);
    void prepareParents(const std::vector<Index>& parents);
    [[nodiscard]] std::vector<bool> historyOf(const std::vector<Index>& heads) const;
    void toggle(Index unit, bool on);
    void toggleLiveness(Index unit, bool on);
    [[nodiscard]] bool isAlive(Index unit, State Item::*view) const;
    [[nodiscard]] bool counts(Index unit, State Item::*view) const;

    [[nodiscard]] Text& textFor(Index unit);
    void insertAt(std::uint32_t offset, Index unit);
    void deleteAt(std::uint32_t offset, Index unit);
    [[nodiscard]] std::size_t integrate(const Text& text, std::size_t place, const Item& item) const;
    [[nodiscard]] bool goesBefore(Index unit, Index other) const;
    [[nodiscard]] static std::size_t nthVisible(const Text& text, std::uint32_t n);
    [[nodiscard]] static std::ptrdiff_t placeOf(const Text& text, std::ptrdiff_t unit, std::ptrdiff_t otherwise);
    [[nodiscard]] Item& itemOf(Index unit);

    void markRange(Index unit);
    void giveMarks(const Text& text, std::size_t place, Item& item) const;
    [[nodiscard]] bool expandsAtBegin(Index mark) const;
    [[nodiscard]] bool expandsAtEnd(Index mark) const;
    [[nodiscard]] bool isInherited(Index mark, const Item* left, const Item* right) const;

    [[nodiscard]] DocumentState stateIn(State Item::*view) const;
    [[nodiscard]] Format formatOf(const Item& item, State Item::*view) const;
    /// Greater wins: Lamport and id, or the fault's wrong idea of it.
    [[nodiscard]] std::pair<Index, event::EventId> rankOf(Index unit, WalkerFault byArrival) const;

    WalkerFault m_fault;
    std::vector<Unit> m_units;
    std::map<event::ObjectId, Text> m_texts;
    std::map<std::pair<event::ObjectId, std::string>, std::vector<std::pair<Index, event::Value>>> m_writers;
    std::map<event::EventId, Index> m_indexes;
    std::map<event::AgentId, std::size_t> m_agentOrder;
    std::map<Index, std::vector<Index>> m_switches;  // target -> liveness units
    std::vector<Index> m_version;                    // prepared
    bool m_wasCleared = false;
    Item m_forgotten;  // stands for every item that was forgotten
};

}  // namespace varve::convergence

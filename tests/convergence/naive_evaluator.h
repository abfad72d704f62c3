// The definition of the document, for tests: what State(V) is, straight from the rules, on plain vectors. No tree, no
// counters, no walking back and forth, nothing shared with src/merge. Everything is recomputed from sets of events, so
// it is slow (quadratic and worse) and that is its point: where the tracker and this disagree, the tracker is wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "event/transaction.h"

namespace varve::convergence {

/// Number of a unit in the order in which it was added here.
using UnitIndex = std::size_t;
/// A version as the set of its events: element i tells whether unit i happened in it. May be shorter than the document.
using EventSet = std::vector<bool>;

/// One event: an inserted scalar, a deleted scalar, or one other operation.
struct Unit {
    enum class Type : std::uint8_t { kInsert, kDelete, kLiveness, kOther };

    event::EventId id;
    Type type = Type::kOther;
    EventSet history;  // everything that happened before it, and itself
    std::uint32_t lamport = 0;
    bool quarantined = false;              // its place did not exist in its author's version, or in an ancestor's
    std::string scalar;                    // insert: one scalar in UTF-8
    std::optional<UnitIndex> leftOrigin;   // insert: the character before it; none: the start
    std::optional<UnitIndex> rightOrigin;  // insert: the next character its author knew, hidden or not; none: the end
    std::vector<UnitIndex> deletions;      // insert: the delete units that hit it
    std::optional<UnitIndex> target;       // delete: the insert unit it hit
    bool alive = true;                     // liveness: what it switches to
    std::vector<UnitIndex> switches;       // the liveness units that target this unit
};

class NaiveEvaluator {
  public:
    /// Adds a transaction whose parents, predecessors and targets are known. Known transactions must not be repeated.
    void add(const event::Transaction& transaction);
    /// Adds the units of one operation, the first with `parents`, each other one after its predecessor.
    void addOperation(event::EventId first, const std::vector<event::EventId>& parents,
                      const event::Operation& operation);

    [[nodiscard]] const std::vector<Unit>& units() const { return m_units; }
    /// Every inserted unit that is not quarantined, in document order.
    [[nodiscard]] const std::vector<UnitIndex>& order() const { return m_order; }
    [[nodiscard]] std::optional<UnitIndex> find(const event::EventId& id) const;

    /// The history of a frontier.
    [[nodiscard]] EventSet eventsOf(std::span<const event::EventId> frontier) const;
    [[nodiscard]] EventSet allEvents() const { return EventSet(m_units.size(), true); }
    /// The events of the set that none other of the set follows, sorted by (agent, sequence).
    [[nodiscard]] std::vector<event::EventId> frontierOf(const EventSet& set) const;

    /// The liveness switch of the set with the greatest (Lamport, agent, sequence) decides; without one a unit is
    /// alive.
    [[nodiscard]] bool isAlive(UnitIndex unit, const EventSet& set) const;
    /// Inserted, alive, and every deletion of it in the set is dead.
    [[nodiscard]] bool isVisible(UnitIndex unit, const EventSet& set) const;
    [[nodiscard]] std::vector<UnitIndex> visibleUnits(const EventSet& set) const;
    [[nodiscard]] std::string text(const EventSet& set) const;

  private:
    UnitIndex addUnit(const event::EventId& id, EventSet history, Unit::Type type);
    void placeInsert(UnitIndex unit, std::uint32_t offset);
    void placeDelete(UnitIndex unit, std::uint32_t offset);
    [[nodiscard]] std::size_t placeFor(const Unit& unit) const;
    [[nodiscard]] std::ptrdiff_t indexInOrder(UnitIndex unit) const;

    std::vector<Unit> m_units;
    std::vector<UnitIndex> m_order;
};

}  // namespace varve::convergence

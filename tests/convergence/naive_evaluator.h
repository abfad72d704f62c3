// The definition of the document, for tests: what State(V) is, straight from the rules, on plain vectors. No tree, no
// counters, no walking back and forth, nothing shared with src/merge. Everything is recomputed from sets of events, so
// it is slow (quadratic and worse) and that is its point: where the tracker and this disagree, the tracker is wrong.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "convergence/document_state.h"
#include "event/transaction.h"

namespace varve::convergence {

/// Number of a unit in the order in which it was added here.
using UnitIndex = std::size_t;
/// A version as the set of its events: element i tells whether unit i happened in it. May be shorter than the document.
using EventSet = std::vector<bool>;

inline bool contains(const EventSet& set, UnitIndex unit) {
    return unit < set.size() && set[unit];
}

inline constexpr event::WellKnownObject kBody = event::WellKnownObject::kBody;

/// One event: an inserted scalar, a deleted scalar, or one other operation.
struct Unit {
    enum class Type : std::uint8_t { kInsert, kDelete, kMark, kSet, kLiveness };

    event::EventId id;
    Type type = Type::kInsert;
    EventSet history;  // everything that happened before it, and itself
    std::uint32_t lamport = 0;
    bool quarantined = false;          // its place did not exist in its author's version, or in an ancestor's
    std::vector<UnitIndex> switches;   // the liveness units that target this unit
    event::ObjectId sequence = kBody;  // insert, delete, mark: the text it is about

    // insert
    std::string scalar;                    // in UTF-8
    std::optional<UnitIndex> leftOrigin;   // the character before it; none: the start
    std::optional<UnitIndex> rightOrigin;  // the next character its author knew, hidden or not; none: the end
    std::size_t place = 0;                 // in the order of its text
    std::vector<UnitIndex> deletions;      // the delete units that hit it
    std::vector<UnitIndex> inherited;      // the marks of its history that it has from the characters beside it

    std::optional<UnitIndex> target;  // delete: the insert unit it hit

    // mark
    event::Mark mark;
    UnitIndex firstCovered = 0;  // characters that its author saw: the first and the last of the range,
    UnitIndex lastCovered = 0;
    std::optional<UnitIndex> preceding;  // and those around it, unless it begins or ends with the text
    std::optional<UnitIndex> following;

    event::Set set;     // set
    bool alive = true;  // liveness: what it switches to
};

class NaiveEvaluator {
  public:
    /// Adds a transaction whose parents, predecessors and targets are known. Known transactions must not be repeated.
    void add(const event::Transaction& transaction);
    /// Adds the units of one operation, the first with `parents`, each other one after its predecessor.
    void addOperation(event::EventId first, const std::vector<event::EventId>& parents,
                      const event::Operation& operation);

    [[nodiscard]] const std::vector<Unit>& units() const { return m_units; }
    /// Every text that an operation is about, quarantined or not.
    [[nodiscard]] std::vector<event::ObjectId> sequences() const;
    /// Every unit inserted into the text that is not quarantined, in document order.
    [[nodiscard]] const std::vector<UnitIndex>& order(const event::ObjectId& sequence = kBody) const;
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
    [[nodiscard]] std::vector<UnitIndex> visibleUnits(const EventSet& set,
                                                      const event::ObjectId& sequence = kBody) const;
    [[nodiscard]] std::string text(const EventSet& set, const event::ObjectId& sequence = kBody) const;

    /// Whether the mark is on the character, whoever of them is alive: by its anchors where the character's author did
    /// not know the mark, else by what the character has from its neighbours.
    [[nodiscard]] bool covers(UnitIndex mark, UnitIndex character) const;
    /// For each key the value of the greatest live mark of the set on the character, unless that is null.
    [[nodiscard]] Format format(UnitIndex character, const EventSet& set) const;

    /// What the greatest live writer of the set wrote; nothing where nobody did, or null.
    [[nodiscard]] std::optional<event::Value> registerValue(const event::ObjectId& object, const std::string& key,
                                                            const EventSet& set) const;

    /// All texts and registers at once.
    [[nodiscard]] DocumentState state(const EventSet& set) const;

  private:
    UnitIndex addUnit(const event::EventId& id, EventSet history, Unit::Type type);
    void placeInsert(UnitIndex unit, std::uint32_t offset);
    void placeDelete(UnitIndex unit, std::uint32_t offset);
    void placeMark(UnitIndex unit);
    [[nodiscard]] std::size_t placeFor(const Unit& unit) const;
    [[nodiscard]] bool isInherited(UnitIndex mark, std::optional<UnitIndex> left, std::optional<UnitIndex> right) const;
    [[nodiscard]] bool isBetweenAnchors(const Unit& mark, UnitIndex character) const;
    [[nodiscard]] std::ptrdiff_t placeOf(UnitIndex unit) const;
    [[nodiscard]] Format formatFrom(UnitIndex character, std::span<const UnitIndex> liveMarks) const;
    /// Those of the set that are alive in it and have the type.
    [[nodiscard]] std::vector<UnitIndex> liveUnits(Unit::Type type, const EventSet& set) const;
    [[nodiscard]] bool isLess(UnitIndex a, UnitIndex b) const;  // by (Lamport, agent, sequence)
    /// Live, in the set, and not quarantined.
    [[nodiscard]] bool counts(UnitIndex unit, const EventSet& set) const;

    std::vector<Unit> m_units;
    std::map<event::EventId, UnitIndex> m_indexes;
    std::map<event::ObjectId, std::vector<UnitIndex>> m_orders;
};

}  // namespace varve::convergence

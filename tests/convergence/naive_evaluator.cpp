#include "convergence/naive_evaluator.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::convergence {

namespace {

bool contains(const EventSet& set, UnitIndex unit) {
    return unit < set.size() && set[unit];
}

void include(EventSet& set, const EventSet& other) {
    if (set.size() < other.size()) set.resize(other.size(), false);
    for (std::size_t i = 0; i < other.size(); ++i) {
        if (other[i]) set[i] = true;
    }
}

bool isBody(const event::ObjectId& sequence) {
    const auto* wellKnown = std::get_if<event::WellKnownObject>(&sequence);
    return wellKnown && *wellKnown == event::WellKnownObject::kBody;
}

}  // namespace

void NaiveEvaluator::add(const event::Transaction& transaction) {
    std::vector<event::EventId> parents = transaction.parents;
    event::EventId first = transaction.first;
    for (const event::Operation& operation : transaction.operations) {
        addOperation(first, parents, operation);
        first.sequence = first.sequence + event::unitCount(operation);
        parents = {{first.agent, {first.sequence.value - 1}}};
    }
}

void NaiveEvaluator::addOperation(event::EventId first, const std::vector<event::EventId>& parents,
                                  const event::Operation& operation) {
    EventSet history = eventsOf(parents);
    const auto next = [&](Unit::Type type) {
        const UnitIndex unit = addUnit(first, history, type);
        history = m_units[unit].history;
        first.sequence = first.sequence + 1;
        return unit;
    };
    if (const auto* insert = std::get_if<event::Insert>(&operation)) {
        const std::uint32_t count = text::scalarCount(insert->text);
        for (std::uint32_t i = 0; i < count; ++i) {
            const UnitIndex unit = next(isBody(insert->sequence) ? Unit::Type::kInsert : Unit::Type::kOther);
            m_units[unit].scalar = text::scalarSlice(insert->text, i, 1);
            if (m_units[unit].type == Unit::Type::kInsert) placeInsert(unit, insert->offset.value + i);
        }
    } else if (const auto* deletion = std::get_if<event::Delete>(&operation)) {
        for (std::uint32_t i = 0; i < deletion->count; ++i) {
            const UnitIndex unit = next(isBody(deletion->sequence) ? Unit::Type::kDelete : Unit::Type::kOther);
            const bool forward = deletion->direction == event::Direction::kForward;
            const std::uint32_t offset = deletion->offset.value + (forward ? 0 : deletion->count - 1 - i);
            if (m_units[unit].type == Unit::Type::kDelete) placeDelete(unit, offset);
        }
    } else if (const auto* liveness = std::get_if<event::Liveness>(&operation)) {
        const UnitIndex unit = next(Unit::Type::kLiveness);
        m_units[unit].alive = liveness->alive;
        for (const event::EventSpan& span : liveness->targets) {
            for (std::uint32_t i = 0; i < span.count; ++i) {
                const auto target = find({span.first.agent, span.first.sequence + i});
                CHECK(target && contains(m_units[unit].history, *target));
                m_units[*target].switches.push_back(unit);
            }
        }
    } else {
        const UnitIndex unit = next(Unit::Type::kOther);
        const auto* mark = std::get_if<event::Mark>(&operation);
        if (mark && isBody(mark->sequence) && mark->end.value > visibleUnits(m_units[unit].history).size())
            m_units[unit].quarantined = true;
    }
}

UnitIndex NaiveEvaluator::addUnit(const event::EventId& id, EventSet history, Unit::Type type) {
    Unit unit;
    unit.id = id;
    unit.type = type;
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (!history[i]) continue;
        unit.lamport = std::max(unit.lamport, m_units[i].lamport + 1);
        unit.quarantined = unit.quarantined || m_units[i].quarantined;
    }
    history.resize(m_units.size() + 1, false);
    history[m_units.size()] = true;
    unit.history = std::move(history);
    m_units.push_back(std::move(unit));
    return m_units.size() - 1;
}

void NaiveEvaluator::placeInsert(UnitIndex index, std::uint32_t offset) {
    Unit& unit = m_units[index];
    const std::vector<UnitIndex> visible = visibleUnits(unit.history);
    if (offset > visible.size()) unit.quarantined = true;
    if (unit.quarantined) return;
    std::size_t place = 0;
    if (offset > 0) {
        unit.leftOrigin = visible[offset - 1];
        place = static_cast<std::size_t>(indexInOrder(*unit.leftOrigin)) + 1;
    }
    while (place < m_order.size() && !contains(unit.history, m_order[place]))
        ++place;
    if (place < m_order.size()) unit.rightOrigin = m_order[place];
    m_order.insert(m_order.begin() + static_cast<std::ptrdiff_t>(placeFor(unit)), index);
}

void NaiveEvaluator::placeDelete(UnitIndex index, std::uint32_t offset) {
    Unit& unit = m_units[index];
    const std::vector<UnitIndex> visible = visibleUnits(unit.history);
    if (offset >= visible.size()) unit.quarantined = true;
    if (unit.quarantined) return;
    unit.target = visible[offset];
    m_units[visible[offset]].deletions.push_back(index);
}

/// Among characters between the origins, which the author did not know: YjsMod (src/merge/SEMANTICS.md, order).
std::size_t NaiveEvaluator::placeFor(const Unit& unit) const {
    const auto leftPlace = [&](const Unit& u) { return u.leftOrigin ? indexInOrder(*u.leftOrigin) : -1; };
    const auto rightPlace = [&](const Unit& u) {
        return u.rightOrigin ? indexInOrder(*u.rightOrigin) : static_cast<std::ptrdiff_t>(m_order.size());
    };
    const std::ptrdiff_t left = leftPlace(unit);
    const std::ptrdiff_t right = rightPlace(unit);
    std::ptrdiff_t place = left + 1;
    bool scanning = false;
    for (std::ptrdiff_t scan = left + 1; scan < right; ++scan) {
        const Unit& other = m_units[m_order[static_cast<std::size_t>(scan)]];
        const std::ptrdiff_t otherLeft = leftPlace(other);
        const std::ptrdiff_t otherRight = rightPlace(other);
        if (otherLeft < left) break;
        if (otherLeft == left) {
            if (otherRight == right && unit.id < other.id) break;
            scanning = otherRight < right;
        }
        if (!scanning) place = scan + 1;
    }
    return static_cast<std::size_t>(place);
}

std::ptrdiff_t NaiveEvaluator::indexInOrder(UnitIndex unit) const {
    const auto found = std::find(m_order.begin(), m_order.end(), unit);
    CHECK(found != m_order.end());
    return found - m_order.begin();
}

std::optional<UnitIndex> NaiveEvaluator::find(const event::EventId& id) const {
    for (UnitIndex i = m_units.size(); i-- > 0;) {
        if (m_units[i].id == id) return i;
    }
    return std::nullopt;
}

EventSet NaiveEvaluator::eventsOf(std::span<const event::EventId> frontier) const {
    EventSet set;
    for (const event::EventId& id : frontier) {
        const auto unit = find(id);
        CHECK(unit);
        include(set, m_units[*unit].history);
    }
    return set;
}

std::vector<event::EventId> NaiveEvaluator::frontierOf(const EventSet& set) const {
    std::vector<event::EventId> frontier;
    EventSet covered(set.size(), false);
    for (UnitIndex i = set.size(); i-- > 0;) {
        if (!set[i] || covered[i]) continue;
        frontier.push_back(m_units[i].id);
        include(covered, m_units[i].history);
    }
    std::sort(frontier.begin(), frontier.end());
    return frontier;
}

bool NaiveEvaluator::isAlive(UnitIndex unit, const EventSet& set) const {
    const Unit* winner = nullptr;
    for (const UnitIndex index : m_units[unit].switches) {
        const Unit& candidate = m_units[index];
        if (!contains(set, index) || candidate.quarantined) continue;
        if (!winner || std::tie(winner->lamport, winner->id) < std::tie(candidate.lamport, candidate.id))
            winner = &candidate;
    }
    return !winner || winner->alive;
}

bool NaiveEvaluator::isVisible(UnitIndex unit, const EventSet& set) const {
    if (!contains(set, unit) || !isAlive(unit, set)) return false;
    const std::vector<UnitIndex>& deletions = m_units[unit].deletions;
    return std::none_of(deletions.begin(), deletions.end(),
                        [&](UnitIndex deletion) { return contains(set, deletion) && isAlive(deletion, set); });
}

std::vector<UnitIndex> NaiveEvaluator::visibleUnits(const EventSet& set) const {
    std::vector<UnitIndex> visible;
    for (const UnitIndex unit : m_order) {
        if (isVisible(unit, set)) visible.push_back(unit);
    }
    return visible;
}

std::string NaiveEvaluator::text(const EventSet& set) const {
    std::string text;
    for (const UnitIndex unit : visibleUnits(set))
        text += m_units[unit].scalar;
    return text;
}

}  // namespace varve::convergence

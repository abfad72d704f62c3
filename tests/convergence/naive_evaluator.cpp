#include "convergence/naive_evaluator.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::convergence {

namespace {

void include(EventSet& set, const EventSet& other) {
    if (set.size() < other.size()) set.resize(other.size(), false);
    for (std::size_t i = 0; i < other.size(); ++i) {
        if (other[i]) set[i] = true;
    }
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
            const UnitIndex unit = next(Unit::Type::kInsert);
            m_units[unit].sequence = insert->sequence;
            m_units[unit].scalar = text::scalarSlice(insert->text, i, 1);
            placeInsert(unit, insert->offset.value + i);
        }
    } else if (const auto* deletion = std::get_if<event::Delete>(&operation)) {
        for (std::uint32_t i = 0; i < deletion->count; ++i) {
            const UnitIndex unit = next(Unit::Type::kDelete);
            m_units[unit].sequence = deletion->sequence;
            const bool forward = deletion->direction == event::Direction::kForward;
            placeDelete(unit, deletion->offset.value + (forward ? 0 : deletion->count - 1 - i));
        }
    } else if (const auto* mark = std::get_if<event::Mark>(&operation)) {
        const UnitIndex unit = next(Unit::Type::kMark);
        m_units[unit].sequence = mark->sequence;
        m_units[unit].mark = *mark;
        placeMark(unit);
    } else if (const auto* set = std::get_if<event::Set>(&operation)) {
        m_units[next(Unit::Type::kSet)].set = *set;
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
    m_indexes.emplace(id, m_units.size());
    m_units.push_back(std::move(unit));
    return m_units.size() - 1;
}

void NaiveEvaluator::placeInsert(UnitIndex index, std::uint32_t offset) {
    Unit& unit = m_units[index];
    const std::vector<UnitIndex> visible = visibleUnits(unit.history, unit.sequence);
    if (offset > visible.size()) unit.quarantined = true;
    if (unit.quarantined) return;
    std::vector<UnitIndex>& order = m_orders[unit.sequence];
    std::size_t place = 0;
    if (offset > 0) {
        unit.leftOrigin = visible[offset - 1];
        place = static_cast<std::size_t>(placeOf(*unit.leftOrigin)) + 1;
    }
    while (place < order.size() && !contains(unit.history, order[place]))
        ++place;
    if (place < order.size()) unit.rightOrigin = order[place];
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(placeFor(unit)), index);
    for (std::size_t i = 0; i < order.size(); ++i)
        m_units[order[i]].place = i;

    const std::optional<UnitIndex> right = offset < visible.size() ? std::optional(visible[offset]) : std::nullopt;
    for (UnitIndex mark = 0; mark < index; ++mark) {
        if (m_units[mark].type != Unit::Type::kMark || m_units[mark].sequence != unit.sequence) continue;
        if (contains(unit.history, mark) && isInherited(mark, unit.leftOrigin, right)) unit.inherited.push_back(mark);
    }
}

void NaiveEvaluator::placeDelete(UnitIndex index, std::uint32_t offset) {
    Unit& unit = m_units[index];
    const std::vector<UnitIndex> visible = visibleUnits(unit.history, unit.sequence);
    if (offset >= visible.size()) unit.quarantined = true;
    if (unit.quarantined) return;
    unit.target = visible[offset];
    m_units[visible[offset]].deletions.push_back(index);
}

void NaiveEvaluator::placeMark(UnitIndex index) {
    Unit& unit = m_units[index];
    const std::vector<UnitIndex> visible = visibleUnits(unit.history, unit.sequence);
    const std::uint32_t begin = unit.mark.begin.value;
    const std::uint32_t end = unit.mark.end.value;
    if (end > visible.size()) unit.quarantined = true;
    if (unit.quarantined) return;
    if (begin > 0) unit.preceding = visible[begin - 1];
    unit.firstCovered = visible[begin];
    unit.lastCovered = visible[end - 1];
    if (end < visible.size()) unit.following = visible[end];
}

/// Among characters between the origins, which the author did not know: YjsMod (src/merge/SEMANTICS.md, order).
std::size_t NaiveEvaluator::placeFor(const Unit& unit) const {
    const std::vector<UnitIndex>& order = this->order(unit.sequence);
    const auto leftPlace = [&](const Unit& u) { return u.leftOrigin ? placeOf(*u.leftOrigin) : -1; };
    const auto rightPlace = [&](const Unit& u) {
        return u.rightOrigin ? placeOf(*u.rightOrigin) : static_cast<std::ptrdiff_t>(order.size());
    };
    const std::ptrdiff_t left = leftPlace(unit);
    const std::ptrdiff_t right = rightPlace(unit);
    std::ptrdiff_t place = left + 1;
    bool scanning = false;
    for (std::ptrdiff_t scan = left + 1; scan < right; ++scan) {
        const Unit& other = m_units[order[static_cast<std::size_t>(scan)]];
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

const std::vector<UnitIndex>& NaiveEvaluator::order(const event::ObjectId& sequence) const {
    static const std::vector<UnitIndex> kNone;
    const auto found = m_orders.find(sequence);
    return found == m_orders.end() ? kNone : found->second;
}

std::ptrdiff_t NaiveEvaluator::placeOf(UnitIndex unit) const {
    const std::size_t place = m_units[unit].place;
    CHECK(order(m_units[unit].sequence)[place] == unit);
    return static_cast<std::ptrdiff_t>(place);
}

std::optional<UnitIndex> NaiveEvaluator::find(const event::EventId& id) const {
    const auto found = m_indexes.find(id);
    return found == m_indexes.end() ? std::nullopt : std::optional(found->second);
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

bool NaiveEvaluator::isLess(UnitIndex a, UnitIndex b) const {
    return std::tie(m_units[a].lamport, m_units[a].id) < std::tie(m_units[b].lamport, m_units[b].id);
}

bool NaiveEvaluator::isAlive(UnitIndex unit, const EventSet& set) const {
    std::optional<UnitIndex> winner;
    for (const UnitIndex candidate : m_units[unit].switches) {
        if (!contains(set, candidate) || m_units[candidate].quarantined) continue;
        if (!winner || isLess(*winner, candidate)) winner = candidate;
    }
    return !winner || m_units[*winner].alive;
}

bool NaiveEvaluator::counts(UnitIndex unit, const EventSet& set) const {
    return contains(set, unit) && !m_units[unit].quarantined && isAlive(unit, set);
}

bool NaiveEvaluator::isVisible(UnitIndex unit, const EventSet& set) const {
    const std::vector<UnitIndex>& deletions = m_units[unit].deletions;
    return counts(unit, set) &&
           std::none_of(deletions.begin(), deletions.end(), [&](UnitIndex deletion) { return counts(deletion, set); });
}

std::vector<UnitIndex> NaiveEvaluator::visibleUnits(const EventSet& set, const event::ObjectId& sequence) const {
    std::vector<UnitIndex> visible;
    for (const UnitIndex unit : order(sequence)) {
        if (isVisible(unit, set)) visible.push_back(unit);
    }
    return visible;
}

std::string NaiveEvaluator::text(const EventSet& set, const event::ObjectId& sequence) const {
    std::string text;
    for (const UnitIndex unit : visibleUnits(set, sequence))
        text += m_units[unit].scalar;
    return text;
}

bool NaiveEvaluator::covers(UnitIndex mark, UnitIndex character) const {
    const Unit& unit = m_units[character];
    if (m_units[mark].quarantined || m_units[mark].sequence != unit.sequence) return false;
    if (!contains(unit.history, mark)) return isBetweenAnchors(m_units[mark], character);
    return std::find(unit.inherited.begin(), unit.inherited.end(), mark) != unit.inherited.end();
}

/// Between the places where the mark starts and ends, hidden characters and those that its author did not know too.
bool NaiveEvaluator::isBetweenAnchors(const Unit& mark, UnitIndex character) const {
    const std::ptrdiff_t place = placeOf(character);
    const bool afterStart = mark.mark.expandBegin ? !mark.preceding || placeOf(*mark.preceding) < place
                                                  : placeOf(mark.firstCovered) <= place;
    const bool beforeEnd =
        mark.mark.expandEnd ? !mark.following || place < placeOf(*mark.following) : place <= placeOf(mark.lastCovered);
    return afterStart && beforeEnd;
}

/// Whether a character typed between these two, which its author saw, by someone who knew the mark, has it from them.
bool NaiveEvaluator::isInherited(UnitIndex mark, std::optional<UnitIndex> left, std::optional<UnitIndex> right) const {
    const bool onLeft = left && covers(mark, *left);
    const bool onRight = right && covers(mark, *right);
    const bool expandBegin = m_units[mark].mark.expandBegin;
    const bool expandEnd = m_units[mark].mark.expandEnd;
    const bool isBlockStart = (!left || m_units[*left].scalar == "\n") && right && m_units[*right].scalar != "\n";
    if (isBlockStart) return onRight && (onLeft || expandEnd || expandBegin);
    return (onLeft && onRight) || (onLeft && expandEnd) || (onRight && expandBegin);
}

std::vector<UnitIndex> NaiveEvaluator::liveUnits(Unit::Type type, const EventSet& set) const {
    std::vector<UnitIndex> units;
    for (UnitIndex unit = 0; unit < m_units.size(); ++unit) {
        if (m_units[unit].type == type && counts(unit, set)) units.push_back(unit);
    }
    return units;
}

Format NaiveEvaluator::format(UnitIndex character, const EventSet& set) const {
    return formatFrom(character, liveUnits(Unit::Type::kMark, set));
}

Format NaiveEvaluator::formatFrom(UnitIndex character, std::span<const UnitIndex> liveMarks) const {
    std::map<std::string, UnitIndex> winners;
    for (const UnitIndex mark : liveMarks) {
        if (!covers(mark, character)) continue;
        UnitIndex& winner = winners.try_emplace(m_units[mark].mark.key, mark).first->second;
        if (isLess(winner, mark)) winner = mark;
    }
    Format format;
    for (const auto& [key, mark] : winners) {
        const event::Value& value = m_units[mark].mark.value;
        if (value != event::Value{}) format.emplace(key, value);
    }
    return format;
}

std::optional<event::Value> NaiveEvaluator::registerValue(const event::ObjectId& object, const std::string& key,
                                                          const EventSet& set) const {
    std::optional<UnitIndex> winner;
    for (const UnitIndex writer : liveUnits(Unit::Type::kSet, set)) {
        if (m_units[writer].set.object != object || m_units[writer].set.key != key) continue;
        if (!winner || isLess(*winner, writer)) winner = writer;
    }
    if (!winner || m_units[*winner].set.value == event::Value{}) return std::nullopt;
    return m_units[*winner].set.value;
}

std::vector<event::ObjectId> NaiveEvaluator::sequences() const {
    std::set<event::ObjectId> sequences;
    for (const Unit& unit : m_units) {
        if (unit.type != Unit::Type::kSet && unit.type != Unit::Type::kLiveness) sequences.insert(unit.sequence);
    }
    return {sequences.begin(), sequences.end()};
}

DocumentState NaiveEvaluator::state(const EventSet& set) const {
    DocumentState state;
    const std::vector<UnitIndex> marks = liveUnits(Unit::Type::kMark, set);
    for (const auto& [sequence, order] : m_orders) {
        for (const UnitIndex unit : visibleUnits(set, sequence))
            state.texts[sequence].push_back({m_units[unit].id, m_units[unit].scalar, formatFrom(unit, marks)});
    }
    for (const UnitIndex writer : liveUnits(Unit::Type::kSet, set)) {
        const event::Set& written = m_units[writer].set;
        const auto value = registerValue(written.object, written.key, set);
        if (value) state.registers.insert_or_assign({written.object, written.key}, *value);
    }
    return state;
}

}  // namespace varve::convergence

#include "convergence/list_walker.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::convergence {

const char* nameOf(WalkerFault fault) {
    switch (fault) {
        case WalkerFault::kNone:
            return "none";
        case WalkerFault::kTieByArrival:
            return "tie by arrival";
        case WalkerFault::kTieByAgentIndex:
            return "tie by agent index";
        case WalkerFault::kSameAgentTieReversed:
            return "same agent tie reversed";
        case WalkerFault::kRightOriginFirstVisible:
            return "right origin at first visible";
        case WalkerFault::kNoScanning:
            return "no scanning";
        case WalkerFault::kNoBreakAtOuterOrigin:
            return "no break at outer origin";
        case WalkerFault::kRetreatAscending:
            return "retreat ascending";
        case WalkerFault::kRedundantDeleteUncounted:
            return "redundant delete uncounted";
        case WalkerFault::kBackwardRunForward:
            return "backward run forward";
        case WalkerFault::kLivenessByArrival:
            return "liveness by arrival";
    }
    return "";
}

void ListWalker::apply(const event::Transaction& transaction) {
    std::vector<Index> parents;
    for (const event::EventId& parent : transaction.parents)
        parents.push_back(m_indexes.at(parent));
    m_agentOrder.try_emplace(transaction.first.agent, m_agentOrder.size());
    event::EventId id = transaction.first;
    const auto next = [&] {
        const Index unit = addUnit(id, parents);
        prepareParents(parents);
        parents = {unit};
        id.sequence = id.sequence + 1;
        return unit;
    };
    const auto isBody = [](const event::ObjectId& sequence) {
        return std::holds_alternative<event::WellKnownObject>(sequence);
    };
    for (const event::Operation& operation : transaction.operations) {
        const std::uint32_t count = event::unitCount(operation);
        for (std::uint32_t i = 0; i < count; ++i) {
            const Index unit = next();
            if (const auto* insert = std::get_if<event::Insert>(&operation); insert && isBody(insert->sequence)) {
                m_units[unit].scalar = text::scalarSlice(insert->text, i, 1);
                insertAt(insert->offset.value + i, unit);
            } else if (const auto* deletion = std::get_if<event::Delete>(&operation)) {
                const bool forward =
                    deletion->direction == event::Direction::kForward || m_fault == WalkerFault::kBackwardRunForward;
                deleteAt(deletion->offset.value + (forward ? 0 : count - 1 - i), unit);
            } else if (const auto* liveness = std::get_if<event::Liveness>(&operation)) {
                m_units[unit].alive = liveness->alive;
                for (const event::EventSpan& span : liveness->targets) {
                    for (std::uint32_t k = 0; k < span.count; ++k) {
                        const Index target = m_indexes.at({span.first.agent, span.first.sequence + k});
                        m_units[unit].targets.push_back(target);
                    }
                }
                toggleLiveness(unit, true);
            }
            m_units[unit].prepared = true;
            m_version = {unit};
        }
    }
}

ListWalker::Index ListWalker::addUnit(const event::EventId& id, std::vector<Index> parents) {
    Unit unit;
    unit.id = id;
    for (const Index parent : parents)
        unit.lamport = std::max(unit.lamport, m_units[parent].lamport + 1);
    unit.parents = std::move(parents);
    m_indexes.emplace(id, m_units.size());
    m_units.push_back(std::move(unit));
    return m_units.size() - 1;
}

std::vector<bool> ListWalker::historyOf(const std::vector<Index>& heads) const {
    std::vector<bool> history(m_units.size(), false);
    for (const Index head : heads)
        history[head] = true;
    for (Index i = m_units.size(); i-- > 0;) {
        if (!history[i]) continue;
        for (const Index parent : m_units[i].parents)
            history[parent] = true;
    }
    return history;
}

void ListWalker::prepareParents(const std::vector<Index>& parents) {
    if (m_version == parents) return;
    const std::vector<bool> from = historyOf(m_version);
    const std::vector<bool> to = historyOf(parents);
    std::vector<Index> back;
    for (Index i = m_units.size(); i-- > 0;) {
        if (from[i] && !to[i]) back.push_back(i);
    }
    if (m_fault == WalkerFault::kRetreatAscending) std::reverse(back.begin(), back.end());
    for (const Index unit : back)
        toggle(unit, false);
    for (Index i = 0; i < m_units.size(); ++i) {
        if (to[i] && !from[i]) toggle(i, true);
    }
    m_version = parents;
}

void ListWalker::toggle(Index index, bool on) {
    Unit& unit = m_units[index];
    if (unit.isInsert) {
        itemOf(index).prepare.inserted = on;
    } else if (unit.deleted) {
        if (isAlive(index, &Item::prepare)) itemOf(*unit.deleted).prepare.deletions += on ? 1 : -1;
    } else if (!unit.targets.empty()) {
        toggleLiveness(index, on);
    }
    unit.prepared = on;
}

/// Also applies a new switch to the effect state, where it was not counted before.
void ListWalker::toggleLiveness(Index index, bool on) {
    for (const Index target : m_units[index].targets) {
        const Unit& unit = m_units[target];
        std::vector<Index>& switches = m_registers[target];
        const bool isNew = std::find(switches.begin(), switches.end(), index) == switches.end();
        const bool wasAlive = isAlive(target, &Item::prepare);
        const bool wasAliveInEffect = isAlive(target, &Item::effect);
        if (isNew) switches.push_back(index);
        m_units[index].prepared = on;
        const auto flip = [&](State Item::*view, bool before) {
            const bool after = isAlive(target, view);
            if (before == after) return;
            if (unit.isInsert)
                (itemOf(target).*view).dead = !after;
            else if (unit.deleted)
                (itemOf(*unit.deleted).*view).deletions += after ? 1 : -1;
        };
        flip(&Item::prepare, wasAlive);
        if (isNew) flip(&Item::effect, wasAliveInEffect);
        m_units[index].prepared = !on;
    }
    m_units[index].prepared = on;
}

bool ListWalker::isAlive(Index unit, State Item::*view) const {
    const auto found = m_registers.find(unit);
    if (found == m_registers.end()) return true;
    std::optional<Index> winner;
    const auto rank = [&](Index i) {
        const bool byArrival = m_fault == WalkerFault::kLivenessByArrival;
        return std::tuple(byArrival ? i : Index{m_units[i].lamport}, m_units[i].id);
    };
    for (const Index candidate : found->second) {
        if (view == &Item::prepare && !m_units[candidate].prepared) continue;
        if (!winner || rank(*winner) < rank(candidate)) winner = candidate;
    }
    return !winner || m_units[*winner].alive;
}

std::size_t ListWalker::nthVisible(std::uint32_t n) const {
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (m_items[i].prepare.isVisible() && n-- == 0) return i;
    }
    return m_items.size();
}

ListWalker::Item& ListWalker::itemOf(Index unit) {
    const auto found =
        std::find_if(m_items.begin(), m_items.end(), [&](const Item& item) { return item.unit == unit; });
    CHECK(found != m_items.end());
    return *found;
}

std::ptrdiff_t ListWalker::placeOf(std::ptrdiff_t unit, std::ptrdiff_t otherwise) const {
    if (unit < 0) return otherwise;
    const auto found = std::find_if(m_items.begin(), m_items.end(),
                                    [&](const Item& item) { return item.unit == static_cast<Index>(unit); });
    return found - m_items.begin();
}

void ListWalker::insertAt(std::uint32_t offset, Index unit) {
    m_units[unit].isInsert = true;
    Item item;
    item.unit = unit;
    // A faulty walker may have lost characters; it goes on as well as it can, so that its text gets compared.
    std::size_t place = offset == 0 ? 0 : std::min(nthVisible(offset - 1) + 1, m_items.size());
    if (place > 0) item.leftOrigin = static_cast<std::ptrdiff_t>(m_items[place - 1].unit);
    std::size_t right = place;
    const auto isSkipped = [&](const Item& other) {
        return m_fault == WalkerFault::kRightOriginFirstVisible ? !other.prepare.isVisible() : !other.prepare.inserted;
    };
    while (right < m_items.size() && isSkipped(m_items[right]))
        ++right;
    if (right < m_items.size()) item.rightOrigin = static_cast<std::ptrdiff_t>(m_items[right].unit);
    item.prepare.inserted = item.effect.inserted = true;
    place = integrate(place, item);
    m_items.insert(m_items.begin() + static_cast<std::ptrdiff_t>(place), item);
}

std::size_t ListWalker::integrate(std::size_t place, const Item& item) const {
    const auto end = static_cast<std::ptrdiff_t>(m_items.size());
    const std::ptrdiff_t left = placeOf(item.leftOrigin, -1);
    const std::ptrdiff_t right = placeOf(item.rightOrigin, end);
    bool scanning = false;
    for (std::size_t scan = place; static_cast<std::ptrdiff_t>(scan) < right; ++scan) {
        const Item& other = m_items[scan];
        const std::ptrdiff_t otherLeft = placeOf(other.leftOrigin, -1);
        const std::ptrdiff_t otherRight = placeOf(other.rightOrigin, end);
        if (otherLeft < left && m_fault != WalkerFault::kNoBreakAtOuterOrigin) break;
        if (otherLeft == left) {
            if (otherRight == right && goesBefore(item.unit, other.unit)) break;
            scanning = otherRight < right && m_fault != WalkerFault::kNoScanning;
        }
        if (!scanning) place = scan + 1;
    }
    return place;
}

bool ListWalker::goesBefore(Index unit, Index other) const {
    const event::EventId& a = m_units[unit].id;
    const event::EventId& b = m_units[other].id;
    if (m_fault == WalkerFault::kTieByArrival) return unit < other;
    if (m_fault == WalkerFault::kTieByAgentIndex && a.agent != b.agent)
        return m_agentOrder.at(a.agent) < m_agentOrder.at(b.agent);
    if (m_fault == WalkerFault::kSameAgentTieReversed && a.agent == b.agent) return b < a;
    return a < b;
}

void ListWalker::deleteAt(std::uint32_t offset, Index unit) {
    const std::size_t place = nthVisible(offset);
    if (place == m_items.size()) return;  // only with a fault
    Item& item = m_items[place];
    m_units[unit].deleted = item.unit;
    if (m_fault == WalkerFault::kRedundantDeleteUncounted && !item.effect.isVisible()) return;
    ++item.prepare.deletions;
    ++item.effect.deletions;
}

std::string ListWalker::text() const {
    std::string text;
    for (const Item& item : m_items) {
        if (item.effect.isVisible()) text += m_units[item.unit].scalar;
    }
    return text;
}

std::string ListWalker::textAt(std::span<const event::EventId> frontier) {
    std::vector<Index> heads;
    for (const event::EventId& id : frontier)
        heads.push_back(m_indexes.at(id));
    std::sort(heads.begin(), heads.end());
    prepareParents(heads);
    std::string text;
    for (const Item& item : m_items) {
        if (item.prepare.isVisible()) text += m_units[item.unit].scalar;
    }
    return text;
}

}  // namespace varve::convergence

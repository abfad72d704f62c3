#include "convergence/list_walker.h"

#include <algorithm>
#include <iterator>

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
        case WalkerFault::kMarksForOpenMarks:
            return "marks for open marks";
        case WalkerFault::kAnchorsForInheritance:
            return "anchors for inheritance";
        case WalkerFault::kHiddenNotMarked:
            return "hidden characters not marked";
        case WalkerFault::kBlockStartIgnored:
            return "block start ignored";
        case WalkerFault::kExpandSidesSwapped:
            return "expand sides swapped";
        case WalkerFault::kDeadMarksNotInherited:
            return "dead marks not inherited";
        case WalkerFault::kMarkByArrival:
            return "mark by arrival";
        case WalkerFault::kRegisterByArrival:
            return "register by arrival";
        case WalkerFault::kSequencesMixed:
            return "sequences mixed";
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
    for (const event::Operation& operation : transaction.operations) {
        const std::uint32_t count = event::unitCount(operation);
        for (std::uint32_t i = 0; i < count; ++i) {
            const Index unit = next();
            applyOperation(unit, i, operation);
            m_units[unit].prepared = true;
            m_version = {unit};
        }
    }
}

/// The unit is number `number` of the operation.
void ListWalker::applyOperation(Index unit, std::uint32_t number, const event::Operation& operation) {
    if (const auto* insert = std::get_if<event::Insert>(&operation)) {
        m_units[unit].sequence = insert->sequence;
        m_units[unit].scalar = text::scalarSlice(insert->text, number, 1);
        insertAt(insert->offset.value + number, unit);
    } else if (const auto* deletion = std::get_if<event::Delete>(&operation)) {
        const bool forward =
            deletion->direction == event::Direction::kForward || m_fault == WalkerFault::kBackwardRunForward;
        m_units[unit].sequence = deletion->sequence;
        deleteAt(deletion->offset.value + (forward ? 0 : deletion->count - 1 - number), unit);
    } else if (const auto* mark = std::get_if<event::Mark>(&operation)) {
        m_units[unit].sequence = mark->sequence;
        m_units[unit].mark = *mark;
        markRange(unit);
    } else if (const auto* set = std::get_if<event::Set>(&operation)) {
        m_writers[{set->object, set->key}].emplace_back(unit, set->value);
    } else if (const auto* liveness = std::get_if<event::Liveness>(&operation)) {
        m_units[unit].alive = liveness->alive;
        for (const event::EventSpan& span : liveness->targets) {
            for (std::uint32_t k = 0; k < span.count; ++k)
                m_units[unit].targets.push_back(m_indexes.at({span.first.agent, span.first.sequence + k}));
        }
        toggleLiveness(unit, true);
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
        std::vector<Index>& switches = m_switches[target];
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
    const auto found = m_switches.find(unit);
    if (found == m_switches.end()) return true;
    std::optional<Index> winner;
    const auto rank = [&](Index i) { return rankOf(i, WalkerFault::kLivenessByArrival); };
    for (const Index candidate : found->second) {
        if (view == &Item::prepare && !m_units[candidate].prepared) continue;
        if (!winner || rank(*winner) < rank(candidate)) winner = candidate;
    }
    return !winner || m_units[*winner].alive;
}

std::pair<ListWalker::Index, event::EventId> ListWalker::rankOf(Index unit, WalkerFault byArrival) const {
    return {m_fault == byArrival ? unit : Index{m_units[unit].lamport}, m_units[unit].id};
}

bool ListWalker::counts(Index unit, State Item::*view) const {
    return (view == &Item::effect || m_units[unit].prepared) && isAlive(unit, view);
}

void ListWalker::clearAt(std::span<const event::EventId> frontier) {
    std::vector<Index> heads;
    for (const event::EventId& head : frontier)
        heads.push_back(m_indexes.at(head));
    std::sort(heads.begin(), heads.end());
    prepareParents(heads);
    for (auto& [sequence, text] : m_texts) {
        std::erase_if(text, [](const Item& item) { return !item.prepare.isVisible(); });
        for (Item& item : text) {
            item.leftOrigin = item.rightOrigin = -1;
            item.openMarks.clear();
        }
    }
    m_wasCleared = true;
}

ListWalker::Text& ListWalker::textFor(Index unit) {
    const auto* id = std::get_if<event::EventId>(&m_units[unit].sequence);
    if (id && m_fault == WalkerFault::kSequencesMixed) return m_texts[event::EventId{id->agent, {0}}];
    return m_texts[m_units[unit].sequence];
}

std::size_t ListWalker::nthVisible(const Text& text, std::uint32_t n) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i].prepare.isVisible() && n-- == 0) return i;
    }
    return text.size();
}

ListWalker::Item& ListWalker::itemOf(Index unit) {
    Text& text = textFor(unit);
    const auto found = std::ranges::find(text, unit, &Item::unit);
    if (found != text.end()) return *found;
    CHECK(m_wasCleared);
    return m_forgotten;
}

std::ptrdiff_t ListWalker::placeOf(const Text& text, std::ptrdiff_t unit, std::ptrdiff_t otherwise) {
    if (unit < 0) return otherwise;
    return std::ranges::find(text, static_cast<Index>(unit), &Item::unit) - text.begin();
}

void ListWalker::insertAt(std::uint32_t offset, Index unit) {
    m_units[unit].isInsert = true;
    Text& text = textFor(unit);
    Item item;
    item.unit = unit;
    // A faulty walker may have lost characters; it goes on as well as it can, so that its text gets compared.
    std::size_t place = offset == 0 ? 0 : std::min(nthVisible(text, offset - 1) + 1, text.size());
    if (place > 0) item.leftOrigin = static_cast<std::ptrdiff_t>(text[place - 1].unit);
    std::size_t right = place;
    const auto isSkipped = [&](const Item& other) {
        return m_fault == WalkerFault::kRightOriginFirstVisible ? !other.prepare.isVisible() : !other.prepare.inserted;
    };
    while (right < text.size() && isSkipped(text[right]))
        ++right;
    if (right < text.size()) item.rightOrigin = static_cast<std::ptrdiff_t>(text[right].unit);
    item.prepare.inserted = item.effect.inserted = true;
    place = integrate(text, place, item);
    giveMarks(text, place, item);
    text.insert(text.begin() + static_cast<std::ptrdiff_t>(place), item);
}

std::size_t ListWalker::integrate(const Text& text, std::size_t place, const Item& item) const {
    const auto end = static_cast<std::ptrdiff_t>(text.size());
    const std::ptrdiff_t left = placeOf(text, item.leftOrigin, -1);
    const std::ptrdiff_t right = placeOf(text, item.rightOrigin, end);
    bool scanning = false;
    for (std::size_t scan = place; static_cast<std::ptrdiff_t>(scan) < right; ++scan) {
        const Item& other = text[scan];
        const std::ptrdiff_t otherLeft = placeOf(text, other.leftOrigin, -1);
        const std::ptrdiff_t otherRight = placeOf(text, other.rightOrigin, end);
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
    Text& text = textFor(unit);
    const std::size_t place = nthVisible(text, offset);
    if (place == text.size()) return;  // only with a fault
    Item& item = text[place];
    m_units[unit].deleted = item.unit;
    if (m_fault == WalkerFault::kRedundantDeleteUncounted && !item.effect.isVisible()) return;
    ++item.prepare.deletions;
    ++item.effect.deletions;
}

bool ListWalker::expandsAtBegin(Index mark) const {
    const event::Mark& value = *m_units[mark].mark;
    return m_fault == WalkerFault::kExpandSidesSwapped ? value.expandEnd : value.expandBegin;
}

bool ListWalker::expandsAtEnd(Index mark) const {
    const event::Mark& value = *m_units[mark].mark;
    return m_fault == WalkerFault::kExpandSidesSwapped ? value.expandBegin : value.expandEnd;
}

/// Puts the mark on every item between its anchors.
void ListWalker::markRange(Index unit) {
    const event::Mark& mark = *m_units[unit].mark;
    Text& text = textFor(unit);
    std::size_t begin = nthVisible(text, mark.begin.value);
    if (expandsAtBegin(unit)) begin = mark.begin.value == 0 ? 0 : nthVisible(text, mark.begin.value - 1) + 1;
    std::size_t end = nthVisible(text, mark.end.value - 1) + 1;
    if (expandsAtEnd(unit)) end = nthVisible(text, mark.end.value);
    for (std::size_t i = begin; i < std::min(end, text.size()); ++i) {
        if (m_fault == WalkerFault::kHiddenNotMarked && !text[i].prepare.isVisible()) continue;
        text[i].marks.insert(unit);
        text[i].openMarks.insert(unit);
    }
}

/// Marks of an item that is about to stand at `place`: those that its author does not know by the ranges that it falls
/// into, the others from the visible neighbours.
void ListWalker::giveMarks(const Text& text, std::size_t place, Item& item) const {
    const auto open = m_fault == WalkerFault::kMarksForOpenMarks ? &Item::marks : &Item::openMarks;
    const Item* before = place > 0 ? &text[place - 1] : nullptr;
    const Item* behind = place < text.size() ? &text[place] : nullptr;
    const Item* left = nullptr;
    const Item* right = nullptr;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i].prepare.isVisible() && (i < place || !right)) (i < place ? left : right) = &text[i];
    }
    for (Index mark = 0; mark < item.unit; ++mark) {
        if (!m_units[mark].mark || m_units[mark].sequence != m_units[item.unit].sequence) continue;
        const bool onBefore = before && (before->*open).contains(mark);
        const bool onBehind = behind && (behind->*open).contains(mark);
        const bool isOpen =
            (onBefore && onBehind) || (onBefore && expandsAtEnd(mark)) || (onBehind && expandsAtBegin(mark));
        if (isOpen) item.openMarks.insert(mark);
        const bool isKnown = m_units[mark].prepared && m_fault != WalkerFault::kAnchorsForInheritance;
        if (isKnown ? isInherited(mark, left, right) : isOpen) item.marks.insert(mark);
    }
}

bool ListWalker::isInherited(Index mark, const Item* left, const Item* right) const {
    if (m_fault == WalkerFault::kDeadMarksNotInherited && !isAlive(mark, &Item::prepare)) return false;
    const bool onLeft = left && left->marks.contains(mark);
    const bool onRight = right && right->marks.contains(mark);
    const auto isBreak = [&](const Item* item) { return m_units[item->unit].scalar == "\n"; };
    if ((!left || isBreak(left)) && right && !isBreak(right) && m_fault != WalkerFault::kBlockStartIgnored)
        return onRight && (onLeft || expandsAtBegin(mark) || expandsAtEnd(mark));
    if (onLeft && onRight) return true;
    return onLeft ? expandsAtEnd(mark) : onRight && expandsAtBegin(mark);
}

Format ListWalker::formatOf(const Item& item, State Item::*view) const {
    std::map<std::string, Index> winners;
    for (const Index mark : item.marks) {
        if (!counts(mark, view)) continue;
        Index& winner = winners.try_emplace(m_units[mark].mark->key, mark).first->second;
        if (rankOf(winner, WalkerFault::kMarkByArrival) < rankOf(mark, WalkerFault::kMarkByArrival)) winner = mark;
    }
    Format format;
    for (const auto& [key, mark] : winners) {
        if (m_units[mark].mark->value != event::Value{}) format.emplace(key, m_units[mark].mark->value);
    }
    return format;
}

DocumentState ListWalker::stateIn(State Item::*view) const {
    DocumentState state;
    for (const auto& [sequence, text] : m_texts) {
        for (const Item& item : text) {
            if (!(item.*view).isVisible()) continue;
            const Unit& unit = m_units[item.unit];
            state.texts[sequence].push_back({unit.id, unit.scalar, formatOf(item, view)});
        }
    }
    for (const auto& [name, writers] : m_writers) {
        const std::pair<Index, event::Value>* winner = nullptr;
        const auto rank = [&](Index i) { return rankOf(i, WalkerFault::kRegisterByArrival); };
        for (const auto& writer : writers) {
            if (counts(writer.first, view) && (!winner || rank(winner->first) < rank(writer.first))) winner = &writer;
        }
        if (winner && winner->second != event::Value{}) state.registers.emplace(name, winner->second);
    }
    return state;
}

DocumentState ListWalker::stateAt(std::span<const event::EventId> frontier) {
    std::vector<Index> heads;
    for (const event::EventId& id : frontier)
        heads.push_back(m_indexes.at(id));
    std::sort(heads.begin(), heads.end());
    prepareParents(heads);
    return stateIn(&Item::prepare);
}

}  // namespace varve::convergence

#include "event/operation_checks.h"

#include <algorithm>
#include <limits>

#include "event/limits.h"
#include "text/utf8.h"

namespace varve::event {

namespace {

constexpr std::uint64_t kOffsetMax = std::numeric_limits<std::uint32_t>::max();

bool isValidText(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr || text::isValidUtf8(*text);
}

}  // namespace

bool EventLog::OperationChecks::sortParents() {
    std::ranges::sort(m_parents);
    if (m_parents.size() <= 1) return true;
    // Heads of the log are never before each other. Whoever merges has mostly seen nothing but them.
    const Version& heads = m_log.m_graph.frontier();
    if (std::ranges::includes(heads, m_parents)) return true;
    if (m_parents.size() == 2) {
        const LocalVersion later = m_parents.back();
        return m_parents.front() != later && !m_log.m_graph.contains({&later, 1}, m_parents.front());
    }
    return m_log.m_graph.reduced(m_parents).size() == m_parents.size();
}

const char* EventLog::OperationChecks::faultOfRange(text::Offset lowest, std::uint32_t count) const {
    if (count == 0) return "an operation inserts or deletes nothing.";
    return count > kOffsetMax - lowest.value ? "an offset is too large." : nullptr;
}

const char* EventLog::OperationChecks::faultOfLongDelete(text::Offset lowest, std::uint32_t count) const {
    const bool isBeyond = count > kUncheckedDeleteCountMax && std::uint64_t{lowest.value} + count > insertedBefore();
    return isBeyond ? "it deletes more than was ever written." : nullptr;
}

const char* EventLog::OperationChecks::faultOfSequence(const ObjectId& sequence, std::uint32_t unitIndex) const {
    if (const auto* id = std::get_if<EventId>(&sequence)) {
        return isInPast(unitIndex, {*id, 1}) ? nullptr : "it edits a text that did not exist before it.";
    }
    return sequence == ObjectId{WellKnownObject::kBody} ? nullptr : "it edits an object that is not a text.";
}

const char* EventLog::OperationChecks::faultOfSide(const Operation& operation, std::uint32_t unitIndex) const {
    if (const auto* mark = std::get_if<Mark>(&operation)) return faultOfMark(*mark, unitIndex);
    if (const auto* set = std::get_if<Set>(&operation)) return faultOfSet(*set, unitIndex);
    return faultOfLiveness(std::get<Liveness>(operation), unitIndex);
}

const char* EventLog::OperationChecks::faultOfMark(const Mark& mark, std::uint32_t unitIndex) const {
    if (mark.end <= mark.begin) return "it marks an empty range.";
    if (mark.key.empty() || !text::isValidUtf8(mark.key) || !isValidText(mark.value)) {
        return "a mark has no name, or a text that is not valid UTF-8.";
    }
    if (const auto* id = std::get_if<EventId>(&mark.sequence)) {
        if (!isInPast(unitIndex, {*id, 1})) return "it marks a text that did not exist before it.";
    } else if (mark.sequence != ObjectId{WellKnownObject::kBody}) {
        return "it marks an object that is not a text.";
    }
    return nullptr;
}

const char* EventLog::OperationChecks::faultOfSet(const Set& set, std::uint32_t unitIndex) const {
    if (set.key.empty() || !text::isValidUtf8(set.key) || !isValidText(set.value)) {
        return "a property has no name, or a text that is not valid UTF-8.";
    }
    if (const auto* id = std::get_if<EventId>(&set.object)) {
        if (!isInPast(unitIndex, {*id, 1})) return "it changes an object that did not exist before it.";
    } else if (set.object == ObjectId{WellKnownObject::kBody}) {
        return "it sets a property of the body text, which has none.";
    }
    return nullptr;
}

const char* EventLog::OperationChecks::faultOfLiveness(const Liveness& liveness, std::uint32_t unitIndex) const {
    if (liveness.targets.empty()) return "it switches no events on or off.";
    std::vector<EventSpan> sorted = liveness.targets;
    std::ranges::sort(sorted);
    for (std::size_t index = 0; index < sorted.size(); ++index) {
        if (sorted[index].count == 0) return "it switches an empty span of events.";
        if (!isInPast(unitIndex, sorted[index])) return "it switches events that did not happen before it.";
        if (index > 0 && sorted[index - 1].first.agent == sorted[index].first.agent &&
            sorted[index].first.sequence < sorted[index - 1].first.sequence + sorted[index - 1].count) {
            return "it switches one event twice.";
        }
    }
    return nullptr;
}

bool EventLog::OperationChecks::isInPast(std::uint32_t unitIndex, const EventSpan& span) const {
    std::uint64_t end = std::uint64_t{span.first.sequence.value} + span.count;
    std::uint32_t begin = span.first.sequence.value;
    if (span.first.agent == *m_agent) {
        // Units of this very chain come before the later ones of it.
        if (end > std::uint64_t{m_first} + unitIndex) return false;
        end = std::min<std::uint64_t>(end, m_first);
        begin = std::min(begin, m_first);
        if (begin == end) return true;
    }
    const auto agent = m_log.agentIndex(span.first.agent);
    if (!agent || end > m_log.m_identities.nextSequence(*agent).value) return false;
    if (m_parents == m_log.m_graph.frontier()) return true;
    bool isPast = true;
    m_log.m_identities.visitRanges(*agent, {begin}, static_cast<std::uint32_t>(end - begin),
                                   [&](LocalRange range) { isPast = isPast && isInPast(range); });
    return isPast;
}

/// The same for known events. A few searches from the parents down cost little; many would each go over the same graph.
bool EventLog::OperationChecks::isInPast(LocalRange range) const {
    constexpr std::uint32_t kSearchCountMax = 16;
    // A range of one agent's events in arrival order need not be a chain, so each graph run in it is looked at.
    while (!range.isEmpty() && m_searchCount < kSearchCountMax) {
        ++m_searchCount;
        const GraphRun& run = m_log.m_graph.runs()[m_log.m_graph.runIndexOf(range.begin)];
        range.begin = std::min(run.events.end, range.end);
        if (!m_log.m_graph.contains(m_parents, range.begin - 1)) return false;
    }
    if (range.isEmpty()) return true;
    const auto behind = std::ranges::upper_bound(unseen(), range.begin, {}, &LocalRange::end);
    return behind == unseen().end() || range.end <= behind->begin;
}

/// Known events outside the history of the parents, ascending; found once for a chain.
const std::vector<LocalRange>& EventLog::OperationChecks::unseen() const {
    if (!m_unseen) m_unseen = m_log.m_graph.difference(m_log.m_graph.frontier(), m_parents).onlyFrom;
    return *m_unseen;
}

/// Units inserted in the history of the operation at hand.
std::uint64_t EventLog::OperationChecks::insertedBefore() const {
    std::uint64_t count = m_log.m_insertedCount + m_ownInsertedCount;
    for (LocalRange range : unseen()) {
        for (std::size_t run = m_log.operationRunIndexOf(range.begin); !range.isEmpty(); ++run) {
            const LocalVersion end = std::min(range.end, m_log.m_operationRuns[run].events.end);
            if (m_log.m_operationRuns[run].type == OperationType::kInsert) count -= end - range.begin;
            range.begin = end;
        }
    }
    return count;
}

std::uint64_t EventLog::OperationChecks::sizeOfSide(const Operation& operation) {
    const auto sizeOfValue = [](const Value& value) -> std::uint64_t {
        const auto* text = std::get_if<std::string>(&value);
        return text == nullptr ? 0 : text->size();
    };
    if (const auto* mark = std::get_if<Mark>(&operation)) return mark->key.size() + sizeOfValue(mark->value);
    if (const auto* set = std::get_if<Set>(&operation)) return set->key.size() + sizeOfValue(set->value);
    return std::get<Liveness>(operation).targets.size() * kSpanSize;
}

}  // namespace varve::event

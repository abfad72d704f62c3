// The door of the log: what is taken, what waits, what is refused. Everything is looked at before anything is changed.
#include <algorithm>
#include <limits>

#include "base/check.h"
#include "event/event_log.h"
#include "event/limits.h"
#include "text/utf8.h"

namespace varve::event {

namespace {

using OperationEntry = EventBatch::OperationEntry;
using TransactionEntry = EventBatch::TransactionEntry;

constexpr std::uint64_t kOffsetMax = std::numeric_limits<std::uint32_t>::max();

Error invalid(const EventId& first, const std::string& why) {
    return {ErrorCode::kInvalidInput, "The transaction at event " + nameOf(first) + " was not taken: " + why};
}

bool isValidText(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr || text::isValidUtf8(*text);
}

/// Whether `run`, which follows `last`, is more of the same operation.
bool continues(const OperationRun& last, const OperationRun& run) {
    if (last.type != run.type || last.direction != run.direction || last.sequence != run.sequence) return false;
    std::uint64_t predicted = last.offset;
    if (run.type == OperationType::kInsert) predicted += last.events.count();
    // Wraps below 0, and then equals no offset.
    if (run.type == OperationType::kDelete && run.direction == Direction::kBackward) predicted -= last.events.count();
    return predicted == run.offset;
}

}  // namespace

class EventLog::Appender {
  public:
    Appender(EventLog& log, const EventBatch& batch) : m_log(log), m_batch(batch) {
        m_agents.resize(batch.agentIds().size(), kUnresolved);
        m_sequences.resize(batch.sequences().size(), kUnresolved);
    }

    AppendOutcome run();

  private:
    enum class Verdict : std::uint8_t { kNew, kDuplicate, kWaiting, kRejected };
    static constexpr std::uint32_t kUnresolved = ~std::uint32_t{0};

    Verdict examine(const TransactionEntry& entry);
    Verdict examineKnown(const TransactionEntry& entry, std::uint32_t agent);
    [[nodiscard]] bool equalsKnown(const TransactionEntry& entry, std::size_t index) const;
    Verdict examineParents(const TransactionEntry& entry);
    Verdict examineOperations(const TransactionEntry& entry);
    [[nodiscard]] const char* faultOf(const TransactionEntry& entry, const OperationEntry& operation,
                                      std::uint32_t unitIndex) const;
    [[nodiscard]] const char* faultOfText(const TransactionEntry& entry, const OperationEntry& operation,
                                          std::uint32_t unitIndex) const;
    [[nodiscard]] const char* faultOfMark(const TransactionEntry& entry, const Mark& mark,
                                          std::uint32_t unitIndex) const;
    [[nodiscard]] const char* faultOfSet(const TransactionEntry& entry, const Set& set, std::uint32_t unitIndex) const;
    [[nodiscard]] const char* faultOfLiveness(const TransactionEntry& entry, const Liveness& liveness,
                                              std::uint32_t unitIndex) const;
    [[nodiscard]] bool isInPast(const TransactionEntry& entry, std::uint32_t unitIndex, const EventSpan& span) const;
    [[nodiscard]] bool isInPast(LocalRange range) const;
    [[nodiscard]] const std::vector<LocalRange>& unseen() const;
    [[nodiscard]] std::uint64_t insertedBefore() const;
    [[nodiscard]] std::uint64_t sizeOf(const OperationEntry& operation) const;
    void take(const TransactionEntry& entry);
    void takeOperation(const OperationEntry& operation, LocalVersion at, bool mayContinue);
    std::uint32_t resolveAgent(std::uint32_t batchAgent);
    std::uint32_t resolveSequence(std::uint32_t batchSequence);
    Verdict reject(const TransactionEntry& entry, const std::string& why) {
        m_error = invalid(m_batch.firstOf(entry), why);
        return Verdict::kRejected;
    }

    EventLog& m_log;
    const EventBatch& m_batch;
    std::vector<std::uint32_t> m_agents;      // index in the batch -> index in the log
    std::vector<std::uint32_t> m_sequences;   // likewise
    std::uint32_t m_lastAgent = kUnresolved;  // of the newest transaction taken, in the batch
    SequenceNumber m_lastEnd;                 // one past its last unit
    // Of the transaction at hand.
    std::vector<LocalVersion> m_parents;
    std::uint64_t m_ownInsertedCount = 0;  // units that its operations so far insert
    mutable std::uint32_t m_searchCount = 0;
    mutable std::optional<std::vector<LocalRange>> m_unseen;
    Error m_error{};
};

AppendOutcome EventLog::Appender::run() {
    AppendOutcome outcome;
    const LocalVersion begin = m_log.end();
    for (const AgentRecord& record : m_batch.agents)
        m_log.addAgent(record);
    const auto transactions = m_batch.transactions();
    for (std::size_t index = 0; index < transactions.size(); ++index) {
        switch (examine(transactions[index])) {
            case Verdict::kNew:
                take(transactions[index]);
                break;
            case Verdict::kDuplicate:
                ++outcome.duplicateCount;
                break;
            case Verdict::kWaiting:
                outcome.waiting.push_back(index);
                break;
            case Verdict::kRejected:
                outcome.rejected.emplace_back(index, std::move(m_error));
                break;
        }
    }
    outcome.events = {begin, m_log.end()};
    return outcome;
}

EventLog::Appender::Verdict EventLog::Appender::examine(const TransactionEntry& entry) {
    const AgentId& id = m_batch.agentIds()[entry.agent];
    if (m_agents[entry.agent] == kUnresolved) {
        const auto known = m_log.agentIndex(id);
        if (known) m_agents[entry.agent] = *known;
    }
    const std::uint32_t agent = m_agents[entry.agent];
    const SequenceNumber next = agent == kUnresolved ? SequenceNumber{} : m_log.m_identities.nextSequence(agent);
    if (entry.operationsCount == 0) return reject(entry, "it has no operations.");
    if (entry.first < next) return examineKnown(entry, agent);
    if (next < entry.first) return Verdict::kWaiting;
    if (entry.unitCount + std::uint64_t{m_log.end().value} > kEventCountMax) {
        return reject(entry, "the document would have more than 268 million events.");
    }
    if (entry.unitCount > kTransactionUnitCountMax || entry.operationsCount > kTransactionOperationCountMax ||
        entry.parentsCount > kTransactionParentsCountMax) {
        return reject(entry, "it is too large for one transaction.");
    }
    const Verdict parents = examineParents(entry);
    return parents == Verdict::kNew ? examineOperations(entry) : parents;
}

EventLog::Appender::Verdict EventLog::Appender::examineKnown(const TransactionEntry& entry, std::uint32_t agent) {
    const auto known = m_log.find({m_log.agents()[agent].id, entry.first});
    if (equalsKnown(entry, m_log.m_transactions.indexOf(*known))) return Verdict::kDuplicate;
    m_error = {ErrorCode::kConflict, "The transaction at event " + nameOf(m_batch.firstOf(entry)) +
                                         " was not taken: a different one is already recorded there."};
    return Verdict::kRejected;
}

bool EventLog::Appender::equalsKnown(const TransactionEntry& entry, std::size_t index) const {
    const TransactionTable::Row row = m_log.m_transactions.row(index);
    if (m_log.idOf(row.events.begin) != m_batch.firstOf(entry) || row.events.count() != entry.unitCount ||
        row.timeMs != entry.timeMs || row.kind != entry.kind || row.joinsPrevious != entry.joinsPrevious ||
        row.reference.has_value() != entry.reference.has_value() ||
        (row.reference && m_log.idOf(*row.reference) != *entry.reference) ||
        !std::ranges::equal(m_log.idsOf(m_log.m_graph.parentsOf(row.events.begin)), m_batch.parentsOf(entry))) {
        return false;
    }
    std::size_t runIndex = m_log.operationRunIndexOf(row.events.begin);
    LocalRange rest = row.events;
    for (const OperationEntry& operation : m_batch.operationsOf(entry)) {
        if (rest.isEmpty()) return false;
        while (m_log.m_operationRuns[runIndex].events.end <= rest.begin)
            ++runIndex;
        const OperationEntry piece = m_log.pieceAt(runIndex, rest);
        if (piece.type != operation.type || piece.count != operation.count) return false;
        if (piece.type == OperationType::kInsert || piece.type == OperationType::kDelete) {
            if (piece.offset != operation.offset || piece.direction != operation.direction ||
                m_log.m_sequences[piece.sequence] != m_batch.sequences()[operation.sequence] ||
                std::string_view(m_log.m_content).substr(piece.textBegin, piece.textSize) !=
                    m_batch.textOf(operation)) {
                return false;
            }
        } else if (m_log.m_sideOperations[piece.side] != m_batch.sideOperations()[operation.side]) {
            return false;
        }
        rest.begin = rest.begin + piece.count;
    }
    return rest.isEmpty();
}

EventLog::Appender::Verdict EventLog::Appender::examineParents(const TransactionEntry& entry) {
    const auto parents = m_batch.parentsOf(entry);
    m_parents.clear();
    m_unseen.reset();
    m_searchCount = 0;
    // The usual case: it continues the transaction taken just before.
    if (parents.size() == 1 && m_lastAgent != kUnresolved && parents.front().sequence + 1 == m_lastEnd &&
        parents.front().agent == m_batch.agentIds()[m_lastAgent]) {
        m_parents.push_back(m_log.end() - 1);
        return Verdict::kNew;
    }
    for (std::size_t index = 0; index < parents.size(); ++index) {
        if (index > 0 && parents[index] <= parents[index - 1]) {
            return reject(entry, "its parents are not in order, or one is named twice.");
        }
        if (parents[index].agent == m_batch.agentIds()[entry.agent] && entry.first <= parents[index].sequence) {
            return reject(entry, "it names itself or a later event as its parent.");
        }
    }
    for (const EventId& parent : parents) {
        const auto known = m_log.find(parent);
        if (!known) return Verdict::kWaiting;
        m_parents.push_back(*known);
    }
    std::ranges::sort(m_parents);
    if (m_parents.size() > 1 && m_log.m_graph.reduced(m_parents).size() != m_parents.size()) {
        return reject(entry, "one of its parents happened before another one of them.");
    }
    return Verdict::kNew;
}

EventLog::Appender::Verdict EventLog::Appender::examineOperations(const TransactionEntry& entry) {
    if (static_cast<std::uint8_t>(entry.kind) > kTransactionKindMax) return reject(entry, "its kind is unknown.");
    if (entry.unitCount > kOffsetMax - entry.first.value) return reject(entry, "its event numbers are too large.");
    if (entry.reference && !isInPast(entry, 0, {*entry.reference, 1})) {
        return reject(entry, "it refers to an event that did not happen before it.");
    }
    std::uint32_t unitIndex = 0;
    std::uint64_t contentSize = m_log.m_content.size();
    std::uint64_t size = 0;
    m_ownInsertedCount = 0;
    for (const OperationEntry& operation : m_batch.operationsOf(entry)) {
        if (const char* fault = faultOf(entry, operation, unitIndex)) return reject(entry, fault);
        unitIndex += operation.count;
        contentSize += operation.textSize;
        size += sizeOf(operation);
        if (operation.type == OperationType::kInsert) m_ownInsertedCount += operation.count;
    }
    if (contentSize > kOffsetMax) return reject(entry, "the document would hold more than four gigabytes of text.");
    if (size > kTransactionSizeMax) return reject(entry, "it is too large for one transaction.");
    return Verdict::kNew;
}

const char* EventLog::Appender::faultOf(const TransactionEntry& entry, const OperationEntry& operation,
                                        std::uint32_t unitIndex) const {
    const auto side = [&]() -> const Operation& { return m_batch.sideOperations()[operation.side]; };
    switch (operation.type) {
        case OperationType::kInsert:
        case OperationType::kDelete:
            return faultOfText(entry, operation, unitIndex);
        case OperationType::kMark:
            return faultOfMark(entry, std::get<Mark>(side()), unitIndex);
        case OperationType::kSet:
            return faultOfSet(entry, std::get<Set>(side()), unitIndex);
        case OperationType::kLiveness:
            return faultOfLiveness(entry, std::get<Liveness>(side()), unitIndex);
    }
    return "an operation has an unknown type.";
}

const char* EventLog::Appender::faultOfText(const TransactionEntry& entry, const OperationEntry& operation,
                                            std::uint32_t unitIndex) const {
    if (operation.count == 0) return "an operation inserts or deletes nothing.";
    if (operation.count > kOffsetMax - operation.offset.value) return "an offset is too large.";
    if (operation.type == OperationType::kDelete && operation.count > kUncheckedDeleteCountMax &&
        std::uint64_t{operation.offset.value} + operation.count > insertedBefore()) {
        return "it deletes more than was ever written.";
    }
    if (operation.type == OperationType::kInsert && !text::isValidUtf8(m_batch.textOf(operation))) {
        return "the text it inserts is not valid UTF-8.";
    }
    const ObjectId& sequence = m_batch.sequences()[operation.sequence];
    if (const auto* id = std::get_if<EventId>(&sequence)) {
        if (!isInPast(entry, unitIndex, {*id, 1})) return "it edits a text that did not exist before it.";
    } else if (sequence != ObjectId{WellKnownObject::kBody}) {
        return "it edits an object that is not a text.";
    }
    return nullptr;
}

const char* EventLog::Appender::faultOfMark(const TransactionEntry& entry, const Mark& mark,
                                            std::uint32_t unitIndex) const {
    if (mark.end <= mark.begin) return "it marks an empty range.";
    if (mark.key.empty() || !text::isValidUtf8(mark.key) || !isValidText(mark.value)) {
        return "a mark has no name, or a text that is not valid UTF-8.";
    }
    if (const auto* id = std::get_if<EventId>(&mark.sequence)) {
        if (!isInPast(entry, unitIndex, {*id, 1})) return "it marks a text that did not exist before it.";
    } else if (mark.sequence != ObjectId{WellKnownObject::kBody}) {
        return "it marks an object that is not a text.";
    }
    return nullptr;
}

const char* EventLog::Appender::faultOfSet(const TransactionEntry& entry, const Set& set,
                                           std::uint32_t unitIndex) const {
    if (set.key.empty() || !text::isValidUtf8(set.key) || !isValidText(set.value)) {
        return "a property has no name, or a text that is not valid UTF-8.";
    }
    if (const auto* id = std::get_if<EventId>(&set.object)) {
        if (!isInPast(entry, unitIndex, {*id, 1})) return "it changes an object that did not exist before it.";
    } else if (set.object == ObjectId{WellKnownObject::kBody}) {
        return "it sets a property of the body text, which has none.";
    }
    return nullptr;
}

const char* EventLog::Appender::faultOfLiveness(const TransactionEntry& entry, const Liveness& liveness,
                                                std::uint32_t unitIndex) const {
    if (liveness.targets.empty()) return "it switches no events on or off.";
    std::vector<EventSpan> sorted = liveness.targets;
    std::ranges::sort(sorted);
    for (std::size_t index = 0; index < sorted.size(); ++index) {
        if (sorted[index].count == 0) return "it switches an empty span of events.";
        if (!isInPast(entry, unitIndex, sorted[index])) return "it switches events that did not happen before it.";
        if (index > 0 && sorted[index - 1].first.agent == sorted[index].first.agent &&
            sorted[index].first.sequence < sorted[index - 1].first.sequence + sorted[index - 1].count) {
            return "it switches one event twice.";
        }
    }
    return nullptr;
}

/// Whether every unit of `span` is an ancestor of unit number `unitIndex` of the transaction. The parents are known,
/// hence all their ancestors too: what is unknown cannot be one.
bool EventLog::Appender::isInPast(const TransactionEntry& entry, std::uint32_t unitIndex, const EventSpan& span) const {
    std::uint64_t end = std::uint64_t{span.first.sequence.value} + span.count;
    std::uint32_t begin = span.first.sequence.value;
    if (span.first.agent == m_batch.agentIds()[entry.agent]) {
        // Units of this very transaction come before the later ones of it.
        if (end > std::uint64_t{entry.first.value} + unitIndex) return false;
        end = std::min<std::uint64_t>(end, entry.first.value);
        begin = std::min(begin, entry.first.value);
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
bool EventLog::Appender::isInPast(LocalRange range) const {
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

/// Known events outside the history of the parents, ascending; found once for a transaction.
const std::vector<LocalRange>& EventLog::Appender::unseen() const {
    if (!m_unseen) m_unseen = m_log.m_graph.difference(m_log.m_graph.frontier(), m_parents).onlyFrom;
    return *m_unseen;
}

/// Units inserted in the history of the operation at hand.
std::uint64_t EventLog::Appender::insertedBefore() const {
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

/// Bytes that the operation adds to a transaction, fixed-size parts left aside.
std::uint64_t EventLog::Appender::sizeOf(const OperationEntry& operation) const {
    struct Visitor {
        static std::uint64_t sizeOfValue(const Value& value) {
            const auto* text = std::get_if<std::string>(&value);
            return text == nullptr ? 0 : text->size();
        }
        std::uint64_t operator()(const Insert& insert) const { return insert.text.size(); }
        std::uint64_t operator()(const Delete&) const { return 0; }
        std::uint64_t operator()(const Mark& mark) const { return mark.key.size() + sizeOfValue(mark.value); }
        std::uint64_t operator()(const Set& set) const { return set.key.size() + sizeOfValue(set.value); }
        std::uint64_t operator()(const Liveness& liveness) const { return liveness.targets.size() * kSpanSize; }
    };
    const bool isText = operation.type == OperationType::kInsert || operation.type == OperationType::kDelete;
    return isText ? operation.textSize : std::visit(Visitor{}, m_batch.sideOperations()[operation.side]);
}

std::uint32_t EventLog::Appender::resolveAgent(std::uint32_t batchAgent) {
    if (m_agents[batchAgent] == kUnresolved) {
        m_agents[batchAgent] = m_log.m_identities.internAgent(m_batch.agentIds()[batchAgent]);
    }
    return m_agents[batchAgent];
}

std::uint32_t EventLog::Appender::resolveSequence(std::uint32_t batchSequence) {
    if (m_sequences[batchSequence] == kUnresolved) {
        m_sequences[batchSequence] = m_log.internSequence(m_batch.sequences()[batchSequence]);
    }
    return m_sequences[batchSequence];
}

void EventLog::Appender::take(const TransactionEntry& entry) {
    const std::uint32_t agent = resolveAgent(entry.agent);
    const LocalVersion begin = m_log.end();
    const bool continuesGraph = m_parents.size() == 1 && m_parents.front() + 1 == begin;
    const bool continuesAgent = begin.value > 0 && m_log.m_identities.agentIndexOf(begin - 1) == agent &&
                                m_log.idOf(begin - 1).sequence + 1 == entry.first;
    const LocalRange events = m_log.m_graph.append(entry.unitCount, m_parents);
    m_log.m_identities.append(agent, events);
    m_log.m_transactions.append({.events = events,
                                 .timeMs = entry.timeMs,
                                 .kind = entry.kind,
                                 .joinsPrevious = entry.joinsPrevious,
                                 .reference = entry.reference ? m_log.find(*entry.reference) : std::nullopt});
    LocalVersion at = begin;
    for (const OperationEntry& operation : m_batch.operationsOf(entry)) {
        takeOperation(operation, at, at != begin || (continuesGraph && continuesAgent));
        at = at + operation.count;
    }
    m_lastAgent = entry.agent;
    m_lastEnd = entry.first + entry.unitCount;
}

void EventLog::Appender::takeOperation(const OperationEntry& operation, LocalVersion at, bool mayContinue) {
    const bool isText = operation.type == OperationType::kInsert || operation.type == OperationType::kDelete;
    OperationRun run{.events = {at, at + operation.count},
                     .type = operation.type,
                     .direction = operation.direction,
                     .sequence = isText ? resolveSequence(operation.sequence) : 0,
                     .offset = isText ? operation.offset.value : 0};
    if (operation.type == OperationType::kInsert) {
        m_log.m_insertedCount += operation.count;
        run.contentBegin = static_cast<std::uint32_t>(m_log.m_content.size());
        m_log.m_content.append(m_batch.textOf(operation));
    } else if (isText && operation.direction == Direction::kBackward) {
        run.offset += operation.count - 1;
    } else if (!isText) {
        run.side = static_cast<std::uint32_t>(m_log.m_sideOperations.size());
        m_log.m_sideOperations.push_back(m_batch.sideOperations()[operation.side]);
    }
    if (mayContinue && isText && continues(m_log.m_operationRuns.back(), run)) {
        m_log.m_operationRuns.back().events.end = run.events.end;
    } else {
        m_log.m_operationRuns.push_back(run);
    }
    if (operation.type == OperationType::kInsert) {
        const OperationRun& whole = m_log.m_operationRuns.back();
        m_log.m_contentIndex.append({whole.events.begin, whole.contentBegin}, at, run.contentBegin,
                                    m_batch.textOf(operation));
    }
}

AppendOutcome EventLog::append(const EventBatch& batch) {
    return Appender(*this, batch).run();
}

Result<LocalRange> EventLog::append(const Transaction& transaction) {
    EventBatch batch;
    batch.add(transaction);
    AppendOutcome outcome = append(batch);
    if (!outcome.rejected.empty()) return std::unexpected(std::move(outcome.rejected.front().second));
    if (!outcome.waiting.empty()) {
        return failure(ErrorCode::kMissingParents, "The transaction at event " + nameOf(transaction.first) +
                                                       " builds on events that are not known yet.");
    }
    return outcome.events;
}

}  // namespace varve::event

// Columns straight into the log, run by run: nothing is made for a transaction, so that opening a document costs what
// its runs cost. Only what is entirely new and in every respect well-formed goes this way, all of it or nothing; for
// anything else the log is put back as it was, and decodeColumns() and append() judge transaction by transaction.
#include <algorithm>

#include "base/check.h"
#include "event/column_input.h"
#include "event/event_codec.h"
#include "event/event_log.h"
#include "event/limits.h"
#include "event/operation_checks.h"
#include "text/utf8.h"

namespace varve::event {

using namespace columns;

namespace {

/// A merge of two heads takes about this many bytes among the parents, and may cut a run in two.
constexpr std::size_t kMergeSize = 6;
/// What is reserved beyond the runs that are sure to come, as a part of them: EventLog::trimRuns() lets that much be.
constexpr std::uint64_t kSpareRunPart = 8;

constexpr std::size_t kSpareRunCount = 1024;  // not worth a copy of the others

std::uint64_t runCountHint(const Columns& columns) {
    const std::uint64_t count = valueCountOf(columns[kOperationCodes]);
    return count + std::min<std::uint64_t>(columns[kParents].size() / kMergeSize, count / kSpareRunPart);
}

}  // namespace

class EventLog::ColumnLoader {
  public:
    ColumnLoader(EventLog& log, const Columns& columns, const DecodeLimits& limits, const AgentId* except)
        : m_log(log),
          m_limits(limits),
          m_except(except),
          m_input(columns),
          m_checks(log),
          m_runCountHint(runCountHint(columns)) {
        m_isReadable = !m_input.readHeads(columns, limits);
    }

    /// Takes everything, or nothing and returns false. Cost: O(bytes + runs log runs).
    bool run();

  private:
    static constexpr std::uint32_t kUnresolved = ~std::uint32_t{0};

    /// A run of the operation columns, as much of it as has not been taken.
    struct Run {
        std::uint8_t code = kLivenessCode;
        std::uint32_t agent = kUnresolved;
        std::uint32_t sequence = 0;
        std::int64_t position = 0;
        std::uint32_t left = 0;
    };

    bool isWithinBounds();
    bool takeAll();
    /// Transactions of one agent from number `index` on, each the parent of the next. Their count, 0 for a failure.
    std::uint64_t takeStretch(std::uint64_t index);
    bool readParents(std::uint64_t index);
    bool resolveParents();
    std::uint32_t takeUnits(std::uint64_t transactionCount);
    bool takeReference(std::size_t transaction);
    bool takeOperations(std::uint32_t agent, std::uint32_t unitCount, bool mayContinue);
    bool startRun(std::uint32_t agent);
    std::size_t sizeOfNext(std::uint32_t count);
    bool takeText(std::uint32_t count, std::uint32_t unitIndex, bool mayContinue);
    bool takeSide(std::uint32_t unitIndex);
    void takeTimes();
    bool takeKinds();
    std::uint32_t resolveAgent(std::uint32_t agent);
    std::uint32_t resolveSequence(std::uint32_t sequence);

    EventLog& m_log;
    const DecodeLimits& m_limits;
    const AgentId* m_except;  // whose events are not taken
    Input m_input;
    OperationChecks m_checks;
    std::uint64_t m_runCountHint;
    bool m_isReadable;

    std::vector<std::uint32_t> m_agents;     // index in the columns -> index in the log
    std::vector<std::uint32_t> m_sequences;  // likewise
    std::vector<ColumnId> m_parentIds;
    bool m_followsBefore = false;  // its parent is the transaction before, which is the newest of the log
    IntegerColumnReader::Stretch m_agentsAhead{0, 0};  // values read that are not used up yet
    IntegerColumnReader::Stretch m_unitsAhead{0, 0};
    Run m_run;
    std::uint64_t m_runCount = 0;
    std::uint64_t m_unitsLeft = 0;
    std::uint32_t m_scalarsLeft = 0;
    std::size_t m_contentNext = 0;  // where in the log's content the next insert begins
    std::size_t m_asciiEnd = 0;     // up to there it is ASCII from m_contentNext on, or from before it
};

bool EventLog::ColumnLoader::run() {
    if (!m_isReadable || !isWithinBounds()) return false;
    const Checkpoint before = m_log.checkpoint();
    if (!takeAll()) {
        m_log.rewind(before);
        // Room that was made on the word of columns that were not right.
        if (m_log.m_operationRuns.capacity() / 4 > m_log.m_operationRuns.size() + kSpareRunCount) m_log.trimRuns();
        return false;
    }
    for (const AgentRecord& record : m_input.records)
        m_log.addAgent(record);
    return true;
}

/// Bounds of a transaction that all of them together keep need no look at each.
bool EventLog::ColumnLoader::isWithinBounds() {
    constexpr std::uint64_t kSpanGrowth = 16;  // a target takes three bytes at least, and counts as kSpanSize
    static_assert(kSpanGrowth * 3 >= kSpanSize);
    constexpr std::uint64_t kContentSizeMax = std::numeric_limits<std::uint32_t>::max();
    return m_input.text.size() + kSpanGrowth * m_input.sides.remaining() <= kTransactionSizeMax &&
           m_input.text.size() + m_log.m_content.size() <= kContentSizeMax &&
           m_input.unitCount + m_log.end().value <= kEventCountMax && text::isValidUtf8(m_input.text);
}

bool EventLog::ColumnLoader::takeAll() {
    m_scalarsLeft = text::scalarCount(m_input.text);
    m_unitsLeft = m_input.unitCount;
    m_agents.resize(m_input.agentIds.size(), kUnresolved);
    m_sequences.resize(m_input.sequences.size(), kUnresolved);
    for (const AgentRecord& record : m_input.records)
        m_log.m_identities.internAgent(record.id);
    const std::size_t runCountBefore = m_log.m_operationRuns.size();
    m_log.reserveRuns(std::min({std::uint64_t{m_runCountHint}, m_input.unitCount, m_limits.operationCountMax}));
    m_contentNext = m_log.m_content.size();
    m_log.m_content.append(m_input.text);
    m_asciiEnd = m_contentNext + text::asciiPrefixSize(m_input.text);
    m_input.text = {};
    for (std::uint64_t index = 0; index < m_input.transactionCount;) {
        const std::uint64_t taken = takeStretch(index);
        if (taken == 0) return false;
        index += taken;
    }
    takeTimes();
    // Only when it makes up most of the log: a little at a time must not copy all of it each time.
    if (m_log.m_operationRuns.size() / 2 >= runCountBefore) m_log.trimRuns();
    return takeKinds() && m_unitsLeft == 0 && m_run.left == 0 && m_scalarsLeft == 0 && m_input.isFinished();
}

std::uint64_t EventLog::ColumnLoader::takeStretch(std::uint64_t index) {
    const std::uint64_t restCount = m_input.transactionCount - index;
    if (m_agentsAhead.count == 0) m_agentsAhead = m_input.transactionAgents.nextStretch(restCount);
    if (m_agentsAhead.value >= m_input.states.size() || !readParents(index)) return 0;
    const auto agent = static_cast<std::uint32_t>(m_agentsAhead.value);
    if (m_except != nullptr && m_input.agentIds[agent] == *m_except) return 0;
    AgentState& state = m_input.states[agent];
    std::int64_t first = state.nextSequence;
    if (m_input.firstSequences.isDue(index)) {
        const std::int64_t distance = m_input.firstSequences.bytes().readSignedVarint();
        m_input.firstSequences.close();
        if (distance < -kUint32Max || distance > kUint32Max) return 0;
        first += distance;
    }
    const bool hasReference = m_input.references.isDue(index);
    std::uint64_t count = 1;
    if (!hasReference) {
        count += m_input.parents.countBeforeDue(index + 1, m_agentsAhead.count - 1);
        count = 1 + m_input.firstSequences.countBeforeDue(index + 1, count - 1);
        count = 1 + m_input.references.countBeforeDue(index + 1, count - 1);
    }
    m_agentsAhead.count -= count;

    const std::size_t transaction = m_log.m_transactions.count();
    const std::uint32_t unitCount = takeUnits(count);
    if (unitCount == 0 || first < 0 || first + unitCount > kUint32Max) return 0;
    state.nextSequence = first + unitCount;
    const std::uint32_t logAgent = resolveAgent(agent);
    if (m_log.m_identities.nextSequence(logAgent).value != first) return 0;
    m_checks.begin(m_input.agentIds[agent], {static_cast<std::uint32_t>(first)});
    if (!resolveParents() || (hasReference && !takeReference(transaction))) return 0;

    const std::vector<LocalVersion>& parents = m_checks.parents();
    const LocalVersion begin = m_log.end();
    const bool mayContinue =
        parents.size() == 1 && parents.front() + 1 == begin && m_log.m_identities.isNewest(logAgent);
    if (!takeOperations(agent, unitCount, mayContinue)) return 0;
    m_log.m_identities.append(logAgent, m_log.m_graph.append(unitCount, parents));
    return count;
}

bool EventLog::ColumnLoader::readParents(std::uint64_t index) {
    m_parentIds.clear();
    m_followsBefore = !m_input.parents.isDue(index) && index > 0;
    if (!m_input.parents.isDue(index)) return true;
    ByteReader& bytes = m_input.parents.bytes();
    const std::uint64_t count = bytes.readVarint();
    if (count > m_limits.parentsCountMax || count > kTransactionParentsCountMax) return false;
    for (std::uint64_t k = 0; k < count && !bytes.failed(); ++k)
        m_parentIds.push_back(m_input.readId(bytes, true));
    if (bytes.failed()) return false;
    m_input.parents.close();
    return true;
}

/// What is unknown, not in order or not reduced is a failure. An agent's own later unit is unknown.
bool EventLog::ColumnLoader::resolveParents() {
    std::vector<LocalVersion>& known = m_checks.parents();
    if (m_followsBefore) {
        known.push_back(m_log.end() - 1);
        return true;
    }
    for (std::size_t k = 0; k < m_parentIds.size(); ++k) {
        const ColumnId& id = m_parentIds[k];
        if (k > 0 && m_input.idOf(id) <= m_input.idOf(m_parentIds[k - 1])) return false;
        if (m_agents[id.agent] == kUnresolved) {
            const auto agent = m_log.agentIndex(m_input.agentIds[id.agent]);
            if (!agent) return false;
            m_agents[id.agent] = *agent;
        }
        const auto parent = m_log.m_identities.find(m_agents[id.agent], {id.sequence});
        if (!parent) return false;
        known.push_back(*parent);
    }
    return m_checks.sortParents();
}

/// Units of the next transactions, all together; 0 for a failure.
std::uint32_t EventLog::ColumnLoader::takeUnits(std::uint64_t transactionCount) {
    std::uint64_t sum = 0;
    while (transactionCount > 0) {
        if (m_unitsAhead.count == 0) m_unitsAhead = m_input.unitCounts.nextStretch(transactionCount);
        const std::uint64_t unitCount = m_unitsAhead.value + 1;
        const std::uint64_t count = std::min(transactionCount, m_unitsAhead.count);
        if (unitCount == 0 || unitCount > kTransactionUnitCountMax || unitCount > m_unitsLeft / count) return 0;
        m_log.m_transactions.appendUnits(static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(unitCount));
        m_unitsAhead.count -= count;
        m_unitsLeft -= unitCount * count;
        sum += unitCount * count;
        transactionCount -= count;
    }
    return static_cast<std::uint32_t>(sum);
}

bool EventLog::ColumnLoader::takeReference(std::size_t transaction) {
    const ColumnId id = m_input.readId(m_input.references.bytes(), false);
    if (m_input.references.bytes().failed()) return false;
    m_input.references.close();
    const EventId reference = m_input.idOf(id);
    if (!m_checks.isInPast(0, {reference, 1})) return false;
    m_log.m_transactions.appendReference(transaction, *m_log.find(reference));
    return true;
}

bool EventLog::ColumnLoader::takeOperations(std::uint32_t agent, std::uint32_t unitCount, bool mayContinue) {
    for (std::uint32_t unitIndex = 0; unitIndex < unitCount;) {
        if (m_run.left == 0 && !startRun(agent)) return false;
        if (m_run.agent != agent) return false;
        const std::uint32_t count = std::min(unitCount - unitIndex, m_run.left);
        const bool isTaken =
            m_run.code >= kMarkCode ? takeSide(unitIndex) : takeText(count, unitIndex, mayContinue && unitIndex == 0);
        if (!isTaken) return false;
        m_run.left -= count;
        unitIndex += count;
    }
    return true;
}

bool EventLog::ColumnLoader::startRun(std::uint32_t agent) {
    const std::uint64_t code = m_input.codes.next();
    // Each transaction is cut out of runs: together they bound how many operations there are.
    ++m_runCount;
    if (code > kLivenessCode || m_runCount > kTransactionOperationCountMax ||
        m_runCount + m_input.transactionCount > m_limits.operationCountMax) {
        return false;
    }
    const Run before = m_run;
    m_run = {static_cast<std::uint8_t>(code), agent, 0, 0, 1};
    if (code >= kMarkCode) return true;
    const std::uint64_t countLessOne = m_input.counts.next();
    const std::uint64_t sequence = m_input.sequenceIndexes.next();
    const std::int64_t distance = m_input.offsets.nextSigned();
    if (countLessOne >= kEventCountMax || sequence >= m_input.sequences.size() || distance < -kUint32Max ||
        distance > kUint32Max) {
        return false;
    }
    m_run.left = static_cast<std::uint32_t>(countLessOne + 1);
    m_run.sequence = static_cast<std::uint32_t>(sequence);
    m_run.position = m_input.states[agent].position + distance;
    const std::int64_t end = endPosition(m_run.code, m_run.position, m_run.left);
    if (m_run.position < 0 || end < 0 || m_run.position + m_run.left > kUint32Max) return false;
    m_input.states[agent].position = end;
    // A run that continues the one before it would have been written as a part of it.
    return before.agent != agent || before.code != code || before.sequence != sequence || distance != 0;
}

/// Bytes of the next `count` scalars of the content, which has that many.
std::size_t EventLog::ColumnLoader::sizeOfNext(std::uint32_t count) {
    const std::string_view rest = std::string_view(m_log.m_content).substr(m_contentNext);
    if (m_contentNext > m_asciiEnd) m_asciiEnd = m_contentNext + text::asciiPrefixSize(rest);
    return count <= m_asciiEnd - m_contentNext ? count : text::byteIndexOfScalar(rest, count);
}

bool EventLog::ColumnLoader::takeText(std::uint32_t count, std::uint32_t unitIndex, bool mayContinue) {
    const ObjectId& sequence = m_input.sequences[m_run.sequence];
    if (m_sequences[m_run.sequence] == kUnresolved || std::holds_alternative<EventId>(sequence)) {
        if (m_checks.faultOfSequence(sequence, unitIndex) != nullptr) return false;
    }
    const auto start = static_cast<std::uint32_t>(m_run.position);
    const LocalVersion at = m_log.end() + unitIndex;
    OperationRun run{.events = {at, at + count}, .sequence = resolveSequence(m_run.sequence), .offset = start};
    m_run.position = endPosition(m_run.code, m_run.position, count);
    if (m_run.code != kInsertCode) {
        const bool isForward = m_run.code == kDeleteForwardCode;
        const std::uint32_t lowest = isForward ? start : start - count;
        if (m_checks.faultOfLongDelete({lowest}, count) != nullptr) return false;
        run.type = OperationType::kDelete;
        run.direction = isForward ? Direction::kForward : Direction::kBackward;
        run.offset = isForward ? start : start - 1;
        m_log.addRun(run, mayContinue);
        return true;
    }
    if (count > m_scalarsLeft) return false;
    m_scalarsLeft -= count;
    std::string_view text = std::string_view(m_log.m_content).substr(m_contentNext);
    text = text.substr(0, sizeOfNext(count));
    run.contentBegin = static_cast<std::uint32_t>(m_contentNext);
    m_contentNext += text.size();
    m_log.addInsertRun(run, mayContinue, text);
    return true;
}

bool EventLog::ColumnLoader::takeSide(std::uint32_t unitIndex) {
    // Ids are told from where the agent stands behind the transaction at hand.
    AgentState& state = m_input.states[m_run.agent];
    const std::int64_t stretchEnd = state.nextSequence;
    const LocalVersion end = m_log.m_transactions.eventsOf(m_log.m_transactions.indexOf(m_log.end() + unitIndex)).end;
    state.nextSequence -= m_log.m_transactions.end() - end;
    Operation operation = m_input.readSideOperation(m_run.code);
    state.nextSequence = stretchEnd;
    if (m_input.sides.failed() || m_checks.faultOfSide(operation, unitIndex) != nullptr) return false;
    m_log.addSideRun(m_log.end() + unitIndex, std::move(operation));
    return true;
}

void EventLog::ColumnLoader::takeTimes() {
    std::int64_t timeMs = 0;
    for (std::uint64_t left = m_input.transactionCount; left > 0;) {
        const auto [value, count] = m_input.times.nextStretch(left);
        // Differences of batches start from 0, those of the log from its last time.
        const auto step = static_cast<std::uint64_t>(unzigzag(value));
        const std::uint64_t fromLast =
            static_cast<std::uint64_t>(timeMs) + step - static_cast<std::uint64_t>(m_log.m_transactions.lastTimeMs());
        m_log.m_transactions.appendTimes(1, static_cast<std::int64_t>(fromLast));
        m_log.m_transactions.appendTimes(static_cast<std::uint32_t>(count - 1), static_cast<std::int64_t>(step));
        timeMs = m_log.m_transactions.lastTimeMs();
        left -= count;
    }
}

bool EventLog::ColumnLoader::takeKinds() {
    IntegerColumnReader::Stretch kinds{0, 0};
    IntegerColumnReader::Stretch joins{0, 0};
    for (std::uint64_t left = m_input.transactionCount; left > 0;) {
        if (kinds.count == 0) kinds = m_input.kinds.nextStretch(left);
        if (joins.count == 0) joins = m_input.joins.nextStretch(left);
        if (kinds.value > kTransactionKindMax || joins.value > 1) return false;
        const std::uint64_t count = std::min(kinds.count, joins.count);
        m_log.m_transactions.appendKinds(static_cast<std::uint32_t>(count), static_cast<TransactionKind>(kinds.value),
                                         joins.value == 1);
        kinds.count -= count;
        joins.count -= count;
        left -= count;
    }
    return true;
}

std::uint32_t EventLog::ColumnLoader::resolveAgent(std::uint32_t agent) {
    if (m_agents[agent] == kUnresolved) m_agents[agent] = m_log.m_identities.internAgent(m_input.agentIds[agent]);
    return m_agents[agent];
}

std::uint32_t EventLog::ColumnLoader::resolveSequence(std::uint32_t sequence) {
    if (m_sequences[sequence] == kUnresolved) {
        m_sequences[sequence] = m_log.internSequence(m_input.sequences[sequence]);
    }
    return m_sequences[sequence];
}

bool EventLog::appendWholeColumns(BytesView columns, const DecodeLimits& limits, const AgentId* except) {
    ByteReader header(columns.substr(0, 2));
    const bool isCurrent = header.readByte() == kColumnFormatVersion && header.readByte() == kOperationVersion;
    if (!isCurrent || columns.size() > limits.rawSizeMax) return false;
    const Result<Columns> split = splitColumns(columns.substr(2));
    return split && ColumnLoader(*this, *split, limits, except).run();
}

Result<AppendOutcome> EventLog::appendColumns(BytesView columns, const DecodeLimits& limits) {
    const LocalVersion begin = end();
    if (appendWholeColumns(columns, limits)) {
        return AppendOutcome{.events = {begin, end()}, .duplicateCount = 0, .waiting = {}, .rejected = {}};
    }
    const Result<EventBatch> batch = decodeColumns(columns, limits);
    if (!batch) return std::unexpected(batch.error());
    return append(*batch);
}

}  // namespace varve::event

#include "event/event_log.h"

#include <algorithm>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::event {

namespace {

/// Sorts, and joins spans that follow each other.
void joinSpans(std::vector<EventSpan>& spans) {
    std::ranges::sort(spans);
    std::size_t count = 0;
    for (const EventSpan& span : spans) {
        if (count > 0 && spans[count - 1].first.agent == span.first.agent &&
            spans[count - 1].first.sequence + spans[count - 1].count == span.first.sequence) {
            spans[count - 1].count += span.count;
        } else {
            spans[count++] = span;
        }
    }
    spans.resize(count);
}

}  // namespace

EventLog::EventLog() {
    internSequence(WellKnownObject::kBody);
}

bool EventLog::addAgent(const AgentRecord& record) {
    if (!text::isValidUtf8(record.user) || !text::isValidUtf8(record.device)) return false;
    return m_identities.addRecord(record);
}

std::optional<std::uint32_t> EventLog::agentIndex(const AgentId& agent) const {
    return m_identities.agentIndex(agent);
}

SequenceNumber EventLog::nextSequence(const AgentId& agent) const {
    const auto index = m_identities.agentIndex(agent);
    return index ? m_identities.nextSequence(*index) : SequenceNumber{};
}

EventId EventLog::idOf(LocalVersion event) const {
    return m_identities.idOf(event);
}

std::uint32_t EventLog::agentIndexOf(LocalVersion event) const {
    return m_identities.agentIndexOf(event);
}

std::optional<LocalVersion> EventLog::find(const EventId& id) const {
    return m_identities.find(id);
}

bool EventLog::idLess(LocalVersion a, LocalVersion b) const {
    return idOf(a) < idOf(b);
}

std::vector<EventId> EventLog::idsOf(const Version& version) const {
    std::vector<EventId> ids;
    ids.reserve(version.size());
    for (const LocalVersion head : version)
        ids.push_back(idOf(head));
    std::ranges::sort(ids);
    return ids;
}

Result<Version> EventLog::versionOf(std::span<const EventId> ids) const {
    std::vector<LocalVersion> heads;
    heads.reserve(ids.size());
    for (const EventId& id : ids) {
        const auto head = find(id);
        if (!head) return failure(ErrorCode::kNotFound, "The event " + nameOf(id) + " is not known in this document.");
        heads.push_back(*head);
    }
    return m_graph.reduced(std::move(heads));
}

VersionVector EventLog::versionVector() const {
    VersionVector vector;
    const auto records = agents();
    for (std::uint32_t index = 0; index < records.size(); ++index) {
        const SequenceNumber next = m_identities.nextSequence(index);
        if (next.value > 0) vector.emplace(records[index].id, next);
    }
    return vector;
}

std::vector<LocalRange> EventLog::rangesOf(const EventSpan& span) const {
    const auto agent = m_identities.agentIndex(span.first.agent);
    CHECK(agent && span.count <= m_identities.nextSequence(*agent).value &&
          span.first.sequence.value <= m_identities.nextSequence(*agent).value - span.count);
    std::vector<LocalRange> ranges;
    if (span.count == 0) return ranges;
    m_identities.visitRanges(*agent, span.first.sequence, span.count,
                             [&](LocalRange range) { ranges.push_back(range); });
    return ranges;
}

std::vector<EventSpan> EventLog::spansOf(std::span<const LocalRange> ranges) const {
    std::vector<EventSpan> spans;
    for (const LocalRange& range : ranges) {
        m_identities.visitSpans(range, [&](const EventSpan& span) { spans.push_back(span); });
    }
    joinSpans(spans);
    return spans;
}

std::size_t EventLog::operationRunIndexOf(LocalVersion event) const {
    CHECK(event < end());
    const auto after =
        std::upper_bound(m_operationRuns.begin(), m_operationRuns.end(), event,
                         [](LocalVersion value, const OperationRun& run) { return value < run.events.begin; });
    return static_cast<std::size_t>(after - m_operationRuns.begin()) - 1;
}

std::string_view EventLog::insertedText(LocalRange events) const {
    if (events.isEmpty()) return {};
    return insertedText(m_operationRuns[operationRunIndexOf(events.begin)], events);
}

std::string_view EventLog::insertedText(const OperationRun& run, LocalRange events) const {
    CHECK(run.type == OperationType::kInsert && run.events.begin <= events.begin && events.end <= run.events.end);
    const ContentIndex::RunStart start{run.events.begin, run.contentBegin};
    const std::uint32_t begin = m_contentIndex.byteIndexOf(start, events.begin, m_content);
    const std::uint32_t end = m_contentIndex.byteIndexOf(start, events.end, m_content);
    return std::string_view(m_content).substr(begin, end - begin);
}

std::size_t EventLog::transactionCount() const {
    return m_transactions.count();
}

TransactionRecord EventLog::transactionRecord(std::size_t index) const {
    const TransactionTable::Row row = m_transactions.row(index);
    return {.events = row.events,
            .agent = m_identities.agentIndexOf(row.events.begin),
            .timeMs = row.timeMs,
            .kind = row.kind,
            .joinsPrevious = row.joinsPrevious,
            .reference = row.reference};
}

std::size_t EventLog::transactionIndexOf(LocalVersion event) const {
    return m_transactions.indexOf(event);
}

EventBatch::OperationEntry EventLog::pieceAt(std::size_t runIndex, LocalRange events) const {
    const OperationRun& run = m_operationRuns[runIndex];
    const std::uint32_t skipped = events.begin - run.events.begin;
    EventBatch::OperationEntry piece{.type = run.type,
                                     .direction = run.direction,
                                     .count = std::min(events.end, run.events.end) - events.begin,
                                     .offset = {run.offset},
                                     .sequence = run.sequence,
                                     .side = run.side};
    if (run.type == OperationType::kInsert) {
        const std::string_view text = insertedText({events.begin, events.begin + piece.count});
        piece.offset = {run.offset + skipped};
        piece.textBegin = static_cast<std::uint32_t>(text.data() - m_content.data());
        piece.textSize = static_cast<std::uint32_t>(text.size());
    } else if (run.type == OperationType::kDelete && run.direction == Direction::kBackward) {
        piece.offset = {run.offset - skipped - (piece.count - 1)};
    }
    return piece;
}

void EventLog::addTransactionTo(EventBatch& batch, std::size_t index, std::size_t& runIndex) const {
    const TransactionTable::Row row = m_transactions.row(index);
    LocalRange rest = row.events;
    if (rest.begin.value == 0 || m_graph.runs().size() == 1) {
        const EventId previous = rest.begin.value == 0 ? EventId{} : idOf(rest.begin - 1);
        const std::span<const EventId> parents(&previous, rest.begin.value == 0 ? 0 : 1);
        batch.beginTransaction(idOf(rest.begin), parents, row.timeMs, row.kind, row.joinsPrevious,
                               row.reference ? std::optional(idOf(*row.reference)) : std::nullopt);
    } else {
        batch.beginTransaction(idOf(rest.begin), idsOf(m_graph.parentsOf(rest.begin)), row.timeMs, row.kind,
                               row.joinsPrevious, row.reference ? std::optional(idOf(*row.reference)) : std::nullopt);
    }
    while (!rest.isEmpty()) {
        while (m_operationRuns[runIndex].events.end <= rest.begin)
            ++runIndex;
        const EventBatch::OperationEntry piece = pieceAt(runIndex, rest);
        if (piece.type == OperationType::kInsert) {
            batch.addInsert(m_sequences[piece.sequence], piece.offset,
                            std::string_view(m_content).substr(piece.textBegin, piece.textSize));
        } else if (piece.type == OperationType::kDelete) {
            batch.addDelete(m_sequences[piece.sequence], piece.offset, piece.count, piece.direction);
        } else {
            batch.addOperation(m_sideOperations[piece.side]);
        }
        rest.begin = rest.begin + piece.count;
    }
}

void EventLog::addRecordsTo(EventBatch& batch) const {
    for (const AgentId& id : batch.agentIds()) {
        const auto index = m_identities.agentIndex(id);
        if (index && m_identities.hasRecord(*index)) batch.agents.push_back(agents()[*index]);
    }
}

Transaction EventLog::transaction(std::size_t index) const {
    EventBatch batch;
    std::size_t runIndex = operationRunIndexOf(m_transactions.eventsOf(index).begin);
    addTransactionTo(batch, index, runIndex);
    return batch.transaction(0);
}

EventBatch EventLog::batch(std::size_t first, std::size_t end) const {
    CHECK(first <= end && end <= m_transactions.count());
    EventBatch batch;
    if (first == end) return batch;
    std::size_t runIndex = operationRunIndexOf(m_transactions.eventsOf(first).begin);
    for (std::size_t index = first; index < end; ++index)
        addTransactionTo(batch, index, runIndex);
    addRecordsTo(batch);
    return batch;
}

EventBatch EventLog::missingFrom(const VersionVector& known) const {
    std::vector<LocalRange> ranges;
    const auto records = agents();
    for (std::uint32_t agent = 0; agent < records.size(); ++agent) {
        const SequenceNumber next = m_identities.nextSequence(agent);
        const auto place = known.find(records[agent].id);
        const SequenceNumber first = place == known.end() ? SequenceNumber{} : place->second;
        if (first < next) {
            m_identities.visitRanges(agent, first, next.value - first.value,
                                     [&](LocalRange range) { ranges.push_back(range); });
        }
    }
    std::ranges::sort(ranges, {}, &LocalRange::begin);
    EventBatch batch;
    std::size_t nextIndex = 0;
    for (const LocalRange& range : ranges) {
        std::size_t index = std::max(nextIndex, m_transactions.indexOf(range.begin));
        std::size_t runIndex = operationRunIndexOf(range.begin);
        if (runIndex > 0 && m_transactions.eventsOf(index).begin < range.begin) {
            runIndex = operationRunIndexOf(m_transactions.eventsOf(index).begin);
        }
        for (; index < m_transactions.count() && m_transactions.eventsOf(index).begin < range.end; ++index) {
            addTransactionTo(batch, index, runIndex);
        }
        nextIndex = std::max(nextIndex, index);
    }
    addRecordsTo(batch);
    return batch;
}

std::uint32_t EventLog::internSequence(const ObjectId& sequence) {
    const auto [place, isNew] = m_sequenceIndexes.try_emplace(sequence, static_cast<std::uint32_t>(m_sequences.size()));
    if (isNew) m_sequences.push_back(sequence);
    return place->second;
}

EventLog::Checkpoint EventLog::checkpoint() const {
    return {.graph = m_graph.checkpoint(),
            .identities = m_identities.checkpoint(),
            .transactions = m_transactions.checkpoint(),
            .sequenceCount = m_sequences.size(),
            .runCount = m_operationRuns.size(),
            .sideCount = m_sideOperations.size(),
            .contentSize = m_content.size(),
            .insertedCount = m_insertedCount,
            .markCount = m_markCount};
}

void EventLog::rewind(const Checkpoint& to) {
    m_graph.rewind(to.graph);
    m_identities.rewind(to.identities);
    m_transactions.rewind(to.transactions);
    for (; m_sequences.size() > to.sequenceCount; m_sequences.pop_back())
        m_sequenceIndexes.erase(m_sequences.back());
    m_operationRuns.resize(to.runCount);
    if (!m_operationRuns.empty()) m_operationRuns.back().events.end = to.graph.end;
    m_sideOperations.resize(to.sideCount);
    m_content.resize(to.contentSize);
    m_insertedCount = to.insertedCount;
    m_markCount = to.markCount;
    m_contentIndex.rewind(to.graph.end);
}

void EventLog::addSideRun(LocalVersion at, Operation operation) {
    m_operationRuns.push_back({.events = {at, at + 1},
                               .type = static_cast<OperationType>(operation.index()),
                               .side = static_cast<std::uint32_t>(m_sideOperations.size())});
    m_markCount += std::holds_alternative<event::Mark>(operation) ? 1 : 0;
    m_sideOperations.push_back(std::move(operation));
}

void EventLog::reserveRuns(std::size_t count) {
    // A little more each time would copy all of them each time.
    if (m_operationRuns.capacity() - m_operationRuns.size() < count) {
        m_operationRuns.reserve(m_operationRuns.size() + std::max(count, m_operationRuns.size() / 2));
    }
}

void EventLog::trimRuns() {
    if (m_operationRuns.capacity() - m_operationRuns.size() > m_operationRuns.size() / 8) {
        m_operationRuns.shrink_to_fit();
    }
}

std::size_t EventLog::memoryBytes() const {
    constexpr std::size_t kTreeNodeSize = 32;  // of std::map, beside its value
    return m_graph.memoryBytes() + m_identities.memoryBytes() + m_transactions.memoryBytes() +
           m_contentIndex.memoryBytes() + m_content.capacity() + m_operationRuns.capacity() * sizeof(OperationRun) +
           m_sideOperations.capacity() * sizeof(Operation) + m_sequences.capacity() * sizeof(ObjectId) +
           m_sequenceIndexes.size() * (kTreeNodeSize + sizeof(decltype(m_sequenceIndexes)::value_type));
}

void EventLog::checkInvariants() const {
    m_graph.checkInvariants();
    m_identities.checkInvariants();
    m_transactions.checkInvariants();
    LocalVersion next;
    std::uint32_t contentBegin = 0;
    std::uint32_t insertedCount = 0;
    for (const OperationRun& run : m_operationRuns) {
        CHECK(run.events.begin == next && run.events.begin < run.events.end);
        CHECK(m_graph.runIndexOf(run.events.begin) == m_graph.runIndexOf(run.events.end - 1));
        if (run.type == OperationType::kInsert) {
            CHECK(run.contentBegin == contentBegin && run.sequence < m_sequences.size());
            const std::string_view text = insertedText(run.events);
            CHECK(text::scalarCount(text) == run.events.count());
            contentBegin += static_cast<std::uint32_t>(text.size());
            insertedCount += run.events.count();
        } else if (run.type == OperationType::kDelete) {
            CHECK(run.sequence < m_sequences.size());
            CHECK(run.direction == Direction::kForward || run.offset >= run.events.count() - 1);
        } else {
            CHECK(run.events.count() == 1 && run.side < m_sideOperations.size());
        }
        next = run.events.end;
    }
    CHECK(insertedCount == m_insertedCount);
    CHECK(std::ranges::count(m_sideOperations, OperationType::kMark, [](const Operation& side) {
              return static_cast<OperationType>(side.index());
          }) == static_cast<std::ptrdiff_t>(m_markCount));
    CHECK(next == end() && contentBegin == m_content.size() && text::isValidUtf8(m_content));
    for (std::size_t index = 0; index < m_transactions.count(); ++index) {
        const LocalRange events = m_transactions.eventsOf(index);
        CHECK(m_graph.runIndexOf(events.begin) == m_graph.runIndexOf(events.end - 1));
        CHECK(m_identities.idOf(events.begin).agent == m_identities.idOf(events.end - 1).agent);
    }
}

}  // namespace varve::event

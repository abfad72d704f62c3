#include "history/timeline.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/check.h"

namespace varve::history {

namespace {

constexpr std::size_t kCheckpointEntries = 64;
constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;
constexpr std::int64_t kMinuteMs = 60 * 1000;

/// The frontier after a transaction whose first event lies in graph run `run`. `last` may be short of its end.
void advance(event::Version& frontier, const event::EventGraph& graph, std::size_t run, event::LocalVersion first,
             event::LocalVersion last) {
    const event::GraphRun& graphRun = graph.runs()[run];
    if (first > graphRun.events.begin) {
        const event::LocalVersion parent = first - 1;
        if (frontier.size() == 1 && frontier.front() == parent)
            frontier.front() = last;
        else
            event::advanceFrontier(frontier, std::span(&parent, 1), last);
    } else {
        event::advanceFrontier(frontier, graph.parentsOf(graphRun), last);
    }
}

std::uint32_t part(std::uint32_t count, std::uint64_t events, std::uint32_t eventCount) {
    return static_cast<std::uint32_t>(count * events / eventCount);
}

}  // namespace

void Timeline::followLog(const event::EventLog& log) {
    if (m_order.followedCount() == log.transactionCount()) return;
    if (m_draftPlaces == DraftPlaces::kWhereMerged && m_draftTimes.isNeeded(log)) {
        followDrafts(log);
        return;
    }
    std::vector<Arrival> late;
    const auto count = static_cast<std::uint32_t>(log.transactionCount());
    for (std::uint32_t i = m_order.followedCount(); i < count; ++i) {
        const Arrival arrival = arrivalOf(log, i);
        const bool inOrder = !m_last || TransactionOrder::less(log, *m_last, arrival.place());
        if (inOrder && late.empty())
            append(log, arrival);
        else
            late.push_back(arrival);
    }
    if (!late.empty()) sortIn(log, std::move(late));
}

/// The same where drafts were merged: what a merge brings has the time of the merge, which is known when that is.
void Timeline::followDrafts(const event::EventLog& log) {
    m_mayReorder = true;
    const std::uint32_t known = m_order.followedCount();
    std::vector<Arrival> arrivals;
    for (std::uint32_t i = known; i < log.transactionCount(); ++i)
        arrivals.push_back(arrivalOf(log, i));
    if (m_draftTimes.follow(log, m_order) < known) {
        // Transactions that stand here already belong elsewhere.
        ++m_reorderCount;
        for (std::size_t entry = 0; entry < m_entries.size(); ++entry)
            arrivals.push_back(arrivalAgain(log, m_entries[entry]));
        truncate(log, 0);
    }
    for (Arrival& arrival : arrivals)
        arrival.entry.timeMs = timeOf(log, arrival.entry.transaction);
    if (!arrivals.empty()) sortIn(log, std::move(arrivals));
}

std::int64_t Timeline::timeOf(const event::EventLog& log, std::uint32_t transaction) const {
    const std::int64_t timeMs = m_order.timeOf(transaction, log.transactionRecord(transaction).timeMs);
    return m_draftPlaces == DraftPlaces::kWhereMerged ? m_draftTimes.timeOf(transaction, timeMs) : timeMs;
}

Timeline::Arrival Timeline::arrivalOf(const event::EventLog& log, std::uint32_t transaction) {
    const event::TransactionRecord record = log.transactionRecord(transaction);
    const TransactionPlace place = m_order.follow(log, record);
    Arrival arrival;
    arrival.events = record.events;
    arrival.lamport = place.lamport;
    arrival.run = static_cast<std::uint32_t>(m_order.runIndex());
    arrival.joinsPrevious = record.joinsPrevious;
    TimelineEntry& entry = arrival.entry;
    entry.timeMs = place.timeMs;
    entry.transaction = transaction;
    entry.eventCount = record.events.count();
    entry.agent = record.agent;
    entry.kind = record.kind;
    const auto runs = log.operationRuns();
    for (event::LocalVersion next = record.events.begin; next < record.events.end;) {
        while (runs[m_operationRun].events.end <= next)
            ++m_operationRun;
        const event::OperationRun& run = runs[m_operationRun];
        const event::LocalVersion end = std::min(run.events.end, record.events.end);
        if (run.type == event::OperationType::kInsert)
            entry.insertedCount += end - next;
        else if (run.type == event::OperationType::kDelete)
            entry.deletedCount += end - next;
        next = end;
    }
    return arrival;
}

/// The arrival that became `entry`.
Timeline::Arrival Timeline::arrivalAgain(const event::EventLog& log, const TimelineEntry& entry) {
    const event::TransactionRecord record = log.transactionRecord(entry.transaction);
    const std::size_t run = log.graph().runIndexOf(record.events.begin);
    const event::GraphRun& graphRun = log.graph().runs()[run];
    return {entry, record.events, graphRun.lamport + (record.events.begin - graphRun.events.begin),
            static_cast<std::uint32_t>(run), record.joinsPrevious};
}

void Timeline::append(const event::EventLog& log, const Arrival& arrival) {
    if (m_entries.size() % kCheckpointEntries == 0) addCheckpoint();
    TimelineEntry entry = arrival.entry;
    entry.beginPosition = eventCount();
    if (!m_entries.empty()) {
        const TimelineEntry previous = m_entries.back();
        entry.startsStep = previous.agent != entry.agent || !arrival.joinsPrevious;
        entry.startsSession = isSessionPause(previous.timeMs, entry.timeMs);
        entry.startsDay = dayOf(previous.timeMs) != dayOf(entry.timeMs);
    }
    m_entries.append(entry);
    m_last = arrival.place();
    m_sums.insertedCount += entry.insertedCount;
    m_sums.deletedCount += entry.deletedCount;
    advance(m_frontier, log.graph(), arrival.run, arrival.events.begin, arrival.events.end - 1);
}

/// Of very wide frontiers not every one is stored, so that they take no more than a few numbers an entry.
void Timeline::addCheckpoint() {
    constexpr std::size_t kHeadsPerEntry = 4;
    const std::size_t entry = m_entries.size();
    Checkpoint checkpoint{entry, m_heads.size(), m_frontier.size(), m_sums};
    if (entry == 0 || m_heads.size() + m_frontier.size() <= kHeadsPerEntry * entry) {
        m_heads.insert(m_heads.end(), m_frontier.begin(), m_frontier.end());
    } else {
        checkpoint = m_checkpoints.back();
        checkpoint.sums = m_sums;
    }
    m_checkpoints.push_back(checkpoint);
}

std::size_t Timeline::firstEntryNotBefore(const event::EventLog& log, const Arrival& arrival) const {
    return m_entries.firstWhere([&](std::size_t entry) {
        const std::int64_t timeMs = m_entries.timeMs(entry);
        if (timeMs != arrival.entry.timeMs) return timeMs > arrival.entry.timeMs;
        return !TransactionOrder::less(log, arrivalAgain(log, m_entries[entry]).place(), arrival.place());
    });
}

/// Merges arrivals that belong between known entries, or came out of order among themselves.
void Timeline::sortIn(const event::EventLog& log, std::vector<Arrival> arrivals) {
    const auto less = [&](const Arrival& a, const Arrival& b) {
        return TransactionOrder::less(log, a.place(), b.place());
    };
    const std::size_t kept = firstEntryNotBefore(log, *std::min_element(arrivals.begin(), arrivals.end(), less));
    for (std::size_t entry = kept; entry < m_entries.size(); ++entry)
        arrivals.push_back(arrivalAgain(log, m_entries[entry]));
    truncate(log, kept);
    std::vector<std::pair<TransactionPlace, std::size_t>> order;  // less to move about than arrivals
    order.reserve(arrivals.size());
    for (const Arrival& arrival : arrivals)
        order.emplace_back(arrival.place(), order.size());
    std::sort(order.begin(), order.end(),
              [&](const auto& a, const auto& b) { return TransactionOrder::less(log, a.first, b.first); });
    for (const auto& [place, index] : order)
        append(log, arrivals[index]);
}

/// Forgets the entries from number `entryCount` on.
void Timeline::truncate(const event::EventLog& log, std::size_t entryCount) {
    m_sums = sumsBefore(positionOfEntry(entryCount));
    m_frontier = frontierBefore(log, entryCount);
    m_entries.truncate(entryCount);
    const std::size_t checkpoints = (entryCount + kCheckpointEntries - 1) / kCheckpointEntries;
    if (checkpoints < m_checkpoints.size()) {
        m_checkpoints.resize(checkpoints);
        m_heads.resize(checkpoints == 0 ? 0 : m_checkpoints.back().headsBegin + m_checkpoints.back().headsCount);
    }
    m_last.reset();
    if (entryCount > 0) m_last = arrivalAgain(log, m_entries.back()).place();
}

std::int64_t Timeline::dayOf(std::int64_t timeMs) const {
    const std::int64_t offsetMs = m_utcOffsetMinutes * kMinuteMs;
    std::int64_t local = 0;
    if (__builtin_add_overflow(timeMs, offsetMs, &local)) local = timeMs;
    return local / kDayMs - (local % kDayMs < 0 ? 1 : 0);
}

std::uint64_t Timeline::positionOfEntry(std::size_t entry) const {
    return entry < m_entries.size() ? m_entries.beginPosition(entry) : eventCount();
}

std::size_t Timeline::entryIndexAt(std::uint64_t position) const {
    CHECK(position < eventCount());
    return m_entries.firstWhere([&](std::size_t entry) { return m_entries.beginPosition(entry) > position; }) - 1;
}

event::Version Timeline::frontierBefore(const event::EventLog& log, std::size_t entry) const {
    if (entry == m_entries.size()) return m_frontier;
    const Checkpoint& checkpoint = m_checkpoints[entry / kCheckpointEntries];
    const auto heads = std::span(m_heads).subspan(checkpoint.headsBegin, checkpoint.headsCount);
    event::Version frontier(heads.begin(), heads.end());
    for (std::size_t i = checkpoint.headsEntry; i < entry; ++i) {
        const Arrival arrival = arrivalAgain(log, m_entries[i]);
        advance(frontier, log.graph(), arrival.run, arrival.events.begin, arrival.events.end - 1);
    }
    return frontier;
}

event::Version Timeline::versionAt(const event::EventLog& log, std::uint64_t position) const {
    CHECK(position <= eventCount());
    if (position == eventCount()) return m_frontier;
    const std::size_t index = entryIndexAt(position);
    event::Version frontier = frontierBefore(log, index);
    const auto taken = static_cast<std::uint32_t>(position - m_entries.beginPosition(index));
    if (taken > 0) {
        const Arrival arrival = arrivalAgain(log, m_entries[index]);
        advance(frontier, log.graph(), arrival.run, arrival.events.begin, arrival.events.begin + (taken - 1));
    }
    return frontier;
}

std::uint64_t Timeline::positionOf(const event::EventLog& log, event::LocalVersion event) const {
    const std::size_t transaction = log.transactionIndexOf(event);
    CHECK(transaction < m_order.followedCount());
    TimelineEntry wanted;
    wanted.transaction = static_cast<std::uint32_t>(transaction);
    const event::TransactionRecord record = log.transactionRecord(transaction);
    wanted.timeMs = timeOf(log, wanted.transaction);
    wanted.agent = record.agent;
    const std::size_t index = firstEntryNotBefore(log, arrivalAgain(log, wanted));
    CHECK(index < m_entries.size() && m_entries[index].transaction == transaction);
    return m_entries.beginPosition(index) + (event - record.events.begin);
}

std::optional<std::uint64_t> Timeline::positionOfVersion(const event::EventLog& log,
                                                         const event::Version& version) const {
    // The last event of a prefix has no successor in it, so that it is a head.
    std::uint64_t position = 0;
    for (const event::LocalVersion head : version)
        position = std::max(position, positionOf(log, head) + 1);
    if (versionAt(log, position) != version) return std::nullopt;
    return position;
}

std::uint64_t Timeline::positionAtTime(std::int64_t timeMs) const {
    return positionOfEntry(m_entries.firstWhere([&](std::size_t entry) { return m_entries.timeMs(entry) > timeMs; }));
}

bool Timeline::starts(std::size_t entry, Grain grain) const {
    switch (grain) {
        case Grain::kEvent:
            return true;
        case Grain::kStep:
            return m_entries.startsStep(entry);
        case Grain::kSession:
            return m_entries.startsSession(entry);
        case Grain::kDay:
            return m_entries.startsDay(entry);
    }
    return true;
}

std::size_t Timeline::firstEntryOf(std::size_t entry, Grain grain) const {
    while (!starts(entry, grain))
        --entry;
    return entry;
}

std::size_t Timeline::entryAfter(std::size_t entry, Grain grain) const {
    do {
        ++entry;
    } while (entry < m_entries.size() && !starts(entry, grain));
    return entry;
}

std::uint64_t Timeline::nextBoundary(std::uint64_t position, Grain grain) const {
    if (position >= eventCount()) return eventCount();
    if (grain == Grain::kEvent) return position + 1;
    return positionOfEntry(entryAfter(entryIndexAt(position), grain));
}

std::uint64_t Timeline::previousBoundary(std::uint64_t position, Grain grain) const {
    position = std::min(position, eventCount());
    if (position == 0) return 0;
    if (grain == Grain::kEvent) return position - 1;
    return m_entries.beginPosition(firstEntryOf(entryIndexAt(position - 1), grain));
}

TimelineSpan Timeline::spanOfEntries(std::size_t first, std::size_t end) const {
    TimelineSpan span;
    span.beginPosition = m_entries.beginPosition(first);
    span.endPosition = positionOfEntry(end);
    span.beginMs = m_entries.timeMs(first);
    span.endMs = m_entries.timeMs(end - 1);
    span.agent = m_entries[first].agent;
    if (end - first <= kCheckpointEntries) {
        for (std::size_t i = first; i < end; ++i) {
            const TimelineEntry entry = m_entries[i];
            span.insertedCount += entry.insertedCount;
            span.deletedCount += entry.deletedCount;
        }
    } else {
        const Sums before = sumsBefore(span.beginPosition);
        const Sums after = sumsBefore(span.endPosition);
        span.insertedCount = static_cast<std::uint32_t>(after.insertedCount - before.insertedCount);
        span.deletedCount = static_cast<std::uint32_t>(after.deletedCount - before.deletedCount);
    }
    span.firstEntry = static_cast<std::uint32_t>(first);
    span.entryCount = static_cast<std::uint32_t>(end - first);
    return span;
}

TimelineSpan Timeline::spanOfEvent(std::uint64_t position) const {
    const std::size_t index = entryIndexAt(position);
    const TimelineEntry entry = m_entries[index];
    const std::uint64_t before = position - entry.beginPosition;
    const auto own = [&](std::uint32_t count) {
        return part(count, before + 1, entry.eventCount) - part(count, before, entry.eventCount);
    };
    return {position,
            position + 1,
            entry.timeMs,
            entry.timeMs,
            entry.agent,
            own(entry.insertedCount),
            own(entry.deletedCount),
            static_cast<std::uint32_t>(index),
            1};
}

std::vector<TimelineSpan> Timeline::spans(Grain grain) const {
    std::vector<TimelineSpan> spans;
    if (grain == Grain::kEvent) {
        spans.reserve(eventCount());
        for (std::uint64_t position = 0; position < eventCount(); ++position)
            spans.push_back(spanOfEvent(position));
        return spans;
    }
    for (std::size_t first = 0; first < m_entries.size();) {
        const std::size_t end = entryAfter(first, grain);
        spans.push_back(spanOfEntries(first, end));
        first = end;
    }
    return spans;
}

std::vector<std::uint32_t> Timeline::agentsIn(const event::EventLog& log, const TimelineSpan& span) const {
    std::vector<std::uint32_t> agents;
    std::vector<bool> isKnown(log.agents().size());
    std::set<std::string_view> users;
    for (std::uint32_t index = 0; index < span.entryCount; ++index) {
        const std::uint32_t agent = m_entries[span.firstEntry + index].agent;
        if (isKnown[agent]) continue;
        isKnown[agent] = true;
        const std::string& user = log.agents()[agent].user;
        // Two agents whose users nobody knows may be two authors.
        if (user.empty() || users.insert(user).second) agents.push_back(agent);
    }
    return agents;
}

TimelineSpan Timeline::spanAt(std::uint64_t position, Grain grain) const {
    if (grain == Grain::kEvent) return spanOfEvent(position);
    const std::size_t entry = entryIndexAt(position);
    return spanOfEntries(firstEntryOf(entry, grain), entryAfter(entry, grain));
}

Timeline::Sums Timeline::sumsBefore(std::uint64_t position) const {
    if (position >= eventCount()) return m_sums;
    const std::size_t index = entryIndexAt(position);
    Sums sums = m_checkpoints[index / kCheckpointEntries].sums;
    for (std::size_t i = index - index % kCheckpointEntries; i < index; ++i) {
        const TimelineEntry passed = m_entries[i];
        sums.insertedCount += passed.insertedCount;
        sums.deletedCount += passed.deletedCount;
    }
    const TimelineEntry entry = m_entries[index];
    const std::uint64_t taken = position - entry.beginPosition;
    sums.insertedCount += part(entry.insertedCount, taken, entry.eventCount);
    sums.deletedCount += part(entry.deletedCount, taken, entry.eventCount);
    return sums;
}

std::vector<Activity> Timeline::activity(std::uint64_t begin, std::uint64_t end, std::size_t bucketCount) const {
    end = std::min(end, eventCount());
    begin = std::min(begin, end);
    std::vector<Activity> activity(bucketCount);
    Sums before = sumsBefore(begin);
    for (std::size_t i = 0; i < bucketCount; ++i) {
        // Events stay below 2^32 and buckets are pixels, so the product fits.
        const Sums after = sumsBefore(begin + (end - begin) * (i + 1) / bucketCount);
        activity[i].insertedCount = static_cast<std::uint32_t>(after.insertedCount - before.insertedCount);
        activity[i].deletedCount = static_cast<std::uint32_t>(after.deletedCount - before.deletedCount);
        before = after;
    }
    return activity;
}

std::size_t Timeline::memoryBytes() const {
    return m_entries.memoryBytes() + m_checkpoints.capacity() * sizeof(Checkpoint) +
           m_heads.capacity() * sizeof(event::LocalVersion) + m_order.memoryBytes() + m_draftTimes.memoryBytes();
}

}  // namespace varve::history

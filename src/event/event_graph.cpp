#include "event/event_graph.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"
#include "base/last_at_most.h"
#include "base/max_queue.h"

namespace varve::event {

namespace {

/// A place on the way from some heads down to the root. What `flags` mean is the walk's affair.
struct Cursor {
    std::uint32_t event;
    std::uint32_t run;  // that holds it
    std::uint8_t flags;
    friend bool operator<(const Cursor& a, const Cursor& b) { return a.event < b.event; }
};

constexpr std::uint8_t kFrom = 1;
constexpr std::uint8_t kTo = 2;
constexpr std::uint8_t kBoth = kFrom | kTo;

/// Collects ranges that arrive in descending order.
void emitDescending(std::vector<LocalRange>& ranges, std::uint32_t begin, std::uint32_t end) {
    if (begin == end) return;
    if (!ranges.empty() && ranges.back().begin.value == end) {
        ranges.back().begin.value = begin;
    } else {
        ranges.push_back({{begin}, {end}});
    }
}

bool rangesContain(std::span<const LocalRange> ranges, LocalVersion event) {
    const auto after =
        std::upper_bound(ranges.begin(), ranges.end(), event,
                         [](LocalVersion value, const LocalRange& range) { return value < range.begin; });
    return after != ranges.begin() && event < std::prev(after)->end;
}

/// Index of the run that holds `event`, looked for from the newest run backwards.
std::size_t runIndexAmong(std::span<const GraphRun> runs, LocalVersion event) {
    return lastAtMost(runs, event, [](const GraphRun& run) { return run.events.begin; });
}

bool isSortedUnique(std::span<const LocalVersion> version) {
    return std::adjacent_find(version.begin(), version.end(), std::greater_equal<>()) == version.end();
}

}  // namespace

void advanceFrontier(Version& frontier, std::span<const LocalVersion> parents, LocalVersion last) {
    constexpr std::size_t kFew = 8;
    if (frontier.size() <= kFew && parents.size() <= kFew) {
        // The usual case, in one pass: heads that are parents go, `last` comes where it belongs.
        std::size_t kept = 0;
        for (const LocalVersion head : frontier) {
            if (std::ranges::find(parents, head) == parents.end()) frontier[kept++] = head;
        }
        frontier.resize(kept + 1);
        for (; kept > 0 && last < frontier[kept - 1]; --kept)
            frontier[kept] = frontier[kept - 1];
        frontier[kept] = last;
        return;
    }
    if (parents.size() <= kFew) {
        for (const LocalVersion parent : parents) {
            const auto head = std::ranges::lower_bound(frontier, parent);
            if (head != frontier.end() && *head == parent) frontier.erase(head);
        }
    } else {
        std::erase_if(frontier, [&](LocalVersion head) { return std::ranges::binary_search(parents, head); });
    }
    frontier.insert(std::ranges::upper_bound(frontier, last), last);
}

LocalRange EventGraph::appendRun(std::uint32_t count, std::span<const LocalVersion> parents) {
    CHECK(count > 0 && m_end.value + count > m_end.value);
    CHECK(isSortedUnique(parents) && (parents.empty() || parents.back() < m_end));
    const LocalRange events{m_end, m_end + count};
    m_end = events.end;
    std::uint32_t lamport = 0;
    for (const LocalVersion parent : parents) {
        const std::size_t index = runIndexAmong(m_runs, parent);
        lamport = std::max(lamport, m_runs[index].lamport + (parent - m_runs[index].events.begin) + 1);
        m_parentRuns.push_back(static_cast<std::uint32_t>(index));
    }
    m_runs.push_back({.events = events,
                      .parentsBegin = static_cast<std::uint32_t>(m_parents.size()),
                      .parentsCount = static_cast<std::uint32_t>(parents.size()),
                      .lamport = lamport});
    m_parents.insert(m_parents.end(), parents.begin(), parents.end());
    advanceFrontier(m_frontier, parents, events.end - 1);
    return events;
}

void EventGraph::rewind(const Checkpoint& to) {
    m_runs.resize(to.runCount);
    if (!m_runs.empty()) m_runs.back().events.end = to.end;
    m_parents.resize(to.parentsCount);
    m_parentRuns.resize(to.parentsCount);
    m_end = to.end;
    m_frontier = to.frontier;
}

std::size_t EventGraph::runIndexOf(LocalVersion event) const {
    CHECK(event < m_end);
    return runIndexAmong(m_runs, event);
}

Version EventGraph::parentsOf(LocalVersion event) const {
    const GraphRun& run = m_runs[runIndexOf(event)];
    if (run.events.begin < event) return {event - 1};
    const auto parents = parentsOf(run);
    return {parents.begin(), parents.end()};
}

std::uint32_t EventGraph::lamportOf(LocalVersion event) const {
    const GraphRun& run = m_runs[runIndexOf(event)];
    return run.lamport + (event - run.events.begin);
}

Difference EventGraph::difference(std::span<const LocalVersion> from, std::span<const LocalVersion> to) const {
    Difference result;
    difference(from, to, result);
    return result;
}

void EventGraph::difference(std::span<const LocalVersion> from, std::span<const LocalVersion> to,
                            Difference& result) const {
    result.onlyFrom.clear();
    result.onlyTo.clear();
    if (std::ranges::equal(from, to)) return;
    CHECK((from.empty() || from.back() < m_end) && (to.empty() || to.back() < m_end));
    if (from.size() == 1 && to.size() == 1) {
        // Two places in one run: the usual case of a linear history.
        const LocalVersion low = std::min(from.front(), to.front());
        const LocalVersion high = std::max(from.front(), to.front());
        if (m_runs[runIndexOf(high)].events.begin <= low) {
            (low == from.front() ? result.onlyTo : result.onlyFrom).push_back({low + 1, high + 1});
            return;
        }
    }
    MaxQueue<Cursor> queue;
    std::size_t oneSidedCount = from.size() + to.size();
    for (const LocalVersion head : from)
        queue.push({head.value, static_cast<std::uint32_t>(runIndexOf(head)), kFrom});
    for (const LocalVersion head : to)
        queue.push({head.value, static_cast<std::uint32_t>(runIndexOf(head)), kTo});
    const auto emit = [&result](std::uint8_t flags, std::uint32_t begin, std::uint32_t end) {
        if (flags == kFrom) emitDescending(result.onlyFrom, begin, end);
        if (flags == kTo) emitDescending(result.onlyTo, begin, end);
    };
    while (oneSidedCount > 0) {
        Cursor cursor = queue.pop();
        if (cursor.flags != kBoth) --oneSidedCount;
        const GraphRun& run = m_runs[cursor.run];
        while (!queue.isEmpty() && queue.top().run == cursor.run) {
            const Cursor lower = queue.pop();
            if (lower.flags != kBoth) --oneSidedCount;
            emit(cursor.flags, lower.event + 1, cursor.event + 1);
            cursor.event = lower.event;
            cursor.flags |= lower.flags;
        }
        emit(cursor.flags, run.events.begin.value, cursor.event + 1);
        const auto parents = parentsOf(run);
        for (std::size_t index = 0; index < parents.size(); ++index) {
            queue.push({parents[index].value, parentRunsOf(run)[index], cursor.flags});
            if (cursor.flags != kBoth) ++oneSidedCount;
        }
    }
    std::ranges::reverse(result.onlyFrom);
    std::ranges::reverse(result.onlyTo);
}

bool EventGraph::contains(std::span<const LocalVersion> version, LocalVersion event) const {
    MaxQueue<Cursor> queue;
    for (const LocalVersion head : version) {
        if (head == event) return true;
        if (event < head) queue.push({head.value, static_cast<std::uint32_t>(runIndexOf(head)), 0});
    }
    while (!queue.isEmpty()) {
        const Cursor cursor = queue.pop();
        const GraphRun& run = m_runs[cursor.run];
        if (run.events.begin <= event) return true;
        while (!queue.isEmpty() && queue.top().run == cursor.run)
            queue.pop();
        const auto parents = parentsOf(run);
        for (std::size_t index = 0; index < parents.size(); ++index) {
            if (parents[index] == event) return true;
            if (event < parents[index]) queue.push({parents[index].value, parentRunsOf(run)[index], 0});
        }
    }
    return false;
}

Causality EventGraph::compare(std::span<const LocalVersion> a, std::span<const LocalVersion> b) const {
    const Difference parts = difference(a, b);
    if (parts.onlyFrom.empty()) return parts.onlyTo.empty() ? Causality::kEqual : Causality::kBefore;
    return parts.onlyTo.empty() ? Causality::kAfter : Causality::kConcurrent;
}

Version EventGraph::reduced(std::vector<LocalVersion> heads) const {
    std::ranges::sort(heads);
    const auto repeated = std::ranges::unique(heads);
    heads.erase(repeated.begin(), repeated.end());
    if (heads.size() <= 1) return heads;
    constexpr std::uint8_t kGiven = 1;
    constexpr std::uint8_t kReached = 2;
    Version result;
    MaxQueue<Cursor> queue;
    std::size_t openCount = heads.size();
    for (const LocalVersion head : heads)
        queue.push({head.value, static_cast<std::uint32_t>(runIndexOf(head)), kGiven});
    while (openCount > 0) {
        Cursor cursor = queue.pop();
        if ((cursor.flags & kGiven) != 0) --openCount;
        while (!queue.isEmpty() && queue.top().event == cursor.event) {
            const Cursor same = queue.pop();
            if ((same.flags & kGiven) != 0) --openCount;
            cursor.flags |= same.flags;
        }
        if (cursor.flags == kGiven) result.push_back({cursor.event});
        while (!queue.isEmpty() && queue.top().run == cursor.run) {
            if ((queue.pop().flags & kGiven) != 0) --openCount;
        }
        const GraphRun& run = m_runs[cursor.run];
        const auto parents = parentsOf(run);
        for (std::size_t index = 0; index < parents.size(); ++index) {
            if (heads.front() <= parents[index]) queue.push({parents[index].value, parentRunsOf(run)[index], kReached});
        }
    }
    std::ranges::reverse(result);
    return result;
}

Version EventGraph::merged(std::span<const LocalVersion> a, std::span<const LocalVersion> b) const {
    std::vector<LocalVersion> heads(a.begin(), a.end());
    if (std::ranges::equal(a, b)) return heads;
    heads.insert(heads.end(), b.begin(), b.end());
    return reduced(std::move(heads));
}

bool EventGraph::isCritical(std::span<const LocalVersion> version) const {
    // An event outside the history of `version` follows all of it when one of its parents does, or when it starts
    // exactly there. Looking at the first event of every stretch of a run outside is enough.
    const std::vector<LocalRange> outside = difference(m_frontier, version).onlyFrom;
    for (const LocalRange& range : outside) {
        for (LocalVersion begin = range.begin; begin < range.end;) {
            const GraphRun& run = m_runs[runIndexOf(begin)];
            const LocalVersion before{begin.value - 1};
            const auto parents = run.events.begin < begin ? std::span(&before, 1) : parentsOf(run);
            const bool follows =
                std::ranges::equal(parents, version) ||
                std::ranges::any_of(parents, [&](LocalVersion parent) { return rangesContain(outside, parent); });
            if (!follows) return false;
            begin = std::min(run.events.end, range.end);
        }
    }
    return true;
}

void EventGraph::checkInvariants() const {
    LocalVersion next;
    Version frontier;
    std::uint32_t parentsNext = 0;
    for (const GraphRun& run : m_runs) {
        CHECK(run.events.begin == next && run.events.begin < run.events.end);
        CHECK(run.parentsBegin == parentsNext && run.parentsBegin + run.parentsCount <= m_parents.size());
        const auto parents = parentsOf(run);
        CHECK(isSortedUnique(parents) && (parents.empty() || parents.back() < run.events.begin));
        CHECK(parents.size() != 1 || parents.front() + 1 != run.events.begin);
        for (std::size_t index = 0; index < parents.size(); ++index)
            CHECK(parentRunsOf(run)[index] == runIndexOf(parents[index]));
        CHECK(reduced({parents.begin(), parents.end()}).size() == parents.size());
        std::uint32_t lamport = 0;
        for (const LocalVersion parent : parents)
            lamport = std::max(lamport, lamportOf(parent) + 1);
        CHECK(run.lamport == lamport);
        std::erase_if(frontier, [&](LocalVersion head) { return std::ranges::binary_search(parents, head); });
        frontier.push_back(run.events.end - 1);
        next = run.events.end;
        parentsNext += run.parentsCount;
    }
    CHECK(next == m_end && frontier == m_frontier);
    CHECK(parentsNext == m_parents.size() && parentsNext == m_parentRuns.size());
}

}  // namespace varve::event

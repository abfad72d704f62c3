#include "event/critical_versions.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace varve::event {

namespace {

constexpr LocalVersion kNoChild{std::numeric_limits<std::uint32_t>::max()};

}  // namespace

LocalVersion CriticalVersions::firstChildOf(const EventGraph& graph, LocalVersion event) const {
    const std::size_t run = graph.runIndexOf(event);
    if (event + 1 < graph.runs()[run].events.end && event + 1 < m_end) return event + 1;
    return run < m_firstChildOfRunEnd.size() ? m_firstChildOfRunEnd[run] : kNoChild;
}

void CriticalVersions::add(const EventGraph& graph, LocalRange events, std::span<const LocalVersion> parents) {
    // The prefix that ends behind the last parent is the only one that can have these parents as its version. Longer
    // ones hold an event that `events` does not follow; shorter ones have a parent outside, which follows them.
    const LocalVersion behindParents = parents.empty() ? LocalVersion{0} : parents.back() + 1;
    while (m_stretches.back().first > behindParents)
        m_stretches.pop_back();
    Stretch& last = m_stretches.back();
    last.last = std::min(last.last, behindParents);
    if (last.last == behindParents) {
        // Equal to the version of that prefix: as many heads, and each parent is one of them.
        bool isEqual = parents.size() == last.headCount;
        for (std::size_t index = 0; isEqual && index < parents.size(); ++index)
            isEqual = firstChildOf(graph, parents[index]) >= behindParents;
        if (!isEqual && last.first == last.last) {
            m_stretches.pop_back();
        } else if (!isEqual) {
            last.last = last.last - 1;
        }
    }
    for (const LocalVersion parent : parents) {
        const LocalVersion child = firstChildOf(graph, parent);
        if (child >= events.begin) --m_headCount;
        const std::size_t run = graph.runIndexOf(parent);
        if (parent + 1 == graph.runs()[run].events.end) {
            if (m_firstChildOfRunEnd.size() <= run) m_firstChildOfRunEnd.resize(run + 1, kNoChild);
            m_firstChildOfRunEnd[run] = std::min(m_firstChildOfRunEnd[run], events.begin);
        }
    }
    ++m_headCount;
    m_end = events.end;
    if (m_headCount > 1) {
        m_stretches.push_back({events.end, events.end, m_headCount});
    } else if (m_stretches.back().last == events.begin && m_stretches.back().headCount == 1) {
        m_stretches.back().last = events.end;
    } else {
        m_stretches.push_back({events.begin + 1, events.end, 1});
    }
}

void CriticalVersions::follow(const EventGraph& graph) {
    CHECK(m_end <= graph.end());
    if (m_end == graph.end()) return;
    for (std::size_t run = graph.runIndexOf(m_end); run < graph.runs().size(); ++run) {
        const GraphRun& value = graph.runs()[run];
        const LocalVersion before{m_end.value - 1};
        const bool continues = value.events.begin < m_end;
        add(graph, {m_end, value.events.end}, continues ? std::span(&before, 1) : graph.parentsOf(value));
    }
}

bool CriticalVersions::isCritical(LocalVersion end) const {
    return latestUpTo(end) == end;
}

LocalVersion CriticalVersions::latestUpTo(LocalVersion end) const {
    // The empty version is the first entry and never goes.
    const auto after = std::ranges::upper_bound(m_stretches, end, {}, &Stretch::first);
    return std::min(after[-1].last, end);
}

LocalVersion CriticalVersions::nearestTo(LocalVersion end) const {
    const LocalVersion before = latestUpTo(end);
    const auto after = std::ranges::lower_bound(m_stretches, end, {}, &Stretch::first);
    if (after == m_stretches.end() || end - before <= after->first - end) return before;
    return after->first;
}

Version criticalVersionAt(const EventGraph& graph, LocalVersion end) {
    // Whatever comes first behind a critical version has all of it as parents.
    return end == graph.end() ? graph.frontier() : graph.parentsOf(end);
}

}  // namespace varve::event

// The event graph: which event happened before which. Runs of events whose parent is their predecessor are one entry,
// so a single author's history is one run whatever its length. Knows nothing of operations or text.
// Called by the log, the walker, the history cursor and sync. Source: Eg-walker (EuroSys 2025), sections 2 and 3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "event/ids.h"

namespace varve::event {

/// Events [events.begin, events.end): the first has `parents`, each other one has its predecessor as only parent.
struct GraphRun {
    LocalRange events;
    std::uint32_t parentsBegin = 0;  // into the graph's flat parents array
    std::uint32_t parentsCount = 0;
    std::uint32_t lamport = 0;  // of the first event: 1 + max of its parents' (0 for a root), then +1 an event
};

/// What lies in one version's history and not in the other's. Ascending, disjoint, maximal ranges.
struct Difference {
    std::vector<LocalRange> onlyFrom;
    std::vector<LocalRange> onlyTo;
    friend bool operator==(const Difference&, const Difference&) = default;
};

enum class Causality : std::uint8_t { kEqual, kBefore, kAfter, kConcurrent };

/// Makes `frontier` that of its history and `last`, a new event or the end of a chain of them that starts with
/// `parents`. Both sorted. Cost: O(heads) moved at worst, O(heads) looked at only for many parents.
void advanceFrontier(Version& frontier, std::span<const LocalVersion> parents, LocalVersion last);

class EventGraph {
  public:
    /// Adds `count` (> 0) events after all known ones; `parents` is the frontier of the first: sorted, unique, reduced,
    /// all smaller than size() (CHECKed). Extends the last run where possible. Cost: O(parents) amortised.
    LocalRange append(std::uint32_t count, std::span<const LocalVersion> parents) {
        if (parents.size() != 1 || parents.front() + 1 != m_end || m_end.value + count <= m_end.value) {
            return appendRun(count, parents);
        }
        // The newest event is always a head and the greatest one.
        const LocalRange events{m_end, m_end + count};
        m_end = events.end;
        m_runs.back().events.end = events.end;
        m_frontier.back() = events.end - 1;
        return events;
    }

    /// How much there is, so that what is appended from here on can be taken back: a private part of the log takes all
    /// of a batch or nothing.
    struct Checkpoint {
        std::size_t runCount = 0;
        std::size_t parentsCount = 0;
        LocalVersion end;
        Version frontier;
    };
    [[nodiscard]] Checkpoint checkpoint() const { return {m_runs.size(), m_parents.size(), m_end, m_frontier}; }
    /// Nothing but append() may have happened since then. Cost: O(heads).
    void rewind(const Checkpoint& to);

    /// The number of events, which is the next LocalVersion.
    [[nodiscard]] LocalVersion end() const { return m_end; }
    [[nodiscard]] std::span<const GraphRun> runs() const { return m_runs; }
    [[nodiscard]] std::span<const LocalVersion> parentsOf(const GraphRun& run) const {
        return {m_parents.data() + run.parentsBegin, run.parentsCount};
    }
    /// Index of the run that each of parentsOf(run) lies in.
    [[nodiscard]] std::span<const std::uint32_t> parentRunsOf(const GraphRun& run) const {
        return {m_parentRuns.data() + run.parentsBegin, run.parentsCount};
    }
    /// Index of the run that holds `event`. Cost: O(log r) in the runs r from there to the newest.
    [[nodiscard]] std::size_t runIndexOf(LocalVersion event) const;
    /// Parents of any single event. Cost: O(log runs).
    [[nodiscard]] Version parentsOf(LocalVersion event) const;
    /// The version of everything known.
    [[nodiscard]] const Version& frontier() const { return m_frontier; }
    /// 1 + greatest Lamport of the parents; derived, never stored. Cost: O(log runs).
    [[nodiscard]] std::uint32_t lamportOf(LocalVersion event) const;

    /// Events reachable from one frontier and not from the other.
    /// Cost: O(k log k) in the k runs visited. Source: Eg-walker, section 3.2.
    [[nodiscard]] Difference difference(std::span<const LocalVersion> from, std::span<const LocalVersion> to) const;
    /// Same, writing into caller-owned vectors so that a tight loop does not allocate.
    void difference(std::span<const LocalVersion> from, std::span<const LocalVersion> to, Difference& result) const;
    /// Whether `event` is in the history of `version` (or one of its heads).
    [[nodiscard]] bool contains(std::span<const LocalVersion> version, LocalVersion event) const;
    [[nodiscard]] Causality compare(std::span<const LocalVersion> a, std::span<const LocalVersion> b) const;
    /// Drops every head that another one's history contains; result sorted and unique.
    [[nodiscard]] Version reduced(std::vector<LocalVersion> heads) const;
    /// The smallest version that contains both.
    [[nodiscard]] Version merged(std::span<const LocalVersion> a, std::span<const LocalVersion> b) const;
    /// Every other event happened before or after all of `version` (merge-critical). Cost: O(runs) worst case.
    [[nodiscard]] bool isCritical(std::span<const LocalVersion> version) const;

    /// Bytes held, for figures.
    [[nodiscard]] std::size_t memoryBytes() const {
        return m_runs.capacity() * sizeof(GraphRun) +
               (m_parents.capacity() + m_frontier.capacity()) * sizeof(LocalVersion) +
               m_parentRuns.capacity() * sizeof(std::uint32_t);
    }
    /// CHECKs every structural invariant; for tests. Cost: O(runs).
    void checkInvariants() const;

  private:
    LocalRange appendRun(std::uint32_t count, std::span<const LocalVersion> parents);

    LocalVersion m_end;
    std::vector<GraphRun> m_runs;
    std::vector<LocalVersion> m_parents;
    std::vector<std::uint32_t> m_parentRuns;  // parallel to m_parents
    Version m_frontier;
};

}  // namespace varve::event

// The critical versions of an event graph: those that every other event happened before or after. There a document can
// be cut: what comes later needs the text and nothing of how it came about. Found in one pass over the runs, and kept
// up to date as the graph grows. A critical version stops being one when an event concurrent with it arrives.
// Called by whoever places keyframes or clears a tracker. Source: Eg-walker (EuroSys 2025), section 3.5.
//
// The history of a critical version is a prefix of the order of arrival: every event outside follows each of its heads,
// so it arrived behind them, and every event inside is a head or arrived before one. So a critical version is named by
// its end, the number of events in it, and the search goes over prefixes only.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "event/event_graph.h"

namespace varve::event {

class CriticalVersions {
  public:
    CriticalVersions() = default;
    explicit CriticalVersions(const EventGraph& graph) { follow(graph); }

    /// Takes over what the graph has got since the last call; it must be the same graph. Cost: O(new runs + new
    /// parents * log runs) amortised.
    void follow(const EventGraph& graph);

    /// Ends of critical versions from `first` to `last`, both included; one that is wider than one end has one head at
    /// each of them, the event before.
    struct Stretch {
        LocalVersion first;
        LocalVersion last;
        std::uint32_t headCount = 0;
        friend bool operator==(const Stretch&, const Stretch&) = default;
    };
    /// Ascending, disjoint. The empty version and that of everything known are always among them.
    [[nodiscard]] const std::vector<Stretch>& stretches() const { return m_stretches; }
    /// Cost of each: O(log stretches).
    [[nodiscard]] bool isCritical(LocalVersion end) const;
    /// The greatest end that is not greater than `end`.
    [[nodiscard]] LocalVersion latestUpTo(LocalVersion end) const;
    /// The end that is nearest to `end`; of two the lesser.
    [[nodiscard]] LocalVersion nearestTo(LocalVersion end) const;

  private:
    void add(const EventGraph& graph, LocalRange events, std::span<const LocalVersion> parents);
    [[nodiscard]] LocalVersion firstChildOf(const EventGraph& graph, LocalVersion event) const;

    LocalVersion m_end;
    std::uint32_t m_headCount = 0;                    // of everything up to m_end
    std::vector<Stretch> m_stretches{{{0}, {0}, 0}};  // a stack: a new event only takes away at the end
    std::vector<LocalVersion> m_firstChildOfRunEnd;   // by run: of its last event; m_end or beyond when none
};

/// The heads of the critical version with this end. Cost: O(log runs + heads).
[[nodiscard]] Version criticalVersionAt(const EventGraph& graph, LocalVersion end);

}  // namespace varve::event

// The walk plan: in which order new events are applied and what is retreated and advanced in between, as a pure
// function of the event graph. Every topological order gives the same document; the cost differs widely, so a few
// orders that keep branches together are priced on the graph alone and the cheapest is taken. Source: Eg-walker
// (EuroSys 2025), section 3.2.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event/event_graph.h"

namespace varve::merge {

enum class WalkAction : std::uint8_t { kRetreat, kAdvance, kApply };

struct WalkStep {
    WalkAction action = WalkAction::kApply;
    event::LocalRange events;
    friend bool operator==(const WalkStep&, const WalkStep&) = default;
};

struct WalkPlan {
    /// In the order of execution. Retreated ranges come in descending order and are meant to be retreated backwards.
    /// Within an applied range every event but the first has its predecessor as only parent.
    std::vector<WalkStep> steps;
    /// Events retreated and advanced.
    std::uint64_t toggledCount = 0;
};

/// Plans to apply `events`, a range that ends the order of arrival of known events, when everything before it is
/// applied and the prepare document stands at `prepare`. Cost: O(r log r) in the graph runs r of the range, plus their
/// differences. No recursion over the graph's depth.
[[nodiscard]] WalkPlan planWalk(const event::EventGraph& graph, const event::Version& prepare,
                                event::LocalRange events);

/// Parents of `event`; `predecessor` is storage for the common case and must outlive the result.
[[nodiscard]] std::span<const event::LocalVersion> parentsOf(const event::EventGraph& graph, event::LocalVersion event,
                                                             event::LocalVersion& predecessor);

}  // namespace varve::merge

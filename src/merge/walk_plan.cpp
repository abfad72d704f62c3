#include "merge/walk_plan.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/check.h"

namespace varve::merge {

using event::EventGraph;
using event::LocalRange;
using event::LocalVersion;

namespace {

/// A part of a graph run that no new event branches off inside.
struct Node {
    LocalRange events;
    std::uint32_t childrenBegin = 0;  // into the flat list of children
    std::uint32_t childrenCount = 0;
    std::uint32_t parentCount = 0;  // among the new events
    std::uint64_t weight = 0;       // events from here up to the merges that end the branch
};

using NodeIndex = std::uint32_t;
using Order = std::vector<NodeIndex>;

/// The new events as a graph of nodes, in arrival order.
struct NodeGraph {
    std::vector<Node> nodes;
    std::vector<NodeIndex> children;

    [[nodiscard]] std::span<const NodeIndex> childrenOf(const Node& node) const {
        return std::span(children).subspan(node.childrenBegin, node.childrenCount);
    }
    /// The node whose last event is `event`.
    [[nodiscard]] NodeIndex endingWith(LocalVersion event) const {
        const auto node =
            std::lower_bound(nodes.begin(), nodes.end(), event,
                             [](const Node& value, LocalVersion version) { return value.events.end <= version; });
        DCHECK(node != nodes.end() && node->events.end == event + 1);
        return static_cast<NodeIndex>(node - nodes.begin());
    }
};

/// Ends of new events behind which another branch begins, sorted and unique.
std::vector<LocalVersion> branchPoints(const EventGraph& graph, LocalRange events) {
    std::vector<LocalVersion> points;
    for (std::size_t index = graph.runIndexOf(events.begin); index < graph.runs().size(); ++index) {
        for (const LocalVersion parent : graph.parentsOf(graph.runs()[index])) {
            if (parent >= events.begin) points.push_back(parent + 1);
        }
    }
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return points;
}

std::vector<Node> makeNodes(const EventGraph& graph, LocalRange events) {
    const std::vector<LocalVersion> points = branchPoints(graph, events);
    std::vector<Node> nodes;
    auto point = points.begin();
    for (std::size_t index = graph.runIndexOf(events.begin); index < graph.runs().size(); ++index) {
        LocalVersion begin = std::max(events.begin, graph.runs()[index].events.begin);
        const LocalVersion end = graph.runs()[index].events.end;
        while (begin < end) {
            while (point != points.end() && *point <= begin)
                ++point;
            const LocalVersion cut = point == points.end() ? end : std::min(end, *point);
            nodes.emplace_back().events = {begin, cut};
            begin = cut;
        }
    }
    return nodes;
}

NodeGraph makeNodeGraph(const EventGraph& graph, LocalRange events) {
    NodeGraph result;
    result.nodes = makeNodes(graph, events);
    std::vector<std::pair<NodeIndex, NodeIndex>> links;  // parent, child
    for (NodeIndex index = 0; index < result.nodes.size(); ++index) {
        LocalVersion predecessor;
        for (const LocalVersion parent : parentsOf(graph, result.nodes[index].events.begin, predecessor)) {
            if (parent < events.begin) continue;
            links.emplace_back(result.endingWith(parent), index);
            ++result.nodes[index].parentCount;
        }
    }
    std::sort(links.begin(), links.end());
    result.children.reserve(links.size());
    for (const auto& [parent, child] : links) {
        Node& node = result.nodes[parent];
        if (node.childrenCount == 0) node.childrenBegin = static_cast<std::uint32_t>(result.children.size());
        ++node.childrenCount;
        result.children.push_back(child);
    }
    for (auto node = result.nodes.rbegin(); node != result.nodes.rend(); ++node) {
        node->weight = node->events.count();
        for (const NodeIndex child : result.childrenOf(*node)) {
            if (result.nodes[child].parentCount == 1) node->weight += result.nodes[child].weight;
        }
    }
    return result;
}

/// Depth first: a branch is followed until it meets a merge that waits for another one. `isPreferred(a, b)`: a before
/// b.
template <typename IsPreferred>
Order depthFirst(const NodeGraph& graph, IsPreferred isPreferred) {
    std::vector<std::uint32_t> missingParents;
    Order stack;
    for (NodeIndex index = 0; index < graph.nodes.size(); ++index) {
        missingParents.push_back(graph.nodes[index].parentCount);
        if (missingParents.back() == 0) stack.push_back(index);
    }
    // The top of the stack is visited first.
    const auto isLater = [&isPreferred](NodeIndex a, NodeIndex b) { return isPreferred(b, a); };
    std::sort(stack.begin(), stack.end(), isLater);
    Order order;
    order.reserve(graph.nodes.size());
    while (!stack.empty()) {
        const NodeIndex index = stack.back();
        stack.pop_back();
        order.push_back(index);
        const auto readyBegin = static_cast<std::ptrdiff_t>(stack.size());
        for (const NodeIndex child : graph.childrenOf(graph.nodes[index])) {
            if (--missingParents[child] == 0) stack.push_back(child);
        }
        std::sort(stack.begin() + readyBegin, stack.end(), isLater);
    }
    DCHECK(order.size() == graph.nodes.size());
    return order;
}

/// The plan that applies the nodes in this order; nothing when it toggles `limit` events or more.
std::optional<WalkPlan> planOrder(const EventGraph& graph, const event::Version& prepare, const NodeGraph& nodes,
                                  const Order& order, std::uint64_t limit) {
    WalkPlan plan;
    event::Version at = prepare;
    event::Difference difference;
    for (const NodeIndex index : order) {
        const LocalRange events = nodes.nodes[index].events;
        LocalVersion predecessor;
        const auto parents = parentsOf(graph, events.begin, predecessor);
        if (!std::ranges::equal(at, parents)) {
            graph.difference(at, parents, difference);
            for (auto range = difference.onlyFrom.rbegin(); range != difference.onlyFrom.rend(); ++range) {
                plan.steps.push_back({WalkAction::kRetreat, *range});
                plan.toggledCount += range->count();
            }
            for (const LocalRange& range : difference.onlyTo) {
                plan.steps.push_back({WalkAction::kAdvance, range});
                plan.toggledCount += range.count();
            }
            if (plan.toggledCount >= limit) return std::nullopt;
        }
        WalkStep* const last = plan.steps.empty() ? nullptr : &plan.steps.back();
        if (last != nullptr && last->action == WalkAction::kApply && parents.size() == 1 &&
            last->events.end == events.begin && parents[0] + 1 == events.begin) {
            last->events.end = events.end;
        } else {
            plan.steps.push_back({WalkAction::kApply, events});
        }
        at.assign(1, events.end - 1);
    }
    return plan;
}

}  // namespace

std::span<const LocalVersion> parentsOf(const EventGraph& graph, LocalVersion event, LocalVersion& predecessor) {
    const event::GraphRun& run = graph.runs()[graph.runIndexOf(event)];
    if (run.events.begin == event) return graph.parentsOf(run);
    predecessor = event - 1;
    return {&predecessor, 1};
}

WalkPlan planWalk(const EventGraph& graph, const event::Version& prepare, LocalRange events) {
    CHECK(events.end == graph.end());
    WalkPlan best;
    if (events.isEmpty()) return best;
    const NodeGraph nodes = makeNodeGraph(graph, events);
    best.toggledCount = std::numeric_limits<std::uint64_t>::max();
    const auto consider = [&](const Order& order) {
        if (best.toggledCount == 0) return;
        if (auto plan = planOrder(graph, prepare, nodes, order, best.toggledCount)) best = std::move(*plan);
    };
    consider(depthFirst(nodes, [&nodes](NodeIndex a, NodeIndex b) {
        const std::uint64_t weightA = nodes.nodes[a].weight;
        const std::uint64_t weightB = nodes.nodes[b].weight;
        return weightA != weightB ? weightA < weightB : a > b;
    }));
    // Pricing another order costs about as much as toggling this many events a node.
    constexpr std::uint64_t kTogglesPerNode = 64;
    if (best.toggledCount <= kTogglesPerNode * nodes.nodes.size()) return best;
    consider(depthFirst(nodes, [](NodeIndex a, NodeIndex b) { return a > b; }));
    Order arrival(nodes.nodes.size());
    for (NodeIndex index = 0; index < arrival.size(); ++index)
        arrival[index] = index;
    consider(arrival);
    return best;
}

}  // namespace varve::merge

#include "merge/walk_plan.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

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
    std::uint32_t parentsBegin = 0;  // into the flat list of parents
    std::uint32_t parentCount = 0;   // among the new events
    bool hasOldParent = false;
    std::uint64_t weight = 0;  // events from here up to the merges that end the branch
};

using NodeIndex = std::uint32_t;
using Order = std::vector<NodeIndex>;

/// The new events as a graph of nodes, in arrival order.
struct NodeGraph {
    std::vector<Node> nodes;
    std::vector<NodeIndex> children;
    std::vector<NodeIndex> parents;

    [[nodiscard]] std::span<const NodeIndex> parentsOf(const Node& node) const {
        return std::span(parents).subspan(node.parentsBegin, node.parentCount);
    }
    [[nodiscard]] std::span<const NodeIndex> childrenOf(const Node& node) const {
        return std::span(children).subspan(node.childrenBegin, node.childrenCount);
    }
    /// The node whose last event is `event`, somewhere before node `end`; mostly shortly before.
    [[nodiscard]] NodeIndex endingWith(LocalVersion event, NodeIndex end) const {
        std::size_t step = 1;
        while (step < end && nodes[end - step].events.end > event)
            step *= 2;
        const auto first = nodes.begin() + static_cast<std::ptrdiff_t>(step < end ? end - step : 0);
        const auto node =
            std::lower_bound(first, nodes.begin() + end, event,
                             [](const Node& value, LocalVersion version) { return value.events.end <= version; });
        DCHECK(node->events.end == event + 1);
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
    std::size_t run = graph.runIndexOf(events.begin);
    for (NodeIndex index = 0; index < result.nodes.size(); ++index) {
        Node& node = result.nodes[index];
        node.parentsBegin = static_cast<std::uint32_t>(result.parents.size());
        while (graph.runs()[run].events.end <= node.events.begin)
            ++run;
        const bool startsRun = graph.runs()[run].events.begin == node.events.begin;
        const LocalVersion predecessor{startsRun ? 0 : node.events.begin.value - 1};
        const auto parents = startsRun ? graph.parentsOf(graph.runs()[run]) : std::span(&predecessor, 1);
        for (const LocalVersion parent : parents) {
            if (parent < events.begin) {
                node.hasOldParent = true;
                continue;
            }
            result.parents.push_back(result.endingWith(parent, index));
            links.emplace_back(result.parents.back(), index);
            ++node.parentCount;
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

/// The difference between versions that end with whole nodes, found among the nodes alone: no search for graph runs.
/// It is the heap walk of EventGraph::difference with a node for an event.
class NodeDifference {
  public:
    explicit NodeDifference(const NodeGraph& graph) : m_graph(graph) {}

    /// Whether the difference holds new events only; then the lists are right.
    [[nodiscard]] bool find(NodeIndex from, std::span<const NodeIndex> to) {
        m_heap.clear();
        m_onlyFrom.clear();
        m_onlyTo.clear();
        m_oneSidedCount = 0;
        push(from, kFrom);
        for (const NodeIndex node : to)
            push(node, kTo);
        while (m_oneSidedCount > 0) {
            const Entry entry = pop();
            std::uint64_t sides = entry & kBoth;
            while (!m_heap.empty() && m_heap.front() / kSideCount == entry / kSideCount)
                sides |= pop() & kBoth;
            const auto index = static_cast<NodeIndex>(entry / kSideCount);
            const Node& node = m_graph.nodes[index];
            if (sides != kBoth && node.hasOldParent) return false;
            if (sides == kFrom) m_onlyFrom.push_back(index);
            if (sides == kTo) m_onlyTo.push_back(index);
            for (const NodeIndex parent : m_graph.parentsOf(node))
                push(parent, sides);
        }
        return true;
    }
    /// Descending.
    [[nodiscard]] const Order& onlyFrom() const { return m_onlyFrom; }
    [[nodiscard]] const Order& onlyTo() const { return m_onlyTo; }

  private:
    using Entry = std::uint64_t;  // node and, in the last bits, the sides that reach it
    static constexpr Entry kFrom = 1;
    static constexpr Entry kTo = 2;
    static constexpr Entry kBoth = 3;
    static constexpr Entry kSideCount = 4;

    void push(NodeIndex node, Entry sides) {
        m_heap.push_back(Entry{node} * kSideCount + sides);
        std::push_heap(m_heap.begin(), m_heap.end());
        if (sides != kBoth) ++m_oneSidedCount;
    }
    Entry pop() {
        std::pop_heap(m_heap.begin(), m_heap.end());
        const Entry entry = m_heap.back();
        m_heap.pop_back();
        if ((entry & kBoth) != kBoth) --m_oneSidedCount;
        return entry;
    }

    const NodeGraph& m_graph;
    std::vector<Entry> m_heap;
    Order m_onlyFrom;
    Order m_onlyTo;
    std::size_t m_oneSidedCount = 0;
};

/// Appends a step, or makes the last one longer.
void addToggle(WalkPlan& plan, WalkAction action, LocalRange events) {
    plan.toggledCount += events.count();
    if (!plan.steps.empty() && plan.steps.back().action == action) {
        LocalRange& last = plan.steps.back().events;
        if (action == WalkAction::kRetreat && events.end == last.begin) {
            last.begin = events.begin;
            return;
        }
        if (action == WalkAction::kAdvance && last.end == events.begin) {
            last.end = events.end;
            return;
        }
    }
    plan.steps.push_back({action, events});
}

/// Lets the plan move the prepare document from `at` to the parents of `event`.
void addMove(WalkPlan& plan, const EventGraph& graph, const event::Version& at, LocalVersion event) {
    LocalVersion predecessor;
    const event::Difference difference = graph.difference(at, parentsOf(graph, event, predecessor));
    for (auto range = difference.onlyFrom.rbegin(); range != difference.onlyFrom.rend(); ++range)
        addToggle(plan, WalkAction::kRetreat, *range);
    for (const LocalRange& range : difference.onlyTo)
        addToggle(plan, WalkAction::kAdvance, range);
}

/// The plan that applies the nodes in this order; nothing when it toggles `limit` events or more.
std::optional<WalkPlan> planOrder(const EventGraph& graph, const event::Version& prepare, const NodeGraph& nodes,
                                  const Order& order, std::uint64_t limit) {
    WalkPlan plan;
    NodeDifference difference(nodes);
    std::optional<NodeIndex> previous;
    for (const NodeIndex index : order) {
        const Node& node = nodes.nodes[index];
        const auto parents = nodes.parentsOf(node);
        const bool follows = previous && !node.hasOldParent && parents.size() == 1 && parents[0] == *previous;
        if (follows && nodes.nodes[*previous].events.end == node.events.begin) {
            plan.steps.back().events.end = node.events.end;
            previous = index;
            continue;
        }
        if (!previous) {
            addMove(plan, graph, prepare, node.events.begin);
        } else if (!follows && !node.hasOldParent && difference.find(*previous, parents)) {
            for (const NodeIndex back : difference.onlyFrom())
                addToggle(plan, WalkAction::kRetreat, nodes.nodes[back].events);
            for (auto forth = difference.onlyTo().rbegin(); forth != difference.onlyTo().rend(); ++forth)
                addToggle(plan, WalkAction::kAdvance, nodes.nodes[*forth].events);
        } else if (!follows) {
            addMove(plan, graph, {nodes.nodes[*previous].events.end - 1}, node.events.begin);
        }
        if (plan.toggledCount >= limit) return std::nullopt;
        plan.steps.push_back({WalkAction::kApply, node.events});
        previous = index;
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

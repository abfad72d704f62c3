#include "merge/walk_plan.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/max_queue.h"

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
    std::uint32_t weight = 0;        // events from here up to the merges that end the branch
    bool hasOldParent = false;
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
};

/// Cuts the graph runs of the new events into nodes and links them. Cost: O(parents), and a little more for parents
/// that came long before.
class NodeGraphMaker {
  public:
    NodeGraphMaker(const EventGraph& graph, LocalRange events)
        : m_graph(graph),
          m_events(events),
          m_firstRun(static_cast<std::uint32_t>(graph.runIndexOf(events.begin))),
          m_runs(graph.runs().subspan(m_firstRun)) {}

    NodeGraph make() {
        findCuts();
        makeNodes();
        linkChildren();
        return std::move(m_result);
    }

  private:
    [[nodiscard]] bool startsWithRun(const event::GraphRun& run) const { return run.events.begin >= m_events.begin; }
    /// Calls `visit(parent, its run)` for each new parent of a run.
    template <typename Visit>
    void forEachParent(Visit visit) const {
        for (const event::GraphRun& run : m_runs) {
            if (!startsWithRun(run)) continue;
            const auto parents = m_graph.parentsOf(run);
            for (std::size_t index = 0; index < parents.size(); ++index) {
                if (parents[index] >= m_events.begin)
                    visit(parents[index], m_graph.parentRunsOf(run)[index] - m_firstRun);
            }
        }
    }

    /// Ends of new events inside a run behind which another branch begins, run by run.
    void findCuts() {
        m_cutsBegin.assign(m_runs.size() + 1, 0);
        forEachParent([this](LocalVersion parent, std::uint32_t run) {
            if (parent + 1 < m_runs[run].events.end) ++m_cutsBegin[run + 1];
        });
        for (std::size_t run = 0; run < m_runs.size(); ++run)
            m_cutsBegin[run + 1] += m_cutsBegin[run];
        m_cuts.resize(m_cutsBegin.back());
        std::vector<std::uint32_t> next(m_cutsBegin.begin(), m_cutsBegin.end() - 1);
        forEachParent([this, &next](LocalVersion parent, std::uint32_t run) {
            if (parent + 1 < m_runs[run].events.end) m_cuts[next[run]++] = parent + 1;
        });
    }

    /// Makes the nodes of one run after the other and links them with their parents, which are there already.
    void makeNodes() {
        m_result.nodes.reserve(m_runs.size() + m_cuts.size());
        m_result.parents.reserve(2 * (m_runs.size() + m_cuts.size()));
        m_nodesBegin.reserve(m_runs.size() + 1);
        for (std::size_t run = 0; run < m_runs.size(); ++run) {
            m_nodesBegin.push_back(static_cast<NodeIndex>(m_result.nodes.size()));
            LocalVersion begin = std::max(m_events.begin, m_runs[run].events.begin);
            const auto cuts = std::span(m_cuts).subspan(m_cutsBegin[run], m_cutsBegin[run + 1] - m_cutsBegin[run]);
            if (cuts.size() > 1) std::sort(cuts.begin(), cuts.end());
            for (const LocalVersion cut : cuts) {
                if (cut > begin) addNode(run, {begin, cut});
                begin = cut;
            }
            addNode(run, {begin, m_runs[run].events.end});
        }
        m_nodesBegin.push_back(static_cast<NodeIndex>(m_result.nodes.size()));
    }

    void addNode(std::size_t run, LocalRange events) {
        const auto index = static_cast<NodeIndex>(m_result.nodes.size());
        Node& node = m_result.nodes.emplace_back();
        node.events = events;
        node.parentsBegin = static_cast<std::uint32_t>(m_result.parents.size());
        if (index > m_nodesBegin[run]) {
            linkParent(node, index - 1);
        } else if (startsWithRun(m_runs[run])) {
            const auto parents = m_graph.parentsOf(m_runs[run]);
            for (std::size_t parent = 0; parent < parents.size(); ++parent)
                addParent(node, parents[parent], m_graph.parentRunsOf(m_runs[run])[parent]);
        } else {
            node.hasOldParent = true;
        }
    }

    void addParent(Node& node, LocalVersion parent, std::uint32_t run) {
        if (parent < m_events.begin) {
            node.hasOldParent = true;
            return;
        }
        run -= m_firstRun;
        const auto nodes = m_result.nodes.begin();
        const auto ending =
            std::lower_bound(nodes + m_nodesBegin[run], nodes + (m_nodesBegin[run + 1] - 1), parent,
                             [](const Node& value, LocalVersion version) { return value.events.end <= version; });
        DCHECK(ending->events.end == parent + 1);
        linkParent(node, static_cast<NodeIndex>(ending - nodes));
    }

    void linkParent(Node& node, NodeIndex parent) {
        m_result.parents.push_back(parent);
        ++node.parentCount;
        ++m_result.nodes[parent].childrenCount;
    }

    /// Lists the children of each node, ascending, and weighs the branches. Children come behind their parents.
    void linkChildren() {
        std::uint32_t end = 0;
        for (Node& node : m_result.nodes) {
            end += node.childrenCount;
            node.childrenBegin = end;
            node.weight = node.events.count();
        }
        m_result.children.resize(end);
        for (auto index = static_cast<NodeIndex>(m_result.nodes.size()); index-- > 0;) {
            const Node& node = m_result.nodes[index];
            for (const NodeIndex parent : m_result.parentsOf(node))
                m_result.children[--m_result.nodes[parent].childrenBegin] = index;
            if (node.parentCount == 1) m_result.nodes[m_result.parents[node.parentsBegin]].weight += node.weight;
        }
    }

    const EventGraph& m_graph;
    LocalRange m_events;
    std::uint32_t m_firstRun;
    std::span<const event::GraphRun> m_runs;  // those with new events; the first may begin before them
    std::vector<std::uint32_t> m_cutsBegin;   // by run, into m_cuts
    std::vector<LocalVersion> m_cuts;
    std::vector<NodeIndex> m_nodesBegin;  // by run
    NodeGraph m_result;
};

/// Depth first: a branch is followed until it meets a merge that waits for another one. `isPreferred(a, b)`: a before
/// b.
template <typename IsPreferred>
Order depthFirst(const NodeGraph& graph, IsPreferred isPreferred) {
    std::vector<std::uint32_t> missingParents;
    missingParents.reserve(graph.nodes.size());
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
        if (stack.end() - stack.begin() > readyBegin + 1) std::sort(stack.begin() + readyBegin, stack.end(), isLater);
    }
    DCHECK(order.size() == graph.nodes.size());
    return order;
}

/// Which nodes the prepare document has while the plan is made, and what is retreated and advanced on the way to the
/// next one. What is to be advanced is known by not being there: no search where branches are joined, which is the
/// usual case. What is to be retreated is found by the walk of EventGraph::difference with a node for an event;
/// branches mostly meet again within a few nodes, so these are looked at one after the other, and only where that finds
/// nothing for long a heap says which one is next.
class PreparedNodes {
  public:
    explicit PreparedNodes(const NodeGraph& graph)
        : m_graph(graph), m_places(graph.nodes.size(), Place::kOutside), m_sides(graph.nodes.size(), 0) {}

    /// The node is applied: it is the head now.
    void apply(NodeIndex node) { m_places[node] = Place::kInside; }
    /// Moves from the version of `head` to that of the nodes `to`, which may be none. Whether old events stay as they
    /// are; the lists are right in any case.
    [[nodiscard]] bool move(NodeIndex head, std::span<const NodeIndex> to) {
        m_retreated.clear();
        m_advanced.clear();
        m_joined.clear();
        m_isAmongNew = true;
        for (const NodeIndex node : to)
            advance(node);
        for (std::size_t index = 0; index < m_advanced.size(); ++index) {
            const Node& node = m_graph.nodes[m_advanced[index]];
            if (node.hasOldParent) m_isAmongNew = false;
            for (const NodeIndex parent : m_graph.parentsOf(node))
                advance(parent);
        }
        for (const NodeIndex node : m_advanced)
            m_places[node] = Place::kInside;
        if (m_advanced.size() > 1) std::ranges::sort(m_advanced);
        if (std::ranges::find(m_joined, head) == m_joined.end()) retreatFrom(head);
        return m_isAmongNew;
    }
    /// Descending.
    [[nodiscard]] const Order& retreated() const { return m_retreated; }
    /// Ascending.
    [[nodiscard]] const Order& advanced() const { return m_advanced; }

  private:
    enum class Place : std::uint8_t { kOutside, kAdvanced, kInside };
    using Sides = std::uint8_t;
    static constexpr Sides kHead = 1;
    static constexpr Sides kJoined = 2;

    void advance(NodeIndex node) {
        if (m_places[node] == Place::kInside) m_joined.push_back(node);
        if (m_places[node] != Place::kOutside) return;
        m_places[node] = Place::kAdvanced;
        m_advanced.push_back(node);
    }

    /// What `head` has in its history and no joined node has.
    void retreatFrom(NodeIndex head) {
        reach(head, kHead);
        NodeIndex last = head;
        for (const NodeIndex node : m_joined) {
            reach(node, kJoined);
            last = std::max(last, node);
        }
        visitDown(last);
        for (const NodeIndex node : m_retreated)
            m_places[node] = Place::kOutside;
        for (const NodeIndex node : m_reached)
            m_sides[node] = 0;
        m_reached.clear();
        m_queue.clear();
        m_usesQueue = false;
    }

    void reach(NodeIndex node, Sides sides) {
        const Sides before = m_sides[node];
        const Sides after = before | sides;
        m_sides[node] = after;
        m_openCount += std::size_t{after == kHead} - std::size_t{before == kHead};
        if (before != 0) return;
        m_reached.push_back(node);
        if (m_usesQueue) m_queue.push(node);
    }

    /// Visits what is reached, from `last` on down, until the joined nodes have all that is left.
    void visitDown(NodeIndex last) {
        constexpr std::uint32_t kGapMax = 64;
        std::uint32_t gap = 0;
        for (NodeIndex index = last; m_openCount > 0; index = m_usesQueue ? m_queue.pop() : index - 1) {
            const Sides sides = m_sides[index];
            if (sides == 0) {
                if (++gap == kGapMax) useQueue(index);
                continue;
            }
            const Node& node = m_graph.nodes[index];
            if (sides == kHead) {
                if (node.hasOldParent) m_isAmongNew = false;
                m_retreated.push_back(index);
                --m_openCount;
            }
            for (const NodeIndex parent : m_graph.parentsOf(node))
                reach(parent, sides);
            if (m_openCount == 0) return;
        }
    }

    /// From here on the queue holds what is reached below `index`.
    void useQueue(NodeIndex index) {
        m_usesQueue = true;
        for (const NodeIndex node : m_reached) {
            if (node < index) m_queue.push(node);
        }
    }

    const NodeGraph& m_graph;
    std::vector<Place> m_places;  // by node
    std::vector<Sides> m_sides;   // by node: whose history it is known to be in
    Order m_joined;
    Order m_retreated;
    Order m_advanced;
    bool m_isAmongNew = true;
    Order m_reached;              // nodes with a side
    std::size_t m_openCount = 0;  // those only in the history of the head, and not visited yet
    bool m_usesQueue = false;
    MaxQueue<NodeIndex> m_queue;
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
    plan.steps.reserve(2 * order.size());
    PreparedNodes prepared(nodes);
    std::optional<NodeIndex> previous;
    for (const NodeIndex index : order) {
        const Node& node = nodes.nodes[index];
        const auto parents = nodes.parentsOf(node);
        const bool follows = previous && !node.hasOldParent && parents.size() == 1 && parents[0] == *previous;
        if (follows && nodes.nodes[*previous].events.end == node.events.begin) {
            plan.steps.back().events.end = node.events.end;
        } else {
            if (!previous) {
                addMove(plan, graph, prepare, node.events.begin);
            } else if (!follows && prepared.move(*previous, parents) && !node.hasOldParent) {
                for (const NodeIndex back : prepared.retreated())
                    addToggle(plan, WalkAction::kRetreat, nodes.nodes[back].events);
                for (const NodeIndex forth : prepared.advanced())
                    addToggle(plan, WalkAction::kAdvance, nodes.nodes[forth].events);
            } else if (!follows) {
                addMove(plan, graph, {nodes.nodes[*previous].events.end - 1}, node.events.begin);
            }
            if (plan.toggledCount >= limit) return std::nullopt;
            plan.steps.push_back({WalkAction::kApply, node.events});
        }
        prepared.apply(index);
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
    const NodeGraph nodes = NodeGraphMaker(graph, events).make();
    best.toggledCount = std::numeric_limits<std::uint64_t>::max();
    const auto consider = [&](const Order& order) {
        if (best.toggledCount == 0) return;
        if (auto plan = planOrder(graph, prepare, nodes, order, best.toggledCount)) best = std::move(*plan);
    };
    consider(depthFirst(nodes, [&nodes](NodeIndex a, NodeIndex b) {
        const std::uint32_t weightA = nodes.nodes[a].weight;
        const std::uint32_t weightB = nodes.nodes[b].weight;
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

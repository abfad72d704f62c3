#include "convergence/random_graph.h"

#include <algorithm>
#include <map>

#include "base/check.h"

namespace varve::convergence {

namespace {

struct Author : Writer {
    std::int64_t clockSkewMs = 0;
};

/// One graph being made.
class GraphMaker {
  public:
    GraphMaker(std::uint64_t seed, const GraphOptions& options)
        : m_random(seed), m_options(options), m_operations(m_random, m_options, m_graph.naive) {
        const std::uint32_t count = 1 + m_random.below(options.agentCountMax);
        for (std::uint32_t i = 0; i < count; ++i) {
            Author author;
            const auto isTaken = [&](const Author& other) { return other.agent == author.agent; };
            do {
                author.agent = randomAgent(m_random);
            } while (std::any_of(m_authors.begin(), m_authors.end(), isTaken));
            author.clockSkewMs = static_cast<std::int64_t>(m_random.below(4000)) - 2000;
            m_authors.push_back(author);
            m_graph.agents.push_back({author.agent, "user " + std::to_string(i % 3), "test", 0});
        }
    }

    RandomGraph make() {
        std::uint32_t made = 0;
        while (made < m_options.operationCount)
            made += makeTransaction();
        return std::move(m_graph);
    }

  private:
    std::uint32_t makeTransaction() {
        Author& author = m_authors[m_random.below(static_cast<std::uint32_t>(m_authors.size()))];
        chooseVersion(author);
        m_nowMs += m_random.chance(20) ? 400'000 : m_random.below(900);
        event::Transaction transaction;
        transaction.first = {author.agent, {author.nextSequence}};
        transaction.parents = m_graph.naive.frontierOf(author.known);
        transaction.timeMs = m_nowMs + author.clockSkewMs;
        transaction.joinsPrevious = author.nextSequence > 0 && m_random.chance(30);
        std::vector<event::EventId> parents = transaction.parents;
        const std::uint32_t count = m_random.chance(70) ? 1 : 1 + m_random.below(3);
        for (std::uint32_t i = 0; i < count; ++i) {
            for (event::Operation& operation : m_operations.make(author, transaction.kind)) {
                m_graph.naive.addOperation({author.agent, {author.nextSequence}}, parents, operation);
                author.nextSequence += event::unitCount(operation);
                const event::EventId last{author.agent, {author.nextSequence - 1}};
                parents = {last};
                author.known = m_graph.naive.eventsOf(parents);
                transaction.operations.push_back(std::move(operation));
            }
        }
        const auto made = static_cast<std::uint32_t>(transaction.operations.size());
        m_graph.transactions.push_back(std::move(transaction));
        return made;
    }

    void chooseVersion(Author& author) {
        if (m_random.chance(m_options.mergePercent)) {
            const Author& other = m_authors[m_random.below(static_cast<std::uint32_t>(m_authors.size()))];
            EventSet merged(std::max(author.known.size(), other.known.size()), false);
            for (std::size_t i = 0; i < merged.size(); ++i) {
                merged[i] = (i < author.known.size() && author.known[i]) || (i < other.known.size() && other.known[i]);
            }
            author.known = std::move(merged);
        }
        const auto unitCount = static_cast<std::uint32_t>(m_graph.naive.units().size());
        if (unitCount > 0 && m_random.chance(m_options.branchAgainPercent))
            author.known = m_graph.naive.units()[m_random.below(unitCount)].history;
        leaveQuarantined(author.known);
    }

    /// Mostly goes on beside what does not fit, as replicas do.
    void leaveQuarantined(EventSet& known) {
        EventSet fitting = known;
        for (UnitIndex i = 0; i < fitting.size(); ++i)
            fitting[i] = fitting[i] && !m_graph.naive.units()[i].quarantined;
        if (fitting != known && m_random.chance(80)) known = std::move(fitting);
    }

    Random m_random;
    GraphOptions m_options;
    RandomGraph m_graph;
    std::vector<Author> m_authors;
    OperationMaker m_operations;
    std::int64_t m_nowMs = 1'760'000'000'000;
};

}  // namespace

event::AgentId randomAgent(Random& random) {
    event::AgentId agent;
    for (std::uint8_t& byte : agent.bytes)
        byte = static_cast<std::uint8_t>(random.below(256));
    if (random.chance(50)) std::fill_n(agent.bytes.begin(), 15, std::uint8_t{0x7f});
    return agent;
}

RandomGraph makeRandomGraph(std::uint64_t seed, const GraphOptions& options) {
    return GraphMaker(seed, options).make();
}

std::vector<std::size_t> randomCausalOrder(const std::vector<event::Transaction>& transactions, Random& random) {
    std::map<event::AgentId, std::uint32_t> known;
    std::vector<std::size_t> waiting(transactions.size());
    for (std::size_t i = 0; i < waiting.size(); ++i)
        waiting[i] = i;
    std::vector<std::size_t> order;
    while (!waiting.empty()) {
        std::vector<std::size_t> ready;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            const event::Transaction& transaction = transactions[waiting[i]];
            const auto isKnown = [&](const event::EventId& id) { return id.sequence.value < known[id.agent]; };
            if (known[transaction.first.agent] == transaction.first.sequence.value &&
                std::all_of(transaction.parents.begin(), transaction.parents.end(), isKnown))
                ready.push_back(i);
        }
        CHECK(!ready.empty());
        // Going on with what became ready last keeps branches long; a free choice shreds them. Both must be tried.
        const std::size_t chosen =
            random.chance(50) ? ready.back() : ready[random.below(static_cast<std::uint32_t>(ready.size()))];
        const event::Transaction& transaction = transactions[waiting[chosen]];
        known[transaction.first.agent] += event::unitCount(transaction);
        order.push_back(waiting[chosen]);
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
    return order;
}

std::string describe(const std::vector<event::Transaction>& transactions) {
    std::string text;
    for (const event::Transaction& transaction : transactions) {
        text += describe(transaction.first) + " after";
        for (const event::EventId& parent : transaction.parents)
            text += " " + describe(parent);
        text += ":";
        for (const event::Operation& operation : transaction.operations)
            text += " " + describe(operation) + ";";
        text += "\n";
    }
    return text;
}

}  // namespace varve::convergence

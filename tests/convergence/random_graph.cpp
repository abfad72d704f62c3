#include "convergence/random_graph.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::convergence {

namespace {

struct Author {
    event::AgentId agent;
    EventSet known;  // the version the author works on
    std::uint32_t nextSequence = 0;
    std::uint32_t caret = 0;  // where the last own edit ended
    std::int64_t clockSkewMs = 0;
};

/// One graph being made.
class GraphMaker {
  public:
    GraphMaker(std::uint64_t seed, const GraphOptions& options) : m_random(seed), m_options(options) {
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
            event::Operation operation = makeOperation(author, transaction.kind);
            m_graph.naive.addOperation({author.agent, {author.nextSequence}}, parents, operation);
            author.nextSequence += event::unitCount(operation);
            const event::EventId last{author.agent, {author.nextSequence - 1}};
            parents = {last};
            author.known = m_graph.naive.eventsOf(parents);
            transaction.operations.push_back(std::move(operation));
        }
        m_graph.transactions.push_back(std::move(transaction));
        return count;
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
    }

    event::Operation makeOperation(Author& author, event::TransactionKind& kind) {
        const auto count = static_cast<std::uint32_t>(m_graph.naive.visibleUnits(author.known).size());
        const bool empty = std::find(author.known.begin(), author.known.end(), true) == author.known.end();
        std::uint32_t dice = m_random.below(100);
        if (!empty && dice < m_options.livenessPercent) {
            kind = event::TransactionKind::kRevert;
            return makeLiveness(author);
        }
        dice = m_random.below(100);
        if (dice < m_options.otherPercent) return makeOther(author, count);
        if (m_random.chance(m_options.deletePercent)) {
            if (count > 0) return makeDelete(author, count);
            if (invalidExtra() > 0) return event::Delete{event::WellKnownObject::kBody, {0}, 1};
        }
        return makeInsert(author, count);
    }

    /// 0, or how far beyond the last valid offset to go; just beyond more often than not, where joined runs end.
    std::uint32_t invalidExtra() {
        if (!m_random.chance(m_options.invalidPercent)) return 0;
        return m_random.chance(70) ? 1 : 1 + m_random.below(10);
    }

    event::Operation makeInsert(Author& author, std::uint32_t count) {
        std::uint32_t offset = m_random.below(count + 1);
        const std::uint32_t dice = m_random.below(100);
        if (dice < 20)
            offset = 0;
        else if (dice < 40)
            offset = count;
        else if (dice < 60)
            offset = std::min(author.caret, count);  // typing on, and backwards
        else if (dice < 75)
            offset = std::min(2U, count);  // where the others are
        std::string text = randomText(m_random, m_options.runCountMax);
        author.caret = m_random.chance(50) ? offset : offset + text::scalarCount(text);
        if (const std::uint32_t extra = invalidExtra()) offset = count + extra;
        return event::Insert{event::WellKnownObject::kBody, {offset}, std::move(text)};
    }

    event::Operation makeDelete(Author& author, std::uint32_t count) {
        std::uint32_t offset = m_random.below(count);
        if (m_random.chance(30)) offset = std::min(author.caret, count - 1);
        const std::uint32_t length = 1 + m_random.below(std::min(m_options.runCountMax, count - offset));
        author.caret = offset;
        const event::Direction direction =
            m_random.chance(50) ? event::Direction::kForward : event::Direction::kBackward;
        if (const std::uint32_t extra = invalidExtra()) offset = count - 1 + extra;
        return event::Delete{event::WellKnownObject::kBody, {offset}, length, direction};
    }

    event::Operation makeOther(const Author& author, std::uint32_t count) {
        const std::uint32_t dice = m_random.below(3);
        if (dice == 0 && count > 0)
            return event::Mark{
                event::WellKnownObject::kBody, {m_random.below(count)}, {count + invalidExtra()}, "bold", true};
        const auto known = std::find(author.known.begin(), author.known.end(), true);
        if (dice == 1 && known != author.known.end()) {
            const auto unit = static_cast<UnitIndex>(known - author.known.begin());
            return event::Insert{m_graph.naive.units()[unit].id, {0}, "elsewhere"};
        }
        return event::Set{event::WellKnownObject::kDocument, "title", std::int64_t{m_random.below(9)}};
    }

    /// Undo, redo and arbitrary switching: up to three stretches of what the author knows, own or not, recent more
    /// often.
    event::Operation makeLiveness(const Author& author) {
        const std::vector<Unit>& units = m_graph.naive.units();
        std::vector<UnitIndex> known;
        for (UnitIndex i = 0; i < author.known.size(); ++i) {
            if (author.known[i]) known.push_back(i);
        }
        std::set<UnitIndex> chosen;
        const std::uint32_t stretchCount = 1 + m_random.below(3);
        for (std::uint32_t i = 0; i < stretchCount; ++i) {
            const auto bound = static_cast<std::uint32_t>(known.size());
            std::size_t at =
                m_random.chance(50) ? bound - 1 - m_random.below(std::min(bound, 8U)) : m_random.below(bound);
            if (m_random.chance(30)) at = firstSwitched(known, at);
            for (std::uint32_t length = 1 + m_random.below(6); length > 0 && at < known.size(); --length, ++at)
                chosen.insert(known[at]);
        }
        const bool alive = m_random.chance(40);
        if (m_random.chance(50)) {  // only what really changes, as undo does
            std::erase_if(chosen, [&](UnitIndex u) { return m_graph.naive.isAlive(u, author.known) == alive; });
            if (chosen.empty()) chosen.insert(known.back());
        }
        std::set<event::EventId> ids;
        for (const UnitIndex unit : chosen)
            ids.insert(units[unit].id);
        event::Liveness liveness{{}, alive};
        for (const event::EventId& id : ids) {
            if (!liveness.targets.empty()) {
                event::EventSpan& last = liveness.targets.back();
                if (last.first.agent == id.agent && last.first.sequence.value + last.count == id.sequence.value) {
                    ++last.count;
                    continue;
                }
            }
            liveness.targets.push_back({id, 1});
        }
        return liveness;
    }

    /// Index of the first known unit from `at` on that somebody has switched before, so that switches compete.
    std::size_t firstSwitched(const std::vector<UnitIndex>& known, std::size_t at) const {
        for (std::size_t i = 0; i < known.size(); ++i) {
            const std::size_t candidate = (at + i) % known.size();
            if (!m_graph.naive.units()[known[candidate]].switches.empty()) return candidate;
        }
        return at;
    }

    Random m_random;
    GraphOptions m_options;
    RandomGraph m_graph;
    std::vector<Author> m_authors;
    std::int64_t m_nowMs = 1'760'000'000'000;
};

std::string describe(const event::EventId& id) {
    return toHex(id.agent).substr(0, 4) + toHex(id.agent).substr(30) + ":" + std::to_string(id.sequence.value);
}

std::string describe(const event::Operation& operation) {
    struct Visitor {
        std::string operator()(const event::Insert& insert) const {
            return "insert " + std::to_string(insert.offset.value) + " \"" + insert.text + "\"";
        }
        std::string operator()(const event::Delete& deletion) const {
            const bool forward = deletion.direction == event::Direction::kForward;
            return "delete " + std::to_string(deletion.offset.value) + " +" + std::to_string(deletion.count) +
                   (forward ? " forward" : " backward");
        }
        std::string operator()(const event::Mark&) const { return "mark"; }
        std::string operator()(const event::Set&) const { return "set"; }
        std::string operator()(const event::Liveness& liveness) const {
            std::string text = liveness.alive ? "alive" : "dead";
            for (const event::EventSpan& span : liveness.targets)
                text += " " + describe(span.first) + "+" + std::to_string(span.count);
            return text;
        }
    };
    return std::visit(Visitor{}, operation);
}

}  // namespace

event::AgentId randomAgent(Random& random) {
    event::AgentId agent;
    for (std::uint8_t& byte : agent.bytes)
        byte = static_cast<std::uint8_t>(random.below(256));
    if (random.chance(50)) std::fill_n(agent.bytes.begin(), 15, std::uint8_t{0x7f});
    return agent;
}

std::string randomText(Random& random, std::uint32_t countMax) {
    static constexpr std::array<std::string_view, 24> kScalars = {"a", "b",  "c",  "d",  "e",      "x", "y", "z",
                                                                  " ", ".",  "\n", "é",  "ß",      "ж", "я", "א",
                                                                  "ع", "漢", "字", "한", "\u0301", "😀", "🚲", "𝔸"};
    const std::uint32_t count = 1 + random.below(countMax);
    const bool sameScript = random.chance(50);
    std::string text;
    for (std::uint32_t i = 0; i < count; ++i)
        text += kScalars[random.below(sameScript ? 8U : static_cast<std::uint32_t>(kScalars.size()))];
    return text;
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

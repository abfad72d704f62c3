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

constexpr event::WellKnownObject kDocument = event::WellKnownObject::kDocument;
constexpr const char* kEmbed = "\uFFFC";

struct Author {
    event::AgentId agent;
    EventSet known;  // the version the author works on
    std::uint32_t nextSequence = 0;
    std::map<event::ObjectId, std::uint32_t> carets;  // where the last own edit of each text ended
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
            for (event::Operation& operation : makeOperations(author, transaction.kind)) {
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
    }

    /// One operation, or the two of a restore.
    std::vector<event::Operation> makeOperations(Author& author, event::TransactionKind& kind) {
        const std::vector<UnitIndex> known = unitsOf(author.known);
        if (!known.empty() && m_random.chance(m_options.livenessPercent)) {
            kind = event::TransactionKind::kRevert;
            if (m_random.chance(85)) return {makeLiveness(author, known)};
            std::vector<event::Operation> restore = makeRestore(author, known);
            if (!restore.empty()) return restore;
        }
        if (!known.empty() && m_random.chance(m_options.setPercent)) return {makeSet(author, known)};
        const event::ObjectId sequence = chooseSequence(known);
        const auto count = static_cast<std::uint32_t>(m_graph.naive.visibleUnits(author.known, sequence).size());
        if (count > 0 && m_random.chance(m_options.markPercent)) return {makeMark(author, sequence, count)};
        if (m_random.chance(m_options.deletePercent)) {
            if (count > 0) return {makeDelete(author, sequence, count)};
            if (invalidExtra(sequence) > 0) return {event::Delete{sequence, {0}, 1}};
        }
        return {makeInsert(author, sequence, count)};
    }

    /// 0, or how far beyond the last valid offset to go; just beyond more often than not, where joined runs end.
    std::uint32_t invalidExtra(const event::ObjectId& sequence) {
        if (sequence != event::ObjectId{kBody}) return 0;
        if (!m_random.chance(m_options.invalidPercent)) return 0;
        return m_random.chance(70) ? 1 : 1 + m_random.below(10);
    }

    static std::vector<UnitIndex> unitsOf(const EventSet& set) {
        std::vector<UnitIndex> units;
        for (UnitIndex i = 0; i < set.size(); ++i) {
            if (set[i]) units.push_back(i);
        }
        return units;
    }

    /// The body, or one of a few others, each the text of some event: of a register or an embed, or of anything.
    event::ObjectId chooseSequence(const std::vector<UnitIndex>& known) {
        if (known.empty() || !m_random.chance(m_options.elsewherePercent)) return kBody;
        std::vector<UnitIndex> candidates;
        for (const UnitIndex unit : m_sequences) {
            if (std::ranges::binary_search(known, unit)) candidates.push_back(unit);
        }
        constexpr std::size_t kSequenceCountMax = 3;
        if (!candidates.empty() && (m_sequences.size() >= kSequenceCountMax || m_random.chance(70)))
            return m_graph.naive.units()[pick(candidates)].id;
        if (m_sequences.size() >= kSequenceCountMax) return kBody;
        for (const UnitIndex unit : known) {
            const Unit& value = m_graph.naive.units()[unit];
            if (value.type == Unit::Type::kSet || value.scalar == kEmbed) candidates.push_back(unit);
        }
        const UnitIndex chosen = candidates.empty() || m_random.chance(20) ? pick(known) : pick(candidates);
        if (std::ranges::find(m_sequences, chosen) == m_sequences.end()) m_sequences.push_back(chosen);
        return m_graph.naive.units()[chosen].id;
    }

    UnitIndex pick(const std::vector<UnitIndex>& units) {
        return units[m_random.below(static_cast<std::uint32_t>(units.size()))];
    }

    /// 0 to `count`: at both ends, where the author was, and where the others are.
    std::uint32_t choosePlace(std::uint32_t caret, std::uint32_t count) {
        const std::uint32_t dice = m_random.below(100);
        if (dice < 20) return 0;
        if (dice < 40) return count;
        if (dice < 60) return std::min(caret, count);
        if (dice < 75) return std::min(2U, count);
        return m_random.below(count + 1);
    }

    event::Operation makeInsert(Author& author, const event::ObjectId& sequence, std::uint32_t count) {
        std::uint32_t& caret = author.carets[sequence];
        std::uint32_t offset = choosePlace(caret, count);  // at the caret: typing on, and backwards
        std::string text = randomText(m_random, m_options.runCountMax);
        if (m_random.chance(m_options.breakPercent)) text.insert(m_random.chance(50) ? 0 : text.size(), "\n");
        if (m_random.chance(m_options.breakPercent / 2)) text = "\n";
        if (m_random.chance(3)) text = kEmbed;
        caret = m_random.chance(50) ? offset : offset + text::scalarCount(text);
        if (const std::uint32_t extra = invalidExtra(sequence)) offset = count + extra;
        return event::Insert{sequence, {offset}, std::move(text)};
    }

    event::Operation makeDelete(Author& author, const event::ObjectId& sequence, std::uint32_t count) {
        std::uint32_t& caret = author.carets[sequence];
        std::uint32_t offset = m_random.below(count);
        if (m_random.chance(30)) offset = std::min(caret, count - 1);
        const std::uint32_t length = 1 + m_random.below(std::min(m_options.runCountMax, count - offset));
        caret = offset;
        const event::Direction direction =
            m_random.chance(50) ? event::Direction::kForward : event::Direction::kBackward;
        if (const std::uint32_t extra = invalidExtra(sequence)) offset = count - 1 + extra;
        return event::Delete{sequence, {offset}, length, direction};
    }

    /// Few keys, so that marks compete; places where text is edited, so that its edges are typed at and deleted.
    event::Operation makeMark(Author& author, const event::ObjectId& sequence, std::uint32_t count) {
        std::uint32_t begin = std::min(choosePlace(author.carets[sequence], count), count - 1);
        std::uint32_t end = begin + 1 + m_random.below(std::min(5U, count - begin));
        if (m_random.chance(15)) begin = 0;
        if (m_random.chance(15)) end = count;
        if (m_random.chance(40)) author.carets[sequence] = m_random.chance(50) ? begin : end;
        event::Mark mark{sequence, {begin}, {end}, "bold", true, m_random.chance(50), m_random.chance(50)};
        const std::uint32_t dice = m_random.below(100);
        if (dice >= 90) {
            mark.key = "comment:" + event::nameOf({author.agent, {author.nextSequence}});
        } else if (dice >= 70) {
            mark.key = "colour";
            mark.value = m_random.chance(50) ? "red" : "blue";
        } else if (dice >= 55) {
            mark.key = "link";
            mark.value = "https://example.org/" + std::to_string(m_random.below(3));
        } else if (dice >= 45) {
            mark.key = "size";
            mark.value = std::int64_t{m_random.below(3)} - 1;
        }
        if (m_random.chance(30)) mark.value = {};
        if (const std::uint32_t extra = invalidExtra(sequence)) mark.end.value = count + extra;
        return mark;
    }

    /// Of the document, the first block, breaks, embeds, marks, or any other event.
    event::Operation makeSet(const Author& author, const std::vector<UnitIndex>& known) {
        static constexpr std::array<std::string_view, 5> kKeys = {"title", "type", "level", "resolved", "width"};
        event::Set set{kDocument, std::string(kKeys[m_random.below(kKeys.size())]), std::int64_t{m_random.below(9)}};
        const std::uint32_t dice = m_random.below(100);
        if (dice < 20) {
            if (m_random.chance(30)) set.key = "version:" + event::nameOf({author.agent, {author.nextSequence}});
        } else if (dice < 40) {
            set.object = event::WellKnownObject::kFirstBlock;
        } else {
            std::vector<UnitIndex> objects;
            for (const UnitIndex unit : known) {
                const Unit& value = m_graph.naive.units()[unit];
                if (value.type == Unit::Type::kMark || value.scalar == "\n" || value.scalar == kEmbed)
                    objects.push_back(unit);
            }
            const UnitIndex object = objects.empty() || m_random.chance(10) ? pick(known) : pick(objects);
            set.object = m_graph.naive.units()[object].id;
        }
        if (m_random.chance(20)) set.value = "text " + std::to_string(m_random.below(3));
        if (m_random.chance(20)) set.value = m_random.chance(50);
        if (m_random.chance(15)) set.value = {};
        return set;
    }

    /// Undo, redo and arbitrary switching: up to three stretches of what the author knows, own or not, recent more
    /// often.
    event::Operation makeLiveness(const Author& author, const std::vector<UnitIndex>& known) {
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
        return livenessOf(chosen, alive);
    }

    /// Everything becomes what it was in the history of one known event: what came later goes off, the rest back to
    /// what it was.
    std::vector<event::Operation> makeRestore(const Author& author, const std::vector<UnitIndex>& known) {
        const EventSet& past = m_graph.naive.units()[pick(known)].history;
        std::set<UnitIndex> off;
        std::set<UnitIndex> on;
        for (const UnitIndex unit : known) {
            const bool isAlive = m_graph.naive.isAlive(unit, author.known);
            const bool wasAlive = contains(past, unit) && m_graph.naive.isAlive(unit, past);
            if (isAlive && !wasAlive) off.insert(unit);
            if (!isAlive && wasAlive) on.insert(unit);
        }
        std::vector<event::Operation> operations;
        if (!off.empty()) operations.push_back(livenessOf(off, false));
        if (!on.empty()) operations.push_back(livenessOf(on, true));
        return operations;
    }

    event::Operation livenessOf(const std::set<UnitIndex>& units, bool alive) const {
        std::set<event::EventId> ids;
        for (const UnitIndex unit : units)
            ids.insert(m_graph.naive.units()[unit].id);
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
    std::vector<UnitIndex> m_sequences;  // the units that other texts than the body belong to
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

std::string describe(const event::Operation& operation) {
    struct Visitor {
        static std::string in(const event::ObjectId& sequence) {
            return sequence == event::ObjectId{kBody} ? "" : " in " + describe(sequence);
        }
        std::string operator()(const event::Insert& insert) const {
            return "insert" + in(insert.sequence) + " " + std::to_string(insert.offset.value) + " \"" + insert.text +
                   "\"";
        }
        std::string operator()(const event::Delete& deletion) const {
            const bool forward = deletion.direction == event::Direction::kForward;
            return "delete" + in(deletion.sequence) + " " + std::to_string(deletion.offset.value) + " +" +
                   std::to_string(deletion.count) + (forward ? " forward" : " backward");
        }
        std::string operator()(const event::Mark& mark) const {
            return "mark" + in(mark.sequence) + (mark.expandBegin ? " <" : " [") + std::to_string(mark.begin.value) +
                   " " + std::to_string(mark.end.value) + (mark.expandEnd ? "> " : "] ") + mark.key + ": " +
                   describe(mark.value);
        }
        std::string operator()(const event::Set& set) const {
            return "set " + describe(set.object) + "." + set.key + " = " + describe(set.value);
        }
        std::string operator()(const event::Liveness& liveness) const {
            std::string text = liveness.alive ? "alive" : "dead";
            for (const event::EventSpan& span : liveness.targets)
                text += " " + describe(span.first) + "+" + std::to_string(span.count);
            return text;
        }
    };
    return std::visit(Visitor{}, operation);
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

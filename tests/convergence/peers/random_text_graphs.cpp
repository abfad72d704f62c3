// Prints random concurrent histories of plain text as JSON lines, each with the text that the engine makes of it, so
// that compare_texts.mjs can have another engine make its own:
//
//     random_text_graphs SEED COUNT
//
// {"seed": 1, "agents": ["<32 hex digits>", ...], "operations": [[agent, [parent, ...], position, deleted, "text"],
// ...],
//  "text": "..."}: an operation deletes `deleted` scalars at `position`, or inserts the text there. Each scalar
//  inserted or
// deleted is one unit; units are numbered from 0 in the order of the list, and parents are such numbers. The naive
// evaluator must agree with the engine (CHECKed), so that a difference to the other engine is never a mere defect of
// ours.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "base/check.h"
#include "convergence/random_graph.h"
#include "event/event_log.h"
#include "merge/tracker.h"

namespace {

using namespace varve;
using Json = nlohmann::ordered_json;

std::optional<std::uint64_t> numberIn(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Plain text, sizes and crowds that differ from seed to seed.
convergence::GraphOptions optionsFor(std::uint64_t seed) {
    return {.operationCount = 8 + static_cast<std::uint32_t>(seed * 7 % 83),
            .agentCountMax = 2 + static_cast<std::uint32_t>(seed % 5),
            .runCountMax = 1 + static_cast<std::uint32_t>(seed % 6),
            .livenessPercent = 0,
            .deletePercent = 15 + static_cast<std::uint32_t>(seed % 3) * 10,
            .markPercent = 0,
            .setPercent = 0,
            .elsewherePercent = 0,
            .mergePercent = 15 + static_cast<std::uint32_t>(seed % 4) * 10};
}

class Exporter {
  public:
    Json run(const convergence::RandomGraph& graph) {
        for (const event::AgentRecord& record : graph.agents) {
            m_agents.emplace(record.id, m_agents.size());
            m_result["agents"].push_back(toHex(record.id));
        }
        m_result["operations"] = Json::array();
        for (const event::Transaction& transaction : graph.transactions)
            addTransaction(transaction);
        return std::move(m_result);
    }

  private:
    void addTransaction(const event::Transaction& transaction) {
        Json parents = Json::array();
        for (const event::EventId& parent : transaction.parents)
            parents.push_back(m_units.at(parent));
        m_next = transaction.first;
        for (const event::Operation& operation : transaction.operations) {
            if (const auto* insert = std::get_if<event::Insert>(&operation)) {
                addOperation(parents, insert->offset.value, 0, insert->text, event::unitCount(operation));
            } else {
                addDelete(parents, std::get<event::Delete>(operation));
            }
        }
    }

    /// The other engine deletes the lowest scalar first, so a deletion in the other direction goes unit by unit.
    void addDelete(Json& parents, const event::Delete& deletion) {
        if (deletion.direction == event::Direction::kForward) {
            return addOperation(parents, deletion.offset.value, deletion.count, "", deletion.count);
        }
        for (std::uint32_t left = deletion.count; left > 0; --left)
            addOperation(parents, deletion.offset.value + left - 1, 1, "", 1);
    }

    void addOperation(Json& parents, std::uint32_t position, std::uint32_t deletedCount, const std::string& text,
                      std::uint32_t unitCount) {
        m_result["operations"].push_back({m_agents.at(m_next.agent), parents, position, deletedCount, text});
        for (std::uint32_t unit = 0; unit < unitCount; ++unit) {
            m_units.emplace(m_next, m_units.size());
            m_next.sequence = m_next.sequence + 1;
        }
        parents = Json::array({m_units.size() - 1});
    }

    Json m_result = Json::object();
    std::map<event::AgentId, std::size_t> m_agents;
    std::map<event::EventId, std::size_t> m_units;  // their numbers
    event::EventId m_next;
};

std::string engineText(const convergence::RandomGraph& graph) {
    event::EventLog log;
    for (const event::Transaction& transaction : graph.transactions)
        CHECK(log.append(transaction).has_value());
    merge::Tracker tracker;
    CHECK(tracker.applyNewEventsQuietly(log).empty());
    std::string text = tracker.text(log, merge::View::kEffect);
    CHECK(text == graph.naive.text(graph.naive.allEvents()));
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    const auto seed = argc == 3 ? numberIn(argv[1]) : std::nullopt;
    const auto count = argc == 3 ? numberIn(argv[2]) : std::nullopt;
    if (!seed || !count) {
        std::fprintf(stderr, "usage: random_text_graphs SEED COUNT\n");
        return 2;
    }
    for (std::uint64_t at = *seed; at < *seed + *count; ++at) {
        const convergence::RandomGraph graph = convergence::makeRandomGraph(at, optionsFor(at));
        Json line{{"seed", at}};
        line.update(Exporter().run(graph));
        line["text"] = engineText(graph);
        std::printf("%s\n", line.dump().c_str());
    }
    return 0;
}

#include "convergence/scenario.h"

#include "convergence/random_graph.h"
#include "convergence/tracker_state.h"
#include "support/event_builders.h"
#include "text/utf8.h"

namespace varve::convergence {

Scenario::Person::Person(Scenario& scenario, std::uint32_t agentNumber)
    : m_scenario(scenario), m_agent(test::agent(agentNumber)) {}

void Scenario::Person::type(std::uint32_t offset, std::string_view text) {
    constexpr std::string_view kPilcrow = "¶";
    std::string written(text);
    for (std::size_t at = written.find(kPilcrow); at != std::string::npos; at = written.find(kPilcrow))
        written.replace(at, kPilcrow.size(), "\n");
    write(event::Insert{m_sequence, {offset}, written});
}

void Scenario::Person::erase(std::uint32_t offset, std::uint32_t count) {
    write(event::Delete{m_sequence, {offset}, count});
}

void Scenario::Person::markAtEnd(std::uint32_t begin, std::uint32_t end, std::string key, event::Value value) {
    write(event::Mark{m_sequence, {begin}, {end}, std::move(key), std::move(value), false, true});
}

void Scenario::Person::link(std::uint32_t begin, std::uint32_t end, std::string url) {
    write(event::Mark{m_sequence, {begin}, {end}, "link", std::move(url)});
}

void Scenario::Person::unlink(std::uint32_t begin, std::uint32_t end) {
    write(event::Mark{m_sequence, {begin}, {end}, "link", {}, true, true});
}

void Scenario::Person::comment(std::uint32_t begin, std::uint32_t end, const std::string& name) {
    write(event::Mark{m_sequence, {begin}, {end}, "comment:" + name, true});
}

void Scenario::Person::set(const event::ObjectId& object, std::string key, event::Value value) {
    write(event::Set{object, std::move(key), std::move(value)});
}

void Scenario::Person::switchLast(bool alive) {
    write(event::Liveness{{m_written.back()}, alive});
}

void Scenario::Person::write(event::Operation operation) {
    event::Transaction transaction;
    transaction.first = {m_agent, {m_nextSequence}};
    transaction.parents = m_scenario.m_naive.frontierOf(m_known);
    const std::uint32_t count = event::unitCount(operation);
    if (!std::holds_alternative<event::Liveness>(operation)) m_written.push_back({transaction.first, count});
    transaction.operations.push_back(std::move(operation));
    m_nextSequence += count;
    m_scenario.m_naive.add(transaction);
    m_known = m_scenario.m_naive.units().back().history;
    m_scenario.m_transactions.push_back(std::move(transaction));
}

Scenario::Scenario(bool isSwapped) : ana(*this, isSwapped ? 2 : 1), ben(*this, isSwapped ? 1 : 2) {}

void Scenario::sync() {
    ana.m_known = ben.m_known = m_naive.allEvents();
}

std::string Scenario::trackerFailure() const {
    const DocumentState defined = definedState();
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        Random random(seed);
        event::EventLog log;
        merge::Tracker tracker(seed % 2 == 0 ? merge::FanOut{} : merge::FanOut{2, 2});
        DocumentState patched;
        for (const std::size_t index : randomCausalOrder(m_transactions, random)) {
            if (!log.append(m_transactions[index])) return "a transaction that the log does not take";
            if (std::string failed = applyPatch(patched, tracker.applyNewEvents(log).patch); !failed.empty())
                return failed;
            tracker.checkInvariants(log);
        }
        const DocumentState shown = stateOf(log, tracker, merge::View::kEffect);
        if (shown != defined) return "the tracker shows\n" + describe(shown) + "instead of\n" + describe(defined);
        if (patched != withoutIds(defined)) return "patches give\n" + describe(patched);
    }
    return {};
}

std::string failureOf(const Case& row) {
    for (const bool isSwapped : {false, true}) {
        Scenario scenario(isSwapped);
        row.steps(scenario);
        const std::string expected = isSwapped && row.expectedSwapped ? row.expectedSwapped : row.expected;
        const std::string defined = describe(textOf(scenario.definedState(), kBody));
        std::string failure;
        if (defined != expected) failure = "defined \"" + defined + "\", expected \"" + expected + "\"";
        if (failure.empty()) failure = scenario.trackerFailure();
        if (!failure.empty()) return failure + " in\n" + describe(scenario.transactions());
    }
    return {};
}

}  // namespace varve::convergence

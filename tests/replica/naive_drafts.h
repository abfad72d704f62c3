// The definition of what a draft shows (src/merge/SEMANTICS.md), over plain sets of transactions, and what a replica
// shows held against it.
#pragma once

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "convergence/naive_evaluator.h"
#include "convergence/tracker_state.h"
#include "document/draft_schema.h"
#include "history/moment.h"
#include "replica/document_replica.h"

namespace varve::test {

using event::EventId;
using event::Transaction;
using history::DraftId;
using replica::DocumentReplica;

inline std::vector<Transaction> transactionsOf(const event::EventLog& log) {
    std::vector<Transaction> transactions;
    for (std::size_t index = 0; index < log.transactionCount(); ++index)
        transactions.push_back(log.transaction(index));
    return transactions;
}

/// The definition of what a draft shows, over plain sets.
class NaiveDrafts {
  public:
    explicit NaiveDrafts(std::vector<Transaction> transactions) : m_all(std::move(transactions)) {
        for (std::size_t index = 0; index < m_all.size(); ++index) {
            const std::uint32_t count = unitCount(m_all[index]);
            for (std::uint32_t unit = 0; unit < count; ++unit)
                m_holders[{m_all[index].first.agent, m_all[index].first.sequence + unit}] = index;
        }
        for (const Transaction& transaction : m_all) {
            if (transaction.first.sequence.value > 0) continue;
            for (const event::Operation& operation : transaction.operations) {
                const auto property = document::draftPropertyOf(operation);
                if (!property || property->property != "writer") continue;
                m_draftOf.emplace(transaction.first.agent, property->draft);
                break;
            }
        }
    }

    std::set<std::size_t> shown(const std::optional<DraftId>& draft) const {
        std::set<std::size_t> members;
        if (draft) addBase(*draft, members);
        for (std::size_t index = 0; index < m_all.size(); ++index) {
            const auto own = m_draftOf.find(m_all[index].first.agent);
            const auto of = own == m_draftOf.end() ? std::nullopt : std::optional(own->second);
            if (of == draft) add(index, members);
        }
        return members;
    }

    convergence::NaiveEvaluator evaluated(const std::optional<DraftId>& draft) const {
        convergence::NaiveEvaluator naive;
        // Arrival order is causal.
        for (const std::size_t index : shown(draft))
            naive.add(m_all[index]);
        return naive;
    }
    const Transaction& at(std::size_t index) const { return m_all[index]; }

  private:
    /// The events of a version, and what their transactions bring along.
    void add(std::size_t index, std::set<std::size_t>& members) const {
        std::vector<std::size_t> waiting{index};
        while (!waiting.empty()) {
            const std::size_t next = waiting.back();
            waiting.pop_back();
            if (!members.insert(next).second) continue;
            for (const EventId& parent : m_all[next].parents)
                waiting.push_back(m_holders.at(parent));
            if (const EventId first = m_all[next].first; first.sequence.value > 0)
                waiting.push_back(m_holders.at({first.agent, {first.sequence.value - 1}}));
        }
    }
    void addBase(const DraftId& draft, std::set<std::size_t>& members) const {
        const auto found = m_holders.find(draft);
        if (found == m_holders.end()) return;
        const Transaction& naming = m_all[found->second];
        const auto& set = std::get<event::Set>(naming.operations.front());
        if (draft != naming.first || set.key != document::draftKey(draft, "name")) return;
        std::vector<EventId> heads = naming.parents;
        if (naming.operations.size() > 1) {
            const auto& at = std::get<event::Set>(naming.operations[1]);
            heads = std::get<history::FrontierMoment>(*history::parseMoment(std::get<std::string>(at.value))).heads;
        }
        for (const EventId& head : heads)
            add(m_holders.at(head), members);
    }

    std::vector<Transaction> m_all;
    std::map<EventId, std::size_t> m_holders;
    std::map<event::AgentId, DraftId> m_draftOf;
};

inline std::set<EventId> firstsOf(const event::EventLog& log) {
    std::set<EventId> firsts;
    for (const Transaction& transaction : transactionsOf(log))
        firsts.insert(transaction.first);
    return firsts;
}

/// Empty, or what is wrong with what a replica shows.
inline std::string compare(DocumentReplica& replica, const NaiveDrafts& naive) {
    std::set<EventId> expected;
    for (const std::size_t index : naive.shown(replica.draft()))
        expected.insert(naive.at(index).first);
    if (firstsOf(replica.log()) != expected) return "it shows other transactions";
    const convergence::NaiveEvaluator evaluated = naive.evaluated(replica.draft());
    const convergence::DocumentState right = evaluated.state(evaluated.allEvents());
    const convergence::DocumentState shown =
        convergence::stateOf(replica.log(), replica.tracker(), merge::View::kEffect);
    if (shown != right) return "it shows\n" + convergence::describe(shown) + "not\n" + convergence::describe(right);
    return {};
}

/// Empty, or what is wrong with the timeline of a replica that shows the document itself: what was written in drafts
/// stands where the first of the document's writers had it.
inline std::string compareTimeline(const DocumentReplica& replica) {
    const event::EventLog& log = replica.log();
    const std::size_t count = log.transactionCount();
    history::DraftIndex index;
    index.followLog(log);
    std::vector<std::vector<bool>> histories;
    std::vector<std::int64_t> times;
    const auto keyOf = [&](std::size_t at) {
        const event::EventId first = log.idOf(log.transactionRecord(at).events.begin);
        return std::tuple(times[at], log.graph().lamportOf(log.transactionRecord(at).events.begin), first);
    };
    const auto isOfDraft = [&](std::size_t at) { return index.draftOf(log.transactionRecord(at).agent).has_value(); };
    for (std::size_t at = 0; at < count; ++at) {
        const event::TransactionRecord record = log.transactionRecord(at);
        histories.emplace_back(count, false);
        times.push_back(record.timeMs);
        for (const event::LocalVersion parent : log.graph().parentsOf(record.events.begin)) {
            const std::size_t before = log.transactionIndexOf(parent);
            histories[at][before] = true;
            for (std::size_t other = 0; other < before; ++other)
                if (histories[before][other]) histories[at][other] = true;
            times[at] = std::max(times[at], times[before]);
        }
    }
    std::vector<std::int64_t> raised = times;
    for (std::size_t at = 0; at < count; ++at) {
        std::optional<std::size_t> first;
        for (std::size_t other = 0; isOfDraft(at) && other < count; ++other) {
            if (isOfDraft(other) || !histories[other][at]) continue;
            if (!first || keyOf(other) < keyOf(*first)) first = other;
        }
        if (first) raised[at] = std::max(times[at], times[*first]);
    }
    times = raised;
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return keyOf(a) < keyOf(b); });
    std::vector<bool> seen(count, false);
    for (std::size_t place = 0; place < count; ++place) {
        for (std::size_t before = 0; before < count; ++before)
            if (histories[order[place]][before] && !seen[before]) return "a prefix is no version";
        seen[order[place]] = true;
        if (replica.timeline().entries()[place].transaction != order[place]) return "the timeline has another order";
    }
    return {};
}

}  // namespace varve::test

#include "history/draft_index.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>

#include "document/draft_schema.h"
#include "history/moment.h"

namespace varve::history {

namespace {

namespace draft_key = document::draft_key;

/// Frontier of the first `end` events. Cost: O(runs).
event::Version frontierBefore(const event::EventGraph& graph, event::LocalVersion end) {
    event::Version frontier;
    for (const event::GraphRun& run : graph.runs()) {
        if (run.events.begin >= end) break;
        event::advanceFrontier(frontier, graph.parentsOf(run), std::min(run.events.end, end) - 1);
    }
    return frontier;
}

/// The version that a frontier as JSON names, where all of it lies in the history of `limit`.
std::optional<event::Version> versionWithin(const event::EventLog& log, const event::Version& limit,
                                            const std::string& frontier) {
    if (frontier.empty() || frontier.size() > document::kDraftPlaceSizeMax) return std::nullopt;
    const auto moment = parseMoment(frontier);
    const auto* heads = moment ? std::get_if<FrontierMoment>(&*moment) : nullptr;
    if (heads == nullptr) return std::nullopt;
    auto version = log.versionOf(heads->heads);
    if (!version) return std::nullopt;
    const auto isWithin = [&](event::LocalVersion head) { return log.graph().contains(limit, head); };
    return std::ranges::all_of(*version, isWithin) ? std::optional(*std::move(version)) : std::nullopt;
}

/// Each transaction with an event in the history of `to` and not of `from`, once, in the log's order.
template <typename Visit>
void visitBetween(const event::EventLog& log, const event::Version& from, const event::Version& to, Visit visit) {
    std::size_t next = 0;
    for (const event::LocalRange range : log.graph().difference(from, to).onlyTo) {
        next = std::max(next, log.transactionIndexOf(range.begin));
        for (; next < log.transactionCount() && log.transactionRecord(next).events.begin < range.end; ++next)
            visit(next);
    }
}

/// The first ones of every agent, so that nobody crowds out the drafts of others.
void keepOfEachAgent(std::vector<const Draft*>& drafts, std::size_t countMax) {
    std::ranges::sort(drafts, {}, &Draft::id);
    std::vector<std::pair<std::size_t, const Draft*>> ranked;  // among those of its agent
    for (const Draft* draft : drafts) {
        const bool isSame = !ranked.empty() && ranked.back().second->id.agent == draft->id.agent;
        ranked.emplace_back(isSame ? ranked.back().first + 1 : 0, draft);
    }
    std::ranges::sort(ranked, [](const auto& a, const auto& b) {
        return std::tie(a.first, a.second->id) < std::tie(b.first, b.second->id);
    });
    drafts.clear();
    for (std::size_t index = 0; index < countMax; ++index)
        drafts.push_back(ranked[index].second);
}

bool isTrue(const event::Value& value) {
    const bool* flag = std::get_if<bool>(&value);
    return flag != nullptr && *flag;
}

}  // namespace

std::uint32_t DraftIndex::branchOf(const DraftId& id) {
    const auto [place, isNew] = m_branchIndexes.try_emplace(id, static_cast<std::uint32_t>(m_branches.size()));
    if (isNew) m_branches.emplace_back().draft.id = id;
    return place->second;
}

std::uint32_t DraftIndex::branchOfAgent(std::uint32_t agent) const {
    return agent < m_branchOfAgent.size() ? m_branchOfAgent[agent] : kDocument;
}

event::Version& DraftIndex::headOf(std::uint32_t branch) {
    return branch == kDocument ? m_documentHead : m_branches[branch].draft.head;
}

std::optional<DraftId> DraftIndex::draftOf(std::uint32_t agent) const {
    const std::uint32_t branch = branchOfAgent(agent);
    return branch == kDocument ? std::nullopt : std::optional(m_branches[branch].draft.id);
}

const Draft* DraftIndex::find(const DraftId& id) const {
    const auto found = m_branchIndexes.find(id);
    return found == m_branchIndexes.end() ? nullptr : &m_branches[found->second].draft;
}

std::vector<const Draft*> DraftIndex::list() const {
    std::vector<const Draft*> drafts;
    drafts.reserve(m_branches.size());
    for (const Branch& branch : m_branches) {
        // What only somebody's word names, without a name or an event of its own, is none.
        if (branch.draft.isNamed || branch.draft.eventCount > 0) drafts.push_back(&branch.draft);
    }
    if (drafts.size() > kDraftCountMax) keepOfEachAgent(drafts, kDraftCountMax);
    std::ranges::sort(drafts, [](const Draft* a, const Draft* b) {
        return std::tuple(!a->isNamed, a->createdMs, a->id) < std::tuple(!b->isNamed, b->createdMs, b->id);
    });
    return drafts;
}

std::vector<DraftId> DraftIndex::ids() const {
    std::vector<DraftId> ids;
    ids.reserve(m_branchIndexes.size());
    for (const auto& [id, branch] : m_branchIndexes)
        ids.push_back(id);
    return ids;
}

event::Version DraftIndex::versionOf(const event::EventLog& log, const std::optional<DraftId>& draft) const {
    if (!draft) return m_isDivided ? m_documentHead : log.version();
    const Draft* found = find(*draft);
    return found == nullptr ? event::Version() : found->head;
}

void DraftIndex::followLog(const event::EventLog& log) {
    if (m_end == log.end()) return;
    const auto runs = log.operationRuns();
    for (std::size_t index = log.operationRunIndexOf(m_end); index < runs.size(); ++index) {
        const event::OperationRun& run = runs[index];
        if (run.type == event::OperationType::kSet && run.events.begin >= m_end)
            readSet(log, run.events.begin, log.sideOperation(run));
    }
    if (m_isDivided) {
        for (; m_transactionCount < log.transactionCount(); ++m_transactionCount)
            addTransaction(log, m_transactionCount);
    }
    m_end = log.end();
}

void DraftIndex::readSet(const event::EventLog& log, event::LocalVersion event, const event::Operation& operation) {
    const auto property = document::draftPropertyOf(operation);
    if (!property) return;
    if (property->property == draft_key::kWriter) {
        joinWriter(log, event, property->draft);
        return;
    }
    const auto& set = std::get<event::Set>(operation);
    Branch& branch = m_branches[branchOf(property->draft)];
    const Writer writer{log.graph().lamportOf(event), log.idOf(event)};
    if (property->property == draft_key::kName) {
        if (writer.id == property->draft) readName(log, event, branch);
        if (writer < branch.named) return;
        const auto* name = std::get_if<std::string>(&set.value);
        // A draft keeps the name it has when somebody writes what is none.
        if (name == nullptr || name->empty() || name->size() > document::kDraftNameSizeMax) return;
        branch.named = writer;
        branch.draft.name = *name;
    } else if (property->property == draft_key::kAbandoned && !(writer < branch.abandoned)) {
        branch.abandoned = writer;
        branch.draft.isAbandoned = isTrue(set.value);
    } else if (property->property == draft_key::kMerged && !(writer < branch.merged)) {
        branch.merged = writer;
        branch.draft.merged = event;
    }
}

/// The draft's first name: who made it, and what it starts from.
void DraftIndex::readName(const event::EventLog& log, event::LocalVersion event, Branch& branch) {
    const std::size_t index = log.transactionIndexOf(event);
    const event::TransactionRecord record = log.transactionRecord(index);
    Draft& draft = branch.draft;
    draft.isNamed = true;
    draft.agent = record.agent;
    draft.createdMs = record.timeMs;
    draft.created = event;
    draft.base = log.graph().parentsOf(event);
    for (std::size_t run = log.operationRunIndexOf(record.events.begin);
         run < log.operationRuns().size() && log.operationRuns()[run].events.begin < record.events.end; ++run) {
        if (log.operationRuns()[run].type != event::OperationType::kSet) continue;
        const event::Operation& operation = log.sideOperation(log.operationRuns()[run]);
        const auto property = document::draftPropertyOf(operation);
        if (!property || property->draft != draft.id || property->property != draft_key::kAt) continue;
        const auto* frontier = std::get_if<std::string>(&std::get<event::Set>(operation).value);
        if (frontier == nullptr) break;
        if (auto version = versionWithin(log, draft.base, *frontier)) draft.base = *std::move(version);
        break;
    }
    draft.head = log.graph().merged(draft.head, draft.base);
}

void DraftIndex::joinWriter(const event::EventLog& log, event::LocalVersion event, const DraftId& id) {
    const event::TransactionRecord record = log.transactionRecord(log.transactionIndexOf(event));
    // Only the first transaction tells, and of several drafts that it names the first.
    if (log.idOf(record.events.begin).sequence.value != 0 || branchOfAgent(record.agent) != kDocument) return;
    if (record.agent >= m_branchOfAgent.size()) m_branchOfAgent.resize(record.agent + 1, kDocument);
    m_branchOfAgent[record.agent] = branchOf(id);
    if (!m_isDivided) divide(log, record.events.begin);
}

/// The first event of a draft: everything before it is the document's.
void DraftIndex::divide(const event::EventLog& log, event::LocalVersion first) {
    m_isDivided = true;
    m_documentHead = frontierBefore(log.graph(), first);
    m_transactionCount = log.transactionIndexOf(first);
}

void DraftIndex::addTransaction(const event::EventLog& log, std::size_t index) {
    const event::TransactionRecord record = log.transactionRecord(index);
    const std::uint32_t branch = branchOfAgent(record.agent);
    event::Version& head = headOf(branch);
    const event::Version parents = log.graph().parentsOf(record.events.begin);
    const event::LocalVersion last = record.events.end - 1;
    const bool isWithin = std::ranges::all_of(parents, [&](event::LocalVersion parent) {
        return branchOfAgent(log.agentIndexOf(parent)) == branch || log.graph().contains(head, parent);
    });
    if (isWithin) {
        event::advanceFrontier(head, parents, last);
    } else {
        head = log.graph().merged(head, std::span(&last, 1));
    }
    if (branch == kDocument) return;
    if (record.kind == event::TransactionKind::kName) return;
    Draft& draft = m_branches[branch].draft;
    draft.eventCount += record.events.count();
    draft.lastMs = std::max(draft.lastMs, record.timeMs);
}

bool bringsDraftWriter(const event::EventBatch& batch) {
    return std::ranges::any_of(batch.sideOperations(), [](const event::Operation& operation) {
        const auto property = document::draftPropertyOf(operation);
        return property && property->property == draft_key::kWriter;
    });
}

event::EventBatch batchBetween(const event::EventLog& log, const event::Version& from, const event::Version& to) {
    event::EventBatch batch;
    std::size_t run = 0;
    std::size_t next = 0;
    visitBetween(log, from, to, [&](std::size_t index) {
        // Runs are walked along with what follows on; where something lies between they are looked for.
        if (index != next || index == 0) run = log.operationRunIndexOf(log.transactionRecord(index).events.begin);
        log.addTransactionTo(batch, index, run);
        next = index + 1;
    });
    for (const event::AgentId& id : batch.agentIds()) {
        const auto agent = log.agentIndex(id);
        if (agent && log.hasAgentRecord(*agent)) batch.agents.push_back(log.agents()[*agent]);
    }
    return batch;
}

std::uint32_t changeCountBetween(const event::EventLog& log, const event::Version& from, const event::Version& to) {
    std::uint32_t count = 0;
    visitBetween(log, from, to, [&](std::size_t index) {
        const event::TransactionRecord record = log.transactionRecord(index);
        if (record.kind != event::TransactionKind::kName) count += record.events.count();
    });
    return count;
}

}  // namespace varve::history

#include "history/undo_stacks.h"

#include <algorithm>

namespace varve::history {

namespace {

using event::TransactionKind;

bool movesSteps(TransactionKind kind) {
    return kind == TransactionKind::kUndo || kind == TransactionKind::kRedo;
}

std::vector<UndoStep>::iterator findStep(std::vector<UndoStep>& steps, event::LocalVersion first) {
    const auto found =
        std::find_if(steps.rbegin(), steps.rend(), [&](const UndoStep& step) { return step.first == first; });
    return found == steps.rend() ? steps.end() : std::prev(found.base());
}

}  // namespace

void UndoStacks::followLog(const event::EventLog& log) {
    if (refreshAgents(log)) refold(log);
    const auto count = static_cast<std::uint32_t>(log.transactionCount());
    bool late = false;
    for (std::uint32_t i = m_order.followedCount(); i < count; ++i) {
        const event::TransactionRecord record = log.transactionRecord(i);
        const Folded item{m_order.follow(log, record), i};
        if (late || !concerns(log, record)) continue;
        if (m_last && TransactionOrder::less(log, item.place, *m_last))
            late = true;
        else
            fold(item, record);
    }
    if (late) refold(log);
}

/// Returns whether an agent that was folded as somebody else's turned out to be the user's.
bool UndoStacks::refreshAgents(const event::EventLog& log) {
    if (m_own.size() == log.agents().size() && m_recordCount == log.agentRecordCount()) return false;
    m_recordCount = log.agentRecordCount();
    std::vector<bool> own;
    for (const event::AgentRecord& agent : log.agents())
        own.push_back(agent.user == m_user);
    const bool changed = !std::equal(m_own.begin(), m_own.end(), own.begin());
    m_own = std::move(own);
    return changed;
}

bool UndoStacks::concerns(const event::EventLog& log, const event::TransactionRecord& record) const {
    if (movesSteps(record.kind)) {
        // A step is named by an event of its author, so what others take back of their own is none of ours.
        return record.reference && (m_own[record.agent] || m_own[log.agentIndexOf(*record.reference)]);
    }
    return m_own[record.agent] && record.kind != TransactionKind::kName;
}

/// Folds everything again, in order, after an arrival out of order.
void UndoStacks::refold(const event::EventLog& log) {
    m_undo.clear();
    m_redo.clear();
    m_branches.clear();
    m_openStep.clear();
    m_last.reset();
    std::vector<Folded> items;
    TransactionOrder order;
    while (order.followedCount() < m_order.followedCount()) {
        const std::uint32_t index = order.followedCount();
        const event::TransactionRecord record = log.transactionRecord(index);
        const Folded item{order.follow(log, record), index};
        if (concerns(log, record)) items.push_back(item);
    }
    std::sort(items.begin(), items.end(),
              [&](const Folded& a, const Folded& b) { return TransactionOrder::less(log, a.place, b.place); });
    for (const Folded& item : items)
        fold(item, log.transactionRecord(item.transaction));
}

void UndoStacks::fold(const Folded& item, const event::TransactionRecord& record) {
    m_last = item.place;
    if (record.kind == TransactionKind::kUndo) {
        if (!moveStep(m_undo, m_redo, *record.reference, item.transaction))
            moveBranchStep(false, *record.reference, item.transaction);
    } else if (record.kind == TransactionKind::kRedo) {
        if (!moveStep(m_redo, m_undo, *record.reference, item.transaction))
            moveBranchStep(true, *record.reference, item.transaction);
    } else if (record.kind == TransactionKind::kImport) {
        leaveRedoChain(item);
    } else {
        foldEdit(item, record);
        return;
    }
    m_openStep.erase(record.agent);
}

void UndoStacks::foldEdit(const Folded& item, const event::TransactionRecord& record) {
    leaveRedoChain(item);
    const auto open = m_openStep.find(record.agent);
    if (record.joinsPrevious && open != m_openStep.end()) {
        const auto step = findStep(m_undo, open->second);
        if (step != m_undo.end()) {
            step->transactions.push_back(item.transaction);
            step->endMs = item.place.timeMs;
            return;
        }
    }
    m_undo.push_back({record.events.begin, {item.transaction}, record.kind, item.place.timeMs, item.place.timeMs, {}});
    m_openStep.insert_or_assign(record.agent, record.events.begin);
}

/// What was undone and not redone stays reachable beside what is written instead.
void UndoStacks::leaveRedoChain(const Folded& item) {
    if (m_redo.empty()) return;
    UndoBranch branch{std::move(m_redo), std::nullopt, item.transaction, item.place.timeMs};
    if (!m_undo.empty()) branch.base = m_undo.back().first;
    m_branches.push_back(std::move(branch));
    m_redo.clear();
}

/// Whether the step is on one of the stacks. It stays where it is when it is there already: the same undo came from
/// two devices.
bool UndoStacks::moveStep(std::vector<UndoStep>& from, std::vector<UndoStep>& to, event::LocalVersion first,
                          std::uint32_t transaction) {
    const auto step = findStep(from, first);
    if (step != from.end()) {
        step->switches.push_back(transaction);
        to.push_back(std::move(*step));
        from.erase(step);
        return true;
    }
    const auto there = findStep(to, first);
    if (there == to.end()) return false;
    there->switches.push_back(transaction);
    return true;
}

/// A redo takes the step out of its branch; what another device undid at the same time stays there. Nothing happens
/// when no branch has it: it is not the user's.
void UndoStacks::moveBranchStep(bool isRedo, event::LocalVersion first, std::uint32_t transaction) {
    for (auto branch = m_branches.rbegin(); branch != m_branches.rend(); ++branch) {
        const auto step = findStep(branch->steps, first);
        if (step == branch->steps.end()) continue;
        step->switches.push_back(transaction);
        if (!isRedo) return;
        m_undo.push_back(std::move(*step));
        branch->steps.erase(step);
        if (branch->steps.empty()) m_branches.erase(std::prev(branch.base()));
        return;
    }
}

}  // namespace varve::history

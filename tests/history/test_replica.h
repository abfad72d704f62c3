// A replica for the tests of undo and restore: log, tracker and stacks of one user, without windows, files or sockets.
#pragma once

#include <QtGlobal>
#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"
#include "history/undo_stacks.h"
#include "merge/tracker.h"
#include "support/event_builders.h"

namespace varve::test {

class TestReplica {
  public:
    TestReplica(std::uint32_t agentNumber, std::string user)
        : m_agent(agent(agentNumber)), m_user(user), m_stacks(std::move(user)) {
        m_log.addAgent({m_agent, m_user, "test", 0});
    }

    /// Writes one transaction on top of everything known.
    event::Transaction write(std::vector<event::Operation> operations,
                             event::TransactionKind kind = event::TransactionKind::kEdit, bool joins = false,
                             std::optional<event::EventId> reference = {}) {
        event::Transaction transaction;
        transaction.first = {m_agent, m_log.nextSequence(m_agent)};
        transaction.parents = m_log.idsOf(m_tracker.effectVersion());
        transaction.timeMs = m_nowMs;
        transaction.kind = kind;
        transaction.joinsPrevious = joins;
        transaction.reference = reference;
        transaction.operations = std::move(operations);
        m_nowMs += 100;
        const auto appended = m_log.append(transaction);
        if (!appended) qFatal("%s", appended.error().message.c_str());
        follow();
        return transaction;
    }
    void insert(std::uint32_t offset, std::string text, bool joins = false) {
        write({insertAt(offset, std::move(text))}, event::TransactionKind::kTyping, joins);
    }
    void remove(std::uint32_t offset, std::uint32_t count, bool joins = false,
                event::Direction direction = event::Direction::kForward) {
        write({deleteAt(offset, count, direction)}, event::TransactionKind::kDelete, joins);
    }

    /// Takes back the newest step, or the one with number `index` from the oldest. Whether it had any effect left.
    bool undo() { return undo(m_stacks.undoSteps().size() - 1); }
    bool undo(std::size_t index) { return take(m_stacks.undoSteps().at(index), event::TransactionKind::kUndo); }
    bool redo() { return redo(m_stacks.redoSteps().size() - 1); }
    bool redo(const history::UndoStep& step) { return take(step, event::TransactionKind::kRedo); }
    bool redo(std::size_t index) { return take(m_stacks.redoSteps().at(index), event::TransactionKind::kRedo); }
    bool restore(const event::Version& version) {
        std::vector<event::Operation> operations = history::restoreOperations(m_log, m_tracker, version);
        if (operations.empty()) return false;
        write(std::move(operations), event::TransactionKind::kRestore);
        return true;
    }

    void receive(const TestReplica& other) {
        const event::EventBatch batch = other.m_log.missingFrom(m_log.versionVector());
        const event::AppendOutcome outcome = m_log.append(batch);
        CHECK(outcome.rejected.empty() && outcome.waiting.empty());
        m_nowMs = std::max(m_nowMs, other.m_nowMs);
        follow();
    }
    void receive(const event::Transaction& transaction) {
        const auto appended = m_log.append(transaction);
        if (!appended) qFatal("%s", appended.error().message.c_str());
        follow();
    }
    static void sync(TestReplica& a, TestReplica& b) {
        a.receive(b);
        b.receive(a);
    }

    void setNow(std::int64_t nowMs) { m_nowMs = nowMs; }
    [[nodiscard]] std::int64_t now() const { return m_nowMs; }
    [[nodiscard]] event::AgentId agentId() const { return m_agent; }
    [[nodiscard]] const event::EventLog& log() const { return m_log; }
    [[nodiscard]] event::EventLog& log() { return m_log; }
    [[nodiscard]] const merge::Tracker& tracker() const { return m_tracker; }
    [[nodiscard]] const history::UndoStacks& stacks() const { return m_stacks; }
    [[nodiscard]] std::string text() const { return m_tracker.text(m_log, merge::View::kEffect); }

  private:
    void follow() {
        m_tracker.applyNewEvents(m_log);
        m_stacks.followLog(m_log);
    }
    bool take(const history::UndoStep step, event::TransactionKind kind) {
        std::vector<event::Operation> operations = kind == event::TransactionKind::kUndo
                                                       ? history::UndoStacks::undoOperations(m_log, m_tracker, step)
                                                       : history::UndoStacks::redoOperations(m_log, m_tracker, step);
        if (operations.empty()) return false;
        write(std::move(operations), kind, false, m_log.idOf(step.first));
        return true;
    }

    event::AgentId m_agent;
    std::string m_user;
    event::EventLog m_log;
    merge::Tracker m_tracker;
    history::UndoStacks m_stacks;
    std::int64_t m_nowMs = 1'763'683'200'000;
};

/// The steps as a reader on any replica would name them: first events and transactions as ids, oldest first.
inline std::vector<std::vector<event::EventId>> namesOf(const event::EventLog& log,
                                                        const std::vector<history::UndoStep>& steps) {
    std::vector<std::vector<event::EventId>> names;
    for (const history::UndoStep& step : steps) {
        std::vector<event::EventId> name = {log.idOf(step.first)};
        for (const std::uint32_t transaction : step.transactions)
            name.push_back(log.idOf(log.transactionRecord(transaction).events.begin));
        names.push_back(std::move(name));
    }
    return names;
}

}  // namespace varve::test

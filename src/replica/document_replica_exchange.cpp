// What comes from elsewhere: events of other replicas, and of other versions of the same document.
#include "base/check.h"
#include "document/draft_schema.h"
#include "replica/document_replica.h"

namespace varve::replica {

namespace {

event::Operation draftFlag(const history::DraftId& draft, std::string_view property) {
    return event::Set{event::WellKnownObject::kDocument, document::draftKey(draft, property), true};
}

}  // namespace

event::AppendOutcome DocumentReplica::receive(const event::EventBatch& batch) {
    const std::size_t first = wholeLog().transactionCount();
    if (!m_whole.takesFirst(batch, log())) {
        const merge::CurrentState::Received received = m_state.receive(batch);
        if (!received.appended.events.isEmpty()) announceReceived(first, received.applied);
        return received.appended;
    }
    const event::AppendOutcome appended = m_whole.append(batch);
    // Who the writers are, at once: their events may have come before.
    for (const event::AgentRecord& record : batch.agents) {
        if (log().agentIndex(record.id)) m_state.addAgent(record);
    }
    if (appended.events.isEmpty()) return appended;
    merge::CurrentState::Received shown = m_state.receive(m_whole.takeShown(log()));
    CHECK(shown.appended.rejected.empty() && shown.appended.waiting.empty());
    announceReceived(first, shown.applied);
    return appended;
}

std::optional<event::LocalRange> DocumentReplica::receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                               const event::AgentId& except) {
    if (m_whole.mayTakeFirst(columns, log())) return std::nullopt;
    const std::size_t first = log().transactionCount();
    const auto received = m_state.receiveWhole(columns, limits, except);
    if (!received) return std::nullopt;
    if (!received->appended.events.isEmpty()) announceReceived(first, received->applied);
    return received->appended.events;
}

void DocumentReplica::showChange(const merge::ApplyOutcome& outcome, PatchOrigin origin) {
    // A cursor of the history reads the tracker whenever it is moved.
    if (m_hasOpenedHistory) static_cast<void>(m_state.tracker());
    m_grouping.followRemotePatch(outcome.patch);
    m_stacks.followLog(log());
    if (!outcome.patch.isEmpty()) Q_EMIT patchApplied(outcome.patch, origin);
}

void DocumentReplica::announceReceived(std::size_t first, const merge::ApplyOutcome& outcome) {
    showChange(outcome, PatchOrigin::kRemote);
    Q_EMIT transactionsAppended(first, wholeLog().transactionCount(), false);
    Q_EMIT undoStepsChanged();
    Q_EMIT durabilityChanged(isDurable());
}

void DocumentReplica::joinDraft() {
    if (!draft() || wholeLog().nextSequence(m_agent.id).value > 0) return;
    event::Transaction transaction = newTransaction(event::TransactionKind::kName);
    transaction.operations = {draftFlag(*draft(), document::draft_key::kWriter)};
    const auto joined = commit(transaction, PatchOrigin::kLocalEdit);
    CHECK(joined);
}

void DocumentReplica::show(const std::optional<history::DraftId>& draft) {
    CHECK(wholeLog().nextSequence(m_agent.id).value == 0 && !m_hasOpenedHistory);
    if (draft == this->draft()) return;
    DividedLog divided = divide(wholeLog(), draft);
    m_state = merge::CurrentState(std::move(divided.shown));
    m_whole = WholeLog(std::move(divided.whole), draft, std::move(divided.drafts));
    m_stacks = history::UndoStacks(m_agent.user);
    m_stacks.followLog(log());
    m_timeline = history::Timeline(0, draft ? history::DraftPlaces::kWhereWritten : history::DraftPlaces::kWhereMerged);
}

std::uint32_t DocumentReplica::newEventCount(const std::optional<history::DraftId>& source) const {
    return m_whole.newEventCount(source, log());
}

Result<event::EventBatch> DocumentReplica::batchToMerge(const std::optional<history::DraftId>& source) const {
    event::EventBatch batch = m_whole.batchOf(source, log());
    if (source != draft() && !batch.isEmpty()) return batch;
    return failure(ErrorCode::kNotFound, source ? "Everything in the draft is here already. Nothing was changed."
                                                : "Everything in the document is here already. Nothing was changed.");
}

Result<MergeOutcome> DocumentReplica::merge(const std::optional<history::DraftId>& source) {
    const auto batch = batchToMerge(source);
    if (!batch) return std::unexpected(batch.error());
    m_grouping.close();
    MergeOutcome outcome;
    outcome.eventCount = newEventCount(source);
    const std::size_t begin = log().transactionCount();
    const merge::CurrentState::Received received = m_state.receive(*batch);
    CHECK(received.appended.rejected.empty() && received.appended.waiting.empty());
    const std::size_t end = log().transactionCount();
    for (std::size_t index = begin; index < end; ++index) {
        if (log().transactionRecord(index).kind != event::TransactionKind::kName)
            outcome.transactions.push_back(static_cast<std::uint32_t>(index));
    }
    // What came is here for good with the event that follows on both: nobody sees the one without the other.
    event::Transaction transaction = newTransaction(event::TransactionKind::kName);
    transaction.operations = {source ? draftFlag(*source, document::draft_key::kMerged)
                                     : draftFlag(*draft(), document::draft_key::kUpdated)};
    m_state.addAgent(m_agent);
    const auto committed = m_state.append(transaction);
    CHECK(committed);
    const std::size_t firstOfAll = m_whole.followShown(log(), end);
    showChange(received.applied, PatchOrigin::kRemote);
    announceOwn(firstOfAll, *committed, PatchOrigin::kLocalEdit);
    return outcome;
}

Result<UndoOutcome> DocumentReplica::takeBackMerge(const MergeOutcome& merge) {
    m_grouping.close();
    if (!merge.transactions.empty()) {
        history::UndoStep step;
        step.first = log().transactionRecord(merge.transactions.front()).events.begin;
        step.transactions = merge.transactions;
        auto outcome = switchStep(step, event::TransactionKind::kRevert,
                                  history::UndoStacks::undoOperations(log(), tracker(), step));
        if (!outcome) return std::unexpected(outcome.error());
        if (*outcome) return **std::move(outcome);
    }
    return failure(ErrorCode::kNotFound, "Nothing is left of what was merged. Nothing was changed.");
}

}  // namespace varve::replica

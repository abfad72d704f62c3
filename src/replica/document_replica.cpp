#include "replica/document_replica.h"

#include <algorithm>

#include "base/check.h"
#include "history/undo_inside.h"
#include "replica/changed_place.h"
#include "replica/intent_operations.h"
#include "text/utf8.h"

namespace varve::replica {

namespace {

constexpr std::size_t kIntentTextSizeMax = 128U << 20;  // one paste; a document file takes twice as much at once
constexpr std::size_t kIntentEditCountMax = 1U << 20;   // likewise
constexpr std::uint32_t kDocumentCountMax = 1U << 30;
constexpr std::uint32_t kExcerptCountMax = 48;
constexpr const char* kChangedMeanwhile =
    "The document was changed while this step was being made. Nothing was changed; please try again.";
constexpr std::size_t kSearchedStepCountMax = 100'000;

std::vector<history::UndoStep> newestFirst(const std::vector<history::UndoStep>& steps, std::size_t countMax) {
    const std::size_t count = std::min(countMax, steps.size());
    return {steps.rbegin(), steps.rbegin() + static_cast<std::ptrdiff_t>(count)};
}

bool hasStep(const std::vector<history::UndoStep>& steps, event::LocalVersion first) {
    return std::any_of(steps.rbegin(), steps.rend(), [first](const auto& step) { return step.first == first; });
}

bool fitsOneTransaction(const std::vector<event::LocalEdit>& edits) {
    const TransactionBounds bounds;
    std::uint64_t units = 0;
    std::size_t textSize = 0;
    for (const event::LocalEdit& edit : edits) {
        units += edit.deletedCount + edit.inserted.size();
        textSize += edit.inserted.size();
    }
    return 2 * edits.size() <= bounds.operationCount && units <= bounds.unitCount && textSize <= bounds.textSize;
}

}  // namespace

DocumentReplica::DocumentReplica(LoadedDocument document, event::AgentRecord agent, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_documentId(std::move(document.documentId)),
      m_state(std::move(document.state)),
      m_whole(std::move(document.whole), document.draft, std::move(document.drafts)),
      m_agent(std::move(agent)),
      m_clock(clock),
      m_stacks(m_agent.user),
      m_timeline(std::move(document.timeline)) {
    CHECK(wholeLog().nextSequence(m_agent.id).value == 0);
    m_stacks.followLog(log());
    m_durableTransactionCount = wholeLog().transactionCount();
}

DocumentReplica::~DocumentReplica() = default;

event::EventId DocumentReplica::nextEventId() const {
    return {m_agent.id, log().nextSequence(m_agent.id)};
}

event::Transaction DocumentReplica::newTransaction(event::TransactionKind kind) const {
    event::Transaction transaction;
    transaction.first = nextEventId();
    transaction.parents = log().idsOf(m_state.version());
    transaction.timeMs = m_clock.nowMs();
    transaction.kind = kind;
    return transaction;
}

std::uint32_t DocumentReplica::countOf(const event::ObjectId& sequence) const {
    if (sequence == event::ObjectId{event::WellKnownObject::kBody}) return text().count();
    // A text that the step itself makes is empty.
    const auto* id = std::get_if<event::EventId>(&sequence);
    const bool isKnown = id != nullptr && log().find(*id).has_value();
    return isKnown ? m_state.presentTracker().count(merge::View::kEffect, sequence) : 0;
}

Result<std::vector<event::LocalEdit>> DocumentReplica::editsOf(const EditIntent& intent) const {
    std::vector<event::LocalEdit> edits;
    std::uint32_t count = countOf(intent.sequence);
    std::size_t sizeBytes = 0;
    if (intent.edits.size() > kIntentEditCountMax) {
        return failure(ErrorCode::kLimitExceeded,
                       "One step cannot change more than a million places. Nothing was changed.");
    }
    edits.reserve(intent.edits.size());
    for (const TextEdit& edit : intent.edits) {
        if (edit.range.begin > edit.range.end || edit.range.end.value > count) {
            return failure(ErrorCode::kInvalidInput, "The place lies outside the text, which has " +
                                                         std::to_string(count) + " characters. Nothing was changed.");
        }
        if (!text::isValidUtf8(edit.text)) {
            return failure(ErrorCode::kInvalidInput, "The new text is not valid UTF-8. Nothing was changed.");
        }
        sizeBytes += edit.text.size();
        if (sizeBytes > kIntentTextSizeMax) {
            return failure(ErrorCode::kLimitExceeded,
                           "The new text is larger than 128 MB, the most that one step takes. Nothing was changed.");
        }
        const std::uint32_t added = text::scalarCount(edit.text);
        const std::uint32_t removed = edit.range.count();
        if (count - removed + added > kDocumentCountMax) {
            return failure(ErrorCode::kLimitExceeded,
                           "The document would grow beyond a thousand million characters. Nothing was changed.");
        }
        count = count - removed + added;
        if (removed == 0 && added == 0) continue;
        const bool isBackward = intent.kind == event::TransactionKind::kBackspace;
        edits.push_back({.offset = edit.range.begin,
                         .deletedCount = removed,
                         .inserted = edit.text,
                         .direction = isBackward ? event::Direction::kBackward : event::Direction::kForward});
    }
    return edits;
}

Result<void> DocumentReplica::checkMarks(const EditIntent& intent, const std::vector<event::LocalEdit>& edits) const {
    std::uint32_t count = countOf(intent.sequence);
    for (const event::LocalEdit& edit : edits)
        count = count - edit.deletedCount + text::scalarCount(edit.inserted);
    for (const MarkEdit& mark : intent.marks) {
        if (mark.range.end <= mark.range.begin || mark.range.end.value > count) {
            return failure(ErrorCode::kInvalidInput, "The place to mark is empty or lies outside the text, which has " +
                                                         std::to_string(count) + " characters. Nothing was changed.");
        }
        if (!isValidKeyAndValue(mark.key, mark.value)) {
            return failure(ErrorCode::kInvalidInput,
                           "A mark has no name, or a text that is not valid UTF-8. Nothing was changed.");
        }
    }
    return {};
}

Result<void> DocumentReplica::apply(const EditIntent& intent) {
    if (intent.kind == event::TransactionKind::kRestore) {
        // They switch events, which other intents must not.
        m_grouping.close();
        event::Transaction transaction = newTransaction(intent.kind);
        if (intent.first && *intent.first != transaction.first)
            return failure(ErrorCode::kInvalidInput, kChangedMeanwhile);
        transaction.operations = intent.operations;
        if (auto checked = checkRestore(log(), tracker(), intent, transaction); !checked) return checked;
        if (transaction.operations.empty()) return {};
        const auto changed = commit(transaction, PatchOrigin::kRestore);
        return changed ? Result<void>() : std::unexpected(changed.error());
    }
    const auto edits = editsOf(intent);
    if (!edits) return std::unexpected(edits.error());
    const bool hasMore = !intent.marks.empty() || !intent.registers.empty() || !intent.operations.empty();
    if (hasMore) return applyAsTransaction(intent, *edits);
    if (edits->empty()) return {};
    const bool isBody = intent.sequence == event::ObjectId{event::WellKnownObject::kBody};
    if (!isBody || !intent.preparation.empty()) return applyAsTransaction(intent, *edits);
    if (!fitsOneTransaction(*edits)) return applyAsTransaction(intent, *edits);
    const std::size_t first = log().transactionCount();
    const std::int64_t timeMs = m_clock.nowMs();
    auto outcome = m_state.edit({.agent = m_state.addAgent(m_agent),
                                 .parents = {},
                                 .timeMs = timeMs,
                                 .kind = intent.kind,
                                 .joinsPrevious = m_grouping.joins(intent, timeMs)},
                                *edits);
    if (!outcome) {
        m_grouping.close();
        return std::unexpected(outcome.error());
    }
    announce(first, *outcome, PatchOrigin::kLocalEdit);
    return {};
}

Result<void> DocumentReplica::applyAsTransaction(const EditIntent& intent, const std::vector<event::LocalEdit>& edits) {
    if (auto checked = checkMarks(intent, edits); !checked) return checked;
    event::Transaction transaction = newTransaction(intent.kind);
    if (intent.first && *intent.first != transaction.first) {
        return failure(ErrorCode::kInvalidInput, kChangedMeanwhile);
    }
    transaction.operations = operationsOf(intent, edits);
    if (auto checked = checkOperations(log(), m_state.presentTracker(), transaction); !checked) return checked;
    bool joins = m_grouping.joins(intent, transaction.timeMs);
    // What is larger than a message becomes several transactions of one step.
    for (std::vector<event::Operation>& part : cutIntoParts(std::move(transaction.operations))) {
        event::Transaction next = newTransaction(intent.kind);
        next.timeMs = transaction.timeMs;
        next.operations = std::move(part);
        next.joinsPrevious = std::exchange(joins, true);
        auto changed = commit(next, PatchOrigin::kLocalEdit);
        if (!changed) {
            m_grouping.close();
            return std::unexpected(changed.error());
        }
    }
    return {};
}

Result<document::DocumentPatch> DocumentReplica::commit(const event::Transaction& transaction, PatchOrigin origin) {
    m_state.addAgent(m_agent);
    const std::size_t first = log().transactionCount();
    auto outcome = m_state.append(transaction);
    if (!outcome) return std::unexpected(outcome.error());
    announce(first, *outcome, origin);
    return std::move(outcome->patch);
}

void DocumentReplica::announce(std::size_t first, const merge::ApplyOutcome& outcome, PatchOrigin origin) {
    CHECK(outcome.quarantined.empty());
    announceOwn(m_whole.followShown(log(), first), outcome, origin);
}

void DocumentReplica::announceOwn(std::size_t firstOfAll, const merge::ApplyOutcome& outcome, PatchOrigin origin) {
    CHECK(m_whole.drafts(log()).draftOf(*wholeLog().agentIndex(m_agent.id)) == draft());
    // A cursor of the history reads the tracker whenever it is moved.
    if (m_hasOpenedHistory) static_cast<void>(m_state.tracker());
    m_stacks.followLog(log());
    Q_EMIT patchApplied(outcome.patch, origin);
    Q_EMIT transactionsAppended(firstOfAll, wholeLog().transactionCount(), true);
    Q_EMIT undoStepsChanged();
    Q_EMIT durabilityChanged(isDurable());
}

void DocumentReplica::closeStep() {
    m_grouping.close();
}

Result<UndoOutcome> DocumentReplica::takeBack(bool redo, std::optional<event::LocalVersion> first) {
    m_grouping.close();
    std::uint32_t skippedCount = 0;
    std::size_t passedCount = 0;  // steps that nothing is left of: they stay where they are
    for (;;) {
        const std::vector<history::UndoStep>& steps = redo ? m_stacks.redoSteps() : m_stacks.undoSteps();
        if (passedCount >= steps.size()) break;
        // Until the transaction is taken, which moves the step.
        const history::UndoStep& step = steps[steps.size() - 1 - passedCount];
        if (first && step.first != *first) {
            ++passedCount;
            continue;
        }
        const std::size_t stepCountBefore = steps.size();
        auto outcome = switchStep(step, redo ? event::TransactionKind::kRedo : event::TransactionKind::kUndo,
                                  redo ? history::UndoStacks::redoOperations(log(), trackerFor(step), step)
                                       : history::UndoStacks::undoOperations(log(), trackerFor(step), step));
        if (!outcome) return std::unexpected(outcome.error());
        if (!*outcome) {
            ++passedCount;
        } else {
            CHECK((redo ? m_stacks.redoSteps() : m_stacks.undoSteps()).size() < stepCountBefore);
            (*outcome)->skippedCount = skippedCount;
            if ((*outcome)->isSeen || first) {
                wakeBefore(redo ? m_stacks.redoSteps() : m_stacks.undoSteps());
                return **std::move(outcome);
            }
        }
        ++skippedCount;
    }
    if (first) return failure(ErrorCode::kNotFound, "Nothing is left of that step. Nothing was changed.");
    return failure(ErrorCode::kNotFound, redo ? "There is nothing left to redo." : "There is nothing left to undo.");
}

Result<std::optional<UndoOutcome>> DocumentReplica::switchStep(const history::UndoStep& step,
                                                               event::TransactionKind kind,
                                                               std::vector<event::Operation> operations) {
    if (operations.empty()) return std::nullopt;
    UndoOutcome outcome;
    outcome.facts = facts(step);
    event::Transaction transaction = newTransaction(kind);
    transaction.operations = std::move(operations);
    const event::EventId reference = log().idOf(step.first);
    if (kind != event::TransactionKind::kRevert) transaction.reference = reference;
    outcome.fromEarlierSession = reference.agent != m_agent.id;
    const bool isRedo = kind == event::TransactionKind::kRedo;
    // `step` may be gone from here on: its stack gave it to another.
    auto changed = commit(transaction, isRedo ? PatchOrigin::kRedo : PatchOrigin::kUndo);
    if (!changed) return std::unexpected(changed.error());
    outcome.changed = changedPlace(log(), m_state.presentTracker(), text(), *changed);
    outcome.isTextChanged = !changed->body.isEmpty();
    outcome.isSeen = !changed->isEmpty();
    return outcome;
}

Result<UndoOutcome> DocumentReplica::redoBranch(event::LocalVersion first) {
    m_grouping.close();
    const auto has = [first](const history::UndoBranch& branch) {
        return std::ranges::find(branch.steps, first, &history::UndoStep::first) != branch.steps.end();
    };
    const auto branch = std::ranges::find_if(m_stacks.branches(), has);
    if (branch == m_stacks.branches().end())
        return failure(ErrorCode::kNotFound, "Nothing is left of that branch. Nothing was changed.");
    // The steps move while they are brought back.
    std::vector<history::UndoStep> steps(branch->steps.rbegin(), branch->steps.rend());
    std::optional<UndoOutcome> last;
    for (const history::UndoStep& step : steps) {
        auto outcome = switchStep(step, event::TransactionKind::kRedo,
                                  history::UndoStacks::redoOperations(log(), trackerFor(step), step));
        if (!outcome) return std::unexpected(outcome.error());
        if (*outcome) last = **std::move(outcome);
        if (step.first == first) break;
    }
    if (last) return *std::move(last);
    return failure(ErrorCode::kNotFound, "Nothing is left of that branch. Nothing was changed.");
}

bool DocumentReplica::changesAnything(event::TransactionKind kind, std::vector<event::Operation> operations) const {
    event::EventLog trialLog = log();
    merge::Tracker trial = tracker();
    event::Transaction transaction = newTransaction(kind);
    transaction.operations = std::move(operations);
    return trialLog.append(transaction) && !trial.applyNewEvents(trialLog).patch.isEmpty();
}

Result<UndoOutcome> DocumentReplica::undoInside(const event::ObjectId& sequence, text::Range range) {
    m_grouping.close();
    if (range.end < range.begin || countOf(sequence) < range.end.value)
        return failure(ErrorCode::kInvalidInput, "The selection is not in the text any more. Nothing was changed.");
    const history::TextPart part = history::textPartOf(tracker(), sequence, range);
    const std::vector<history::UndoStep> steps = newestFirst(m_stacks.undoSteps(), kSearchedStepCountMax);
    for (const history::UndoStep& step : steps) {
        // They would bring back what was taken back here before.
        if (step.kind == event::TransactionKind::kRevert || step.kind == event::TransactionKind::kRestore) continue;
        std::vector<event::Operation> operations = history::undoOperationsInside(log(), tracker(), step, part);
        // A step that others undid as well is passed over without a trace: what is written ends the redo chain.
        if (operations.empty() || !changesAnything(event::TransactionKind::kRevert, operations)) continue;
        auto outcome = switchStep(step, event::TransactionKind::kRevert, std::move(operations));
        if (!outcome) return std::unexpected(outcome.error());
        if (*outcome) return **std::move(outcome);
    }
    return failure(ErrorCode::kNotFound, "You have changed nothing in the selection that could be taken back.");
}

Result<UndoOutcome> DocumentReplica::undo() {
    return takeBack(false, std::nullopt);
}
Result<UndoOutcome> DocumentReplica::redo() {
    return takeBack(true, std::nullopt);
}
Result<UndoOutcome> DocumentReplica::undoStep(event::LocalVersion first) {
    return takeBack(false, first);
}

std::vector<history::UndoStep> DocumentReplica::undoSteps(std::size_t countMax) const {
    return newestFirst(m_stacks.undoSteps(), countMax);
}

std::vector<history::UndoStep> DocumentReplica::redoSteps(std::size_t countMax) const {
    return newestFirst(m_stacks.redoSteps(), countMax);
}

std::vector<history::UndoBranch> DocumentReplica::undoBranches() const {
    return {m_stacks.branches().rbegin(), m_stacks.branches().rend()};
}

bool DocumentReplica::canUndo() const {
    return !m_stacks.undoSteps().empty();
}
bool DocumentReplica::canRedo() const {
    return !m_stacks.redoSteps().empty();
}
bool DocumentReplica::canUndo(event::LocalVersion first) const {
    return hasStep(m_stacks.undoSteps(), first);
}
bool DocumentReplica::canRedo(event::LocalVersion first) const {
    return hasStep(m_stacks.redoSteps(), first);
}

history::UndoStacks::StepFacts DocumentReplica::facts(const history::UndoStep& step) const {
    return history::UndoStacks::facts(log(), m_state.presentTracker(), step, kExcerptCountMax);
}

Result<text::Range> DocumentReplica::restore(const event::Version& version) {
    m_grouping.close();
    event::Transaction transaction = newTransaction(event::TransactionKind::kRestore);
    transaction.operations = history::restoreOperations(log(), tracker(), version);
    if (transaction.operations.empty()) {
        return failure(ErrorCode::kNotFound, "The document already is as it was at that moment. Nothing was changed.");
    }
    auto changed = commit(transaction, PatchOrigin::kRestore);
    if (!changed) return std::unexpected(changed.error());
    return changed->body.changedRange();
}

document::Anchor DocumentReplica::anchorAt(text::Offset offset, document::Side side,
                                           const event::ObjectId& sequence) const {
    const std::uint32_t count = countOf(sequence);
    CHECK(offset.value <= count);
    const auto idAt = [&](text::Offset character) {
        return log().idOf(m_state.presentTracker().characterAt(merge::View::kEffect, character, sequence));
    };
    if (side == document::Side::kBefore && offset.value < count) return {idAt(offset), side};
    if (side == document::Side::kAfter && offset.value > 0) return {idAt(offset - 1U), side};
    return {std::nullopt, side};
}

text::Offset DocumentReplica::offsetOf(const document::Anchor& anchor, const event::ObjectId& sequence) const {
    const bool before = anchor.side == document::Side::kBefore;
    const text::Offset end{countOf(sequence)};
    if (!anchor.character) return before ? end : text::Offset{};
    const auto character = log().find(*anchor.character);
    // A colleague's anchor may name a character that has not arrived yet, or no character at all.
    if (!character) return end;
    const event::OperationRun& run = log().operationRuns()[log().operationRunIndexOf(*character)];
    if (run.type != event::OperationType::kInsert || log().sequences()[run.sequence] != sequence) return end;
    // One that was deleted long ago may be forgotten.
    const merge::Tracker& present = m_state.presentTracker();
    const merge::Tracker& known = present.knows(*character) ? present : tracker();
    const merge::Tracker::Place place = known.placeOf(merge::View::kEffect, *character, sequence);
    return place.visible && !before ? place.offset + 1U : place.offset;
}

void DocumentReplica::correct(merge::Tracker replayed) {
    const document::DocumentPatch patch = m_state.correct(std::move(replayed));
    m_grouping.followRemotePatch(patch);
    if (!patch.isEmpty()) Q_EMIT patchApplied(patch, PatchOrigin::kRemote);
}

const history::Timeline& DocumentReplica::timeline() const {
    m_timeline.followLog(log());
    return m_timeline;
}

std::unique_ptr<history::HistoryCursor> DocumentReplica::openHistory() const {
    m_hasOpenedHistory = true;
    return std::make_unique<history::HistoryCursor>(log(), tracker(), timeline());
}

void DocumentReplica::setDurableTransactionCount(std::size_t count) {
    CHECK(count <= wholeLog().transactionCount());
    m_durableTransactionCount = count;
    Q_EMIT durabilityChanged(isDurable());
}

bool DocumentReplica::isDurable() const {
    return m_durableTransactionCount == wholeLog().transactionCount();
}

}  // namespace varve::replica

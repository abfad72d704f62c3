#include "merge/current_state.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "merge/edit_composer.h"
#include "merge/tracker_difference.h"
#include "merge/walk_plan.h"
#include "text/utf8.h"

namespace varve::merge {

using event::LocalEdit;
using event::LocalRange;

namespace {

/// Behind by more than that the tracker follows at once: at 0.1 microseconds a run, whoever asks for it later does not
/// wait longer than a frame allows.
constexpr std::size_t kLaggingRunCountMax = 30'000;

}  // namespace

void applyToRope(text::Rope& text, const document::Patch& patch) {
    text::Offset at;
    for (const document::PatchPiece& piece : patch.pieces()) {
        if (piece.kind == document::PatchPiece::Kind::kRemove) text.erase({at, at + piece.count});
        if (piece.kind == document::PatchPiece::Kind::kAdd) text.insert(at, patch.textOf(piece));
        at = at + piece.newCount();
    }
}

CurrentState::CurrentState(event::EventLog log) : m_log(std::move(log)) {
    if (isSequentialFrom({})) {
        EditComposer composer(m_log, 0);
        if (composer.apply({{}, m_log.end()})) {
            m_text = text::Rope(composer.text());
            m_version = m_log.version();
            return;
        }
    }
    m_tracker.applyNewEventsQuietly(m_log);
    m_text = text::Rope(m_tracker.text(m_log, View::kEffect));
    m_version = m_tracker.effectVersion();
}

CurrentState::CurrentState(event::EventLog log, Tracker tracker)
    : m_log(std::move(log)), m_tracker(std::move(tracker)) {
    m_tracker.applyNewEventsQuietly(m_log);
    m_text = text::Rope(m_tracker.text(m_log, View::kEffect));
    m_version = m_tracker.effectVersion();
}

const Tracker& CurrentState::tracker() const {
    if (m_tracker.base() > event::LocalVersion{0}) {
        m_tracker = Tracker();
        m_tracker.applyNewEventsQuietly(m_log);
    }
    return presentTracker();
}

const Tracker& CurrentState::presentTracker() const {
    if (m_tracker.appliedEnd() < m_log.end()) {
        // Edits made here fit the version that they were made on.
        CHECK(m_tracker.applyNewEventsQuietly(m_log).empty());
    }
    return m_tracker;
}

bool CurrentState::rest(event::LocalVersion end) {
    std::optional<Tracker> based = presentTracker().basedAt(m_log, end);
    if (!based) return false;
    m_tracker = std::move(*based);
    return true;
}

void CurrentState::wake(Tracker replayed) const {
    if (m_tracker.base() == event::LocalVersion{0}) return;
    replayed.applyNewEventsQuietly(m_log);
    m_tracker = std::move(replayed);
}

document::DocumentPatch CurrentState::correct(Tracker replayed) {
    replayed.applyNewEventsQuietly(m_log);
    document::DocumentPatch patch = patchBetween(m_log, presentTracker(), replayed);
    m_tracker = std::move(replayed);
    m_version = m_tracker.effectVersion();
    applyToRope(m_text, patch.body);
    return patch;
}

std::uint32_t CurrentState::addAgent(const event::AgentRecord& record) {
    m_log.addAgent(record);
    return m_log.agentIndex(record.id).value();
}

Result<void> CurrentState::checkPlaces(std::span<const LocalEdit> edits) const {
    std::uint64_t count = m_text.count();
    for (const LocalEdit& edit : edits) {
        CHECK(edit.sequence == 0);
        if (std::uint64_t{edit.offset.value} + edit.deletedCount > count) {
            return failure(ErrorCode::kInvalidInput, "The place lies outside the text, which has " +
                                                         std::to_string(count) + " characters. Nothing was changed.");
        }
        count -= edit.deletedCount;
        count += edit.inserted.size() == 1 ? 1 : text::scalarCount(edit.inserted);
    }
    return {};
}

Result<LocalRange> CurrentState::editQuietly(event::LocalStep step, std::span<const LocalEdit> edits) {
    if (auto checked = checkPlaces(edits); !checked) return std::unexpected(std::move(checked.error()));
    step.parents = m_version;
    Result<LocalRange> events = m_log.appendLocal(step, edits);
    if (!events || events->isEmpty()) return events;
    for (const LocalEdit& edit : edits) {
        m_text.erase({edit.offset, edit.offset + edit.deletedCount});
        m_text.insert(edit.offset, edit.inserted);
    }
    m_version.assign(1, events->end - 1);
    return events;
}

Result<ApplyOutcome> CurrentState::edit(event::LocalStep step, std::span<const LocalEdit> edits) {
    if (m_log.hasMarks() || edits.size() != 1) {
        if (auto checked = checkPlaces(edits); !checked) return std::unexpected(std::move(checked.error()));
        step.parents = m_version;
        const Result<LocalRange> events = m_log.appendLocal(step, edits);
        if (!events) return std::unexpected(events.error());
        return events->isEmpty() ? ApplyOutcome() : follow(events->begin);
    }
    const Result<LocalRange> events = editQuietly(step, edits);
    if (!events) return std::unexpected(events.error());
    ApplyOutcome outcome;
    document::Patch& patch = outcome.patch.body;
    patch.retain(edits.front().offset.value);
    patch.remove(edits.front().deletedCount);
    patch.add(edits.front().inserted, events->count() - edits.front().deletedCount);
    return outcome;
}

Result<ApplyOutcome> CurrentState::append(const event::Transaction& transaction) {
    static_cast<void>(presentTracker());
    const Result<LocalRange> events = m_log.append(transaction);
    if (!events) return std::unexpected(events.error());
    return applyNewEvents();
}

CurrentState::Received CurrentState::receive(const event::EventBatch& batch) {
    Received received;
    received.appended = m_log.append(batch);
    if (!received.appended.events.isEmpty()) received.applied = follow(received.appended.events.begin);
    return received;
}

std::optional<CurrentState::Received> CurrentState::receiveWhole(BytesView columns, const event::DecodeLimits& limits,
                                                                 const event::AgentId& except) {
    const event::LocalVersion begin = m_log.end();
    if (!m_log.appendWholeColumns(columns, limits, &except)) return std::nullopt;
    Received received;
    received.appended.events = {begin, m_log.end()};
    if (begin < m_log.end()) received.applied = follow(begin);
    return received;
}

/// Whether each event from `begin` on was made on all that was there before it.
bool CurrentState::isSequentialFrom(event::LocalVersion begin) const {
    const event::EventGraph& graph = m_log.graph();
    if (graph.runs().empty() || graph.runs().back().events.begin > begin) return false;
    event::LocalVersion predecessor;
    return std::ranges::equal(parentsOf(graph, begin, predecessor), m_version);
}

/// What the edits from `begin` on, which the text does not have yet, change in it. Nothing where only the tracker can
/// tell: also what is typed into marked text takes on marks.
std::optional<document::Patch> CurrentState::composedFrom(event::LocalVersion begin) const {
    if (m_log.hasMarks() || !isSequentialFrom(begin)) return std::nullopt;
    EditComposer composer(m_log, m_text.count());
    if (!composer.apply({begin, m_log.end()})) return std::nullopt;
    return composer.patch();
}

/// Brings the text, and where that is needed the tracker, up to the log, which has grown from `begin` on.
ApplyOutcome CurrentState::follow(event::LocalVersion begin) {
    std::optional<document::Patch> composed = composedFrom(begin);
    if (!composed) {
        m_tracker.followSequence(m_log, begin);
        return applyNewEvents();
    }
    ApplyOutcome outcome;
    outcome.patch.body = std::move(*composed);
    applyToRope(m_text, outcome.patch.body);
    m_version.assign(1, m_log.end() - 1);
    if (laggingRunCount() > kLaggingRunCountMax) static_cast<void>(presentTracker());
    return outcome;
}

std::size_t CurrentState::laggingRunCount() const {
    if (m_tracker.appliedEnd() == m_log.end()) return 0;
    return m_log.operationRuns().size() - m_log.operationRunIndexOf(m_tracker.appliedEnd());
}

ApplyOutcome CurrentState::applyNewEvents() {
    ApplyOutcome outcome = m_tracker.canApplyNewEvents(m_log) ? m_tracker.applyNewEvents(m_log) : replayNewEvents();
    applyToRope(m_text, outcome.patch.body);
    m_version = m_tracker.effectVersion();
    return outcome;
}

/// What the tracker has forgotten is asked for: the way from the version before to that of everything is travelled.
ApplyOutcome CurrentState::replayNewEvents() {
    const event::LocalVersion known = m_tracker.appliedEnd();
    m_tracker = Tracker();
    ApplyOutcome outcome;
    outcome.quarantined = m_tracker.applyNewEventsQuietly(m_log);
    std::erase_if(outcome.quarantined, [known](LocalRange& range) {
        range.begin = std::max(range.begin, known);
        return range.begin >= range.end;
    });
    static_cast<void>(m_tracker.movePrepareTo(m_log, m_version));
    outcome.patch = m_tracker.movePrepareTo(m_log, m_tracker.effectVersion());
    return outcome;
}

}  // namespace varve::merge

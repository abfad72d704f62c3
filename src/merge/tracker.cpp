#include "merge/tracker.h"

#include <algorithm>

#include "base/check.h"
#include "merge/effect_outline.h"
#include "merge/patch_builder.h"
#include "merge/walk_plan.h"
#include "merge/walker.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;

namespace {

/// From that many events at once it pays to tidy up behind them, and to prepare for them if they are the first ones.
constexpr std::uint32_t kManyEvents = 1000;

/// A run that is noted and looked up again costs about as much as two looks at eight items.
constexpr std::size_t kManyRuns = 512;
constexpr std::size_t kItemsPerRun = 8;

}  // namespace

Tracker::Tracker() : Tracker(FanOut{}) {}
Tracker::Tracker(FanOut fanOut) : m_state(std::make_unique<State>(fanOut)) {}
Tracker::Tracker(const Tracker& other) : m_state(std::make_unique<State>(*other.m_state)) {}
Tracker::Tracker(Tracker&&) noexcept = default;
Tracker& Tracker::operator=(const Tracker& other) {
    if (this != &other) m_state = std::make_unique<State>(*other.m_state);
    return *this;
}
Tracker& Tracker::operator=(Tracker&&) noexcept = default;
Tracker::~Tracker() = default;

LocalVersion Tracker::appliedEnd() const {
    return {m_state->index.size()};
}

/// `end` is the log's, or all events before it lie in one run of the graph.
std::vector<LocalRange> Tracker::applyUpTo(const event::EventLog& log, LocalVersion end, std::optional<View> view) {
    const LocalRange events{appliedEnd(), end};
    if (events.isEmpty()) return {};
    CHECK(fitsBase(log, events));
    const bool isFirst = events.begin == LocalVersion{0} && events.count() > kManyEvents;
    m_state->index.resize(events.end.value);
    if (isFirst) m_state->beginBulk(log);
    // The version of the whole log is not that of `end`.
    Walker walker(*m_state, log, view, end == log.end() ? events.count() : 0);
    LocalVersion predecessor;
    const auto parents = parentsOf(log.graph(), events.begin, predecessor);
    if (log.graph().runs()[log.graph().runIndexOf(events.begin)].events.end >= end) {
        // One stretch of events, as typing here or there gives: nothing to plan.
        if (!std::ranges::equal(m_state->prepareVersion, parents)) walker.movePrepareTo(parents);
        walker.apply(events);
    } else {
        CHECK(end == log.end());
        for (const WalkStep& step : planWalk(log.graph(), m_state->prepareVersion, events).steps) {
            switch (step.action) {
                case WalkAction::kRetreat:
                    walker.retreat(step.events);
                    break;
                case WalkAction::kAdvance:
                    walker.advance(step.events);
                    break;
                case WalkAction::kApply:
                    walker.apply(step.events);
                    break;
            }
        }
    }
    if (isFirst) {
        m_state->endBulk();
    } else if (events.count() > kManyEvents && events.count() >= events.begin.value) {
        m_state->trim();
    }
    walker.finishVersion();
    m_state->registers.settle(log);
    m_state->tidyMarks();
    return walker.takeQuarantined();
}

/// Whether so much comes that comparing the document before and after costs less than noting every change.
bool Tracker::changesMuch(const event::EventLog& log) const {
    if (appliedEnd() == log.end()) return false;
    const std::size_t runCount = log.operationRuns().size() - log.operationRunIndexOf(appliedEnd());
    return runCount >= kManyRuns && runCount >= itemCount() / kItemsPerRun;
}

ApplyOutcome Tracker::applyNewEvents(const event::EventLog& log) {
    ApplyOutcome outcome;
    if (changesMuch(log)) {
        const EffectOutline before(log, *this);
        outcome.quarantined = applyUpTo(log, log.end(), std::nullopt);
        outcome.patch = before.patchTo(log, EffectOutline(log, *this));
        return outcome;
    }
    outcome.quarantined = applyUpTo(log, log.end(), View::kEffect);
    outcome.patch = PatchBuilder(log, *m_state, View::kEffect).take();
    return outcome;
}

std::vector<LocalRange> Tracker::applyNewEventsQuietly(const event::EventLog& log) {
    return applyUpTo(log, log.end(), std::nullopt);
}

void Tracker::followSequence(const event::EventLog& log, LocalVersion end) {
    CHECK(applyUpTo(log, end, std::nullopt).empty());
}

document::DocumentPatch Tracker::movePrepareTo(const event::EventLog& log, const event::Version& target) {
    for (const LocalVersion head : target)
        CHECK(head < appliedEnd());
    // The base is critical: whatever has an event behind it has all of it.
    CHECK(base() == LocalVersion{0} || target == m_state->baseVersion || (!target.empty() && target.back() >= base()));
    Walker(*m_state, log, View::kPrepare).movePrepareTo(target);
    m_state->tidyMarks();
    return PatchBuilder(log, *m_state, View::kPrepare).take();
}

const event::Version& Tracker::prepareVersion() const {
    return m_state->prepareVersion;
}

const event::Version& Tracker::effectVersion() const {
    return m_state->effectVersion;
}

bool Tracker::isQuarantined(LocalVersion event) const {
    return m_state->hasQuarantined && m_state->index.isQuarantined(event.value);
}

bool Tracker::isAlive(View view, LocalVersion event) const {
    return m_state->liveness.isAlive(event, view);
}

std::vector<LocalRange> Tracker::partsThatAre(bool alive, const std::vector<LocalRange>& ranges, View view) const {
    const LivenessRegisters& registers = m_state->liveness;
    std::vector<LocalRange> result;
    for (const LocalRange& range : ranges) {
        const auto take = [&result, range](LocalVersion begin, LocalVersion end) {
            if (begin >= end) return;
            if (!result.empty() && result.back().end == begin && begin != range.begin) {
                result.back().end = end;
            } else {
                result.push_back({begin, end});
            }
        };
        LocalVersion position = range.begin;
        for (std::size_t index = registers.firstRunBehind(position); index < registers.runs().size(); ++index) {
            const LivenessRegisters::Run& run = registers.runs()[index];
            if (run.targets.begin >= range.end) break;
            if (alive) take(position, run.targets.begin);
            const LocalVersion end = std::min(range.end, run.targets.end);
            if (registers.isAlive(run, view) == alive) take(std::max(position, run.targets.begin), end);
            position = end;
        }
        if (alive) take(position, range.end);
    }
    return result;
}

std::vector<LocalRange> Tracker::aliveParts(const std::vector<LocalRange>& ranges, View view) const {
    return partsThatAre(true, ranges, view);
}

std::vector<LocalRange> Tracker::deadParts(const std::vector<LocalRange>& ranges, View view) const {
    return partsThatAre(false, ranges, view);
}

std::size_t Tracker::itemCount() const {
    std::size_t count = 0;
    for (const State::Text& text : m_state->texts)
        count += text.tree.itemCount();
    return count;
}

std::size_t Tracker::memoryBytes() const {
    return m_state->memoryBytes();
}

}  // namespace varve::merge

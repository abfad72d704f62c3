#include "merge/tracker.h"

#include <algorithm>

#include "base/check.h"
#include "merge/walk_plan.h"
#include "merge/walker.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;

namespace {

/// From that many new events on it pays to make room for their items at once.
constexpr std::uint32_t kBulkEventCount = 1000;

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
    return {static_cast<std::uint32_t>(m_state->index.size())};
}

std::vector<LocalRange> Tracker::applyAll(const event::EventLog& log, std::optional<View> view) {
    const LocalRange events{appliedEnd(), log.end()};
    if (events.isEmpty()) return {};
    m_state->index.resize(events.end.value);
    if (events.count() > kBulkEventCount)
        m_state->tree.reserve(log.operationRuns().size() - log.operationRunIndexOf(events.begin));
    Walker walker(*m_state, log, view);
    LocalVersion predecessor;
    const auto parents = parentsOf(log.graph(), events.begin, predecessor);
    if (log.graph().runs().back().events.begin <= events.begin) {
        // One stretch of events, as typing here or there gives: nothing to plan.
        if (!std::ranges::equal(m_state->prepareVersion, parents)) walker.movePrepareTo(parents);
        walker.apply(events);
    } else {
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
    walker.finishVersion();
    if (events.count() > kBulkEventCount) m_state->tree.trim();
    return walker.takeQuarantined();
}

ApplyOutcome Tracker::applyNewEvents(const event::EventLog& log) {
    ApplyOutcome outcome;
    outcome.quarantined = applyAll(log, View::kEffect);
    outcome.patch = m_state->touched.takePatch(log, m_state->tree, m_state->index, View::kEffect);
    return outcome;
}

std::vector<LocalRange> Tracker::applyNewEventsQuietly(const event::EventLog& log) {
    return applyAll(log, std::nullopt);
}

document::Patch Tracker::movePrepareTo(const event::EventLog& log, const event::Version& target) {
    for (const LocalVersion head : target)
        CHECK(head < appliedEnd());
    Walker(*m_state, log, View::kPrepare).movePrepareTo(target);
    return m_state->touched.takePatch(log, m_state->tree, m_state->index, View::kPrepare);
}

const event::Version& Tracker::prepareVersion() const {
    return m_state->prepareVersion;
}

const event::Version& Tracker::effectVersion() const {
    return m_state->effectVersion;
}

bool Tracker::isQuarantined(LocalVersion event) const {
    return m_state->hasQuarantined && m_state->index[event.value] == kNone;
}

std::uint32_t Tracker::count(View view) const {
    return m_state->tree.count(view);
}

std::string Tracker::text(const event::EventLog& log, View view) const {
    std::string text;
    text.reserve(count(view));
    for (const VisibleRun& run : visibleRuns(view))
        appendText(log, run.events, text);
    return text;
}

std::vector<VisibleRun> Tracker::visibleRuns(View view) const {
    std::vector<VisibleRun> runs;
    const ItemTree& tree = m_state->tree;
    for (ItemTree::Cursor cursor = tree.begin(); tree.settle(cursor); ++cursor.index) {
        const Item& item = tree.at(cursor);
        if (!item.isVisible(view)) continue;
        if (!runs.empty() && runs.back().events.end.value == item.first) {
            runs.back().events.end = {item.end()};
        } else {
            runs.push_back({{{item.first}, {item.end()}}});
        }
    }
    return runs;
}

std::vector<LocalRange> Tracker::characterRuns() const {
    std::vector<LocalRange> runs;
    const ItemTree& tree = m_state->tree;
    for (ItemTree::Cursor cursor = tree.begin(); tree.settle(cursor); ++cursor.index) {
        const Item& item = tree.at(cursor);
        if (!runs.empty() && runs.back().end.value == item.first) {
            runs.back().end = {item.end()};
        } else {
            runs.push_back({{item.first}, {item.end()}});
        }
    }
    return runs;
}

const LivenessRegisters& Tracker::livenessRegisters() const {
    return m_state->registers;
}

LocalVersion Tracker::characterAt(View view, text::Offset offset) const {
    const ItemTree::Place place = std::as_const(m_state->tree).find(view, offset.value);
    return {m_state->tree.at(place.cursor).first + place.offset};
}

Tracker::Place Tracker::placeOf(View view, LocalVersion character) const {
    CHECK(character < appliedEnd());
    const ItemTree& tree = m_state->tree;
    if (isQuarantined(character)) return {{tree.count(view)}, false};
    const std::uint32_t leaf = m_state->index[character.value];
    CHECK(leaf < tree.leafCount());
    const ItemTree::Place place = tree.locate(character.value, leaf);
    const bool visible = tree.at(place.cursor).isVisible(view);
    const std::uint32_t before = tree.visibleBefore(view, leaf) + tree.visibleBeforeInLeaf(view, place.cursor);
    return {{before + (visible ? place.offset : 0)}, visible};
}

std::optional<LocalVersion> Tracker::deletedCharacter(LocalVersion deletion) const {
    if (isQuarantined(deletion)) return std::nullopt;
    return LocalVersion{m_state->index[deletion.value]};
}

bool Tracker::isAlive(View view, LocalVersion event) const {
    return m_state->registers.isAlive(event, view);
}

std::vector<LocalRange> Tracker::partsThatAre(bool alive, const std::vector<LocalRange>& ranges, View view) const {
    const LivenessRegisters& registers = m_state->registers;
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
    return m_state->tree.itemCount();
}

std::size_t Tracker::memoryBytes() const {
    return m_state->tree.memoryBytes() + m_state->registers.memoryBytes() +
           m_state->index.capacity() * sizeof(EventIndex::value_type);
}

void Tracker::checkInvariants() const {
    m_state->tree.checkInvariants(m_state->index);
    m_state->registers.checkInvariants();
    CHECK(std::ranges::is_sorted(m_state->prepareVersion));
    CHECK(std::ranges::is_sorted(m_state->effectVersion));
}

}  // namespace varve::merge

#include "session/keyframe_keeper.h"

#include "event/critical_versions.h"
#include "history/keyframe_policy.h"
#include "merge/tracker_snapshot.h"
#include "storage/sqlite_keyframe_store.h"

namespace varve::session {

namespace {

Result<void> keepMilestones(storage::SqliteKeyframeStore& store, const DocumentSnapshot& snapshot) {
    const event::EventLog& log = snapshot.log;
    if (log.operationRuns().size() < history::kMilestoneRunStep) return {};
    const auto kept = store.milestones();
    if (!kept) return std::unexpected(kept.error());
    // What was dropped for want of room is not made again.
    const std::uint64_t last = kept->empty() ? 0 : kept->back();
    std::optional<merge::Tracker> tracker;
    for (const event::LocalVersion end : history::milestoneEnds(log, event::CriticalVersions(log.graph()), {})) {
        if (end.value <= last) continue;
        if (!tracker) tracker = snapshot.tracker;
        static_cast<void>(tracker->movePrepareTo(log, event::criticalVersionAt(log.graph(), end)));
        Result<void> saved =
            store.saveMilestone({.state = history::documentStateOf(log, *tracker, merge::View::kPrepare),
                                 .eventCount = end.value,
                                 .createdMs = snapshot.createdMs,
                                 .tracker = {}});
        if (!saved) return saved;
    }
    return {};
}

}  // namespace

Result<void> keepKeyframes(storage::SqliteEventStore& store, const DocumentSnapshot& snapshot) {
    const event::EventLog& log = snapshot.log;
    if (log.end() == event::LocalVersion{0} || !snapshot.tracker) return {};
    storage::SqliteKeyframeStore keyframes(store);
    const bool knowsAll = snapshot.tracker->base() == event::LocalVersion{0};
    history::Keyframe newest{.state = history::documentStateOf(log, *snapshot.tracker, merge::View::kEffect),
                             .eventCount = log.end().value,
                             .createdMs = snapshot.createdMs,
                             .tracker = {}};
    if (knowsAll && history::isTrackerWorthKeeping(log.graph()))
        newest.tracker = merge::encodeTracker(log, *snapshot.tracker);
    Result<void> saved = keyframes.saveNewest(newest);
    if (!saved || !knowsAll) return saved;
    return keepMilestones(keyframes, snapshot);
}

std::optional<merge::Tracker> storedTracker(storage::SqliteEventStore& store, const event::EventLog& log) {
    if (!history::isTrackerWorthKeeping(log.graph())) return std::nullopt;
    const auto keyframe = storage::SqliteKeyframeStore(store).newest();
    if (!keyframe || !*keyframe || (*keyframe)->tracker.empty()) return std::nullopt;
    Result<merge::Tracker> tracker = merge::decodeTracker(log, (*keyframe)->tracker);
    if (!tracker || tracker->base() > event::LocalVersion{0}) return std::nullopt;
    tracker->applyNewEventsQuietly(log);
    return std::move(*tracker);
}

}  // namespace varve::session

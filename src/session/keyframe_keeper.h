// Makes and reads the keyframes of a document file: the newest at every save, with the tracker where replaying takes
// long, and milestones of long histories. Where errors are not returned they cost nothing but the cache.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "event/event_log.h"
#include "merge/tracker.h"
#include "storage/sqlite_event_store.h"

namespace varve::session {

/// A document as it is at one moment; belongs to whoever has it.
struct DocumentSnapshot {
    event::EventLog log;
    /// That has applied the log; may have a base. Without one, as where only a part of the log is shown, no keyframe is
    /// made.
    std::optional<merge::Tracker> tracker;
    std::int64_t createdMs = 0;  // now, UTC
};

/// Keeps the newest keyframe, and the milestones that the file lacks behind its last one. Thread: that of the store.
/// Errors: kReadOnly, kNoSpace, kInputOutput. Cost: O(text), O(items) with the tracker, O(items) a milestone.
Result<void> keepKeyframes(storage::SqliteEventStore& store, const DocumentSnapshot& snapshot);

/// The tracker of the newest keyframe, with all of the log applied; nothing where none was kept, or where it does not
/// fit the log. Safe to use, but not proven right.
[[nodiscard]] std::optional<merge::Tracker> storedTracker(storage::SqliteEventStore& store, const event::EventLog& log);

}  // namespace varve::session

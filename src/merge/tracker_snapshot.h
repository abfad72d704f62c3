// A tracker as bytes, so that a document can be opened without replaying it: items, marks and what deletions hit. What
// follows from the log alone is left out and made again. Byte format: SNAPSHOT.md. A snapshot is a cache and serves one
// order of arrival only; the bytes are hostile.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::merge {

inline constexpr std::uint8_t kTrackerSnapshotVersion = 1;

/// The tracker, which has applied the whole log (CHECKed), as it is when prepare stands at its effect version. Same
/// arrival order, same version, same bytes, but for the order in which marks were applied. Cost: O(items), and some
/// 10 ns an item for compression.
[[nodiscard]] Bytes encodeTracker(const event::EventLog& log, Tracker tracker);

/// The tracker that was encoded; events that the log has got since are not applied yet. Errors: kUnsupported (another
/// version), kMalformed (damaged, or made for another order of arrival). Either means: replay. A snapshot that passes
/// is safe to use but not proven right: only a replay can tell. Cost: O(items + runs of operations).
[[nodiscard]] Result<Tracker> decodeTracker(const event::EventLog& log, BytesView bytes);

}  // namespace varve::merge

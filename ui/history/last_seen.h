// What of a document its reader had when it was last closed on this computer. Remembered in the settings, by the
// document's id and as an event version; it belongs to the reader, not to the log. For the newest documents only.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>

#include "event/event_log.h"
#include "history/timeline.h"

namespace varve::ui {

/// Documents that are remembered; older ones are forgotten.
inline constexpr int kLastSeenMax = 64;

/// The reader has seen all of `log`.
void rememberLastSeen(const QString& documentId, const event::EventLog& log);
/// What the reader saw last; nothing for a document that is new to this computer.
[[nodiscard]] std::optional<event::Version> lastSeen(const QString& documentId, const event::EventLog& log);
/// The first position at which there is something that `seen` has not; nothing when there is none. `timeline` must have
/// followed `log`. Cost: O(new · log n).
[[nodiscard]] std::optional<std::uint64_t> newSince(const event::EventLog& log, const history::Timeline& timeline,
                                                    const event::Version& seen);

}  // namespace varve::ui

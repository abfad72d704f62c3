// Who wrote the characters of a document: for what is seen at a moment, runs of one author, one sitting and one way in
// which text comes into a document. Read out of the travel index and the timeline; nothing is kept. What undo, redo and
// restore bring back stays with whoever wrote it. Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event/event_log.h"
#include "history/sequence_travel.h"
#include "history/timeline.h"
#include "text/position.h"

namespace varve::history {

/// How a character came into the document.
enum class Origin : std::uint8_t { kTyped, kPasted, kMoved, kReplaced, kImported, kOther };
inline constexpr std::size_t kOriginCount = 6;
[[nodiscard]] Origin originOf(event::TransactionKind kind);
/// For scripts: "typed", "pasted", "moved", "replaced", "imported", "other".
[[nodiscard]] std::string_view nameOf(Origin origin);

/// For every agent the first one, in order of appearance, of the same user; agents without a name are users of their
/// own. A person has an agent for every time the document was opened.
[[nodiscard]] std::vector<std::uint32_t> authorsByAgent(const event::EventLog& log);

/// Who inserted one character, and when.
struct Authored {
    std::uint32_t agent = 0;  // index in the log
    std::int64_t timeMs = 0;  // corrected, as on the timeline
    Origin origin = Origin::kOther;
    std::uint64_t position = 0;  // of the event on the timeline
};
/// `event` is known to the log, and `timeline` has followed it. Cost: O(log n).
[[nodiscard]] Authored authoredBy(const event::EventLog& log, const Timeline& timeline, event::LocalVersion event);

/// Characters side by side that one author brought in one session of the timeline, in one way.
struct AuthoredRun {
    text::Offset offset;  // in what is seen
    std::uint32_t count = 0;
    std::uint32_t author = 0;  // index of an agent, by authorsByAgent
    Origin origin = Origin::kOther;
    std::int64_t firstMs = 0;  // of the earliest and latest character
    std::int64_t lastMs = 0;
    friend bool operator==(const AuthoredRun&, const AuthoredRun&) = default;
};

/// Of what is seen of a sequence at `position`, in document order, without gaps. `travel` was made from the log and the
/// timeline, or the same when they were shorter. Cost: O(stretches + characters seen + transactions).
[[nodiscard]] std::vector<AuthoredRun> authoredRuns(const event::EventLog& log, const Timeline& timeline,
                                                    const SequenceTravel& travel, std::uint32_t position);

}  // namespace varve::history

// Restoring a part of a text: what lies between two characters becomes what it was in an earlier version, with its
// formats, the kinds of its blocks, and everything in its tables and pictures; all around it stays as it is now.
// Characters keep their identity: they are switched, never written again. Only where a format reaches beyond the part,
// and so cannot be switched, it is written anew within the part. Values only; the replica appends the operations.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "event/event_log.h"
#include "merge/tracker.h"
#include "text/position.h"

namespace varve::history {

/// The characters of a text, seen or not, from one to before another in document order. In every version there is
/// something in it.
struct RestorePart {
    event::ObjectId sequence = event::WellKnownObject::kBody;
    event::LocalVersion first;
    std::optional<event::LocalVersion> end{};  // nothing: to the end of the text
    /// Of a block that begins with the part: its break, which stands before, or what else its attributes belong to.
    std::optional<event::ObjectId> startBlock{};
    friend bool operator==(const RestorePart&, const RestorePart&) = default;
};

/// The part that was selected in an earlier version: from its first to its last character. `past`: a tracker with all
/// of the log applied, prepared at that version; `range`: of a text of that version (CHECKed), not empty (CHECKed).
/// Cost: O(items).
[[nodiscard]] RestorePart partOfSelection(const event::EventLog& log, const merge::Tracker& past,
                                          const event::ObjectId& sequence, text::Range range);
/// The part that was a section of the body: a heading and what is under it, up to the next heading of its level or
/// above. Text that was written at its end since belongs to it, a section that was begun behind it since does not.
/// `range`: from the first character of the heading to the break that began the next section, or the end (CHECKed);
/// `level`: of the heading. Nothing for an empty document. Cost: O(items log n).
[[nodiscard]] std::optional<RestorePart> partOfSection(const event::EventLog& log, const merge::Tracker& past,
                                                       text::Range range, int level);

/// A part of an earlier version as a person points at it: a range of a text, or a section of the body.
struct PastPart {
    event::ObjectId sequence = event::WellKnownObject::kBody;
    text::Range range{};
    std::optional<int> headingLevel{};  // of a section; `range` as partOfSection wants it
    friend bool operator==(const PastPart&, const PastPart&) = default;
};
/// Errors: kInvalidInput for a range that is empty or not within the text of that version.
[[nodiscard]] Result<RestorePart> partOf(const event::EventLog& log, const merge::Tracker& past, const PastPart& part);

/// The operations that make the part what it is in the version that `past` prepares (as above), for one transaction
/// whose first event is `next` on top of everything. Empty when nothing differs. Errors: kLimitExceeded when that is
/// more than one transaction may hold.
/// Cost: as restoreOperations, and O(items log n); a copy of the log where a format reaches beyond the part.
[[nodiscard]] Result<std::vector<event::Operation>> restoreOperationsInside(const event::EventLog& log,
                                                                            const merge::Tracker& past,
                                                                            const RestorePart& part,
                                                                            const event::EventId& next);

}  // namespace varve::history

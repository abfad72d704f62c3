// Commands on named moments: naming, changing what is said of one, removing. Plain functions; each result is one step
// of kind name, which undo passes over and restoring leaves alone: names belong to the history, not to the text. Rules:
// CONTENT.md.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "editing/edit_context.h"
#include "history/named_moments.h"

namespace varve::editing {

/// A name as it would be written: without space around, one line. Empty when it cannot be one (nothing left, longer
/// than document::kMomentNameSizeMax).
[[nodiscard]] std::string momentNameFrom(std::string_view typed);
/// A note without space around it. Nothing when it is longer than document::kMomentNoteSizeMax.
[[nodiscard]] std::optional<std::string> momentNoteFrom(std::string_view typed);

struct NewMoment {
    event::EventId id;  // once the step is applied
    Edit edit;
};
/// Names the version of the document now, or, with `heads`, that of these events. `name`, `note`: as the functions
/// above give them. Nothing to do for an empty name, or for a version with so many heads that a note of them is too
/// long.
[[nodiscard]] NewMoment newMoment(event::EventId next, std::string_view name, std::string_view note,
                                  std::optional<std::span<const event::EventId>> heads = {});
/// Another name (not empty) and note.
[[nodiscard]] Edit changedMoment(event::EventId next, const history::NamedMoment& moment, std::string_view name,
                                 std::string_view note);
/// The moment has no name any more; what happened then stays in the history.
[[nodiscard]] Edit removedMoment(event::EventId next, const history::NamedMoment& moment);

}  // namespace varve::editing

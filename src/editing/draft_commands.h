// Commands on drafts: making one, calling it otherwise, putting it away. Plain functions; each result is one step of
// kind name, as those of named moments are. Writing in a draft and merging it are the replica's. Rules: CONTENT.md.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "editing/edit_context.h"
#include "history/draft_index.h"

namespace varve::editing {

/// A name as it would be written: without space around, one line. Empty when it cannot be one (nothing left, longer
/// than document::kDraftNameSizeMax).
[[nodiscard]] std::string draftNameFrom(std::string_view typed);

struct NewDraft {
    history::DraftId id;  // once the step is applied
    Edit edit;
};
/// A draft that starts from the version on display, or, with `heads`, from that of these events, which must be part of
/// it. `name`: as draftNameFrom() gives it. Nothing to do for an empty name, or for a version with so many heads that a
/// note of them is too long.
[[nodiscard]] NewDraft newDraft(event::EventId next, std::string_view name,
                                std::optional<std::span<const event::EventId>> heads = {});
/// Another name, not empty.
[[nodiscard]] Edit renamedDraft(event::EventId next, const history::Draft& draft, std::string_view name);
/// Puts the draft away, or takes it up again; nothing of it is lost either way.
[[nodiscard]] Edit abandonedDraft(event::EventId next, const history::Draft& draft, bool isAbandoned);

}  // namespace varve::editing

// Commands on comments: beginning a thread on a range, replying, changing words, resolving, deleting. Plain functions;
// each result is one step. Words are cleaned of space around them; where none are left, or more than a remark may have
// (document::kRemarkSizeMax), there is nothing to do.
#pragma once

#include <string_view>

#include "editing/edit_context.h"
#include "projection/comments.h"

namespace varve::editing {

/// The words as they would be written; empty when they cannot be.
[[nodiscard]] std::string remarkWords(std::string_view words);

/// A new thread on the characters of a range; its id is that of the intent's first unit. Nothing where the range holds
/// no more than the break at its end.
[[nodiscard]] Edit commentedOn(const EditContext& context, text::Range range, std::string_view words);
/// `next`: DocumentReplica::nextEventId() now.
[[nodiscard]] Edit repliedTo(event::EventId next, const projection::CommentThread& thread, std::string_view words);
/// Other words for a remark of the thread. Nothing to do for the same ones.
[[nodiscard]] Edit reworded(event::EventId next, const projection::CommentThread& thread, const event::EventId& remark,
                            std::string_view words);
/// Resolved, or open again.
[[nodiscard]] Edit withResolved(event::EventId next, const projection::CommentThread& thread, bool isResolved);
/// Deleting the remark that began the thread deletes the thread.
[[nodiscard]] Edit withoutRemark(event::EventId next, const projection::CommentThread& thread,
                                 const event::EventId& remark);
/// Also when more of its text comes back later.
[[nodiscard]] Edit withoutThread(event::EventId next, const projection::CommentThread& thread);

}  // namespace varve::editing

// Puts a rich document, or a part of one, into a text as one step: pasting, importing, moving. What is inserted has the
// marks that the content says and no others, wherever it lands.
#pragma once

#include <set>
#include <span>
#include <string>

#include "document/content.h"
#include "editing/step_builder.h"

namespace varve::editing {

/// Where content goes.
struct ContentPlace {
    event::ObjectId sequence = event::WellKnownObject::kBody;
    text::Range replaced{};     // goes away first
    event::ObjectId block{};    // whose registers are the attributes of the block that `replaced` begins in
    bool isBlockEmpty = false;  // nothing else stands in that block: it becomes what the first block says
    document::Attributes blockAttributes{};  // what that block is now
    bool keepsComments = false;              // the originals go in the same step, so threads follow to the copies
    std::set<std::string> keysAround{};      // marks that text inserted there may take on by itself
};

/// The first block's text joins the block at the place, what stood behind the place follows the last block's text.
/// Tables, captions and images are made with everything that belongs to them. `builder` gets the operations. Returns
/// the place behind what was inserted. `comments`: threads to be made anew on the stretches that carry their keys;
/// others are left out, as a thread belongs to the characters that it was made on. Cost: O(content).
text::Offset insertContent(StepBuilder& builder, const ContentPlace& place, const document::ContentBlocks& blocks,
                           std::span<const document::CommentThread> comments = {});

/// A whole document into an empty one: content, settings, comments. Kind import: no step of undo.
[[nodiscard]] replica::EditIntent importIntent(event::EventId next, const document::Content& content);

}  // namespace varve::editing

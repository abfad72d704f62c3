// What commands on blocks share: writing what changes on a block, and what goes with a kind of block when the kind
// does.
#pragma once

#include "editing/edit_context.h"
#include "editing/step_builder.h"

namespace varve::editing {

/// Writes what differs between what is set on a block and what is wanted.
void changeBlock(StepBuilder& builder, const event::ObjectId& block, const document::Attributes& now,
                 const document::Attributes& wanted);
/// The same for a block that is there. Nothing for the first one of a caption, which has no attributes of its own.
void changeBlock(StepBuilder& builder, const EditContext& context, std::uint32_t block,
                 const document::Attributes& wanted);

/// What a block that is set to `attributes` is set to when it becomes another kind. A style of its own goes.
[[nodiscard]] document::Attributes asBlockType(document::Attributes attributes, document::BlockType type, int level);

}  // namespace varve::editing

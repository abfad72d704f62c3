// What a command has to know of the text that it changes: the blocks as the user sees them, and who they are. Borrowed
// for the duration of one call.
#pragma once

#include <cstdint>
#include <optional>

#include "document/block_schema.h"
#include "projection/block_sequence.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"
#include "replica/edit_intent.h"

namespace varve::editing {

struct EditContext {
    const projection::BlockSequence& blocks;
    const projection::ObjectRegisters& registers;
    const projection::ObjectSource& objects;
    event::EventId next;  // DocumentReplica::nextEventId() now
    event::ObjectId sequence = event::WellKnownObject::kBody;

    /// The object that a block's attributes belong to. Cost: O(log n).
    [[nodiscard]] event::ObjectId blockId(std::uint32_t block) const;
    [[nodiscard]] const document::BlockAttributes& attributesOf(std::uint32_t block) const {
        return blocks.blockAt(block)->shownAttributes();
    }
    /// Whether the block is the first of a caption: always a plain paragraph, because the registers of its object are
    /// those of the embed.
    [[nodiscard]] bool isCaptionStart(std::uint32_t block) const;
    /// Everything that is set on the block, also what nobody here understands.
    [[nodiscard]] document::Attributes registersOf(std::uint32_t block) const;
    /// First and last block that a range touches; the last one not when only its start belongs to the range.
    struct BlockRange {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
    };
    [[nodiscard]] BlockRange blocksIn(text::Range range) const;
    /// One edit of the text.
    [[nodiscard]] replica::EditIntent intentOf(event::TransactionKind kind, replica::TextEdit edit) const;
};

/// A command's result. Without an operation or an edit there is nothing to do.
struct Edit {
    replica::EditIntent intent{};
    std::optional<text::Range> selection{};  // afterwards; nothing: as the view sees fit

    [[nodiscard]] bool isEmpty() const {
        return intent.edits.empty() && intent.marks.empty() && intent.registers.empty() && intent.operations.empty();
    }
};

}  // namespace varve::editing

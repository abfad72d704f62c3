#include "editing/edit_context.h"

#include <array>
#include <utility>

#include "document/embed_schema.h"
#include "projection/document_reader.h"

namespace varve::editing {

event::ObjectId EditContext::blockId(std::uint32_t block) const {
    if (block == 0) return projection::firstBlockOf(sequence);
    const std::array breakPlace{blocks.startOf(block) - 1U};
    return objects.idsAt(sequence, breakPlace).front();
}

bool EditContext::isCaptionStart(std::uint32_t block) const {
    if (block > 0 || sequence == event::ObjectId{event::WellKnownObject::kBody}) return false;
    const projection::AttributesPointer attributes = registers.attributesOf(sequence);
    return attributes && document::textOf(*attributes, document::embed_key::kType) == document::kImageType;
}

document::Attributes EditContext::registersOf(std::uint32_t block) const {
    if (isCaptionStart(block)) return {};
    const projection::AttributesPointer attributes = registers.attributesOf(blockId(block));
    return attributes ? *attributes : document::Attributes();
}

EditContext::BlockRange EditContext::blocksIn(text::Range range) const {
    const projection::BlockPosition begin = blocks.positionOf(range.begin);
    const projection::BlockPosition end = blocks.positionOf(range.end);
    const bool endsAtStart = end.utf16 == 0 && end.block > begin.block;
    return {begin.block, endsAtStart ? end.block - 1 : end.block};
}

replica::EditIntent EditContext::intentOf(event::TransactionKind kind, replica::TextEdit edit) const {
    return {.kind = kind, .edits = {std::move(edit)}, .sequence = sequence};
}

}  // namespace varve::editing

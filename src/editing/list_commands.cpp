#include "editing/list_commands.h"

#include "editing/block_commands.h"
#include "projection/list_numbers.h"

namespace varve::editing {

namespace {

using document::BlockType;
using document::block_key::kStart;

std::uint32_t numberOf(const projection::BlockSequence& blocks, std::uint32_t block) {
    projection::ListCounter counter = projection::listCounterBefore(blocks, block);
    return counter.pass(blocks.blockAt(block)->shownAttributes());
}

/// The number that the item would have if it did not say one itself.
std::uint32_t naturalNumberOf(const projection::BlockSequence& blocks, std::uint32_t block) {
    document::BlockAttributes attributes = blocks.blockAt(block)->shownAttributes();
    attributes.start = -1;
    projection::ListCounter counter = projection::listCounterBefore(blocks, block);
    return counter.pass(attributes);
}

Edit withStart(const EditContext& context, const NumberedItem& item, const event::Value& start, text::Range selection) {
    const text::Offset place = context.blocks.startOf(item.block);
    Edit edit = withBlockValue(context, {place, place}, kStart, start);
    edit.selection = selection;
    return edit;
}

}  // namespace

std::optional<NumberedItem> numberedItemIn(const projection::BlockSequence& blocks, text::Range range) {
    const std::uint32_t last = blocks.positionOf(range.end).block;
    for (std::uint32_t block = blocks.positionOf(range.begin).block; block <= last; ++block) {
        const document::BlockAttributes& attributes = blocks.blockAt(block)->shownAttributes();
        if (attributes.type == BlockType::kNumber)
            return NumberedItem{block, numberOf(blocks, block), attributes.start >= 0};
    }
    return std::nullopt;
}

Edit withListNumber(const EditContext& context, text::Range range, std::int64_t number) {
    const auto item = numberedItemIn(context.blocks, range);
    if (!item || number < 0 || number > kListNumberMax) return {};
    if (item->beginsAnew ? item->number == number : naturalNumberOf(context.blocks, item->block) == number) return {};
    return withStart(context, *item, number, range);
}

Edit startedList(const EditContext& context, text::Range range) {
    const auto item = numberedItemIn(context.blocks, range);
    if (!item || item->number == 1) return {};
    // Where a list begins by itself nothing has to be said.
    const bool isNatural = naturalNumberOf(context.blocks, item->block) == 1;
    return withStart(context, *item, isNatural ? event::Value() : event::Value(std::int64_t{1}), range);
}

Edit continuedList(const EditContext& context, text::Range range) {
    const auto item = numberedItemIn(context.blocks, range);
    if (!item) return {};
    const int indent = context.attributesOf(item->block).indent;
    for (std::uint32_t block = item->block; block > 0; --block) {
        const document::BlockAttributes& before = context.attributesOf(block - 1);
        if (before.type != BlockType::kNumber || before.indent != indent) continue;
        const std::int64_t next = std::int64_t{numberOf(context.blocks, block - 1)} + 1;
        if (next == item->number || next > kListNumberMax) return {};
        const bool isNatural = naturalNumberOf(context.blocks, item->block) == next;
        return withStart(context, *item, isNatural ? event::Value() : event::Value(next), range);
    }
    return {};
}

}  // namespace varve::editing

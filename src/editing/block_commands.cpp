#include "editing/block_commands.h"

#include <algorithm>

#include "editing/block_changes.h"
#include "editing/step_builder.h"

namespace varve::editing {

namespace {

using document::BlockAttributes;
using document::BlockType;
using namespace document::block_key;

document::Attributes with(document::Attributes attributes, std::string_view key, event::Value value) {
    document::setValue(attributes, key, std::move(value));
    return attributes;
}

event::Value numberUnless(int value, int absent) {
    return value == absent ? event::Value() : event::Value(std::int64_t{value});
}

template <typename Wanted>
Edit changedBlocks(const EditContext& context, text::Range range, Wanted wanted) {
    const EditContext::BlockRange blocks = context.blocksIn(range);
    StepBuilder builder(context.next, event::TransactionKind::kFormat);
    for (std::uint32_t block = blocks.first; block <= blocks.last; ++block) {
        changeBlock(builder, context, block, wanted(block, context.registersOf(block)));
    }
    return {builder.finish(), range};
}

bool isBlank(const projection::Block& block) {
    return block.text.isEmpty();
}

/// What a block that follows one with these attributes begins with.
document::Attributes continued(document::Attributes attributes) {
    for (const std::string_view key : {kChecked, kStart, kPageBreak})
        document::setValue(attributes, key, {});
    return attributes;
}

}  // namespace

Edit withBlockType(const EditContext& context, text::Range range, BlockType type, int level) {
    const EditContext::BlockRange blocks = context.blocksIn(range);
    bool isAll = true;
    for (std::uint32_t block = blocks.first; block <= blocks.last; ++block) {
        const BlockAttributes& now = context.attributesOf(block);
        isAll = isAll && now.type == type && (type != BlockType::kHeading || now.level == level);
    }
    return withBlocksOfType(context, range, isAll ? BlockType::kParagraph : type, level);
}

Edit withBlocksOfType(const EditContext& context, text::Range range, BlockType type, int level) {
    return changedBlocks(context, range, [&](std::uint32_t /*block*/, const document::Attributes& now) {
        return asBlockType(now, type, level);
    });
}

Edit withBlockValue(const EditContext& context, text::Range range, std::string_view key, const event::Value& value) {
    return changedBlocks(context, range, [&](std::uint32_t /*block*/, const document::Attributes& now) {
        return with(now, key, value);
    });
}

Edit indented(const EditContext& context, text::Range range, int by) {
    return changedBlocks(context, range, [&](std::uint32_t block, const document::Attributes& now) {
        const BlockAttributes& attributes = context.attributesOf(block);
        const int indent = attributes.indent + by;
        if (indent < 0) return attributes.isListItem() ? asBlockType(now, BlockType::kParagraph, 1) : now;
        return with(now, kIndent, numberUnless(std::min(indent, document::kIndentMax), 0));
    });
}

Edit toggledCheck(const EditContext& context, std::uint32_t block) {
    const text::Offset start = context.blocks.startOf(block);
    if (context.attributesOf(block).type != BlockType::kCheck) return {};
    const event::Value value = context.attributesOf(block).isChecked ? event::Value() : event::Value(true);
    Edit edit = withBlockValue(context, {start, start}, kChecked, value);
    edit.selection.reset();
    return edit;
}

namespace {

/// Enter in an item (or a line of code or of a quote) that is empty: it is left.
std::optional<Edit> leftBlock(const EditContext& context, text::Range range, const projection::BlockPosition& place) {
    const BlockAttributes& now = context.attributesOf(place.block);
    if (!range.isEmpty() || !isBlank(*context.blocks.blockAt(place.block))) return std::nullopt;
    if (now.isListItem()) {
        if (now.indent > 0) return indented(context, range, -1);
        return withBlockType(context, range, now.type);
    }
    const auto isOwnKind = [&](std::uint32_t block) {
        return block < context.blocks.blockCount() && context.attributesOf(block).type == now.type;
    };
    // Only at the end of a quote or of code; between its lines an empty one is one of them.
    const bool isLast = !isOwnKind(place.block + 1) && place.block > 0 && isOwnKind(place.block - 1);
    const bool isLeft = isLast && (now.type == BlockType::kQuote || now.type == BlockType::kCode);
    return isLeft ? std::optional(withBlockType(context, range, now.type, now.level)) : std::nullopt;
}

}  // namespace

Edit enterKey(const EditContext& context, text::Range range) {
    const projection::BlockPosition place = context.blocks.positionOf(range.begin);
    if (auto left = leftBlock(context, range, place)) return *std::move(left);
    const projection::BlockPosition end = context.blocks.positionOf(range.end);
    const BlockAttributes& attributes = context.attributesOf(place.block);
    const document::Attributes now = context.registersOf(place.block);
    const bool isAtEnd = end.utf16 == context.blocks.blockAt(end.block)->utf16Count();
    const bool isAtStart = place.utf16 == 0 && !isAtEnd;
    const bool isHeadline = attributes.isHeading() || attributes.type == BlockType::kTitle;
    StepBuilder builder(context.next, event::TransactionKind::kTyping);
    builder.erase(context.sequence, range);
    const event::EventId newBlock = builder.insert(context.sequence, range.begin, "\n");
    document::Attributes below = continued(now);
    if (isAtStart && place.block > 0 && range.isEmpty()) {
        // A block of its own in front: this one keeps its break, and with it what others do to it at the same time.
        StepBuilder above(context.next, event::TransactionKind::kTyping);
        const event::EventId inFront = above.insert(context.sequence, range.begin - 1U, "\n");
        document::Attributes kept = now;
        document::setValue(kept, kPageBreak, {});
        if (attributes.start >= 0) document::setValue(kept, kStart, {});
        changeBlock(
            above, inFront, {},
            isHeadline ? asBlockType(with(now, kStart, {}), BlockType::kParagraph, 1) : with(now, kChecked, {}));
        changeBlock(above, context, place.block, kept);
        const text::Offset caret = range.begin + 1U;
        return {above.finish(), text::Range{caret, caret}};
    }
    if (isAtStart) {
        // The text moves down and stays what it was; what is left above is a fresh start of the same kind.
        below = now;
        document::setValue(below, kPageBreak, {});
        const document::Attributes above =
            isHeadline ? asBlockType(with(now, kStart, {}), BlockType::kParagraph, 1) : with(now, kChecked, {});
        if (attributes.start >= 0) document::setValue(below, kStart, {});
        changeBlock(builder, context, place.block, above);
    } else if (isHeadline && isAtEnd) {
        below = asBlockType(below, BlockType::kParagraph, 1);
    }
    changeBlock(builder, newBlock, {}, below);
    const text::Offset caret = range.begin + 1U;
    Edit edit{builder.finish(), text::Range{caret, caret}};
    if (edit.intent.operations.size() == 1) {
        // A plain break goes the short way.
        edit.intent = context.intentOf(event::TransactionKind::kTyping, {range, "\n"});
    }
    return edit;
}

Edit erased(const EditContext& context, text::Range range, event::TransactionKind kind) {
    const projection::BlockPosition begin = context.blocks.positionOf(range.begin);
    const projection::BlockPosition end = context.blocks.positionOf(range.end);
    const bool isWholeBlocks = begin.utf16 == 0 && end.utf16 == 0 && end.block > begin.block;
    const text::Range caret{range.begin, range.begin};
    if (!isWholeBlocks) return {context.intentOf(kind, {range, {}}), caret};
    // The break in front of the blocks goes instead of the one behind them, which belongs to the block that stays.
    if (begin.block > 0) return {context.intentOf(kind, {{range.begin - 1U, range.end - 1U}, {}}), caret};
    StepBuilder builder(context.next, kind);
    builder.erase(context.sequence, range);
    changeBlock(builder, context, 0, context.registersOf(end.block));
    return {builder.finish(), caret};
}

Edit backspaceAtBlockStart(const EditContext& context, text::Offset place) {
    const projection::BlockPosition position = context.blocks.positionOf(place);
    if (position.utf16 != 0) return {};
    const text::Range range{place, place};
    const BlockAttributes& now = context.attributesOf(position.block);
    if (now.startsPage) return withBlockValue(context, range, kPageBreak, {});
    if (now.isListItem() || now.type == BlockType::kQuote || now.type == BlockType::kCode)
        return withBlockType(context, range, now.type, now.level);
    if (now.indent > 0) return indented(context, range, -1);
    if (position.block == 0 && now.type != BlockType::kParagraph)
        return withBlockType(context, range, now.type, now.level);
    return {};
}

Edit shortcutApplied(const EditContext& context, text::Offset place, std::uint32_t count,
                     const document::Attributes& attributes) {
    const std::uint32_t block = context.blocks.positionOf(place).block;
    const text::Offset start = context.blocks.startOf(block);
    StepBuilder builder(context.next, event::TransactionKind::kFormat);
    builder.erase(context.sequence, {start, start + count});
    document::Attributes wanted = context.registersOf(block);
    for (const auto& [key, value] : attributes)
        document::setValue(wanted, key, value);
    changeBlock(builder, context, block, wanted);
    const text::Offset caret = place.value >= start.value + count ? place - count : start;
    return {builder.finish(), text::Range{caret, caret}};
}

Edit withPageBreak(const EditContext& context, text::Range range) {
    const projection::BlockPosition place = context.blocks.positionOf(range.begin);
    StepBuilder builder(context.next, event::TransactionKind::kTyping);
    builder.erase(context.sequence, range);
    const event::EventId below = builder.insert(context.sequence, range.begin, "\n");
    changeBlock(builder, below, {}, with(continued(context.registersOf(place.block)), kPageBreak, true));
    const text::Offset caret = range.begin + 1U;
    return {builder.finish(), text::Range{caret, caret}};
}

}  // namespace varve::editing

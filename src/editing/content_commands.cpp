// Commands that read or write parts of the text as content: pasting, moving blocks.
#include <algorithm>
#include <array>

#include "document/mark_schema.h"
#include "editing/block_commands.h"
#include "editing/content_writer.h"
#include "editing/mark_commands.h"
#include "editing/step_builder.h"
#include "editing/style_adoption.h"

namespace varve::editing {

namespace {

/// Whether the copies of characters keep their comments: they do when the originals go.
enum class Comments : std::uint8_t { kLeftOut, kKept };

document::Attributes marksOf(const document::FormatPointer& format, Comments comments) {
    document::Attributes marks;
    if (!format) return marks;
    for (const auto& mark : *format) {
        if (comments == Comments::kKept || !document::isComment(mark.first)) marks.push_back(mark);
    }
    return marks;
}

std::string utf8Of(QStringView text) {
    const QByteArray bytes = text.toUtf8();
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

void appendStretch(const projection::Block& block, int begin, int end, const document::FormatPointer& format,
                   const EmbedReader& embeds, Comments comments, document::ContentBlock& content) {
    const document::Attributes marks = marksOf(format, comments);
    auto embed = std::ranges::lower_bound(block.embeds, begin, {}, &projection::BlockEmbed::position);
    for (int at = begin; at < end;) {
        const bool hasEmbed = embed != block.embeds.end() && embed->position < end;
        const int textEnd = hasEmbed ? embed->position : end;
        document::appendInline(content, {utf8Of(QStringView(block.text).mid(at, textEnd - at)), marks, {}});
        if (!hasEmbed) return;
        document::EmbedPointer read = embeds ? embeds(embed->id) : nullptr;
        if (!read) {
            document::Embed plain;
            if (embed->attributes) plain.attributes = *embed->attributes;
            read = std::make_shared<const document::Embed>(std::move(plain));
        }
        document::appendInline(content, {{}, marks, std::move(read)});
        at = textEnd + 1;
        ++embed;
    }
}

/// Marks that text in place of the range might take on.
std::set<std::string> keysAround(const projection::BlockSequence& blocks, text::Range range) {
    std::set<std::string> keys;
    const auto add = [&keys](const document::FormatPointer& format) {
        if (!format) return;
        for (const auto& mark : *format) {
            if (!document::isComment(mark.first)) keys.insert(mark.first);
        }
    };
    for (const text::Offset place : {range.begin, range.end}) {
        const projection::BlockPosition position = blocks.positionOf(place);
        const projection::Block& block = *blocks.blockAt(position.block);
        add(position.utf16 == 0 ? block.breakFormat : block.formatAt(position.utf16 - 1));
        add(block.formatAt(position.utf16));
        if (position.block + 1 < blocks.blockCount()) add(blocks.blockAt(position.block + 1)->breakFormat);
    }
    return keys;
}

ContentPlace placeOf(const EditContext& context, text::Range range) {
    const std::uint32_t block = context.blocks.positionOf(range.begin).block;
    ContentPlace place;
    place.sequence = context.sequence;
    place.replaced = range;
    place.block = context.blockId(block);
    place.blockAttributes = context.registersOf(block);
    place.keysAround = keysAround(context.blocks, range);
    return place;
}

}  // namespace

namespace {

document::Content partOf(const projection::BlockSequence& blocks, text::Range range, const EmbedReader& embeds,
                         Comments comments) {
    document::Content content;
    const projection::BlockPosition begin = blocks.positionOf(range.begin);
    const projection::BlockPosition end = blocks.positionOf(range.end);
    for (std::uint32_t index = begin.block; index <= end.block; ++index) {
        const projection::BlockPtr block = blocks.blockAt(index);
        const int from = index == begin.block ? begin.utf16 : 0;
        const int to = index == end.block ? end.utf16 : block->utf16Count();
        document::ContentBlock& part = content.blocks.emplace_back();
        // A part of a single block is text, not a block.
        const bool isWhole = from == 0 && to == block->utf16Count();
        if (begin.block != end.block || isWhole) part.attributes = document::registersOf(block->shownAttributes());
        int at = from;
        for (const projection::FormatRun& run : block->formats) {
            if (run.end <= at) continue;
            appendStretch(*block, at, std::min(run.end, to), run.format, embeds, comments, part);
            at = std::min(run.end, to);
            if (at == to) break;
        }
        if (at < to) appendStretch(*block, at, to, nullptr, embeds, comments, part);
    }
    return content;
}

}  // namespace

document::Content contentOf(const projection::BlockSequence& blocks, text::Range range, const EmbedReader& embeds) {
    return partOf(blocks, range, embeds, Comments::kLeftOut);
}

document::Content contentOf(const EditContext& context, text::Range range, const EmbedReader& embeds) {
    document::Content content = partOf(context.blocks, range, embeds, Comments::kKept);
    const std::uint32_t first = context.blocks.positionOf(range.begin).block;
    for (std::uint32_t index = 0; index < content.blocks.size(); ++index) {
        document::Attributes& attributes = content.blocks[index].attributes;
        // Where nothing is known to be set, nothing else can be either, but for what only others understand.
        if (content.blocks.size() > 1 || !attributes.empty()) attributes = context.registersOf(first + index);
    }
    return content;
}

Edit insertedEmbed(const EditContext& context, text::Range range, document::EmbedPointer embed) {
    const projection::BlockPosition begin = context.blocks.positionOf(range.begin);
    const projection::BlockPosition end = context.blocks.positionOf(range.end);
    const bool hasTail = end.utf16 < context.blocks.blockAt(end.block)->utf16Count();
    const document::ContentBlock line{{}, {{{}, {}, std::move(embed)}}};
    document::Content content;
    if (range.isEmpty() && begin.utf16 == 0 && hasTail && begin.block > 0) {
        // In front of a block, which stays what it is with its own break.
        content.blocks = {{}, line};
        const text::Offset before = range.begin - 1U;
        Edit edit = inserted(context, {before, before}, content, event::TransactionKind::kEdit);
        if (edit.selection) edit.selection = text::Range{edit.selection->end + 1U, edit.selection->end + 1U};
        return edit;
    }
    // What stands behind goes on as what it was.
    content.blocks = {line, {hasTail ? context.registersOf(begin.block) : document::Attributes(), {}}};
    // In the middle of text it begins a line of its own.
    if (begin.utf16 != 0) content.blocks.insert(content.blocks.begin(), document::ContentBlock{});
    return inserted(context, range, content, event::TransactionKind::kEdit);
}

Edit withEmbedValues(const EditContext& context, text::Offset place, const document::Attributes& values) {
    const projection::BlockPosition position = context.blocks.positionOf(place);
    const projection::BlockPtr block = context.blocks.blockAt(position.block);
    const auto embed = std::ranges::find(block->embeds, position.utf16, &projection::BlockEmbed::position);
    if (embed == block->embeds.end()) return {};
    const std::array places{place};
    const event::EventId id = context.objects.idsAt(context.sequence, places).front();
    StepBuilder builder(context.next, event::TransactionKind::kFormat);
    static const document::Attributes kNone;
    for (const auto& [key, value] : values) {
        if (document::valueOf(embed->attributes ? *embed->attributes : kNone, key) != value)
            builder.set(id, key, value);
    }
    return {builder.finish(), std::nullopt};
}

Edit inserted(const EditContext& context, text::Range range, const document::Content& content,
              event::TransactionKind kind) {
    if (content.blocks.empty() && range.isEmpty()) return {};
    StepBuilder builder(context.next, kind);
    ContentPlace place = placeOf(context, range);
    const projection::BlockPosition begin = context.blocks.positionOf(range.begin);
    const projection::BlockPosition end = context.blocks.positionOf(range.end);
    const bool isWhole = begin.utf16 == 0 && end.utf16 == context.blocks.blockAt(end.block)->utf16Count();
    const bool saysKind =
        content.blocks.size() > 1 || (content.blocks.size() == 1 && !content.blocks.front().attributes.empty());
    place.isBlockEmpty = isWhole && saysKind && !context.isCaptionStart(begin.block);
    static const document::Attributes kNone;
    const projection::AttributesPointer properties = context.registers.attributesOf(event::WellKnownObject::kDocument);
    const document::ContentBlocks blocks = withStylesMade(builder, content, properties ? *properties : kNone);
    const text::Offset caret = insertContent(builder, place, blocks, content.comments);
    return {builder.finish(), text::Range{caret, caret}};
}

Edit movedText(const EditContext& context, text::Range range, text::Offset target, const EmbedReader& embeds) {
    if (range.isEmpty() || (range.begin <= target && target <= range.end)) return {};
    const document::Content content = contentOf(context, range, embeds);
    StepBuilder builder(context.next, event::TransactionKind::kMove);
    ContentPlace place = placeOf(context, {target, target});
    place.keepsComments = true;
    const std::uint32_t count = range.count();
    text::Offset begin = target;
    // What lies behind goes first, so that places before it stay what they are.
    if (target < range.begin) {
        insertContent(builder, place, content.blocks);
        builder.erase(context.sequence, {range.begin + count, range.end + count});
    } else {
        insertContent(builder, place, content.blocks);
        builder.erase(context.sequence, range);
        begin = target - count;
    }
    return {builder.finish(), text::Range{begin, begin + count}};
}

Edit movedBetween(const EditContext& from, text::Range range, const EditContext& to, text::Offset target,
                  const EmbedReader& embeds) {
    if (range.isEmpty() || from.sequence == to.sequence) return {};
    const document::Content content = contentOf(from, range, embeds);
    StepBuilder builder(to.next, event::TransactionKind::kMove);
    ContentPlace place = placeOf(to, {target, target});
    place.keepsComments = true;
    const text::Offset end = insertContent(builder, place, content.blocks);
    builder.erase(from.sequence, range);
    return {builder.finish(), text::Range{target, end}};
}

Edit movedBlocks(const EditContext& context, std::uint32_t first, std::uint32_t end, std::uint32_t target,
                 const EmbedReader& embeds) {
    const std::uint32_t count = context.blocks.blockCount();
    if (first >= end || end > count || target > count || (target >= first && target <= end)) return {};
    const projection::BlockSequence& blocks = context.blocks;
    const text::Offset begin = blocks.startOf(first);
    const text::Offset last = blocks.startOf(end - 1) + blocks.blockAt(end - 1)->count;
    document::Content content = contentOf(context, {begin, last}, embeds);
    if (first + 1 == end) content.blocks.front().attributes = context.registersOf(first);
    StepBuilder builder(context.next, event::TransactionKind::kMove);
    ContentPlace place;
    place.sequence = context.sequence;
    place.isBlockEmpty = true;
    place.keepsComments = true;
    const std::uint32_t size = last.value - begin.value;
    text::Offset start;
    // The insertion comes first where it lies behind, so that places before it stay what they are.
    const auto append = [&](text::Offset at) {
        // Behind the end of a block: breaks of its own bring the kinds, and no other block has to change.
        document::ContentBlocks with = content.blocks;
        with.insert(with.begin(), document::ContentBlock{});
        place.replaced = {at, at};
        place.keysAround = keysAround(blocks, place.replaced);
        place.isBlockEmpty = false;
        insertContent(builder, place, with);
        start = at + 1U;
    };
    const auto insertBefore = [&](std::uint32_t block) {
        if (block > 0) {
            append(blocks.startOf(block) - 1U);
            return;
        }
        // The first block has no break: its text moves down behind one that takes on what the block is.
        const document::Attributes attributes = context.registersOf(0);
        document::ContentBlocks with = content.blocks;
        with.push_back({attributes, {}});
        place.replaced = {};
        place.keysAround = keysAround(blocks, place.replaced);
        place.block = context.blockId(0);
        place.blockAttributes = attributes;
        place.isBlockEmpty = !context.isCaptionStart(0);
        insertContent(builder, place, with);
        start = {};
    };
    const auto remove = [&] {
        if (first > 0) {
            builder.erase(context.sequence, {begin - 1U, last});
        } else {
            // The first block has no break of its own: the one behind goes, and its block becomes the first.
            builder.erase(context.sequence, {begin, last + 1U});
            if (context.isCaptionStart(0)) return;
            const document::Attributes now = context.registersOf(0);
            const document::Attributes next = context.registersOf(end);
            for (const auto& mark : now) {
                if (std::holds_alternative<std::monostate>(document::valueOf(next, mark.first)))
                    builder.set(context.blockId(0), mark.first, {});
            }
            for (const auto& [key, value] : next)
                builder.set(context.blockId(0), key, value);
        }
    };
    if (target < first) {
        insertBefore(target);
        const std::uint32_t grown = size + 1;
        builder.erase(context.sequence, {begin + grown - 1U, last + grown});
    } else {
        if (target == count) {
            append(blocks.end());
        } else {
            insertBefore(target);
        }
        remove();
        start = start - (size + 1U);
    }
    return {builder.finish(), text::Range{start, start + size}};
}

Edit movedBy(const EditContext& context, text::Range range, int by, const EmbedReader& embeds) {
    const EditContext::BlockRange blocks = context.blocksIn(range);
    const std::uint32_t count = context.blocks.blockCount();
    if ((by < 0 && blocks.first == 0) || (by > 0 && blocks.last + 1 >= count)) return {};
    const std::uint32_t target = by < 0 ? blocks.first - 1 : blocks.last + 2;
    Edit edit = movedBlocks(context, blocks.first, blocks.last + 1, target, embeds);
    if (edit.selection) {
        // The same characters are selected, or the caret is in the same place of its block.
        const text::Offset start = context.blocks.startOf(blocks.first);
        const text::Offset moved = edit.selection->begin;
        // The break behind the last block may be selected too; at the end of the text there is none.
        const text::Offset end = context.blocks.end();
        edit.selection = text::Range{std::min(moved + (range.begin.value - start.value), end),
                                     std::min(moved + (range.end.value - start.value), end)};
    }
    return edit;
}

}  // namespace varve::editing

// Commands on whole blocks: kinds, lists, indents, alignment, the Enter and Backspace keys in them, moving them. Plain
// functions on blocks; the results are single steps.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "document/content.h"
#include "editing/edit_context.h"

namespace varve::editing {

/// Every block of the range becomes one of this kind; a plain paragraph again where all of them are already.
[[nodiscard]] Edit withBlockType(const EditContext& context, text::Range range, document::BlockType type,
                                 int level = 1);
/// The same without asking what they are.
[[nodiscard]] Edit withBlocksOfType(const EditContext& context, text::Range range, document::BlockType type,
                                    int level = 1);
/// The blocks get a value of one key; null takes it away.
[[nodiscard]] Edit withBlockValue(const EditContext& context, text::Range range, std::string_view key,
                                  const event::Value& value);
/// Deeper (1) or less deep (-1): lists nest, other blocks are indented. A list item at the outermost level that is to
/// go further out becomes a paragraph.
[[nodiscard]] Edit indented(const EditContext& context, text::Range range, int by);
/// A check item is done, or not.
[[nodiscard]] Edit toggledCheck(const EditContext& context, std::uint32_t block);

/// The Enter key in place of the range: a new block that goes on like this one (items, quotes, code, alignment), a
/// paragraph behind a heading's end, a paragraph above when at its start; in an empty item one level out.
[[nodiscard]] Edit enterKey(const EditContext& context, text::Range range);
/// The range goes. Where it is whole blocks with their ends, the block behind them stays what it is.
[[nodiscard]] Edit erased(const EditContext& context, text::Range range, event::TransactionKind kind);
/// Backspace at the start of a block that is more than a paragraph: it becomes less, before blocks are joined. Nothing
/// to do where it is just a paragraph.
[[nodiscard]] Edit backspaceAtBlockStart(const EditContext& context, text::Offset place);
/// The first `count` characters of the block at `place` go, and the block gets `attributes` over its own: what typing
/// `# ` does.
[[nodiscard]] Edit shortcutApplied(const EditContext& context, text::Offset place, std::uint32_t count,
                                   const document::Attributes& attributes);
/// A new block, behind the one at the range, that starts a new page.
[[nodiscard]] Edit withPageBreak(const EditContext& context, text::Range range);

/// Blocks [first, end) go in front of block `target`, which lies outside of them; the count of blocks puts them at the
/// end. Text, marks and properties go along; they are new characters for merging. `embeds`: reads what belongs to an
/// embed.
using EmbedReader = std::function<document::EmbedPointer(const event::EventId&)>;
[[nodiscard]] Edit movedBlocks(const EditContext& context, std::uint32_t first, std::uint32_t end, std::uint32_t target,
                               const EmbedReader& embeds);
/// The blocks of the range one up or down; nothing at the edge of the text.
[[nodiscard]] Edit movedBy(const EditContext& context, text::Range range, int by, const EmbedReader& embeds);

/// The same of a snapshot of blocks, with the properties that CONTENT.md knows.
[[nodiscard]] document::Content contentOf(const projection::BlockSequence& blocks, text::Range range,
                                          const EmbedReader& embeds);
/// Text to another place outside of the range, with its looks, as one step; it is selected there.
[[nodiscard]] Edit movedText(const EditContext& context, text::Range range, text::Offset target,
                             const EmbedReader& embeds);
/// Text of one sequence to a place in another one, likewise: out of a cell. The ids of the step are those of `to`.
[[nodiscard]] Edit movedBetween(const EditContext& from, text::Range range, const EditContext& to, text::Offset target,
                                const EmbedReader& embeds);
/// A part of the text as content: marks but comments, all properties of blocks. Cost: O(part).
[[nodiscard]] document::Content contentOf(const EditContext& context, text::Range range, const EmbedReader& embeds);
/// An embed on a line of its own in place of the range; the caret goes to the line behind it.
[[nodiscard]] Edit insertedEmbed(const EditContext& context, text::Range range, document::EmbedPointer embed);
/// Properties of the embed at a place; null values take away. Nothing where there is none.
[[nodiscard]] Edit withEmbedValues(const EditContext& context, text::Offset place, const document::Attributes& values);
/// Content in place of the range, as pasted.
[[nodiscard]] Edit inserted(const EditContext& context, text::Range range, const document::Content& content,
                            event::TransactionKind kind);

}  // namespace varve::editing

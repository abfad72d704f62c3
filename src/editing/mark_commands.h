// Character formats: what a selection has, and giving it something else. Plain functions on blocks; the results are
// intents of kind format, but for typing. Whose blocks they are is for the caller to say: EditIntent::sequence.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "editing/edit_context.h"

namespace varve::editing {

/// What the characters of a range have under one key.
struct MarkSummary {
    event::Value common{};  // null: none of them has it, or they differ
    bool isMixed = false;
    friend bool operator==(const MarkSummary&, const MarkSummary&) = default;
};
/// Cost: O(log n + blocks in the range).
[[nodiscard]] MarkSummary markIn(const projection::BlockSequence& blocks, text::Range range, std::string_view key);

/// The range without a break at its end, which would only make the next block's empty start look like it.
[[nodiscard]] text::Range withoutLastBreak(const projection::BlockSequence& blocks, text::Range range);
/// Gives the range a value, or takes it away (null). Superscript and subscript take each other away. Nothing to do for
/// an empty range.
[[nodiscard]] Edit markedWith(const projection::BlockSequence& blocks, text::Range range, std::string_view key,
                              const event::Value& value);
/// true if not all of the range has it, else away.
[[nodiscard]] Edit toggledMark(const projection::BlockSequence& blocks, text::Range range, std::string_view key);
/// Takes every look away; links and comments stay.
[[nodiscard]] Edit withoutLooks(const projection::BlockSequence& blocks, text::Range range);
/// Gives the range exactly the looks of `format` (the format painter).
[[nodiscard]] Edit paintedWith(const projection::BlockSequence& blocks, text::Range range,
                               const document::Attributes& format);

/// What text typed at a place takes on by itself. Source: block-start rule and growing of src/merge/SEMANTICS.md, for
/// marks made with the keys' usual growing.
[[nodiscard]] document::Attributes formatForTyping(const projection::BlockSequence& blocks, text::Offset place);
/// The same for text in place of a range.
[[nodiscard]] document::Attributes formatForTyping(const projection::BlockSequence& blocks, text::Range replaced);
/// What all characters of a range have in common, and the keys under which they differ. Cost: O(stretches of one
/// format).
struct RangeFormat {
    document::Attributes common{};
    std::set<std::string> mixed{};
};
[[nodiscard]] RangeFormat formatIn(const projection::BlockSequence& blocks, text::Range range);

/// The looks of the first character of a range, or those for typing where it is empty.
[[nodiscard]] document::Attributes looksAt(const projection::BlockSequence& blocks, text::Range range);

/// `text` in place of the range, with exactly `format`'s values for the keys in it (null values take away).
[[nodiscard]] replica::EditIntent typedWith(const projection::BlockSequence& blocks, text::Range range,
                                            std::string text, const document::Attributes& wanted,
                                            event::TransactionKind kind);
/// `text` in place of the range, with exactly the looks of the character at `model`: as if that had been written on,
/// whatever stands around. A link stays where a part of it does. At the end of a block, which has no character, text
/// takes on what it does by itself.
[[nodiscard]] replica::EditIntent typedLike(const projection::BlockSequence& blocks, text::Range range,
                                            text::Offset model, std::string text, event::TransactionKind kind);

}  // namespace varve::editing

// What typing a character may mean beyond the character: typographic signs for the ones of the keyboard, and the first
// signs of a block for its kind, as in Markdown. Pure functions of the text before the caret in its block; whether they
// are wanted (not in code, not when switched off) is decided by the caller. A caller types first and then does what is
// said here as a step of its own, so that undo gives back what was typed.
#pragma once

#include <QString>
#include <QStringView>
#include <cstdint>
#include <optional>

#include "document/block_schema.h"
#include "document/content.h"

namespace varve::editing {

/// Counts from the caret backwards, once the typed text is there.
struct TypingSubstitution {
    std::uint32_t removedCount = 0;  // scalars, the typed one among them
    QString text;                    // instead of them
    friend bool operator==(const TypingSubstitution&, const TypingSubstitution&) = default;
};

/// For one typed character; nothing for more than one. `before` is the text of the block before it, `language` a BCP 47
/// tag. " and ' become the quotation marks of the language or an apostrophe, -- a dash (not at the start of a block,
/// where it may become a rule), a third - a longer one, ... an ellipsis; in French a space before ; ! ? and : stays on
/// their line. Cost: O(block) at most.
[[nodiscard]] std::optional<TypingSubstitution> typographicSubstitution(QStringView before, QStringView typed,
                                                                        QStringView language);

struct BlockShortcut {
    /// Scalars from the start of the block, the typed one among them unless it is a line end.
    std::uint32_t removedCount = 0;
    document::Attributes attributes{};  // registers of the block to set; empty for a rule
    bool isRule = false;                // put a rule in the place of the block
    friend bool operator==(const BlockShortcut&, const BlockShortcut&) = default;
};

/// For a typed space, a third ` or a line end (U+000A); nothing for others. `before` is the text of the block before
/// the caret, and `block` what the block is. # to ###### make a heading, - * + a bullet, 1. or 1) a number (of which 1
/// goes on with a list before it), [ ] [] [x] a check item, > a quote, ``` code; --- and a space or a line end, ***
/// or ___ and a line end a rule, where nothing stands behind the caret, which the caller knows. Only a paragraph
/// changes, but a bullet or number to a check item. An object (U+FFFC) is text. Cost: O(1).
[[nodiscard]] std::optional<BlockShortcut> blockShortcut(QStringView before, QStringView typed,
                                                         const document::BlockAttributes& block);

}  // namespace varve::editing

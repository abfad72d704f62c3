// One block (paragraph) as the view holds it: its text in Qt's unit without the break that starts it, with the formats
// of its characters and the properties of the block and its embeds. Immutable and shared between versions, so that its
// address is its identity: whoever keeps a BlockPtr may key caches by it.
#pragma once

#include <QString>
#include <cstdint>
#include <memory>
#include <vector>

#include "document/block_schema.h"
#include "document/format.h"
#include "event/ids.h"
#include "text/position.h"

namespace varve::projection {

/// The character that starts every block but the first.
inline constexpr char16_t kBreak = u'\n';
inline constexpr char16_t kEmbed = u'\ufffc';

/// A stretch of one format that ends at a UTF-16 position and begins where the one before ends. Null is no format.
struct FormatRun {
    int end = 0;
    document::FormatPointer format;
    friend bool operator==(const FormatRun& a, const FormatRun& b) {
        return a.end == b.end && document::isSameFormat(a.format, b.format);
    }
};

using AttributesPointer = std::shared_ptr<const document::Attributes>;

/// An embed of a block. Its id is all zeros in a text whose objects have no properties at all: nobody looked it up.
struct BlockEmbed {
    int position = 0;  // UTF-16
    event::EventId id;
    AttributesPointer attributes;  // null: none
    friend bool operator==(const BlockEmbed& a, const BlockEmbed& b) {
        const bool sameAttributes =
            a.attributes == b.attributes || (a.attributes && b.attributes && *a.attributes == *b.attributes);
        return a.position == b.position && a.id == b.id && sameAttributes;
    }
};

struct Block {
    explicit Block(QString blockText);

    QString text;                                   // UTF-16, holds no kBreak and no lone surrogate
    std::uint32_t count = 0;                        // scalars
    std::vector<FormatRun> formats{};               // up to the end of the text; empty when nothing has a format
    std::vector<BlockEmbed> embeds{};               // by position, one for every kEmbed
    document::BlockAttributesPointer attributes{};  // null: a plain paragraph
    document::FormatPointer breakFormat{};          // of the break that starts it: an empty block goes on with that

    [[nodiscard]] int utf16Count() const { return static_cast<int>(text.size()); }
    /// Conversions inside the block; beyond the end they give the end. Cost: O(1) without surrogate pairs, else
    /// O(text).
    [[nodiscard]] int utf16Of(std::uint32_t scalar) const;
    /// A position inside a surrogate pair counts as its start.
    [[nodiscard]] std::uint32_t scalarOf(int utf16) const;
    /// Of the unit at a position; null behind the end.
    [[nodiscard]] const document::FormatPointer& formatAt(int utf16) const;
    [[nodiscard]] const document::BlockAttributes& shownAttributes() const;

    friend bool operator==(const Block& a, const Block& b);
};
using BlockPtr = std::shared_ptr<const Block>;

[[nodiscard]] bool isSameAttributes(const document::BlockAttributesPointer& a,
                                    const document::BlockAttributesPointer& b);

/// A place in a block sequence: UTF-16 units from the start of the block's text.
struct BlockPosition {
    std::uint32_t block = 0;
    int utf16 = 0;
    friend bool operator==(const BlockPosition&, const BlockPosition&) = default;
};

/// A new block that came from an old one by an edit in its middle: the first `prefix` and the last `suffix` units are
/// the same. Lets a long block keep the layout of what did not change.
struct BlockChange {
    BlockPtr before;
    BlockPtr after;
    int prefix = 0;
    int suffix = 0;
};

}  // namespace varve::projection

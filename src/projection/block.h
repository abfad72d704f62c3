// One block (paragraph) as the view holds it: its text in Qt's unit without the break that starts it. Immutable and
// shared between versions, so that its address is its identity: whoever keeps a BlockPtr may key caches by it.
#pragma once

#include <QString>
#include <cstdint>
#include <memory>
#include <vector>

#include "text/position.h"

namespace varve::projection {

/// The character that starts every block but the first.
inline constexpr char16_t kBreak = u'\n';

struct Block {
    explicit Block(QString blockText);

    QString text;             // UTF-16, holds no kBreak and no lone surrogate
    std::uint32_t count = 0;  // scalars

    [[nodiscard]] int utf16Count() const { return static_cast<int>(text.size()); }
    /// Conversions inside the block; beyond the end they give the end. Cost: O(1) without surrogate pairs, else
    /// O(text).
    [[nodiscard]] int utf16Of(std::uint32_t scalar) const;
    /// A position inside a surrogate pair counts as its start.
    [[nodiscard]] std::uint32_t scalarOf(int utf16) const;
};
using BlockPtr = std::shared_ptr<const Block>;

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

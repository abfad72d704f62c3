// Text that stands in the blocks on display without being part of the document, such as words that went: the blocks
// with it put in, made when they are looked at, and how their positions differ. Used by DocumentLayout. GUI thread.
#pragma once

#include <QString>
#include <QTextCharFormat>
#include <QTextLayout>
#include <functional>
#include <unordered_map>
#include <vector>

#include "projection/block_sequence.h"

namespace varve::layout {

/// In front of the character at a UTF-16 position of its block. Holds no break and no embed.
struct Ghost {
    int at = 0;
    QString text;
    friend bool operator==(const Ghost&, const Ghost&) = default;
};
/// Of a block: ascending, at different places. The same answer for the same block until it is replaced.
using GhostSource = std::function<std::vector<Ghost>(std::uint32_t block)>;

class GhostBlocks {
  public:
    struct Shown {
        projection::BlockPtr original;  // keeps the address its own
        projection::BlockPtr block;     // with the ghosts; null: it has none
        std::vector<Ghost> ghosts{};
        QList<QTextLayout::FormatRange> formats{};  // in the block with the ghosts
    };

    /// Empty: there are none.
    void setSource(GhostSource source, const QTextCharFormat& look);
    [[nodiscard]] bool isEmpty() const { return !m_source; }
    /// Valid until the next call. Cost: O(1) when it is known, else O(block).
    const Shown& of(const projection::BlockPtr& block, std::uint32_t index);

    /// Where a position of the document is in the block with ghosts: in front of one that stands there, or behind it.
    [[nodiscard]] static int displayPosition(const Shown& shown, int utf16, bool behind);
    /// The other way; inside of a ghost, where that stands.
    [[nodiscard]] static int textPosition(const Shown& shown, int display);

  private:
    GhostSource m_source;
    QTextCharFormat m_look;
    std::unordered_map<const projection::Block*, Shown> m_known;
};

}  // namespace varve::layout

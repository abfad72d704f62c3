// The laid-out document: blocks, the layouts of those that were looked at lately, and the geometry of carets and lines.
// Only what is asked for is laid out; what was not has an estimated height that is corrected when it is. Coordinates
// are pixels from the left of the column and the top of the first block; correcting a height moves everything below, so
// a caller that combines two heights lays out first. No widget, no scrolling. GUI thread; owned by the editor view.
#pragma once

#include <QPainter>
#include <QRectF>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "document/patch.h"
#include "layout/block_layout.h"
#include "layout/ghost_blocks.h"
#include "layout/style_sheet.h"
#include "projection/block_sequence.h"
#include "text/position.h"

namespace varve::layout {

/// Text of an input method that is shown at a place but is not part of the document.
struct Preedit {
    text::Offset at;
    QString text;
    int cursor = 0;                           // UTF-16 units into `text`
    QList<QTextLayout::FormatRange> formats;  // from the start of `text`
};

class DocumentLayout {
  public:
    /// One visual line. `start` and `last` are its first and last caret positions.
    struct LineBox {
        qreal top = 0;
        qreal height = 0;
        text::Offset start;
        text::Offset last;
    };

    DocumentLayout();

    /// Another look of everything. Cost: O(blocks) when it differs.
    void setSheet(std::shared_ptr<const StyleSheet> sheet);
    [[nodiscard]] const StyleSheet& sheet() const { return *m_sheet; }
    [[nodiscard]] const std::shared_ptr<const StyleSheet>& sharedSheet() const { return m_sheet; }
    /// Of a plain paragraph.
    [[nodiscard]] const TextStyle& style() const { return m_sheet->base(); }
    /// How large embeds are shown; without it they are small boxes. Sizes that change are asked for again after
    /// forgetEmbedSizes().
    using EmbedSize = std::function<QSizeF(const projection::BlockEmbed& embed, const StyleSheet& sheet, qreal width)>;
    void setEmbedSize(EmbedSize size);
    void forgetEmbedSizes();

    /// Layouts of blocks that the new sequence shares are kept.
    void setBlocks(projection::BlockSequence blocks);
    /// Builds the blocks of `rope` with this style's estimates. Cost: O(n).
    void setText(const text::Rope& rope);
    void applyPatch(const document::Patch& patch, std::span<const event::EventId> ids = {},
                    const projection::ObjectRegisters& registers = {});
    /// A block or the embed at a place became something else.
    void setBlockAttributes(std::uint32_t block, document::BlockAttributesPointer attributes);
    void setEmbed(text::Offset place, const event::EventId& id, projection::AttributesPointer attributes);
    [[nodiscard]] const projection::BlockSequence& blocks() const { return m_blocks; }
    [[nodiscard]] projection::HeightEstimate estimate() const;

    /// Shows an input method's text at a place, or none.
    void setPreedit(std::optional<Preedit> preedit);
    [[nodiscard]] const std::optional<Preedit>& preedit() const { return m_preedit; }

    /// Shows text that is no part of the document in the blocks, or no more (an empty source). Whatever changes the
    /// text ends it; where an input method writes there is none. Heights of blocks out of sight follow when they are
    /// seen.
    void setGhosts(GhostSource source, const QTextCharFormat& look);
    [[nodiscard]] bool hasGhosts() const { return !m_ghosts.isEmpty(); }

    [[nodiscard]] qreal totalHeight() const { return static_cast<qreal>(m_blocks.totalHeight()); }
    /// Lays out what lies between two heights.
    void layOutRange(qreal top, qreal bottom);
    /// Forgets layouts that were not used lately, and pieces of long blocks outside the range.
    void trim(qreal top, qreal bottom);

    /// Where a caret stands: x, top of the line box, no width, height of the line box.
    [[nodiscard]] QRectF caretRect(text::Offset offset);
    /// Same for the caret inside the input method's text, where there is one.
    [[nodiscard]] QRectF preeditCaretRect();
    [[nodiscard]] LineBox lineOf(text::Offset offset);
    [[nodiscard]] text::Offset offsetAt(QPointF point);
    /// The line at a height.
    [[nodiscard]] LineBox lineAt(qreal y);
    /// The caret position under `x` in the line `lines` below (above when negative); stops at the first and last line.
    [[nodiscard]] text::Offset verticalStep(text::Offset offset, qreal x, int lines);
    /// One step to the left or right as seen; into the neighbouring block at a block's edge.
    [[nodiscard]] text::Offset leftOf(text::Offset offset);
    [[nodiscard]] text::Offset rightOf(text::Offset offset);
    [[nodiscard]] bool isRightToLeftAt(text::Offset offset);

    /// The area that a range covers between two heights, line by line; a selected break shows as a short tail.
    [[nodiscard]] std::vector<QRectF> rectsOf(text::Range range, qreal top, qreal bottom);
    /// What a painter needs of the blocks between two heights, which must be laid out: index, its top, its layout.
    template <typename Receive>
    void forEachBlock(qreal top, qreal bottom, Receive receive) {
        std::uint32_t index = m_blocks.blockAtHeight(static_cast<std::int64_t>(top));
        for (auto y = static_cast<qreal>(m_blocks.heightBefore(index)); index < m_blocks.blockCount() && y < bottom;
             ++index) {
            receive(index, y, layoutOf(index));
            y += m_blocks.height(index);
        }
    }
    /// Position of a text range in the layout of a block: shifted by the input method's text and the ghosts that stand
    /// before. What begins there begins behind a ghost at the same place (displayBegin), what ends there ends before
    /// it.
    [[nodiscard]] int displayPosition(std::uint32_t block, int utf16) const;
    [[nodiscard]] int displayBegin(std::uint32_t block, int utf16) const;

    /// The embed under a point, and its box.
    struct EmbedAt {
        text::Offset offset;
        QRectF rect;
    };
    [[nodiscard]] std::optional<EmbedAt> embedAt(QPointF point);
    [[nodiscard]] std::optional<QRectF> embedRect(text::Offset offset);

    [[nodiscard]] std::size_t layoutCount() const { return m_layouts.size(); }

  private:
    struct Entry {
        std::unique_ptr<BlockLayout> layout;
        std::uint64_t lastUse = 0;
    };

    BlockLayout& layoutOf(std::uint32_t block);
    /// Null for a block that has none now.
    [[nodiscard]] const GhostBlocks::Shown* ghostsOf(std::uint32_t block) const;
    [[nodiscard]] int stepped(std::uint32_t block, int display, int (BlockLayout::*step)(int));
    /// Takes the height of a block's layout over into the sums.
    void correctHeight(std::uint32_t block, const BlockLayout& layout);
    [[nodiscard]] int textPosition(std::uint32_t block, int display) const;
    [[nodiscard]] qreal blockTop(std::uint32_t block) const { return static_cast<qreal>(m_blocks.heightBefore(block)); }
    [[nodiscard]] QRectF rectAt(std::uint32_t block, int display);
    [[nodiscard]] LineBox boxOf(std::uint32_t block, const BlockLayout& layout, BlockLayout::Line line) const;
    [[nodiscard]] text::Offset offsetIn(std::uint32_t block, int display) const;
    [[nodiscard]] Decorations decorationsOf(const projection::Block& block, const BlockStyle& style) const;
    void updateGap(std::uint32_t block, BlockLayout& layout) const;

    projection::BlockSequence m_blocks;
    std::shared_ptr<const StyleSheet> m_sheet;
    EmbedSize m_embedSize;
    std::optional<Preedit> m_preedit;
    projection::BlockPosition m_preeditPosition;
    projection::BlockPtr m_preeditBlock;                            // the block it stands in, with its text inserted
    std::unordered_map<const projection::Block*, Entry> m_layouts;  // every key is alive: its layout owns it
    std::uint64_t m_useCount = 0;
    mutable GhostBlocks m_ghosts;  // makes what it is asked for
};

}  // namespace varve::layout

// The lines of one block: breaking, geometry, hit test and painting. A long block is laid out in pieces of a few
// kilobytes that end on line boundaries, each only when it is looked at, so that a key press in a paragraph of a
// megabyte costs no more than in one of a page. Pieces not yet laid out have estimated heights and starts; a start
// moves to the real line boundary when the piece before it is laid out. Positions are UTF-16 units from the block's
// start, y counts from the block's top. GUI thread; used by DocumentLayout.
#pragma once

#include <QPainter>
#include <QRectF>
#include <QTextLayout>
#include <memory>
#include <optional>
#include <vector>

#include "layout/style_sheet.h"
#include "projection/block.h"

namespace varve::layout {

/// The box of an embed, which stands in a line like a large letter.
struct EmbedBox {
    int position = 0;
    QSizeF size;
    friend bool operator==(const EmbedBox&, const EmbedBox&) = default;
};
/// Looks besides the block's own: both in block positions.
struct Decorations {
    QList<QTextLayout::FormatRange> formats{};  // of marks, of an input method
    std::vector<EmbedBox> embeds{};             // by position
};

class BlockLayout {
  public:
    /// A laid-out line, valid until the next call that lays out.
    struct Line {
        int piece = 0;
        int line = 0;
        friend bool operator==(const Line&, const Line&) = default;
    };
    /// Horizontal stretch of a selection in one line.
    struct Stretch {
        qreal left = 0;
        qreal right = 0;
    };
    static constexpr int kPieceSize = 4096;

    BlockLayout(projection::BlockPtr block, const BlockStyle& style, Decorations decorations = {});
    /// Takes over the pieces of `previous` that the edit left alone. Cost: O(pieces).
    BlockLayout(const projection::BlockChange& change, const BlockLayout& previous, Decorations decorations = {});

    [[nodiscard]] const projection::BlockPtr& block() const { return m_block; }
    [[nodiscard]] bool isRightToLeft() const { return m_rightToLeft; }
    /// From the left edge of the column.
    [[nodiscard]] qreal left() const { return m_rightToLeft ? m_style.insetEnd : m_style.insetStart; }
    [[nodiscard]] qreal width() const { return m_style.text.width; }
    [[nodiscard]] const BlockStyle& style() const { return m_style; }
    /// Empty space below the lines; 0 at first.
    void setGapBelow(qreal gap) { m_gapBelow = gap; }
    [[nodiscard]] qreal gapBelow() const { return m_gapBelow; }
    /// Height of the lines and of the gap below. Exact where laid out. Cost: O(pieces).
    [[nodiscard]] qreal height() const;
    [[nodiscard]] qreal linesHeight() const;

    /// Lays out what lies in [top, bottom). Afterwards lines in it are exact. Cost: O(text in the range).
    void layOutRange(qreal top, qreal bottom);
    /// Forgets pieces outside [top, bottom), keeping their heights and starts.
    void release(qreal top, qreal bottom);
    [[nodiscard]] int laidPieceCount() const;

    /// The line that holds a position; at a soft line break the one below.
    [[nodiscard]] Line lineOf(int position);
    /// The line at a height; the first or last one outside.
    [[nodiscard]] Line lineAt(qreal y);
    [[nodiscard]] qreal top(Line line) const;
    [[nodiscard]] qreal lineHeight(Line line) const;
    [[nodiscard]] int start(Line line) const;
    /// Start of the next line, or the block's end.
    [[nodiscard]] int end(Line line) const;
    [[nodiscard]] bool isFirst(Line line) const { return line.piece == 0 && line.line == 0; }
    [[nodiscard]] bool isLast(Line line) const { return end(line) == m_block->utf16Count() && isLastOfPiece(line); }
    /// The line below or above; must exist.
    [[nodiscard]] Line next(Line line);
    [[nodiscard]] Line previous(Line line);
    /// Last caret position that is shown on the line: before the space at which it was broken.
    [[nodiscard]] int lastPosition(Line line) const;

    [[nodiscard]] qreal xOf(Line line, int position) const;
    [[nodiscard]] int positionAt(Line line, qreal x) const;
    /// Where the embed at a position is painted: x from the left of the block, y from the block's top.
    [[nodiscard]] std::optional<QRectF> embedRect(int position);
    [[nodiscard]] const std::vector<EmbedBox>& embeds() const { return m_decorations.embeds; }
    /// Baseline of the first line, from the block's top.
    [[nodiscard]] qreal firstBaseline();
    /// Baseline of a line, from the block's top.
    [[nodiscard]] qreal baseline(Line line) const;
    /// Stretches that a selection [begin, end) covers in a line, left to right; several in text of mixed direction.
    [[nodiscard]] std::vector<Stretch> stretches(Line line, int begin, int end) const;
    /// Caret position one step to the left or right as seen; the same position at the edge of the block.
    [[nodiscard]] int leftOf(int position);
    [[nodiscard]] int rightOf(int position);

    /// Paints the lines of [top, bottom), which must be laid out, without the boxes of embeds. `selection` is in block
    /// positions.
    void paint(QPainter& painter, QPointF origin, qreal top, qreal bottom,
               const QList<QTextLayout::FormatRange>& selection) const;
    /// Paints exactly the lines that begin in [top, bottom), as pages of paper need it: paint() may paint the line
    /// above as well.
    void paintLines(QPainter& painter, QPointF origin, qreal top, qreal bottom) const;

  private:
    struct Laid {
        std::unique_ptr<QTextLayout> layout;
        std::vector<qreal> tops;  // of every line, and the bottom of the last one
        int length = 0;           // UTF-16 units in its lines
    };
    struct Piece {
        int start = 0;
        qreal height = 0;
        std::shared_ptr<const Laid> laid;
    };

    [[nodiscard]] int pieceCount() const { return static_cast<int>(m_pieces.size()); }
    [[nodiscard]] int pieceEnd(int piece) const;
    [[nodiscard]] qreal pieceTop(int piece) const;
    [[nodiscard]] int pieceOf(int position) const;
    [[nodiscard]] int pieceAt(qreal y) const;
    [[nodiscard]] bool isLastOfPiece(Line line) const;
    [[nodiscard]] QTextLine textLine(Line line) const;
    /// Lays out a piece unless it is; may move the start of the next one.
    void layOut(int piece);
    void divide(int from);
    void moveBoundaryAfter(int piece, int end);
    [[nodiscard]] qreal estimatedHeight(int units) const;
    [[nodiscard]] int breakOpportunity(int near) const;
    [[nodiscard]] QList<QTextLayout::FormatRange> formatsIn(int begin, int end) const;
    [[nodiscard]] qreal embedHeightIn(int begin, int end) const;

    projection::BlockPtr m_block;
    BlockStyle m_style;
    Decorations m_decorations;
    bool m_rightToLeft = false;
    qreal m_gapBelow = 0;
    std::vector<Piece> m_pieces;  // at least one; starts ascending, the first 0
};

}  // namespace varve::layout

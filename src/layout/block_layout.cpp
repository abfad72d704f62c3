#include "layout/block_layout.h"

#include <QFontMetricsF>
#include <QTextOption>
#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace varve::layout {

namespace {

/// Text beyond a piece's end that its last lines may need to see to be broken as in the whole block.
constexpr int kLookAhead = 512;

qreal estimatedLinesHeight(int units, const TextStyle& style) {
    const qreal lines = std::ceil(units * style.averageAdvance / std::max(style.width, 1.0));
    return std::max(lines, 1.0) * style.lineHeight;
}

/// Stands for an embed in the text that is typeset: the invisible times sign, around which lines break as around a
/// letter, and which is no letter where text is searched in a PDF. It is made as wide as the embed by its spacing. (Qt
/// lays out U+FFFC only inside a QTextDocument.)
constexpr char16_t kStandIn = u'\u2062';

Qt::Alignment alignmentFor(document::Alignment align, bool rightToLeft) {
    switch (align) {
        case document::Alignment::kByDirection:
            return rightToLeft ? Qt::AlignRight : Qt::AlignLeft;
        case document::Alignment::kLeft:
            return Qt::AlignLeft;
        case document::Alignment::kCentre:
            return Qt::AlignHCenter;
        case document::Alignment::kRight:
            return Qt::AlignRight;
        case document::Alignment::kJustify:
            return Qt::AlignJustify;
    }
    return Qt::AlignLeft;
}

bool isRightToLeftBlock(const projection::Block& block, document::Direction direction) {
    if (direction == document::Direction::kByText) return block.text.isRightToLeft();
    return direction == document::Direction::kRightToLeft;
}

QTextOption optionFor(const BlockStyle& style, bool rightToLeft) {
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    const Qt::Alignment alignment = alignmentFor(style.align, rightToLeft);
    // Together with any other flag Qt does not justify at all.
    option.setAlignment(alignment == Qt::AlignJustify ? alignment : alignment | Qt::AlignAbsolute);
    option.setTabStopDistance(style.text.tabWidth);
    return option;
}

}  // namespace

BlockLayout::BlockLayout(projection::BlockPtr block, const BlockStyle& style, Decorations decorations)
    : m_block(std::move(block)),
      m_style(style),
      m_decorations(std::move(decorations)),
      m_rightToLeft(isRightToLeftBlock(*m_block, m_style.direction)) {
    m_pieces.push_back({0, estimatedHeight(m_block->utf16Count()), nullptr});
    divide(0);
}

BlockLayout::BlockLayout(const projection::BlockChange& change, const BlockLayout& previous, Decorations decorations)
    : m_block(change.after),
      m_style(previous.m_style),
      m_decorations(std::move(decorations)),
      m_rightToLeft(isRightToLeftBlock(*m_block, m_style.direction)) {
    const bool sameDirection = m_rightToLeft == previous.m_rightToLeft;
    const int oldSize = change.before->utf16Count();
    const int shift = m_block->utf16Count() - oldSize;
    // A line breaks differently when a word just after it changes, so a piece close before the edit is not kept.
    const int keepBefore = change.prefix - kLookAhead;
    const int keepFrom = oldSize - change.suffix;
    for (int index = 0; index < previous.pieceCount(); ++index) {
        Piece piece = previous.m_pieces[static_cast<std::size_t>(index)];
        const int end = previous.pieceEnd(index);
        const bool before = end <= keepBefore;
        const bool after = piece.start >= keepFrom && piece.start > 0;
        if (!before && !after && !(piece.start <= change.prefix)) continue;
        if (after) piece.start += shift;
        if ((!before && !after) || !sameDirection) piece.laid = nullptr;
        m_pieces.push_back(piece);
    }
    if (m_pieces.empty() || m_pieces.front().start != 0) m_pieces.insert(m_pieces.begin(), Piece{});
    for (int index = 0; index < pieceCount(); ++index) {
        Piece& piece = m_pieces[static_cast<std::size_t>(index)];
        if (!piece.laid) piece.height = estimatedHeight(pieceEnd(index) - piece.start);
        if (pieceEnd(index) - piece.start > 2 * kPieceSize) divide(index);
    }
}

qreal BlockLayout::estimatedHeight(int units) const {
    return estimatedLinesHeight(units, m_style.text);
}

int BlockLayout::pieceEnd(int piece) const {
    const auto next = static_cast<std::size_t>(piece) + 1;
    return next < m_pieces.size() ? m_pieces[next].start : m_block->utf16Count();
}

qreal BlockLayout::pieceTop(int piece) const {
    qreal y = 0;
    for (int index = 0; index < piece; ++index)
        y += m_pieces[static_cast<std::size_t>(index)].height;
    return y;
}

qreal BlockLayout::height() const {
    return linesHeight() + m_gapBelow;
}

qreal BlockLayout::linesHeight() const {
    return pieceTop(pieceCount());
}

/// A place near `near` where a line could end: after a space if there is one close by, never inside a surrogate pair.
int BlockLayout::breakOpportunity(int near) const {
    const QString& text = m_block->text;
    for (int index = near; index > near - kLookAhead && index > 0; --index) {
        if (text[index - 1] == u' ') return index;
    }
    return text[near].isLowSurrogate() ? near - 1 : near;
}

/// Splits piece `from` until no piece of it is longer than the limit.
void BlockLayout::divide(int from) {
    auto index = static_cast<std::size_t>(from);
    const int end = pieceEnd(from);
    std::vector<Piece> added;
    int start = m_pieces[index].start;
    if (end - start <= kPieceSize + kPieceSize / 2) return;
    m_pieces[index].laid = nullptr;
    while (end - start > kPieceSize + kPieceSize / 2) {
        const int boundary = breakOpportunity(start + kPieceSize);
        added.push_back({start, estimatedHeight(boundary - start), nullptr});
        start = boundary;
    }
    added.push_back({start, estimatedHeight(end - start), nullptr});
    m_pieces[index] = added.front();
    m_pieces.insert(m_pieces.begin() + from + 1, added.begin() + 1, added.end());
}

int BlockLayout::pieceOf(int position) const {
    const auto above = std::upper_bound(m_pieces.begin() + 1, m_pieces.end(), position,
                                        [](int value, const Piece& piece) { return value < piece.start; });
    return static_cast<int>(above - m_pieces.begin()) - 1;
}

int BlockLayout::pieceAt(qreal y) const {
    int piece = 0;
    qreal bottom = m_pieces.front().height;
    while (y >= bottom && piece + 1 < pieceCount())
        bottom += m_pieces[static_cast<std::size_t>(++piece)].height;
    return piece;
}

int BlockLayout::laidPieceCount() const {
    return static_cast<int>(std::count_if(m_pieces.begin(), m_pieces.end(), [](const Piece& p) { return !!p.laid; }));
}

QList<QTextLayout::FormatRange> BlockLayout::formatsIn(int begin, int end) const {
    QList<QTextLayout::FormatRange> result;
    if (m_style.back.isValid() && begin < end) {
        // First: marks have backgrounds of their own.
        QTextCharFormat behind;
        behind.setBackground(m_style.back);
        result.append({0, end - begin, behind});
    }
    for (QTextLayout::FormatRange range : m_decorations.formats) {
        const int from = std::max(range.start, begin);
        const int to = std::min(range.start + range.length, end);
        if (from >= to) continue;
        range.start = from - begin;
        range.length = to - from;
        result.append(range);
    }
    // What stands for an embed is as wide as that and cannot be seen.
    const QFontMetricsF metrics(m_style.text.font);
    for (const EmbedBox& embed : m_decorations.embeds) {
        if (embed.position < begin || embed.position >= end) continue;
        QTextCharFormat format;
        format.setFont(m_style.text.font);
        format.setForeground(Qt::transparent);
        format.setFontUnderline(false);
        format.setFontLetterSpacingType(QFont::AbsoluteSpacing);
        format.setFontLetterSpacing(embed.size.width() - metrics.horizontalAdvance(QChar(kStandIn)));
        result.append({embed.position - begin, 1, format});
    }
    return result;
}

/// Height of the tallest embed in a part of the block; 0 without one.
qreal BlockLayout::embedHeightIn(int begin, int end) const {
    qreal height = 0;
    for (const EmbedBox& embed : m_decorations.embeds) {
        if (embed.position >= begin && embed.position < end) height = std::max(height, embed.size.height());
    }
    return height;
}

void BlockLayout::layOut(int piece) {
    if (m_pieces[static_cast<std::size_t>(piece)].laid) return;
    divide(piece);
    const int start = m_pieces[static_cast<std::size_t>(piece)].start;
    const int end = pieceEnd(piece);
    const bool lastPiece = end == m_block->utf16Count();
    const int visibleEnd = std::min(end + kLookAhead, m_block->utf16Count());
    auto laid = std::make_shared<Laid>();
    QString text = m_block->text.mid(start, visibleEnd - start);
    if (!m_decorations.embeds.empty()) text.replace(QChar(projection::kEmbed), QChar(kStandIn));
    laid->layout = std::make_unique<QTextLayout>(text, m_style.text.font);
    QTextLayout& layout = *laid->layout;
    layout.setTextOption(optionFor(m_style, m_rightToLeft));
    layout.setCacheEnabled(true);
    layout.setFormats(formatsIn(start, visibleEnd));
    layout.beginLayout();
    qreal y = 0;
    int lineEnd = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(m_style.text.width);
        const int candidate = line.textStart() + line.textLength();
        // A line across the nominal end belongs to the next piece, unless it is the only one.
        if (!lastPiece && candidate > end - start && lineEnd > 0) break;
        const qreal natural = line.ascent() + line.descent();
        qreal box = std::max(m_style.text.lineHeight, std::ceil(natural));
        qreal above = std::round((box - natural) / 2);
        // An embed stands on the baseline.
        if (const qreal embed = embedHeightIn(start + line.textStart(), start + candidate); embed > 0) {
            const qreal more = std::max(0.0, std::ceil(embed - line.ascent() - above));
            box += more;
            above += more;
        }
        line.setPosition({0, y + above});
        laid->tops.push_back(y);
        y += box;
        lineEnd = candidate;
        if (!lastPiece && lineEnd >= end - start) break;
    }
    layout.endLayout();
    laid->tops.push_back(y);
    laid->length = lineEnd;
    Piece& target = m_pieces[static_cast<std::size_t>(piece)];
    target.height = y;
    target.laid = std::move(laid);
    if (!lastPiece) moveBoundaryAfter(piece, start + lineEnd);
}

void BlockLayout::moveBoundaryAfter(int piece, int end) {
    while (piece + 1 < pieceCount()) {
        const int following = pieceEnd(piece + 1);
        Piece& next = m_pieces[static_cast<std::size_t>(piece) + 1];
        if (next.start == end) return;
        if (following > end) {
            next.start = end;
            next.laid = nullptr;
            return;
        }
        m_pieces.erase(m_pieces.begin() + piece + 1);
    }
    if (end < m_block->utf16Count()) m_pieces.push_back({end, estimatedHeight(m_block->utf16Count() - end), nullptr});
}

void BlockLayout::layOutRange(qreal top, qreal bottom) {
    int piece = pieceAt(top);
    // The start is a real line boundary only when the piece before was laid out; nearby that costs little.
    if (piece > 0 && !m_pieces[static_cast<std::size_t>(piece)].laid) layOut(piece - 1);
    for (qreal y = pieceTop(piece); piece < pieceCount() && (y < bottom || y <= top); ++piece) {
        layOut(piece);
        y += m_pieces[static_cast<std::size_t>(piece)].height;
    }
}

void BlockLayout::release(qreal top, qreal bottom) {
    qreal y = 0;
    for (Piece& piece : m_pieces) {
        if (y + piece.height <= top || y >= bottom) piece.laid = nullptr;
        y += piece.height;
    }
}

QTextLine BlockLayout::textLine(Line line) const {
    const Piece& piece = m_pieces[static_cast<std::size_t>(line.piece)];
    DCHECK(piece.laid != nullptr);
    return piece.laid->layout->lineAt(line.line);
}

bool BlockLayout::isLastOfPiece(Line line) const {
    const Piece& piece = m_pieces[static_cast<std::size_t>(line.piece)];
    DCHECK(piece.laid != nullptr);
    return line.line + 2 >= static_cast<int>(piece.laid->tops.size());
}

BlockLayout::Line BlockLayout::lineOf(int position) {
    position = std::clamp(position, 0, m_block->utf16Count());
    int piece = pieceOf(position);
    layOut(piece);
    // Laying out may have moved the boundary in front of the position.
    while (piece + 1 < pieceCount() && position >= pieceEnd(piece))
        layOut(++piece);
    const int local = position - m_pieces[static_cast<std::size_t>(piece)].start;
    const auto& laid = *m_pieces[static_cast<std::size_t>(piece)].laid;
    int low = 0;
    int high = static_cast<int>(laid.tops.size()) - 2;
    while (low < high) {
        const int middle = (low + high + 1) / 2;
        if (laid.layout->lineAt(middle).textStart() <= local) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return {piece, low};
}

BlockLayout::Line BlockLayout::lineAt(qreal y) {
    const int piece = pieceAt(y);
    layOut(piece);
    const qreal local = y - pieceTop(piece);
    const auto& tops = m_pieces[static_cast<std::size_t>(piece)].laid->tops;
    const auto above = std::upper_bound(tops.begin() + 1, tops.end() - 1, local);
    return {piece, static_cast<int>(above - tops.begin()) - 1};
}

qreal BlockLayout::top(Line line) const {
    return pieceTop(line.piece) +
           m_pieces[static_cast<std::size_t>(line.piece)].laid->tops[static_cast<std::size_t>(line.line)];
}

qreal BlockLayout::lineHeight(Line line) const {
    const auto& tops = m_pieces[static_cast<std::size_t>(line.piece)].laid->tops;
    const auto index = static_cast<std::size_t>(line.line);
    return tops[index + 1] - tops[index];
}

int BlockLayout::start(Line line) const {
    return m_pieces[static_cast<std::size_t>(line.piece)].start + textLine(line).textStart();
}

int BlockLayout::end(Line line) const {
    return start(line) + textLine(line).textLength();
}

BlockLayout::Line BlockLayout::next(Line line) {
    if (!isLastOfPiece(line)) return {line.piece, line.line + 1};
    layOut(line.piece + 1);
    return {line.piece + 1, 0};
}

BlockLayout::Line BlockLayout::previous(Line line) {
    if (line.line > 0) return {line.piece, line.line - 1};
    // Through the position, because laying out the piece above may move the boundary.
    return lineOf(m_pieces[static_cast<std::size_t>(line.piece)].start - 1);
}

}  // namespace varve::layout

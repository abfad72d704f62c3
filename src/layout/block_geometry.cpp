// Horizontal geometry and painting of the lines of a block.
#include <QGlyphRun>
#include <QRawFont>
#include <algorithm>

#include "layout/block_layout.h"

namespace varve::layout {

namespace {

bool isRightToLeftUnit(QChar unit) {
    const QChar::Direction direction = unit.direction();
    return unit.isSurrogate() || direction == QChar::DirR || direction == QChar::DirAL || direction == QChar::DirAN ||
           (direction >= QChar::DirLRE && direction <= QChar::DirPDF) ||
           (direction >= QChar::DirLRI && direction <= QChar::DirPDI);
}

}  // namespace

int BlockLayout::lastPosition(Line line) const {
    const int lineEnd = end(line);
    if (isLast(line)) return lineEnd;
    const int before = lineEnd - 1;
    if (m_block->text[before].isSpace()) return before;
    // A word broken in its middle: its last character, of which the caret can stand in front.
    return std::max(start(line), before - (m_block->text[before].isLowSurrogate() ? 1 : 0));
}

qreal BlockLayout::xOf(Line line, int position) const {
    const int local = position - m_pieces[static_cast<std::size_t>(line.piece)].start;
    return std::min(textLine(line).cursorToX(local), m_style.text.width);
}

std::optional<QRectF> BlockLayout::embedRect(int position) {
    const auto embed = std::ranges::find(m_decorations.embeds, position, &EmbedBox::position);
    if (embed == m_decorations.embeds.end()) return std::nullopt;
    const Line line = lineOf(position);
    const QTextLine textOfLine = textLine(line);
    const int local = position - m_pieces[static_cast<std::size_t>(line.piece)].start;
    const qreal leading = textOfLine.cursorToX(local, QTextLine::Leading);
    const qreal trailing = textOfLine.cursorToX(local, QTextLine::Trailing);
    const qreal baseline = pieceTop(line.piece) + textOfLine.y() + textOfLine.ascent();
    return QRectF(std::min(leading, trailing), baseline - embed->size.height(), embed->size.width(),
                  embed->size.height());
}

qreal BlockLayout::firstBaseline() {
    const Line line = lineOf(0);
    const QTextLine textOfLine = textLine(line);
    return textOfLine.y() + textOfLine.ascent();
}

qreal BlockLayout::baseline(Line line) const {
    const QTextLine textOfLine = textLine(line);
    return pieceTop(line.piece) + textOfLine.y() + textOfLine.ascent();
}

int BlockLayout::positionAt(Line line, qreal x) const {
    const QTextLine textOfLine = textLine(line);
    const int position = m_pieces[static_cast<std::size_t>(line.piece)].start + textOfLine.xToCursor(x);
    return std::clamp(position, start(line), std::max(lastPosition(line), start(line)));
}

std::vector<BlockLayout::Stretch> BlockLayout::stretches(Line line, int begin, int end) const {
    begin = std::max(begin, start(line));
    end = std::min(end, this->end(line));
    std::vector<Stretch> result;
    if (begin >= end) return result;
    const int base = m_pieces[static_cast<std::size_t>(line.piece)].start;
    const QTextLine textOfLine = textLine(line);
    const QStringView text = QStringView(m_block->text).mid(start(line), this->end(line) - start(line));
    if (!m_rightToLeft && std::none_of(text.begin(), text.end(), isRightToLeftUnit)) {
        result.push_back({textOfLine.cursorToX(begin - base), textOfLine.cursorToX(end - base)});
        return result;
    }
    // Glyphs know where they stand; a caret position on the border of two directions stands in one of two places.
    for (const QGlyphRun& run : textOfLine.glyphRuns(begin - base, end - begin)) {
        const QList<QPointF> positions = run.positions();
        const QList<QPointF> advances = run.rawFont().advancesForGlyphIndexes(run.glyphIndexes());
        for (qsizetype index = 0; index < positions.size(); ++index) {
            const qreal left = positions[index].x();
            result.push_back({left, left + advances[index].x()});
        }
    }
    // Tabs have no glyphs.
    for (int position = begin; position < end; ++position) {
        if (m_block->text[position] != u'\t') continue;
        const qreal leading = textOfLine.cursorToX(position - base, QTextLine::Leading);
        const qreal trailing = textOfLine.cursorToX(position - base, QTextLine::Trailing);
        result.push_back({std::min(leading, trailing), std::max(leading, trailing)});
    }
    std::sort(result.begin(), result.end(), [](const Stretch& a, const Stretch& b) { return a.left < b.left; });
    std::vector<Stretch> merged;
    for (const Stretch& stretch : result) {
        if (!merged.empty() && stretch.left <= merged.back().right + 0.5) {
            merged.back().right = std::max(merged.back().right, stretch.right);
        } else {
            merged.push_back(stretch);
        }
    }
    return merged;
}

int BlockLayout::leftOf(int position) {
    const Line line = lineOf(position);
    const int base = m_pieces[static_cast<std::size_t>(line.piece)].start;
    const int local = position - base;
    const auto& laid = *m_pieces[static_cast<std::size_t>(line.piece)].laid;
    const int result = laid.layout->leftCursorPosition(local);
    if (result >= 0 && result <= laid.length && result != local) return base + result;
    if (m_rightToLeft) return std::min(position + (result == local ? 0 : 1), m_block->utf16Count());
    if (line.piece == 0) return position;
    // At the edge of a piece the text before it is in another layout: ask that one from its end.
    const Line above = lineOf(base - 1);
    const int aboveBase = m_pieces[static_cast<std::size_t>(above.piece)].start;
    return aboveBase +
           m_pieces[static_cast<std::size_t>(above.piece)].laid->layout->leftCursorPosition(base - aboveBase);
}

int BlockLayout::rightOf(int position) {
    const Line line = lineOf(position);
    const int base = m_pieces[static_cast<std::size_t>(line.piece)].start;
    const int local = position - base;
    const auto& laid = *m_pieces[static_cast<std::size_t>(line.piece)].laid;
    const int result = laid.layout->rightCursorPosition(local);
    if (result >= 0 && result <= laid.length && result != local) return base + result;
    if (!m_rightToLeft || line.piece == 0) return position;
    const Line above = lineOf(base - 1);
    const int aboveBase = m_pieces[static_cast<std::size_t>(above.piece)].start;
    return aboveBase +
           m_pieces[static_cast<std::size_t>(above.piece)].laid->layout->rightCursorPosition(base - aboveBase);
}

void BlockLayout::paint(QPainter& painter, QPointF origin, qreal top, qreal bottom,
                        const QList<QTextLayout::FormatRange>& selection) const {
    qreal y = 0;
    for (const Piece& piece : m_pieces) {
        if (y >= bottom) break;
        if (piece.laid && y + piece.height > top) {
            const QRectF clip(-1e6, origin.y() + top, 2e6, bottom - top);
            QList<QTextLayout::FormatRange> local;
            for (QTextLayout::FormatRange range : selection) {
                const int begin = std::max(range.start - piece.start, 0);
                const int end = std::min(range.start + range.length - piece.start, piece.laid->length);
                if (begin >= end) continue;
                range.start = begin;
                range.length = end - begin;
                local.append(range);
            }
            piece.laid->layout->draw(&painter, origin + QPointF(0, y), local, clip);
        }
        y += piece.height;
    }
}

void BlockLayout::paintLines(QPainter& painter, QPointF origin, qreal top, qreal bottom) const {
    qreal y = 0;
    for (const Piece& piece : m_pieces) {
        if (y >= bottom) break;
        if (piece.laid && y + piece.height > top) {
            const std::vector<qreal>& tops = piece.laid->tops;
            for (int line = 0; line + 1 < static_cast<int>(tops.size()); ++line) {
                const qreal lineTop = y + tops[static_cast<std::size_t>(line)];
                if (lineTop >= top && lineTop < bottom)
                    piece.laid->layout->lineAt(line).draw(&painter, origin + QPointF(0, y));
            }
        }
        y += piece.height;
    }
}

}  // namespace varve::layout

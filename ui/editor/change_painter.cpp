#include "ui/editor/change_painter.h"

#include <QFontMetricsF>
#include <QPainterPath>
#include <QPen>
#include <algorithm>
#include <cmath>

#include "layout/colour_mixing.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr qreal kMarginWidthMin = 84;
constexpr qreal kMarginGap = 22;   // from the text to the words beside it
constexpr qreal kMarginEdge = 18;  // from these to the window's edge, where the strip of changes is
constexpr qreal kMarginWidthMax = 260;
constexpr int kNoteLengthMax = 160;
constexpr qreal kNoteGap = 14;  // between words that went from one line
constexpr qreal kBarDistance = 12;

}  // namespace

ChangeColours changeColoursOn(const QColor& page, const QPalette& palette) {
    const ThemeColours theme = themeColours(palette);
    const QColor ink = palette.color(QPalette::Text);
    return {.inserted = layout::legibleOn(page, ink, theme.inserted, 3.5),
            .insertedBack = layout::mixed(page, theme.inserted, 0.11),
            .removed = layout::legibleOn(page, ink, theme.deleted, 4.5),
            .looks = layout::legibleOn(page, ink, layout::mixed(page, ink, 0.5)),
            .currentBack = layout::mixed(page, theme.accent, 0.28)};
}

/// What a range covers of one line.
struct ChangePainter::Part {
    QRectF box;
    qreal baseline = 0;
};

ChangePainter::ChangePainter(const ChangeMarks& marks, std::optional<text::Range> current,
                             layout::DocumentLayout& layout, const ChangeColours& colours)
    : m_marks(marks), m_current(current), m_layout(layout), m_colours(colours) {}

qreal ChangePainter::unit() const {
    return std::max(1.0, std::round(m_layout.style().lineHeight / 20));
}

template <typename Receive>
void ChangePainter::forEachPart(std::uint32_t index, qreal y, layout::BlockLayout& block, text::Range range,
                                const QRectF& visible, Receive receive) {
    const projection::BlockSequence& blocks = m_layout.blocks();
    const text::Offset start = blocks.startOf(index);
    const projection::Block& text = *blocks.blockAt(index);
    const auto shown = [&](text::Offset offset) {
        if (offset <= start) return 0;
        return m_layout.displayPosition(index, text.utf16Of(std::min(offset - start, text.count)));
    };
    const int from = range.begin <= start
                         ? m_layout.displayBegin(index, 0)
                         : m_layout.displayBegin(index, text.utf16Of(std::min(range.begin - start, text.count)));
    forEachPiece(y, block, from, shown(range.end), visible, receive);
}

/// The same between two positions of what is shown of a block.
template <typename Receive>
void ChangePainter::forEachPiece(qreal y, layout::BlockLayout& block, int from, int to, const QRectF& visible,
                                 Receive receive) {
    if (from >= to) return;
    const auto last = block.lineAt(visible.bottom() - y);
    for (auto line = block.lineAt(visible.top() - y);; line = block.next(line)) {
        int begin = std::max(from, block.start(line));
        int end = std::min(to, block.lastPosition(line));
        // Blanks at the edges of words that came would make gaps look underlined.
        const QString& letters = block.block()->text;
        while (begin < end && letters.at(begin) == QLatin1Char(' '))
            ++begin;
        while (begin < end && letters.at(end - 1) == QLatin1Char(' '))
            --end;
        if (begin < end) {
            const qreal top = y + block.top(line);
            for (const auto& stretch : block.stretches(line, begin, end)) {
                const QRectF box(block.left() + stretch.left, top, stretch.right - stretch.left,
                                 block.lineHeight(line));
                receive(Part{box, y + block.baseline(line)});
            }
        }
        if (line == last || block.isLast(line)) break;
    }
}

void ChangePainter::paintBelow(QPainter& painter, const QRectF& visible) {
    const projection::BlockSequence& blocks = m_layout.blocks();
    if (m_current && m_current->isEmpty() && !m_layout.hasGhosts()) {
        const QRectF caret = m_layout.caretRect(m_current->begin);
        painter.fillRect(caret.adjusted(-3 * unit(), 0, 3 * unit(), 0), m_colours.currentBack);
    }
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
            const text::Offset start = blocks.startOf(index);
            const text::Range whole{start, start + blocks.blockAt(index)->count};
            const auto [first, end] = m_marks.changesTouching(whole);
            for (std::size_t change = first; change < end && m_colours.insertedBack.isValid(); ++change) {
                forEachPart(index, y, block, m_marks.diff.changes[change].range, visible, [&](const Part& part) {
                    painter.fillRect(part.box.toAlignedRect(), m_colours.insertedBack);
                });
            }
            if (!m_current || m_current->begin > whole.end || m_current->end < whole.begin) return;
            const auto fill = [&](const Part& part) {
                painter.fillRect(part.box.toAlignedRect(), m_colours.currentBack);
            };
            forEachPart(index, y, block, *m_current, visible, fill);
            if (m_current->begin < whole.begin) return;
            // With the words that went there, where they are shown.
            const int at = blocks.blockAt(index)->utf16Of(m_current->begin - start);
            forEachPiece(y, block, m_layout.displayPosition(index, at), m_layout.displayBegin(index, at), visible,
                         fill);
        });
}

void ChangePainter::paintAbove(QPainter& painter, const QRectF& visible) {
    const projection::BlockSequence& blocks = m_layout.blocks();
    const qreal thickness = unit();
    std::vector<text::Offset> removals;
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
            const text::Offset start = blocks.startOf(index);
            const text::Range whole{start, start + blocks.blockAt(index)->count};
            const auto underlined = [&](text::Range range, const QColor& colour, Qt::PenStyle style) {
                painter.setPen(QPen(colour, style == Qt::SolidLine ? thickness : thickness + 0.5, style));
                forEachPart(index, y, block, range, visible, [&](const Part& part) {
                    const qreal line = std::round(part.baseline + 2.5 * thickness) + (thickness > 1 ? 0 : 0.5);
                    painter.drawLine(QPointF(part.box.left(), line), QPointF(part.box.right(), line));
                });
            };
            const auto [firstFormat, endFormat] = m_marks.formatsTouching(whole);
            for (std::size_t format = firstFormat; format < endFormat; ++format)
                underlined(m_marks.diff.formats[format].range, m_colours.looks, Qt::DotLine);
            const auto [first, end] = m_marks.changesTouching(whole);
            for (std::size_t change = first; change < end; ++change) {
                underlined(m_marks.diff.changes[change].range, m_colours.inserted, Qt::SolidLine);
                const text::Offset at = m_marks.diff.changes[change].range.begin;
                const bool isHere = whole.begin <= at && at <= whole.end;
                if (m_marks.diff.changes[change].removedSize > 0 && isHere && !m_layout.hasGhosts())
                    removals.push_back(at);
            }
            const auto object =
                std::ranges::lower_bound(m_marks.objects, whole.begin, {}, &ChangeMarks::Object::offset);
            if (object != m_marks.objects.end() && object->offset <= whole.end) {
                const QRectF bar(-kBarDistance, y + 2, 2 * thickness, std::max(4.0, block.linesHeight() - 4));
                painter.fillRect(bar, m_colours.looks);
            }
        });
    for (const text::Offset at : removals)
        paintWedge(painter, at);
}

/// Points between the letters where something went.
void ChangePainter::paintWedge(QPainter& painter, text::Offset at) {
    const QRectF caret = m_layout.caretRect(at);
    const projection::BlockPosition place = m_layout.blocks().positionOf(at);
    qreal baseline = caret.bottom() - caret.height() * 0.22;
    m_layout.forEachBlock(caret.top(), caret.top() + 1, [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
        if (index != place.block) return;
        baseline = y + block.baseline(block.lineOf(m_layout.displayPosition(index, place.utf16)));
    });
    const qreal half = 3.2 * unit();
    const qreal x = caret.x();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_colours.removed);
    QPainterPath wedge({x, baseline + 0.5 * unit()});
    wedge.lineTo(x + half, baseline + 0.5 * unit() + half * 1.5);
    wedge.lineTo(x - half, baseline + 0.5 * unit() + half * 1.5);
    wedge.closeSubpath();
    painter.drawPath(wedge);
    painter.restore();
}

void ChangePainter::paintBeside(QPainter& painter, const QRectF& page, const QFont& font) {
    const qreal left = m_layout.sheet().columnWidth() + kMarginGap;
    const qreal width = std::min(kMarginWidthMax, page.right() - kMarginEdge - left);
    if (width < kMarginWidthMin || m_layout.hasGhosts()) return;
    const projection::BlockSequence& blocks = m_layout.blocks();
    const text::Offset top = m_layout.lineAt(page.top()).start;
    const text::Offset bottom = m_layout.lineAt(page.bottom()).last;
    const auto [first, end] = m_marks.changesTouching({top, std::min(bottom, blocks.end())});
    QFont words = font;
    words.setStrikeOut(true);
    const QFontMetricsF metrics(words);
    qreal lineTop = 0;
    qreal x = left + width;  // where the next words on that line go
    painter.save();
    painter.setFont(words);
    painter.setPen(m_colours.removed);
    for (std::size_t index = first; index < end; ++index) {
        const projection::TextChange& change = m_marks.diff.changes[index];
        if (change.removedSize == 0 || change.range.begin < top) continue;
        const QRectF caret = m_layout.caretRect(change.range.begin);
        const QString removed = removedWords(m_marks.diff.removed(change), kNoteLengthMax).trimmed();
        // Blanks alone say nothing in a margin; the wedge is there.
        if (removed.isEmpty()) continue;
        const bool isSameLine = index > first && std::abs(caret.top() - lineTop) < 1;
        x = isSameLine ? x + kNoteGap : left;
        lineTop = caret.top();
        const qreal room = left + width - x;
        if (room < kNoteGap) continue;
        const QString shown = metrics.elidedText(removed, Qt::ElideRight, room);
        painter.drawText(QRectF(x, lineTop, room, caret.height()), Qt::AlignLeft | Qt::AlignVCenter, shown);
        x += metrics.horizontalAdvance(shown);
    }
    painter.restore();
}

}  // namespace varve::ui

#include "ui/editor/decoration_painter.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "layout/colour_mixing.h"
#include "ui/editor/change_painter.h"

namespace varve::ui {

namespace {

constexpr QRgb kComment = 0xfff5b800;
constexpr QRgb kFound = 0xffe8590c;  // between the yellow of comments and the red of faults
constexpr QRgb kFault = 0xffd92d20;
/// In a tile of the wave: enough that a word takes one or two of them.
constexpr int kWaveCount = 12;

}  // namespace

HighlightColours highlightColoursOn(const QColor& page, const QPalette& palette) {
    const QColor ink = palette.color(QPalette::Text);
    const QColor found(kFound);
    return {.fill = layout::mixed(page, found, 0.16),
            .line = layout::legibleOn(page, ink, layout::mixed(page, found, 0.75)),
            .currentFill = layout::mixed(page, found, 0.38),
            .currentLine = layout::legibleOn(page, ink, found, 4.5),
            .scope = layout::mixed(page, palette.color(QPalette::Highlight), 0.3)};
}

QColor spellingColourOn(const QColor& page, const QPalette& palette) {
    return layout::legibleOn(page, palette.color(QPalette::Text), QColor(kFault), 3.5);
}

const QPixmap& SpellingWave::pixmap(const Look& look) {
    if (!m_pixmap.isNull() && m_look == look) return m_pixmap;
    m_look = look;
    m_unit = std::max(1.0, look.lineHeight / 22);
    const qreal unit = m_unit;
    const qreal ratio = look.ratio;
    const QColor colour = look.colour;
    // Whole device pixels, or the tiles would not join.
    const int period = std::max(4, static_cast<int>(std::lround(4 * unit * ratio)));
    const int height = std::max(3, static_cast<int>(std::lround(3 * unit * ratio)));
    QPixmap wave(period * kWaveCount, height);
    wave.fill(Qt::transparent);
    QPainter painter(&wave);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, unit * ratio * 0.95));
    const qreal middle = height / 2.0;
    const qreal swing = middle - unit * ratio * 0.35;
    QPainterPath path({-period / 2.0, middle});
    for (int half = -1; half < 2 * kWaveCount + 1; ++half) {
        const qreal x = half * period / 2.0;
        const qreal bend = half % 2 == 0 ? -swing : swing;
        path.quadTo(x + period / 4.0, middle + 2 * bend, x + period / 2.0, middle);
    }
    painter.drawPath(path);
    painter.end();
    wave.setDevicePixelRatio(ratio);
    m_pixmap = wave;
    return m_pixmap;
}

DecorationPainter::DecorationPainter(const PageDecorations& decorations, const event::ObjectId& sequence,
                                     layout::DocumentLayout& layout, const Look& look, SpellingWave& wave)
    : m_decorations(decorations),
      m_sequence(sequence),
      m_text(decorations.of(sequence)),
      m_layout(layout),
      m_look(look),
      m_wave(wave) {}

void DecorationPainter::paintRange(QPainter& painter, text::Range range, const QColor& colour, const QRectF& visible) {
    for (const QRectF& rect : m_layout.rectsOf(range, visible.top(), visible.bottom()))
        painter.fillRect(rect.toAlignedRect(), colour);
}

std::vector<DecorationPainter::Box> DecorationPainter::boxesOf(const Highlights& highlights, const QRectF& visible) {
    std::vector<Box> boxes;
    if (highlights.isEmpty()) return boxes;
    const projection::BlockSequence& blocks = m_layout.blocks();
    const std::uint32_t first = blocks.blockAtHeight(static_cast<std::int64_t>(visible.top()));
    for (std::uint32_t block = first; block < blocks.blockCount(); ++block) {
        const auto top = static_cast<qreal>(blocks.heightBefore(block));
        if (top >= visible.bottom()) break;
        const qreal clipTop = std::max(top, visible.top());
        const qreal clipBottom = std::min(top + blocks.height(block), visible.bottom());
        const text::Offset start = blocks.startOf(block);
        const auto [from, to] = highlights.touching({start, start + blocks.blockAt(block)->count});
        for (std::size_t index = from; index < to; ++index) {
            const text::Range range = highlights.ranges()[index];
            const bool isCurrent = highlights.current() == index;
            if (range.isEmpty()) {
                const QRectF caret = m_layout.caretRect(range.begin);
                boxes.push_back({QRectF(caret.x() - 1, caret.y(), 2, caret.height()).toAlignedRect(), isCurrent});
                continue;
            }
            for (const QRectF& rect : m_layout.rectsOf(range, clipTop, clipBottom))
                boxes.push_back({rect.toAlignedRect(), isCurrent});
        }
    }
    return boxes;
}

void DecorationPainter::paintBelow(QPainter& painter, const QRectF& visible) {
    paintTints(painter, visible);
    if (m_text == nullptr) return;
    const HighlightColours colours = highlightColoursOn(m_look.page, m_look.palette);
    if (hasChanges()) {
        ChangeColours changed = changeColoursOn(m_look.page, m_look.palette);
        // What is behind the letters has a meaning already.
        if (m_decorations.tintProvider()) changed.insertedBack = QColor();
        ChangePainter(*m_text->changes, m_text->currentChange, m_layout, changed).paintBelow(painter, visible);
    }
    if (m_text->scope) paintRange(painter, *m_text->scope, colours.scope, visible);
    const QColor comment(kComment);
    for (const Box& box : boxesOf(m_text->comments, visible))
        painter.fillRect(box.rect, layout::mixed(m_look.page, comment, 0.2));
    for (const Box& box : boxesOf(m_text->currentComment, visible))
        painter.fillRect(box.rect, layout::mixed(m_look.page, comment, 0.45));
    for (const Box& box : boxesOf(m_text->matches, visible))
        painter.fillRect(box.rect, box.isCurrent ? colours.currentFill : colours.fill);
    if (m_decorations.flashStrength() > 0) {
        const QColor highlight = m_look.palette.color(QPalette::Highlight);
        const QColor colour = layout::mixed(m_look.page, highlight, 0.35 * m_decorations.flashStrength());
        for (const text::Range& range : m_text->flashes)
            paintRange(painter, range, colour, visible);
    }
    for (const RemoteCaret& remote : m_text->carets) {
        if (!remote.selection.isEmpty())
            paintRange(painter, remote.selection, layout::mixed(m_look.page, remote.colour, 0.22), visible);
    }
}

void DecorationPainter::paintAbove(QPainter& painter, const QRectF& visible) {
    paintSpelling(painter, visible);
    if (m_text == nullptr) return;
    if (hasChanges()) {
        const ChangeColours changed = changeColoursOn(m_look.page, m_look.palette);
        ChangePainter(*m_text->changes, m_text->currentChange, m_layout, changed).paintAbove(painter, visible);
    }
    const std::vector<Box> boxes = boxesOf(m_text->matches, visible);
    if (boxes.empty()) return;
    const HighlightColours colours = highlightColoursOn(m_look.page, m_look.palette);
    const int thickness = std::max(1, static_cast<int>(std::lround(m_layout.style().lineHeight / 18)));
    for (const Box& box : boxes) {
        if (box.isCurrent) {
            painter.setPen(QPen(colours.currentLine, thickness));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(box.rect.adjusted(0, 0, -1, -1));
        } else {
            painter.fillRect(box.rect.left(), box.rect.bottom() - thickness + 1, box.rect.width(), thickness,
                             colours.line);
        }
    }
}

void DecorationPainter::paintBeside(QPainter& painter, const QRectF& page) {
    if (!hasChanges()) return;
    const ChangeColours changed = changeColoursOn(m_look.page, m_look.palette);
    QFont font = m_look.labels;
    if (font.pointSizeF() > 0) font.setPointSizeF(font.pointSizeF() * 0.92);
    ChangePainter(*m_text->changes, m_text->currentChange, m_layout, changed).paintBeside(painter, page, font);
}

void DecorationPainter::paintTints(QPainter& painter, const QRectF& visible) {
    const PageDecorations::TintProvider& provider = m_decorations.tintProvider();
    if (!provider) return;
    const projection::BlockSequence& blocks = m_layout.blocks();
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
            const projection::BlockPtr& text = blocks.blockAt(index);
            auto line = block.lineAt(visible.top() - y);
            const auto last = block.lineAt(visible.bottom() - y);
            // What stands in the lines and not in the text moves it down.
            const int aside = block.block()->utf16Count() - text->utf16Count();
            const int first = std::clamp(block.start(line) - aside, 0, text->utf16Count());
            const auto tints = provider({.sequence = m_sequence,
                                         .start = blocks.startOf(index),
                                         .block = text,
                                         .begin = first,
                                         .end = std::clamp(block.end(last), first, text->utf16Count())});
            const auto shown = [&](int place) { return m_layout.displayPosition(index, place); };
            const auto shownBegin = [&](int place) { return m_layout.displayBegin(index, place); };
            auto tint = tints.begin();
            while (true) {
                const int begin = block.start(line);
                // Without the blank at which the line was broken, which hangs over the edge.
                const int end = block.lastPosition(line);
                while (tint != tints.end() && shown(tint->end) <= begin)
                    ++tint;
                // Edges on whole pixels that neighbours share, so that no seam shows.
                const int top = qRound(y + block.top(line));
                const int bottom = qRound(y + block.top(line) + block.lineHeight(line));
                for (auto here = tint; here != tints.end() && shownBegin(here->begin) < end; ++here) {
                    const int from = std::max(begin, shownBegin(here->begin));
                    for (const auto& stretch : block.stretches(line, from, std::min(end, shown(here->end)))) {
                        const int left = qRound(block.left() + stretch.left);
                        const int right = qRound(block.left() + stretch.right);
                        painter.fillRect(left, top, right - left, bottom - top, here->colour);
                    }
                }
                if (line == last || block.isLast(line)) break;
                line = block.next(line);
            }
        });
}

void DecorationPainter::paintSpelling(QPainter& painter, const QRectF& visible) {
    const PageDecorations::SpellingProvider& provider = m_decorations.spellingProvider();
    if (!provider) return;
    const projection::BlockSequence& blocks = m_layout.blocks();
    const QPixmap& wave =
        m_wave.pixmap({spellingColourOn(m_look.page, m_look.palette), m_layout.style().lineHeight, m_look.deviceRatio});
    const QSizeF tile = wave.deviceIndependentSize();
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
            const auto words = provider(m_sequence, index, blocks.blockAt(index));
            if (words.empty()) return;
            const auto shown = [&](text::Utf16Offset place) {
                return m_layout.displayPosition(index, static_cast<int>(place.value));
            };
            const auto shownBegin = [&](text::Utf16Offset place) {
                return m_layout.displayBegin(index, static_cast<int>(place.value));
            };
            const auto last = block.lineAt(visible.bottom() - y);
            auto line = block.lineAt(visible.top() - y);
            auto word = std::ranges::partition_point(
                words, [&](const spelling::Utf16Range& range) { return shown(range.end) <= block.start(line); });
            while (true) {
                const int begin = block.start(line);
                const int end = block.end(line);
                while (word != words.end() && shown(word->end) <= begin)
                    ++word;
                const qreal top = std::round(y + block.baseline(line) + m_wave.unit());
                for (auto here = word; here != words.end() && shownBegin(here->begin) < end; ++here) {
                    const int from = std::max(begin, shownBegin(here->begin));
                    for (const auto& stretch : block.stretches(line, from, std::min(end, shown(here->end)))) {
                        const QRectF box(block.left() + stretch.left, top, stretch.right - stretch.left, tile.height());
                        painter.drawTiledPixmap(box, wave);
                    }
                }
                if (line == last || block.isLast(line)) break;
                line = block.next(line);
            }
        });
}

void DecorationPainter::paintCarets(QPainter& painter, const QRectF& visible) {
    if (m_text == nullptr) return;
    for (const RemoteCaret& remote : m_text->carets) {
        const QRectF rect = m_layout.caretRect(remote.caret);
        if (rect.bottom() < visible.top() || rect.top() > visible.bottom()) continue;
        const QColor colour = layout::legibleOn(m_look.page, m_look.palette.color(QPalette::Text), remote.colour);
        const qreal width = std::max(m_look.caretWidth, 2.0);
        painter.fillRect(QRectF(std::round(rect.x() - width / 2), rect.y(), width, rect.height()), colour);
        if (m_decorations.isFlagShown(remote)) {
            paintFlag(painter, remote, rect, visible);
        } else {
            // A small head tells it from the own caret.
            painter.fillRect(QRectF(std::round(rect.x() - width / 2) - 2, rect.y(), width + 4, 4), colour);
        }
    }
}

void DecorationPainter::paintFlag(QPainter& painter, const RemoteCaret& caret, const QRectF& rect,
                                  const QRectF& visible) {
    const QColor back = layout::legibleOn(m_look.page, m_look.palette.color(QPalette::Text), caret.colour);
    const QColor black = Qt::black;
    const QColor white = Qt::white;
    QFont labelFont = m_look.labels;
    if (labelFont.pointSizeF() > 0) labelFont.setPointSizeF(labelFont.pointSizeF() * 0.9);
    const QFontMetricsF metrics(labelFont);
    const QString name = metrics.elidedText(caret.name, Qt::ElideRight, visible.width() / 3);
    const QSizeF size(std::ceil(metrics.horizontalAdvance(name)) + 10, std::ceil(metrics.height()) + 3);
    qreal x = std::round(rect.x() - 1);
    x = std::min(x, visible.right() - size.width() - 2);
    // Above the line, or below it at the top of the window, or in it where a cell has no more lines.
    qreal y = rect.top() - size.height();
    if (y < visible.top()) y = rect.bottom();
    if (y + size.height() > visible.bottom()) {
        y = std::max(visible.top(), rect.center().y() - size.height() / 2);
        x = std::min(std::round(rect.x() + 3), visible.right() - size.width() - 2);
    }
    const QRectF box(QPointF(x, std::round(y)), size);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(back);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(layout::contrast(back, white) >= layout::contrast(back, black) ? white : black);
    painter.setFont(labelFont);
    painter.drawText(box, Qt::AlignCenter, name);
    painter.restore();
}

}  // namespace varve::ui

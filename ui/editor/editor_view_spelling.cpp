// The part of the editor view that draws wavy lines below misspelt words.
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "layout/colour_mixing.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

constexpr QRgb kFault = 0xffd92d20;
/// In a tile: enough that a word takes one or two of them.
constexpr int kWaveCount = 12;

}  // namespace

void EditorView::setSpellingProvider(SpellingProvider provider) {
    m_spellingProvider = std::move(provider);
    viewport()->update();
}

QColor EditorView::spellingColour() const {
    return layout::legibleOn(pageColour(), palette().color(QPalette::Text), QColor(kFault), 3.5);
}

/// Drawn once and then copied: scrolling shows hundreds of them in a frame.
const QPixmap& EditorView::spellingWave() {
    const QColor colour = spellingColour();
    const qreal unit = std::max(1.0, m_layout.style().lineHeight / 22);
    const qreal ratio = viewport()->devicePixelRatioF();
    if (!m_wave.isNull() && m_waveColour == colour && m_waveUnit == unit && m_wave.devicePixelRatio() == ratio)
        return m_wave;
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
    m_wave = wave;
    m_waveColour = colour;
    m_waveUnit = unit;
    return m_wave;
}

void EditorView::paintSpelling(QPainter& painter, QRectF visible) {
    if (!m_spellingProvider) return;
    const QPixmap& wave = spellingWave();
    const QSizeF tile = wave.deviceIndependentSize();
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
            const auto words = m_spellingProvider(index, blocks().blockAt(index));
            if (words.empty()) return;
            const auto shown = [&](text::Utf16Offset place) {
                return m_layout.displayPosition(index, static_cast<int>(place.value));
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
                const qreal top = std::round(y + block.baseline(line) + m_waveUnit);
                for (auto here = word; here != words.end() && shown(here->begin) < end; ++here) {
                    const int from = std::max(begin, shown(here->begin));
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

}  // namespace varve::ui

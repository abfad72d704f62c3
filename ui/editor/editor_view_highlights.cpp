// The part of the editor view that marks ranges on the page and beside it.
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

#include "layout/colour_mixing.h"
#include "ui/editor/editor_view.h"
#include "ui/editor/scroll_ticks.h"

namespace varve::ui {

namespace {

constexpr int kTicksDelayMs = 40;
constexpr QRgb kComment = 0xfff5b800;
constexpr QRgb kFound = 0xffe8590c;  // between the yellow of comments and the red of faults

}  // namespace

EditorView::HighlightColours EditorView::highlightColours() const {
    const QColor page = pageColour();
    const QColor ink = palette().color(QPalette::Text);
    const QColor found(kFound);
    return {.fill = layout::mixed(page, found, 0.16),
            .line = layout::legibleOn(page, ink, layout::mixed(page, found, 0.75)),
            .currentFill = layout::mixed(page, found, 0.38),
            .currentLine = layout::legibleOn(page, ink, found, 4.5),
            .scope = layout::mixed(page, palette().color(QPalette::Highlight), 0.3)};
}

void EditorView::setHighlights(std::vector<text::Range> ranges, std::optional<std::size_t> current) {
    m_highlights = Highlights(std::move(ranges), current);
    showHighlights();
}

void EditorView::setCurrentHighlight(std::optional<std::size_t> current) {
    m_highlights.setCurrent(current);
    showHighlights();
}

void EditorView::setHighlightScope(std::optional<text::Range> scope) {
    m_highlightScope = scope;
    viewport()->update();
}

void EditorView::showHighlights() {
    viewport()->update();
    if (m_highlights.isEmpty() && m_ticks->ticks().empty()) return;
    if (!m_ticksTimer.isActive()) m_ticksTimer.start(kTicksDelayMs, this);
}

void EditorView::mapHighlights(const document::Patch& patch) {
    if (m_highlightScope) {
        const text::Offset begin = patch.mapped(m_highlightScope->begin, document::Bias::kBefore);
        m_highlightScope = {begin, patch.mapped(m_highlightScope->end, document::Bias::kAfter)};
    }
    if (m_highlights.isEmpty()) return;
    m_highlights.mapThrough(patch);
    showHighlights();
}

void EditorView::placeTicks() {
    const HighlightColours colours = highlightColours();
    const int length = verticalScrollBar()->height();
    std::vector<ScrollTicks::Tick> ticks;
    ScrollTicks::Tick currentTick;
    const bool isScrolled = verticalScrollBar()->maximum() > 0;
    if (!m_highlights.isEmpty() && isScrolled && length > 0) {
        const qreal pixelHeight =
            (m_layout.totalHeight() + m_geometry.marginTop + m_geometry.marginBottom) / static_cast<qreal>(length);
        // For each pixel of the bar the characters that it stands for, so that the number of ranges does not matter.
        const auto offsetAtPixel = [&](int pixel) {
            const qreal y = pixel * pixelHeight - m_geometry.marginTop;
            if (y >= m_layout.totalHeight()) return blocks().end() + 1;
            if (y <= 0) return text::Offset{0};
            const std::uint32_t block = blocks().blockAtHeight(static_cast<std::int64_t>(y));
            const qreal share =
                (y - static_cast<qreal>(blocks().heightBefore(block))) / std::max(1, blocks().height(block));
            return blocks().startOf(block) + static_cast<std::uint32_t>(share * blocks().blockAt(block)->count);
        };
        const std::vector<text::Range>& ranges = m_highlights.ranges();
        text::Offset begin{0};
        for (int pixel = 0; pixel < length; ++pixel) {
            const text::Offset end = std::max(begin, offsetAtPixel(pixel + 1));
            const std::size_t first = m_highlights.firstFrom(begin);
            if (first < ranges.size() && ranges[first].begin < end) {
                if (!ticks.empty() && ticks.back().end == pixel) {
                    ticks.back().end = pixel + 1;
                } else {
                    ticks.push_back({pixel, pixel + 1});
                }
            }
            if (m_highlights.current() && begin <= ranges[*m_highlights.current()].begin &&
                ranges[*m_highlights.current()].begin < end) {
                currentTick = {pixel, pixel + 1};
            }
            begin = end;
        }
    }
    m_ticks->setTicks(std::move(ticks), colours.line);
    m_ticks->setCurrent(currentTick, palette().color(QPalette::Text));
}

void EditorView::paintHighlightScope(QPainter& painter, QRectF visible) {
    if (m_highlightScope) paintRange(painter, *m_highlightScope, highlightColours().scope, visible);
}

/// Where the ranges in sight are. Cost: O(ranges in sight), whatever lies elsewhere.
std::vector<EditorView::HighlightBox> EditorView::highlightBoxes(const Highlights& highlights, QRectF visible) {
    std::vector<HighlightBox> boxes;
    if (highlights.isEmpty()) return boxes;
    const std::uint32_t first = blocks().blockAtHeight(static_cast<std::int64_t>(visible.top()));
    for (std::uint32_t block = first; block < blocks().blockCount(); ++block) {
        const auto top = static_cast<qreal>(blocks().heightBefore(block));
        if (top >= visible.bottom()) break;
        const qreal clipTop = std::max(top, visible.top());
        const qreal clipBottom = std::min(top + blocks().height(block), visible.bottom());
        const text::Offset start = blocks().startOf(block);
        const auto [from, to] = highlights.touching({start, start + blocks().blockAt(block)->count});
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

void EditorView::setCommentTints(std::vector<text::Range> open, std::vector<text::Range> current) {
    m_commentTints = Highlights(std::move(open));
    m_currentTints = Highlights(std::move(current));
    viewport()->update();
}

void EditorView::paintCommentTints(QPainter& painter, QRectF visible) {
    const QColor page = pageColour();
    const QColor comment(kComment);
    for (const HighlightBox& box : highlightBoxes(m_commentTints, visible))
        painter.fillRect(box.rect, layout::mixed(page, comment, 0.2));
    for (const HighlightBox& box : highlightBoxes(m_currentTints, visible))
        painter.fillRect(box.rect, layout::mixed(page, comment, 0.45));
}

void EditorView::paintHighlightFills(QPainter& painter, const std::vector<HighlightBox>& boxes) {
    if (boxes.empty()) return;
    const HighlightColours colours = highlightColours();
    for (const HighlightBox& box : boxes)
        painter.fillRect(box.rect, box.isCurrent ? colours.currentFill : colours.fill);
}

/// Lines below, over the text: they are seen where a mark has put a colour behind it.
void EditorView::paintHighlightLines(QPainter& painter, const std::vector<HighlightBox>& boxes) {
    if (boxes.empty()) return;
    const HighlightColours colours = highlightColours();
    const int thickness = std::max(1, static_cast<int>(std::lround(m_layout.style().lineHeight / 18)));
    for (const HighlightBox& box : boxes) {
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

}  // namespace varve::ui

// Painting of the editor view: page, selections, text, carets. All colours come from the palette, except those by which
// colleagues are told apart.
#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>
#include <algorithm>
#include <cmath>

#include "layout/colour_mixing.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

QColor EditorView::pageColour() const {
    if (isInset()) return m_background;
    const QColor base = palette().color(QPalette::Base);
    if (m_look == PageLook::kNow) return base;
    return layout::mixed(base, palette().color(QPalette::Highlight), 0.08);
}

qreal EditorView::caretWidth() const {
    const int styled = style()->pixelMetric(QStyle::PM_TextCursorWidth, nullptr, this);
    return std::max<qreal>(styled, std::round(m_layout.style().lineHeight / 14));
}

void EditorView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.fillRect(event->rect(), pageColour());
    const qreal top = isInset() ? -origin().y() : m_scroll.top();
    // In layout coordinates; everything is painted there.
    const QRectF whole(-m_geometry.columnLeft, top, viewport()->width(), viewport()->height());
    m_layout.layOutRange(whole.top(), whole.bottom());
    const QRectF visible = QRectF(event->rect()).translated(-origin());
    painter.translate(origin());
    paintBlockBacks(painter, visible);
    const DecorationPainter::Look look = decorationLook(pageColour());
    std::optional<DecorationPainter> decorations;
    if (m_sequence) decorations.emplace(this->decorations(), *m_sequence, m_layout, look, m_wave);
    if (decorations) decorations->paintBelow(painter, visible);
    if (!m_selection.isEmpty()) {
        const auto group = hasFocus() ? QPalette::Active : QPalette::Inactive;
        paintRange(painter, m_selection.range(), palette().color(group, QPalette::Highlight), visible);
    }
    paintText(painter, visible);
    if (decorations) decorations->paintAbove(painter, visible);
    paintMarkers(painter, visible);
    paintEmbeds(painter, visible);
    paintImageFrame(painter);
    if (decorations && !isInset()) decorations->paintBeside(painter, whole);
    if (decorations) decorations->paintCarets(painter, whole);
    if (!isInset()) paintCaretsBeside(painter, whole);
    paintCaret(painter);
}

void EditorView::paintRange(QPainter& painter, text::Range range, const QColor& colour, QRectF visible) {
    for (const QRectF& rect : m_layout.rectsOf(range, visible.top(), visible.bottom())) {
        painter.fillRect(rect.toAlignedRect(), colour);
    }
}

void EditorView::paintText(QPainter& painter, QRectF visible) {
    const auto group = hasFocus() ? QPalette::Active : QPalette::Inactive;
    QTextLayout::FormatRange selected;
    selected.format.setForeground(palette().color(group, QPalette::HighlightedText));
    const projection::BlockPosition begin = blocks().positionOf(m_selection.range().begin);
    const projection::BlockPosition end = blocks().positionOf(m_selection.range().end);
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t index, qreal y, layout::BlockLayout& layout) {
            QList<QTextLayout::FormatRange> selection;
            if (!m_selection.isEmpty() && begin.block <= index && index <= end.block) {
                selected.start = index == begin.block ? m_layout.displayBegin(index, begin.utf16) : 0;
                const int stop =
                    index == end.block ? m_layout.displayPosition(index, end.utf16) : layout.block()->utf16Count();
                selected.length = stop - selected.start;
                // Over the colours that marks put behind the text.
                if (!layout.block()->formats.empty())
                    selected.format.setBackground(palette().color(group, QPalette::Highlight));
                if (selected.length > 0) selection.append(selected);
            }
            painter.setPen(layout.style().ink);
            layout.paint(painter, {layout.left(), y}, visible.top() - y, visible.bottom() - y, selection);
        });
}

void EditorView::paintCaret(QPainter& painter) {
    const QColor ink = palette().color(QPalette::Text);
    const qreal width = caretWidth();
    if (m_dropPlace) {
        const QRectF rect = m_layout.caretRect(*m_dropPlace);
        painter.fillRect(QRectF(std::round(rect.x()), rect.y(), width, rect.height()),
                         palette().color(QPalette::Highlight));
    }
    const bool shown = hasFocus() && !m_cells && m_caretOn && !m_preeditHidesCaret && m_selection.isEmpty();
    if (!shown) return;
    const QRectF rect = m_layout.preedit() ? m_layout.preeditCaretRect() : m_layout.caretRect(m_selection.caret);
    painter.fillRect(QRectF(std::round(rect.x()), rect.y(), width, rect.height()), ink);
}

}  // namespace varve::ui

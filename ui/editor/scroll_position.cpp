#include "ui/editor/scroll_position.h"

#include <algorithm>

namespace varve::ui {

void ScrollPosition::setViewport(qreal height, qreal marginTop, qreal marginBottom) {
    const bool atTop = isAtTop();
    m_viewportHeight = height;
    m_marginTop = marginTop;
    m_marginBottom = marginBottom;
    if (atTop) m_delta = -marginTop;
}

qreal ScrollPosition::top() const {
    const layout::DocumentLayout::LineBox line = m_layout.lineOf(m_offset);
    return line.top + m_delta;
}

qreal ScrollPosition::topMax() const {
    const qreal end = m_layout.totalHeight() - m_layout.style().blockGap;
    const qreal room = end + m_marginTop <= m_viewportHeight - m_marginTop ? m_marginTop : m_marginBottom;
    return std::max(-m_marginTop, end + room - m_viewportHeight);
}

void ScrollPosition::settle() {
    // Correcting a height between the viewport's top and the held line moves the top once more.
    for (int round = 0; round < 4; ++round) {
        const qreal before = top();
        m_layout.layOutRange(before, before + m_viewportHeight);
        if (top() == before) break;
    }
    const qreal now = top();
    if (now > topMax()) {
        scrollTo(topMax());
        m_layout.layOutRange(top(), top() + m_viewportHeight);
    } else if (now < -m_marginTop) {
        scrollTo(-m_marginTop);
        m_layout.layOutRange(top(), top() + m_viewportHeight);
    }
}

void ScrollPosition::scrollTo(qreal top) {
    top = std::clamp(top, -m_marginTop, topMax());
    const layout::DocumentLayout::LineBox line = m_layout.lineAt(std::max(top, 0.0));
    m_offset = line.start;
    // In a block met for the first time the line may lie elsewhere than estimated; it is the line that counts then.
    const qreal inLine = top - line.top;
    m_delta = top < 0 ? top : std::clamp(inLine, 0.0, line.height + m_layout.style().blockGap);
    if (top < 0) m_offset = {0};
}

void ScrollPosition::scrollBy(qreal distance) {
    for (int round = 0; round < 3; ++round) {
        const qreal from = top();
        m_layout.layOutRange(std::min(from, from + distance), std::max(from, from + distance) + m_viewportHeight);
        if (top() == from) break;
    }
    scrollTo(top() + distance);
}

void ScrollPosition::ensureVisible(const QRectF& rect) {
    const qreal room = std::min(m_layout.style().lineHeight * 1.2, m_viewportHeight / 6);
    const qreal now = top();
    const qreal above = now + room - rect.top();
    const qreal below = rect.bottom() - (now + m_viewportHeight - room);
    if (above <= 0 && below <= 0) return;
    if (above > m_viewportHeight || below > m_viewportHeight) {
        scrollTo(rect.top() - m_viewportHeight / 3);
    } else if (above > 0) {
        scrollBy(-above);
    } else if (rect.height() < m_viewportHeight - 2 * room) {
        scrollBy(below);
    }
}

void ScrollPosition::place(text::Offset offset, qreal y) {
    m_offset = offset;
    m_delta = -y;
    settle();
}

qreal ScrollPosition::placeOf(text::Offset offset) const {
    const layout::DocumentLayout::LineBox line = m_layout.lineOf(offset);
    return line.top - top();
}

void ScrollPosition::holdLineOf(text::Offset offset) {
    const qreal y = placeOf(offset);
    m_offset = offset;
    m_delta = -y;
}

void ScrollPosition::mapThrough(const document::Patch& patch, document::Bias bias) {
    if (isAtTop()) return;
    m_offset = patch.mapped(m_offset, bias);
}

}  // namespace varve::ui

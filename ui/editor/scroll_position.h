// Where the window on the document stands: fixed to a line of text, not to a height, so that edits and corrected
// heights elsewhere never move what is being read. Heights are those of DocumentLayout; the margins above and below the
// text belong to the scrolled area. No widget; used by the editor view.
#pragma once

#include "document/patch.h"
#include "layout/document_layout.h"
#include "text/position.h"

namespace varve::ui {

class ScrollPosition {
  public:
    /// `layout` must outlive this object.
    explicit ScrollPosition(layout::DocumentLayout& layout) : m_layout(layout) {}

    void setViewport(qreal height, qreal marginTop, qreal marginBottom);

    /// Height of the document that is at the viewport's top edge; negative inside the top margin.
    [[nodiscard]] qreal top() const;
    /// Largest value of top(), and the distance scrolled from the very top.
    [[nodiscard]] qreal topMax() const;
    [[nodiscard]] qreal value() const { return top() + m_marginTop; }
    [[nodiscard]] qreal valueMax() const { return topMax() + m_marginTop; }

    /// Lays out what is visible and keeps the position inside the document. To be called after every change.
    void settle();
    /// To an estimated height, as a scroll bar gives it.
    void scrollTo(qreal top);
    /// By exact pixels: heights on the way are corrected first.
    void scrollBy(qreal distance);
    /// So that a rectangle is inside, with some room above and below; far jumps put it at a third of the viewport.
    void ensureVisible(const QRectF& rect);
    /// So that the line of `offset` is `y` below the viewport's top.
    void place(text::Offset offset, qreal y);
    /// Distance of the line of `offset` from the viewport's top.
    [[nodiscard]] qreal placeOf(text::Offset offset) const;

    /// Holds on to the line of `offset` from now on instead of the first visible one.
    void holdLineOf(text::Offset offset);
    /// The text changed. `bias`: whether text put exactly before the held line pushes it down (kBefore) or goes above
    /// the viewport (kAfter).
    void mapThrough(const document::Patch& patch, document::Bias bias);
    [[nodiscard]] bool isAtTop() const { return m_offset.value == 0 && m_delta <= -m_marginTop; }

  private:
    layout::DocumentLayout& m_layout;
    qreal m_viewportHeight = 0;
    qreal m_marginTop = 0;
    qreal m_marginBottom = 0;
    text::Offset m_offset;  // in the held line
    qreal m_delta = 0;      // viewport top below the top of the held line
};

}  // namespace varve::ui

// Paints a part of one block on paper: its panel or bar, its number or bullet, its letters, the pictures and rules in
// it; and says where the links are. Used for the body of a page and for the cells of tables.
#pragma once

#include <QPainter>
#include <QString>
#include <optional>
#include <vector>

#include "layout/block_layout.h"
#include "layout/block_painter.h"
#include "print/pictures.h"

namespace varve::print {

/// A stretch of a line that leads somewhere; in dots from the top left of the paper.
struct PageLink {
    QRectF rect;
    QString target;
};

/// Lines of a block between two heights, both where lines end.
struct BlockPart {
    layout::BlockLayout& block;
    const layout::StyleSheet& sheet;  // of the column it stands in
    QPointF origin{};                 // of the column, at the height of the part's first line
    qreal top = 0;
    qreal bottom = 0;
    qreal knownTo = 0;  // up to here everything was laid out once, so that its height is exact
    QString number{};
    std::optional<layout::BackPart> back{};  // relative to `origin`; nothing for blocks without one
};

class PartPainter {
  public:
    /// All must outlive it.
    PartPainter(QPainter& painter, Pictures& pictures, std::vector<PageLink>& links)
        : m_painter(painter), m_pictures(pictures), m_links(links) {}

    [[nodiscard]] QPainter& painter() { return m_painter; }
    /// Lays out what it paints. Cost: O(text from what is known to the end of the part).
    void paint(const BlockPart& part);

  private:
    void paintEmbeds(const BlockPart& part, QPointF blockOrigin);
    void addLinks(const BlockPart& part, QPointF blockOrigin);

    QPainter& m_painter;
    Pictures& m_pictures;
    std::vector<PageLink>& m_links;
};

}  // namespace varve::print

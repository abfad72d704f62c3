// Draws the changes of compare mode on one text of the page: what came is underlined on a tint, where words went stands
// a small wedge and, in the margin beside the line, the words themselves, struck out; formats that changed have dots
// below, blocks that changed a bar at their side. The text keeps its lines: nothing is laid out for it. Coordinates are
// those of the text's layout. Made for one painting. GUI thread.
#pragma once

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QPalette>
#include <QRectF>
#include <optional>

#include "layout/document_layout.h"
#include "ui/editor/change_marks.h"

namespace varve::ui {

/// Each readable on the page.
struct ChangeColours {
    QColor inserted;
    QColor insertedBack;  // invalid: none
    QColor removed;
    QColor looks;
    QColor currentBack;  // behind the change that stands out
};
[[nodiscard]] ChangeColours changeColoursOn(const QColor& page, const QPalette& palette);

class ChangePainter {
  public:
    /// `current`: the range that stands out. All must outlive it.
    ChangePainter(const ChangeMarks& marks, std::optional<text::Range> current, layout::DocumentLayout& layout,
                  const ChangeColours& colours);

    /// Between two heights, which must be laid out. Cost: what is in sight.
    void paintBelow(QPainter& painter, const QRectF& visible);
    void paintAbove(QPainter& painter, const QRectF& visible);
    /// The words that went, in what `page` has to the right of the column; nothing where that is too narrow.
    void paintBeside(QPainter& painter, const QRectF& page, const QFont& font);

  private:
    struct Part;
    template <typename Receive>
    void forEachPart(std::uint32_t index, qreal y, layout::BlockLayout& block, text::Range range, const QRectF& visible,
                     Receive receive);
    template <typename Receive>
    static void forEachPiece(qreal y, layout::BlockLayout& block, int from, int to, const QRectF& visible,
                             Receive receive);
    void paintWedge(QPainter& painter, text::Offset at);
    [[nodiscard]] qreal unit() const;

    const ChangeMarks& m_marks;
    std::optional<text::Range> m_current;
    layout::DocumentLayout& m_layout;
    const ChangeColours& m_colours;
};

}  // namespace varve::ui

// Draws the decorations of one text of the page, in the body, a cell or a caption alike: what lies below its letters
// and what lies above them. Coordinates are those of the text's layout. Made for one painting. GUI thread.
#pragma once

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QRectF>
#include <vector>

#include "layout/document_layout.h"
#include "ui/editor/page_decorations.h"

namespace varve::ui {

/// Readable on a page of this colour.
[[nodiscard]] HighlightColours highlightColoursOn(const QColor& page, const QPalette& palette);
[[nodiscard]] QColor spellingColourOn(const QColor& page, const QPalette& palette);

/// The line below misspelt words, drawn once and then copied: scrolling shows hundreds of them in a frame.
class SpellingWave {
  public:
    struct Look {
        QColor colour;
        qreal lineHeight = 0;
        qreal ratio = 1;  // device pixels
        friend bool operator==(const Look&, const Look&) = default;
    };
    [[nodiscard]] const QPixmap& pixmap(const Look& look);
    /// Thickness of its line for the look of the last call, pixels.
    [[nodiscard]] qreal unit() const { return m_unit; }

  private:
    Look m_look;
    qreal m_unit = 1;
    QPixmap m_pixmap;
};

class DecorationPainter {
  public:
    struct Look {
        QPalette palette{};
        QColor page{};  // behind the text
        QFont labels{};
        qreal caretWidth = 1;
        qreal deviceRatio = 1;
    };
    /// All must outlive it.
    DecorationPainter(const PageDecorations& decorations, const event::ObjectId& sequence,
                      layout::DocumentLayout& layout, const Look& look, SpellingWave& wave);

    /// Between two heights, which must be laid out. Cost: what is in sight, whatever lies elsewhere.
    void paintBelow(QPainter& painter, const QRectF& visible);
    /// Over the text: lines are seen where a mark has put a colour behind it.
    void paintAbove(QPainter& painter, const QRectF& visible);
    /// What compare mode says in the margin to the right of the text, up to the edge of `page`.
    void paintBeside(QPainter& painter, const QRectF& page);
    /// Of colleagues; with their names for a while, which stay in `visible`.
    void paintCarets(QPainter& painter, const QRectF& visible);

  private:
    struct Box {
        QRect rect;
        bool isCurrent = false;
    };
    [[nodiscard]] std::vector<Box> boxesOf(const Highlights& highlights, const QRectF& visible);
    [[nodiscard]] bool hasChanges() const { return m_text != nullptr && m_text->changes != nullptr; }
    void paintRange(QPainter& painter, text::Range range, const QColor& colour, const QRectF& visible);
    void paintTints(QPainter& painter, const QRectF& visible);
    void paintSpelling(QPainter& painter, const QRectF& visible);
    void paintFlag(QPainter& painter, const RemoteCaret& caret, const QRectF& rect, const QRectF& visible);

    const PageDecorations& m_decorations;
    event::ObjectId m_sequence;
    const TextDecorations* m_text;  // null: none but misspelt words
    layout::DocumentLayout& m_layout;
    const Look& m_look;
    SpellingWave& m_wave;
};

}  // namespace varve::ui

// How the page is set: font, measure, leading and margins, and what follows from them at one zoom. Values only; the
// view makes them, layouts read them. A different style makes every layout out of date.
#pragma once

#include <QFont>

namespace varve::layout {

/// What the layout of a block depends on, in pixels.
struct TextStyle {
    QFont font;
    qreal width = 0;       // of the column
    qreal lineHeight = 0;  // least distance of two baselines
    qreal blockGap = 0;    // below every block
    qreal tabWidth = 0;
    qreal averageAdvance = 0;  // of a character of running text, for estimates
    friend bool operator==(const TextStyle&, const TextStyle&) = default;
};

/// The reader's settings, or those of paper.
struct PageStyle {
    QFont font;
    int zoomPercent = 100;
    int measure = 73;           // characters a line
    qreal lineSpacing = 1.45;   // of the font's size
    qreal blockSpacing = 0.55;  // of the line height
    qreal dotsPerPoint = 0;     // of paper, whose font has a size in dots; 0: as the screen has them
    friend bool operator==(const PageStyle&, const PageStyle&) = default;
};

inline constexpr int kZoomPercentMin = 25;
inline constexpr int kZoomPercentMax = 400;

/// Where the column of text lies in a viewport.
struct PageGeometry {
    qreal columnLeft = 0;
    qreal columnWidth = 0;
    qreal marginTop = 0;
    qreal marginBottom = 0;
    friend bool operator==(const PageGeometry&, const PageGeometry&) = default;
};

/// A quiet book face, the first of a list of well-known ones that is installed.
[[nodiscard]] QFont defaultDocumentFont();

/// Style without a width, and the geometry for a viewport. The column never gets wider than the measure and keeps a
/// small margin in a narrow window.
[[nodiscard]] TextStyle textStyleFor(const PageStyle& page);
[[nodiscard]] PageGeometry pageGeometryFor(const PageStyle& page, const TextStyle& style, qreal viewportWidth,
                                           qreal viewportHeight);

}  // namespace varve::layout

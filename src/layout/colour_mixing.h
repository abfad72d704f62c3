// Arithmetic with colours: mixing, and moving a colour until it can be read. Plain functions.
#pragma once

#include <QColor>

namespace varve::layout {

[[nodiscard]] QColor mixed(const QColor& base, const QColor& other, qreal share);
/// 1 (the same) to 21 (black on white). Source: WCAG 2, relative luminance.
[[nodiscard]] qreal contrast(const QColor& a, const QColor& b);
/// The colour, moved towards the text colour until a thin line of it can be seen on the page.
[[nodiscard]] QColor legibleOn(const QColor& page, const QColor& ink, QColor colour, qreal contrastMin = 3.0);

}  // namespace varve::layout

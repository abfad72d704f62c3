#include "layout/colour_mixing.h"

#include <algorithm>
#include <cmath>

namespace varve::layout {

namespace {

/// Relative luminance as WCAG 2 defines it.
qreal luminance(const QColor& colour) {
    const auto linear = [](qreal c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

}  // namespace

QColor mixed(const QColor& base, const QColor& other, qreal share) {
    const auto part = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(part(base.redF(), other.redF()), part(base.greenF(), other.greenF()),
                            part(base.blueF(), other.blueF()));
}

qreal contrast(const QColor& a, const QColor& b) {
    const qreal light = std::max(luminance(a), luminance(b));
    const qreal dark = std::min(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

QColor legibleOn(const QColor& page, const QColor& ink, QColor colour, qreal contrastMin) {
    for (int step = 0; step < 8 && contrast(page, colour) < contrastMin; ++step)
        colour = mixed(colour, ink, 0.15);
    return colour;
}

}  // namespace varve::layout

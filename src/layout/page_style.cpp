#include "layout/page_style.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>

namespace varve::layout {

namespace {

constexpr qreal kDocumentPointSize = 12.5;

/// English has about this mix of letters; its width over its length is the average advance.
QString sampleText() {
    return QStringLiteral("the layers at the bottom of a lake are read like the pages of a diary, ");
}

}  // namespace

QFont defaultDocumentFont() {
    static const std::array kFamilies = {"Source Serif 4", "Source Serif Pro", "Noto Serif",   "Charter",
                                         "Georgia",        "Libertinus Serif", "DejaVu Serif", "Liberation Serif"};
    const QStringList installed = QFontDatabase::families();
    QFont font(QStringLiteral("serif"));
    for (const char* family : kFamilies) {
        const QString name = QString::fromLatin1(family);
        if (!installed.contains(name)) continue;
        font = QFont(name);
        break;
    }
    font.setStyleHint(QFont::Serif);
    font.setPointSizeF(kDocumentPointSize);
    return font;
}

TextStyle textStyleFor(const PageStyle& page) {
    TextStyle style;
    style.font = page.font;
    if (page.font.pixelSize() > 0) {
        style.font.setPixelSize(std::max(1, page.font.pixelSize() * page.zoomPercent / 100));
    } else {
        style.font.setPointSizeF(page.font.pointSizeF() * page.zoomPercent / 100.0);
    }
    style.font.setHintingPreference(QFont::PreferNoHinting);
    const QFontMetricsF metrics(style.font);
    const qreal size = QFontInfo(style.font).pixelSize();
    style.lineHeight = std::max(std::round(size * page.lineSpacing), std::ceil(metrics.ascent() + metrics.descent()));
    style.blockGap = std::round(style.lineHeight * page.blockSpacing);
    const QString sample = sampleText();
    style.averageAdvance = metrics.horizontalAdvance(sample) / static_cast<qreal>(sample.size());
    style.tabWidth = style.averageAdvance * 4;
    return style;
}

PageGeometry pageGeometryFor(const PageStyle& page, const TextStyle& style, qreal viewportWidth, qreal viewportHeight) {
    const qreal marginMin = std::min(viewportWidth * 0.06, style.lineHeight * 2);
    const qreal widthMax = std::max(viewportWidth - 2 * marginMin, style.lineHeight * 2);
    PageGeometry geometry;
    geometry.columnWidth = std::floor(std::min(style.averageAdvance * page.measure, widthMax));
    geometry.columnLeft = std::floor(std::max(marginMin, (viewportWidth - geometry.columnWidth) / 2));
    geometry.marginTop = std::round(std::min(style.lineHeight * 2.5, viewportHeight * 0.12));
    geometry.marginBottom = std::round(std::max(geometry.marginTop, viewportHeight * 0.3));
    return geometry;
}

}  // namespace varve::layout

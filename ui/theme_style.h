// Flat, quiet shapes over Qt's Fusion style: no bevels on the toolbar, rounded buttons, slim scroll bars. Colours come
// from the palette of the widget, so that light and dark need no second style.
#pragma once

#include <QProxyStyle>

namespace varve::ui {

/// Dynamic property: a push button with this set to true is the one that the situation asks for.
inline constexpr char kPrimaryProperty[] = "varvePrimary";

class ThemeStyle : public QProxyStyle {
    Q_OBJECT
  public:
    ThemeStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    QIcon standardIcon(StandardPixmap icon, const QStyleOption* option, const QWidget* widget) const override;
};

}  // namespace varve::ui

#include "ui/theme_style.h"

#include <QAbstractScrollArea>
#include <QPainter>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolButton>
#include <algorithm>

#include "ui/theme.h"
#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

constexpr qreal kRadius = 5;
constexpr int kScrollBarExtent = 12;
constexpr int kScrollHandleMin = 36;

void fillRounded(QPainter* painter, const QRectF& rect, const QColor& fill, const QColor& line = Qt::transparent) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill);
    painter->setPen(line.alpha() == 0 ? QPen(Qt::NoPen) : QPen(line, 1));
    painter->drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    painter->restore();
}

bool isPrimary(const QWidget* widget) {
    return widget != nullptr && widget->property(kPrimaryProperty).toBool();
}

void drawFocusRing(QPainter* painter, const QRectF& rect, const ThemeColours& colours) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(colours.accent, 2));
    painter->drawRoundedRect(rect.adjusted(1, 1, -1, -1), kRadius, kRadius);
    painter->restore();
}

void drawButton(const QStyleOption* option, QPainter* painter, const QWidget* widget) {
    const ThemeColours colours = themeColours(option->palette);
    const bool isDown = option->state.testFlag(QStyle::State_Sunken) || option->state.testFlag(QStyle::State_On);
    const bool isUnderPointer = option->state.testFlag(QStyle::State_MouseOver);
    const bool isEnabled = option->state.testFlag(QStyle::State_Enabled);
    QColor fill = option->palette.color(QPalette::Button);
    QColor line = colours.hairline;
    if (isPrimary(widget) && isEnabled) {
        fill = isDown ? colours.accent.darker(118) : isUnderPointer ? colours.accent.darker(108) : colours.accent;
        line = fill;
    } else if (isEnabled && (isDown || isUnderPointer)) {
        fill = colours.hover;
    }
    fillRounded(painter, option->rect, fill, line);
}

void drawToolButtonPanel(const QStyleOption* option, QPainter* painter) {
    const ThemeColours colours = themeColours(option->palette);
    if (!option->state.testFlag(QStyle::State_Enabled)) return;
    const bool isOn = option->state.testFlag(QStyle::State_On) || option->state.testFlag(QStyle::State_Sunken);
    if (isOn || option->state.testFlag(QStyle::State_MouseOver)) fillRounded(painter, option->rect, colours.hover);
    if (option->state.testFlag(QStyle::State_HasFocus) && option->state.testFlag(QStyle::State_KeyboardFocusChange)) {
        drawFocusRing(painter, option->rect, colours);
    }
}

void drawScrollBar(const QStyleOptionSlider* option, QPainter* painter, const QStyle& style, const QWidget* widget) {
    const QRect handle = style.subControlRect(QStyle::CC_ScrollBar, option, QStyle::SC_ScrollBarSlider, widget);
    // The groove is paper, so that the page reaches the window's edge.
    painter->fillRect(option->rect, option->palette.base());
    if (option->minimum == option->maximum) return;
    const bool isActive =
        option->state.testFlag(QStyle::State_MouseOver) || option->state.testFlag(QStyle::State_Sunken);
    QColor colour = option->palette.color(QPalette::Text);
    colour.setAlphaF(isActive ? 0.42F : 0.22F);
    const qreal inset = isActive ? 3 : 4;
    const QRectF shape = option->orientation == Qt::Vertical ? QRectF(handle).adjusted(inset, 2, -inset, -2)
                                                             : QRectF(handle).adjusted(2, inset, -2, -inset);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    const qreal radius = std::min(shape.width(), shape.height()) / 2;
    painter->drawRoundedRect(shape, radius, radius);
    painter->restore();
}

/// A word, underlined where it is the one.
void drawTab(const QStyleOptionTab& tab, QPainter* painter, const QStyle& style) {
    constexpr qreal kLine = 2;
    const ThemeColours colours = themeColours(tab.palette);
    const bool isSelected = tab.state.testFlag(QStyle::State_Selected);
    const QRectF rect = QRectF(tab.rect).adjusted(2, 2, -2, -2);
    if (tab.state.testFlag(QStyle::State_MouseOver) && !isSelected) fillRounded(painter, rect, colours.hover);
    if (isSelected)
        painter->fillRect(QRectF(rect.left() + 6, rect.bottom() - kLine, rect.width() - 12, kLine), colours.accent);
    if (tab.state.testFlag(QStyle::State_HasFocus) && tab.state.testFlag(QStyle::State_KeyboardFocusChange))
        drawFocusRing(painter, rect, colours);
    QPalette palette = tab.palette;
    if (!isSelected) palette.setColor(QPalette::WindowText, colours.muted);
    style.drawItemText(painter, tab.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, palette,
                       tab.state.testFlag(QStyle::State_Enabled), tab.text, QPalette::WindowText);
}

void drawMenuBarItem(const QStyleOptionMenuItem& item, QPainter* painter, const QStyle& style, const QWidget* widget) {
    painter->fillRect(item.rect, item.palette.window());
    const bool isOpen = item.state.testFlag(QStyle::State_Selected) || item.state.testFlag(QStyle::State_Sunken);
    if (isOpen) fillRounded(painter, QRectF(item.rect).adjusted(0, 2, 0, -1), themeColours(item.palette).hover);
    int flags = Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine;
    if (style.styleHint(QStyle::SH_UnderlineShortcut, &item, widget) == 0) flags |= Qt::TextHideMnemonic;
    style.drawItemText(painter, item.rect, flags, item.palette, item.state.testFlag(QStyle::State_Enabled), item.text,
                       QPalette::WindowText);
}

/// A box to tick off. Fusion's is a shade of the window, and cannot be seen on dark ones.
void drawCheckBox(const QStyleOption* option, QPainter* painter) {
    const ThemeColours colours = themeColours(option->palette);
    const bool isEnabled = option->state.testFlag(QStyle::State_Enabled);
    const bool isOn = option->state.testFlag(QStyle::State_On);
    const bool isPartly = option->state.testFlag(QStyle::State_NoChange);
    QColor line = option->palette.color(QPalette::WindowText);
    line.setAlphaF(isEnabled ? 0.55F : 0.25F);
    QColor fill = option->palette.color(QPalette::Base);
    if (isEnabled && (isOn || isPartly)) fill = line = colours.accent;
    const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill);
    painter->setPen(QPen(line, 1));
    painter->drawRoundedRect(box, 3, 3);
    const QColor sign = isEnabled ? colours.accentText : option->palette.color(QPalette::Disabled, QPalette::Text);
    painter->setPen(QPen(sign, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto at = [&box](qreal x, qreal y) {
        return QPointF(box.left() + box.width() * x, box.top() + box.height() * y);
    };
    if (isOn) {
        const QPointF points[] = {at(0.24, 0.52), at(0.43, 0.71), at(0.77, 0.31)};
        painter->drawPolyline(points, 3);
    } else if (isPartly) {
        painter->drawLine(at(0.25, 0.5), at(0.75, 0.5));
    }
    painter->restore();
}

/// The arrow of a button that drops down a list: a small chevron.
void drawChevron(QPainter* painter, const QRect& rect, const QColor& colour) {
    const QPointF centre = QRectF(rect).center() + QPointF(0, 1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF points[] = {centre + QPointF(-3, -1.5), centre + QPointF(0, 1.5), centre + QPointF(3, -1.5)};
    painter->drawPolyline(points, 3);
    painter->restore();
}

}  // namespace

ThemeStyle::ThemeStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void ThemeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
    switch (element) {
        case PE_PanelToolBar:
        case PE_PanelStatusBar:
        case PE_FrameStatusBarItem:
            return;
        case PE_IndicatorDockWidgetResizeHandle: {
            // At the page's edge of the strip by which a pane is made wider.
            QRect line = option->rect;
            if (line.height() > line.width()) {
                line.setLeft(line.right());
            } else {
                line.setTop(line.bottom());
            }
            painter->fillRect(line, themeColours(option->palette).hairline);
            return;
        }
        case PE_PanelButtonTool:
            drawToolButtonPanel(option, painter);
            return;
        case PE_IndicatorCheckBox:
            drawCheckBox(option, painter);
            return;
        case PE_FrameFocusRect:
            // A button that only has the focus gets no panel: its ring must be seen all the same.
            if (qobject_cast<const QToolButton*>(widget) == nullptr) break;
            drawFocusRing(painter, option->rect, themeColours(option->palette));
            return;
        case PE_IndicatorArrowDown:
            drawChevron(
                painter, option->rect,
                option->palette.color(option->state.testFlag(State_Enabled) ? QPalette::Active : QPalette::Disabled,
                                      QPalette::ButtonText));
            return;
        default:
            break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void ThemeStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    switch (element) {
        case CE_ToolBar:
            return;
        case CE_PushButtonBevel:
            drawButton(option, painter, widget);
            return;
        case CE_PushButtonLabel: {
            const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
            if (button == nullptr || !isPrimary(widget) || !option->state.testFlag(State_Enabled)) break;
            QStyleOptionButton copy(*button);
            copy.palette.setColor(QPalette::ButtonText, themeColours(option->palette).accentText);
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        case CE_MenuBarItem:
            if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
                drawMenuBarItem(*item, painter, *this, widget);
                return;
            }
            break;
        case CE_TabBarTab:
            if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
                drawTab(*tab, painter, *this);
                return;
            }
            break;
        case CE_MenuBarEmptyArea:
            painter->fillRect(option->rect, option->palette.window());
            return;
        default:
            break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ThemeStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                    const QWidget* widget) const {
    if (control == CC_ScrollBar) {
        if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
            drawScrollBar(slider, painter, *this, widget);
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect ThemeStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                 const QWidget* widget) const {
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || slider == nullptr) {
        return QProxyStyle::subControlRect(control, option, part, widget);
    }
    // A scroll bar without arrow buttons: the groove is everything, the handle never shorter than a fingertip.
    const bool isVertical = slider->orientation == Qt::Vertical;
    const int length = isVertical ? slider->rect.height() : slider->rect.width();
    const qint64 range = static_cast<qint64>(slider->maximum) - slider->minimum;
    int handle = length;
    if (range > 0) {
        handle = static_cast<int>(static_cast<qint64>(length) * slider->pageStep / (range + slider->pageStep));
        handle = std::clamp(handle, std::min(kScrollHandleMin, length), length);
    }
    const int start = sliderPositionFromValue(slider->minimum, slider->maximum, slider->sliderPosition, length - handle,
                                              slider->upsideDown);
    const auto along = [&](int begin, int size) {
        const QRect rect =
            isVertical ? QRect(0, begin, slider->rect.width(), size) : QRect(begin, 0, size, slider->rect.height());
        return rect.translated(slider->rect.topLeft());
    };
    switch (part) {
        case SC_ScrollBarGroove:
            return along(0, length);
        case SC_ScrollBarSlider:
            return along(start, handle);
        case SC_ScrollBarSubPage:
            return along(0, start);
        case SC_ScrollBarAddPage:
            return along(start + handle, length - start - handle);
        default:
            return {};
    }
}

QSize ThemeStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                   const QWidget* widget) const {
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_PushButton) result = QSize(result.width() + 8, std::max(result.height(), 30));
    if (type == CT_MenuItem) result.setHeight(result.height() + 4);
    return result;
}

int ThemeStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
        case PM_ToolBarItemSpacing:
            return 2;
        case PM_ToolBarItemMargin:
            return 4;
        case PM_ToolBarFrameWidth:
            return 0;
        case PM_ToolBarIconSize:
            return 20;
        case PM_ToolBarExtensionExtent:
            return 26;
        case PM_ScrollBarExtent:
            return kScrollBarExtent;
        case PM_TabBarTabHSpace:
            return 8;  // the tabs of a pane are to stand in a line
        case PM_DefaultFrameWidth:
            return qobject_cast<const QAbstractScrollArea*>(widget) != nullptr
                       ? 0
                       : QProxyStyle::pixelMetric(metric, option, widget);
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ThemeStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* data) const {
    switch (hint) {
        // Buttons carry words; pictures belong to the toolbar.
        case SH_DialogButtonBox_ButtonsHaveIcons:
            return 0;
        case SH_ScrollBar_Transient:
            return 0;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QIcon ThemeStyle::standardIcon(StandardPixmap icon, const QStyleOption* option, const QWidget* widget) const {
    // Fusion's own is grey on grey, and what does not fit into the toolbar is found behind it only.
    if (icon == SP_ToolBarHorizontalExtensionButton) return themeIcon(QStringLiteral("more"));
    return QProxyStyle::standardIcon(icon, option, widget);
}

}  // namespace varve::ui

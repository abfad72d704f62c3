#include "ui/collaboration/presence_colours.h"

#include <array>

#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr std::array<QRgb, kPresenceColourCount> kOnLight{0xff0072b2, 0xffb8500a, 0xff00795b, 0xff9c4f80,
                                                          0xff8a6d00, 0xff2f86b8, 0xff5b4bb0, 0xff6b6b6b};
constexpr std::array<QRgb, kPresenceColourCount> kOnDark{0xff5eb0e6, 0xffe69f00, 0xff3fc79a, 0xffdb9cc4,
                                                         0xffe8dd5a, 0xff8fd0f2, 0xffaaa0ee, 0xffbdbdbd};

}  // namespace

QColor presenceColour(std::uint32_t index, bool dark) {
    return QColor::fromRgb((dark ? kOnDark : kOnLight)[index % kPresenceColourCount]);
}

QColor textOn(const QColor& background) {
    const QColor black(0x15, 0x14, 0x12);
    return contrastRatio(black, background) > contrastRatio(Qt::white, background) ? black : QColor(Qt::white);
}

}  // namespace varve::ui

#include "ui/history/tint_colours.h"

#include <algorithm>
#include <array>

#include "ui/collaboration/presence_colours.h"
#include "ui/history/age_scale.h"

namespace varve::ui {

namespace {

struct Step {
    QRgb colour;
    float strength;
};
/// From warm and strong to cool and faint: lightness alone tells them apart as well.
constexpr std::array<Step, AgeScale::kClassCount> kAgesOnLight{{{0xffe8702a, 0.50F},
                                                                {0xffe8892a, 0.36F},
                                                                {0xffd9a13a, 0.27F},
                                                                {0xffa8a35c, 0.20F},
                                                                {0xff7f9a86, 0.13F},
                                                                {0xff7f8f96, 0.05F}}};
constexpr std::array<Step, AgeScale::kClassCount> kAgesOnDark{{{0xffff8a3c, 0.38F},
                                                               {0xffe8892a, 0.30F},
                                                               {0xffd9a13a, 0.23F},
                                                               {0xffa8a35c, 0.17F},
                                                               {0xff8fae98, 0.12F},
                                                               {0xff9fb2bb, 0.06F}}};

}  // namespace

QColor authorTint(std::uint32_t index, bool isDark) {
    QColor colour = presenceColour(index, isDark);
    colour.setAlphaF(isDark ? 0.22F : 0.15F);
    return colour;
}

QColor ageTint(std::size_t ageClass, bool isDark) {
    const Step& step = (isDark ? kAgesOnDark : kAgesOnLight)[std::min(ageClass, AgeScale::kClassCount - 1)];
    QColor colour = QColor::fromRgb(step.colour);
    colour.setAlphaF(step.strength);
    return colour;
}

}  // namespace varve::ui

#include "ui/history/timeline_layout.h"

#include <cmath>

namespace varve::ui {

namespace {

constexpr double kMargin = 14;
constexpr double kTopMargin = 2;
constexpr double kFlagHeight = 17;
constexpr double kActivityHeight = 54;
constexpr double kUpPart = 0.68;  // of the activity: people write more than they delete
constexpr double kLaneHeight = 11;
constexpr double kLanesMargin = 5;
constexpr double kNamePartMax = 0.14;  // of the width
constexpr double kNameGap = 10;

std::size_t rowCount(const TimelineContents& contents) {
    return contents.laneCount + contents.draftCount;
}

double lanesHeight(const TimelineContents& contents) {
    const std::size_t count = rowCount(contents);
    return count == 0 ? 0 : kLaneHeight * static_cast<double>(count) + kLanesMargin;
}

}  // namespace

TimelineLayout stripLayout(const QSize& size) {
    TimelineLayout layout;
    layout.left = kMargin;
    layout.width = std::max(0.0, size.width() - 2 * kMargin);
    layout.top = 5;
    layout.bottom = size.height() - 4;
    layout.baseline = std::floor(layout.top + (layout.bottom - layout.top) * kUpPart);
    layout.laneTop = layout.bottom;
    layout.draftTop = layout.bottom;
    layout.labelTop = layout.bottom;
    return layout;
}

TimelineLayout fullLayout(const QSize& size, const TimelineContents& contents) {
    TimelineLayout layout;
    layout.nameLeft = kMargin;
    layout.laneCount = contents.laneCount;
    layout.draftCount = contents.draftCount;
    const double names =
        rowCount(contents) == 0 ? 0 : std::min(contents.nameWidth, std::floor(size.width() * kNamePartMax)) + kNameGap;
    layout.left = kMargin + names;
    layout.width = std::max(0.0, size.width() - layout.left - kMargin);
    layout.flagTop = kTopMargin;
    layout.flagHeight = kFlagHeight;
    layout.top = layout.flagTop + layout.flagHeight;
    layout.labelHeight = contents.labelHeight;
    layout.labelTop = size.height() - layout.labelHeight;
    layout.laneHeight = kLaneHeight;
    const double lanes = lanesHeight(contents);
    layout.laneTop = layout.labelTop - 3 - (lanes > 0 ? lanes - kLanesMargin : 0);
    layout.draftTop = layout.laneTop + kLaneHeight * static_cast<double>(contents.laneCount);
    layout.bottom = layout.labelTop - 3 - lanes;
    layout.baseline = std::floor(layout.top + (layout.bottom - layout.top) * kUpPart);
    return layout;
}

int fullHeight(const TimelineContents& contents) {
    const double lanes = lanesHeight(contents);
    return static_cast<int>(kTopMargin + kFlagHeight + kActivityHeight + lanes + 3) + contents.labelHeight;
}

}  // namespace varve::ui

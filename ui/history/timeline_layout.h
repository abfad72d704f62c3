// Where things stand inside a timeline of a size: flags at the top, activity up and down, lanes of authors and of
// drafts, the labels of time, and at the left the names of the lanes. Plain numbers in pixels.
#pragma once

#include <QSize>
#include <algorithm>

#include "ui/history/timeline_scale.h"

namespace varve::ui {

struct TimelineLayout {
    double left = 0;  // of the axis
    double width = 0;
    double nameLeft = 0;  // of the names of the lanes
    double flagTop = 0;   // of the named moments
    double flagHeight = 0;
    double top = 0;  // of the activity
    double bottom = 0;
    double baseline = 0;  // inserted above, deleted below
    double laneTop = 0;
    double laneHeight = 0;  // of each
    std::size_t laneCount = 0;
    double draftTop = 0;  // of the lanes of drafts, as high as the others
    std::size_t draftCount = 0;
    double labelTop = 0;  // of the labels of time
    double labelHeight = 0;

    [[nodiscard]] double right() const { return left + width; }
    /// Where activity and lanes end.
    [[nodiscard]] double contentBottom() const {
        return std::max(bottom, draftTop + laneHeight * static_cast<double>(draftCount));
    }
    [[nodiscard]] ScaleFrame frame(double pauseLabelWidth) const { return {left, width, pauseLabelWidth}; }
};

/// What decides about the layout besides the size.
struct TimelineContents {
    int labelHeight = 0;
    std::size_t laneCount = 0;   // of authors
    std::size_t draftCount = 0;  // 0, and no authors: there are no lanes, and no names
    double nameWidth = 0;        // of the longest name
};

/// The thin strip while writing.
[[nodiscard]] TimelineLayout stripLayout(const QSize& size);
[[nodiscard]] TimelineLayout fullLayout(const QSize& size, const TimelineContents& contents);
/// The height that the full form wants.
[[nodiscard]] int fullHeight(const TimelineContents& contents);

}  // namespace varve::ui

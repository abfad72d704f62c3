// The picture behind the slider's handle: activity up and down, sessions, day labels. A function of its arguments,
// drawn once for each size and length of the log.
#pragma once

#include <QFont>
#include <QPalette>
#include <QPixmap>
#include <QSize>

#include "history/timeline.h"
#include "ui/history/timeline_axis.h"
#include "ui/history/timeline_scale.h"

namespace varve::ui {

/// Where things stand inside a slider of a size.
struct TimelineLayout {
    double left = 0;  // of the axis
    double width = 0;
    double top = 0;  // of the activity
    double bottom = 0;
    double baseline = 0;  // inserted above, deleted below
    double labelTop = 0;  // of the day labels; equal to the bottom where there are none
    double labelHeight = 0;
};
[[nodiscard]] TimelineLayout stripLayout(const QSize& size);
[[nodiscard]] TimelineLayout fullLayout(const QSize& size, int labelHeight);

struct TimelinePictureOptions {
    QSize size;
    double devicePixelRatio = 1;
    QPalette palette;
    QFont font;
    TimelineLayout layout;
    bool isFull = false;
    qint64 nowMs = 0;
};
/// Cost: O(width · log n).
[[nodiscard]] QPixmap paintTimelinePicture(const history::Timeline& timeline, const TimelineAxis& axis,
                                           const TimelineScale& scale, const TimelinePictureOptions& options);

}  // namespace varve::ui

// The labels of time under a timeline: days, months or minutes, whatever finds room; and pauses in words. Computes
// where what stands, paints nothing.
#pragma once

#include <QFontMetricsF>
#include <QString>
#include <cstdint>
#include <vector>

#include "history/timeline.h"
#include "ui/history/timeline_axis.h"
#include "ui/history/timeline_scale.h"

namespace varve::ui {

struct TimelineLabel {
    double x = 0;  // left edge of the text
    double width = 0;
    QString text;
    bool isBoundary = false;  // something begins at x; otherwise it says where the visible part begins
    bool isDay = false;       // a day or more begins, among labels of hours
};

/// Ascending, without overlap, inside the frame of `scale`. Cost: O(width · log n).
[[nodiscard]] std::vector<TimelineLabel> timelineLabels(const history::Timeline& timeline, const TimelineAxis& axis,
                                                        const TimelineScale& scale, const QFontMetricsF& metrics,
                                                        qint64 nowMs);

/// How long nothing was written, in few letters: "20 min", "5 h", "3 days", "2 years".
[[nodiscard]] QString pauseWords(qint64 lengthMs);

}  // namespace varve::ui

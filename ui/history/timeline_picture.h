// The picture behind the slider's handle: activity up and down, pauses, lanes of authors, labels of time, and the marks
// that others put on the timeline. A function of its arguments; its cost depends on the width, not on the length of the
// history.
#pragma once

#include <QFont>
#include <QPalette>
#include <QPixmap>
#include <QSize>
#include <functional>
#include <optional>

#include "history/timeline.h"
#include "ui/history/timeline_axis.h"
#include "ui/history/timeline_lanes.h"
#include "ui/history/timeline_layout.h"
#include "ui/history/timeline_marks.h"
#include "ui/history/timeline_scale.h"

namespace varve::ui {

/// What is drawn; all of it outlives the call.
struct TimelineMatter {
    const history::Timeline& timeline;
    const TimelineAxis& axis;
    const TimelineScale& scale;
    const TimelineLanes& lanes;
    const TimelineMarks& marks;
};

struct TimelinePictureOptions {
    QSize size;
    double devicePixelRatio = 1;
    QPalette palette;
    QFont font;
    TimelineLayout layout;
    bool isFull = false;
    qint64 nowMs = 0;
    std::optional<std::size_t> lane{};                        // only this author is drawn with full strength
    std::function<QString(std::uint64_t position)> letter{};  // what event number `position` wrote or removed, if one
                                                              // letter
};

/// The most lanes that are drawn: the last one is for everybody else.
inline constexpr std::size_t kShownLanesMax = 6;
[[nodiscard]] std::size_t shownLaneCount(const TimelineLanes& lanes);
/// What is written beside a lane.
[[nodiscard]] QString shownLaneName(const TimelineLanes& lanes, std::size_t shown);
/// Of a lane that is drawn, the last of which may be everybody else's: events in between, and the moments after the
/// next event and after the last one before. Cost: O(its authors · log n).
[[nodiscard]] std::uint64_t eventsInShownLane(const TimelineLanes& lanes, std::size_t shown, std::uint64_t begin,
                                              std::uint64_t end);
[[nodiscard]] std::optional<std::uint64_t> nextInShownLane(const TimelineLanes& lanes, std::size_t shown,
                                                           std::uint64_t position);
[[nodiscard]] std::optional<std::uint64_t> previousInShownLane(const TimelineLanes& lanes, std::size_t shown,
                                                               std::uint64_t position);
/// The colour of an author's lane.
[[nodiscard]] QColor laneColour(std::size_t lane, bool isDark);

/// Cost: O(width · log n).
[[nodiscard]] QPixmap paintTimelinePicture(const TimelineMatter& matter, const TimelinePictureOptions& options);

}  // namespace varve::ui

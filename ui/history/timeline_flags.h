// What stands on the timeline besides activity: named moments as flags with their names, undos and restores as arrows,
// hits of a search, changes of a selection, the two moments that are compared, and the shade of what is new. Places of
// flags are values, so that the mouse finds them too.
#pragma once

#include <QPainter>
#include <QRectF>
#include <QString>
#include <cstdint>
#include <vector>

#include "ui/history/timeline_picture.h"

namespace varve::ui {

/// One thing in the row of flags.
struct TimelineFlag {
    enum class Kind : std::uint8_t { kNamedMoment, kUndo, kRedo, kRestore, kNew, kCompareA, kCompareB, kBranch };
    Kind kind = Kind::kNamedMoment;
    std::uint64_t position = 0;
    double x = 0;     // of the moment
    QRectF place{};   // of what is drawn in the row
    QString text{};   // as it found room; empty: the sign alone
    QString label{};  // whole, for tool tips
};

/// What lies on top comes last. Where flags would lie upon each other, the first of a kind is shown.
/// Cost: O(width · log n).
[[nodiscard]] std::vector<TimelineFlag> timelineFlags(const TimelineMatter& matter,
                                                      const TimelinePictureOptions& options);

/// Behind the activity: what is new, and what lies between the two compared moments.
void paintTimelineShades(QPainter& painter, const TimelineMatter& matter, const TimelinePictureOptions& options);
/// Over it: flags, hits, changes.
void paintTimelineFlags(QPainter& painter, const TimelineMatter& matter, const TimelinePictureOptions& options);

}  // namespace varve::ui

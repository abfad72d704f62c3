// From a position on the timeline to a pixel and back, for one width of the slider and one visible part of the axis.
// Sessions are set apart by narrow notches where there is room. Plain arithmetic, so that it is tested without a
// window.
#pragma once

#include <cstdint>
#include <vector>

#include "ui/history/timeline_axis.h"

namespace varve::ui {

/// The visible part of an axis in its units; the whole axis unless zoomed.
struct AxisRange {
    double begin = 0;
    double end = 0;
    friend bool operator==(const AxisRange&, const AxisRange&) = default;
};

class TimelineScale {
  public:
    /// Events of one session (or of everything, where notches find no room) side by side.
    struct Segment {
        std::uint64_t beginPosition = 0;
        std::uint64_t endPosition = 0;
        double beginUnits = 0;
        double endUnits = 0;
        double beginX = 0;
        double endX = 0;
    };
    /// Events drawn as one bar: positions [beginPosition, endPosition) in pixels from x on.
    struct Bar {
        double x = 0;
        std::uint64_t beginPosition = 0;
        std::uint64_t endPosition = 0;
    };

    /// A scale of nothing: everything is at pixel 0.
    TimelineScale() = default;
    /// `left` and `width` in pixels: where the visible part lies. `axis` is copied from, not kept.
    TimelineScale(const TimelineAxis& axis, double left, double width, AxisRange visible);

    /// The pixel of `position`; outside the visible part it lies left or right of it. Cost: O(log n).
    [[nodiscard]] double xAt(const TimelineAxis& axis, std::uint64_t position) const;
    /// The position nearest to pixel `x`, clamped to the visible part; a notch belongs to its nearer edge.
    [[nodiscard]] std::uint64_t positionAt(const TimelineAxis& axis, double x) const;
    /// Ascending, without gaps in position.
    [[nodiscard]] const std::vector<Segment>& segments() const { return m_segments; }
    /// Bars every `step` pixels that together hold every visible event once. Cost: O(width / step · log n).
    [[nodiscard]] std::vector<Bar> bars(const TimelineAxis& axis, double step) const;

  private:
    double m_left = 0;
    double m_pixelsPerUnit = 0;
    std::vector<Segment> m_segments;
};

/// The whole axis.
[[nodiscard]] AxisRange wholeRange(const TimelineAxis& axis);

}  // namespace varve::ui

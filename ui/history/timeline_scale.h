// From a position on the timeline to a pixel and back, for one width of the slider and one visible part of the axis;
// and how the visible part changes when one zooms and pans. On the axis of activity pauses are notches: narrow gaps,
// the longest of them wide enough for their length in words, and only as many as there is room for. Plain arithmetic,
// so that it is tested without a window.
#pragma once

#include <cstdint>
#include <vector>

#include "ui/history/timeline_axis.h"

namespace varve::ui {

/// The visible part of an axis in its units; the whole axis unless zoomed.
struct AxisRange {
    double begin = 0;
    double end = 0;
    [[nodiscard]] double length() const { return end - begin; }
    friend bool operator==(const AxisRange&, const AxisRange&) = default;
};

/// Where an axis is drawn, in pixels.
struct ScaleFrame {
    double left = 0;
    double width = 0;
    double pauseLabelWidth = 0;  // of a notch that says its length; 0: none does, and there are no notches at all
    [[nodiscard]] double right() const { return left + width; }
    friend bool operator==(const ScaleFrame&, const ScaleFrame&) = default;
};

class TimelineScale {
  public:
    /// Events without a notch between them, side by side.
    struct Segment {
        std::uint64_t beginPosition = 0;
        std::uint64_t endPosition = 0;
        double beginUnits = 0;
        double endUnits = 0;
        double beginX = 0;
        double endX = 0;
    };
    struct Notch {
        TimelinePause pause;
        double x = 0;
        double width = 0;
        bool isLabelled = false;
    };
    /// Events drawn as one bar: positions [beginPosition, endPosition) in pixels from x on.
    struct Bar {
        double x = 0;
        double width = 0;
        std::uint64_t beginPosition = 0;
        std::uint64_t endPosition = 0;
    };

    /// A scale of nothing: everything is at pixel 0.
    TimelineScale() = default;
    /// `axis` is copied from, not kept. Cost: O(width · log n).
    TimelineScale(const TimelineAxis& axis, const ScaleFrame& frame, AxisRange visible);

    [[nodiscard]] const ScaleFrame& frame() const { return m_frame; }
    [[nodiscard]] double pixelsPerUnit() const { return m_pixelsPerUnit; }
    /// The visible events: those that end in the visible part.
    [[nodiscard]] std::uint64_t beginPosition() const;
    [[nodiscard]] std::uint64_t endPosition() const;
    /// The pixel of `position`; outside the visible part it lies left or right of it. Cost: O(log n).
    [[nodiscard]] double xAt(const TimelineAxis& axis, std::uint64_t position) const;
    /// The pixel where the event after `position` begins. Cost: O(log n).
    [[nodiscard]] double xAfter(const TimelineAxis& axis, std::uint64_t position) const;
    /// The pixel of a place on the axis, and back.
    [[nodiscard]] double xOfUnits(double units) const;
    [[nodiscard]] double unitsAtX(double x) const;
    /// The position nearest to pixel `x`, clamped to the visible part; a notch belongs to its nearer edge.
    [[nodiscard]] std::uint64_t positionAt(const TimelineAxis& axis, double x) const;
    /// Ascending, without gaps in position.
    [[nodiscard]] const std::vector<Segment>& segments() const { return m_segments; }
    /// One between each two segments.
    [[nodiscard]] const std::vector<Notch>& notches() const { return m_notches; }
    /// Bars about every `step` pixels that together hold every visible event once; single events that have more room
    /// are up to `widthMax` wide. Panning moves bars and does not change them. Cost: O(width / step · log n).
    [[nodiscard]] std::vector<Bar> bars(const TimelineAxis& axis, double step, double widthMax) const;

  private:
    void addSegments(const TimelineAxis& axis, AxisRange visible);
    [[nodiscard]] const Segment& segmentOf(double x) const;

    ScaleFrame m_frame;
    double m_pixelsPerUnit = 0;
    std::vector<Segment> m_segments;
    std::vector<Notch> m_notches;
};

/// The whole axis.
[[nodiscard]] AxisRange wholeRange(const TimelineAxis& axis);
/// `range` moved and shortened until it lies on the axis, and no shorter than a few events. A range as long as the axis
/// is the whole axis.
[[nodiscard]] AxisRange clampedRange(const TimelineAxis& axis, AxisRange range);
/// The part that is `factor` times as short as `visible`, with the same event under pixel `x`.
[[nodiscard]] AxisRange zoomedRange(const TimelineAxis& axis, const ScaleFrame& frame, AxisRange visible, double x,
                                    double factor);
/// The part that is `pixels` further right (or left).
[[nodiscard]] AxisRange pannedRange(const TimelineAxis& axis, const TimelineScale& scale, AxisRange visible,
                                    double pixels);
/// `visible`, moved just so far that `position` is in it, with a little room around; unchanged when it is in sight.
[[nodiscard]] AxisRange rangeWith(const TimelineAxis& axis, AxisRange visible, std::uint64_t position);

}  // namespace varve::ui

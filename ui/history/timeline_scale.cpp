#include "ui/history/timeline_scale.h"

#include <algorithm>
#include <cmath>

namespace varve::ui {

namespace {

constexpr double kNotchWidth = 8;
constexpr double kNotchesPart = 0.16;    // of the width may go to narrow notches,
constexpr double kLabelledPart = 0.30;   // and to those that say their length
constexpr double kShortestEvents = 6;    // events that fill the width when zoomed in most
constexpr double kShortestPart = 1e-11;  // of the axis: doubles still tell pixels apart
constexpr double kSightPart = 0.06;      // room around what was brought into sight

/// The lowest level of which there are at most `countMax` pauses; kPauseLevels when there is none.
std::size_t levelWithAtMost(const TimelineAxis& axis, std::uint64_t begin, std::uint64_t end, double countMax) {
    for (std::size_t level = 0; level < TimelineAxis::kPauseLevels; ++level) {
        if (static_cast<double>(axis.pauses(level, begin, end).size()) <= countMax) return level;
    }
    return TimelineAxis::kPauseLevels;
}

}  // namespace

TimelineScale::TimelineScale(const TimelineAxis& axis, const ScaleFrame& frame, AxisRange visible) : m_frame(frame) {
    if (axis.eventCount() == 0 || frame.width <= 0 || visible.end <= visible.begin) return;
    const std::uint64_t first = axis.eventsOverAt(visible.begin);
    const std::uint64_t last = visible.end >= axis.length() ? axis.eventCount() : axis.eventsOverAt(visible.end);
    double notchesWidth = 0;
    if (frame.pauseLabelWidth > 0) {
        const std::size_t level = levelWithAtMost(axis, first, last, kNotchesPart * frame.width / kNotchWidth);
        const std::size_t labelled =
            levelWithAtMost(axis, first, last, kLabelledPart * frame.width / frame.pauseLabelWidth);
        const auto longPauses = labelled < TimelineAxis::kPauseLevels ? axis.pauses(labelled, first, last)
                                                                      : std::span<const TimelinePause>();
        if (level < TimelineAxis::kPauseLevels) {
            auto next = longPauses.begin();
            for (const TimelinePause& pause : axis.pauses(level, first, last)) {
                const bool isLabelled = next != longPauses.end() && next->position == pause.position;
                if (isLabelled) ++next;
                m_notches.push_back({pause, 0, isLabelled ? frame.pauseLabelWidth : kNotchWidth, isLabelled});
                notchesWidth += m_notches.back().width;
            }
        }
    }
    m_pixelsPerUnit = std::max(1.0, frame.width - notchesWidth) / visible.length();
    m_segments.push_back({first, last, visible.begin, visible.end, frame.left, frame.right()});
    addSegments(axis, visible);
}

/// Cuts the one segment at the notches.
void TimelineScale::addSegments(const TimelineAxis& axis, AxisRange visible) {
    for (Notch& notch : m_notches) {
        Segment& before = m_segments.back();
        const std::uint64_t last = before.endPosition;
        before.endPosition = notch.pause.position;
        before.endUnits = axis.unitsAt(notch.pause.position);
        before.endX = before.beginX + (before.endUnits - before.beginUnits) * m_pixelsPerUnit;
        notch.x = before.endX;
        m_segments.push_back(
            {notch.pause.position, last, before.endUnits, visible.end, notch.x + notch.width, m_frame.right()});
    }
}

std::uint64_t TimelineScale::beginPosition() const {
    return m_segments.empty() ? 0 : m_segments.front().beginPosition;
}

std::uint64_t TimelineScale::endPosition() const {
    return m_segments.empty() ? 0 : m_segments.back().endPosition;
}

double TimelineScale::xAt(const TimelineAxis& axis, std::uint64_t position) const {
    if (m_segments.empty()) return m_frame.left;
    // The end of a segment belongs to that segment, not to the one after it.
    auto segment = std::lower_bound(m_segments.begin(), m_segments.end(), position,
                                    [](const Segment& s, std::uint64_t wanted) { return s.endPosition < wanted; });
    if (segment == m_segments.end()) --segment;
    return segment->beginX + (axis.unitsAt(position) - segment->beginUnits) * m_pixelsPerUnit;
}

double TimelineScale::xAfter(const TimelineAxis& axis, std::uint64_t position) const {
    if (m_segments.empty()) return m_frame.left;
    auto segment = std::upper_bound(m_segments.begin(), m_segments.end(), position,
                                    [](std::uint64_t wanted, const Segment& s) { return wanted < s.endPosition; });
    if (segment == m_segments.end()) --segment;
    return segment->beginX + (axis.unitsAfter(position) - segment->beginUnits) * m_pixelsPerUnit;
}

double TimelineScale::xOfUnits(double units) const {
    if (m_segments.empty()) return m_frame.left;
    auto segment = std::lower_bound(m_segments.begin(), m_segments.end(), units,
                                    [](const Segment& s, double wanted) { return s.endUnits < wanted; });
    if (segment == m_segments.end()) --segment;
    return segment->beginX + (units - segment->beginUnits) * m_pixelsPerUnit;
}

const TimelineScale::Segment& TimelineScale::segmentOf(double x) const {
    std::size_t index = 0;
    while (index + 1 < m_segments.size() && x > (m_segments[index].endX + m_segments[index + 1].beginX) / 2)
        ++index;
    return m_segments[index];
}

double TimelineScale::unitsAtX(double x) const {
    if (m_segments.empty()) return 0;
    const Segment& segment = segmentOf(x);
    return std::clamp(segment.beginUnits + (x - segment.beginX) / m_pixelsPerUnit, segment.beginUnits,
                      std::max(segment.beginUnits, segment.endUnits));
}

std::uint64_t TimelineScale::positionAt(const TimelineAxis& axis, double x) const {
    if (m_segments.empty()) return 0;
    const Segment& segment = segmentOf(x);
    if (x <= segment.beginX) {
        // The left edge of a later segment is its first event: its state before is the end of the one left of it.
        if (&segment == &m_segments.front()) return segment.beginPosition;
        return std::min(segment.beginPosition + 1, segment.endPosition);
    }
    if (x >= segment.endX) return segment.endPosition;
    return std::clamp(axis.positionAt(unitsAtX(x)), segment.beginPosition, segment.endPosition);
}

std::vector<TimelineScale::Bar> TimelineScale::bars(const TimelineAxis& axis, double step, double widthMax) const {
    std::vector<Bar> result;
    if (m_segments.empty()) return result;
    const double unitsPerBar = step / m_pixelsPerUnit;
    for (const Segment& segment : m_segments) {
        std::uint64_t begin = segment.beginPosition;
        // Bars stand on a grid of the axis, not of the window.
        double edge = std::floor(segment.beginUnits / unitsPerBar) * unitsPerBar;
        while (begin < segment.endPosition) {
            // Where there is nothing for a while, on to the bar in which the next event ends.
            const double nextEnd = axis.unitsAt(begin + 1);
            if (nextEnd > edge + unitsPerBar) edge = std::floor(nextEnd / unitsPerBar) * unitsPerBar;
            edge += unitsPerBar;
            const bool isLast = edge >= segment.endUnits;
            const std::uint64_t end =
                isLast ? segment.endPosition : std::clamp(axis.eventsOverAt(edge), begin, segment.endPosition);
            if (end == begin) continue;
            const double endX =
                segment.beginX + (std::min(edge, segment.endUnits) - segment.beginUnits) * m_pixelsPerUnit;
            const double room = end == begin + 1 ? (nextEnd - axis.unitsAfter(begin)) * m_pixelsPerUnit : 0;
            const double width = std::clamp(room - 1, step - 1, std::max(step - 1, widthMax));
            const double x = room > step ? xOfUnits(nextEnd) - width : std::max(endX - step, segment.beginX);
            result.push_back({x, width, begin, end});
            begin = end;
        }
    }
    return result;
}

AxisRange wholeRange(const TimelineAxis& axis) {
    return {0, axis.length()};
}

AxisRange clampedRange(const TimelineAxis& axis, AxisRange range) {
    const double whole = axis.length();
    const std::uint64_t middle = axis.positionAt((range.begin + range.end) / 2);
    const std::uint64_t next = std::min(middle + 1, axis.eventCount());
    const double event = next == 0 ? 0 : axis.unitsAt(next) - axis.unitsAfter(next - 1);
    const double length = std::min(whole, std::max({range.length(), event * kShortestEvents, whole * kShortestPart}));
    if (length >= whole) return wholeRange(axis);
    const double begin = std::clamp((range.begin + range.end - length) / 2, 0.0, whole - length);
    return {begin, begin + length};
}

AxisRange zoomedRange(const TimelineAxis& axis, const ScaleFrame& frame, AxisRange visible, double x, double factor) {
    const double anchor = TimelineScale(axis, frame, visible).unitsAtX(x);
    const double part = std::clamp((x - frame.left) / frame.width, 0.0, 1.0);
    const double length = visible.length() / factor;
    AxisRange range = clampedRange(axis, {anchor - part * length, anchor + (1 - part) * length});
    // Notches come and go with zooming and push things aside, so that the place under the pointer is approached.
    for (int round = 0; round < 3; ++round) {
        const TimelineScale scale(axis, frame, range);
        if (scale.pixelsPerUnit() <= 0) break;
        const double shift = (scale.xOfUnits(anchor) - x) / scale.pixelsPerUnit();
        range = clampedRange(axis, {range.begin + shift, range.end + shift});
    }
    return range;
}

AxisRange pannedRange(const TimelineAxis& axis, const TimelineScale& scale, AxisRange visible, double pixels) {
    if (scale.pixelsPerUnit() <= 0) return visible;
    const double shift = std::clamp(pixels / scale.pixelsPerUnit(), -visible.begin, axis.length() - visible.end);
    return {visible.begin + shift, visible.end + shift};
}

AxisRange rangeWith(const TimelineAxis& axis, AxisRange visible, std::uint64_t position) {
    const double units = axis.unitsAt(position);
    const double room = visible.length() * kSightPart;
    double shift = 0;
    if (units < visible.begin) shift = units - room - visible.begin;
    if (units > visible.end) shift = units + room - visible.end;
    if (shift == 0) return visible;
    shift = std::clamp(shift, -visible.begin, std::max(0.0, axis.length() - visible.end));
    return {visible.begin + shift, visible.end + shift};
}

}  // namespace varve::ui

#include "ui/history/timeline_scale.h"

#include <algorithm>

namespace varve::ui {

namespace {

/// Notches may take a tenth of the width; below two pixels they say nothing and are left out.
double notchWidth(double width, std::size_t notchCount) {
    if (notchCount == 0) return 0;
    const double room = width / 10 / static_cast<double>(notchCount);
    return room < 2 ? 0 : std::min(room, 8.0);
}

}  // namespace

AxisRange wholeRange(const TimelineAxis& axis) {
    return {0, axis.length()};
}

TimelineScale::TimelineScale(const TimelineAxis& axis, double left, double width, AxisRange visible) : m_left(left) {
    if (axis.eventCount() == 0 || width <= 0 || visible.end <= visible.begin) return;
    const std::uint64_t first = axis.positionAt(visible.begin);
    const std::uint64_t last = axis.positionAt(visible.end);
    std::vector<std::uint64_t> cuts;
    for (const std::uint64_t begin : axis.sessionBegins()) {
        if (begin > first && begin < last) cuts.push_back(begin);
    }
    const double notch = notchWidth(width, cuts.size());
    if (notch == 0) cuts.clear();
    m_pixelsPerUnit = (width - notch * static_cast<double>(cuts.size())) / (visible.end - visible.begin);
    cuts.push_back(last);

    std::uint64_t beginPosition = first;
    double beginUnits = visible.begin;
    double x = left;
    for (const std::uint64_t cut : cuts) {
        const double endUnits = cut == last ? visible.end : axis.unitsAt(cut);
        const double endX = x + (endUnits - beginUnits) * m_pixelsPerUnit;
        m_segments.push_back({beginPosition, cut, beginUnits, endUnits, x, endX});
        beginPosition = cut;
        beginUnits = endUnits;
        x = endX + notch;
    }
}

double TimelineScale::xAt(const TimelineAxis& axis, std::uint64_t position) const {
    if (m_segments.empty()) return m_left;
    // The end of a session belongs to that session, not to the one after it.
    auto segment = std::lower_bound(m_segments.begin(), m_segments.end(), position,
                                    [](const Segment& s, std::uint64_t wanted) { return s.endPosition < wanted; });
    if (segment == m_segments.end()) --segment;
    return segment->beginX + (axis.unitsAt(position) - segment->beginUnits) * m_pixelsPerUnit;
}

std::uint64_t TimelineScale::positionAt(const TimelineAxis& axis, double x) const {
    if (m_segments.empty()) return 0;
    std::size_t index = 0;
    while (index + 1 < m_segments.size() && x > (m_segments[index].endX + m_segments[index + 1].beginX) / 2)
        ++index;
    const Segment& segment = m_segments[index];
    if (x <= segment.beginX) {
        // The left edge of a later session is its first event: its state before is the end of the one left of it.
        return index == 0 ? segment.beginPosition : std::min(segment.beginPosition + 1, segment.endPosition);
    }
    if (x >= segment.endX) return segment.endPosition;
    const double units = segment.beginUnits + (x - segment.beginX) / m_pixelsPerUnit;
    return std::clamp(axis.positionAt(units), segment.beginPosition, segment.endPosition);
}

std::vector<TimelineScale::Bar> TimelineScale::bars(const TimelineAxis& axis, double step) const {
    std::vector<Bar> result;
    for (const Segment& segment : m_segments) {
        std::uint64_t begin = segment.beginPosition;
        for (double x = segment.beginX; begin < segment.endPosition; x += step) {
            const bool isLast = x + step >= segment.endX;
            const double endUnits = segment.beginUnits + (x + step - segment.beginX) / m_pixelsPerUnit;
            const std::uint64_t end =
                isLast ? segment.endPosition : std::clamp(axis.positionAt(endUnits), begin, segment.endPosition);
            if (end > begin) result.push_back({x, begin, end});
            begin = end;
        }
    }
    return result;
}

}  // namespace varve::ui

#include "ui/history/timeline_marks.h"

#include <algorithm>

namespace varve::ui {

namespace {

bool isBefore(const TimelineMark& mark, std::uint64_t position) {
    return mark.position < position;
}

}  // namespace

void TimelineMarks::set(TimelineMarkKind kind, std::vector<TimelineMark> marks) {
    std::stable_sort(marks.begin(), marks.end(),
                     [](const TimelineMark& a, const TimelineMark& b) { return a.position < b.position; });
    m_marks[static_cast<std::size_t>(kind)] = std::move(marks);
}

std::span<const TimelineMark> TimelineMarks::between(TimelineMarkKind kind, std::uint64_t begin,
                                                     std::uint64_t end) const {
    const std::span<const TimelineMark> marks = of(kind);
    const auto first = std::lower_bound(marks.begin(), marks.end(), begin, isBefore);
    const auto last = std::lower_bound(first, marks.end(), std::max(begin, end), isBefore);
    return marks.subspan(static_cast<std::size_t>(first - marks.begin()), static_cast<std::size_t>(last - first));
}

std::optional<std::uint64_t> TimelineMarks::next(TimelineMarkKind kind, std::uint64_t position) const {
    const std::span<const TimelineMark> marks = of(kind);
    const auto found = std::lower_bound(marks.begin(), marks.end(), position + 1, isBefore);
    if (found == marks.end()) return std::nullopt;
    return found->position;
}

std::optional<std::uint64_t> TimelineMarks::previous(TimelineMarkKind kind, std::uint64_t position) const {
    const std::span<const TimelineMark> marks = of(kind);
    const auto found = std::lower_bound(marks.begin(), marks.end(), position, isBefore);
    if (found == marks.begin()) return std::nullopt;
    return std::prev(found)->position;
}

}  // namespace varve::ui

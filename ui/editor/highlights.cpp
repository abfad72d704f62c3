#include "ui/editor/highlights.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace varve::ui {

namespace {

/// Where the first change of a patch is, in the old text.
text::Offset firstChangeOf(const document::Patch& patch) {
    std::uint32_t place = 0;
    for (const document::PatchPiece& piece : patch.pieces()) {
        const bool isSame =
            piece.kind == document::PatchPiece::Kind::kRetain || piece.kind == document::PatchPiece::Kind::kRestyle;
        if (!isSame) break;
        place += piece.count;
    }
    return {place};
}

}  // namespace

Highlights::Highlights(std::vector<text::Range> ranges, std::optional<std::size_t> current)
    : m_ranges(std::move(ranges)), m_current(current) {
    CHECK(!current || *current < m_ranges.size());
}

void Highlights::remove(std::size_t index) {
    m_ranges.erase(m_ranges.begin() + static_cast<std::ptrdiff_t>(index));
    if (m_current == index) m_current.reset();
    if (m_current && *m_current > index) --*m_current;
}

void Highlights::mapThrough(const document::Patch& patch) {
    if (patch.addedCount() == 0 && patch.removedCount() == 0) return;
    const text::Offset change = firstChangeOf(patch);
    const auto first = std::partition_point(m_ranges.begin(), m_ranges.end(),
                                            [change](const text::Range& range) { return range.end < change; });
    std::vector<text::Offset> begins;
    std::vector<text::Offset> ends;
    begins.reserve(static_cast<std::size_t>(m_ranges.end() - first));
    ends.reserve(begins.capacity());
    for (auto range = first; range != m_ranges.end(); ++range) {
        begins.push_back(range->begin);
        ends.push_back(range->end);
    }
    begins = patch.mapped(begins, document::Bias::kAfter);
    ends = patch.mapped(ends, document::Bias::kBefore);
    const std::optional<std::size_t> oldCurrent = std::exchange(m_current, std::nullopt);
    const auto unchangedCount = static_cast<std::size_t>(first - m_ranges.begin());
    if (oldCurrent && *oldCurrent < unchangedCount) m_current = oldCurrent;
    std::size_t kept = unchangedCount;
    for (std::size_t index = 0; index < begins.size(); ++index) {
        const text::Range mapped{begins[index], std::max(begins[index], ends[index])};
        const bool isGone = mapped.isEmpty() && !m_ranges[unchangedCount + index].isEmpty();
        if (isGone) continue;
        if (oldCurrent == unchangedCount + index) m_current = kept;
        m_ranges[kept++] = mapped;
    }
    m_ranges.resize(kept);
}

std::size_t Highlights::firstFrom(text::Offset offset) const {
    const auto place = std::partition_point(m_ranges.begin(), m_ranges.end(),
                                            [offset](const text::Range& range) { return range.begin < offset; });
    return static_cast<std::size_t>(place - m_ranges.begin());
}

std::optional<std::size_t> Highlights::indexOf(text::Range range) const {
    // An empty range may stand where another one begins.
    for (std::size_t index = firstFrom(range.begin); index < m_ranges.size(); ++index) {
        if (m_ranges[index] == range) return index;
        if (m_ranges[index].begin > range.begin) break;
    }
    return std::nullopt;
}

std::pair<std::size_t, std::size_t> Highlights::touching(text::Range range) const {
    const auto begin = std::partition_point(m_ranges.begin(), m_ranges.end(),
                                            [&](const text::Range& one) { return one.end < range.begin; });
    const auto end =
        std::partition_point(begin, m_ranges.end(), [&](const text::Range& one) { return one.begin <= range.end; });
    return {static_cast<std::size_t>(begin - m_ranges.begin()), static_cast<std::size_t>(end - m_ranges.begin())};
}

}  // namespace varve::ui

#include "merge/event_index.h"

#include <array>

#include "base/check.h"

namespace varve::merge {

void EventIndex::setBelow(std::vector<BelowRun> below) {
    m_below = std::move(below);
    std::ranges::sort(m_below, {}, &BelowRun::first);
    std::size_t kept = 0;
    for (const BelowRun& run : m_below) {
        if (kept > 0 && m_below[kept - 1].end == run.first && m_below[kept - 1].entry == run.entry) {
            m_below[kept - 1].end = run.end;
        } else {
            m_below[kept++] = run;
        }
    }
    m_below.resize(kept);
    m_below.shrink_to_fit();
    checkInvariants();
}

std::uint32_t EventIndex::below(std::uint32_t event) const {
    const auto after = std::ranges::upper_bound(m_below, event, {}, &BelowRun::first);
    return after != m_below.begin() && event < after[-1].end ? after[-1].entry : kNone;
}

bool EventIndex::holdsAllBelow(std::uint32_t first, std::uint32_t end) const {
    auto run = std::ranges::partition_point(m_below, [first](const BelowRun& value) { return value.end <= first; });
    for (; first < end; ++run) {
        if (run == m_below.end() || run->first > first) return false;
        first = run->end;
    }
    return true;
}

void EventIndex::fillBelow(std::uint32_t first, std::uint32_t end, std::uint32_t entry) {
    // The first run that ends behind `first`, and the first one that begins at or behind `end`.
    const auto from = std::ranges::partition_point(m_below, [first](const BelowRun& run) { return run.end <= first; });
    const auto to = std::partition_point(from, m_below.end(), [end](const BelowRun& run) { return run.first < end; });
    std::array<BelowRun, 3> pieces;
    std::size_t count = 0;
    if (from != to && from->first < first) pieces[count++] = {from->first, first, from->entry};
    pieces[count++] = {first, end, entry};
    if (from != to && to[-1].end > end) pieces[count++] = {end, to[-1].end, to[-1].entry};
    const auto replaced = static_cast<std::size_t>(to - from);
    const auto begin = from - m_below.begin();
    if (count > replaced) {
        m_below.insert(to, count - replaced, BelowRun{});
    } else if (count < replaced) {
        m_below.erase(from + static_cast<std::ptrdiff_t>(count), to);
    }
    std::copy_n(pieces.begin(), count, m_below.begin() + begin);
}

void EventIndex::checkInvariants() const {
    std::uint32_t end = 0;
    for (const BelowRun& run : m_below) {
        CHECK(run.first >= end && run.first < run.end && run.end <= m_base);
        end = run.end;
    }
}

}  // namespace varve::merge

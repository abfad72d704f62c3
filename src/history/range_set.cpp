#include "history/range_set.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace varve::history {

RangeSet normalized(std::vector<event::LocalRange> ranges) {
    if (ranges.size() == 1 && !ranges.front().isEmpty()) return ranges;
    std::erase_if(ranges, [](const event::LocalRange& range) { return range.isEmpty(); });
    std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
    std::size_t kept = 0;
    for (const event::LocalRange& range : ranges) {
        if (kept > 0 && range.begin <= ranges[kept - 1].end) {
            ranges[kept - 1].end = std::max(ranges[kept - 1].end, range.end);
        } else {
            ranges[kept++] = range;
        }
    }
    ranges.resize(kept);
    return ranges;
}

RangeSet united(RangeSet a, const RangeSet& b) {
    if (b.empty()) return a;
    a.insert(a.end(), b.begin(), b.end());
    return normalized(std::move(a));
}

RangeSet intersected(const RangeSet& a, const RangeSet& b) {
    RangeSet result;
    for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end();) {
        const event::LocalRange common{std::max(left->begin, right->begin), std::min(left->end, right->end)};
        if (common.begin < common.end) result.push_back(common);
        if (left->end < right->end)
            ++left;
        else
            ++right;
    }
    return result;
}

RangeSet subtracted(RangeSet a, const RangeSet& b) {
    if (a.empty() || b.empty()) return a;
    RangeSet result;
    auto right = b.begin();
    for (event::LocalRange range : a) {
        while (right != b.end() && right->end <= range.begin)
            ++right;
        for (auto cut = right; cut != b.end() && cut->begin < range.end; ++cut) {
            if (range.begin < cut->begin) result.push_back({range.begin, cut->begin});
            range.begin = std::min(std::max(range.begin, cut->end), range.end);
        }
        if (!range.isEmpty()) result.push_back(range);
    }
    return result;
}

bool contains(const RangeSet& set, event::LocalVersion event) {
    const auto range = std::ranges::upper_bound(set, event, {}, &event::LocalRange::begin);
    return range != set.begin() && event < std::prev(range)->end;
}

}  // namespace varve::history

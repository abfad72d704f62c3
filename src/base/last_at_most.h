// Where a value belongs in a sorted list that mostly is asked for what stands near its end, as everything is that only
// grows and is read by whoever made it grow.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>

namespace varve {

/// Index of the last entry of `entries` whose projection is not greater than `value`. `entries`: a random access
/// container, ascending; its first entry must not be greater. Cost: O(log d) in the distance d from the end.
template <typename Entries, typename Value, typename Projection>
[[nodiscard]] std::size_t lastAtMost(const Entries& entries, const Value& value, Projection projection) {
    std::size_t high = entries.size();  // entries from here on are greater
    std::size_t low = high - 1;
    std::size_t step = 1;
    while (std::invoke(projection, entries[low]) > value) {
        high = low;
        low -= std::min(low, step);
        step *= 2;
    }
    while (high - low > 1) {
        const std::size_t middle = low + (high - low) / 2;
        (std::invoke(projection, entries[middle]) > value ? high : low) = middle;
    }
    return low;
}

}  // namespace varve

#include "merge/touched_items.h"

#include <algorithm>

namespace varve::merge {

namespace {

/// The numbers that occur an odd number of times, ascending.
std::vector<std::uint32_t> oddOnes(std::vector<std::uint32_t> numbers) {
    std::ranges::sort(numbers);
    std::vector<std::uint32_t> odd;
    for (const std::uint32_t number : numbers) {
        if (!odd.empty() && odd.back() == number) {
            odd.pop_back();
        } else {
            odd.push_back(number);
        }
    }
    return odd;
}

}  // namespace

std::span<const std::uint32_t> TouchedItems::units(std::uint32_t text) {
    if (text >= m_unitsByText.size()) return {};
    std::vector<std::uint32_t>& ends = m_unitsByText[text];
    // Sorted, the ends bound alternately what was touched an odd and an even number of times.
    if (ends.size() > 2) std::ranges::sort(ends);
    return ends;
}

std::vector<std::uint32_t> TouchedItems::marks() const {
    return oddOnes(m_marks);
}

std::vector<std::uint32_t> TouchedItems::writers() const {
    return oddOnes(m_writers);
}

void TouchedItems::clear() {
    for (const std::uint32_t text : m_texts)
        m_unitsByText[text].clear();
    m_texts.clear();
    m_marks.clear();
    m_writers.clear();
}

}  // namespace varve::merge

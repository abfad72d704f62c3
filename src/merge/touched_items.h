// What changed in one of a tracker's two documents while it worked: units that became visible or hidden, marks and
// registers' writers that began or ceased to count. Only the net result matters: what flips twice was not touched.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace varve::merge {

class TouchedItems {
  public:
    /// The visibility of `count` inserted units of a text, from `first` on, changed. Cost: O(1) amortised.
    void flip(std::uint32_t text, std::uint32_t first, std::uint32_t count) {
        if (text >= m_unitsByText.size()) m_unitsByText.resize(text + 1);
        std::vector<std::uint32_t>& ends = m_unitsByText[text];
        if (ends.empty()) m_texts.push_back(text);
        if (!ends.empty() && ends.back() == first) {
            ends.back() = first + count;
        } else {
            ends.push_back(first);
            ends.push_back(first + count);
        }
    }
    void flipMark(std::uint32_t mark) { m_marks.push_back(mark); }
    void flipWriter(std::uint32_t writer) { m_writers.push_back(writer); }

    /// Texts in which units were named.
    [[nodiscard]] const std::vector<std::uint32_t>& texts() const { return m_texts; }
    /// Touched units of a text: begin, end, begin, end ... ascending. Valid until the next call.
    [[nodiscard]] std::span<const std::uint32_t> units(std::uint32_t text);
    /// Touched ones, ascending.
    [[nodiscard]] std::vector<std::uint32_t> marks() const;
    [[nodiscard]] std::vector<std::uint32_t> writers() const;
    /// Forgets everything but its memory.
    void clear();

  private:
    std::vector<std::uint32_t> m_texts;
    std::vector<std::vector<std::uint32_t>> m_unitsByText;  // a unit was touched when in an odd number of ranges
    std::vector<std::uint32_t> m_marks;                     // touched when named an odd number of times
    std::vector<std::uint32_t> m_writers;                   // likewise
};

}  // namespace varve::merge

// A priority queue for walks over graphs that mostly hold a handful of entries and sometimes tens of thousands. A few
// are kept sorted in place, where the newest ones mostly belong near the top; many are a binary heap. Source of the
// heap: the standard library.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace varve {

/// Greatest first. Entry: a small regular value with <.
template <typename Entry>
class MaxQueue {
  public:
    [[nodiscard]] bool isEmpty() const { return m_fewCount == 0 && m_many.empty(); }
    /// The greatest entry; there must be one.
    [[nodiscard]] const Entry& top() const { return m_many.empty() ? m_few[m_fewCount - 1] : m_many.front(); }

    /// Cost: O(log n), O(1) where few entries are greater.
    void push(const Entry& entry) {
        if (m_many.empty() && m_fewCount < kFewMax) {
            std::size_t place = m_fewCount++;
            for (; place > 0 && entry < m_few[place - 1]; --place)
                m_few[place] = m_few[place - 1];
            m_few[place] = entry;
            return;
        }
        if (m_many.empty()) {
            m_many.assign(m_few.begin(), m_few.end());
            m_fewCount = 0;
            std::make_heap(m_many.begin(), m_many.end());
        }
        m_many.push_back(entry);
        std::push_heap(m_many.begin(), m_many.end());
    }

    /// Takes the greatest entry out; there must be one.
    Entry pop() {
        if (m_many.empty()) return m_few[--m_fewCount];
        std::pop_heap(m_many.begin(), m_many.end());
        const Entry entry = m_many.back();
        m_many.pop_back();
        return entry;
    }

    void clear() {
        m_fewCount = 0;
        m_many.clear();
    }

  private:
    static constexpr std::size_t kFewMax = 32;

    std::array<Entry, kFewMax> m_few;  // ascending
    std::size_t m_fewCount = 0;
    std::vector<Entry> m_many;  // a heap; while it holds anything it holds everything
};

}  // namespace varve

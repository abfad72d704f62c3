// Places at which many authors inserted without knowing of each other. Items with the same two origins stand in the
// order of their ids; where there are many of them, a crowd remembers that order, so that the place of one more is
// found without passing all the others. Only a shortcut: everything here could be read off the tree.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "merge/item.h"

namespace varve::merge {

/// First units of items with equal origins, in document order. Kept in blocks, so that one more costs O(sqrt n) at
/// worst.
class Crowd {
  public:
    /// Adds `unit` behind everything added before.
    void append(std::uint32_t unit);
    /// Adds `unit` behind the last one for which `isBefore(other)` holds; it must hold for none behind one for which it
    /// does not. Returns the unit in front of the new one; kNone when there is none. Calls isBefore O(log n) times.
    template <typename IsBefore>
    std::uint32_t insert(std::uint32_t unit, IsBefore isBefore);

    [[nodiscard]] std::size_t memoryBytes() const;

  private:
    using Block = std::vector<std::uint32_t>;
    static constexpr std::size_t kBlockMax = 512;

    void addTo(std::size_t block, std::size_t place, std::uint32_t unit);

    std::vector<Block> m_blocks;  // none is empty
};

/// The crowds of one sequence, by (left origin, right origin).
class Crowds {
  public:
    /// The crowd between these origins, if one is known.
    [[nodiscard]] Crowd* find(std::uint32_t leftOrigin, std::uint32_t rightOrigin) {
        if (m_crowds.empty()) return nullptr;
        const auto crowd = m_crowds.find({leftOrigin, rightOrigin});
        return crowd == m_crowds.end() ? nullptr : &crowd->second;
    }
    Crowd& add(std::uint32_t leftOrigin, std::uint32_t rightOrigin) { return m_crowds[{leftOrigin, rightOrigin}]; }

    [[nodiscard]] std::size_t memoryBytes() const;

  private:
    std::map<std::pair<std::uint32_t, std::uint32_t>, Crowd> m_crowds;
};

template <typename IsBefore>
std::uint32_t Crowd::insert(std::uint32_t unit, IsBefore isBefore) {
    // The last block whose first unit stands in front; then the last unit in it that does.
    std::size_t low = 0;
    std::size_t high = m_blocks.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (isBefore(m_blocks[middle].front())) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        addTo(0, 0, unit);
        return kNone;
    }
    const std::size_t block = low - 1;
    low = 1;
    high = m_blocks[block].size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (isBefore(m_blocks[block][middle])) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const std::uint32_t previous = m_blocks[block][low - 1];
    addTo(block, low, unit);
    return previous;
}

}  // namespace varve::merge

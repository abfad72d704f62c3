// Numbers of the items of numbered lists, which are not stored (src/document/CONTENT.md). For exporters, and for
// importers that must say where a list begins anew.
#pragma once

#include <array>

#include "document/block_schema.h"

namespace varve::convert {

/// Goes over the blocks of one sequence in order.
class ListNumbers {
  public:
    /// The number of the block, 0 for one that is none. Cost: O(1).
    int next(const document::BlockAttributes& block) {
        const auto indent = static_cast<std::size_t>(block.indent);
        const bool isNumber = block.type == document::BlockType::kNumber;
        const int number = block.start >= 0 ? block.start : continued(block.indent);
        // What stands less deep or is no item ends the lists below it.
        m_last[indent] = isNumber ? number : kNone;
        for (std::size_t deeper = indent + 1; deeper < m_last.size(); ++deeper)
            m_last[deeper] = kNone;
        return isNumber ? number : 0;
    }
    /// The number that an item without a `start` would get at this place.
    [[nodiscard]] int continued(int indent) const {
        const int last = m_last[static_cast<std::size_t>(indent)];
        return last == kNone ? 1 : last + 1;
    }

  private:
    static constexpr int kNone = -1;
    std::array<int, document::kIndentMax + 1> m_last = filled();

    static constexpr std::array<int, document::kIndentMax + 1> filled() {
        std::array<int, document::kIndentMax + 1> numbers{};
        numbers.fill(kNone);
        return numbers;
    }
};

}  // namespace varve::convert

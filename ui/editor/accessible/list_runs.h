// The lists of a text as assistive tools see them: stretches of neighbouring items, whatever their kinds and depths. A
// list counts as one child of the page, and so its place depends on all lists above it; that is found out anew when
// blocks have come, gone or become something else, and somebody asks. Beyond a bound there are no lists, and items
// stand among the other blocks: a document of a million blocks must not answer a screen reader late. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "projection/block_sequence.h"

namespace varve::ui {

/// Blocks that are gone through for their lists, some milliseconds.
inline constexpr std::uint32_t kListedBlocksMax = 50'000;

class ListRuns {
  public:
    /// Items [begin, end).
    struct Run {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        friend bool operator==(const Run&, const Run&) = default;
    };

    ListRuns() = default;
    /// Cost: O(blocks), or O(1) beyond the bound.
    explicit ListRuns(const projection::BlockSequence& blocks);

    [[nodiscard]] const std::vector<Run>& all() const { return m_runs; }
    /// The list that a block is an item of; null for none. Cost: O(log lists), as below.
    [[nodiscard]] const Run* runOf(std::uint32_t block) const;
    [[nodiscard]] std::uint32_t childCount() const;
    /// Among the children of the page; of an item, its list's.
    [[nodiscard]] std::uint32_t childOf(std::uint32_t block) const;
    /// The block that a child is, or the first item of a list. `child` must be less than childCount().
    [[nodiscard]] std::uint32_t blockOf(std::uint32_t child) const;

  private:
    /// Blocks before the run that are no children, as they are items.
    [[nodiscard]] std::uint32_t hiddenBefore(std::size_t run) const { return run == 0 ? 0 : m_hidden[run - 1]; }

    std::uint32_t m_blockCount = 0;
    std::vector<Run> m_runs;              // ascending
    std::vector<std::uint32_t> m_hidden;  // up to the end of every run
};

}  // namespace varve::ui

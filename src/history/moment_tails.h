// What the text of every moment of the timeline ends with, as far as it may begin a match: part of the search of the
// history. Moments in a row that end with the same scalars are one *tail*; most moments have none. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace varve::history {

/// A set of numbers below a bound, which finds neighbours. Cost: O(log bound) with a base of 64, for everything.
class NumberSet {
  public:
    static constexpr std::uint32_t kNone = 0xffffffffU;

    explicit NumberSet(std::uint32_t bound);
    void insert(std::uint32_t number);
    void erase(std::uint32_t number);
    /// The lowest that is not below `number`, or kNone.
    [[nodiscard]] std::uint32_t atLeast(std::uint32_t number) const;
    /// The highest that is not above `number`, or kNone.
    [[nodiscard]] std::uint32_t atMost(std::uint32_t number) const;

  private:
    std::uint32_t m_bound;
    std::vector<std::vector<std::uint64_t>> m_levels;  // a bit for every word of the level below that is not zero
};

/// Moments [begin, end) whose text ends with the same scalars.
struct MomentTail {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t state = 0;  // of the automaton
    std::uint32_t node = 0;   // where the scalars stand, and how many of the node's
    std::uint32_t count = 0;
};

class MomentTails {
  public:
    /// Of moments below `bound`, none of which has a tail.
    explicit MomentTails(std::uint32_t bound);
    /// Takes out what moments [begin, end) have, ascending, into `taken` (which is emptied first).
    void take(std::uint32_t begin, std::uint32_t end, std::vector<MomentTail>& taken);
    /// The moments have none (not checked), and there is at least one.
    void put(const MomentTail& tail);

  private:
    [[nodiscard]] MomentTail& at(std::uint32_t begin) { return m_tails[m_numbers[begin]]; }
    void erase(std::uint32_t begin);

    NumberSet m_begins;
    std::unique_ptr<std::uint32_t[]> m_numbers;  // by begin; only valid for those in m_begins
    std::vector<MomentTail> m_tails;
    std::vector<std::uint32_t> m_free;
};

}  // namespace varve::history

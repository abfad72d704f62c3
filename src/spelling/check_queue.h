// What a spell checker still has to look at: visible blocks before others, the newest request of a block only. A plain
// value; the spell checker guards it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

#include "spelling/spell_checker.h"

namespace varve::spelling {

class CheckQueue {
  public:
    struct Task {
        std::uint64_t ticket = 0;  // never given twice
        CheckRequest request;
    };

    /// Replaces an earlier request of the same key. Cost: O(1).
    void add(CheckRequest request);
    void forget(std::uint64_t key) { m_newest.erase(key); }
    void clear();
    /// The next one, which stays current until it is finished, replaced or forgotten. Cost: O(1) amortised.
    [[nodiscard]] std::optional<Task> take();
    /// Nobody asked for something else since.
    [[nodiscard]] bool isCurrent(std::uint64_t key, std::uint64_t ticket) const;
    /// Whether it was current; it is no longer.
    bool finish(std::uint64_t key, std::uint64_t ticket);

  private:
    std::unordered_map<std::uint64_t, std::uint64_t> m_newest;  // key to ticket
    std::deque<Task> m_visible;
    std::deque<Task> m_others;  // both with what was replaced
    std::uint64_t m_ticketCount = 0;
};

}  // namespace varve::spelling

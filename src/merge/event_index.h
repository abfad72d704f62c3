// What a tracker remembers of every event by its arrival number, in one word: where it stands, what it hit, or which
// mark or writer it is. Flat from the tracker's base on; of the events before the base only those are known that are
// still needed, as ordered runs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "merge/item.h"

namespace varve::merge {

/// Insert: leaf in the tree of its text. Delete: the unit it hit. Mark: its number. Set: number of the writer.
/// Quarantined, or before the base and not needed any more: kNone. Liveness: 0.
class EventIndex {
  public:
    /// Events [first, end) before the base with one entry.
    struct BelowRun {
        std::uint32_t first = 0;
        std::uint32_t end = 0;
        std::uint32_t entry = 0;
    };

    EventIndex() = default;
    explicit EventIndex(std::uint32_t base) : m_base(base) {}
    /// The runs before the base: in any order, disjoint (CHECKed). Cost: O(n log n).
    void setBelow(std::vector<BelowRun> below);

    [[nodiscard]] std::uint32_t base() const { return m_base; }
    /// The number of events, those before the base included.
    [[nodiscard]] std::uint32_t size() const { return m_base + static_cast<std::uint32_t>(m_flat.size()); }
    /// New events have entry 0.
    void resize(std::uint32_t eventCount) { m_flat.resize(eventCount - m_base); }

    /// Cost: O(1) from the base on, else O(log runs).
    [[nodiscard]] std::uint32_t operator[](std::uint32_t event) const {
        return event >= m_base ? m_flat[event - m_base] : below(event);
    }
    /// Events before the base are not. Cost: O(1).
    [[nodiscard]] bool isQuarantined(std::uint32_t event) const {
        return event >= m_base && m_flat[event - m_base] == kNone;
    }
    /// Whether every event of [first, end), before the base, is still known. Cost: O(log runs + runs inside).
    [[nodiscard]] bool holdsAllBelow(std::uint32_t first, std::uint32_t end) const;
    /// `event` is not before the base.
    void set(std::uint32_t event, std::uint32_t entry) { m_flat[event - m_base] = entry; }
    /// Any events. Cost: O(count) from the base on, else O(runs).
    void fill(std::uint32_t first, std::uint32_t count, std::uint32_t entry) {
        if (first < m_base) {
            const std::uint32_t end = std::min(first + count, m_base);
            fillBelow(first, end, entry);
            count -= end - first;
            first = end;
        }
        std::fill_n(m_flat.begin() + (first - m_base), count, entry);
    }
    /// Entries from `first` on, which is not before the base.
    [[nodiscard]] std::span<std::uint32_t> entriesFrom(std::uint32_t first) {
        return std::span(m_flat).subspan(first - m_base);
    }
    [[nodiscard]] std::span<const std::uint32_t> entriesFrom(std::uint32_t first) const {
        return std::span(m_flat).subspan(first - m_base);
    }
    /// Ascending, disjoint.
    [[nodiscard]] std::span<const BelowRun> belowRuns() const { return m_below; }

    [[nodiscard]] std::size_t memoryBytes() const {
        return m_flat.capacity() * sizeof(std::uint32_t) + m_below.capacity() * sizeof(BelowRun);
    }
    /// CHECKs the order of the runs. Cost: O(runs).
    void checkInvariants() const;

  private:
    [[nodiscard]] std::uint32_t below(std::uint32_t event) const;
    void fillBelow(std::uint32_t first, std::uint32_t end, std::uint32_t entry);

    std::uint32_t m_base = 0;
    std::vector<std::uint32_t> m_flat;
    std::vector<BelowRun> m_below;
};

}  // namespace varve::merge

// What an event index keeps of the events before a tracker's base: only those that are still needed, as ordered runs
// with one entry each. A megabyte that was written long ago is cut into a hundred thousand runs when all of it is
// changed, so the runs stand in chunks of bounded size. Values only; used by EventIndex alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace varve::merge {

class BelowRuns {
  public:
    /// Events [first, end) with one entry.
    struct Run {
        std::uint32_t first = 0;
        std::uint32_t end = 0;
        std::uint32_t entry = 0;
    };

    BelowRuns() = default;
    /// In any order, disjoint, none empty. Cost: O(n log n).
    explicit BelowRuns(std::vector<Run> runs);

    /// kNone where no run is. Cost: O(log n).
    [[nodiscard]] std::uint32_t entryOf(std::uint32_t event) const;
    /// Whether every event of [first, end) is in a run. Cost: O(log n + runs inside).
    [[nodiscard]] bool holdsAll(std::uint32_t first, std::uint32_t end) const;
    /// Gives [first, end), not empty, one entry. Cost: O(log n + runs inside + size of a chunk), and O(n / size of a
    /// chunk) when chunks come or go.
    void fill(std::uint32_t first, std::uint32_t end, std::uint32_t entry);

    [[nodiscard]] bool isEmpty() const { return m_chunks.empty(); }
    [[nodiscard]] std::size_t memoryBytes() const;
    /// CHECKs order and sizes, and that no run ends behind `base`. Cost: O(n).
    void checkInvariants(std::uint32_t base) const;

  private:
    static constexpr std::size_t kChunkMax = 512;
    using Chunk = std::vector<Run>;
    /// A run, or the end of the last chunk's.
    struct Cursor {
        std::size_t chunk = 0;
        std::size_t index = 0;
    };

    /// The first run that ends behind `event`; one past the last chunk when there is none.
    [[nodiscard]] Cursor firstEndingBehind(std::uint32_t event) const;
    [[nodiscard]] bool isEnd(const Cursor& cursor) const { return cursor.chunk == m_chunks.size(); }
    [[nodiscard]] const Run& at(const Cursor& cursor) const { return m_chunks[cursor.chunk][cursor.index]; }
    void step(Cursor& cursor) const {
        if (++cursor.index == m_chunks[cursor.chunk].size()) cursor = {cursor.chunk + 1, 0};
    }
    void removeBetween(Cursor from, Cursor to);
    void splitWhereLarge(std::size_t chunk);

    std::vector<Chunk> m_chunks;        // none is empty
    std::vector<std::uint32_t> m_ends;  // where the last run of each ends
};

}  // namespace varve::merge

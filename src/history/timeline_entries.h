// The transactions of a timeline in their order, packed, and read by value: five to six bytes each where somebody
// types, since there are as many as key presses. Columns hold what cannot be told from the place: when, what it was,
// and where entries are no longer one event each in the order of the log. What fits no column (a transaction that
// inserts and deletes, a leap of weeks, the eight millionth agent) is kept aside. Only the timeline writes; readers get
// it from Timeline::entries().
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "event/transaction.h"

namespace varve::history {

/// A session is what everybody together wrote without a pause longer than this: people who write at the same time have
/// one session, however often they alternate. The sittings of one author go by the same pause between what they wrote.
inline constexpr std::uint64_t kSessionIdleMs = 3 * 60 * 1000;

/// Whether nothing happened for longer than kSessionIdleMs; `previousMs` <= `timeMs`, which may be as far away from
/// each other as the type allows.
[[nodiscard]] constexpr bool isSessionPause(std::int64_t previousMs, std::int64_t timeMs) {
    return static_cast<std::uint64_t>(timeMs) - static_cast<std::uint64_t>(previousMs) > kSessionIdleMs;
}

/// One transaction on the timeline.
struct TimelineEntry {
    std::uint64_t beginPosition = 0;
    std::int64_t timeMs = 0;        // corrected: never before a parent's
    std::uint32_t transaction = 0;  // index in the log
    std::uint32_t eventCount = 0;
    std::uint32_t agent = 0;  // index in the log
    std::uint32_t insertedCount = 0;
    std::uint32_t deletedCount = 0;
    event::TransactionKind kind = event::TransactionKind::kEdit;
    bool startsStep = true;
    bool startsSession = true;  // nobody wrote for more than kSessionIdleMs before it
    bool startsDay = true;      // another UTC-offset day; the offset is an argument
    friend bool operator==(const TimelineEntry&, const TimelineEntry&) = default;
};

class TimelineEntries {
  public:
    /// Over values: what it gives does not stay where it was.
    class Iterator {
      public:
        using iterator_category = std::input_iterator_tag;
        using value_type = TimelineEntry;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = TimelineEntry;

        Iterator() = default;
        Iterator(const TimelineEntries& entries, std::size_t index) : m_entries(&entries), m_index(index) {}
        [[nodiscard]] TimelineEntry operator*() const { return (*m_entries)[m_index]; }
        Iterator& operator++() {
            ++m_index;
            return *this;
        }
        Iterator operator++(int) {
            Iterator before = *this;
            ++m_index;
            return before;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.m_index == b.m_index; }

      private:
        const TimelineEntries* m_entries = nullptr;
        std::size_t m_index = 0;
    };

    /// `entry.beginPosition` is the end of the last one, its events fit below 2^32 (both CHECKed).
    void append(const TimelineEntry& entry);
    /// Forgets the entries from number `count` on. Cost: O(forgotten).
    void truncate(std::size_t count);

    [[nodiscard]] std::size_t size() const { return m_count; }
    [[nodiscard]] bool empty() const { return m_count == 0; }
    /// The events of all entries.
    [[nodiscard]] std::uint64_t endPosition() const { return m_endPosition; }
    /// `index` < size(); so are the indexes below. Cost of each: O(1).
    [[nodiscard]] TimelineEntry operator[](std::size_t index) const;
    [[nodiscard]] TimelineEntry front() const { return (*this)[0]; }
    [[nodiscard]] TimelineEntry back() const { return (*this)[m_count - 1]; }
    [[nodiscard]] Iterator begin() const { return {*this, 0}; }
    [[nodiscard]] Iterator end() const { return {*this, m_count}; }
    [[nodiscard]] std::uint64_t beginPosition(std::size_t index) const {
        return chunkOf(index).beginPosition(index % kChunk);
    }
    [[nodiscard]] std::int64_t timeMs(std::size_t index) const;
    [[nodiscard]] bool startsStep(std::size_t index) const { return (factsOf(index) & kStep) != 0; }
    [[nodiscard]] bool startsSession(std::size_t index) const { return (factsOf(index) & kSession) != 0; }
    [[nodiscard]] bool startsDay(std::size_t index) const { return (factsOf(index) & kDay) != 0; }
    /// The first index from which on `isBehind(index)` holds; it must hold for all from one index on. Cost: O(log n).
    template <typename IsBehind>
    [[nodiscard]] std::size_t firstWhere(IsBehind isBehind) const {
        std::size_t first = 0;
        for (std::size_t count = m_count; count > 0;) {
            const std::size_t half = count / 2;
            if (isBehind(first + half)) {
                count = half;
            } else {
                first += half + 1;
                count -= half + 1;
            }
        }
        return first;
    }

    /// Bytes held, for figures.
    [[nodiscard]] std::size_t memoryBytes() const;

  private:
    static constexpr std::size_t kChunk = 256;
    // Facts: what was inserted or deleted, where a step, session or day begins, the kind, and above all that the agent.
    static constexpr std::uint32_t kContents = 3;
    static constexpr std::uint32_t kNeither = 0;
    static constexpr std::uint32_t kAllInserted = 1;
    static constexpr std::uint32_t kAllDeleted = 2;
    static constexpr std::uint32_t kAside = 3;
    static constexpr std::uint32_t kStep = 4;
    static constexpr std::uint32_t kSession = 8;
    static constexpr std::uint32_t kDay = 16;
    static constexpr unsigned kKindShift = 5;
    static constexpr unsigned kAgentShift = 9;
    static constexpr std::uint32_t kKindMask = 15;
    static_assert(event::kTransactionKindMax <= kKindMask && kKindMask < 1U << (kAgentShift - kKindShift));

    struct Aside {
        std::int64_t timeMs = 0;
        std::uint32_t agent = 0;
        std::uint32_t insertedCount = 0;
        std::uint32_t deletedCount = 0;
    };
    /// Numbers that stand in a column only if they are not the first one and those that follow it.
    class CountedColumn {
      public:
        void append(std::size_t at, std::uint32_t value, std::size_t room);
        void truncate(std::size_t count);
        [[nodiscard]] std::uint32_t operator[](std::size_t at) const {
            return m_values.empty() ? m_first + static_cast<std::uint32_t>(at) : m_values[at];
        }
        [[nodiscard]] std::size_t memoryBytes() const { return m_values.capacity() * sizeof(std::uint32_t); }

      private:
        std::uint32_t m_first = 0;
        std::vector<std::uint32_t> m_values;
    };
    struct Chunk {
        std::int64_t firstMs = 0;
        CountedColumn positions;
        CountedColumn transactions;
        std::vector<std::uint32_t> times;       // milliseconds after firstMs, or index of what is aside
        std::vector<std::uint8_t> facts;        // index in factValues
        std::vector<std::uint32_t> factValues;  // each once; no more than entries
        void addFacts(std::uint32_t value);
        [[nodiscard]] std::uint64_t beginPosition(std::size_t at) const { return positions[at]; }
    };
    static_assert(kChunk <= 256);

    [[nodiscard]] const Chunk& chunkOf(std::size_t index) const { return m_chunks[index / kChunk]; }
    [[nodiscard]] std::uint32_t factsOf(std::size_t index) const {
        const Chunk& chunk = chunkOf(index);
        return chunk.factValues[chunk.facts[index % kChunk]];
    }

    std::vector<Chunk> m_chunks;  // all full but the last
    std::vector<Aside> m_aside;   // in the order of the entries
    std::size_t m_count = 0;
    std::uint64_t m_endPosition = 0;
};

}  // namespace varve::history

// The transactions of a log as compact columns: where each begins, when, what kind, what it refers to. Regular
// stretches (one unit each, evenly spaced times, one kind) cost next to nothing, typed text with real times about four
// bytes each. Private part of EventLog.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/check.h"
#include "event/ids.h"
#include "event/transaction.h"

namespace varve::event {

class TransactionTable {
  public:
    struct Row {
        LocalRange events;
        std::int64_t timeMs = 0;
        TransactionKind kind = TransactionKind::kEdit;
        bool joinsPrevious = false;
        std::optional<LocalVersion> reference;
    };

    /// `row.events` begins where the last one ended and is not empty (CHECKed).
    void append(const Row& row) {
        CHECK(row.events.begin == m_end && row.events.begin < row.events.end);
        if (row.reference) appendReference(m_count, *row.reference);
        appendUnits(1, row.events.count());
        appendTime(row.timeMs);
        appendKinds(1, row.kind, row.joinsPrevious);
    }

    /// The next unit as a transaction of its own, without a reference.
    void appendSingle(std::int64_t timeMs, TransactionKind kind, bool joinsPrevious) {
        appendUnits(1, 1);
        appendTime(timeMs);
        appendKinds(1, kind, joinsPrevious);
    }

    // Many at once, column after column: units first, then as many times and kinds before anything is read.
    /// `count` more transactions of `unitCount` (> 0) units each. Cost: O(1).
    void appendUnits(std::uint32_t count, std::uint32_t unitCount) {
        if (m_unitRuns.empty() || m_unitRuns.back().unitCount != unitCount) {
            m_unitRuns.push_back({static_cast<std::uint32_t>(m_count), m_end, unitCount});
        }
        m_end = m_end + count * unitCount;
        m_count += count;
    }
    /// Of the next `count` transactions: the first is `stepMs` after the last one, and so on. Cost: O(1) where times
    /// are even, else O(count).
    void appendTimes(std::uint32_t count, std::int64_t stepMs);
    /// Of the next `count` transactions. Cost: O(1) and a bit a transaction.
    void appendKinds(std::uint32_t count, TransactionKind kind, bool joinsPrevious) {
        if (m_kindRuns.empty() || m_kindRuns.back().kind != kind) {
            m_kindRuns.push_back({static_cast<std::uint32_t>(m_joins.count()), kind});
        }
        m_joins.append(count, joinsPrevious);
    }
    /// Of a transaction behind all that have one.
    void appendReference(std::size_t index, LocalVersion event);
    [[nodiscard]] std::int64_t lastTimeMs() const { return m_lastTimeMs; }

    /// How much there is, so that what is appended from here on can be taken back.
    struct Checkpoint {
        std::size_t count = 0;
        LocalVersion end;
        std::int64_t lastTimeMs = 0;
    };
    [[nodiscard]] Checkpoint checkpoint() const { return {m_count, m_end, m_lastTimeMs}; }
    /// Nothing but appending may have happened since then. Cost: O(what is taken back).
    void rewind(const Checkpoint& to);

    [[nodiscard]] std::size_t count() const { return m_count; }
    [[nodiscard]] LocalVersion end() const { return m_end; }
    /// Cost: O(log runs).
    [[nodiscard]] Row row(std::size_t index) const;
    /// Cost: O(log runs).
    [[nodiscard]] LocalRange eventsOf(std::size_t index) const;
    /// Index of the transaction that holds `event`. Cost: O(log runs).
    [[nodiscard]] std::size_t indexOf(LocalVersion event) const;
    /// Bytes held, for figures.
    [[nodiscard]] std::size_t memoryBytes() const;

    void checkInvariants() const;

  private:
    /// Transactions of equal unit count, from number `first` on.
    struct UnitRun {
        std::uint32_t first;
        LocalVersion begin;
        std::uint32_t unitCount;
    };
    /// Times from number `first` on: evenly spaced by `stepMs`, or, when `offsetsBegin` is set, `timeMs` plus one entry
    /// of m_timeOffsets each.
    struct TimeRun {
        std::uint32_t first;
        std::uint32_t offsetsBegin;
        std::int64_t timeMs;
        std::int64_t stepMs;
    };
    struct KindRun {
        std::uint32_t first;
        TransactionKind kind;
    };
    struct Reference {
        std::uint32_t transaction;
        LocalVersion event;
    };

    /// Like std::vector<bool>, but appends equal bits by the word.
    class BitColumn {
      public:
        void append(std::size_t count, bool bit) {
            while (count > 0) {
                if (m_count % 64 == 0) m_words.push_back(0);
                const std::size_t room = 64 - m_count % 64;
                const std::size_t taken = count < room ? count : room;
                if (bit) m_words.back() |= (~std::uint64_t{0} >> (64 - taken)) << (m_count % 64);
                m_count += taken;
                count -= taken;
            }
        }
        /// Forgets all behind the first `count`.
        void shrink(std::size_t count) {
            m_count = count;
            m_words.resize((count + 63) / 64);
            if (count % 64 != 0) m_words.back() &= ~std::uint64_t{0} >> (64 - count % 64);
        }
        [[nodiscard]] bool operator[](std::size_t index) const {
            return (m_words[index / 64] >> (index % 64) & 1) != 0;
        }
        [[nodiscard]] std::size_t count() const { return m_count; }
        [[nodiscard]] std::size_t memoryBytes() const { return m_words.capacity() * sizeof(std::uint64_t); }

      private:
        std::vector<std::uint64_t> m_words;
        std::size_t m_count = 0;
    };

    static constexpr std::uint32_t kEven = ~std::uint32_t{0};

    /// Returns whether the time lies on an even stretch, which more of the same step only make longer.
    bool appendTime(std::int64_t timeMs) {
        // Times come from other computers and may be anything; differences wrap instead of overflowing.
        const auto step =
            static_cast<std::int64_t>(static_cast<std::uint64_t>(timeMs) - static_cast<std::uint64_t>(m_lastTimeMs));
        m_lastTimeMs = timeMs;
        const bool isEven =
            !m_timeRuns.empty() && m_timeRuns.back().offsetsBegin == kEven && m_timeRuns.back().stepMs == step;
        if (!isEven) return appendUnevenTime(timeMs, step);
        ++m_timeCount;
        return true;
    }
    bool appendUnevenTime(std::int64_t timeMs, std::int64_t step);
    [[nodiscard]] std::int64_t timeOf(std::uint32_t index) const;

    std::size_t m_count = 0;
    std::size_t m_timeCount = 0;  // m_count, but while many are appended
    LocalVersion m_end;
    std::int64_t m_lastTimeMs = 0;
    std::vector<UnitRun> m_unitRuns;
    std::vector<TimeRun> m_timeRuns;
    std::vector<std::int32_t> m_timeOffsets;
    std::vector<KindRun> m_kindRuns;
    BitColumn m_joins;  // changes with every word that is typed, so that runs would cost more than bits
    std::vector<Reference> m_references;
};

}  // namespace varve::event

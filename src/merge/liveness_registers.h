// Liveness registers: for every event that a liveness event ever targeted, who wrote it, in the order in which the last
// one wins: (Lamport, agent id, sequence). Kept for runs of targets with equal writers. What a writer says is kept
// once; whether it counts in the prepare document is kept with every run, so that the winner is at hand after every
// move.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event/event_log.h"
#include "merge/item.h"

namespace varve::merge {

class LivenessRegisters {
  public:
    /// Targets with the same writers.
    struct Run {
        event::LocalRange targets;
        std::vector<event::LocalVersion> writers;  // the winner last
        std::vector<bool> inPrepare;               // parallel: whether it counts in prepare
        std::uint32_t preparedEnd = 0;             // one past the last that does
    };

    [[nodiscard]] bool isEmpty() const { return m_runs.empty(); }
    [[nodiscard]] const std::vector<Run>& runs() const { return m_runs; }
    [[nodiscard]] std::vector<event::LocalVersion> writers() const;

    /// Records an applied liveness event.
    void addWriter(event::LocalVersion writer, bool alive);
    /// Lets it write all its targets, ascending and disjoint; it counts in both documents. Cost: O(targets), O(log) a
    /// writer of theirs, O(runs) where targets had no writer yet or only a part of a run is written.
    void write(const event::EventLog& log, std::span<const event::LocalRange> targets, event::LocalVersion writer);
    /// Lets `writer`, one of its writers, count in prepare or not. Returns whether what prepare says of the run's
    /// targets changed by that. Cost: O(1) in the order of writing and its reverse, else O(log writers) and, at worst,
    /// a look at the flags of writers that do not count.
    [[nodiscard]] bool switchInPrepare(const event::EventLog& log, std::size_t run, event::LocalVersion writer,
                                       bool inPrepare);

    /// Whether the writer says alive.
    [[nodiscard]] bool saysAlive(event::LocalVersion writer) const;
    /// Whether the winner of the run says alive; without a counting writer it does.
    [[nodiscard]] bool isAlive(const Run& run, View view) const;
    [[nodiscard]] bool isAlive(event::LocalVersion target, View view) const;
    /// Whether `writer` wins the run, and the run would say something else without it.
    [[nodiscard]] bool isDecidedBy(const Run& run, View view, event::LocalVersion writer) const;

    /// Index of the first run that ends after `event`. Cost: O(log runs).
    [[nodiscard]] std::size_t firstRunBehind(event::LocalVersion event) const;

    [[nodiscard]] std::size_t memoryBytes() const;
    /// CHECKs order and shape. Cost: O(registers).
    void checkInvariants() const;

  private:
    struct WriterRecord {
        event::LocalVersion writer;
        bool alive = false;
    };
    /// One past the last writer below number `end` that counts in the view; 0 when there is none.
    [[nodiscard]] static std::uint32_t countedEnd(const Run& run, View view, std::uint32_t end);
    /// What the run says when only its first `end` writers are asked, of which the last one counts.
    [[nodiscard]] bool saysAlive(const Run& run, std::uint32_t end) const;
    static void addTo(Run& run, const event::EventLog& log, event::LocalVersion writer);

    std::vector<Run> m_runs;              // ascending, disjoint
    std::vector<WriterRecord> m_writers;  // ascending
};

}  // namespace varve::merge

// Liveness registers: for every event that a liveness event ever targeted, who wrote it, in the order in which the last
// one wins: (Lamport, agent id, sequence). Kept for runs of targets with equal writers. Whether a writer counts in the
// prepare document, and whether it says alive or dead, belongs to the writer, not to the target, and is kept once.
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
    };

    [[nodiscard]] bool isEmpty() const { return m_runs.empty(); }
    [[nodiscard]] const std::vector<Run>& runs() const { return m_runs; }
    [[nodiscard]] std::vector<event::LocalVersion> writers() const;

    /// Records an applied liveness event that counts in both documents.
    void addWriter(event::LocalVersion writer, bool alive);
    /// Lets it write all its targets: ascending, disjoint. Cost: O(targets + runs from the first one on).
    void write(const event::EventLog& log, std::span<const event::LocalRange> targets, event::LocalVersion writer);

    /// Whether the writer says alive; whether it counts in the prepare document.
    [[nodiscard]] bool saysAlive(event::LocalVersion writer) const { return recordOf(writer).alive; }
    void setInPrepare(event::LocalVersion writer, bool inPrepare);

    /// Whether the winner of the run says alive; without a counting writer it does.
    [[nodiscard]] bool isAlive(const Run& run, View view) const;
    [[nodiscard]] bool isAlive(event::LocalVersion target, View view) const;
    /// Whether the run says something else with `writer`, one of its writers, than without it.
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
        bool inPrepare = false;
    };
    [[nodiscard]] const WriterRecord& recordOf(event::LocalVersion writer) const;
    [[nodiscard]] bool isCounted(event::LocalVersion writer, View view) const;

    std::vector<Run> m_runs;              // ascending, disjoint
    std::vector<WriterRecord> m_writers;  // ascending
};

}  // namespace varve::merge

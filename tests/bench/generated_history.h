// Generated histories for benchmarks and guards: as large and as branched as asked for, the same on every machine.
// Nothing here replays anything, so that making a history of millions of events costs little: offsets are kept within
// a lower bound of the text's length that needs no document.
#pragma once

#include <cstdint>

#include "event/event_batch.h"

namespace varve::bench {

struct HistoryOptions {
    std::uint64_t seed = 1;
    std::uint32_t eventCount = 100'000;  // reached or passed by at most one transaction
    std::uint32_t authorCount = 2;
    /// Chance that an author takes over what all the others know before a transaction: 100 gives a linear history, 50
    /// a live session in which letters cross on their way, 1 long branches.
    std::uint32_t mergePercent = 50;
    std::uint32_t deletePercent = 20;
    std::uint32_t runCountMax = 8;    // scalars of one insert or delete
    std::uint32_t pastePercent = 1;   // inserts of up to 100 times as much
    std::uint32_t jumpPercent = 15;   // an author goes on elsewhere instead of where it was
    std::uint32_t turnCountMean = 8;  // transactions until another author writes
    std::int64_t firstTimeMs = 1'700'000'000'000;
};

/// A document written by several authors, in a causal order. Every offset exists in its author's version. Cost:
/// O(size).
[[nodiscard]] event::EventBatch makeHistory(const HistoryOptions& options);

/// `branchCount` authors who each write `transactionCount` words behind one common event without seeing each other.
[[nodiscard]] event::EventBatch makeBranches(std::uint32_t branchCount, std::uint32_t transactionCount);

/// `insertCount` characters put at the start of an empty document by as many authors, none of whom knows another.
[[nodiscard]] event::EventBatch makeInsertsAtOnePlace(std::uint32_t insertCount);

/// One paragraph, switched off and on again `switchCount` times, as by pressing undo and redo in turn.
[[nodiscard]] event::EventBatch makeUndoPingPong(std::uint32_t switchCount);

}  // namespace varve::bench

// What the events of a log do, run by run. Part of EventLog's interface; made by it alone.
#pragma once

#include <cstdint>

#include "event/event_batch.h"
#include "event/ids.h"

namespace varve::event {

/// A maximal stretch of units that continue one operation, possibly across transactions: typing on, deleting on,
/// backspacing on. Marks, sets and liveness are runs of one unit.
struct OperationRun {
    LocalRange events;
    OperationType type = OperationType::kInsert;
    Direction direction = Direction::kForward;
    std::uint32_t sequence = 0;      // insert, delete: index into EventLog::sequences(); 0 is the body
    std::uint32_t offset = 0;        // insert: of the first scalar. forward delete: of every scalar. backward delete:
                                     // of the first unit (the highest); unit k deletes at offset - k
    std::uint32_t contentBegin = 0;  // insert: byte index into content()
    std::uint32_t side = 0;          // mark, set, liveness: index into sideOperations()
};

/// Whether `run`, which follows `last`, is more of the same operation.
[[nodiscard]] inline bool continues(const OperationRun& last, const OperationRun& run) {
    if (run.type == OperationType::kInsert) {
        return last.type == OperationType::kInsert && last.sequence == run.sequence &&
               std::uint64_t{last.offset} + last.events.count() == run.offset;
    }
    if (run.type != OperationType::kDelete || last.type != OperationType::kDelete || last.sequence != run.sequence) {
        return false;
    }
    if (run.direction == Direction::kForward) {
        return last.direction == Direction::kForward && last.offset == run.offset;
    }
    return last.direction == Direction::kBackward && std::uint64_t{run.offset} + last.events.count() == last.offset;
}

}  // namespace varve::event

// What encoder and decoder of the column format share: column numbers, operation codes, and the state that both sides
// carry along so that ids and offsets are coded as small differences. Format: FORMAT.md. Private part of the codec.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "event/event_batch.h"

namespace varve::event::columns {

enum Column : std::uint8_t {
    kCounts = 1,
    kAgents = 2,
    kTransactionAgents = 3,
    kFirstSequences = 4,
    kParents = 5,
    kUnitCounts = 6,
    kTimes = 7,
    kKinds = 8,
    kJoins = 9,
    kReferences = 10,
    kOperationCodes = 11,
    kOperationCounts = 12,
    kOffsets = 13,
    kSequences = 14,
    kSequenceIndexes = 15,
    kSideOperations = 16,
    kText = 17,
};
inline constexpr std::size_t kColumnEnd = 18;

enum Code : std::uint8_t {
    kInsertCode = 0,
    kDeleteForwardCode = 1,
    kDeleteBackwardCode = 2,
    kMarkCode = 3,
    kSetCode = 4,
    kLivenessCode = 5,
};

/// First number that names an agent in an object id; smaller ones are the well-known objects.
inline constexpr std::uint64_t kObjectAgentBegin = 3;

/// Per agent of the table: where its next event is expected, and where it last edited text.
struct AgentState {
    std::int64_t nextSequence = 0;
    std::int64_t position = 0;
};

/// Where a text operation starts: the caret before its first unit.
[[nodiscard]] inline std::int64_t startPosition(std::uint8_t code, std::int64_t lowest, std::int64_t count) {
    return code == kDeleteBackwardCode ? lowest + count : lowest;
}
/// Where it leaves the caret, from where it started.
[[nodiscard]] inline std::int64_t endPosition(std::uint8_t code, std::int64_t start, std::int64_t count) {
    if (code == kInsertCode) return start + count;
    return code == kDeleteBackwardCode ? start - count : start;
}

}  // namespace varve::event::columns

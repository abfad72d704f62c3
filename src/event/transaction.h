// A transaction: what one user's intent became. Consecutive units of one agent, each the parent of the next, so only
// the first has parents of its own. It is the unit of appending, storing, sending and undo grouping; a replica holds
// whole transactions only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "event/ids.h"
#include "event/operation.h"

namespace varve::event {

/// Why the transaction was made. Fixed when written; numbers are part of the format (FORMAT.md).
enum class TransactionKind : std::uint8_t {
    kEdit = 0,    // of unknown or mixed origin (scripts, traces)
    kTyping = 1,  // one key press, or one IME commit
    kBackspace = 2,
    kDelete = 3,  // the Delete key, or a selection removed
    kPaste = 4,
    kCut = 5,
    kMove = 6,     // drag and drop
    kReplace = 7,  // find and replace
    kFormat = 8,
    kImport = 9,  // loaded from another format; never a target of undo
    kUndo = 10,
    kRedo = 11,
    kRestore = 12,  // a past moment brought back
    kRevert = 13,   // someone's change taken back
    kName = 14,     // a named moment
};
inline constexpr std::uint8_t kTransactionKindMax = 14;

/// Who an agent is. `user` is the persistent identity that undo goes by.
struct AgentRecord {
    AgentId id;
    std::string user;
    std::string device;
    std::int64_t startedMs = 0;
    friend bool operator==(const AgentRecord&, const AgentRecord&) = default;
};

struct Transaction {
    EventId first;                 // id of the first unit
    std::vector<EventId> parents;  // of the first unit: a frontier, sorted by (agent, sequence), unique
    std::int64_t timeMs = 0;       // wall clock of the author, for display only
    TransactionKind kind = TransactionKind::kEdit;
    bool joinsPrevious = false;         // belongs to the same undo step as this agent's previous transaction
    std::optional<EventId> reference;   // undo and redo: first unit of the step they act on
    std::vector<Operation> operations;  // at least one

    friend bool operator==(const Transaction&, const Transaction&) = default;
};

/// Units in all operations. Cost: O(text).
[[nodiscard]] std::uint32_t unitCount(const Transaction& transaction);

}  // namespace varve::event

// A transaction that was made here, on the newest state, as flat values: what EventLog::appendLocal takes, so that a
// key press allocates nothing. Views and indexes are borrowed for the call.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "event/ids.h"
#include "event/operation.h"
#include "event/transaction.h"

namespace varve::event {

/// `deletedCount` scalars from `offset` on go, then `inserted` comes there. One of the two may be missing.
struct LocalEdit {
    text::Offset offset;
    std::uint32_t deletedCount = 0;
    std::string_view inserted{};  // UTF-8
    Direction direction = Direction::kForward;
    std::uint32_t sequence = 0;  // index into EventLog::sequences(); 0 is the body
};

struct LocalStep {
    std::uint32_t agent = 0;                // index into EventLog::agents()
    std::span<const LocalVersion> parents;  // the state that the offsets are of; a frontier
    std::int64_t timeMs = 0;
    TransactionKind kind = TransactionKind::kEdit;
    bool joinsPrevious = false;
};

}  // namespace varve::event

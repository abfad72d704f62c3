// Arithmetic on version vectors: what a receipt covers, what two receipts together cover, and their bytes. A version
// vector says "of this agent I have every unit below this number"; replicas only ever learn, so the maximum of two
// receipts of one replica is always true. Called by the peer state machine and the message codec.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "event/event_log.h"

namespace varve::sync {

/// Whether the units before `end` of `agent` are all in the receipt. Cost: O(log agents).
[[nodiscard]] bool covers(const event::VersionVector& receipt, const event::AgentId& agent, event::SequenceNumber end);
/// Whether everything in `part` is in `whole`. Cost: O(agents).
[[nodiscard]] bool coversAll(const event::VersionVector& whole, const event::VersionVector& part);
/// Raises the entry of `agent` to at least `end`.
void raise(event::VersionVector& receipt, const event::AgentId& agent, event::SequenceNumber end);
/// Entry-wise maximum, into `receipt`. Cost: O(agents log agents).
void raiseAll(event::VersionVector& receipt, const event::VersionVector& other);
/// Entries of `now` that are above those of `before`.
[[nodiscard]] event::VersionVector grownSince(const event::VersionVector& now, const event::VersionVector& before);

void writeReceipt(ByteWriter& writer, const event::VersionVector& receipt);
/// Fails the reader on more than `countMax` entries, unsorted or repeated agents, and empty entries.
[[nodiscard]] event::VersionVector readReceipt(ByteReader& reader, std::size_t countMax);

}  // namespace varve::sync

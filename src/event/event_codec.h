// The byte format of events (FORMAT.md beside this file): an EventBatch as run-length and delta coded columns, for
// sealed chunks and messages, and one transaction as a row for the unsealed tail. Decoding treats every byte as
// hostile.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "event/event_batch.h"
#include "event/limits.h"
#include "event/upcasters.h"

namespace varve::event {

inline constexpr std::uint8_t kColumnFormatVersion = 1;  // of the columns
inline constexpr std::uint8_t kOperationVersion = 1;     // of what the operations mean; see upcasters.h

/// Columns, uncompressed. Same batch, same bytes. Every transaction has operations, every operation has units, records
/// of agents are unique (CHECKed); what a log took always is so.
Bytes encodeColumns(const EventBatch& batch);
/// Errors: kMalformed, kUnsupported (newer format version, or an unknown mandatory column), kLimitExceeded.
Result<EventBatch> decodeColumns(BytesView bytes, const DecodeLimits& limits = {});

/// The same with another history of operation versions; for tests.
Result<EventBatch> decodeColumns(BytesView bytes, const DecodeLimits& limits, std::span<const Upcaster> table);

/// One transaction on its own, for the unsealed tail: the same columns with one transaction in them.
Bytes encodeRow(const Transaction& transaction);
/// Errors: as decodeColumns.
Result<Transaction> decodeRow(BytesView bytes, const DecodeLimits& limits = {});

}  // namespace varve::event

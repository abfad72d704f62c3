// The byte format of events (FORMAT.md beside this file): an EventBatch as run-length and delta coded columns, for sealed
// chunks and messages, and one transaction as a row for the unsealed tail. Decoding treats every byte as hostile.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "event/event_batch.h"

namespace varve::event {

inline constexpr std::uint8_t kColumnFormatVersion = 1;

/// Bounds that decoding enforces; a batch beyond them is refused, never truncated.
struct DecodeLimits {
    std::size_t rawSizeMax = 256U << 20;
    std::uint64_t unitCountMax = 50'000'000;
    std::size_t parentsCountMax = 4096;  // of one transaction
};

/// Columns, uncompressed. Same batch, same bytes.
Bytes encodeColumns(const EventBatch& batch);
/// Errors: kMalformed, kUnsupported (newer format version, or an unknown mandatory column), kLimitExceeded.
Result<EventBatch> decodeColumns(BytesView bytes, const DecodeLimits& limits = {});

}  // namespace varve::event

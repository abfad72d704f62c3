// The one place where this layer knows how a transaction becomes the body of a row, and how large what it stores may
// be.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "event/event_batch.h"
#include "event/event_codec.h"

namespace varve::storage {

inline constexpr std::int64_t kRowVersion = 1;

/// Wide enough for every transaction that a log takes: one that was acknowledged must never be too large to be read.
/// Memory stays bounded by the size of the bytes, and of operations, which may cost no bytes, by their count.
inline constexpr event::DecodeLimits kStoredLimits{.rawSizeMax = 256U << 20,
                                                   .unitCountMax = UINT32_MAX,
                                                   .transactionCountMax = 1U << 20,
                                                   .operationCountMax = 1U << 21,
                                                   .parentsCountMax = 1U << 24};

/// Body of transaction number `index` of the batch: event::encodeRow.
Bytes encodeRowBody(const event::EventBatch& batch, std::size_t index);
/// Adds the transaction to `batch`. Errors: kMalformed, kUnsupported (a version this build does not know).
Result<void> decodeRowBody(BytesView body, std::int64_t version, event::EventBatch& batch);

}  // namespace varve::storage

// The one place where this layer knows how a transaction becomes the body of a row.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "event/event_batch.h"

namespace varve::storage {

inline constexpr std::int64_t kRowVersion = 1;

/// Body of transaction number `index` of the batch: event::encodeRow.
Bytes encodeRowBody(const event::EventBatch& batch, std::size_t index);
/// Adds the transaction to `batch`. Errors: kMalformed, kUnsupported (a version this build does not know).
Result<void> decodeRowBody(BytesView body, std::int64_t version, event::EventBatch& batch);

}  // namespace varve::storage

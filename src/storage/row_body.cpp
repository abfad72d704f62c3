#include "storage/row_body.h"

#include "event/event_codec.h"

namespace varve::storage {

Bytes encodeRowBody(const event::EventBatch& batch, std::size_t index) {
    return event::encodeRow(batch.transaction(index));
}

Result<void> decodeRowBody(BytesView body, std::int64_t version, event::EventBatch& batch) {
    if (version != kRowVersion) return failure(ErrorCode::kUnsupported, "This event needs a newer Varve.");
    const Result<event::Transaction> transaction = event::decodeRow(body, kStoredLimits);
    if (!transaction) return std::unexpected(transaction.error());
    batch.add(*transaction);
    return {};
}

}  // namespace varve::storage

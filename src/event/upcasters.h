// Reading what older versions of Varve wrote: stored events are never rewritten, so each change of what an operation
// means comes with a pure function from the version before, applied when it is read. Called by the decoder only.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "event/event_batch.h"

namespace varve::event {

/// Turns an operation of version `from` into one of version `from` + 1. Must keep its unit count, or ids would shift.
struct Upcaster {
    std::uint8_t from = 0;
    Operation (*apply)(Operation operation) = nullptr;
};

/// Every step from the first version ever released (1) to kOperationVersion, ascending.
[[nodiscard]] std::span<const Upcaster> upcasters();

/// The batch as version `to` would have written it. Errors: kUnsupported when a step is missing from the table.
/// Cost: O(1) when `from` == `to`.
[[nodiscard]] Result<EventBatch> upcast(EventBatch batch, std::uint8_t from, std::uint8_t to,
                                        std::span<const Upcaster> table);

}  // namespace varve::event

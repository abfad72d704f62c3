#include "event/upcasters.h"

#include <algorithm>

#include "base/check.h"

namespace varve::event {

// Version 1 is the first, so there is nothing to do yet.
std::span<const Upcaster> upcasters() {
    return {};
}

Result<EventBatch> upcast(EventBatch batch, std::uint8_t from, std::uint8_t to, std::span<const Upcaster> table) {
    for (; from < to; ++from) {
        const auto step = std::ranges::find(table, from, &Upcaster::from);
        if (step == table.end()) {
            return failure(ErrorCode::kUnsupported, "These events were written in a version of the format (" +
                                                        std::to_string(from) + ") that this Varve cannot read.");
        }
        EventBatch next;
        next.agents = std::move(batch.agents);
        for (const EventBatch::TransactionEntry& entry : batch.transactions()) {
            next.beginTransaction(batch.firstOf(entry), batch.parentsOf(entry), entry.timeMs, entry.kind,
                                  entry.joinsPrevious, entry.reference);
            for (const EventBatch::OperationEntry& operation : batch.operationsOf(entry)) {
                const Operation raised = step->apply(batch.operation(operation));
                CHECK(unitCount(raised) == operation.count);
                next.addOperation(raised);
            }
        }
        batch = std::move(next);
    }
    return batch;
}

}  // namespace varve::event

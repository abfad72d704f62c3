#include "event/transaction.h"

namespace varve::event {

std::uint32_t unitCount(const Transaction& transaction) {
    std::uint32_t count = 0;
    for (const Operation& operation : transaction.operations)
        count += unitCount(operation);
    return count;
}

}  // namespace varve::event

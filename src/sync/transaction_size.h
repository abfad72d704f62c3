// Roughly how much memory a transaction takes, for the bounds of batches and of the pen.
#pragma once

#include <cstddef>

#include "event/transaction.h"

namespace varve::sync {

/// Bytes, content and nodes included. Cost: O(operations).
[[nodiscard]] std::size_t approximateSizeBytes(const event::Transaction& transaction);
/// Bytes, content included. Cost: O(1).
[[nodiscard]] std::size_t approximateSizeBytes(const event::Operation& operation);

}  // namespace varve::sync

// Words of a whole document, for the status bar. Reads an immutable snapshot, so it may run on any thread.
#pragma once

#include <cstdint>

#include "text/rope.h"

namespace varve::ui {

/// Runs of characters without white space that have a letter or a digit in them. Cost: O(text).
[[nodiscard]] std::uint64_t wordCountOf(const text::Rope& text);

}  // namespace varve::ui

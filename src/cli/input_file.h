// Files that commands read as a whole.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::cli {

/// Pipes and devices are read like files, so their size is bounded here.
inline constexpr std::size_t kInputSizeMax = std::size_t{1} << 30;

/// The whole file, or standard input for “-”. Errors: kInputOutput, kInvalidInput (a folder), kLimitExceeded; the
/// sentence says that nothing was changed.
[[nodiscard]] Result<Bytes> readInput(const std::string& path);

/// Whether anything has the name, a broken link too.
[[nodiscard]] bool isTaken(const std::string& path);

}  // namespace varve::cli

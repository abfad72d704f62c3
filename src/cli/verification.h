// The verify command: checks that a file is what it claims to be, by computing everything again.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace varve::cli {

/// Checks the hash chain, decodes every event, replays them all at once and one transaction at a time, travels through
/// the history and back, and compares the results with each other and with the keyframes. Returns a report in words.
/// Errors: the first thing that does not hold. Reads only. Cost: two replays.
Result<std::string> verifyFile(const std::filesystem::path& path);

}  // namespace varve::cli

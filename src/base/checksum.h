// XXH3 (64 bits, through libxxhash): a checksum against accidental damage where speed counts, about 20 GB/s. It keeps
// no one from forging anything; what must hold against that is hashed with hash.h.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace varve {

/// Same bytes, same number, on every machine and for ever.
[[nodiscard]] std::uint64_t checksumOf(BytesView bytes);

}  // namespace varve

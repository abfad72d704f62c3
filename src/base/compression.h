// Bounded zstd: compress for the file and the wire, decompress hostile bytes without letting them choose how much
// memory is used.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"

namespace varve {

/// zstd frame with content size and checksum. level: 1 to 19 (3 on the wire, 9 in sealed chunks).
Bytes compressBytes(BytesView raw, int level);
/// Errors: kMalformed when the frame is damaged or has no content size, kLimitExceeded when it would be larger than
/// sizeMax (checked before anything is allocated).
Result<Bytes> decompressBytes(BytesView compressed, std::size_t sizeMax);

}  // namespace varve

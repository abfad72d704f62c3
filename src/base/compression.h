// Bounded compression: zstd for the wire and for caches, brotli for what is kept for good. Hostile bytes are unpacked
// without letting them choose how much memory is used.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.h"
#include "base/result.h"

namespace varve {

/// zstd frame with content size and checksum. level: 1 to 19 (3 on the wire, 9 in chunks of file format 1).
Bytes compressBytes(BytesView raw, int level);
/// Errors: kMalformed when the frame is damaged or has no content size, kLimitExceeded when it would be larger than
/// sizeMax (checked before anything is allocated).
Result<Bytes> decompressBytes(BytesView compressed, std::size_t sizeMax);

/// The parts, one after the other, as one brotli stream. Statistics begin anew at each part, which pays where parts of
/// a hundred bytes and more differ in kind, as columns do. The stream says neither its size nor a checksum: its carrier
/// must. quality: 0 to 11. Cost: 5 is about as fast as zstd 9; 11 takes 1.3 ms a KiB.
Bytes compressBrotli(std::span<const BytesView> parts, int quality);
/// Errors: kMalformed unless the bytes are one whole stream of exactly `size` bytes. Memory: `size`, and 16 MiB at
/// most.
Result<Bytes> decompressBrotli(BytesView compressed, std::size_t size);

}  // namespace varve

// How the columns of a sealed chunk are packed. Part of the file format (FORMAT.md).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::storage {

inline constexpr std::int64_t kChunkCodecZstd = 1;    // one frame
inline constexpr std::int64_t kChunkCodecBrotli = 2;  // one stream; only in files of format 2

/// How a chunk is packed. Of brotli, the level falls with the size, so that packing takes no more than about 200 ms.
struct Packing {
    std::int64_t codec = kChunkCodecBrotli;
    int levelMax = 11;
};

/// `raw`: event::encodeColumns. Cost: up to 1.3 ms a KiB.
[[nodiscard]] Bytes packColumns(BytesView raw, const Packing& packing);
/// Errors: kMalformed, or kLimitExceeded when the data would give more than `rawSize` bytes. Memory: at most twice
/// rawSize.
[[nodiscard]] Result<Bytes> unpackColumns(BytesView data, std::int64_t codec, std::size_t rawSize);

}  // namespace varve::storage

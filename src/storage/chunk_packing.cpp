#include "storage/chunk_packing.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/compression.h"

namespace varve::storage {

namespace {

/// Raw bytes up to which a chunk is packed as tightly as brotli can; beyond, that would take too long.
constexpr std::size_t kTightSizeMax = 160U << 10;
constexpr int kLevelOfLarge = 9;
/// Smaller columns share a part with the next one: a part of their own would cost more than it saves.
constexpr std::size_t kPartSizeMin = 64;

/// Columns cut where one ends and the next begins (event/FORMAT.md, "Frame").
std::vector<BytesView> columnParts(BytesView raw) {
    std::vector<BytesView> parts;
    ByteReader reader(raw);
    static_cast<void>(reader.readRaw(2));
    std::size_t begin = 0;
    while (!reader.atEnd() && !reader.failed()) {
        static_cast<void>(reader.readVarint());
        static_cast<void>(reader.readRaw(static_cast<std::size_t>(reader.readVarintUpTo(raw.size()))));
        const std::size_t end = raw.size() - reader.remaining();
        if (end - begin < kPartSizeMin && end < raw.size()) continue;
        parts.push_back(raw.substr(begin, end - begin));
        begin = end;
    }
    CHECK(!reader.failed() && begin == raw.size());
    return parts;
}

}  // namespace

Bytes packColumns(BytesView raw, const Packing& packing) {
    if (packing.codec == kChunkCodecZstd) return compressBytes(raw, packing.levelMax);
    const int level = raw.size() > kTightSizeMax ? std::min(packing.levelMax, kLevelOfLarge) : packing.levelMax;
    return compressBrotli(columnParts(raw), level);
}

Result<Bytes> unpackColumns(BytesView data, std::int64_t codec, std::size_t rawSize) {
    return codec == kChunkCodecZstd ? decompressBytes(data, rawSize) : decompressBrotli(data, rawSize);
}

}  // namespace varve::storage

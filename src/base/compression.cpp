#include "base/compression.h"

#include <zstd.h>

#include <memory>

#include "base/check.h"

namespace varve {

namespace {

/// One zstd frame and nothing else. Without this, frames that hold no content could be hung on or stand alone.
bool isOneFrame(BytesView compressed) {
    ByteReader reader(compressed);
    return reader.readFixed32() == ZSTD_MAGICNUMBER &&
           ZSTD_findFrameCompressedSize(compressed.data(), compressed.size()) == compressed.size();
}

}  // namespace

Bytes compressBytes(BytesView raw, int level) {
    const std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
    CHECK(context != nullptr);
    CHECK(!ZSTD_isError(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level)));
    CHECK(!ZSTD_isError(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1)));
    Bytes compressed(ZSTD_compressBound(raw.size()), '\0');
    const std::size_t size =
        ZSTD_compress2(context.get(), compressed.data(), compressed.size(), raw.data(), raw.size());
    CHECK(!ZSTD_isError(size));
    compressed.resize(size);
    return compressed;
}

Result<Bytes> decompressBytes(BytesView compressed, std::size_t sizeMax) {
    const unsigned long long size = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
        return failure(ErrorCode::kMalformed, "Compressed data has no readable header.");
    }
    if (size > sizeMax) return failure(ErrorCode::kLimitExceeded, "Compressed data would unpack beyond its limit.");
    if (!isOneFrame(compressed)) return failure(ErrorCode::kMalformed, "Compressed data is damaged.");
    Bytes raw(static_cast<std::size_t>(size), '\0');
    const std::size_t written = ZSTD_decompress(raw.data(), raw.size(), compressed.data(), compressed.size());
    if (ZSTD_isError(written) || written != raw.size()) {
        return failure(ErrorCode::kMalformed, "Compressed data is damaged.");
    }
    return raw;
}

}  // namespace varve

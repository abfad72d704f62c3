#include "base/compression.h"

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "base/check.h"

namespace varve {

namespace {

/// Room that brotli unpacks into at first, beside this many times the packed size.
constexpr std::size_t kFirstRoomSize = 64U << 10;
constexpr std::size_t kFirstRoomFactor = 8;

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

Bytes compressBrotli(std::span<const BytesView> parts, int quality) {
    const std::unique_ptr<BrotliEncoderState, void (*)(BrotliEncoderState*)> encoder(
        BrotliEncoderCreateInstance(nullptr, nullptr, nullptr), &BrotliEncoderDestroyInstance);
    CHECK(encoder != nullptr);
    std::size_t rawSize = 0;
    for (const BytesView part : parts)
        rawSize += part.size();
    // The smallest window that reaches back to the start: it is what unpacking allocates.
    std::uint32_t windowBits = BROTLI_MIN_WINDOW_BITS;
    while (windowBits < BROTLI_MAX_WINDOW_BITS && (std::size_t{1} << windowBits) - 16 < rawSize)
        ++windowBits;
    CHECK(BrotliEncoderSetParameter(encoder.get(), BROTLI_PARAM_QUALITY, static_cast<std::uint32_t>(quality)));
    CHECK(BrotliEncoderSetParameter(encoder.get(), BROTLI_PARAM_LGWIN, windowBits));
    Bytes compressed;
    std::array<std::uint8_t, 16'384> buffer{};
    for (std::size_t index = 0; index <= parts.size(); ++index) {
        const BytesView part = index < parts.size() ? parts[index] : BytesView();
        const auto operation = index < parts.size() ? BROTLI_OPERATION_FLUSH : BROTLI_OPERATION_FINISH;
        std::size_t waitingSize = part.size();
        const auto* waiting = reinterpret_cast<const std::uint8_t*>(part.data());
        do {
            std::size_t roomSize = buffer.size();
            std::uint8_t* room = buffer.data();
            CHECK(BrotliEncoderCompressStream(encoder.get(), operation, &waitingSize, &waiting, &roomSize, &room,
                                              nullptr));
            compressed.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - roomSize);
        } while (waitingSize > 0 || BrotliEncoderHasMoreOutput(encoder.get()));
    }
    CHECK(BrotliEncoderIsFinished(encoder.get()));
    return compressed;
}

Result<Bytes> decompressBrotli(BytesView compressed, std::size_t size) {
    const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> decoder(
        BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
    CHECK(decoder != nullptr);
    // The size is somebody's word: what has not come yet is not made room for, but for a usual amount.
    Bytes raw(std::min(size, kFirstRoomFactor * compressed.size() + kFirstRoomSize), '\0');
    std::size_t waitingSize = compressed.size();
    const auto* waiting = reinterpret_cast<const std::uint8_t*>(compressed.data());
    std::size_t doneSize = 0;
    for (;;) {
        std::size_t roomSize = raw.size() - doneSize;
        auto* room = reinterpret_cast<std::uint8_t*>(raw.data()) + doneSize;
        const BrotliDecoderResult result =
            BrotliDecoderDecompressStream(decoder.get(), &waitingSize, &waiting, &roomSize, &room, nullptr);
        doneSize = raw.size() - roomSize;
        if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && raw.size() < size) {
            raw.resize(std::min(size, 2 * raw.size()));
            continue;
        }
        if (result == BROTLI_DECODER_RESULT_SUCCESS && waitingSize == 0 && doneSize == size) return raw;
        return failure(ErrorCode::kMalformed, "Compressed data is damaged.");
    }
}

}  // namespace varve

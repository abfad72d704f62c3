#include "history/keyframe.h"

#include "base/check.h"
#include "base/checksum.h"
#include "base/compression.h"
#include "history/keyframe_state_codec.h"
#include "text/utf8.h"

namespace varve::history {

namespace {

constexpr std::uint8_t kMergeSemanticsVersion = 1;
constexpr std::size_t kHeaderSize = 60;
constexpr int kCompressionLevel = 1;
// What packs better than this is stored as it is, so that a few bytes cannot ask for much memory.
constexpr std::size_t kExpansionMax = 1000;
constexpr std::size_t kExpansionFree = std::size_t{1} << 20;

enum Codec : std::uint8_t { kRaw = 0, kZstd = 1 };

/// The three parts of a keyframe behind its header.
struct Parts {
    BytesView text;
    BytesView state;
    BytesView tracker;
    std::uint8_t stateCodec = kRaw;
};

std::unexpected<Error> malformed() {
    return failure(ErrorCode::kMalformed,
                   "A stored keyframe is damaged. It is left aside; nothing of the document is lost.");
}

std::size_t unpackedSizeMax(std::size_t packedSize, std::size_t sizeMax) {
    return packedSize > sizeMax / kExpansionMax ? sizeMax : packedSize * kExpansionMax + kExpansionFree;
}

/// Header and sizes, and the checksum of the text.
Result<Parts> readParts(BytesView bytes, std::size_t sizeMax) {
    ByteReader reader(bytes);
    const std::uint8_t version = reader.readByte();
    if (!reader.failed() && version != kKeyframeFormatVersion) {
        return failure(ErrorCode::kUnsupported,
                       "A stored keyframe comes from another version of Varve. It is left aside; nothing is lost.");
    }
    if (bytes.size() < kHeaderSize) return malformed();
    ByteReader headerSum(bytes.substr(kHeaderSize - sizeof(std::uint64_t)));
    if (headerSum.readFixed64() != checksumOf(bytes.substr(0, kHeaderSize - sizeof(std::uint64_t)))) return malformed();
    if (reader.readByte() != kMergeSemanticsVersion) {
        return failure(ErrorCode::kUnsupported,
                       "A stored keyframe was made with other rules of merging. It is left aside; nothing is lost.");
    }
    if (bytes.size() > sizeMax) {
        return failure(ErrorCode::kLimitExceeded, "A stored keyframe is larger than allowed. It is left aside.");
    }
    Parts parts;
    parts.stateCodec = reader.readByte();
    if (parts.stateCodec > kZstd || reader.readByte() != 0) return malformed();
    ByteReader rest(bytes.substr(kHeaderSize));
    for (BytesView* part : {&parts.text, &parts.state, &parts.tracker})
        *part = rest.readRaw(static_cast<std::size_t>(reader.readFixed64()));
    if (rest.failed() || !rest.atEnd() || reader.readFixed64() != checksumOf(parts.text)) return malformed();
    if (!text::isValidUtf8(parts.text)) return malformed();
    return parts;
}

}  // namespace

Bytes encodeKeyframe(const Keyframe& keyframe) {
    CHECK(isWellFormed(keyframe.state));
    ByteWriter stateWriter;
    stateWriter.writeVarint(keyframe.eventCount);
    stateWriter.writeSignedVarint(keyframe.createdMs);
    writeState(stateWriter, keyframe.state);
    Bytes state = compressBytes(stateWriter.bytes(), kCompressionLevel);
    const bool isPacked =
        state.size() < stateWriter.size() && stateWriter.size() <= unpackedSizeMax(state.size(), kKeyframeSizeMax);
    if (!isPacked) state = stateWriter.take();
    const std::string& text = keyframe.state.body.text;
    ByteWriter writer;
    writer.writeByte(kKeyframeFormatVersion);
    writer.writeByte(kMergeSemanticsVersion);
    writer.writeByte(isPacked ? kZstd : kRaw);
    writer.writeByte(0);
    for (const BytesView part : {BytesView(text), BytesView(state), BytesView(keyframe.tracker)})
        writer.writeFixed64(part.size());
    for (const BytesView part : {BytesView(text), BytesView(state), BytesView(keyframe.tracker)})
        writer.writeFixed64(checksumOf(part));
    writer.writeFixed64(checksumOf(writer.bytes()));
    CHECK(writer.size() == kHeaderSize);
    writer.writeRaw(text);
    writer.writeRaw(state);
    writer.writeRaw(keyframe.tracker);
    return writer.take();
}

Result<std::string_view> keyframeText(BytesView bytes, std::size_t sizeMax) {
    const Result<Parts> parts = readParts(bytes, sizeMax);
    if (!parts) return std::unexpected(parts.error());
    return parts->text;
}

Result<Keyframe> decodeKeyframe(BytesView bytes, std::size_t sizeMax) {
    const Result<Parts> parts = readParts(bytes, sizeMax);
    if (!parts) return std::unexpected(parts.error());
    ByteReader sums(bytes.substr(kHeaderSize - 3 * sizeof(std::uint64_t)));
    if (sums.readFixed64() != checksumOf(parts->state) || sums.readFixed64() != checksumOf(parts->tracker))
        return malformed();
    Bytes unpacked;
    if (parts->stateCodec == kZstd) {
        Result<Bytes> raw = decompressBytes(parts->state, unpackedSizeMax(parts->state.size(), sizeMax));
        if (!raw) return malformed();
        unpacked = std::move(*raw);
    }
    ByteReader reader(parts->stateCodec == kZstd ? BytesView(unpacked) : parts->state);
    Keyframe keyframe;
    keyframe.eventCount = reader.readVarint();
    keyframe.createdMs = reader.readSignedVarint();
    keyframe.state.body.text = parts->text;
    readState(reader, keyframe.state);
    if (reader.failed() || !reader.atEnd() || !isWellFormed(keyframe.state)) return malformed();
    keyframe.tracker = parts->tracker;
    return keyframe;
}

}  // namespace varve::history

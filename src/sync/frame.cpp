#include "sync/frame.h"

#include "base/hash.h"
#include "sync/messages.h"

namespace varve::sync {

namespace {

constexpr std::size_t kKeptCapacityMax = 1U << 20;  // one large paste must not hold its memory for ever

std::uint32_t checksumOf(BytesView payload) {
    const Hash hash = hashBytes(payload);
    return ByteReader(hashView(hash)).readFixed32();
}

}  // namespace

Bytes encodeFrame(BytesView payload) {
    ByteWriter writer;
    writer.writeFixed32(static_cast<std::uint32_t>(payload.size()));
    writer.writeFixed32(checksumOf(payload));
    writer.writeRaw(payload);
    return writer.take();
}

void FrameReader::feed(BytesView bytes) {
    if (m_error) return;
    m_buffer.erase(0, m_begin);
    m_begin = 0;
    if (m_buffer.empty() && m_buffer.capacity() > kKeptCapacityMax) m_buffer = Bytes();
    m_buffer.append(bytes);
}

std::unexpected<Error> FrameReader::fail(ErrorCode code, const char* message) {
    m_error = Error{code, message};
    m_buffer = Bytes();
    m_begin = 0;
    return std::unexpected(*m_error);
}

Result<std::optional<BytesView>> FrameReader::next() {
    if (m_error) return std::unexpected(*m_error);
    const BytesView rest = BytesView(m_buffer).substr(m_begin);
    if (rest.size() <= kFrameHeaderSize) return std::optional<BytesView>();
    ByteReader header(rest.substr(0, kFrameHeaderSize));
    const std::size_t size = header.readFixed32();
    const std::uint32_t checksum = header.readFixed32();
    const std::size_t sizeMax = payloadSizeMax(static_cast<std::uint8_t>(rest[kFrameHeaderSize]));
    if (sizeMax == 0) return fail(ErrorCode::kUnsupported, "A message is of an unknown type.");
    if (size == 0 || size > sizeMax) return fail(ErrorCode::kMalformed, "A message states an impossible length.");
    if (rest.size() - kFrameHeaderSize < size) return std::optional<BytesView>();
    const BytesView payload = rest.substr(kFrameHeaderSize, size);
    if (checksumOf(payload) != checksum) return fail(ErrorCode::kMalformed, "A message does not match its checksum.");
    m_begin += kFrameHeaderSize + size;
    return std::optional<BytesView>(payload);
}

}  // namespace varve::sync

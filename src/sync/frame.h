// Frames: how messages are cut out of a stream of bytes. size (4), checksum (4), payload (PROTOCOL.md). The reader
// holds at most one unfinished frame, and refuses a frame by its size and type before gathering it.
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::sync {

inline constexpr std::size_t kFrameHeaderSize = 8;

/// The payload with size and checksum in front. Cost: O(size).
[[nodiscard]] Bytes encodeFrame(BytesView payload);

class FrameReader {
  public:
    /// Adds received bytes. Cost: O(size) amortised.
    void feed(BytesView bytes);
    /// The payload of the next complete frame, valid until feed(), or nothing until more bytes arrive. Errors:
    /// kMalformed (size, checksum), kUnsupported (unknown message type); the stream cannot be followed from there on
    /// and every later call fails too.
    [[nodiscard]] Result<std::optional<BytesView>> next();

    /// Bytes that wait for the rest of their frame.
    [[nodiscard]] std::size_t bufferedSize() const { return m_buffer.size() - m_begin; }

  private:
    std::unexpected<Error> fail(ErrorCode code, const char* message);

    Bytes m_buffer;
    std::size_t m_begin = 0;
    std::optional<Error> m_error;
};

}  // namespace varve::sync

// Byte codec: little-endian fixed integers, LEB128 variable-length integers, length-prefixed byte strings.
// ByteWriter never fails. ByteReader treats its input as hostile: the first failed read makes it fail for good, later
// reads return zero values, and the caller looks at failed() once at the end of a group of reads. Used by every format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace varve {

/// Bytes are carried in std::string, so that they move into SQLite, sockets and tests without conversion.
using Bytes = std::string;
using BytesView = std::string_view;

class ByteWriter {
  public:
    void writeByte(std::uint8_t value);
    void writeFixed32(std::uint32_t value);
    void writeFixed64(std::uint64_t value);
    /// Unsigned LEB128, 1 to 10 bytes.
    void writeVarint(std::uint64_t value);
    /// Zigzag, then LEB128.
    void writeSignedVarint(std::int64_t value);
    /// The bytes alone; the reader must know their count.
    void writeRaw(BytesView bytes);
    /// Count as varint, then the bytes.
    void writeString(BytesView bytes);

    [[nodiscard]] const Bytes& bytes() const { return m_bytes; }
    [[nodiscard]] Bytes take() { return std::move(m_bytes); }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }

  private:
    Bytes m_bytes;
};

class ByteReader {
  public:
    explicit ByteReader(BytesView bytes) : m_rest(bytes) {}

    std::uint8_t readByte();
    std::uint32_t readFixed32();
    std::uint64_t readFixed64();
    /// Fails on more than 10 bytes, on overflow, and on a non-canonical (padded) form.
    std::uint64_t readVarint();
    /// Like readVarint, but also fails on a value above `max`.
    std::uint64_t readVarintUpTo(std::uint64_t max);
    std::int64_t readSignedVarint();
    BytesView readRaw(std::size_t count);
    /// Count as varint, then that many bytes; fails when the count exceeds the rest or `sizeMax`.
    BytesView readString(std::size_t sizeMax);

    void fail() { m_failed = true; }
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    [[nodiscard]] std::size_t remaining() const { return m_rest.size(); }

  private:
    BytesView m_rest;
    bool m_failed = false;
};

}  // namespace varve

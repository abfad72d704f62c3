// Byte codec: little-endian fixed integers, LEB128 variable-length integers, length-prefixed byte strings.
// ByteWriter never fails. ByteReader treats its input as hostile: the first failed read makes it fail for good and puts
// it at its end, so that loops up to the end stop; that read and later ones return zero values, and the caller looks at
// failed() once at the end of a group of reads. Used by every format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace varve {

/// Bytes are carried in std::string, so that they move into SQLite, sockets and tests without conversion.
using Bytes = std::string;
using BytesView = std::string_view;

class ByteWriter {
  public:
    void writeByte(std::uint8_t value) { m_bytes.push_back(static_cast<char>(value)); }
    void writeFixed32(std::uint32_t value);
    void writeFixed64(std::uint64_t value);
    /// Unsigned LEB128, 1 to 10 bytes.
    void writeVarint(std::uint64_t value) {
        if (value < 0x80) {
            writeByte(static_cast<std::uint8_t>(value));
        } else {
            writeLongVarint(value);
        }
    }
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
    void writeLongVarint(std::uint64_t value);

    Bytes m_bytes;
};

class ByteReader {
  public:
    explicit ByteReader(BytesView bytes) : m_rest(bytes) {}

    std::uint8_t readByte() {
        if (m_rest.empty()) {
            fail();
            return 0;
        }
        const auto value = static_cast<std::uint8_t>(m_rest.front());
        m_rest.remove_prefix(1);
        return value;
    }
    std::uint32_t readFixed32();
    std::uint64_t readFixed64();
    /// Fails on more than 10 bytes, on overflow, and on a non-canonical (padded) form.
    std::uint64_t readVarint() {
        // Most numbers of every format take one byte.
        if (!m_rest.empty() && (m_rest.front() & 0x80) == 0) return readByte();
        return readLongVarint();
    }
    /// Like readVarint, but also fails on a value above `max`.
    std::uint64_t readVarintUpTo(std::uint64_t max);
    std::int64_t readSignedVarint();
    BytesView readRaw(std::size_t count);
    /// Count as varint, then that many bytes; fails when the count exceeds the rest or `sizeMax`.
    BytesView readString(std::size_t sizeMax);

    /// Takes the next bytes as long as they are `byte`, at most `countMax`. Returns how many there were.
    std::size_t skipWhile(std::uint8_t byte, std::uint64_t countMax) {
        std::size_t count = 0;
        while (count < countMax && count < m_rest.size() && static_cast<std::uint8_t>(m_rest[count]) == byte)
            ++count;
        m_rest.remove_prefix(count);
        return count;
    }

    /// For callers that find a value wrong: as if a read had failed.
    void fail() {
        m_failed = true;
        m_rest = {};
    }
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    [[nodiscard]] std::size_t remaining() const { return m_rest.size(); }

  private:
    std::uint64_t readLongVarint();

    BytesView m_rest;  // empty once failed
    bool m_failed = false;
};

}  // namespace varve

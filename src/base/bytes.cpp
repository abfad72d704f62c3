#include "base/bytes.h"

namespace varve {

void ByteWriter::writeFixed32(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8)
        writeByte(static_cast<std::uint8_t>(value >> shift));
}

void ByteWriter::writeFixed64(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8)
        writeByte(static_cast<std::uint8_t>(value >> shift));
}

void ByteWriter::writeLongVarint(std::uint64_t value) {
    while (value >= 0x80) {
        writeByte(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    writeByte(static_cast<std::uint8_t>(value));
}

void ByteWriter::writeSignedVarint(std::int64_t value) {
    writeVarint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void ByteWriter::writeRaw(BytesView bytes) {
    m_bytes.append(bytes);
}

void ByteWriter::writeString(BytesView bytes) {
    writeVarint(bytes.size());
    writeRaw(bytes);
}

std::uint32_t ByteReader::readFixed32() {
    std::uint32_t value = 0;
    for (int shift = 0; const char c : readRaw(sizeof value)) {
        value |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(c)) << shift;
        shift += 8;
    }
    return value;
}

std::uint64_t ByteReader::readFixed64() {
    std::uint64_t value = 0;
    for (int shift = 0; const char c : readRaw(sizeof value)) {
        value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(c)) << shift;
        shift += 8;
    }
    return value;
}

std::uint64_t ByteReader::readLongVarint() {
    if (m_rest.size() > 1) {
        const auto first = static_cast<std::uint8_t>(m_rest[0]);
        const auto second = static_cast<std::uint8_t>(m_rest[1]);
        if ((first & 0x80) != 0 && second < 0x80 && second > 0) {
            m_rest.remove_prefix(2);
            return (first & 0x7fU) | second << 7U;
        }
    }
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !m_rest.empty(); shift += 7) {
        const std::uint8_t byte = readByte();
        const std::uint64_t part = byte & 0x7f;
        if (shift == 63 && part > 1) break;
        value |= part << shift;
        if ((byte & 0x80) == 0) {
            if (byte == 0 && shift > 0) break;
            return value;
        }
    }
    fail();
    return 0;
}

std::uint64_t ByteReader::readVarintUpTo(std::uint64_t max) {
    const std::uint64_t value = readVarint();
    if (value <= max) return value;
    fail();
    return 0;
}

std::int64_t ByteReader::readSignedVarint() {
    const std::uint64_t value = readVarint();
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

BytesView ByteReader::readRaw(std::size_t count) {
    if (m_failed || count > m_rest.size()) {
        fail();
        return {};
    }
    const BytesView bytes = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return bytes;
}

BytesView ByteReader::readString(std::size_t sizeMax) {
    const std::uint64_t size = readVarintUpTo(sizeMax);
    return readRaw(static_cast<std::size_t>(size));
}

}  // namespace varve

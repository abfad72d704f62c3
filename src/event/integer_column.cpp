#include "event/integer_column.h"

#include <limits>

namespace varve::event {

namespace {

constexpr std::uint64_t kRepeatCountMin = 8;  // shorter repeats stay literals: a group of their own would cost more

}  // namespace

void IntegerColumnWriter::push(std::uint64_t value) {
    if (m_repeatCount > 0 && value == m_value) {
        ++m_repeatCount;
        return;
    }
    flushRepeat();
    m_value = value;
    m_repeatCount = 1;
    m_hasNonZero = m_hasNonZero || value != 0;
}

void IntegerColumnWriter::pushSigned(std::int64_t value) {
    push(zigzag(value));
}

Bytes IntegerColumnWriter::take() {
    flushRepeat();
    flushLiterals();
    Bytes bytes = m_bytes.take();
    return m_hasNonZero ? bytes : Bytes{};
}

void IntegerColumnWriter::flushRepeat() {
    if (m_repeatCount >= kRepeatCountMin) {
        flushLiterals();
        m_bytes.writeVarint(m_repeatCount << 1 | 1);
        m_bytes.writeVarint(m_value);
    } else {
        for (std::uint64_t k = 0; k < m_repeatCount; ++k)
            m_literals.writeVarint(m_value);
        m_literalCount += m_repeatCount;
    }
    m_repeatCount = 0;
}

void IntegerColumnWriter::flushLiterals() {
    if (m_literalCount == 0) return;
    m_bytes.writeVarint(m_literalCount << 1);
    m_bytes.writeRaw(m_literals.bytes());
    m_literals = {};
    m_literalCount = 0;
}

void IntegerColumnReader::openGroup() {
    const std::uint64_t header = m_bytes.readVarint();
    m_isRepeat = (header & 1) != 0;
    m_left = header >> 1;
    if (m_left == 0) {
        m_bytes.fail();
        m_isRepeat = true;
        m_left = std::numeric_limits<std::uint64_t>::max();
        m_value = 0;
        return;
    }
    if (m_isRepeat) m_value = m_bytes.readVarint();
}

std::uint64_t valueCountOf(BytesView column) {
    std::uint64_t count = 0;
    for (ByteReader bytes(column); !bytes.atEnd();) {
        const std::uint64_t header = bytes.readVarint();
        const bool isRepeat = (header & 1) != 0;
        if (isRepeat) {
            bytes.readVarint();
        } else {
            bytes.readRaw(header >> 1);
        }
        if (!bytes.failed()) count += header >> 1;
    }
    return count;
}

std::int64_t IntegerColumnReader::nextSigned() {
    return unzigzag(next());
}

}  // namespace varve::event

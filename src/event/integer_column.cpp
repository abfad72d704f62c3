#include "event/integer_column.h"

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

std::uint64_t IntegerColumnReader::next() {
    if (m_isAbsent) return 0;
    if (m_left == 0) {
        const std::uint64_t header = m_bytes.readVarint();
        m_isRepeat = (header & 1) != 0;
        m_left = header >> 1;
        if (m_left == 0) {
            m_bytes.fail();
            return 0;
        }
        if (m_isRepeat) m_value = m_bytes.readVarint();
    }
    --m_left;
    return m_isRepeat ? m_value : m_bytes.readVarint();
}

std::int64_t IntegerColumnReader::nextSigned() {
    return unzigzag(next());
}

}  // namespace varve::event

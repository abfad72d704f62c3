// A column of integers: groups of literals and of repeats, so that regular data costs a few bytes and irregular data
// one varint each. A column of nothing but zeros is left out. Format: FORMAT.md, "Integer columns". Private part of the
// codec.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace varve::event {

class IntegerColumnWriter {
  public:
    void push(std::uint64_t value);
    void pushSigned(std::int64_t value);
    /// The encoded column; empty when every value was 0.
    [[nodiscard]] Bytes take();

  private:
    void flushRepeat();
    void flushLiterals();

    ByteWriter m_bytes;
    ByteWriter m_literals;
    std::uint64_t m_literalCount = 0;
    std::uint64_t m_value = 0;
    std::uint64_t m_repeatCount = 0;
    bool m_hasNonZero = false;
};

/// Hostile input: after a failure every value is 0 and `failed()` says so.
class IntegerColumnReader {
  public:
    explicit IntegerColumnReader(BytesView bytes) : m_bytes(bytes), m_isAbsent(bytes.empty()) {}

    std::uint64_t next() {
        if (m_isAbsent) return 0;
        if (m_left == 0) openGroup();
        --m_left;
        return m_isRepeat ? m_value : m_bytes.readVarint();
    }
    std::int64_t nextSigned();
    /// Equal values taken in one go.
    struct Stretch {
        std::uint64_t value;
        std::uint64_t count;
    };
    /// The next values: between 1 and `countMax` (> 0) of them. Cost: O(1) in a group of repeats.
    Stretch nextStretch(std::uint64_t countMax) {
        if (m_isAbsent) return {0, countMax};
        if (m_left == 0) openGroup();
        if (!m_isRepeat) {
            --m_left;
            const std::uint64_t value = m_bytes.readVarint();
            if (value > 0x7f || m_bytes.failed()) return {value, 1};
            const std::uint64_t more =
                m_bytes.skipWhile(static_cast<std::uint8_t>(value), m_left < countMax ? m_left : countMax - 1);
            m_left -= more;
            return {value, more + 1};
        }
        const std::uint64_t count = m_left < countMax ? m_left : countMax;
        m_left -= count;
        return {m_value, count};
    }
    [[nodiscard]] bool failed() const { return m_bytes.failed(); }
    /// Left out, or read to its exact end without a failure.
    [[nodiscard]] bool isFinished() const { return !m_bytes.failed() && m_bytes.atEnd() && m_left == 0; }

  private:
    /// Goes on to the next group. Damage is a group without end of zeros, so that whoever reads comes to its end.
    void openGroup();

    ByteReader m_bytes;
    std::uint64_t m_left = 0;  // values of the group at hand
    std::uint64_t m_value = 0;
    bool m_isRepeat = false;
    bool m_isAbsent;
};

/// How many values a column says it has; a hint, for damage goes unnoticed. Values must take one byte each to be
/// counted right. Cost: O(groups).
[[nodiscard]] std::uint64_t valueCountOf(BytesView column);

/// Zigzag: small magnitudes of either sign become small numbers.
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

}  // namespace varve::event

// Counting kinds of UTF-8 bytes eight at a time in a machine word. Each function answers with 0 or 1 in every byte
// lane, so that answers of up to kWordsPerRound words can be added before the lanes are summed.
// Source: Warren, Hacker's Delight, chapters 5 and 6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace varve::text {

inline constexpr std::uint64_t kOneInEachLane = 0x0101010101010101U;
inline constexpr std::size_t kWordsPerRound = 255;

[[nodiscard]] inline bool isContinuationByte(unsigned char byte) {
    return (byte & 0xc0) == 0x80;
}

[[nodiscard]] inline std::uint64_t loadWord(const char* at) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    return word;
}

/// Lanes of the form 10xxxxxx.
[[nodiscard]] inline std::uint64_t continuationBytes(std::uint64_t word) {
    return (word >> 7) & ~(word >> 6) & kOneInEachLane;
}

/// Lanes of the form 1111xxxx: in valid UTF-8, scalars that take two UTF-16 units.
[[nodiscard]] inline std::uint64_t fourByteLeads(std::uint64_t word) {
    return (word >> 7) & (word >> 6) & (word >> 5) & (word >> 4) & kOneInEachLane;
}

[[nodiscard]] inline std::uint64_t bytesEqualTo(std::uint64_t word, unsigned char byte) {
    constexpr std::uint64_t kLowBits = kOneInEachLane * 0x7f;
    const std::uint64_t different = word ^ (kOneInEachLane * byte);
    return (~(((different & kLowBits) + kLowBits) | different) >> 7) & kOneInEachLane;
}

[[nodiscard]] inline std::uint32_t sumOfLanes(std::uint64_t lanes) {
    constexpr std::uint64_t kEvenLanes = 0x00ff00ff00ff00ffU;
    const std::uint64_t pairs = (lanes & kEvenLanes) + ((lanes >> 8) & kEvenLanes);
    return static_cast<std::uint32_t>((pairs * 0x0001000100010001U) >> 48);
}

}  // namespace varve::text

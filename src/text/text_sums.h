// What a stretch of UTF-8 counts in every unit the project uses: the summary of the rope's tree.
#pragma once

#include <cstdint>
#include <string_view>

namespace varve::text {

/// Forms a group under + and - (differences wrap), so that a tree can be corrected by a delta.
struct TextSums {
    std::uint32_t bytes = 0;
    std::uint32_t scalars = 0;
    std::uint32_t utf16 = 0;
    std::uint32_t lineBreaks = 0;  // U+000A

    TextSums& operator+=(const TextSums& other) {
        bytes += other.bytes;
        scalars += other.scalars;
        utf16 += other.utf16;
        lineBreaks += other.lineBreaks;
        return *this;
    }
    TextSums& operator-=(const TextSums& other) {
        bytes -= other.bytes;
        scalars -= other.scalars;
        utf16 -= other.utf16;
        lineBreaks -= other.lineBreaks;
        return *this;
    }
    friend bool operator==(const TextSums&, const TextSums&) = default;

    /// Bytes, scalars and UTF-16 units are then the same.
    [[nodiscard]] bool isAscii() const { return bytes == scalars; }
};

inline constexpr TextSums kSumsOfAsciiLetter{1, 1, 1, 0};
inline constexpr TextSums kSumsOfLineBreak{1, 1, 1, 1};

/// Sums of valid UTF-8 below 4 GiB. Cost: O(size), several bytes a cycle.
[[nodiscard]] TextSums sumsOfText(std::string_view utf8);

/// Calls `receive(sums)`. A single byte, that is typing, takes constants: sums built just before they are added in a
/// vector register stall the processor, which shows in the replay of long sessions.
template <typename Receive>
void withSumsOfText(std::string_view utf8, Receive receive) {
    if (utf8.size() != 1) {
        receive(sumsOfText(utf8));
    } else if (utf8[0] != '\n') {
        receive(kSumsOfAsciiLetter);
    } else {
        receive(kSumsOfLineBreak);
    }
}

}  // namespace varve::text

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

/// Sums of valid UTF-8 below 4 GiB. Cost: O(size), several bytes a cycle.
[[nodiscard]] TextSums sumsOfText(std::string_view utf8);

}  // namespace varve::text

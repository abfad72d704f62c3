// UTF-8: validation on entry to the core, and counting in scalars and UTF-16 units. All functions other than
// isValidUtf8 require valid input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace varve::text {

/// Well-formed as Unicode 15 table 3-7 says: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool isValidUtf8(std::string_view bytes);
[[nodiscard]] bool isAscii(std::string_view bytes);
/// Bytes in front of the first one that is not ASCII; the size when all are. Cost: O(result), eight bytes at a time.
[[nodiscard]] std::size_t asciiPrefixSize(std::string_view bytes);
/// Number of scalars. Cost: O(size).
[[nodiscard]] std::uint32_t scalarCount(std::string_view utf8);
/// Number of UTF-16 code units the text would have. Cost: O(size).
[[nodiscard]] std::uint32_t utf16Count(std::string_view utf8);
/// Byte index of the scalar with number `scalar`; the size when scalar == scalarCount. Cost: O(size).
[[nodiscard]] std::size_t byteIndexOfScalar(std::string_view utf8, std::uint32_t scalar);
/// The part from scalar `begin`, `count` scalars long.
[[nodiscard]] std::string_view scalarSlice(std::string_view utf8, std::uint32_t begin, std::uint32_t count);

/// Bytes of the sequence that starts with `lead`, which must start one.
[[nodiscard]] constexpr std::size_t sequenceSizeOf(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}
/// The first scalar of `utf8`, which must not be empty.
[[nodiscard]] char32_t decodeScalar(std::string_view utf8);
/// Appends a scalar value (CHECKed: no surrogate, at most U+10FFFF).
void appendScalar(std::string& utf8, char32_t scalar);

}  // namespace varve::text

#include "text/utf8.h"

#include <cstring>

#include "base/check.h"

namespace varve::text {

namespace {

bool isContinuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

/// Bytes of the well-formed sequence at `at`, or 0.
std::size_t sequenceSize(const unsigned char* at, std::size_t available) {
    const unsigned char lead = at[0];
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    const std::size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (size > available) return 0;
    unsigned char low = 0x80;
    unsigned char high = 0xbf;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
    if (at[1] < low || at[1] > high) return 0;
    for (std::size_t index = 2; index < size; ++index) {
        if (!isContinuation(at[index])) return 0;
    }
    return size;
}

/// Length of the pure ASCII prefix, found eight bytes at a time.
std::size_t asciiPrefixSize(std::string_view bytes) {
    std::size_t index = 0;
    while (index + sizeof(std::uint64_t) <= bytes.size()) {
        std::uint64_t word;
        std::memcpy(&word, bytes.data() + index, sizeof word);
        if ((word & 0x8080808080808080U) != 0) break;
        index += sizeof word;
    }
    while (index < bytes.size() && static_cast<unsigned char>(bytes[index]) < 0x80) ++index;
    return index;
}

}  // namespace

bool isValidUtf8(std::string_view bytes) {
    std::size_t index = 0;
    while (index < bytes.size()) {
        index += asciiPrefixSize(bytes.substr(index));
        if (index == bytes.size()) break;
        const std::size_t size =
            sequenceSize(reinterpret_cast<const unsigned char*>(bytes.data()) + index, bytes.size() - index);
        if (size == 0) return false;
        index += size;
    }
    return true;
}

bool isAscii(std::string_view bytes) { return asciiPrefixSize(bytes) == bytes.size(); }

std::uint32_t scalarCount(std::string_view utf8) {
    std::uint32_t count = 0;
    for (const char c : utf8) count += isContinuation(static_cast<unsigned char>(c)) ? 0 : 1;
    return count;
}

std::uint32_t utf16Count(std::string_view utf8) {
    std::uint32_t count = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        count += (isContinuation(byte) ? 0 : 1) + (byte >= 0xf0 ? 1 : 0);
    }
    return count;
}

std::size_t byteIndexOfScalar(std::string_view utf8, std::uint32_t scalar) {
    std::size_t index = 0;
    while (scalar > 0) {
        DCHECK(index < utf8.size());
        const auto byte = static_cast<unsigned char>(utf8[index]);
        index += byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
        --scalar;
    }
    return index;
}

std::string_view scalarSlice(std::string_view utf8, std::uint32_t begin, std::uint32_t count) {
    const std::size_t first = byteIndexOfScalar(utf8, begin);
    const std::string_view rest = utf8.substr(first);
    return rest.substr(0, byteIndexOfScalar(rest, count));
}

}  // namespace varve::text

#include "text/utf8.h"

#include <algorithm>

#include "base/check.h"
#include "text/word_counting.h"

namespace varve::text {

namespace {

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
        if (!isContinuationByte(at[index])) return 0;
    }
    return size;
}

/// Bytes of the kind that `lanes` marks in a word and `matches` tells of one byte.
template <typename Lanes, typename Matches>
std::uint32_t countBytes(std::string_view bytes, Lanes lanes, Matches matches) {
    const char* at = bytes.data();
    std::size_t rest = bytes.size();
    std::uint32_t count = 0;
    while (rest >= sizeof(std::uint64_t)) {
        const std::size_t words = std::min(rest / sizeof(std::uint64_t), kWordsPerRound);
        std::uint64_t marks = 0;
        for (std::size_t index = 0; index < words; ++index, at += sizeof(std::uint64_t))
            marks += lanes(loadWord(at));
        count += sumOfLanes(marks);
        rest -= words * sizeof(std::uint64_t);
    }
    for (; rest > 0; --rest, ++at)
        count += matches(static_cast<unsigned char>(*at)) ? 1 : 0;
    return count;
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

std::size_t asciiPrefixSize(std::string_view bytes) {
    std::size_t index = 0;
    while (index + sizeof(std::uint64_t) <= bytes.size()) {
        if ((loadWord(bytes.data() + index) & (kOneInEachLane * 0x80)) != 0) break;
        index += sizeof(std::uint64_t);
    }
    while (index < bytes.size() && static_cast<unsigned char>(bytes[index]) < 0x80)
        ++index;
    return index;
}

bool isAscii(std::string_view bytes) {
    return asciiPrefixSize(bytes) == bytes.size();
}

std::uint32_t scalarCount(std::string_view utf8) {
    return static_cast<std::uint32_t>(utf8.size()) - countBytes(utf8, continuationBytes, isContinuationByte);
}

std::uint32_t utf16Count(std::string_view utf8) {
    return scalarCount(utf8) + countBytes(utf8, fourByteLeads, [](unsigned char byte) { return byte >= 0xf0; });
}

std::size_t byteIndexOfScalar(std::string_view utf8, std::uint32_t scalar) {
    std::size_t index = 0;
    // A word holds at most eight scalars, so this never passes the one looked for.
    while (scalar >= sizeof(std::uint64_t) && index + sizeof(std::uint64_t) <= utf8.size()) {
        scalar -= static_cast<std::uint32_t>(sizeof(std::uint64_t)) -
                  sumOfLanes(continuationBytes(loadWord(utf8.data() + index)));
        index += sizeof(std::uint64_t);
    }
    while (index < utf8.size() && isContinuationByte(static_cast<unsigned char>(utf8[index])))
        ++index;
    while (scalar > 0) {
        DCHECK(index < utf8.size());
        index += sequenceSizeOf(utf8[index]);
        --scalar;
    }
    return index;
}

char32_t decodeScalar(std::string_view utf8) {
    DCHECK(!utf8.empty());
    const auto byte = [&](std::size_t index) { return static_cast<char32_t>(static_cast<unsigned char>(utf8[index])); };
    switch (sequenceSizeOf(utf8[0])) {
        case 1:
            return byte(0);
        case 2:
            return (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
        case 3:
            return (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
        default:
            break;
    }
    return (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
}

void appendScalar(std::string& utf8, char32_t scalar) {
    const auto append = [&](char32_t byte) { utf8.push_back(static_cast<char>(byte)); };
    CHECK(scalar < 0xd800 || (scalar > 0xdfff && scalar <= 0x10ffff));
    if (scalar < 0x80) {
        append(scalar);
        return;
    }
    if (scalar < 0x800) {
        append(0xc0 | scalar >> 6);
    } else {
        if (scalar < 0x10000) {
            append(0xe0 | scalar >> 12);
        } else {
            append(0xf0 | scalar >> 18);
            append(0x80 | (scalar >> 12 & 0x3f));
        }
        append(0x80 | (scalar >> 6 & 0x3f));
    }
    append(0x80 | (scalar & 0x3f));
}

std::string_view scalarSlice(std::string_view utf8, std::uint32_t begin, std::uint32_t count) {
    const std::size_t first = byteIndexOfScalar(utf8, begin);
    const std::string_view rest = utf8.substr(first);
    return rest.substr(0, byteIndexOfScalar(rest, count));
}

}  // namespace varve::text

#include "text/text_sums.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "text/word_counting.h"

namespace varve::text {

namespace {

constexpr std::size_t kWordSize = sizeof(std::uint64_t);
constexpr std::uint64_t kHighBits = kOneInEachLane * 0x80;

/// Kinds of bytes, counted in the lanes of a word.
struct KindLanes {
    std::uint64_t continuations = 0;
    std::uint64_t wide = 0;
    std::uint64_t lineBreaks = 0;

    [[gnu::always_inline]] void add(std::uint64_t word) {
        continuations += continuationBytes(word);
        wide += fourByteLeads(word);
        lineBreaks += bytesEqualTo(word, '\n');
    }
};

constexpr bool kIsLittleEndian = std::endian::native == std::endian::little;

/// Without the first `count` bytes, fewer than all of a word. Zeros come for them, which count as nothing.
std::uint64_t withoutFirst(std::uint64_t word, std::size_t count) {
    return kIsLittleEndian ? word >> (8 * count) : word << (8 * count);
}
std::uint64_t withoutFirst(std::uint32_t half, std::size_t count) {
    const std::uint64_t wide{half};
    return kIsLittleEndian ? wide >> (8 * count) : static_cast<std::uint32_t>(wide << (8 * count));
}

/// Text shorter than a word, in some order, and zeros. Its size cannot be foreseen, so that each branch counts.
std::uint64_t loadShort(std::string_view text) {
    if (text.size() < sizeof(std::uint32_t)) {
        const auto byte = [&](std::size_t index) { return std::uint64_t{static_cast<unsigned char>(text[index])}; };
        const std::uint64_t three = byte(text.size() - 1) << 16 | byte(text.size() / 2) << 8 | byte(0);
        return three & ((std::uint64_t{1} << (8 * text.size())) - 1);
    }
    std::uint32_t first;
    std::uint32_t last;
    std::memcpy(&first, text.data(), sizeof first);
    std::memcpy(&last, text.data() + text.size() - sizeof last, sizeof last);
    // What is in both counts once.
    return first | withoutFirst(last, 2 * sizeof first - text.size()) << 32;
}

TextSums sumsOf(std::size_t bytes, std::uint32_t continuations, std::uint32_t wide, std::uint32_t lineBreaks) {
    const auto scalars = static_cast<std::uint32_t>(bytes) - continuations;
    return {static_cast<std::uint32_t>(bytes), scalars, scalars + wide, lineBreaks};
}

/// At least a word. Apart from the short ones, whose time its preparations would take.
[[gnu::noinline]] TextSums sumsOfLongText(std::string_view utf8) {
    const char* at = utf8.data();
    std::size_t rest = utf8.size();
    std::uint32_t continuations = 0;
    std::uint32_t wide = 0;
    std::uint32_t lineBreaks = 0;
    while (rest > 0) {
        KindLanes lanes;
        // One less than a round holds: the last word of all is a part of one.
        const std::size_t words = std::min(rest / kWordSize, kWordsPerRound - 1);
        for (std::size_t index = 0; index < words; ++index, at += kWordSize)
            lanes.add(loadWord(at));
        rest -= words * kWordSize;
        if (rest > 0 && rest < kWordSize) {
            lanes.add(withoutFirst(loadWord(at + rest - kWordSize), kWordSize - rest));
            rest = 0;
        }
        continuations += sumOfLanes(lanes.continuations);
        wide += sumOfLanes(lanes.wide);
        lineBreaks += sumOfLanes(lanes.lineBreaks);
    }
    return sumsOf(utf8.size(), continuations, wide, lineBreaks);
}

}  // namespace

TextSums sumsOfText(std::string_view utf8) {
    if (utf8.size() > 4 * kWordSize) return sumsOfLongText(utf8);
    if (utf8.empty()) return {};
    // Up to four words, zeros where there are fewer.
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    std::uint64_t third = 0;
    std::uint64_t last = 0;
    if (utf8.size() < kWordSize) {
        last = loadShort(utf8);
    } else {
        const std::size_t overlap = (kWordSize - utf8.size() % kWordSize) % kWordSize;
        last = withoutFirst(loadWord(utf8.data() + utf8.size() - kWordSize), overlap);
        if (utf8.size() > kWordSize) first = loadWord(utf8.data());
        if (utf8.size() > 2 * kWordSize) second = loadWord(utf8.data() + kWordSize);
        if (utf8.size() > 3 * kWordSize) third = loadWord(utf8.data() + 2 * kWordSize);
    }
    const std::uint64_t breaks =
        bytesEqualTo(first, '\n') + bytesEqualTo(second, '\n') + bytesEqualTo(third, '\n') + bytesEqualTo(last, '\n');
    const auto size = static_cast<std::uint32_t>(utf8.size());
    const std::uint32_t lineBreaks = sumOfLanes(breaks);
    if (((first | second | third | last) & kHighBits) == 0) return {size, size, size, lineBreaks};
    const auto sumOf = [&](auto kind) { return sumOfLanes(kind(first) + kind(second) + kind(third) + kind(last)); };
    return sumsOf(utf8.size(), sumOf(continuationBytes), sumOf(fourByteLeads), lineBreaks);
}

}  // namespace varve::text

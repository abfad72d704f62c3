#include "text/text_sums.h"

#include <algorithm>
#include <cstring>

#include "text/word_counting.h"

namespace varve::text {

namespace {

TextSums sumsOfByte(unsigned char byte) {
    return {1, isContinuationByte(byte) ? 0U : 1U, (isContinuationByte(byte) ? 0U : 1U) + (byte >= 0xf0 ? 1U : 0U),
            byte == '\n' ? 1U : 0U};
}

}  // namespace

TextSums sumsOfText(std::string_view utf8) {
    TextSums sums;
    const char* at = utf8.data();
    std::size_t rest = utf8.size();
    std::uint32_t continuations = 0;
    std::uint32_t wide = 0;
    while (rest >= sizeof(std::uint64_t)) {
        const std::size_t words = std::min(rest / sizeof(std::uint64_t), kWordsPerRound);
        std::uint64_t continuationLanes = 0;
        std::uint64_t wideLanes = 0;
        std::uint64_t breakLanes = 0;
        for (std::size_t index = 0; index < words; ++index, at += sizeof(std::uint64_t)) {
            const std::uint64_t word = loadWord(at);
            continuationLanes += continuationBytes(word);
            wideLanes += fourByteLeads(word);
            breakLanes += bytesEqualTo(word, '\n');
        }
        rest -= words * sizeof(std::uint64_t);
        continuations += sumOfLanes(continuationLanes);
        wide += sumOfLanes(wideLanes);
        sums.lineBreaks += sumOfLanes(breakLanes);
    }
    sums.bytes = static_cast<std::uint32_t>(utf8.size() - rest);
    sums.scalars = sums.bytes - continuations;
    sums.utf16 = sums.scalars + wide;
    for (; rest > 0; --rest, ++at)
        sums += sumsOfByte(static_cast<unsigned char>(*at));
    return sums;
}

}  // namespace varve::text

// Words, characters and paragraphs of a text: the one rule by which the status bar, the statistics and the timeline
// count. Reads snapshots, so it may run on any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "text/rope.h"

namespace varve::projection {

struct TextCounts {
    std::uint64_t words = 0;
    std::uint64_t characters = 0;               // scalars, without line breaks and objects (U+FFFC)
    std::uint64_t charactersWithoutSpaces = 0;  // of these, no white space
    std::uint64_t paragraphs = 0;               // blocks that are not empty or white space
    /// Of two texts of which none goes on in the other.
    TextCounts& operator+=(const TextCounts& other) {
        words += other.words;
        characters += other.characters;
        charactersWithoutSpaces += other.charactersWithoutSpaces;
        paragraphs += other.paragraphs;
        return *this;
    }
    friend bool operator==(const TextCounts&, const TextCounts&) = default;
};

/// A word is a run of characters without white space that has a letter or a digit in it, so that a part of a text never
/// has more words than the whole. Each Chinese character and each Japanese kana is a word, since no spaces separate
/// words there; an object ends a word. Cost: O(text), some nanoseconds a character.
[[nodiscard]] TextCounts countsOf(const text::Rope& rope, text::Range range);
/// The same for valid UTF-8.
[[nodiscard]] TextCounts countsOf(std::string_view utf8);

/// Of a script without spaces: one that stands for a word or a syllable.
[[nodiscard]] bool isWordOfItsOwn(char32_t scalar);

/// Seconds that silent reading of so many words takes an adult, rounded up: 238 words a minute. Source: Brysbaert, How
/// many words do we read per minute? A review and meta-analysis of reading rate (Journal of Memory and Language 109,
/// 2019), English non-fiction.
[[nodiscard]] std::uint64_t readingSecondsOf(std::uint64_t wordCount);

}  // namespace varve::projection

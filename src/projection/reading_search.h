// Find and replace in all texts of the document at once: the body, cells and captions. What is found lies in one text;
// a match that would reach from one into the next is none. Reads snapshots, so it may run on any thread.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "projection/reading_text.h"
#include "projection/search_pattern.h"
#include "projection/search_replacement.h"

namespace varve::projection {

struct ReadingMatches {
    std::vector<TextRange> ranges;  // in the order of reading
    bool isComplete = true;         // false: cancelled, or more than asked for
    friend bool operator==(const ReadingMatches&, const ReadingMatches&) = default;
};

/// What is searched: the body, what TextsBeside lists of the same version, and where; everywhere when nothing is said.
/// A scope in the body takes in the texts of its embeds.
struct SearchedTexts {
    text::Rope body{};
    std::vector<TextsOfEmbed> beside{};
    std::optional<TextRange> scope{};
};

/// Every match; none in a scope that is not there. Errors: as findAll. Cost: as findAll, and O(texts beside).
[[nodiscard]] Result<ReadingMatches> findInTexts(const SearchPattern& pattern, const SearchedTexts& texts,
                                                 std::size_t countMax, const std::atomic<bool>* isCancelled = nullptr);

struct PlacedReplacement {
    TextRange range;   // counts in the text that those before it in the same text leave
    std::string text;  // UTF-8
    friend bool operator==(const PlacedReplacement&, const PlacedReplacement&) = default;
};

/// Replaces them all. Errors and cost: as replaceAll.
[[nodiscard]] Result<std::vector<PlacedReplacement>> replaceInTexts(const SearchPattern& pattern,
                                                                    const SearchReplacement& replacement,
                                                                    const SearchedTexts& texts);

}  // namespace varve::projection

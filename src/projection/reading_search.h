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

/// Every match in `scope`, or everywhere; none in a scope that is not there. Errors and cost: as findAll.
[[nodiscard]] Result<ReadingMatches> findInTexts(const SearchPattern& pattern, const ReadingText& text,
                                                 const std::optional<TextRange>& scope, std::size_t countMax,
                                                 const std::atomic<bool>* isCancelled = nullptr);

struct PlacedReplacement {
    TextRange range;   // counts in the text that those before it in the same text leave
    std::string text;  // UTF-8
    friend bool operator==(const PlacedReplacement&, const PlacedReplacement&) = default;
};

/// Replaces them all. Errors and cost: as replaceAll.
[[nodiscard]] Result<std::vector<PlacedReplacement>> replaceInTexts(const SearchPattern& pattern,
                                                                    const SearchReplacement& replacement,
                                                                    const ReadingText& text,
                                                                    const std::optional<TextRange>& scope);

}  // namespace varve::projection

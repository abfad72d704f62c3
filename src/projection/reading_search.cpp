#include "projection/reading_search.h"

#include <unordered_map>
#include <utility>

#include "projection/text_search.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

std::optional<text::Range> searched(const ReadingText& text, const std::optional<TextRange>& scope) {
    return scope ? text.rangeOf(*scope) : std::optional(text.whole());
}

}  // namespace

Result<ReadingMatches> findInTexts(const SearchPattern& pattern, const ReadingText& text,
                                   const std::optional<TextRange>& scope, std::size_t countMax,
                                   const std::atomic<bool>* isCancelled) {
    ReadingMatches result;
    const auto range = searched(text, scope);
    if (!range) return result;
    const auto found = findAll(pattern, text.rope(), *range, countMax, isCancelled);
    if (!found) return std::unexpected(found.error());
    result.isComplete = found->isComplete;
    result.ranges.reserve(found->ranges.size());
    for (const text::Range& match : found->ranges) {
        if (const auto place = text.textRangeOf(match)) result.ranges.push_back(*place);
    }
    return result;
}

Result<std::vector<PlacedReplacement>> replaceInTexts(const SearchPattern& pattern,
                                                      const SearchReplacement& replacement, const ReadingText& text,
                                                      const std::optional<TextRange>& scope) {
    std::vector<PlacedReplacement> result;
    const auto range = searched(text, scope);
    if (!range) return result;
    auto replacements = replaceAll(pattern, replacement, text.rope(), *range);
    if (!replacements) return std::unexpected(replacements.error());
    std::uint32_t added = 0;  // scalars so far, less those taken away; wraps
    std::unordered_map<event::ObjectId, std::uint32_t, ObjectIdHash> addedIn;
    result.reserve(replacements->size());
    for (TextReplacement& one : *replacements) {
        const text::Range before{{one.range.begin.value - added}, {one.range.end.value - added}};
        const std::uint32_t change = text::scalarCount(one.text) - before.count();
        added += change;
        auto place = text.textRangeOf(before);
        if (!place) continue;
        std::uint32_t& addedHere = addedIn[place->sequence];
        place->range = {{place->range.begin.value + addedHere}, {place->range.end.value + addedHere}};
        addedHere += change;
        result.push_back({*place, std::move(one.text)});
    }
    return result;
}

}  // namespace varve::projection

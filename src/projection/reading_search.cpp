#include "projection/reading_search.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "projection/text_search.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

const event::ObjectId kBody = event::WellKnownObject::kBody;

/// The texts in their order, and what of them is looked at.
struct Reading {
    ReadingText text;
    text::Range range;
};

std::optional<Reading> readingOf(const SearchedTexts& texts) {
    if (!texts.scope) {
        ReadingText text(texts.body, texts.beside);
        return Reading{text, text.whole()};
    }
    if (texts.scope->sequence != kBody) {
        ReadingText text(texts.body, texts.beside);
        const auto range = text.rangeOf(*texts.scope);
        return range ? std::optional(Reading{std::move(text), *range}) : std::nullopt;
    }
    std::vector<TextsOfEmbed> inside;
    std::ranges::copy_if(texts.beside, std::back_inserter(inside), [&](const TextsOfEmbed& embed) {
        return texts.scope->range.begin <= embed.offset && embed.offset < texts.scope->range.end;
    });
    ReadingText text(texts.body, inside);
    text::Range range = *text.rangeOf(*texts.scope);
    // Texts stand behind the line of their embed, which may go on behind the scope.
    for (const TextsOfEmbed& embed : inside) {
        for (const TextBeside& beside : embed.texts) {
            const auto place = text.rangeOf({beside.sequence, {{0}, {text.rope().count()}}});
            if (place) range.end = std::max(range.end, place->end);
        }
    }
    return Reading{std::move(text), range};
}

/// The stretch of one text that a match is, where it is in the scope.
std::optional<TextRange> placeOf(text::Range match, const Reading& reading, const std::optional<TextRange>& scope) {
    auto place = reading.text.textRangeOf(match);
    const bool isInBodyScope = scope && scope->sequence == kBody && place && place->sequence == kBody;
    if (isInBodyScope && scope->range.end < place->range.end) return std::nullopt;
    return place;
}

}  // namespace

Result<ReadingMatches> findInTexts(const SearchPattern& pattern, const SearchedTexts& texts, std::size_t countMax,
                                   const std::atomic<bool>* isCancelled) {
    ReadingMatches result;
    const auto reading = readingOf(texts);
    if (!reading) return result;
    const auto found = findAll(pattern, reading->text.rope(), reading->range, countMax, isCancelled);
    if (!found) return std::unexpected(found.error());
    result.isComplete = found->isComplete;
    result.ranges.reserve(found->ranges.size());
    for (const text::Range& match : found->ranges) {
        if (const auto place = placeOf(match, *reading, texts.scope)) result.ranges.push_back(*place);
    }
    return result;
}

Result<std::vector<PlacedReplacement>> replaceInTexts(const SearchPattern& pattern,
                                                      const SearchReplacement& replacement,
                                                      const SearchedTexts& texts) {
    std::vector<PlacedReplacement> result;
    const auto reading = readingOf(texts);
    if (!reading) return result;
    auto replacements = replaceAll(pattern, replacement, reading->text.rope(), reading->range);
    if (!replacements) return std::unexpected(replacements.error());
    std::uint32_t added = 0;  // scalars so far, less those taken away; wraps
    std::unordered_map<event::ObjectId, std::uint32_t, ObjectIdHash> addedIn;
    result.reserve(replacements->size());
    for (TextReplacement& one : *replacements) {
        const text::Range before{{one.range.begin.value - added}, {one.range.end.value - added}};
        const std::uint32_t change = text::scalarCount(one.text) - before.count();
        added += change;
        auto place = placeOf(before, *reading, texts.scope);
        if (!place) continue;
        std::uint32_t& addedHere = addedIn[place->sequence];
        place->range = {{place->range.begin.value + addedHere}, {place->range.end.value + addedHere}};
        addedHere += change;
        result.push_back({*place, std::move(one.text)});
    }
    return result;
}

}  // namespace varve::projection

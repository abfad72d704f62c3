#include "ui/find/found_matches.h"

#include <algorithm>
#include <utility>

namespace varve::ui {

using projection::ReadingPlace;
using projection::TextRange;
using projection::TextsBeside;

namespace {

/// How many matches of a text begin before a place. Those of a text that is not seen are none.
std::size_t countBefore(const event::ObjectId& sequence, const Highlights& matches, const ReadingPlace& place,
                        const TextsBeside& texts) {
    const auto begin = texts.placeOf(sequence, {0});
    if (!begin) return 0;
    // An embed of the body comes before its texts.
    if (begin->text == 0) return matches.firstFrom(place.text == 0 ? place.body : place.body + 1);
    const auto text = std::pair(begin->body, begin->text);
    const auto there = std::pair(place.body, place.text);
    if (text == there) return matches.firstFrom(place.within);
    return text < there ? matches.ranges().size() : 0;
}

}  // namespace

FoundMatches::FoundMatches(const std::vector<TextRange>& ranges) {
    std::map<event::ObjectId, std::vector<text::Range>> texts;
    for (const TextRange& range : ranges)
        texts[range.sequence].push_back(range.range);
    for (auto& [sequence, found] : texts)
        m_texts.emplace(sequence, Highlights(std::move(found)));
}

std::size_t FoundMatches::count() const {
    std::size_t count = 0;
    for (const auto& [sequence, matches] : m_texts)
        count += matches.ranges().size();
    return count;
}

TextRange FoundMatches::at(const MatchIndex& match) const {
    return {match.sequence, m_texts.at(match.sequence).ranges()[match.index]};
}

void FoundMatches::remove(const MatchIndex& match) {
    m_texts.at(match.sequence).remove(match.index);
    std::erase_if(m_texts, [](const auto& text) { return text.second.isEmpty(); });
}

void FoundMatches::mapThrough(const document::DocumentPatch& patch) {
    for (auto& [sequence, matches] : m_texts) {
        if (const document::Patch* change = patch.patchOf(sequence)) matches.mapThrough(*change);
    }
    std::erase_if(m_texts, [](const auto& text) { return text.second.isEmpty(); });
}

std::optional<MatchIndex> FoundMatches::indexOf(const TextRange& range) const {
    const auto text = m_texts.find(range.sequence);
    const auto index = text != m_texts.end() ? text->second.indexOf(range.range) : std::nullopt;
    if (!index) return std::nullopt;
    return MatchIndex{range.sequence, *index};
}

std::optional<MatchIndex> FoundMatches::firstFrom(const ReadingPlace& place, const TextsBeside& texts) const {
    std::optional<MatchIndex> first;
    std::optional<ReadingPlace> firstPlace;
    for (const auto& [sequence, matches] : m_texts) {
        const std::size_t index = countBefore(sequence, matches, place, texts);
        if (index == matches.ranges().size()) continue;
        const auto begin = texts.placeOf(sequence, matches.ranges()[index].begin);
        if (!begin || (firstPlace && *firstPlace < *begin)) continue;
        first = {sequence, index};
        firstPlace = begin;
    }
    return first;
}

std::optional<MatchIndex> FoundMatches::lastBefore(const ReadingPlace& place, const TextsBeside& texts) const {
    std::optional<MatchIndex> last;
    std::optional<ReadingPlace> lastPlace;
    for (const auto& [sequence, matches] : m_texts) {
        const std::size_t count = countBefore(sequence, matches, place, texts);
        if (count == 0) continue;
        const auto begin = texts.placeOf(sequence, matches.ranges()[count - 1].begin);
        if (!begin || (lastPlace && *begin < *lastPlace)) continue;
        last = {sequence, count - 1};
        lastPlace = begin;
    }
    return last;
}

std::size_t FoundMatches::numberOf(const MatchIndex& match, const TextsBeside& texts) const {
    const auto place = texts.placeOf(match.sequence, at(match).range.begin);
    if (!place) return 0;
    std::size_t number = 0;
    for (const auto& [sequence, matches] : m_texts)
        number += countBefore(sequence, matches, *place, texts);
    return number;
}

}  // namespace varve::ui

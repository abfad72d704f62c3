// Finds text that ever stood in a document, deleted or not: one pass over the travel index, without replaying anything
// and without an index of words. The texts of all moments are read side by side in document order; moments that end
// with the same scalars are read once. Values only; any thread, on copies that nobody changes.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "event/event_log.h"
#include "history/text_automaton.h"
#include "history/timeline.h"
#include "history/travel_index.h"

namespace varve::history {

/// Characters that were inserted by events which follow each other on the timeline, from position `first` on.
struct InsertionRange {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    friend auto operator<=>(const InsertionRange&, const InsertionRange&) = default;
};

/// Positions of the timeline [begin, end): event begin - 1 let it begin, event end - 1 ended it.
struct PositionRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    friend auto operator<=>(const PositionRange&, const PositionRange&) = default;
};

/// Characters that read as the pattern, side by side with nothing between them, and when they did.
struct HistoryHit {
    event::ObjectId sequence;
    std::vector<InsertionRange> characters;  // in document order
    std::vector<PositionRange> shown;        // ascending, apart from each other, not empty
    friend bool operator==(const HistoryHit&, const HistoryHit&) = default;
};

struct HistorySearchOptions {
    std::size_t hitCountMax = 10'000;
    /// Asked now and then; where it says no, the search ends.
    std::function<bool()> isWanted{};
};

struct HistoryHits {
    std::vector<HistoryHit> hits;  // by when they were seen first, then by sequence and characters
    bool isComplete = true;        // else there were more than wanted, or nobody wanted them any more
};

/// Every place where one of the `patterns` could ever be read at a position of the timeline, in any sequence; places
/// that overlap are hits of their own. `log` is the one the index was made from, or the same grown.
/// Cost: for each pattern O(characters ever written + stretches · log events + hits · log hits), whatever the number of
/// moments.
[[nodiscard]] HistoryHits searchHistory(const event::EventLog& log, const TravelIndex& index,
                                        std::span<const TextPattern> patterns,
                                        const HistorySearchOptions& options = {});

/// Where a hit is best looked at: between undo steps where it was seen there. The last time: now, which is position
/// `now`, or before the step that ended it. Cost: Timeline::spanAt.
[[nodiscard]] std::uint32_t lastMomentOf(const Timeline& timeline, const HistoryHit& hit, std::uint32_t now);
/// The first time: after the step that let it come.
[[nodiscard]] std::uint32_t firstMomentOf(const Timeline& timeline, const HistoryHit& hit);

/// The text around a hit as it read at `position` of the timeline, one at which it was seen: scalars in front of it, it
/// and behind it; within its block, that is, between line breaks. Cost: O(stretches nearby), bounded.
struct HitSurroundings {
    std::string before;
    std::string text;
    std::string behind;
    friend bool operator==(const HitSurroundings&, const HitSurroundings&) = default;
};
[[nodiscard]] HitSurroundings surroundingsOf(const event::EventLog& log, const TravelIndex& index,
                                             const HistoryHit& hit, std::uint32_t position, std::uint32_t countAround);

}  // namespace varve::history

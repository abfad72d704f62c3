// Find in a text. Reads an immutable snapshot of the rope, so everything here may run on any thread; nothing is kept
// between calls but what a SearchRun holds. A plain text may contain line breaks. A regular expression is matched block
// by block: blocks are separated by U+000A, ^ and $ are their ends, and no match crosses one; for an expression nothing
// exists outside of the range that is searched. Its matches may be empty. Called by the find bar and the command line
// tool; replacing: search_replacement.h.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/result.h"
#include "projection/search_pattern.h"
#include "text/rope.h"

namespace varve::projection {

/// Where and how long to look.
struct SearchScope {
    std::optional<text::Range> within{};             // the whole text when absent
    bool isWrapping = true;                          // go on at the other end
    const std::atomic<bool>* isCancelled = nullptr;  // set from another thread to stop soon; then nothing is found
};

struct SearchHit {
    text::Range range;
    bool isWrapped = false;  // lies on the other side of the place where the search began
    friend bool operator==(const SearchHit&, const SearchHit&) = default;
};

/// The first match that starts at or after `from`; nothing when there is none. Errors: kLimitExceeded, the expression
/// takes too many steps on some block. Cost: O(text up to the match).
[[nodiscard]] Result<std::optional<SearchHit>> findNext(const SearchPattern& pattern, const text::Rope& rope,
                                                        text::Offset from, const SearchScope& scope = {});
/// The last match that ends at or before `from`. Of an expression's matches in a block those count that following one
/// another from the block's start gives, as findAll does. Errors and cost as findNext.
[[nodiscard]] Result<std::optional<SearchHit>> findPrevious(const SearchPattern& pattern, const text::Rope& rope,
                                                            text::Offset from, const SearchScope& scope = {});

struct SearchMatches {
    std::vector<text::Range> ranges;  // ascending, no two overlap
    bool isComplete = true;           // false: cancelled, or more than asked for
    friend bool operator==(const SearchMatches&, const SearchMatches&) = default;
};

/// Every match in `range` from its start, up to `countMax`. Errors as findNext. Cost: O(range).
[[nodiscard]] Result<SearchMatches> findAll(const SearchPattern& pattern, const text::Rope& rope, text::Range range,
                                            std::size_t countMax, const std::atomic<bool>* isCancelled = nullptr);

/// The same in slices, for a caller that has other things to do in between. Movable; one thread at a time.
class SearchRun {
  public:
    /// `range` must lie in the rope (CHECKed).
    SearchRun(SearchPattern pattern, text::Rope rope, text::Range range, std::size_t countMax);

    /// Looks at the next stretch: of a plain text 16,000 to 256,000 scalars, of an expression the blocks of 16,000.
    /// Errors as findNext; the run is finished then. Cost: under ten milliseconds for a plain text.
    [[nodiscard]] Result<void> advance();
    [[nodiscard]] bool isFinished() const { return m_isFinished; }
    /// Up to here the text was read.
    [[nodiscard]] text::Offset place() const { return m_place; }
    /// What was found so far. `isComplete` counts once the run is finished.
    [[nodiscard]] const SearchMatches& matches() const { return m_matches; }
    [[nodiscard]] SearchMatches takeMatches() { return std::move(m_matches); }

  private:
    SearchPattern m_pattern;
    text::Rope m_rope;
    text::Range m_range;
    std::size_t m_countMax;
    text::Offset m_place;
    std::uint32_t m_stretchCount;
    bool m_isFinished = false;
    SearchMatches m_matches;
};

}  // namespace varve::projection

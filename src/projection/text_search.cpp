#include "projection/text_search.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "projection/search_scan.h"

namespace varve::projection {

namespace {

using Hit = std::optional<text::Range>;

bool isStopped(const std::atomic<bool>* isCancelled) {
    return isCancelled != nullptr && isCancelled->load(std::memory_order_relaxed);
}

text::Range rangeOf(const SearchScope& scope, const text::Rope& rope) {
    const text::Range range = scope.within.value_or(text::Range{{0}, {rope.count()}});
    CHECK(range.begin <= range.end && range.end.value <= rope.count());
    return range;
}

/// The first match in `range` that starts at or after `from`.
Result<Hit> firstFrom(const SearchPattern& pattern, const text::Rope& rope, text::Range range, text::Offset from,
                      const std::atomic<bool>* isCancelled) {
    Hit hit;
    std::uint32_t startCount = kFirstStretchCount;
    while (from <= range.end && !hit && !isStopped(isCancelled)) {
        const auto next = scanStretch(pattern, rope, {range, from, startCount}, [&](text::Range match, const auto*) {
            hit = match;
            return false;
        });
        if (!next) return std::unexpected(next.error());
        from = *next;
        startCount = std::min(startCount * 2, stretchCountMaxOf(pattern));
    }
    return hit;
}

/// The start of the stretch that ends at `end`; a block's start for an expression, whose matches in a block depend on
/// where the first one is looked for.
text::Offset stretchBegin(const SearchPattern& pattern, const text::Rope& rope, text::Range range, text::Offset end,
                          std::uint32_t startCount) {
    text::Offset begin = end - std::min(startCount, end - range.begin);
    if (pattern.options().isRegularExpression) begin = rope.lineStart(rope.lineOf(begin));
    return std::max(begin, range.begin);
}

/// The last match in `range` that ends at or before `end`.
Result<Hit> lastUpTo(const SearchPattern& pattern, const text::Rope& rope, text::Range range, text::Offset end,
                     const std::atomic<bool>* isCancelled) {
    const bool isPlain = !pattern.options().isRegularExpression;
    Hit hit;
    std::uint32_t startCount = kFirstStretchCount;
    text::Offset stretchEnd = end;  // starts up to here have not been looked at; including it for an expression
    while (!hit && !isStopped(isCancelled)) {
        const text::Offset begin = stretchBegin(pattern, rope, range, stretchEnd, startCount);
        const Scan scan{range, begin, stretchEnd - begin, isPlain};
        const auto next = scanStretch(pattern, rope, scan, [&](text::Range match, const auto*) {
            if (match.end > end) return isPlain;  // a plain text may come earlier still; see the overlaps
            hit = match;
            return true;
        });
        if (!next) return std::unexpected(next.error());
        if (begin == range.begin) break;
        stretchEnd = isPlain ? begin : begin - 1;
        startCount = std::min(startCount * 2, stretchCountMaxOf(pattern));
    }
    return hit;
}

}  // namespace

Result<std::optional<SearchHit>> findNext(const SearchPattern& pattern, const text::Rope& rope, text::Offset from,
                                          const SearchScope& scope) {
    const text::Range range = rangeOf(scope, rope);
    const text::Offset start = std::max(from, range.begin);
    auto hit = firstFrom(pattern, rope, range, start, scope.isCancelled);
    if (!hit) return std::unexpected(hit.error());
    if (*hit) return SearchHit{**hit, false};
    if (!scope.isWrapping || start == range.begin) return std::nullopt;
    hit = firstFrom(pattern, rope, range, range.begin, scope.isCancelled);
    if (!hit) return std::unexpected(hit.error());
    if (*hit) return SearchHit{**hit, true};
    return std::nullopt;
}

Result<std::optional<SearchHit>> findPrevious(const SearchPattern& pattern, const text::Rope& rope, text::Offset from,
                                              const SearchScope& scope) {
    const text::Range range = rangeOf(scope, rope);
    const text::Offset end = std::min(from, range.end);
    if (end >= range.begin) {
        const auto hit = lastUpTo(pattern, rope, range, end, scope.isCancelled);
        if (!hit) return std::unexpected(hit.error());
        if (*hit) return SearchHit{**hit, false};
    }
    if (!scope.isWrapping || end == range.end) return std::nullopt;
    const auto hit = lastUpTo(pattern, rope, range, range.end, scope.isCancelled);
    if (!hit) return std::unexpected(hit.error());
    if (*hit) return SearchHit{**hit, true};
    return std::nullopt;
}

Result<SearchMatches> findAll(const SearchPattern& pattern, const text::Rope& rope, text::Range range,
                              std::size_t countMax, const std::atomic<bool>* isCancelled) {
    SearchRun run(pattern, rope, range, countMax);
    while (!run.isFinished() && !isStopped(isCancelled)) {
        if (const auto advanced = run.advance(); !advanced) return std::unexpected(advanced.error());
    }
    SearchMatches matches = run.takeMatches();
    if (!run.isFinished()) matches.isComplete = false;
    return matches;
}

SearchRun::SearchRun(SearchPattern pattern, text::Rope rope, text::Range range, std::size_t countMax)
    : m_pattern(std::move(pattern)),
      m_rope(std::move(rope)),
      m_range(range),
      m_countMax(countMax),
      m_place(range.begin),
      m_stretchCount(kFirstStretchCount) {
    CHECK(range.begin <= range.end && range.end.value <= m_rope.count());
}

Result<void> SearchRun::advance() {
    if (m_isFinished) return {};
    const Scan scan{m_range, m_place, m_stretchCount};
    const auto next = scanStretch(m_pattern, m_rope, scan, [this](text::Range match, const auto*) {
        m_matches.isComplete = m_matches.ranges.size() < m_countMax;
        if (m_matches.isComplete) m_matches.ranges.push_back(match);
        return m_matches.isComplete;
    });
    m_isFinished = !next || *next > m_range.end || !m_matches.isComplete;
    if (!next) return std::unexpected(next.error());
    m_place = std::min(*next, m_range.end);
    m_stretchCount = std::min(m_stretchCount * 2, stretchCountMaxOf(m_pattern));
    return {};
}

}  // namespace varve::projection

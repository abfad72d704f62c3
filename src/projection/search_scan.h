// One stretch of a search, for the other files of the search only: reads a piece of the rope and reports the matches
// that start in it.
#pragma once

#include <QRegularExpressionMatch>
#include <functional>

#include "base/result.h"
#include "projection/search_pattern.h"
#include "text/rope.h"

namespace varve::projection {

inline constexpr std::uint32_t kFirstStretchCount = 16'000;  // scalars
inline constexpr std::uint32_t kStretchCountMax = 256'000;

/// Stretches of expressions stay small: each block may take a second, and whoever cancels waits for the stretch.
[[nodiscard]] inline std::uint32_t stretchCountMaxOf(const SearchPattern& pattern) {
    return pattern.options().isRegularExpression ? kFirstStretchCount : kStretchCountMax;
}

/// Receives a match and, of an expression, its groups. Returns whether to go on.
using MatchVisitor = std::function<bool(text::Range, const QRegularExpressionMatch*)>;

struct Scan {
    text::Range range;         // the matches lie in it
    text::Offset from;         // they start here or behind; in `range`
    std::uint32_t startCount;  // and in so many scalars; of an expression up to the end of the block
    bool mayOverlap = false;   // of a plain text: look on behind the match's first scalar, not behind its last
};

/// Reports matches in ascending order. Returns where the next stretch begins, or range.end and one more when nothing is
/// left; meaningless once the visitor said no. Errors: kLimitExceeded, an expression takes too many steps. Cost:
/// O(stretch).
[[nodiscard]] Result<text::Offset> scanStretch(const SearchPattern& pattern, const text::Rope& rope, const Scan& scan,
                                               const MatchVisitor& visit);

}  // namespace varve::projection

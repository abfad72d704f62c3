// What to search for, compiled once: a plain text or a regular expression, with its options. Immutable; copies share
// the compiled form and may be used on any thread. The searching itself is in text_search.h.
#pragma once

#include <QRegularExpression>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "projection/plain_matcher.h"

namespace varve::projection {

struct SearchOptions {
    bool isCaseSensitive = false;
    bool isWholeWord = false;
    bool isRegularExpression = false;
    friend bool operator==(const SearchOptions&, const SearchOptions&) = default;
};

/// Of the pattern and of a replacement, in bytes.
inline constexpr std::size_t kSearchTextSizeMax = 2'000;

class SearchPattern {
  public:
    /// Errors: nothing to search for, not UTF-8, longer than kSearchTextSizeMax; and what is wrong with an expression,
    /// and where. Regular expressions are those of PCRE 2 with Unicode classes.
    [[nodiscard]] static Result<SearchPattern> compile(std::string_view utf8, SearchOptions options);

    [[nodiscard]] const SearchOptions& options() const { return m_options; }
    /// For a plain text only (CHECKed).
    [[nodiscard]] const PlainMatcher& plain() const;
    /// For a regular expression only (CHECKed). For text of `length` UTF-16 units: the longer the text the fewer steps
    /// a match may take from one place, so that no text and no expression takes more than some seconds. A match that
    /// would need more is not valid.
    [[nodiscard]] const QRegularExpression& expressionFor(qsizetype length) const;

  private:
    struct Compiled;

    SearchPattern(SearchOptions options, std::shared_ptr<const Compiled> compiled);

    SearchOptions m_options;
    std::shared_ptr<const Compiled> m_compiled;
};

}  // namespace varve::projection

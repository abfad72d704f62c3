// Replace what a search found. Makes texts and ranges; that they become one step of the document is the caller's affair
// (EditIntent of kind kReplace). In the replacement of a regular expression \1, $1, ${1} and ${name} are groups, \0 and
// $& the whole match, \n a new block, \t a tab, \\ a backslash and $$ a dollar sign; that of a plain text is taken as
// it is. Reads a snapshot, so it may run on any thread.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "projection/search_pattern.h"
#include "text/rope.h"

namespace varve::projection {

class SearchReplacement {
  public:
    /// Errors: a group that the pattern has not, not UTF-8, longer than kSearchTextSizeMax.
    [[nodiscard]] static Result<SearchReplacement> compile(std::string_view utf8, const SearchPattern& pattern);

    /// For one match; `match` is null for a plain text. UTF-8. A group that took no part is empty.
    [[nodiscard]] std::string textFor(const QRegularExpressionMatch* match) const;

  private:
    struct Part {
        std::string text{};  // when the group is negative
        int group = -1;
    };

    void addText(QStringView text);
    [[nodiscard]] Result<qsizetype> addEscape(const QString& text, qsizetype at);
    [[nodiscard]] Result<qsizetype> addDollar(const QString& text, qsizetype at);
    [[nodiscard]] Result<qsizetype> addNumbered(const QString& text, qsizetype at);
    [[nodiscard]] Result<qsizetype> addBraced(const QString& text, qsizetype at);

    std::vector<Part> m_parts;
    QStringList m_groupNames;  // of the expression, by number; empty for none
};

struct TextReplacement {
    text::Range range;
    std::string text;  // UTF-8
    friend bool operator==(const TextReplacement&, const TextReplacement&) = default;
};

/// What all replacements together may add, in bytes.
inline constexpr std::size_t kReplacementSizeMax = 64'000'000;

/// Replaces every match in `range`. Result: ascending; each range counts in the text that the replacements before it
/// leave, as the edits of an EditIntent do. A match that is replaced by itself is left out; of empty matches with an
/// empty replacement nothing is left either. Nothing at all when cancelled. Errors: as findNext; kLimitExceeded, more
/// than kReplacementSizeMax. Cost: O(range + result).
[[nodiscard]] Result<std::vector<TextReplacement>> replaceAll(const SearchPattern& pattern,
                                                              const SearchReplacement& replacement,
                                                              const text::Rope& rope, text::Range range,
                                                              const std::atomic<bool>* isCancelled = nullptr);

/// For "replace this one": the text in the place of `match`, when that still is a match of the pattern (the first one
/// from its start). `within` is the range that was searched. Errors: as findNext. Cost: O(block).
[[nodiscard]] Result<std::optional<std::string>> replacementFor(const SearchPattern& pattern,
                                                                const SearchReplacement& replacement,
                                                                const text::Rope& rope, text::Range match,
                                                                text::Range within);

}  // namespace varve::projection

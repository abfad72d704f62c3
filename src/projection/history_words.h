// The words that somebody looks for in the history, as the patterns that history/history_search.h takes: case and the
// two spellings of an accented letter are Unicode's, which the layers below do not know. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "history/text_automaton.h"

namespace varve::projection {

struct HistoryWordsOptions {
    bool isCaseSensitive = false;
    bool isWholeWord = false;  // no letter, digit, mark or underscore stands beside the words
    friend bool operator==(const HistoryWordsOptions&, const HistoryWordsOptions&) = default;
};

/// One pattern for every spelling of `utf8`: as written, composed and decomposed. Case is ignored by simple case
/// folding. Errors: nothing to search for, not UTF-8, longer than TextAutomaton::kScalarCountMax.
[[nodiscard]] Result<std::vector<history::TextPattern>> historyPatterns(std::string_view utf8,
                                                                        const HistoryWordsOptions& options);

}  // namespace varve::projection

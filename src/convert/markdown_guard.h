// Stands in front of the Markdown parser and takes the edge off input made to be slow: nesting, rows that look like the
// second line of a table (the parser then reads everything before them again), tables whose empty cells would
// fill the memory, and single paragraphs of nothing but formatting signs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "convert/loss_list.h"

namespace varve::convert {

struct GuardedMarkdown {
    std::string text;
    /// Paragraphs that are taken as they are. In the text stands for each a line with its index between two U+FFFC,
    /// which decoded text has not got.
    std::vector<std::string> plainParagraphs;
};

/// `text` as decodeText gives it. Errors: kLimitExceeded. Cost: O(size).
[[nodiscard]] Result<GuardedMarkdown> guardMarkdown(std::string_view text, LossList& losses);

}  // namespace varve::convert

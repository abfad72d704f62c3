// From bytes of a file to clean UTF-8: what every importer of a text format begins with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::convert {

struct DecodedText {
    /// UTF-8 with U+000A as the only line end, without other control characters than the tab, and without U+FFFC.
    std::string text;
    /// Sentences: what was taken out, and hidden characters that the reader should know of.
    std::vector<std::string> notices;
};

/// UTF-8 with or without byte order mark, or UTF-16 with one. CR LF, CR and U+2029 become line ends. Directional
/// characters stay, they are text, but are counted in a notice. Errors: kMalformed (says where the first wrong byte
/// is), kLimitExceeded (above kInputSizeMax). Cost: O(size).
[[nodiscard]] Result<DecodedText> decodeText(BytesView bytes);

/// Bytes of the longest well-formed beginning. Cost: O(size).
[[nodiscard]] std::size_t validUtf8PrefixSize(BytesView bytes);
/// The same cleaning of text that is UTF-8 already.
[[nodiscard]] DecodedText cleanText(std::string_view utf8);

}  // namespace varve::convert

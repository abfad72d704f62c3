// Which values a document may have: CONTENT.md's lists of keys as one table. Whoever shows a document takes a value
// that is not of the listed form for absent; whoever lets a person write values by hand refuses it in words. Keys that
// are not listed may have any value, because newer programs write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "document/content.h"

namespace varve::document {

/// What the value belongs to. `kThread`: the registers of a comment's mark.
enum class ValueHolder : std::uint8_t { kMark, kBlock, kEmbed, kDocument, kThread };

/// The allowed form in words ("a whole number from 1 to 6") when the key is listed and the value is not of that form.
/// Null, which takes a value away, always is. Cost: O(1), O(size) for texts.
[[nodiscard]] std::optional<std::string> wrongFormOf(ValueHolder holder, std::string_view key,
                                                     const event::Value& value);

/// The value of a key, or null when it has not the listed form. Cost: as above, and O(log attributes).
[[nodiscard]] const event::Value& shownValue(ValueHolder holder, const Attributes& attributes, std::string_view key);
/// Nothing (empty, 0, false) when absent or not of the listed form.
[[nodiscard]] std::string_view shownText(ValueHolder holder, const Attributes& attributes, std::string_view key);
[[nodiscard]] std::int64_t shownNumber(ValueHolder holder, const Attributes& attributes, std::string_view key);
[[nodiscard]] bool shownFlag(ValueHolder holder, const Attributes& attributes, std::string_view key);

}  // namespace varve::document

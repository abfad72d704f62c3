// Which addresses become links: those of src/document/CONTENT.md.
#pragma once

#include <string_view>

namespace varve::convert {

inline constexpr std::size_t kLinkSizeMax = 4096;

/// http, https, mailto or ftp, in any case of letters, or a heading of the document (leading #). Nothing that has
/// control characters.
[[nodiscard]] bool isLinkAllowed(std::string_view address);

/// The address where it may be followed, else nothing: marks may say anything.
[[nodiscard]] inline std::string_view allowedLink(std::string_view address) {
    return isLinkAllowed(address) ? address : std::string_view();
}

inline constexpr std::string_view kLinkLoss =
    "Links that are neither web nor mail addresses were left out; their text is kept.";

}  // namespace varve::convert

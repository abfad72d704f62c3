// What belongs to the thread of a comment: the keys of its registers, and the id in keys that name their own event. The
// rules are in CONTENT.md. Values only.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "event/ids.h"

namespace varve::document {

namespace comment_key {
inline constexpr std::string_view kText = "text";
inline constexpr std::string_view kReplyPrefix = "reply:";
inline constexpr std::string_view kResolved = "resolved";
inline constexpr std::string_view kDeleted = "deleted";
}  // namespace comment_key

/// Longer remarks are not written, and are shown cut.
inline constexpr std::size_t kRemarkSizeMax = 16'384;

/// The id in `<prefix><agent>/<number>`; nothing for any other text.
[[nodiscard]] std::optional<event::EventId> ownIdOf(std::string_view key, std::string_view prefix);

}  // namespace varve::document

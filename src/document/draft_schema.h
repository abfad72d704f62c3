// What the registers of the document say about drafts: their keys and bounds. The list of drafts as people see it, and
// what each of them shows, is in src/history/draft_index.h. Source: CONTENT.md.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "event/ids.h"
#include "event/operation.h"

namespace varve::document {

namespace draft_key {
inline constexpr std::string_view kName = "name";
inline constexpr std::string_view kAt = "at";
inline constexpr std::string_view kAbandoned = "abandoned";
/// Set by the first transaction of an agent that writes in the draft.
inline constexpr std::string_view kWriter = "writer";
/// Set by whoever brought what is in the draft into another version.
inline constexpr std::string_view kMerged = "merged";
/// Set by whoever brought what is in another version into the draft.
inline constexpr std::string_view kUpdated = "updated";
}  // namespace draft_key

inline constexpr std::string_view kDraftPrefix = "draft:";

inline constexpr std::size_t kDraftNameSizeMax = 200;
/// Of the frontier as JSON.
inline constexpr std::size_t kDraftPlaceSizeMax = 65'536;

/// `draft:<draft>:<property>`.
[[nodiscard]] std::string draftKey(const event::EventId& draft, std::string_view property);

struct DraftProperty {
    event::EventId draft;
    std::string_view property;  // into the key
};
/// What a register of the document says of a draft; nothing when it is about none.
[[nodiscard]] std::optional<DraftProperty> draftPropertyOf(std::string_view key);
/// The same for an operation: only sets of the document have one.
[[nodiscard]] std::optional<DraftProperty> draftPropertyOf(const event::Operation& operation);

}  // namespace varve::document

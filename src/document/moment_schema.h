// What the registers of the document say about named moments: their keys and bounds. The list of moments as people see
// it is in src/history/named_moments.h. Source: CONTENT.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace varve::document {

namespace moment_key {
inline constexpr std::string_view kName = "name";
inline constexpr std::string_view kNote = "note";
inline constexpr std::string_view kAt = "at";
}  // namespace moment_key

inline constexpr std::string_view kMomentPrefix = "moment:";

inline constexpr std::size_t kMomentNameSizeMax = 200;
inline constexpr std::size_t kMomentNoteSizeMax = 16'384;
/// Of the frontier as JSON.
inline constexpr std::size_t kMomentPlaceSizeMax = 65'536;

/// `moment:<moment>:<property>`.
[[nodiscard]] std::string momentKey(std::string_view moment, std::string_view property);
/// Moment and property that a register of the document is about; both empty when it is about none.
[[nodiscard]] std::pair<std::string_view, std::string_view> momentPropertyOf(std::string_view key);

/// Whether a register of the document tells about its history rather than what it says: no restoring changes it.
[[nodiscard]] bool isAboutHistory(std::string_view key);

}  // namespace varve::document

// Keys of marks, and which way marks grow: whether text typed at their edges joins them. That is chosen by the key when
// a mark is made and then stored with it, so what is known here decides nothing about marks that exist. Sources:
// src/merge/SEMANTICS.md, CONTENT.md.
#pragma once

#include <string_view>

namespace varve::document {

namespace mark_key {
inline constexpr std::string_view kBold = "bold";
inline constexpr std::string_view kItalic = "italic";
inline constexpr std::string_view kUnderline = "underline";
inline constexpr std::string_view kStrike = "strike";
inline constexpr std::string_view kSuperscript = "superscript";
inline constexpr std::string_view kSubscript = "subscript";
inline constexpr std::string_view kColour = "colour";
inline constexpr std::string_view kHighlight = "highlight";
inline constexpr std::string_view kFont = "font";
inline constexpr std::string_view kSize = "size";
inline constexpr std::string_view kStyle = "style";
inline constexpr std::string_view kCode = "code";
inline constexpr std::string_view kLink = "link";
/// Followed by the id of the mark.
inline constexpr std::string_view kCommentPrefix = "comment:";
}  // namespace mark_key

/// Whether a mark takes in text that is typed right before its first, or right behind its last character.
struct Expansion {
    bool begin = false;
    bool end = false;
    friend bool operator==(const Expansion&, const Expansion&) = default;
};

/// Character formats grow at the end. Links, code, comments and keys that are not known here do not grow. What takes a
/// mark away grows like the mark where that grows, and to both sides where it does not: text typed at the edge of a gap
/// in a link belongs to the gap.
[[nodiscard]] Expansion expansionOf(std::string_view key, bool takesAway);

/// Whether a key is a look that "clear formatting" takes away: all of the above but links and comments.
[[nodiscard]] bool isLook(std::string_view key);
[[nodiscard]] bool isComment(std::string_view key);
/// Whether a value has the form `#rrggbb`.
[[nodiscard]] bool isColour(std::string_view text);

}  // namespace varve::document

// Which way marks grow: whether text typed at their edges joins them. Chosen by the key when a mark is made and then
// stored with it, so what is known here decides nothing about marks that exist. Source: src/merge/SEMANTICS.md.
#pragma once

#include <string_view>

namespace varve::document {

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

}  // namespace varve::document

// The text buffer: a persistent B+ tree of UTF-8 leaves with sums of bytes, scalars, UTF-16 units and line breaks, so that
// positions convert in O(log n) and a snapshot is O(1). Nodes are immutable while shared and changed in place while not.
// A copy is a snapshot and may be read by another thread. Source: Zed's rope on a sum tree; jumprope's edit batching.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "text/position.h"
#include "text/sum_tree.h"

namespace varve::text {

class Rope {
  public:
    Rope() = default;
    /// `utf8` must be valid (CHECKed in debug builds). Cost: O(size).
    explicit Rope(std::string_view utf8);

    [[nodiscard]] std::uint32_t count() const;       // scalars
    [[nodiscard]] std::uint32_t utf16Count() const;  // UTF-16 code units
    [[nodiscard]] std::size_t sizeBytes() const;
    [[nodiscard]] std::uint32_t lineBreakCount() const;  // U+000A
    [[nodiscard]] bool isEmpty() const { return count() == 0; }

    /// Offsets and ranges must lie inside (CHECKed); text must be valid UTF-8. Cost: O(log n + text).
    void insert(Offset offset, std::string_view utf8);
    void erase(Range range);
    void replace(Range range, std::string_view utf8);

    /// The part as a string. Cost: O(log n + part).
    [[nodiscard]] std::string text(Range range) const;
    [[nodiscard]] std::string text() const;
    /// Leaf after leaf of the range, without copying. Cost: O(log n + part).
    void forEachPiece(Range range, const std::function<void(std::string_view)>& receive) const;
    /// The scalar at `offset` (< count()). Cost: O(log n).
    [[nodiscard]] char32_t at(Offset offset) const;

    /// Conversions; an offset inside a surrogate pair goes to its start. Cost: O(log n).
    [[nodiscard]] Utf16Offset utf16OffsetOf(Offset offset) const;
    [[nodiscard]] Offset offsetOf(Utf16Offset offset) const;
    /// Number of line breaks before `offset`; and the start of line `line` (0 = the first; the text's end beyond).
    [[nodiscard]] std::uint32_t lineOf(Offset offset) const;
    [[nodiscard]] Offset lineStart(std::uint32_t line) const;

    friend bool operator==(const Rope& a, const Rope& b);
    /// CHECKs sums, fill and balance; for tests.
    void checkInvariants() const;
};

}  // namespace varve::text

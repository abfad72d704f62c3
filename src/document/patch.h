// A patch: the difference between two states of one sequence, as the views receive it. Pieces are in document order,
// coalesced and minimal whatever the number of events behind them; counts are scalars. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "text/position.h"

namespace varve::document {

struct Retain {
    std::uint32_t count = 0;
    friend bool operator==(const Retain&, const Retain&) = default;
};
struct Remove {
    std::uint32_t count = 0;
    friend bool operator==(const Remove&, const Remove&) = default;
};
struct Add {
    std::string text;         // valid UTF-8, not empty
    std::uint32_t count = 0;  // its scalars
    friend bool operator==(const Add&, const Add&) = default;
};
using PatchPiece = std::variant<Retain, Remove, Add>;

/// Which side of an inserted text a position that stands exactly there goes to.
enum class Bias : std::uint8_t { kBefore, kAfter };

class Patch {
  public:
    /// Builders coalesce with the last piece, and put a removal before an addition at the same place.
    void retain(std::uint32_t count);
    void remove(std::uint32_t count);
    void add(std::string_view utf8, std::uint32_t count);

    [[nodiscard]] bool isEmpty() const { return m_pieces.empty(); }
    /// No trailing retain.
    [[nodiscard]] const std::vector<PatchPiece>& pieces() const { return m_pieces; }
    [[nodiscard]] std::uint32_t addedCount() const { return m_addedCount; }
    [[nodiscard]] std::uint32_t removedCount() const { return m_removedCount; }

    /// Where a position of the old state stands in the new one. A position inside removed text, or at its ends, goes to
    /// where the text was; `bias` decides when text was added there. Cost: O(pieces).
    [[nodiscard]] text::Offset mapped(text::Offset offset, Bias bias) const;
    /// Many positions in one pass; `offsets` ascending. Cost: O(pieces + offsets).
    [[nodiscard]] std::vector<text::Offset> mapped(const std::vector<text::Offset>& offsets, Bias bias) const;
    /// Smallest range of the new state that holds every change; empty range at the place when only removed.
    [[nodiscard]] text::Range changedRange() const;
    /// The new text. `before` must have at least the scalars that the patch walks over (CHECKed). For tests and small
    /// texts: O(text).
    [[nodiscard]] std::string applied(std::string_view before) const;

    /// Equal changes; a retain that nothing followed yet does not count.
    friend bool operator==(const Patch& a, const Patch& b) { return a.m_pieces == b.m_pieces; }

  private:
    void flushRetain();

    std::vector<PatchPiece> m_pieces;
    std::uint32_t m_pendingRetain = 0;
    std::uint32_t m_addedCount = 0;
    std::uint32_t m_removedCount = 0;
};

}  // namespace varve::document

// A patch: the difference between two states of one sequence, as the views receive it. Pieces are in document order,
// coalesced and minimal whatever the number of events behind them; counts are scalars. Values only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/format.h"
#include "text/position.h"

namespace varve::document {

/// One step of a patch over the old state. Small and without memory of its own: a jump through a long history makes
/// tens of thousands of them. The text and the format of a piece are asked of the patch.
struct PatchPiece {
    enum class Kind : std::uint8_t {
        kRetain,   // `count` scalars stay
        kRemove,   // go
        kAdd,      // come, with text and format
        kRestyle,  // stay and have another format now
    };

    Kind kind = Kind::kRetain;
    std::uint32_t count = 0;
    std::uint32_t textBegin = 0;  // add: bytes in the patch's text
    std::uint32_t textSize = 0;
    std::uint32_t format = 0;  // add, restyle: number of the format in the patch; 0 is none

    /// Scalars of the old state, and of the new state, that the piece covers.
    [[nodiscard]] std::uint32_t oldCount() const { return kind == Kind::kAdd ? 0 : count; }
    [[nodiscard]] std::uint32_t newCount() const { return kind == Kind::kRemove ? 0 : count; }
};

/// Which side of an inserted text a position that stands exactly there goes to.
enum class Bias : std::uint8_t { kBefore, kAfter };

class Patch {
  public:
    /// Builders coalesce with the last piece, and put a removal before the additions at the same place.
    void retain(std::uint32_t count);
    void remove(std::uint32_t count);
    void add(std::string_view utf8, std::uint32_t count, const FormatPointer& format = nullptr);
    void restyle(std::uint32_t count, const FormatPointer& format);

    [[nodiscard]] bool isEmpty() const { return m_pieces.empty(); }
    /// No trailing retain.
    [[nodiscard]] std::span<const PatchPiece> pieces() const { return m_pieces; }
    /// Of an add: valid UTF-8, not empty. Lives as long as the patch and is not changed.
    [[nodiscard]] std::string_view textOf(const PatchPiece& piece) const {
        return std::string_view(m_text).substr(piece.textBegin, piece.textSize);
    }
    /// Of an add or restyle.
    [[nodiscard]] const FormatPointer& formatOf(const PatchPiece& piece) const { return m_formats[piece.format]; }
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
    friend bool operator==(const Patch& a, const Patch& b) { return a.isEqualTo(b); }

  private:
    void flushRetain();
    [[nodiscard]] std::uint32_t internFormat(const FormatPointer& format);
    [[nodiscard]] bool isEqualTo(const Patch& other) const;

    std::vector<PatchPiece> m_pieces;
    std::string m_text;                             // of all additions, in order
    std::vector<FormatPointer> m_formats{nullptr};  // number 0 is none
    std::uint32_t m_pendingRetain = 0;
    std::uint32_t m_addedCount = 0;
    std::uint32_t m_removedCount = 0;
};

/// The change of a sequence other than the body.
struct SequencePatch {
    event::ObjectId sequence;
    Patch patch;
    friend bool operator==(const SequencePatch&, const SequencePatch&) = default;
};

/// A register that has another value now; null when it has none.
struct RegisterChange {
    event::ObjectId object;
    std::string key;
    event::Value value;
    friend bool operator==(const RegisterChange&, const RegisterChange&) = default;
};

/// The difference between two states of a whole document.
struct DocumentPatch {
    Patch body;
    std::vector<SequencePatch> sequences;   // by object id, each at most once, none without a change
    std::vector<RegisterChange> registers;  // by (object, key), each at most once

    /// The change of one text; null or empty when it has none. Cost: O(log sequences).
    [[nodiscard]] const Patch* patchOf(const event::ObjectId& sequence) const;
    [[nodiscard]] bool isEmpty() const { return body.isEmpty() && sequences.empty() && registers.empty(); }
    friend bool operator==(const DocumentPatch&, const DocumentPatch&) = default;
};

}  // namespace varve::document

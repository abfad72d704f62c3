// The text buffer: a persistent B+ tree of UTF-8 leaves with sums of bytes, scalars, UTF-16 units and line breaks, so
// that positions convert in O(log n) and a snapshot is O(1). Nodes are immutable while shared and changed in place
// while not. Edits beside the last one go to a gap in its leaf, and the tree learns of them when somebody asks: the
// first question after an edit is a change inside, so that it belongs to the editing thread. A copy is a snapshot and
// may be read by other threads. Source: Zed's rope on a sum tree; jumprope's edit batching and gaps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "text/counted.h"
#include "text/position.h"
#include "text/sum_tree.h"
#include "text/text_sums.h"

namespace varve::text {

/// kChunkSizeMax: most bytes of a leaf; kFanout: most children of a node. Everybody uses `Rope`; tests also use a small
/// one, so that little text makes a deep tree.
template <std::size_t kChunkSizeMax, std::size_t kFanout>
class BasicRope {
  public:
    BasicRope() = default;
    /// `utf8` must be valid (CHECKed in debug builds). Cost: O(size).
    explicit BasicRope(std::string_view utf8);
    /// A snapshot. Cost: O(1).
    BasicRope(const BasicRope& other) : m_chunks(other.settled()) {}
    BasicRope(BasicRope&& other) noexcept;
    BasicRope& operator=(const BasicRope& other);
    BasicRope& operator=(BasicRope&& other) noexcept;
    ~BasicRope() = default;

    [[nodiscard]] std::uint32_t count() const { return sums().scalars; }     // scalars
    [[nodiscard]] std::uint32_t utf16Count() const { return sums().utf16; }  // UTF-16 code units
    [[nodiscard]] std::size_t sizeBytes() const { return sums().bytes; }
    [[nodiscard]] std::uint32_t lineBreakCount() const { return sums().lineBreaks; }  // U+000A
    [[nodiscard]] bool isEmpty() const { return count() == 0; }

    /// Offsets and ranges must lie inside (CHECKed); text must be valid UTF-8. Cost: O(log n + text).
    /// The whole text must stay some kilobytes below 4 GiB (CHECKed). Typing on, backspacing and deleting on: O(1)
    /// amortised.
    void insert(Offset offset, std::string_view utf8) {
        EditPlace& edit = m_edit;
        if (utf8.size() != 1 || offset.value - edit.shift != edit.gapBegin || edit.gapBegin == edit.gapEnd) {
            return insertText(offset, utf8);
        }
        DCHECK(isAsciiByte(utf8.front()));
        edit.bytes[edit.gapBegin++] = utf8.front();
        edit.unsettled.lineBreaks += utf8.front() == '\n' ? 1U : 0U;
    }
    void erase(Range range) {
        if (range.end.value - range.begin.value != 1 || !eraseAtGap(range.begin.value)) eraseRange(range);
    }
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

    /// Same text. Cost: O(size); O(1) for a snapshot of an unchanged rope.
    friend bool operator==(const BasicRope& a, const BasicRope& b) { return a.isEqualTo(b); }
    /// CHECKs sums, fill and balance; for tests.
    void checkInvariants() const;

  private:
    /// Smallest leaf but for a rope of one leaf. A cut yields at least half of the maximum, so that typing and deleting
    /// around a border does not cut and merge again and again.
    static constexpr std::size_t kChunkSizeMin = kChunkSizeMax / 4;
    static_assert(kChunkSizeMax >= 16 && kChunkSizeMax < 65536);

    struct Chunk : Counted {
        static void destroy(Chunk* chunk) { delete chunk; }
        [[nodiscard]] std::string_view view() const { return {bytes.data(), size}; }

        std::uint32_t size = 0;
        std::array<char, kChunkSizeMax> bytes;  // the first `size` count
    };
    using ChunkPointer = CountedPointer<Chunk>;
    struct ChunkTraits {
        using Summary = TextSums;
        static Summary summarize(const ChunkPointer& chunk) { return sumsOfText(chunk->view()); }
    };
    using Chunks = SumTree<ChunkPointer, ChunkTraits, kFanout>;
    using Cursor = typename Chunks::Cursor;
    /// Where the last edit happened: a leaf and a place in it. Once another edit comes there the leaf is open: it owns
    /// its whole way from the root, and its free bytes lie in a gap at the place. Typing and deleting ASCII at the gap
    /// moves one border of it and counts line breaks, nothing else: each number that changes with every key shows in
    /// the replay of long sessions.
    struct EditPlace {
        Cursor cursor;
        char* bytes = nullptr;         // of the leaf; null unless open
        std::uint32_t gapBegin = 0;    // the place, in bytes of the leaf;
        std::uint32_t shift = 0;       // with this added, in scalars of the rope
        std::uint32_t gapEnd = 0;      // gapBegin unless open
        std::uint32_t gapSizeMax = 0;  // beyond it the leaf would be too small; 0 unless open
        TextSums unsettled{};          // what the tree does not know yet, but for
        /// the difference in size to these many bytes, which is one of ASCII.
        std::uint32_t countedSize = kChunkSizeMax;

        [[nodiscard]] std::uint32_t place() const { return gapBegin + shift; }
        [[nodiscard]] std::uint32_t size() const { return kChunkSizeMax - (gapEnd - gapBegin); }
        [[nodiscard]] TextSums change() const {
            const std::uint32_t typed = size() - countedSize;
            return {unsettled.bytes + typed, unsettled.scalars + typed, unsettled.utf16 + typed, unsettled.lineBreaks};
        }
    };
    /// An open leaf may grow before anybody looks.
    static constexpr std::size_t kSizeMax = std::numeric_limits<std::uint32_t>::max() - kChunkSizeMax;

    static bool isAsciiByte(char byte) { return static_cast<unsigned char>(byte) < 0x80; }
    [[nodiscard]] TextSums sums() const {
        TextSums sums = m_chunks.summary();
        return sums += m_edit.change();
    }
    /// Takes away the scalar `offset` if it is ASCII and lies at the gap; else nothing happens.
    bool eraseAtGap(std::uint32_t offset) {
        EditPlace& edit = m_edit;
        if (edit.gapEnd - edit.gapBegin >= edit.gapSizeMax) return false;
        char byte;
        if (offset == edit.place()) {
            if (edit.gapEnd == kChunkSizeMax || !isAsciiByte(byte = edit.bytes[edit.gapEnd])) return false;
            ++edit.gapEnd;
        } else {
            if (offset + 1 != edit.place() || edit.gapBegin == 0) return false;
            if (!isAsciiByte(byte = edit.bytes[edit.gapBegin - 1])) return false;
            --edit.gapBegin;
        }
        edit.unsettled.lineBreaks -= byte == '\n' ? 1U : 0U;
        return true;
    }
    /// Valid UTF-8 cut into chunks of at least half and at most the full size; one chunk when it fits.
    static std::vector<ChunkPointer> cut(std::string_view utf8);
    static std::uint32_t byteIndexIn(const Cursor& cursor, std::uint32_t scalar);
    [[nodiscard]] Cursor chunkHolding(std::uint32_t scalar, Bias bias) const;
    [[nodiscard]] TextSums sumsBefore(std::uint32_t scalar) const;
    /// The chunks, knowing everything.
    const Chunks& settled() const {
        if (m_edit.bytes != nullptr) closeGap();
        return m_chunks;
    }
    void closeGap() const;
    void openGap();
    void moveGapTo(std::uint32_t offset);
    [[nodiscard]] bool isAsciiLeaf() const;
    [[nodiscard]] bool isInLastLeaf(Offset begin, Offset end) const;
    void insertText(Offset offset, std::string_view utf8);
    void eraseRange(Range range);
    bool eraseInOpenLeaf(Range range);
    [[nodiscard]] Chunk& editableChunk();
    void replaceChunks(std::size_t begin, std::size_t end, std::string joined);
    void eraseAcross(Range range);
    [[nodiscard]] bool isEqualTo(const BasicRope& other) const;

    // Settling changes neither of both for a rope that was not edited since it was made or asked, such as a snapshot:
    // that may be read by several threads.
    mutable Chunks m_chunks;
    mutable EditPlace m_edit;
};

using Rope = BasicRope<2048, 16>;
/// For tests only.
using SmallRope = BasicRope<16, 3>;

extern template class BasicRope<2048, 16>;
extern template class BasicRope<16, 3>;

}  // namespace varve::text

// The text buffer: a persistent B+ tree of UTF-8 leaves with sums of bytes, scalars, UTF-16 units and line breaks, so
// that positions convert in O(log n) and a snapshot is O(1). Nodes are immutable while shared and changed in place
// while not. A copy is a snapshot and may be read by another thread. Source: Zed's rope on a sum tree; jumprope's edit
// batching.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

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
    BasicRope(const BasicRope& other) : m_chunks(other.m_chunks) {}
    BasicRope(BasicRope&& other) noexcept : m_chunks(std::move(other.m_chunks)) { other.m_lastEdited = {}; }
    BasicRope& operator=(const BasicRope& other);
    BasicRope& operator=(BasicRope&& other) noexcept;
    ~BasicRope() = default;

    [[nodiscard]] std::uint32_t count() const { return m_chunks.summary().scalars; }     // scalars
    [[nodiscard]] std::uint32_t utf16Count() const { return m_chunks.summary().utf16; }  // UTF-16 code units
    [[nodiscard]] std::size_t sizeBytes() const { return m_chunks.summary().bytes; }
    [[nodiscard]] std::uint32_t lineBreakCount() const { return m_chunks.summary().lineBreaks; }  // U+000A
    [[nodiscard]] bool isEmpty() const { return count() == 0; }

    /// Offsets and ranges must lie inside (CHECKed); text must be valid UTF-8. Cost: O(log n + text).
    /// The whole text must stay below 4 GiB (CHECKed).
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
    /// Where the last edit in place happened. Typing goes on in the same leaf, and mostly right beside.
    struct EditPlace {
        Cursor cursor;
        std::uint32_t scalar = 0;  // a place in the leaf,
        std::uint32_t byte = 0;    // in both units
    };

    /// Valid UTF-8 cut into chunks of at least half and at most the full size; one chunk when it fits.
    static std::vector<ChunkPointer> cut(std::string_view utf8);
    static std::uint32_t byteIndexIn(const Cursor& cursor, std::uint32_t scalar);
    [[nodiscard]] Cursor chunkHolding(std::uint32_t scalar, Bias bias) const;
    [[nodiscard]] TextSums sumsBefore(std::uint32_t scalar) const;
    void openForEdit(std::uint32_t begin, std::uint32_t end, Bias bias);
    [[nodiscard]] std::uint32_t editByteIndexOf(std::uint32_t scalar);
    [[nodiscard]] Chunk& editableChunk();
    void replaceChunks(std::size_t begin, std::size_t end, std::string joined);
    void eraseAcross(Range range);
    [[nodiscard]] bool isEqualTo(const BasicRope& other) const;

    Chunks m_chunks;
    EditPlace m_lastEdited;  // never read by const functions: snapshots of snapshots are free of races
};

using Rope = BasicRope<1024, 16>;
/// For tests only.
using SmallRope = BasicRope<16, 3>;

extern template class BasicRope<1024, 16>;
extern template class BasicRope<16, 3>;

}  // namespace varve::text

#include "text/rope.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::text {

namespace {

/// The largest place at most `index` that does not cut a sequence in two.
std::size_t sequenceBorderBefore(std::string_view utf8, std::size_t index) {
    while (index > 0 && index < utf8.size() && (static_cast<unsigned char>(utf8[index]) & 0xc0) == 0x80)
        --index;
    return index;
}

/// Bytes of the scalars of `utf8` that start before the UTF-16 unit `unit`; half a pair does not count.
std::size_t byteIndexOfUtf16(std::string_view utf8, std::uint32_t unit) {
    std::size_t index = 0;
    while (index < utf8.size()) {
        const std::size_t size = sequenceSizeOf(utf8[index]);
        const std::uint32_t units = size == 4 ? 2 : 1;
        if (units > unit) break;
        unit -= units;
        index += size;
    }
    return index;
}

}  // namespace

template <std::size_t kChunkSizeMax, std::size_t kFanout>
BasicRope<kChunkSizeMax, kFanout>::BasicRope(std::string_view utf8) {
    DCHECK(isValidUtf8(utf8));
    CHECK(utf8.size() <= std::numeric_limits<std::uint32_t>::max());
    m_chunks = Chunks(cut(utf8));
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
auto BasicRope<kChunkSizeMax, kFanout>::operator=(const BasicRope& other) -> BasicRope& {
    m_chunks = other.m_chunks;
    m_lastEdited = {};
    return *this;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
auto BasicRope<kChunkSizeMax, kFanout>::operator=(BasicRope&& other) noexcept -> BasicRope& {
    m_chunks = std::move(other.m_chunks);
    m_lastEdited = {};
    other.m_lastEdited = {};
    return *this;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
auto BasicRope<kChunkSizeMax, kFanout>::cut(std::string_view utf8) -> std::vector<ChunkPointer> {
    std::vector<ChunkPointer> chunks;
    if (utf8.empty()) return chunks;
    // Three quarters full leaves room to type in; the borders of sequences shift a cut by at most three bytes.
    constexpr std::size_t kTarget = kChunkSizeMax / 4 * 3;
    const std::size_t pieces = utf8.size() <= kChunkSizeMax ? 1 : (utf8.size() + kTarget - 1) / kTarget;
    chunks.reserve(pieces);
    std::size_t begin = 0;
    for (std::size_t piece = 1; piece <= pieces; ++piece) {
        const std::size_t end = sequenceBorderBefore(utf8, utf8.size() * piece / pieces);
        ChunkPointer chunk(new Chunk);
        chunk->size = static_cast<std::uint32_t>(end - begin);
        CHECK(chunk->size > 0 && chunk->size <= kChunkSizeMax);
        std::memcpy(chunk->bytes.data(), utf8.data() + begin, end - begin);
        chunks.push_back(std::move(chunk));
        begin = end;
    }
    return chunks;
}

// Finding -------------------------------------------------------------------------------------------------------------

template <std::size_t kChunkSizeMax, std::size_t kFanout>
std::uint32_t BasicRope<kChunkSizeMax, kFanout>::byteIndexIn(const Cursor& cursor, std::uint32_t scalar) {
    if (cursor.itemSummary().isAscii()) return scalar;
    return static_cast<std::uint32_t>(byteIndexOfScalar(cursor.item()->view(), scalar));
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
auto BasicRope<kChunkSizeMax, kFanout>::chunkHolding(std::uint32_t scalar, Bias bias) const -> Cursor {
    return m_chunks.find([](const TextSums& sums) { return sums.scalars; }, scalar, bias);
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
TextSums BasicRope<kChunkSizeMax, kFanout>::sumsBefore(std::uint32_t scalar) const {
    CHECK(scalar <= count());
    const Cursor cursor = chunkHolding(scalar, Bias::kRight);
    TextSums sums = cursor.before();
    if (cursor.isValid() && sums.scalars < scalar) {
        sums += sumsOfText(cursor.item()->view().substr(0, byteIndexIn(cursor, scalar - sums.scalars)));
    }
    return sums;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
char32_t BasicRope<kChunkSizeMax, kFanout>::at(Offset offset) const {
    CHECK(offset.value < count());
    const Cursor cursor = chunkHolding(offset.value, Bias::kRight);
    return decodeScalar(cursor.item()->view().substr(byteIndexIn(cursor, offset.value - cursor.before().scalars)));
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
Utf16Offset BasicRope<kChunkSizeMax, kFanout>::utf16OffsetOf(Offset offset) const {
    return {sumsBefore(offset.value).utf16};
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
Offset BasicRope<kChunkSizeMax, kFanout>::offsetOf(Utf16Offset offset) const {
    CHECK(offset.value <= utf16Count());
    const Cursor cursor = m_chunks.find([](const TextSums& sums) { return sums.utf16; }, offset.value);
    if (!cursor.isValid()) return {count()};
    const std::uint32_t unit = offset.value - cursor.before().utf16;
    // Without pairs in the leaf the two units are the same there.
    if (cursor.itemSummary().utf16 == cursor.itemSummary().scalars) return {cursor.before().scalars + unit};
    const std::string_view chunk = cursor.item()->view();
    return {cursor.before().scalars + scalarCount(chunk.substr(0, byteIndexOfUtf16(chunk, unit)))};
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
std::uint32_t BasicRope<kChunkSizeMax, kFanout>::lineOf(Offset offset) const {
    return sumsBefore(offset.value).lineBreaks;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
Offset BasicRope<kChunkSizeMax, kFanout>::lineStart(std::uint32_t line) const {
    if (line == 0) return {0};
    const Cursor cursor = m_chunks.find([](const TextSums& sums) { return sums.lineBreaks; }, line, Bias::kLeft);
    if (!cursor.isValid()) return {count()};
    const std::string_view chunk = cursor.item()->view();
    std::size_t end = 0;
    for (std::uint32_t rest = line - cursor.before().lineBreaks; rest > 0; --rest)
        end = chunk.find('\n', end) + 1;
    return {cursor.before().scalars + scalarCount(chunk.substr(0, end))};
}

// Reading -------------------------------------------------------------------------------------------------------------

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::forEachPiece(Range range,
                                                     const std::function<void(std::string_view)>& receive) const {
    CHECK(range.begin <= range.end && range.end.value <= count());
    if (range.isEmpty()) return;
    for (Cursor cursor = chunkHolding(range.begin.value, Bias::kRight); cursor.isValid(); cursor.next()) {
        const std::uint32_t first = cursor.before().scalars;
        if (first >= range.end.value) return;
        const std::string_view chunk = cursor.item()->view();
        const std::size_t begin = range.begin.value > first ? byteIndexIn(cursor, range.begin.value - first) : 0;
        const bool endsInside = range.end.value - first < cursor.itemSummary().scalars;
        const std::size_t end = endsInside ? byteIndexIn(cursor, range.end.value - first) : chunk.size();
        receive(chunk.substr(begin, end - begin));
    }
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
std::string BasicRope<kChunkSizeMax, kFanout>::text(Range range) const {
    std::string result;
    if (range.count() == count()) result.reserve(sizeBytes());
    forEachPiece(range, [&](std::string_view piece) { result.append(piece); });
    return result;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
std::string BasicRope<kChunkSizeMax, kFanout>::text() const {
    return text({{0}, {count()}});
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
bool BasicRope<kChunkSizeMax, kFanout>::isEqualTo(const BasicRope& other) const {
    if (m_chunks.summary() != other.m_chunks.summary()) return false;
    if (m_chunks.sharesRootWith(other.m_chunks)) return true;
    Cursor mine = m_chunks.begin();
    Cursor theirs = other.m_chunks.begin();
    std::size_t mineDone = 0;
    std::size_t theirsDone = 0;
    while (mine.isValid() && theirs.isValid()) {
        const std::string_view a = mine.item()->view().substr(mineDone);
        const std::string_view b = theirs.item()->view().substr(theirsDone);
        const std::size_t common = std::min(a.size(), b.size());
        if (a.data() != b.data() && std::memcmp(a.data(), b.data(), common) != 0) return false;
        mineDone = common == a.size() ? 0 : mineDone + common;
        theirsDone = common == b.size() ? 0 : theirsDone + common;
        if (mineDone == 0) mine.next();
        if (theirsDone == 0) theirs.next();
    }
    return true;
}

// Changing ------------------------------------------------------------------------------------------------------------

/// Lets m_lastEdited stand in the chunk that holds [begin, end], or in the one that holds `begin`.
template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::openForEdit(std::uint32_t begin, std::uint32_t end, Bias bias) {
    const Cursor& cursor = m_lastEdited.cursor;
    if (cursor.isValid() && begin >= cursor.before().scalars &&
        end <= cursor.before().scalars + cursor.itemSummary().scalars) {
        return;
    }
    m_lastEdited = {chunkHolding(begin, bias), 0, 0};
}

/// Byte index in the opened chunk; near the last edit it is counted from there.
template <std::size_t kChunkSizeMax, std::size_t kFanout>
std::uint32_t BasicRope<kChunkSizeMax, kFanout>::editByteIndexOf(std::uint32_t scalar) {
    EditPlace& known = m_lastEdited;
    constexpr std::uint32_t kNear = 16;
    if (known.cursor.itemSummary().isAscii()) {
        known.byte = scalar;
    } else if (scalar + kNear < known.scalar || scalar > known.scalar + kNear) {
        known.byte = static_cast<std::uint32_t>(byteIndexOfScalar(known.cursor.item()->view(), scalar));
    } else {
        const std::string_view chunk = known.cursor.item()->view();
        for (; known.scalar < scalar; ++known.scalar) {
            known.byte += static_cast<std::uint32_t>(sequenceSizeOf(chunk[known.byte]));
        }
        for (; known.scalar > scalar; --known.scalar) {
            known.byte = static_cast<std::uint32_t>(sequenceBorderBefore(chunk, known.byte - 1));
        }
    }
    known.scalar = scalar;
    return known.byte;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
auto BasicRope<kChunkSizeMax, kFanout>::editableChunk() -> Chunk& {
    ChunkPointer& owner = m_chunks.editable(m_lastEdited.cursor);
    if (!owner->isUnshared()) {
        ChunkPointer copy(new Chunk);
        copy->size = owner->size;
        std::memcpy(copy->bytes.data(), owner->bytes.data(), owner->size);
        owner = std::move(copy);
    }
    return *owner;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::insert(Offset offset, std::string_view utf8) {
    CHECK(offset.value <= count());
    CHECK(utf8.size() <= std::numeric_limits<std::uint32_t>::max() - sizeBytes());
    DCHECK(isValidUtf8(utf8));
    if (utf8.empty()) return;
    if (m_chunks.isEmpty()) {
        replaceChunks(0, 0, std::string(utf8));
        return;
    }
    openForEdit(offset.value, offset.value, Bias::kLeft);
    const Cursor& cursor = m_lastEdited.cursor;
    const std::uint32_t at = editByteIndexOf(offset.value - cursor.before().scalars);
    if (cursor.item()->size + utf8.size() > kChunkSizeMax) {
        std::string joined;
        joined.reserve(cursor.item()->size + utf8.size());
        joined.append(cursor.item()->view().substr(0, at)).append(utf8).append(cursor.item()->view().substr(at));
        replaceChunks(cursor.index(), cursor.index() + 1, std::move(joined));
        return;
    }
    Chunk& chunk = editableChunk();
    std::memmove(chunk.bytes.data() + at + utf8.size(), chunk.bytes.data() + at, chunk.size - at);
    std::memcpy(chunk.bytes.data() + at, utf8.data(), utf8.size());
    chunk.size += static_cast<std::uint32_t>(utf8.size());
    withSumsOfText(utf8, [&](const TextSums& sums) { m_chunks.addToSums(cursor, sums); });
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::erase(Range range) {
    CHECK(range.begin <= range.end && range.end.value <= count());
    if (range.isEmpty()) return;
    openForEdit(range.begin.value, range.end.value, Bias::kRight);
    const Cursor& cursor = m_lastEdited.cursor;
    const std::uint32_t first = cursor.before().scalars;
    if (range.end.value - first > cursor.itemSummary().scalars) {
        eraseAcross(range);
        return;
    }
    const std::uint32_t end = editByteIndexOf(range.end.value - first);
    const std::uint32_t begin = editByteIndexOf(range.begin.value - first);
    const std::string_view old = cursor.item()->view();
    if (old.size() - (end - begin) < (m_chunks.count() == 1 ? 1 : kChunkSizeMin)) {
        replaceChunks(cursor.index(), cursor.index() + 1, std::string(old.substr(0, begin)).append(old.substr(end)));
        return;
    }
    Chunk& chunk = editableChunk();
    withSumsOfText(chunk.view().substr(begin, end - begin),
                   [&](const TextSums& sums) { m_chunks.subtractFromSums(cursor, sums); });
    std::memmove(chunk.bytes.data() + begin, chunk.bytes.data() + end, chunk.size - end);
    chunk.size -= end - begin;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::eraseAcross(Range range) {
    const Cursor first = chunkHolding(range.begin.value, Bias::kRight);
    const Cursor last = chunkHolding(range.end.value, Bias::kLeft);
    std::string joined(first.item()->view().substr(0, byteIndexIn(first, range.begin.value - first.before().scalars)));
    joined.append(last.item()->view().substr(byteIndexIn(last, range.end.value - last.before().scalars)));
    replaceChunks(first.index(), last.index() + 1, std::move(joined));
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::replace(Range range, std::string_view utf8) {
    erase(range);
    insert(range.begin, utf8);
}

/// Puts text in place of the chunks [begin, end). What would be too small for a chunk takes in a neighbour.
template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::replaceChunks(std::size_t begin, std::size_t end, std::string joined) {
    if (!joined.empty() && joined.size() < kChunkSizeMin) {
        if (begin > 0) {
            joined.insert(0, m_chunks.at(--begin)->view());
        } else if (end < m_chunks.count()) {
            joined.append(m_chunks.at(end++)->view());
        }
    }
    m_chunks.splice(begin, end, cut(joined));
    m_lastEdited = {};
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::checkInvariants() const {
    m_chunks.checkInvariants();
    const std::size_t sizeMin = m_chunks.count() > 1 ? kChunkSizeMin : 1;
    for (Cursor cursor = m_chunks.begin(); cursor.isValid(); cursor.next()) {
        CHECK(cursor.item()->size >= sizeMin && cursor.item()->size <= kChunkSizeMax);
        CHECK(isValidUtf8(cursor.item()->view()));
    }
}

template class BasicRope<1024, 16>;
template class BasicRope<16, 3>;

}  // namespace varve::text

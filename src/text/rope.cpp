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

/// Where the last `count` scalars of `utf8` begin.
std::size_t byteIndexBeforeEnd(std::string_view utf8, std::uint32_t count) {
    constexpr std::uint32_t kNear = 64;
    if (count > kNear) return byteIndexOfScalar(utf8, scalarCount(utf8) - count);
    std::size_t index = utf8.size();
    for (; count > 0; --count)
        index = sequenceBorderBefore(utf8, index - 1);
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
    CHECK(utf8.size() <= kSizeMax);
    m_chunks = Chunks(cut(utf8));
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
BasicRope<kChunkSizeMax, kFanout>::BasicRope(BasicRope&& other) noexcept {
    *this = std::move(other);
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
auto BasicRope<kChunkSizeMax, kFanout>::operator=(const BasicRope& other) -> BasicRope& {
    m_chunks = other.settled();
    m_edit = {};
    return *this;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
auto BasicRope<kChunkSizeMax, kFanout>::operator=(BasicRope&& other) noexcept -> BasicRope& {
    other.settled();
    m_chunks = std::move(other.m_chunks);
    m_edit = {};
    other.m_edit = {};
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
    return settled().find([](const TextSums& sums) { return sums.scalars; }, scalar, bias);
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
    const Cursor cursor = settled().find([](const TextSums& sums) { return sums.utf16; }, offset.value);
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
    const Cursor cursor = settled().find([](const TextSums& sums) { return sums.lineBreaks; }, line, Bias::kLeft);
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
    if (sums() != other.sums()) return false;
    if (settled().sharesRootWith(other.settled())) return true;
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

template <std::size_t kChunkSizeMax, std::size_t kFanout>
bool BasicRope<kChunkSizeMax, kFanout>::isInLastLeaf(Offset begin, Offset end) const {
    const Cursor& cursor = m_edit.cursor;
    return cursor.isValid() && begin.value >= cursor.before().scalars &&
           end.value - cursor.before().scalars <= cursor.itemSummary().scalars + m_edit.change().scalars;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
auto BasicRope<kChunkSizeMax, kFanout>::editableChunk() -> Chunk& {
    ChunkPointer& owner = m_chunks.editable(m_edit.cursor);
    if (!owner->isUnshared()) {
        ChunkPointer copy(new Chunk);
        copy->size = owner->size;
        std::memcpy(copy->bytes.data(), owner->bytes.data(), owner->size);
        owner = std::move(copy);
    }
    return *owner;
}

/// Opens the leaf of the last edit, if it is not open yet.
template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::openGap() {
    if (m_edit.bytes != nullptr) return;
    // What is typed into the gap is not checked any more.
    CHECK(sizeBytes() <= kSizeMax);
    Chunk& chunk = editableChunk();
    m_edit.bytes = chunk.bytes.data();
    m_edit.gapEnd = m_edit.gapBegin + static_cast<std::uint32_t>(kChunkSizeMax - chunk.size);
    m_edit.gapSizeMax = static_cast<std::uint32_t>(kChunkSizeMax - (m_chunks.count() == 1 ? 1 : kChunkSizeMin));
    m_edit.countedSize = chunk.size;
    std::memmove(m_edit.bytes + m_edit.gapEnd, m_edit.bytes + m_edit.gapBegin, chunk.size - m_edit.gapBegin);
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::closeGap() const {
    Chunk& chunk = *m_edit.cursor.item();
    chunk.size = m_edit.size();
    std::memmove(m_edit.bytes + m_edit.gapBegin, m_edit.bytes + m_edit.gapEnd, chunk.size - m_edit.gapBegin);
    m_chunks.addToSums(m_edit.cursor, m_edit.change());
    m_edit.bytes = nullptr;
    m_edit.gapEnd = m_edit.gapBegin;
    m_edit.gapSizeMax = 0;
    m_edit.unsettled = {};
    m_edit.countedSize = kChunkSizeMax;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
bool BasicRope<kChunkSizeMax, kFanout>::isAsciiLeaf() const {
    const TextSums& known = m_edit.cursor.itemSummary();
    return known.bytes + m_edit.unsettled.bytes == known.scalars + m_edit.unsettled.scalars;
}

/// `offset` lies in the open leaf.
template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::moveGapTo(std::uint32_t offset) {
    EditPlace& edit = m_edit;
    const std::uint32_t place = edit.place();
    if (place < offset) {
        const std::string_view tail(edit.bytes + edit.gapEnd, kChunkSizeMax - edit.gapEnd);
        const std::uint32_t count = offset - place;
        const auto size = isAsciiLeaf() ? count : static_cast<std::uint32_t>(byteIndexOfScalar(tail, count));
        std::memmove(edit.bytes + edit.gapBegin, tail.data(), size);
        edit.gapBegin += size;
        edit.gapEnd += size;
    } else if (offset < place) {
        const std::string_view head(edit.bytes, edit.gapBegin);
        const std::uint32_t count = place - offset;
        const auto at = isAsciiLeaf() ? edit.gapBegin - count : byteIndexBeforeEnd(head, count);
        const auto size = edit.gapBegin - static_cast<std::uint32_t>(at);
        edit.gapBegin -= size;
        edit.gapEnd -= size;
        std::memmove(edit.bytes + edit.gapEnd, edit.bytes + edit.gapBegin, size);
    }
    edit.shift = offset - edit.gapBegin;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::insertText(Offset offset, std::string_view utf8) {
    CHECK(offset.value <= count());
    CHECK(utf8.size() <= kSizeMax && utf8.size() + sizeBytes() <= kSizeMax);
    DCHECK(isValidUtf8(utf8));
    if (utf8.empty()) return;
    const auto size = static_cast<std::uint32_t>(utf8.size());
    // Early: what was just put together from parts cannot be added at once.
    const TextSums added = sumsOfText(utf8);
    EditPlace& edit = m_edit;
    if (isInLastLeaf(offset, offset)) {
        openGap();
        moveGapTo(offset.value);
        if (size <= edit.gapEnd - edit.gapBegin) {
            std::memcpy(edit.bytes + edit.gapBegin, utf8.data(), size);
            edit.gapBegin += size;
            edit.countedSize += size;
            edit.unsettled += added;
            edit.shift = offset.value + added.scalars - edit.gapBegin;
            return;
        }
        closeGap();
    } else {
        settled();
        if (m_chunks.isEmpty()) return replaceChunks(0, 0, std::string(utf8));
        edit.cursor = chunkHolding(offset.value, Bias::kLeft);
        edit.gapBegin = byteIndexIn(edit.cursor, offset.value - edit.cursor.before().scalars);
    }
    const std::uint32_t at = edit.gapBegin;
    const std::string_view old = edit.cursor.item()->view();
    if (old.size() + size > kChunkSizeMax) {
        std::string joined;
        joined.reserve(old.size() + size);
        joined.append(old.substr(0, at)).append(utf8).append(old.substr(at));
        return replaceChunks(edit.cursor.index(), edit.cursor.index() + 1, std::move(joined));
    }
    Chunk& chunk = editableChunk();
    char* const bytes = chunk.bytes.data();
    std::memmove(bytes + at + size, bytes + at, chunk.size - at);
    std::memcpy(bytes + at, utf8.data(), size);
    chunk.size += size;
    m_chunks.addToSums(edit.cursor, added);
    edit.gapBegin = edit.gapEnd = at + size;
    edit.shift = offset.value + added.scalars - edit.gapBegin;
}

/// Returns false, with the leaf closed, when it would become too small.
template <std::size_t kChunkSizeMax, std::size_t kFanout>
bool BasicRope<kChunkSizeMax, kFanout>::eraseInOpenLeaf(Range range) {
    moveGapTo(range.end.value);
    EditPlace& edit = m_edit;
    const std::string_view head(edit.bytes, edit.gapBegin);
    const auto begin = static_cast<std::uint32_t>(isAsciiLeaf() ? edit.gapBegin - range.count()
                                                                : byteIndexBeforeEnd(head, range.count()));
    if (edit.gapEnd - begin > edit.gapSizeMax) {
        closeGap();
        return false;
    }
    edit.unsettled -= sumsOfText(head.substr(begin));
    edit.countedSize -= edit.gapBegin - begin;
    edit.gapBegin = begin;
    edit.shift = range.begin.value - begin;
    return true;
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::eraseRange(Range range) {
    CHECK(range.begin <= range.end && range.end.value <= count());
    if (range.isEmpty()) return;
    if (isInLastLeaf(range.begin, range.end)) {
        openGap();
        if (eraseInOpenLeaf(range)) return;
    } else {
        settled();
        m_edit.cursor = chunkHolding(range.begin.value, Bias::kRight);
    }
    const Cursor& cursor = m_edit.cursor;
    const std::uint32_t first = cursor.before().scalars;
    if (range.end.value - first > cursor.itemSummary().scalars) return eraseAcross(range);
    const std::string_view old = cursor.item()->view();
    const std::uint32_t begin = byteIndexIn(cursor, range.begin.value - first);
    std::uint32_t size = range.count();
    if (!cursor.itemSummary().isAscii()) {
        size = static_cast<std::uint32_t>(byteIndexOfScalar(old.substr(begin), range.count()));
    }
    if (old.size() - size < (m_chunks.count() == 1 ? 1 : kChunkSizeMin)) {
        std::string joined(old.substr(0, begin));
        return replaceChunks(cursor.index(), cursor.index() + 1, std::move(joined.append(old.substr(begin + size))));
    }
    const TextSums removed = sumsOfText(old.substr(begin, size));
    Chunk& chunk = editableChunk();
    chunk.size -= size;
    std::memmove(chunk.bytes.data() + begin, chunk.bytes.data() + begin + size, chunk.size - begin);
    m_chunks.subtractFromSums(cursor, removed);
    m_edit.gapBegin = m_edit.gapEnd = begin;
    m_edit.shift = range.begin.value - begin;
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
    m_edit = {};
}

template <std::size_t kChunkSizeMax, std::size_t kFanout>
void BasicRope<kChunkSizeMax, kFanout>::checkInvariants() const {
    settled().checkInvariants();
    const std::size_t sizeMin = m_chunks.count() > 1 ? kChunkSizeMin : 1;
    for (Cursor cursor = m_chunks.begin(); cursor.isValid(); cursor.next()) {
        CHECK(cursor.item()->size >= sizeMin && cursor.item()->size <= kChunkSizeMax);
        CHECK(isValidUtf8(cursor.item()->view()));
    }
}

template class BasicRope<2048, 16>;
template class BasicRope<16, 3>;

}  // namespace varve::text

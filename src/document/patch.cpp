#include "document/patch.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::document {

namespace {

using Kind = PatchPiece::Kind;

bool isKept(const PatchPiece& piece) {
    return piece.kind == Kind::kRetain || piece.kind == Kind::kRestyle;
}

/// One place of change in old coordinates: after `retained` untouched scalars, `removed` go and `added` come.
struct Gap {
    std::uint32_t retained = 0;
    std::uint32_t removed = 0;
    std::uint32_t added = 0;
};

/// Reads the gap that starts at `index` and moves `index` behind it.
Gap readGap(std::span<const PatchPiece> pieces, std::size_t& index) {
    Gap gap;
    for (; index < pieces.size() && isKept(pieces[index]); ++index)
        gap.retained += pieces[index].count;
    for (; index < pieces.size() && !isKept(pieces[index]); ++index) {
        gap.removed += pieces[index].oldCount();
        gap.added += pieces[index].newCount();
    }
    return gap;
}

}  // namespace

void Patch::retain(std::uint32_t count) {
    m_pendingRetain += count;
}

void Patch::flushRetain() {
    if (m_pendingRetain == 0) return;
    m_pieces.push_back({.kind = Kind::kRetain, .count = m_pendingRetain});
    m_pendingRetain = 0;
}

void Patch::remove(std::uint32_t count) {
    if (count == 0) return;
    flushRetain();
    m_removedCount += count;
    // A removal goes before the additions at its place, so that equal changes are equal patches.
    auto place = m_pieces.end();
    while (place != m_pieces.begin() && place[-1].kind == Kind::kAdd)
        --place;
    if (place != m_pieces.begin() && place[-1].kind == Kind::kRemove) {
        place[-1].count += count;
    } else {
        m_pieces.insert(place, {.kind = Kind::kRemove, .count = count});
    }
}

void Patch::add(std::string_view utf8, std::uint32_t count, const FormatPointer& format) {
    if (count == 0) return;
    flushRetain();
    m_addedCount += count;
    const std::uint32_t number = internFormat(format);
    if (m_pieces.empty() || m_pieces.back().kind != Kind::kAdd || m_pieces.back().format != number) {
        const auto begin = static_cast<std::uint32_t>(m_text.size());
        m_pieces.push_back({.kind = Kind::kAdd, .textBegin = begin, .format = number});
    }
    m_text.append(utf8);
    m_pieces.back().count += count;
    m_pieces.back().textSize += static_cast<std::uint32_t>(utf8.size());
}

void Patch::restyle(std::uint32_t count, const FormatPointer& format) {
    if (count == 0) return;
    flushRetain();
    const std::uint32_t number = internFormat(format);
    if (!m_pieces.empty() && m_pieces.back().kind == Kind::kRestyle && m_pieces.back().format == number) {
        m_pieces.back().count += count;
    } else {
        m_pieces.push_back({.kind = Kind::kRestyle, .count = count, .format = number});
    }
}

std::uint32_t Patch::internFormat(const FormatPointer& format) {
    // Few formats take turns in one patch. One that comes back after many others may have a second number, which only
    // costs its pointer.
    constexpr std::size_t kLookedAtCount = 16;
    const std::size_t end = m_formats.size() - std::min(m_formats.size(), kLookedAtCount);
    if (!format) return 0;
    for (std::size_t number = m_formats.size(); number-- > end;) {
        if (isSameFormat(m_formats[number], format)) return static_cast<std::uint32_t>(number);
    }
    m_formats.push_back(format);
    return static_cast<std::uint32_t>(m_formats.size() - 1);
}

bool Patch::isEqualTo(const Patch& other) const {
    return m_text == other.m_text &&
           std::ranges::equal(m_pieces, other.m_pieces, [&](const PatchPiece& a, const PatchPiece& b) {
               return a.kind == b.kind && a.count == b.count && a.textSize == b.textSize &&
                      isSameFormat(formatOf(a), other.formatOf(b));
           });
}

text::Offset Patch::mapped(text::Offset offset, Bias bias) const {
    return mapped(std::vector<text::Offset>{offset}, bias).front();
}

std::vector<text::Offset> Patch::mapped(const std::vector<text::Offset>& offsets, Bias bias) const {
    DCHECK(std::is_sorted(offsets.begin(), offsets.end()));
    std::vector<text::Offset> result;
    result.reserve(offsets.size());
    std::uint32_t before = 0;  // old position behind the gaps read so far, and the same place in the new state
    std::uint32_t after = 0;
    std::size_t index = 0;
    Gap gap;
    bool hasGap = false;
    for (const text::Offset offset : offsets) {
        while (true) {
            if (!hasGap) {
                if (index == m_pieces.size()) break;
                gap = readGap(m_pieces, index);
                hasGap = true;
            }
            if (offset.value - before <= gap.retained + gap.removed) break;
            before += gap.retained + gap.removed;
            after += gap.retained + gap.added;
            hasGap = false;
        }
        const std::uint32_t distance = offset.value - before;
        if (!hasGap || distance < gap.retained) {
            result.push_back({after + distance});
        } else {
            result.push_back({after + gap.retained + (bias == Bias::kAfter ? gap.added : 0)});
        }
    }
    return result;
}

text::Range Patch::changedRange() const {
    std::uint32_t position = 0;
    std::optional<std::uint32_t> begin;
    for (const PatchPiece& piece : m_pieces) {
        if (!begin && piece.kind != Kind::kRetain) begin = position;
        position += piece.newCount();
    }
    return {{begin.value_or(0)}, {position}};
}

std::string Patch::applied(std::string_view before) const {
    std::string result;
    std::uint32_t left = text::scalarCount(before);
    const auto take = [&before, &left](std::uint32_t count) {
        CHECK(count <= left);
        left -= count;
        const std::string_view taken = before.substr(0, text::byteIndexOfScalar(before, count));
        before.remove_prefix(taken.size());
        return taken;
    };
    for (const PatchPiece& piece : m_pieces) {
        const std::string_view taken = take(piece.oldCount());
        if (isKept(piece)) result += taken;
        if (piece.kind == Kind::kAdd) result += textOf(piece);
    }
    return result += before;
}

const Patch* DocumentPatch::patchOf(const event::ObjectId& sequence) const {
    if (sequence == event::ObjectId{event::WellKnownObject::kBody}) return &body;
    const auto place = std::ranges::lower_bound(sequences, sequence, {}, &SequencePatch::sequence);
    return place != sequences.end() && place->sequence == sequence ? &place->patch : nullptr;
}

}  // namespace varve::document

#include "document/patch.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::document {

namespace {

/// One place of change in old coordinates: after `retained` untouched scalars, `removed` go and `added` come.
struct Gap {
    std::uint32_t retained = 0;
    std::uint32_t removed = 0;
    std::uint32_t added = 0;
};

/// Reads the gap that starts at `index` and moves `index` behind it.
Gap readGap(const std::vector<PatchPiece>& pieces, std::size_t& index) {
    Gap gap;
    if (const auto* retain = std::get_if<Retain>(&pieces[index])) {
        gap.retained = retain->count;
        ++index;
    }
    for (; index < pieces.size(); ++index) {
        if (const auto* remove = std::get_if<Remove>(&pieces[index])) {
            gap.removed += remove->count;
        } else if (const auto* add = std::get_if<Add>(&pieces[index])) {
            gap.added += add->count;
        } else {
            break;
        }
    }
    return gap;
}

}  // namespace

void Patch::retain(std::uint32_t count) {
    m_pendingRetain += count;
}

void Patch::flushRetain() {
    if (m_pendingRetain == 0) return;
    m_pieces.emplace_back(Retain{m_pendingRetain});
    m_pendingRetain = 0;
}

void Patch::remove(std::uint32_t count) {
    if (count == 0) return;
    flushRetain();
    m_removedCount += count;
    // A removal goes before the addition at its place, so that equal changes are equal patches.
    const std::size_t size = m_pieces.size();
    const bool isBehindAdd = size > 0 && std::holds_alternative<Add>(m_pieces[size - 1]);
    const std::size_t last = size - (isBehindAdd ? 1 : 0);
    if (last > 0 && std::holds_alternative<Remove>(m_pieces[last - 1])) {
        std::get<Remove>(m_pieces[last - 1]).count += count;
        return;
    }
    m_pieces.emplace_back(Remove{count});
    if (isBehindAdd) std::swap(m_pieces[last], m_pieces[size]);
}

void Patch::add(std::string_view utf8, std::uint32_t count) {
    if (count == 0) return;
    flushRetain();
    m_addedCount += count;
    if (m_pieces.empty() || !std::holds_alternative<Add>(m_pieces.back())) m_pieces.emplace_back(Add{});
    auto& piece = std::get<Add>(m_pieces.back());
    piece.text.append(utf8);
    piece.count += count;
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
    for (std::size_t index = 0; index < m_pieces.size();) {
        const Gap gap = readGap(m_pieces, index);
        if (!begin) begin = gap.retained;
        position += gap.retained + gap.added;
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
        if (const auto* retain = std::get_if<Retain>(&piece)) {
            result += take(retain->count);
        } else if (const auto* remove = std::get_if<Remove>(&piece)) {
            take(remove->count);
        } else {
            result += std::get<Add>(piece).text;
        }
    }
    return result += before;
}

}  // namespace varve::document

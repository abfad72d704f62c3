#include "merge/below_runs.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "merge/item.h"

namespace varve::merge {

namespace {

std::ptrdiff_t offsetOf(std::size_t index) {
    return static_cast<std::ptrdiff_t>(index);
}

}  // namespace

BelowRuns::BelowRuns(std::vector<Run> runs) {
    std::ranges::sort(runs, {}, &Run::first);
    // Half full: what is changed next is cut.
    for (const Run& run : runs) {
        const bool joins = !m_chunks.empty() && m_ends.back() == run.first && m_chunks.back().back().entry == run.entry;
        if (joins) {
            m_chunks.back().back().end = run.end;
        } else {
            if (m_chunks.empty() || m_chunks.back().size() == kChunkMax / 2) {
                m_chunks.emplace_back();
                m_ends.push_back(0);
            }
            m_chunks.back().push_back(run);
        }
        m_ends.back() = run.end;
    }
    m_chunks.shrink_to_fit();
    m_ends.shrink_to_fit();
    for (Chunk& chunk : m_chunks)
        chunk.shrink_to_fit();
}

BelowRuns::Cursor BelowRuns::firstEndingBehind(std::uint32_t event) const {
    const auto chunk = static_cast<std::size_t>(std::ranges::upper_bound(m_ends, event) - m_ends.begin());
    if (chunk == m_chunks.size()) return {chunk, 0};
    const auto run = std::ranges::upper_bound(m_chunks[chunk], event, {}, &Run::end);
    return {chunk, static_cast<std::size_t>(run - m_chunks[chunk].begin())};
}

std::uint32_t BelowRuns::entryOf(std::uint32_t event) const {
    const Cursor cursor = firstEndingBehind(event);
    return !isEnd(cursor) && at(cursor).first <= event ? at(cursor).entry : kNone;
}

bool BelowRuns::holdsAll(std::uint32_t first, std::uint32_t end) const {
    for (Cursor cursor = firstEndingBehind(first); first < end; step(cursor)) {
        if (isEnd(cursor) || at(cursor).first > first) return false;
        first = at(cursor).end;
    }
    return true;
}

void BelowRuns::fill(std::uint32_t first, std::uint32_t end, std::uint32_t entry) {
    const Cursor from = firstEndingBehind(first);
    if (!isEnd(from) && at(from).first == first && at(from).end == end) {
        // Mostly an item goes to another leaf.
        m_chunks[from.chunk][from.index].entry = entry;
        return;
    }
    std::array<Run, 3> pieces;
    std::size_t count = 0;
    if (!isEnd(from) && at(from).first < first) pieces[count++] = {at(from).first, first, at(from).entry};
    pieces[count++] = {first, end, entry};
    Cursor to = from;
    for (; !isEnd(to) && at(to).first < end; step(to)) {
        if (at(to).end > end) pieces[count++] = {end, at(to).end, at(to).entry};
    }
    if (m_chunks.empty()) {
        m_chunks.emplace_back();
        m_ends.push_back(0);
    }
    // Behind everything they go to the last chunk.
    const Cursor place = isEnd(from) ? Cursor{m_chunks.size() - 1, m_chunks.back().size()} : from;
    if (!isEnd(from)) removeBetween(from, to);
    Chunk& chunk = m_chunks[place.chunk];
    chunk.insert(chunk.begin() + offsetOf(place.index), pieces.begin(), pieces.begin() + offsetOf(count));
    m_ends[place.chunk] = chunk.back().end;
    splitWhereLarge(place.chunk);
}

/// Leaves the chunk of `from` even when nothing is left in it.
void BelowRuns::removeBetween(Cursor from, Cursor to) {
    Chunk& first = m_chunks[from.chunk];
    const auto begin = first.begin() + offsetOf(from.index);
    if (from.chunk == to.chunk) {
        first.erase(begin, first.begin() + offsetOf(to.index));
        return;
    }
    first.erase(begin, first.end());
    if (!isEnd(to))
        m_chunks[to.chunk].erase(m_chunks[to.chunk].begin(), m_chunks[to.chunk].begin() + offsetOf(to.index));
    m_chunks.erase(m_chunks.begin() + offsetOf(from.chunk) + 1, m_chunks.begin() + offsetOf(to.chunk));
    m_ends.erase(m_ends.begin() + offsetOf(from.chunk) + 1, m_ends.begin() + offsetOf(to.chunk));
}

void BelowRuns::splitWhereLarge(std::size_t number) {
    if (m_chunks[number].size() <= kChunkMax) return;
    const auto middle = m_chunks[number].begin() + offsetOf(m_chunks[number].size() / 2);
    Chunk behind(middle, m_chunks[number].end());
    m_chunks[number].erase(middle, m_chunks[number].end());
    m_ends.insert(m_ends.begin() + offsetOf(number), m_chunks[number].back().end);
    m_chunks.insert(m_chunks.begin() + offsetOf(number) + 1, std::move(behind));
}

std::size_t BelowRuns::memoryBytes() const {
    std::size_t bytes = m_chunks.capacity() * sizeof(Chunk) + m_ends.capacity() * sizeof(std::uint32_t);
    for (const Chunk& chunk : m_chunks)
        bytes += chunk.capacity() * sizeof(Run);
    return bytes;
}

void BelowRuns::checkInvariants(std::uint32_t base) const {
    CHECK(m_ends.size() == m_chunks.size());
    std::uint32_t end = 0;
    for (std::size_t number = 0; number < m_chunks.size(); ++number) {
        CHECK(!m_chunks[number].empty() && m_chunks[number].size() <= kChunkMax);
        for (const Run& run : m_chunks[number]) {
            CHECK(run.first >= end && run.first < run.end && run.end <= base);
            end = run.end;
        }
        CHECK(m_ends[number] == end);
    }
}

}  // namespace varve::merge

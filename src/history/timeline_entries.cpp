#include "history/timeline_entries.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace varve::history {

namespace {

/// Whether `timeMs` is later, and by less than 49 days.
bool isShortTime(std::int64_t firstMs, std::int64_t timeMs) {
    std::int64_t difference = 0;
    return !__builtin_sub_overflow(timeMs, firstMs, &difference) && difference >= 0 &&
           difference <= std::numeric_limits<std::uint32_t>::max();
}

}  // namespace

void TimelineEntries::CountedColumn::append(std::size_t at, std::uint32_t value, std::size_t room) {
    if (at == 0) {
        m_first = value;
        m_values.clear();
        return;
    }
    if (m_values.empty()) {
        if (value == (*this)[at]) return;
        m_values.reserve(room);
        m_values.resize(at);
        std::iota(m_values.begin(), m_values.end(), m_first);
    }
    m_values.push_back(value);
}

void TimelineEntries::CountedColumn::truncate(std::size_t count) {
    if (!m_values.empty()) m_values.resize(count);
}

void TimelineEntries::Chunk::addFacts(std::uint32_t value) {
    const auto known = std::ranges::find(factValues, value);
    facts.push_back(static_cast<std::uint8_t>(known - factValues.begin()));
    if (known == factValues.end()) factValues.push_back(value);
}

void TimelineEntries::append(const TimelineEntry& entry) {
    CHECK(entry.beginPosition == m_endPosition &&
          m_endPosition + entry.eventCount <= std::numeric_limits<std::uint32_t>::max());
    if (m_count % kChunk == 0) {
        m_chunks.emplace_back().firstMs = entry.timeMs;
        if (m_count > 0) {
            m_chunks.back().times.reserve(kChunk);
            m_chunks.back().facts.reserve(kChunk);
        }
    }
    Chunk& chunk = m_chunks.back();
    std::uint32_t facts = static_cast<std::uint32_t>(entry.kind) << kKindShift;
    if (entry.startsStep) facts |= kStep;
    if (entry.startsSession) facts |= kSession;
    if (entry.startsDay) facts |= kDay;
    const bool isNeither = entry.insertedCount == 0 && entry.deletedCount == 0;
    const bool isInserted = entry.insertedCount == entry.eventCount && entry.deletedCount == 0;
    const bool isDeleted = entry.deletedCount == entry.eventCount && entry.insertedCount == 0;
    const bool fits = entry.agent <= std::numeric_limits<std::uint32_t>::max() >> kAgentShift &&
                      isShortTime(chunk.firstMs, entry.timeMs) && (isNeither || isInserted || isDeleted);
    std::uint32_t time = 0;
    if (fits) {
        facts |= entry.agent << kAgentShift | (isNeither ? kNeither : isInserted ? kAllInserted : kAllDeleted);
        time = static_cast<std::uint32_t>(entry.timeMs - chunk.firstMs);
    } else {
        facts |= kAside;
        time = static_cast<std::uint32_t>(m_aside.size());
        m_aside.push_back({entry.timeMs, entry.agent, entry.insertedCount, entry.deletedCount});
    }
    // The first chunk may be all there is of a short history; the others will be full.
    const std::size_t room = m_count < kChunk ? 0 : kChunk;
    chunk.positions.append(m_count % kChunk, static_cast<std::uint32_t>(entry.beginPosition), room);
    chunk.transactions.append(m_count % kChunk, entry.transaction, room);
    chunk.times.push_back(time);
    chunk.addFacts(facts);
    ++m_count;
    m_endPosition += entry.eventCount;
}

void TimelineEntries::truncate(std::size_t count) {
    CHECK(count <= m_count);
    if (count == m_count) return;
    for (std::size_t index = count; index < m_count; ++index) {
        if ((factsOf(index) & kContents) != kAside) continue;
        m_aside.resize(chunkOf(index).times[index % kChunk]);
        break;
    }
    m_endPosition = beginPosition(count);
    m_count = count;
    m_chunks.resize((count + kChunk - 1) / kChunk);
    const std::size_t rest = count % kChunk;
    if (rest == 0) return;
    Chunk& last = m_chunks.back();
    last.positions.truncate(rest);
    last.transactions.truncate(rest);
    last.times.resize(rest);
    // Values that nobody has any more go too, so that there are never more than entries.
    const std::vector<std::uint32_t> values = std::exchange(last.factValues, {});
    std::vector<std::uint8_t> known = std::exchange(last.facts, {});
    known.resize(rest);
    for (const std::uint8_t value : known)
        last.addFacts(values[value]);
}

std::int64_t TimelineEntries::timeMs(std::size_t index) const {
    const Chunk& chunk = chunkOf(index);
    const std::uint32_t time = chunk.times[index % kChunk];
    return (factsOf(index) & kContents) == kAside ? m_aside[time].timeMs : chunk.firstMs + time;
}

TimelineEntry TimelineEntries::operator[](std::size_t index) const {
    const Chunk& chunk = chunkOf(index);
    const std::size_t at = index % kChunk;
    const std::uint32_t facts = factsOf(index);
    const std::uint64_t end = index + 1 < m_count ? beginPosition(index + 1) : m_endPosition;
    TimelineEntry entry;
    entry.beginPosition = chunk.beginPosition(at);
    entry.timeMs = timeMs(index);
    entry.transaction = chunk.transactions[at];
    entry.eventCount = static_cast<std::uint32_t>(end - entry.beginPosition);
    entry.kind = static_cast<event::TransactionKind>((facts >> kKindShift) & kKindMask);
    entry.startsStep = (facts & kStep) != 0;
    entry.startsSession = (facts & kSession) != 0;
    entry.startsDay = (facts & kDay) != 0;
    entry.agent = facts >> kAgentShift;
    switch (facts & kContents) {
        case kAllInserted:
            entry.insertedCount = entry.eventCount;
            break;
        case kAllDeleted:
            entry.deletedCount = entry.eventCount;
            break;
        case kAside: {
            const Aside& aside = m_aside[chunk.times[at]];
            entry.agent = aside.agent;
            entry.insertedCount = aside.insertedCount;
            entry.deletedCount = aside.deletedCount;
            break;
        }
        default:
            break;
    }
    return entry;
}

std::size_t TimelineEntries::memoryBytes() const {
    std::size_t bytes = m_chunks.capacity() * sizeof(Chunk) + m_aside.capacity() * sizeof(Aside);
    for (const Chunk& chunk : m_chunks)
        bytes += chunk.positions.memoryBytes() + chunk.transactions.memoryBytes() +
                 chunk.times.capacity() * sizeof(std::uint32_t) + chunk.facts.capacity() +
                 chunk.factValues.capacity() * sizeof(std::uint32_t);
    return bytes;
}

}  // namespace varve::history

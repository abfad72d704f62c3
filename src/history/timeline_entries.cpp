#include "history/timeline_entries.h"

#include <limits>

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

void TimelineEntries::append(const TimelineEntry& entry) {
    CHECK(entry.beginPosition == m_endPosition &&
          m_endPosition + entry.eventCount <= std::numeric_limits<std::uint32_t>::max());
    if (m_count % kChunk == 0) {
        m_chunks.push_back({entry.timeMs, {}});
        if (m_count > 0) m_chunks.back().entries.reserve(kChunk);
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
    chunk.entries.push_back({static_cast<std::uint32_t>(entry.beginPosition), entry.transaction, time, facts});
    ++m_count;
    m_endPosition += entry.eventCount;
}

void TimelineEntries::truncate(std::size_t count) {
    CHECK(count <= m_count);
    if (count == m_count) return;
    for (std::size_t index = count; index < m_count; ++index) {
        const Packed& forgotten = packed(index);
        if ((forgotten.facts & kContents) != kAside) continue;
        m_aside.resize(forgotten.time);
        break;
    }
    m_endPosition = packed(count).beginPosition;
    m_count = count;
    m_chunks.resize((count + kChunk - 1) / kChunk);
    if (count % kChunk != 0) m_chunks.back().entries.resize(count % kChunk);
}

std::int64_t TimelineEntries::timeMs(std::size_t index) const {
    const Packed& entry = packed(index);
    if ((entry.facts & kContents) == kAside) return m_aside[entry.time].timeMs;
    return m_chunks[index / kChunk].firstMs + entry.time;
}

TimelineEntry TimelineEntries::operator[](std::size_t index) const {
    const Packed& packed = this->packed(index);
    const std::uint64_t end = index + 1 < m_count ? beginPosition(index + 1) : m_endPosition;
    TimelineEntry entry;
    entry.beginPosition = packed.beginPosition;
    entry.timeMs = timeMs(index);
    entry.transaction = packed.transaction;
    entry.eventCount = static_cast<std::uint32_t>(end - packed.beginPosition);
    entry.kind = static_cast<event::TransactionKind>((packed.facts >> kKindShift) & kKindMask);
    entry.startsStep = (packed.facts & kStep) != 0;
    entry.startsSession = (packed.facts & kSession) != 0;
    entry.startsDay = (packed.facts & kDay) != 0;
    entry.agent = packed.facts >> kAgentShift;
    switch (packed.facts & kContents) {
        case kAllInserted:
            entry.insertedCount = entry.eventCount;
            break;
        case kAllDeleted:
            entry.deletedCount = entry.eventCount;
            break;
        case kAside: {
            const Aside& aside = m_aside[packed.time];
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
        bytes += chunk.entries.capacity() * sizeof(Packed);
    return bytes;
}

}  // namespace varve::history

#include "event/transaction_table.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace varve::event {

namespace {

/// The run that transaction number `index` lies in. `runs` starts with number 0.
template <typename Run>
const Run& runOf(const std::vector<Run>& runs, std::size_t index) {
    if (runs.back().first <= index) return runs.back();
    const auto after = std::upper_bound(runs.begin(), runs.end(), index,
                                        [](std::size_t value, const Run& run) { return value < run.first; });
    return *std::prev(after);
}

std::int64_t evenTime(std::int64_t first, std::int64_t step, std::uint64_t count) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(first) + static_cast<std::uint64_t>(step) * count);
}

bool fitsOffset(std::int64_t value, std::int64_t base) {
    std::int64_t difference = 0;
    return !__builtin_sub_overflow(value, base, &difference) &&
           difference >= std::numeric_limits<std::int32_t>::min() &&
           difference <= std::numeric_limits<std::int32_t>::max();
}

}  // namespace

void TransactionTable::appendTimes(std::uint32_t count, std::int64_t stepMs) {
    for (std::uint32_t k = 0; k < count; ++k) {
        if (!appendTime(evenTime(m_lastTimeMs, stepMs, 1)) || m_timeRuns.back().stepMs != stepMs) continue;
        const std::uint32_t rest = count - k - 1;
        m_lastTimeMs = evenTime(m_lastTimeMs, stepMs, rest);
        m_timeCount += rest;
        return;
    }
}

void TransactionTable::appendReference(std::size_t index, LocalVersion event) {
    m_references.push_back({static_cast<std::uint32_t>(index), event});
}

void TransactionTable::rewind(const Checkpoint& to) {
    const auto dropFrom = [&to](auto& runs) {
        while (!runs.empty() && runs.back().first >= to.count)
            runs.pop_back();
    };
    dropFrom(m_unitRuns);
    dropFrom(m_kindRuns);
    while (!m_timeRuns.empty() && m_timeRuns.back().first >= to.count) {
        if (m_timeRuns.back().offsetsBegin != kEven) m_timeOffsets.resize(m_timeRuns.back().offsetsBegin);
        m_timeRuns.pop_back();
    }
    if (!m_timeRuns.empty() && m_timeRuns.back().offsetsBegin != kEven) {
        m_timeOffsets.resize(m_timeRuns.back().offsetsBegin + (to.count - m_timeRuns.back().first));
    }
    while (!m_references.empty() && m_references.back().transaction >= to.count)
        m_references.pop_back();
    m_joins.shrink(to.count);
    m_count = m_timeCount = to.count;
    m_end = to.end;
    m_lastTimeMs = to.lastTimeMs;
}

bool TransactionTable::appendUnevenTime(std::int64_t timeMs, std::int64_t step) {
    constexpr std::uint32_t kShort = 4;
    const auto index = static_cast<std::uint32_t>(m_timeCount++);
    if (!m_timeRuns.empty()) {
        TimeRun& last = m_timeRuns.back();
        const std::uint32_t length = index - last.first;
        if (last.offsetsBegin != kEven) {
            if (fitsOffset(timeMs, last.timeMs)) {
                m_timeOffsets.push_back(static_cast<std::int32_t>(timeMs - last.timeMs));
                return false;
            }
        } else if (length == 1 || last.stepMs == step) {
            last.stepMs = step;
            return true;
        } else if (length <= kShort && fitsOffset(timeMs, last.timeMs) && fitsOffset(last.stepMs, 0) &&
                   fitsOffset(evenTime(last.timeMs, last.stepMs, length - 1), last.timeMs)) {
            // Too short to pay for itself: the times are irregular here.
            last.offsetsBegin = static_cast<std::uint32_t>(m_timeOffsets.size());
            for (std::uint32_t k = 0; k < length; ++k) {
                m_timeOffsets.push_back(static_cast<std::int32_t>(last.stepMs * k));
            }
            m_timeOffsets.push_back(static_cast<std::int32_t>(timeMs - last.timeMs));
            return false;
        }
    }
    m_timeRuns.push_back({index, kEven, timeMs, 0});
    return false;
}

std::int64_t TransactionTable::timeOf(std::uint32_t index) const {
    const TimeRun& run = runOf(m_timeRuns, index);
    if (run.offsetsBegin == kEven) return evenTime(run.timeMs, run.stepMs, index - run.first);
    return run.timeMs + m_timeOffsets[run.offsetsBegin + (index - run.first)];
}

LocalRange TransactionTable::eventsOf(std::size_t index) const {
    CHECK(index < m_count);
    const UnitRun& run = runOf(m_unitRuns, index);
    const LocalVersion begin = run.begin + (static_cast<std::uint32_t>(index) - run.first) * run.unitCount;
    return {begin, begin + run.unitCount};
}

TransactionTable::Row TransactionTable::row(std::size_t index) const {
    Row row{.events = eventsOf(index),
            .timeMs = timeOf(static_cast<std::uint32_t>(index)),
            .kind = runOf(m_kindRuns, index).kind,
            .joinsPrevious = m_joins[index],
            .reference = std::nullopt};
    const auto place =
        std::lower_bound(m_references.begin(), m_references.end(), index,
                         [](const Reference& reference, std::size_t value) { return reference.transaction < value; });
    if (place != m_references.end() && place->transaction == index) row.reference = place->event;
    return row;
}

std::size_t TransactionTable::indexOf(LocalVersion event) const {
    CHECK(event < m_end);
    const auto after = std::upper_bound(m_unitRuns.begin(), m_unitRuns.end(), event,
                                        [](LocalVersion value, const UnitRun& run) { return value < run.begin; });
    const UnitRun& run = *std::prev(after);
    return run.first + (event - run.begin) / run.unitCount;
}

std::size_t TransactionTable::memoryBytes() const {
    return m_unitRuns.capacity() * sizeof(UnitRun) + m_timeRuns.capacity() * sizeof(TimeRun) +
           m_timeOffsets.capacity() * sizeof(std::int32_t) + m_kindRuns.capacity() * sizeof(KindRun) +
           m_references.capacity() * sizeof(Reference) + m_joins.memoryBytes();
}

void TransactionTable::checkInvariants() const {
    LocalVersion next;
    for (std::size_t index = 0; index < m_count; ++index) {
        const LocalRange events = eventsOf(index);
        CHECK(events.begin == next && events.begin < events.end);
        CHECK(indexOf(events.begin) == index && indexOf(events.end - 1) == index);
        next = events.end;
    }
    CHECK(next == m_end && m_timeCount == m_count && m_joins.count() == m_count);
    const auto isIncreasing = [this](const auto& runs) {
        for (std::size_t index = 0; index < runs.size(); ++index) {
            if (index == 0 ? runs[index].first != 0 : runs[index].first <= runs[index - 1].first) return false;
        }
        return runs.empty() ? m_count == 0 : runs.back().first < m_count;
    };
    CHECK(isIncreasing(m_unitRuns) && isIncreasing(m_timeRuns) && isIncreasing(m_kindRuns));
}

}  // namespace varve::event

// The text of runs of inserted units, which may have been inserted by several operations.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "event/event_log.h"

namespace varve::merge {

/// Calls `take(range)` for the parts of `events` that lie in one run of operations each.
template <typename Take>
void forEachOperationRun(const event::EventLog& log, event::LocalRange events, Take take) {
    for (std::size_t run = log.operationRunIndexOf(events.begin); !events.isEmpty(); ++run) {
        const event::LocalVersion end = std::min(events.end, log.operationRuns()[run].events.end);
        take(event::LocalRange{events.begin, end});
        events.begin = end;
    }
}

/// Finds runs of operations for many events in any order, as reading a whole document does: a table of about as many
/// entries as there are runs says where to look. Valid while the log does not grow.
class RunFinder {
  public:
    /// Cost: O(runs).
    explicit RunFinder(const event::EventLog& log) : m_runs(log.operationRuns()) {
        const std::uint32_t perRun = m_runs.empty() ? 1 : log.end().value / static_cast<std::uint32_t>(m_runs.size());
        m_shift = static_cast<std::uint32_t>(std::bit_width(perRun));
        const std::uint32_t entryCount = (log.end().value >> m_shift) + 2;
        m_firstRuns.reserve(entryCount);
        std::uint32_t run = 0;
        for (std::uint32_t entry = 0; entry < entryCount; ++entry) {
            const std::uint64_t begin = std::uint64_t{entry} << m_shift;
            while (run + 1 < m_runs.size() && m_runs[run].events.end.value <= begin)
                ++run;
            m_firstRuns.push_back(run);
        }
    }
    /// The run that holds `event`, which must be known. Cost: O(1) where runs are about equally long.
    [[nodiscard]] const event::OperationRun& find(event::LocalVersion event) const {
        const std::uint32_t entry = event.value >> m_shift;
        const auto begin = m_runs.begin() + m_firstRuns[entry];
        const auto end = m_runs.begin() + m_firstRuns[entry + 1];
        // The last one may hold the event too: it is where the next entry starts to look.
        return *std::partition_point(begin, end,
                                     [event](const event::OperationRun& run) { return run.events.end <= event; });
    }

  private:
    std::span<const event::OperationRun> m_runs;
    std::uint32_t m_shift = 0;
    std::vector<std::uint32_t> m_firstRuns;  // by event >> m_shift: the run that holds the first such event
};

/// Appends the text of inserted units.
inline void appendText(const event::EventLog& log, event::LocalRange events, std::string& text) {
    forEachOperationRun(log, events, [&](event::LocalRange part) { text += log.insertedText(part); });
}

}  // namespace varve::merge

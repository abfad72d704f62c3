#include "history/keyframe_policy.h"

#include <algorithm>
#include <numeric>

namespace varve::history {

using event::LocalVersion;

std::vector<LocalVersion> milestoneEnds(const event::EventLog& log, const event::CriticalVersions& critical,
                                        std::span<const event::Version> named, std::size_t runStep) {
    std::vector<LocalVersion> ends;
    const auto runs = log.operationRuns();
    for (std::size_t index = runStep; index < runs.size(); index += runStep) {
        const LocalVersion end = critical.nearestTo(runs[index].events.begin);
        if (end == LocalVersion{0} || end == log.end()) continue;
        const std::size_t run = log.operationRunIndexOf(end);
        const std::size_t distance = run < index ? index - run : run - index;
        if (distance < runStep / 2) ends.push_back(end);
    }
    for (const event::Version& version : named) {
        if (version.empty()) continue;
        const LocalVersion end = version.back() + 1;
        if (end < log.end() && critical.isCritical(end) && criticalVersionAt(log.graph(), end) == version)
            ends.push_back(end);
    }
    std::ranges::sort(ends);
    ends.erase(std::ranges::unique(ends).begin(), ends.end());
    return ends;
}

bool isTrackerWorthKeeping(const event::EventGraph& graph) {
    // Some 5 ms of walking.
    constexpr std::size_t kGraphRunCountMin = 8192;
    return graph.runs().size() >= kGraphRunCountMin;
}

std::optional<LocalVersion> nextBase(const event::CriticalVersions& critical, LocalVersion base, LocalVersion limit) {
    const LocalVersion end = critical.latestUpTo(limit);
    if (end <= base || end - base < kBaseEventCountMin) return std::nullopt;
    return end;
}

std::vector<std::size_t> milestonesToDrop(std::span<const MilestoneSize> milestones, std::uint64_t budgetBytes) {
    std::vector<std::size_t> kept(milestones.size());
    std::iota(kept.begin(), kept.end(), std::size_t{0});
    std::uint64_t size = 0;
    for (const MilestoneSize& milestone : milestones)
        size += milestone.sizeBytes;
    std::vector<std::size_t> dropped;
    while (size > budgetBytes) {
        std::size_t place = 0;  // with one or two left, the older one
        for (std::size_t middle = 1; middle + 1 < kept.size(); ++middle) {
            const auto gap = [&](std::size_t at) {
                return milestones[kept[at + 1]].eventCount - milestones[kept[at - 1]].eventCount;
            };
            if (place == 0 || gap(middle) < gap(place)) place = middle;
        }
        size -= milestones[kept[place]].sizeBytes;
        dropped.push_back(kept[place]);
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(place));
    }
    std::ranges::sort(dropped);
    return dropped;
}

}  // namespace varve::history

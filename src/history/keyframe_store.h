// The port through which keyframes are kept. The SQLite implementation is in src/storage; tests have one in memory. A
// keyframe is a cache: a store may drop any of them at any time, and an error here never stands in the way of opening a
// document from its events. Used by one thread at a time.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "history/keyframe.h"

namespace varve::history {

class KeyframeStore {
  public:
    virtual ~KeyframeStore() = default;

    /// Keeps the keyframe of what the document is now, in place of the one before. What it holds is kept as it is,
    /// because opening reads it.
    [[nodiscard]] virtual Result<void> saveNewest(const Keyframe& keyframe) = 0;
    /// Keeps one of a past version, and drops milestones where they would take more than a quarter of what the events
    /// take (keyframe_policy.h). One with the same event count is replaced.
    [[nodiscard]] virtual Result<void> saveMilestone(const Keyframe& keyframe) = 0;
    /// The newest, else the latest milestone, that can be read; nothing when there is none. Damaged ones are passed
    /// over.
    [[nodiscard]] virtual Result<std::optional<Keyframe>> newest() = 0;
    /// Event counts of the milestones, ascending.
    [[nodiscard]] virtual Result<std::vector<std::uint64_t>> milestones() = 0;
    /// Every keyframe by event count, the newest last, for verification. Errors: the first damaged one.
    [[nodiscard]] virtual Result<std::vector<Keyframe>> load() = 0;
    /// Drops every keyframe: they differ from what the events give.
    [[nodiscard]] virtual Result<void> clear() = 0;
};

}  // namespace varve::history

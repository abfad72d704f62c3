// What everybody did to a document: how much of what stands there they wrote, how much they wrote and deleted in all,
// in how many sittings, and how much of it was pasted. A function of the timeline and the travel index; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "event/event_log.h"
#include "history/authorship.h"
#include "history/timeline.h"
#include "history/travel_index.h"

namespace varve::history {

using CountsByOrigin = std::array<std::uint64_t, kOriginCount>;

struct AuthorFacts {
    std::uint32_t agent = 0;         // one of the author's, by authorsByAgent
    std::string user;                // empty for an agent that nobody told about
    CountsByOrigin standing{};       // characters that are seen
    CountsByOrigin written{};        // characters inserted, whatever became of them
    std::uint64_t deleted = 0;       // characters taken away, whoever wrote them
    std::uint32_t sessionCount = 0;  // sittings of this author: kSessionIdleMs without anything of theirs ends one
    std::uint32_t stepCount = 0;
    std::int64_t firstMs = 0;
    std::int64_t lastMs = 0;

    [[nodiscard]] std::uint64_t standingCount() const;
    [[nodiscard]] std::uint64_t writtenCount() const;
    /// Of what was written, 0 to 1; moved and imported text is no pasted text.
    [[nodiscard]] double pastedShare() const;
    friend bool operator==(const AuthorFacts&, const AuthorFacts&) = default;
};

/// Everybody who did something up to `position` of the timeline; who has most standing first, then by written, name and
/// agent. A transaction that `position` lies in counts as a whole. `isShown` says which sequences besides the body
/// belong to the document at that moment: a deleted table keeps its texts. Cost: authoredRuns for every sequence.
[[nodiscard]] std::vector<AuthorFacts> authorReport(
    const event::EventLog& log, const Timeline& timeline, const TravelIndex& index, std::uint32_t position,
    const std::function<bool(const event::ObjectId& sequence)>& isShown);

}  // namespace varve::history

#include "history/author_report.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace varve::history {

namespace {

std::uint64_t sumOf(const CountsByOrigin& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// What the timeline says about everybody, by agent; nobody else has a stepCount.
std::vector<AuthorFacts> factsByAgent(const event::EventLog& log, const Timeline& timeline, std::uint32_t position,
                                      const std::vector<std::uint32_t>& authors) {
    std::vector<AuthorFacts> facts(authors.size());
    for (const TimelineEntry entry : timeline.entries()) {
        if (entry.beginPosition >= position) break;
        AuthorFacts& author = facts[authors[entry.agent]];
        if (author.stepCount == 0) {
            author.agent = authors[entry.agent];
            author.user = log.agents()[author.agent].user;
            author.firstMs = entry.timeMs;
        }
        if (author.stepCount == 0 || isSessionPause(author.lastMs, entry.timeMs)) ++author.sessionCount;
        author.written[static_cast<std::size_t>(originOf(entry.kind))] += entry.insertedCount;
        author.deleted += entry.deletedCount;
        author.stepCount += entry.startsStep || author.stepCount == 0 ? 1 : 0;
        author.lastMs = entry.timeMs;
    }
    return facts;
}

}  // namespace

std::uint64_t AuthorFacts::standingCount() const {
    return sumOf(standing);
}

std::uint64_t AuthorFacts::writtenCount() const {
    return sumOf(written);
}

double AuthorFacts::pastedShare() const {
    const std::uint64_t all = writtenCount();
    const std::uint64_t pasted = written[static_cast<std::size_t>(Origin::kPasted)];
    return all == 0 ? 0 : static_cast<double>(pasted) / static_cast<double>(all);
}

std::vector<AuthorFacts> authorReport(const event::EventLog& log, const Timeline& timeline, const TravelIndex& index,
                                      std::uint32_t position,
                                      const std::function<bool(const event::ObjectId& sequence)>& isShown) {
    const std::vector<std::uint32_t> authors = authorsByAgent(log);
    std::vector<AuthorFacts> facts = factsByAgent(log, timeline, position, authors);
    index.visitSequences([&](const event::ObjectId& sequence, const SequenceTravel& travel) {
        if (sequence != event::ObjectId{event::WellKnownObject::kBody} && !isShown(sequence)) return;
        for (const AuthoredRun& run : authoredRuns(log, timeline, travel, position))
            facts[run.author].standing[static_cast<std::size_t>(run.origin)] += run.count;
    });
    std::erase_if(facts, [](const AuthorFacts& author) { return author.stepCount == 0; });
    std::ranges::sort(facts, [&](const AuthorFacts& a, const AuthorFacts& b) {
        const auto key = [&](const AuthorFacts& author, const AuthorFacts& other) {
            return std::tuple(other.standingCount(), other.writtenCount(), author.user, log.agents()[author.agent].id);
        };
        return key(a, b) < key(b, a);
    });
    return facts;
}

}  // namespace varve::history

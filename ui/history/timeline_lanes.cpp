#include "ui/history/timeline_lanes.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace varve::ui {

namespace {

bool isTurn(event::TransactionKind kind) {
    using event::TransactionKind;
    return kind == TransactionKind::kUndo || kind == TransactionKind::kRedo || kind == TransactionKind::kRestore ||
           kind == TransactionKind::kRevert;
}

/// For every agent the lowest one of the same user; one whose user is unknown is an author of its own.
std::vector<std::uint32_t> authorsOf(std::span<const event::AgentRecord> agents) {
    std::map<std::string_view, std::uint32_t> users;
    std::vector<std::uint32_t> authors;
    authors.reserve(agents.size());
    for (std::uint32_t index = 0; index < agents.size(); ++index) {
        const std::string& user = agents[index].user;
        authors.push_back(user.empty() ? index : users.try_emplace(user, index).first->second);
    }
    return authors;
}

}  // namespace

void TimelineLanes::clear() {
    ++m_generation;
    m_lanes.clear();
    m_laneOf.clear();
    m_turns.clear();
    m_followed = FollowedEntries();
}

void TimelineLanes::follow(const event::EventLog& log, const history::Timeline& timeline) {
    // Asked at every key press: nothing new must cost next to nothing. Who an agent is never changes once it is known.
    const auto agents = log.agents();
    const auto knownCount = static_cast<std::size_t>(
        std::ranges::count_if(agents, [](const event::AgentRecord& agent) { return !agent.user.empty(); }));
    if (agents.size() != m_authors.size() || knownCount != m_knownCount) {
        std::vector<std::uint32_t> authors = authorsOf(agents);
        const bool areSame =
            m_authors.size() <= authors.size() && std::equal(m_authors.begin(), m_authors.end(), authors.begin());
        if (!areSame) clear();
        m_authors = std::move(authors);
        m_knownCount = knownCount;
        nameLanes(log);
    }
    if (!m_followed.areStillIn(timeline.entries())) clear();
    m_laneOf.resize(m_authors.size());
    const history::TimelineEntries& entries = timeline.entries();
    for (std::size_t index = m_followed.count(); index < entries.size(); ++index)
        append(log, entries[index]);
}

/// Somebody may have been told about after having written.
void TimelineLanes::nameLanes(const event::EventLog& log) {
    for (std::size_t author = 0; author < m_laneOf.size(); ++author) {
        if (!m_laneOf[author]) continue;
        QString& name = m_lanes[*m_laneOf[author]].name;
        const std::string& user = log.agents()[author].user;
        if (!name.isEmpty() || user.empty()) continue;
        name = QString::fromStdString(user);
        ++m_generation;
    }
}

void TimelineLanes::append(const event::EventLog& log, const history::TimelineEntry& entry) {
    const std::uint32_t author = m_authors[entry.agent];
    std::optional<std::size_t>& lane = m_laneOf[author];
    if (!lane) {
        ++m_generation;
        lane = m_lanes.size();
        m_lanes.push_back({QString::fromStdString(log.agents()[author].user), {}});
    }
    const auto begin = static_cast<std::uint32_t>(entry.beginPosition);
    const std::uint32_t end = begin + entry.eventCount;
    std::vector<Stretch>& stretches = m_lanes[*lane].stretches;
    if (!stretches.empty() && stretches.back().end == begin) {
        stretches.back().end = end;
    } else {
        const std::uint32_t before =
            stretches.empty() ? 0 : stretches.back().before + (stretches.back().end - stretches.back().begin);
        stretches.push_back({begin, end, before});
    }
    if (isTurn(entry.kind)) m_turns.push_back({end, entry.kind});
    m_followed.take(entry);
}

std::optional<std::size_t> TimelineLanes::laneOf(std::uint32_t agent) const {
    return agent < m_authors.size() ? m_laneOf[m_authors[agent]] : std::nullopt;
}

std::uint64_t TimelineLanes::eventCount(std::size_t lane) const {
    const Stretch& last = m_lanes[lane].stretches.back();
    return last.before + (last.end - last.begin);
}

std::uint64_t TimelineLanes::eventsBefore(std::size_t lane, std::uint64_t position) const {
    const std::vector<Stretch>& stretches = m_lanes[lane].stretches;
    const auto after = std::upper_bound(stretches.begin(), stretches.end(), position,
                                        [](std::uint64_t wanted, const Stretch& s) { return wanted < s.begin; });
    if (after == stretches.begin()) return 0;
    const Stretch& last = *std::prev(after);
    return last.before + std::min<std::uint64_t>(position, last.end) - last.begin;
}

std::uint64_t TimelineLanes::eventsBetween(std::size_t lane, std::uint64_t begin, std::uint64_t end) const {
    return begin >= end ? 0 : eventsBefore(lane, end) - eventsBefore(lane, begin);
}

std::optional<std::uint64_t> TimelineLanes::next(std::size_t lane, std::uint64_t position) const {
    const std::vector<Stretch>& stretches = m_lanes[lane].stretches;
    const auto found = std::upper_bound(stretches.begin(), stretches.end(), position,
                                        [](std::uint64_t wanted, const Stretch& s) { return wanted < s.end; });
    if (found == stretches.end()) return std::nullopt;
    return std::max<std::uint64_t>(position, found->begin) + 1;
}

std::optional<std::uint64_t> TimelineLanes::previous(std::size_t lane, std::uint64_t position) const {
    const std::vector<Stretch>& stretches = m_lanes[lane].stretches;
    // The last moment before `position` that one of the author's events led to.
    const auto after = std::upper_bound(stretches.begin(), stretches.end(), position,
                                        [](std::uint64_t wanted, const Stretch& s) { return wanted < s.begin + 2ULL; });
    if (after == stretches.begin()) return std::nullopt;
    return std::min<std::uint64_t>(position - 1, std::prev(after)->end);
}

}  // namespace varve::ui

#include "history/authorship.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace varve::history {

Origin originOf(event::TransactionKind kind) {
    using event::TransactionKind;
    switch (kind) {
        case TransactionKind::kTyping:
        case TransactionKind::kBackspace:
        case TransactionKind::kDelete:
        case TransactionKind::kFormat:
            return Origin::kTyped;
        case TransactionKind::kPaste:
            return Origin::kPasted;
        case TransactionKind::kMove:
            return Origin::kMoved;
        case TransactionKind::kReplace:
            return Origin::kReplaced;
        case TransactionKind::kImport:
            return Origin::kImported;
        case TransactionKind::kEdit:
        case TransactionKind::kCut:
        case TransactionKind::kUndo:
        case TransactionKind::kRedo:
        case TransactionKind::kRestore:
        case TransactionKind::kRevert:
        case TransactionKind::kName:
            return Origin::kOther;
    }
    return Origin::kOther;
}

std::string_view nameOf(Origin origin) {
    switch (origin) {
        case Origin::kTyped:
            return "typed";
        case Origin::kPasted:
            return "pasted";
        case Origin::kMoved:
            return "moved";
        case Origin::kReplaced:
            return "replaced";
        case Origin::kImported:
            return "imported";
        case Origin::kOther:
            return "other";
    }
    return "other";
}

std::vector<std::uint32_t> authorsByAgent(const event::EventLog& log) {
    std::map<std::string_view, std::uint32_t> users;
    std::vector<std::uint32_t> authors;
    for (const event::AgentRecord& agent : log.agents()) {
        const auto own = static_cast<std::uint32_t>(authors.size());
        authors.push_back(agent.user.empty() ? own : users.try_emplace(agent.user, own).first->second);
    }
    return authors;
}

Authored authoredBy(const event::EventLog& log, const Timeline& timeline, event::LocalVersion event) {
    const std::uint64_t position = timeline.positionOf(log, event);
    const TimelineEntry entry = timeline.entries()[timeline.entryIndexAt(position)];
    return {entry.agent, entry.timeMs, originOf(entry.kind), position};
}

std::vector<AuthoredRun> authoredRuns(const event::EventLog& log, const Timeline& timeline,
                                      const SequenceTravel& travel, std::uint32_t position) {
    const TimelineEntries& entries = timeline.entries();
    const std::vector<std::uint32_t> authors = authorsByAgent(log);
    std::vector<std::uint32_t> sessions;
    sessions.reserve(entries.size());
    for (std::size_t index = 0; index < entries.size(); ++index)
        sessions.push_back((sessions.empty() ? 0 : sessions.back()) + (entries.startsSession(index) ? 1 : 0));
    std::vector<AuthoredRun> runs;
    std::uint32_t lastSession = 0;
    std::uint32_t offset = 0;
    for (const SequenceTravel::ShownRun& shown : travel.shownRuns(position)) {
        std::uint64_t next = shown.first;
        const std::uint64_t end = next + shown.count;
        for (std::size_t index = timeline.entryIndexAt(next); next < end; ++index) {
            const TimelineEntry entry = entries[index];
            const std::uint64_t entryEnd = std::min(end, entry.beginPosition + entry.eventCount);
            const auto count = static_cast<std::uint32_t>(entryEnd - next);
            const Origin origin = originOf(entry.kind);
            const std::uint32_t author = authors[entry.agent];
            const bool goesOn = !runs.empty() && runs.back().author == author && runs.back().origin == origin &&
                                lastSession == sessions[index];
            if (!goesOn) runs.push_back({{offset}, 0, author, origin, entry.timeMs, entry.timeMs});
            AuthoredRun& run = runs.back();
            run.count += count;
            run.firstMs = std::min(run.firstMs, entry.timeMs);
            run.lastMs = std::max(run.lastMs, entry.timeMs);
            lastSession = sessions[index];
            offset += count;
            next = entryEnd;
        }
    }
    return runs;
}

}  // namespace varve::history

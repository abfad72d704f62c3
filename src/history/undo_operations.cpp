// Which events an undo, a redo or a restore switches: the static half of UndoStacks.
#include <algorithm>

#include "document/moment_schema.h"
#include "history/operation_visits.h"
#include "history/undo_stacks.h"
#include "text/utf8.h"

namespace varve::history {

namespace {

using event::LocalRange;
using event::LocalVersion;
using event::OperationType;

/// Without what the tracker found not to fit its version: nothing may refer to that.
RangeSet effective(const event::EventLog& log, const merge::Tracker& tracker, RangeSet events) {
    if (tracker.effectVersion() == log.version()) return events;
    std::vector<LocalRange> kept;
    for (const LocalRange& range : events) {
        for (LocalVersion event = range.begin; event < range.end; event = event + 1) {
            if (!tracker.isQuarantined(event)) kept.push_back({event, event + 1});
        }
    }
    return normalized(std::move(kept));
}

/// What the events wrote: all but their liveness switches, whose own liveness means nothing.
RangeSet writtenBy(const event::EventLog& log, RangeSet events) {
    std::vector<LocalRange> switches;
    visitRuns(log, events, [&](const event::OperationRun& run, LocalRange part) {
        if (run.type == OperationType::kLiveness) switches.push_back(part);
    });
    return subtracted(std::move(events), normalized(std::move(switches)));
}

struct Switch {
    RangeSet targets;
    bool alive = false;
    LocalVersion event;
};

std::vector<Switch> switchesOf(const event::EventLog& log, const RangeSet& events) {
    std::vector<Switch> switches;
    visitRuns(log, events, [&](const event::OperationRun& run, LocalRange) {
        if (run.type != OperationType::kLiveness) return;
        const auto& liveness = std::get<event::Liveness>(log.sideOperation(run));
        std::vector<LocalRange> targets;
        for (const event::EventSpan& span : liveness.targets) {
            const std::vector<LocalRange> ranges = log.rangesOf(span);
            targets.insert(targets.end(), ranges.begin(), ranges.end());
        }
        switches.push_back({normalized(std::move(targets)), liveness.alive, run.events.begin});
    });
    return switches;
}

/// The parts of `ranges` that were dead, or alive, in the version that `past` prepares.
RangeSet partsThatWere(bool alive, const merge::Tracker& past, const RangeSet& ranges) {
    std::vector<LocalRange> parts;
    for (const LocalRange& range : ranges) {
        for (LocalVersion event = range.begin; event < range.end; event = event + 1) {
            if (past.isAlive(merge::View::kPrepare, event) == alive) parts.push_back({event, event + 1});
        }
    }
    return normalized(std::move(parts));
}

/// Without targets that were already, for the author, what they were switched to: those do not go back.
/// Cost: a copy of the tracker, if there is any switch.
std::vector<Switch> thatMattered(const event::EventLog& log, const merge::Tracker& tracker,
                                 std::vector<Switch> switches) {
    if (switches.empty()) return switches;
    merge::Tracker past = tracker;
    for (Switch& one : switches) {
        past.movePrepareTo(log, log.graph().parentsOf(one.event));
        one.targets = partsThatWere(!one.alive, past, one.targets);
    }
    return switches;
}

struct Change {
    RangeSet off;
    RangeSet on;
};

/// What leads back from `switches`, made one after the other: a target goes back to what it was before the first of
/// them, if the last of them made a difference and still holds.
Change inverse(const event::EventLog& log, const merge::Tracker& tracker, const std::vector<Switch>& switches) {
    if (switches.size() == 1) {
        RangeSet targets = writtenBy(log, switches.front().targets);
        if (switches.front().alive) return {normalized(tracker.aliveParts(targets)), {}};
        return {{}, normalized(tracker.deadParts(targets))};
    }
    RangeSet before[2];
    RangeSet after[2];
    RangeSet seen;
    for (const Switch& one : switches) {
        RangeSet& ranges = before[one.alive ? 0 : 1];  // each switched what was otherwise
        ranges = united(std::move(ranges), subtracted(one.targets, seen));
        seen = united(std::move(seen), one.targets);
    }
    seen.clear();
    for (auto one = switches.rbegin(); one != switches.rend(); ++one) {
        RangeSet& ranges = after[one->alive ? 1 : 0];
        ranges = united(std::move(ranges), subtracted(one->targets, seen));
        seen = united(std::move(seen), one->targets);
    }
    const RangeSet off = writtenBy(log, intersected(before[0], after[1]));
    const RangeSet on = writtenBy(log, intersected(before[1], after[0]));
    return {normalized(tracker.aliveParts(off)), normalized(tracker.deadParts(on))};
}

std::vector<event::Operation> operationsFor(const event::EventLog& log, const Change& change) {
    std::vector<event::Operation> operations;
    if (!change.off.empty()) operations.push_back(event::Liveness{log.spansOf(change.off), false});
    if (!change.on.empty()) operations.push_back(event::Liveness{log.spansOf(change.on), true});
    return operations;
}

/// The transactions of the newest undo of the step, of which there are several when devices undid it at the same time.
std::span<const std::uint32_t> lastUndo(const event::EventLog& log, const UndoStep& step) {
    const auto isRedo = [&](std::uint32_t index) {
        return log.transactionRecord(index).kind == event::TransactionKind::kRedo;
    };
    const auto redo = std::find_if(step.switches.rbegin(), step.switches.rend(), isRedo);
    return {redo.base(), step.switches.end()};
}

/// Everything in the ranges but what tells about the history itself, as names of moments do.
RangeSet withoutHistory(const event::EventLog& log, const RangeSet& events) {
    std::vector<LocalRange> about;
    visitRuns(log, events, [&](const event::OperationRun& run, LocalRange part) {
        if (run.type != OperationType::kSet) return;
        const auto& set = std::get<event::Set>(log.sideOperation(run));
        const bool isOfDocument = set.object == event::ObjectId{event::WellKnownObject::kDocument};
        if (isOfDocument && document::isAboutHistory(set.key)) about.push_back(part);
    });
    return subtracted(events, normalized(std::move(about)));
}

std::string deletedText(const event::EventLog& log, const merge::Tracker& tracker, LocalRange deletions,
                        std::uint32_t excerptMax, bool backward) {
    // Backspacing removes the last character first, so its newest units are where reading begins.
    const std::uint32_t count = std::min(deletions.count(), excerptMax);
    std::string text;
    for (std::uint32_t i = 0; i < count; ++i) {
        const LocalVersion deletion = backward ? deletions.end - (i + 1) : deletions.begin + i;
        const auto character = tracker.knows(deletion) ? tracker.deletedCharacter(deletion) : std::nullopt;
        if (character) text += log.insertedText({*character, *character + 1});
    }
    return text;
}

void shorten(std::string& text, std::uint32_t countMax) {
    if (text::scalarCount(text) > countMax) text.resize(text::byteIndexOfScalar(text, countMax));
}

/// Text that is gathered for a label: words of different sequences, as cells are, stand apart.
struct Excerpt {
    std::optional<std::uint32_t> sequence{};

    void append(std::string& text, std::string_view more, std::uint32_t from) {
        if (sequence && *sequence != from && !text.empty()) text += ' ';
        sequence = from;
        text += more;
    }
};

}  // namespace

std::vector<event::Operation> UndoStacks::undoOperations(const event::EventLog& log, const merge::Tracker& tracker,
                                                         const UndoStep& step) {
    const RangeSet events = effective(log, tracker, eventsOf(log, step.transactions));
    const RangeSet written = writtenBy(log, events);
    Change change;
    // Most steps only write.
    if (written != events) change = inverse(log, tracker, thatMattered(log, tracker, switchesOf(log, events)));
    change.off = united(std::move(change.off), normalized(tracker.aliveParts(written)));
    change.on = subtracted(std::move(change.on), written);
    return operationsFor(log, change);
}

std::vector<event::Operation> UndoStacks::redoOperations(const event::EventLog& log, const merge::Tracker& tracker,
                                                         const UndoStep& step) {
    const RangeSet events = effective(log, tracker, eventsOf(log, lastUndo(log, step)));
    return operationsFor(log, inverse(log, tracker, switchesOf(log, events)));
}

UndoStacks::StepFacts UndoStacks::facts(const event::EventLog& log, const merge::Tracker& tracker, const UndoStep& step,
                                        std::uint32_t excerptMax) {
    StepFacts facts;
    facts.kind = step.kind;
    facts.timeMs = step.endMs;
    bool backspacing = false;
    Excerpt inserted;
    Excerpt deleted;
    visitRuns(log, eventsOf(log, step.transactions), [&](const event::OperationRun& run, LocalRange part) {
        const bool backward = run.type == OperationType::kDelete && run.direction == event::Direction::kBackward;
        const bool isAsked = run.type == OperationType::kDelete || run.type == OperationType::kMark;
        if (isAsked && part.begin < tracker.base()) facts.isWhole = false;
        if (run.type == OperationType::kInsert) {
            if (facts.insertedCount < excerptMax)
                inserted.append(facts.insertedText, log.insertedText(part), run.sequence);
            facts.insertedCount += part.count();
        } else if (run.type == OperationType::kDelete) {
            // Looking at what a deletion hit is dear, and a step may have hundreds of thousands.
            if (backward && backspacing)
                facts.deletedText.insert(0, deletedText(log, tracker, part, excerptMax, backward));
            else if (facts.deletedCount < excerptMax)
                deleted.append(facts.deletedText, deletedText(log, tracker, part, excerptMax, backward), run.sequence);
            facts.deletedCount += part.count();
            shorten(facts.deletedText, excerptMax);
        }
        backspacing = backward;
    });
    shorten(facts.insertedText, excerptMax);
    facts.change = changeOf(log, &tracker, step.transactions, excerptMax);
    return facts;
}

std::vector<event::Operation> restoreOperations(const event::EventLog& log, const merge::Tracker& tracker,
                                                const event::Version& version) {
    const RangeSet later = log.graph().difference(version, tracker.effectVersion()).onlyTo;
    const RangeSet written = writtenBy(log, later);
    Change change{normalized(tracker.aliveParts(withoutHistory(log, written))), {}};
    // Of what was there already, only what has been switched since can differ.
    std::vector<LocalRange> targets;
    for (const Switch& one : switchesOf(log, later))
        targets.insert(targets.end(), one.targets.begin(), one.targets.end());
    const RangeSet switched = writtenBy(log, subtracted(normalized(std::move(targets)), later));
    if (!switched.empty()) {
        merge::Tracker past = tracker;
        past.movePrepareTo(log, version);
        const RangeSet alive = normalized(tracker.aliveParts(switched));
        const RangeSet dead = normalized(tracker.deadParts(switched));
        change.off = united(std::move(change.off), partsThatWere(false, past, alive));
        change.on = partsThatWere(true, past, dead);
    }
    return operationsFor(log, change);
}

}  // namespace varve::history

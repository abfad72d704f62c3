#include "cli/verification.h"

#include "session/opened_file.h"
#include "storage/sqlite_keyframe_store.h"

namespace varve::cli {

namespace {

std::unexpected<Error> broken(const std::string& sentence) {
    return failure(ErrorCode::kMalformed, sentence + " The file was not changed.");
}

/// Replays one transaction after the other, as they were written.
Result<merge::Tracker> replayStepwise(const event::EventLog& log) {
    event::EventLog growing;
    merge::Tracker tracker;
    for (std::size_t index = 0; index < log.transactionCount(); ++index) {
        auto appended = growing.append(log.transaction(index));
        if (!appended) return broken("Transaction " + std::to_string(index + 1) + ": " + appended.error().message);
        tracker.applyNewEventsQuietly(growing);
    }
    return tracker;
}

/// Compares every keyframe with the replay. Result: how many there are.
Result<std::size_t> checkKeyframes(storage::SqliteEventStore& store, const event::EventLog& log,
                                   merge::Tracker& tracker) {
    const auto keyframes = storage::SqliteKeyframeStore(store).load();
    if (!keyframes) return broken(keyframes.error().message);
    for (const history::Keyframe& keyframe : *keyframes) {
        const auto version = log.versionOf(keyframe.version);
        if (!version) return broken("A keyframe names events that the log does not have.");
        tracker.movePrepareTo(log, *version);
        if (tracker.text(log, merge::View::kPrepare) != keyframe.text) {
            return broken("A keyframe differs from what the events give; the events are the truth and are whole.");
        }
    }
    return keyframes->size();
}

}  // namespace

Result<std::string> verifyFile(const std::filesystem::path& path) {
    auto file = session::openFile(path, session::OpenMode::kReadOnly);
    if (!file) return std::unexpected(file.error());
    storage::SqliteEventStore& store = *(*file)->store;
    auto report = store.verify();
    if (!report) return std::unexpected(report.error());
    if (!report->isIntact()) {
        return broken(report->problems.empty() ? storage::damageSentence(path, report->events)
                                               : report->problems.front());
    }

    const event::EventLog& log = (*file)->document.log;
    const std::string live = (*file)->document.text.text();
    auto stepwise = replayStepwise(log);
    if (!stepwise) return std::unexpected(stepwise.error());
    if (stepwise->text(log, merge::View::kEffect) != live) {
        return broken("Replaying the events one by one gives another text than replaying them together.");
    }
    const event::Version now = stepwise->effectVersion();
    stepwise->movePrepareTo(log, {});
    if (stepwise->count(merge::View::kPrepare) != 0) return broken("Travelling back to the beginning leaves text over.");
    stepwise->movePrepareTo(log, now);
    if (stepwise->text(log, merge::View::kPrepare) != live) {
        return broken("Travelling to the beginning and back gives another text.");
    }

    const auto keyframeCount = checkKeyframes(store, log, *stepwise);
    if (!keyframeCount) return std::unexpected(keyframeCount.error());
    return "Everything holds: " + std::to_string(log.end().value) + " events in " +
           std::to_string(log.transactionCount()) + " transactions; hash chain, two replays, travel through the history, " +
           std::to_string(*keyframeCount) + (*keyframeCount == 1 ? " keyframe.\n" : " keyframes.\n");
}

}  // namespace varve::cli

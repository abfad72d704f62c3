#include "cli/verification.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "document/blob_names.h"
#include "merge/tracker_difference.h"
#include "merge/tracker_snapshot.h"
#include "session/opened_file.h"
#include "storage/sqlite_blob_store.h"
#include "storage/sqlite_error.h"
#include "storage/sqlite_keyframe_store.h"

namespace varve::cli {

namespace {

std::unexpected<Error> broken(std::string sentence) {
    return failure(ErrorCode::kMalformed, std::move(sentence));
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
        const auto version = log.versionOf(keyframe.state.version);
        if (!version) return broken("A keyframe names events that the log does not have.");
        tracker.movePrepareTo(log, *version);
        std::uint64_t eventCount = 0;
        for (const event::LocalRange& range : log.graph().difference({}, *version).onlyTo)
            eventCount += range.count();
        if (history::documentStateOf(log, tracker, merge::View::kPrepare) != keyframe.state ||
            eventCount != keyframe.eventCount) {
            return broken("A keyframe differs from what the events give; the events are the truth and are whole.");
        }
        if (!keyframe.tracker.empty()) {
            Result<merge::Tracker> stored = merge::decodeTracker(log, keyframe.tracker);
            if (!stored) return broken(stored.error().message);
            if (stored->base() > event::LocalVersion{0}) return broken("A stored tracker does not know all.");
            stored->applyNewEventsQuietly(log);
            if (!merge::areSame(log, std::move(*stored), tracker)) {
                return broken("A stored tracker differs from what the events give; the events are the truth.");
            }
        }
    }
    return keyframes->size();
}

/// Whether the file has all that its events name. Result: how many blobs that is.
Result<std::size_t> checkBlobs(storage::SqliteEventStore& store, const event::EventLog& log) {
    document::BlobNames named;
    static_cast<void>(named.followLog(log));
    const auto stored = storage::SqliteBlobStore(store).names();
    if (!stored) return broken(stored.error().message);
    std::vector<Hash> missing;
    std::ranges::set_difference(named.all(), *stored, std::back_inserter(missing));
    if (missing.empty()) return named.all().size();
    return broken((missing.size() == 1 ? "1 image that the document names is"
                                       : std::to_string(missing.size()) + " images that the document names are") +
                  std::string(" not in the file (") + document::blobNameText(missing.front()).substr(0, 12) +
                  "…). Everything else is whole; a copy that has them brings them back when it is merged.");
}

/// The log with everything that the file holds.
const event::EventLog& allEventsOf(const session::OpenedFile& file) {
    return file.document.whole ? *file.document.whole : file.document.state.log();
}

/// Whether travelling through everything gives the version that `shown` got from its own events. `all` has applied the
/// log.
Result<void> checkVersion(const event::EventLog& log, merge::Tracker& all, const merge::CurrentState& shown) {
    const auto version = log.versionOf(shown.log().idsOf(shown.version()));
    if (!version) return broken("A draft holds events that the document does not have.");
    const std::string text = shown.text().text();
    all.movePrepareTo(log, *version);
    if (all.text(log, merge::View::kPrepare) != text) {
        return broken("Replaying the events one by one gives another text than replaying them together.");
    }
    all.movePrepareTo(log, {});
    if (all.count(merge::View::kPrepare) != 0) return broken("Travelling back to the beginning leaves text over.");
    all.movePrepareTo(log, *version);
    if (all.text(log, merge::View::kPrepare) != text) {
        return broken("Travelling to the beginning and back gives another text.");
    }
    return {};
}

/// Replays the log in other ways than it was opened and compares. Result: the number of keyframes. Errors: sentences
/// that do not name the file.
Result<std::size_t> checkDocument(session::OpenedFile& file) {
    const event::EventLog& log = allEventsOf(file);
    auto tracker = replayStepwise(log);
    if (!tracker) return std::unexpected(tracker.error());
    if (auto checked = checkVersion(log, *tracker, file.document.state); !checked)
        return std::unexpected(checked.error());
    for (const history::Draft* draft : file.document.drafts.list()) {
        const merge::CurrentState shown(replica::divide(log, draft->id).shown);
        if (auto checked = checkVersion(log, *tracker, shown); !checked) return std::unexpected(checked.error());
    }
    return checkKeyframes(*file.store, log, *tracker);
}

Error about(const std::filesystem::path& path, const Error& error) {
    return {error.code,
            storage::quotedName(path) + " did not pass the check: " + error.message + " The file was not changed."};
}

}  // namespace

Result<std::string> verifyFile(const std::filesystem::path& path) {
    auto file = session::openFile(path, session::OpenMode::kReadOnly);
    if (!file) return std::unexpected(file.error());
    auto report = (*file)->store->verify();
    if (!report) return std::unexpected(about(path, report.error()));
    if (!report->problems.empty()) {
        return std::unexpected(about(path, {ErrorCode::kMalformed, report->problems.front()}));
    }
    if (!report->isIntact()) {
        return failure(ErrorCode::kMalformed, storage::damageSentence(path, report->events));
    }
    const auto keyframeCount = checkDocument(**file);
    if (!keyframeCount) return std::unexpected(about(path, keyframeCount.error()));
    const auto blobCount = checkBlobs(*(*file)->store, allEventsOf(**file));
    if (!blobCount) return std::unexpected(about(path, blobCount.error()));
    const event::EventLog& log = allEventsOf(**file);
    return "Everything holds: " + std::to_string(log.end().value) + " events in " +
           std::to_string(log.transactionCount()) +
           " transactions; hash chain, two replays, travel through the history, " + std::to_string(*keyframeCount) +
           (*keyframeCount == 1 ? " keyframe" : " keyframes") +
           (*blobCount == 0 ? "" : ", " + std::to_string(*blobCount) + (*blobCount == 1 ? " image" : " images")) +
           ".\n";
}

}  // namespace varve::cli

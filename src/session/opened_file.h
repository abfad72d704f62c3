// A document file that was opened and replayed but has no replica yet: the store, and what was read from it. Made on
// any thread, then moved to the thread that will use it; nothing in it is shared.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "replica/document_replica.h"
#include "storage/sqlite_event_store.h"

namespace varve::session {

enum class OpenMode : std::uint8_t { kReadWrite, kReadOnly };

struct OpenedFile {
    std::filesystem::path path;
    OpenMode mode = OpenMode::kReadWrite;
    std::unique_ptr<storage::SqliteEventStore> store;
    replica::LoadedDocument document;
    /// The tracker was read from a keyframe instead of replaying the log: nobody has compared it with a replay yet.
    bool hasStoredTracker = false;
    /// Names of the blobs in the file.
    std::vector<Hash> blobNames = {};
};

/// Whether a tracker that the file keeps may stand in for the replay, for whoever compares the two afterwards, as a
/// DocumentSession does.
enum class ReplayMode : std::uint8_t { kReplay, kStoredTracker };

/// Opens the file, reads its log and replays it. Thread: any. Cost: O(log). Errors: one sentence for every way in which
/// a file can be unusable (kBusy when another process has it open: the message says which).
/// `draft`: what to show; the document itself when it is not given, or not in the file.
Result<std::unique_ptr<OpenedFile>> openFile(const std::filesystem::path& path, OpenMode mode,
                                             ReplayMode replay = ReplayMode::kReplay,
                                             const std::optional<history::DraftId>& draft = {});

/// Creates a new, empty document, or (with a document id) a new replica of an existing one. Never overwrites.
Result<std::unique_ptr<OpenedFile>> createFile(const std::filesystem::path& path,
                                               const std::optional<std::string>& documentId = std::nullopt);

/// Folds the timeline of the log, with days as the local time zone has them, so that a window need not do it on the GUI
/// thread. Thread: any. Cost: O(log).
void prepareTimeline(OpenedFile& file);

/// Stores the batch in a file that was just made, seals it and closes the file. For benchmarks.
Result<void> appendAndClose(OpenedFile& file, const event::EventBatch& batch);

/// Random version 4 UUID in lower case.
std::string newDocumentId();
/// A random agent of this user on this machine, started now.
event::AgentRecord newAgent(const std::string& user, const std::string& device, std::int64_t nowMs);

}  // namespace varve::session

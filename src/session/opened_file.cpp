#include "session/opened_file.h"

#include <QDateTime>

#include "base/hash.h"
#include "base/random.h"
#include "session/keyframe_keeper.h"
#include "storage/sqlite_blob_store.h"

namespace varve::session {

namespace {

/// The tracker of a short history is made when something asks for it, on the GUI thread: that takes 0.1 microseconds a
/// run. That of a longer one is made here.
constexpr std::size_t kTrackedLaterRunCountMax = 30'000;

Result<void> loadDocument(OpenedFile& file, ReplayMode replay, const std::optional<history::DraftId>& draft) {
    storage::SqliteEventStore& store = *file.store;
    replica::LoadedDocument& document = file.document;
    document.documentId = store.documentId();
    event::EventLog all;
    if (auto loaded = store.loadInto(all); !loaded) return std::unexpected(loaded.error());
    replica::DividedLog divided = replica::divide(std::move(all), draft);
    if (draft && divided.drafts.find(*draft) == nullptr)
        divided = replica::divide(divided.whole ? *std::move(divided.whole) : std::move(divided.shown), {});
    else
        document.draft = draft;
    document.drafts = std::move(divided.drafts);
    document.whole = std::move(divided.whole);
    event::EventLog log = std::move(divided.shown);
    std::optional<merge::Tracker> stored;
    // Keyframes are of all events.
    if (replay == ReplayMode::kStoredTracker && !document.whole) stored = storedTracker(store, log);
    file.hasStoredTracker = stored.has_value();
    document.state =
        stored ? merge::CurrentState(std::move(log), std::move(*stored)) : merge::CurrentState(std::move(log));
    if (document.state.log().operationRuns().size() > kTrackedLaterRunCountMax) {
        static_cast<void>(document.state.presentTracker());
    }
    return {};
}

Result<std::unique_ptr<OpenedFile>> openedFrom(std::unique_ptr<storage::SqliteEventStore> store, ReplayMode replay,
                                               const std::optional<history::DraftId>& draft = {}) {
    auto file = std::make_unique<OpenedFile>();
    file->path = store->path();
    file->mode = store->isReadOnly() ? OpenMode::kReadOnly : OpenMode::kReadWrite;
    file->store = std::move(store);
    if (auto loaded = loadDocument(*file, replay, draft); !loaded) return std::unexpected(loaded.error());
    // A table that cannot be read is as good as none: the text is whole, and colleagues may still have the images.
    if (auto names = storage::SqliteBlobStore(*file->store).names()) file->blobNames = std::move(*names);
    return file;
}

}  // namespace

Result<std::unique_ptr<OpenedFile>> openFile(const std::filesystem::path& path, OpenMode mode, ReplayMode replay,
                                             const std::optional<history::DraftId>& draft) {
    auto store = storage::SqliteEventStore::open(
        path, mode == OpenMode::kReadWrite ? storage::StoreMode::kReadWrite : storage::StoreMode::kReadOnly);
    if (!store) return std::unexpected(store.error());
    return openedFrom(std::move(*store), replay, draft);
}

Result<std::unique_ptr<OpenedFile>> createFile(const std::filesystem::path& path,
                                               const std::optional<std::string>& documentId) {
    auto store = storage::SqliteEventStore::create(path, documentId.value_or(newDocumentId()));
    if (!store) return std::unexpected(store.error());
    return openedFrom(std::move(*store), ReplayMode::kReplay);
}

void prepareTimeline(OpenedFile& file) {
    file.document.timeline = history::Timeline(
        QDateTime::currentDateTime().offsetFromUtc() / 60,
        file.document.draft ? history::DraftPlaces::kWhereWritten : history::DraftPlaces::kWhereMerged);
    file.document.timeline.followLog(file.document.state.log());
}

Result<void> appendAndClose(OpenedFile& file, const event::EventBatch& batch) {
    auto appended = file.store->append(batch);
    if (!appended) return std::unexpected(appended.error());
    return file.store->close();
}

std::string newDocumentId() {
    auto bytes = systemRandom16();
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);  // version 4
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);  // variant of RFC 4122
    std::string text = toHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    for (const std::size_t at : {8U, 13U, 18U, 23U})
        text.insert(at, 1, '-');
    return text;
}

event::AgentRecord newAgent(const std::string& user, const std::string& device, std::int64_t nowMs) {
    return {.id = {systemRandom16()}, .user = user, .device = device, .startedMs = nowMs};
}

}  // namespace varve::session
